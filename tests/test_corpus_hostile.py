"""Hostile records, mixed with as many good ones: each is named with its place, and no good one is lost."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from tests.corpora import CommandLine
from tests.test_corpus_formats import archived

pytestmark = pytest.mark.slow

COUNT = 10_000
"""Of hostile records of JSON; of the others, which take longer to read, a tenth."""
MOST_BYTES = 100_000
TOO_LONG = "x" * (3 * MOST_BYTES)
TEXT = "The ferries sail again after the storm, the port said on Monday.\nShare on Facebook\n"
BAD_LINES = (
    b'{"text": "a',
    b'{"text": 5}',
    b'{"text":["a"]}',
    b'{"t":1}',
    b"[1]",
    b"nul",
    b'{"text":"a"} {"text":"b"}',
    b'{"text":"a","x":NaN}',
    b'{"text":"\xff"}',
    b'{"text":"\\ud800"}',
    b"\x00\xff",
    b'{"a":' + b"[" * 3000,
    b'{"text":"' + TOO_LONG.encode() + b'"}',
)
BAD_CELLS = (["1"], ["1", "b", "c"], ["1", TOO_LONG])
BAD_VALUES = (b"\xff", b"caf\xe9", TOO_LONG.encode())
BAD_HEADERS = (b"Length: 10", b"Content-Length: abc", b"Content-Length: 3", b"Content-Length: 4000")


class Hostile(NamedTuple):
    """A file of which every other record is hostile, and the places to be named; None where nobody can say."""

    name: str
    data: bytes
    places: list[int] | None


def lines(count: int, random: Random) -> Hostile:
    rows = [random.choice(BAD_LINES) if number % 2 else _line(number) for number in range(2 * count)]
    return Hostile("in.jsonl", b"\n".join(rows), list(range(2, 2 * count + 1, 2)))


def cells(count: int, random: Random) -> Hostile:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["id", "text"])
    for number in range(2 * count):
        writer.writerow(random.choice(BAD_CELLS) if number % 2 else [str(number), TEXT])
    height = TEXT.count("\n") + 1
    return Hostile("in.csv", stream.getvalue().encode(), [2 + n * (height + 1) + height for n in range(count)])


def rows(count: int, _: Random) -> Hostile:
    values = [BAD_VALUES[number // 2 % 3] if number % 2 else TEXT.encode() for number in range(2 * count)]
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": pa.array(values, pa.binary())}), sink)
    return Hostile("in.parquet", sink.getvalue(), list(range(2, 2 * count + 1, 2)))


def archive(count: int, random: Random) -> Hostile:
    data, places = bytearray(), []
    for number in range(2 * count):
        record = archived("conversion", f"u{number}", TEXT.encode())
        if number % 2:
            places.append(len(data))
            broken = [record.replace(b"Content-Length: %d" % len(TEXT), header) for header in BAD_HEADERS]
            record = random.choice([*broken, *(archived("conversion", "u", value) for value in BAD_VALUES)])
        data += record
    return Hostile("in.warc.wet", bytes(data), places)


def members(suffix: str, compress: Callable[[bytes], bytes]) -> Callable[[int, Random], Hostile]:
    """Return what makes a compressed file, every other member of which is damaged in its midst or cut off."""

    def make(count: int, random: Random) -> Hostile:
        data = bytearray()
        for number in range(2 * count):
            noise = random.randbytes(300).hex()  # else a member is too short to be damaged within
            member = bytearray(compress(msgspec.json.encode({"text": TEXT, "x": noise}) + b"\n"))
            if number % 4 == 1:
                del member[-40:]
            elif number % 4 == 3:
                member[60:120] = random.randbytes(60)
            data += member
        return Hostile(f"in.jsonl{suffix}", bytes(data), None)

    return make


def _line(number: int) -> bytes:
    return msgspec.json.encode({"id": number, "text": TEXT})


KINDS: dict[str, Callable[[int, Random], Hostile]] = {
    "JSON Lines": lines,
    "CSV": cells,
    "Parquet": rows,
    "WET": archive,
    "JSON Lines, gz": members(".gz", gzip.compress),
    "JSON Lines, zst": members(".zst", zstandard.ZstdCompressor(write_checksum=True).compress),
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_records_are_named_in_their_places_and_the_good_ones_cleaned(
    run: CommandLine, tmp_path: Path, kind: str
) -> None:
    count = COUNT if kind == "JSON Lines" else COUNT // 10
    hostile = KINDS[kind](count, Random(1))
    source, clean, errors = tmp_path / hostile.name, tmp_path / "out.jsonl", tmp_path / "errors.jsonl"
    source.write_bytes(hostile.data)
    limits = ("--max-bytes", MOST_BYTES, "--batch-bytes", 100_000)
    assert run.corpus(source, "--output", clean, "--errors", errors, *limits).exit_code == 1
    named = [json.loads(line)["position"] for line in errors.read_bytes().splitlines()]
    if hostile.places is None:
        assert len(named) >= count
    else:
        assert named == hostile.places
    texts = [json.loads(line)["text"] for line in clean.read_bytes().splitlines()]
    assert sum(text.startswith("The ferries") for text in texts) == count
