"""What is written is read back as it was, in every format, whatever texts hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Result
from cleaner.corpus.formats import Format
from cleaner.corpus.inputs import Input, Source, read
from cleaner.corpus.outputs import open_output
from cleaner.corpus.plan import Target
from cleaner.corpus.records import Batch, Cleaned, Fields, Place, Records
from cleaner.corpus.work import encoded, read_records
from tests.corpora import json_lines

ODD = [
    "\r",
    "\n",
    "\r\n",
    '"',
    '""',
    ",",
    "\t",
    "'",
    "\x00",
    "\ufeff",
    "\u2028",
    "\x85",
    "\x0b",
    "\\",
    " ",
    "é",
    "\U0001f468",
    "=1",
]
texts = st.lists(
    st.sampled_from([*ODD, "a", "word"]) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4), max_size=8
).map("".join)
FIELDS = Fields(texts=("text", "b"))
FORMATS = ["jsonl", "jsonl.gz", "parquet", "arrow", "csv", "csv.zst", "tsv"]


def written(folder: Path, rows: list[dict[str, str]], name: str) -> Path:
    """Write rows as the command does, in two batches, and return the file."""
    kind, _, compression = name.partition(".")
    path, output = folder / f"out.{name}", Format(kind, compression)
    target = open_output(Target(str(path), output, path.name))
    for part in (rows[:1], rows[1:]):
        records = read_records(Batch("jsonl", Place("in.jsonl", "line", 1), json_lines(part)), FIELDS)
        target.write(encoded(records, _unchanged(records), output))
    target.finish()
    return path


def _unchanged(records: Records) -> list[Cleaned]:
    contents = (document.contents for document in records.documents)
    return [Cleaned(number, tuple(Result(str(one)) for one in each)) for number, each in enumerate(contents)]


def came(path: Path, name: str) -> Iterator[tuple[str, ...]]:
    """Yield id and contents of what is read from a file."""
    kind, _, compression = name.partition(".")
    for batch in read(Source((Input(str(path), "out", Format(kind, compression)),)), FIELDS):
        records = read_records(batch, FIELDS)
        assert (*batch.faults, *records.faults) == ()
        yield from ((document.id, *map(str, document.contents)) for document in records.documents)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(texts.filter(bool), texts, texts), min_size=1, max_size=5))
def test_texts_come_back_as_they_were(name: str, rows: list[tuple[str, str, str]]) -> None:
    records = [dict(zip(("id", "text", "b"), row, strict=True)) for row in rows]
    with TemporaryDirectory() as folder:
        assert list(came(written(Path(folder), records, name), name)) == rows


@pytest.mark.parametrize("text", ["Rain fell.\rBoats stayed in.", "Rain fell again.\r", "\r", "a\r\nb", "\n\r", '"\r"'])
@pytest.mark.parametrize("name", FORMATS)
def test_carriage_returns_come_back(tmp_path: Path, name: str, text: str) -> None:
    assert list(came(written(tmp_path, [{"id": "1", "text": text, "b": ""}], name), name)) == [("1", text, "")]
