"""Mix hostile records with good ones, in all formats, and see that each is told with its place and no good one is lost.

python -m benchmarks.accidents.hostile                      # 10,000 hostile records of JSON, and some of the others
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import click
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.accidents.happening import command
from benchmarks.quality.report import table

MOST_BYTES = 100_000
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
    b'{"text":"' + b"x" * (3 * MOST_BYTES) + b'"}',
)
BAD_CELLS = (["1"], ["1", "b", "c"], ["1", "x" * (3 * MOST_BYTES)])
BAD_HEADERS = {
    "no length": b"Length: 10",
    "a length that is none": b"Content-Length: abc",
    "a length that is too small": b"Content-Length: 3",
    "a length that is too large": b"Content-Length: 4000",
}


class Hostile(NamedTuple):
    """A corpus: its file, the places that are to be told, and how many records are good."""

    path: Path
    places: list[int]
    good: int


def lines(folder: Path, count: int, random: Random) -> Hostile:
    """Return lines of JSON, every other one of which is none."""
    rows = [random.choice(BAD_LINES) if number % 2 else _line(number) for number in range(2 * count)]
    path = folder / "in.jsonl"
    path.write_bytes(b"\n".join(rows))
    return Hostile(path, list(range(2, 2 * count + 1, 2)), count)


def cells(folder: Path, count: int, random: Random) -> Hostile:
    """Return rows of CSV, every other one of which has too few cells, too many, or one that is too long."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["id", "text"])
    height = TEXT.count("\n") + 1
    for number in range(2 * count):
        writer.writerow(random.choice(BAD_CELLS) if number % 2 else [str(number), TEXT])
    places = [2 + number * (height + 1) + height for number in range(count)]
    path = folder / "in.csv"
    path.write_text(stream.getvalue(), encoding="utf-8")
    return Hostile(path, places, count)


def rows(folder: Path, count: int, _: Random) -> Hostile:
    """Return rows of Parquet, every other one of which is not UTF-8, or too long."""
    bad = (b"\xff", b"caf\xe9", b"x" * (3 * MOST_BYTES))
    values = [bad[number // 2 % len(bad)] if number % 2 else TEXT.encode() for number in range(2 * count)]
    path = folder / "in.parquet"
    pq.write_table(pa.table({"text": pa.array(values, pa.binary())}), path)
    return Hostile(path, list(range(2, 2 * count + 1, 2)), count)


def records(folder: Path, count: int, random: Random) -> Hostile:
    """Return records of a web archive, every other one of which has a wrong header or no UTF-8 in it."""
    data, places = bytearray(), []
    for number in range(2 * count):
        good = _record(number, TEXT.encode())
        if number % 2:
            places.append(len(data))
            length = b"Content-Length: %d" % len(TEXT)
            spoilt = [good.replace(length, header) for header in BAD_HEADERS.values()]
            good = random.choice([*spoilt, _record(number, b"\xff" * 9), _record(number, b"x" * (3 * MOST_BYTES))])
        data += good
    path = folder / "in.warc.wet"
    path.write_bytes(data)
    return Hostile(path, places, count)


def members(compression: str) -> Callable[[Path, int, Random], Hostile]:
    """Return what makes compressed files, every other member of which is damaged in its midst or cut off."""

    def make(folder: Path, count: int, random: Random) -> Hostile:
        from cleaner.corpus.storage import COMPRESSORS  # noqa: PLC0415 - needs the packages for corpora

        data = bytearray()
        for number in range(2 * count):
            noise = random.randbytes(300).hex()  # else a member is too short to be damaged within
            member = bytearray(COMPRESSORS[compression](msgspec.json.encode({"text": TEXT, "x": noise}) + b"\n"))
            if number % 2 and number % 4 == 1:
                del member[-40:]
            elif number % 2:
                member[60:120] = random.randbytes(60)
            data += member
        path = folder / f"in.jsonl.{compression}"
        path.write_bytes(data)
        return Hostile(path, [], count)

    return make


def _line(number: int) -> bytes:
    return msgspec.json.encode({"id": number, "text": TEXT})


def _record(number: int, text: bytes) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: u{number}\r\nContent-Length: {len(text)}\r\n\r\n"
    return head.encode() + text + b"\r\n\r\n"


KINDS: dict[str, Callable[[Path, int, Random], Hostile]] = {
    "JSON Lines": lines,
    "CSV": cells,
    "Parquet": rows,
    "WET": records,
    "JSON Lines, gz": members("gz"),
    "JSON Lines, zst": members("zst"),
}


def met(kind: str, count: int, folder: Path) -> tuple[list[str], bool]:
    """Return a row: hostile records, how many are told, in their places, good records, how many came; and if all is."""
    hostile = KINDS[kind](folder, count, Random(1))
    options = ("--errors", "e.jsonl", "--max-bytes", str(MOST_BYTES), "--batch-bytes", "100000")
    code = command(folder, "corpus", hostile.path.name, "--output", "out.jsonl", *options)
    told = [fault["position"] for fault in _objects(folder / "e.jsonl")]
    came = sum(fault["text"].startswith("The ferries") for fault in _objects(folder / "out.jsonl"))
    if hostile.places:
        in_place, is_well = sum(place in set(told) for place in hostile.places), hostile.places == told
    else:
        in_place, is_well = len(told), len(told) >= count
    figures = [count, len(told), in_place, hostile.good, came]
    return [kind, *(f"{figure:,}" for figure in figures)], is_well and came == hostile.good and code == 1


def _objects(path: Path) -> Iterator[dict[str, str]]:
    return map(json.loads, path.read_bytes().splitlines())


@click.command()
@click.option("--count", default=10_000, show_default=True, help="Of hostile records of JSON; a tenth of the others.")
def main(count: int) -> None:
    """Print how many hostile records are told, and how many good ones are cleaned."""
    found, is_well = [], True
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            row, is_kind_well = met(kind, count if kind == "JSON Lines" else max(1, count // 10), Path(folder))
        found.append(row)
        is_well &= is_kind_well
    click.echo(table(["format", "hostile", "told", "in their places", "good", "cleaned"], found))
    sys.exit(not is_well)


if __name__ == "__main__":
    main()
