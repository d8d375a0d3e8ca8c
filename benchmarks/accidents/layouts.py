"""The runs that accidents happen to: corpora of page dumps in all formats, and what becomes of them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.throughput.corpora import write_corpus

SHARDED_INPUTS = 4
BESIDE = ("--errors", "errors.jsonl", "--summary", "summary.json")


class Layout(NamedTuple):
    """A run: inputs, and the arguments that follow them; outputs have names without a folder."""

    name: str
    inputs: Sequence[Path]
    arguments: Sequence[str]


def layouts(texts: Sequence[str], megabytes: float, folder: Path) -> list[Layout]:
    """Write corpora of a size into a folder, and return the runs."""
    lines, table, archive = folder / "in.jsonl.zst", folder / "in.parquet", folder / "in.warc.gz"
    parts = [folder / f"in-{number}.jsonl.zst" for number in range(SHARDED_INPUTS)]
    for path in (lines, table):
        write_corpus(path, texts, megabytes)
    for path in parts:
        write_corpus(path, texts, megabytes / SHARDED_INPUTS)
    _write_archive(archive, texts, megabytes)
    return [
        Layout("JSON Lines to JSON Lines, ledger", [lines], ["--output", "out.jsonl.zst", "--ledger", "l.parquet"]),
        Layout("Parquet to Parquet", [table], ["--output", "out.parquet"]),
        Layout("WARC to JSON Lines", [archive], ["--output", "out.jsonl"]),
        Layout("four files to three shards", parts, ["--output", "out", "--to", "jsonl.zst", "--shards", "3"]),
    ]


def _write_archive(path: Path, texts: Sequence[str], megabytes: float) -> None:
    """Write texts as pages of an archive of about a size, each record compressed by itself."""
    from cleaner.corpus.storage import COMPRESSORS  # noqa: PLC0415 - needs the packages for corpora

    left = megabytes * 1e6
    with path.open("wb") as stream:
        while left > 0:
            for number, text in enumerate(texts):
                record = _record(f"https://host.example/{number}", text)
                stream.write(COMPRESSORS["gz"](record))
                left -= len(record)
                if left <= 0:
                    break


def _record(url: str, text: str) -> bytes:
    """Return the record of a page with a paragraph for each line."""
    paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.splitlines())
    body = f"<!DOCTYPE html><html><body>{paragraphs}</body></html>".encode("utf-8", "replace")
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Length: {len(page)}\r\n\r\n"
    return head.encode() + page + b"\r\n\r\n"
