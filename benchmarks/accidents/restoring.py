"""Clean all texts of the labelled pages as a corpus, restore them from output and ledger, and compare every one.

python -m benchmarks.accidents.restoring                    # the page dumps: names of text.NAME.jsonl.zst may follow
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.accidents.happening import command
from benchmarks.quality.data import find_data, read_rows
from benchmarks.quality.report import table

DUMPS = ("html_text", "inscriptis", "resiliparse_all")
FORMATS = {"jsonl.zst": "removed.parquet", "parquet": "removed.jsonl.zst"}
"""The format of a corpus, and a ledger of the other one."""


def restored(name: str, form: str, folder: Path) -> list[str]:
    """Return a row: tool, format, documents, how many of them cleaning changed, and how many came back as they were."""
    texts = list(find_data().texts(name).values())
    source, clean, again = (folder / f"{stage}.{form}" for stage in ("raw", "clean", "again"))
    _write(source, texts)
    command(folder, "corpus", source.name, "--output", clean.name, "--ledger", FORMATS[form])
    command(folder, "restore", clean.name, "--ledger", FORMATS[form], "--output", again.name)
    changed = sum(one != text for one, text in zip(_texts(clean), texts, strict=True))
    same = sum(one == text for one, text in zip(_texts(again), texts, strict=True))
    return [name, form, f"{len(texts):,}", f"{changed:,}", f"{same:,}"]


def _write(path: Path, texts: list[str]) -> None:
    """Write texts as they are."""
    if path.suffix == ".parquet":
        pq.write_table(pa.table({"text": texts}), path)
        return
    with pa.CompressedOutputStream(str(path), "zstd") as stream:
        stream.write(b"".join(msgspec.json.encode({"text": text}) + b"\n" for text in texts))


def _texts(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        texts: list[str] = pq.read_table(path).column("text").to_pylist()
        return texts
    return [row["text"] for row in read_rows(path)]


@click.command()
@click.argument("names", nargs=-1)
def main(names: tuple[str, ...]) -> None:
    """Print how many documents of the texts NAMES (else the page dumps) come back as they were."""
    rows = []
    for name in names or DUMPS:
        for form in FORMATS:
            with tempfile.TemporaryDirectory() as folder:
                rows.append(restored(name, form, Path(folder)))
    click.echo(table(["text of", "format", "documents", "changed by cleaning", "restored exactly"], rows))
    sys.exit(any(row[2] != row[4] for row in rows))


if __name__ == "__main__":
    main()
