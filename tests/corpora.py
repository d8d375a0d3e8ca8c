"""What the tests of corpora share: documents with debris, files of all formats that hold them, and a way to run."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
import zstandard

import cleaner
from cleaner.cli import main
from cleaner.corpus import runner, work

ARTICLE = (
    "Ferries sail again after the storm\n\n"
    "The port of document {n} opened at dawn, and the first ferry left for the islands with forty passengers.\n\n"
    "“We waited for three days,” said one of them, who had slept in her car. The harbour master expects calm weather.\n"
)
DEBRIS = "\nLeave a Reply\nYour email address will not be published. Required fields are marked *\nShare on Facebook\n"

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": zstandard.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}
DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.decompress,
    ".zst": lambda data: zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read(),
    ".bz2": bz2.decompress,
    ".xz": lzma.decompress,
}

SUMMARY_LINE = re.compile(
    r"cleaner: [\d,]+ documents? cleaned, [\d,]+ of them changed, [\d,]+ errors?, "
    r"-?[\d,.]+ [kMG]B of [\d,.]+ [kMG]B removed, [\d,.]+ s\n"
)


def text(n: int) -> str:
    """Return a document with debris below it."""
    return ARTICLE.format(n=n) + DEBRIS


def clean(n: int) -> str:
    """Return what is to be left of it."""
    return _cleaner().clean(text(n)).text


@lru_cache(maxsize=1)
def _cleaner() -> cleaner.Cleaner:
    return cleaner.Cleaner()


def records(count: int) -> list[dict[str, Any]]:
    """Return records with fields around the text."""
    return [{"id": f"d{n}", "text": text(n), "url": f"https://h{n % 3}.example/{n}", "n": n} for n in range(count)]


def json_lines(rows: Sequence[Any]) -> bytes:
    """Return rows as lines of JSON."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows in the format of a file's suffix."""
    path.parent.mkdir(parents=True, exist_ok=True)
    suffix = path.suffix if path.suffix in COMPRESS else ""
    path.write_bytes(COMPRESS[suffix](_encode(path.name.removesuffix(suffix).rpartition(".")[2], rows)))


def _encode(name: str, rows: Sequence[dict[str, Any]]) -> bytes:
    if name == "jsonl":
        return json_lines(rows)
    sink = io.BytesIO()
    table = pa.Table.from_pylist(list(rows))
    if name == "parquet":
        pq.write_table(table, sink)
    elif name == "arrow":
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    else:
        lines = io.StringIO(newline="")
        writer = csv.DictWriter(lines, list(rows[0]), delimiter="\t" if name == "tsv" else ",", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return lines.getvalue().encode()
    return sink.getvalue()


def read(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of any format."""
    suffix = path.suffix if path.suffix in COMPRESS else ""
    data = DECOMPRESS[suffix](path.read_bytes())
    name = path.name.removesuffix(suffix).rpartition(".")[2]
    if name == "jsonl":
        return [json.loads(line) for line in data.splitlines()]
    if name == "parquet":
        return pq.read_table(io.BytesIO(data)).to_pylist()
    if name == "arrow":
        return pa.ipc.open_file(data).read_all().to_pylist()
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter="\t" if name == "tsv" else ","))


class Ended(NamedTuple):
    """How a command ended."""

    exit_code: int
    stderr: str


class CommandLine:
    """Runs commands in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        """Take what commands are run with; all runs in this process share a cleaner, which takes long to make."""
        self._monkeypatch, self._capfd = monkeypatch, capfd
        for module in (runner, work):
            monkeypatch.setattr(module, "Cleaner", lambda **made: cleaner.Cleaner(**made) if made else _cleaner())

    def __call__(self, *arguments: object) -> Ended:
        """Run a command."""
        self._monkeypatch.setattr("sys.argv", ["cleaner", *map(str, arguments)])
        try:
            exit_code = main()
        finally:  # what a run tells that ends in an accident is not told by the next
            told = self._capfd.readouterr().err
        return Ended(exit_code, told)

    def corpus(self, *arguments: object, workers: int = 0) -> Ended:
        """Run ``cleaner corpus``, here without other processes, which take a second to start.

        The last line, which tells how long it took, is left out of what was told.
        """
        ended = self("corpus", *arguments, "--workers", workers)
        *told, last = ended.stderr.splitlines(keepends=True) or [""]
        return ended._replace(stderr="".join(told) + ("" if SUMMARY_LINE.fullmatch(last) else last))
