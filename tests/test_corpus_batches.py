"""Batches: whole records, bounded in bytes and in number, read in a time that grows with the input and no faster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cleaner
from cleaner.corpus.formats import pages
from cleaner.corpus.formats.tables import unpacked_size
from cleaner.corpus.inputs import after_first_row, find_inputs, read, sources
from cleaner.corpus.records import BATCH_RECORDS, DEFAULT_BATCH_BYTES, Batch, Fields
from cleaner.corpus.work import read_records
from tests import corpora

MANY = 3 * BATCH_RECORDS + 5


def batches(*paths: Path, batch_bytes: int = DEFAULT_BATCH_BYTES) -> Iterator[Batch]:
    """Yield the batches of files that are one source."""
    (source,) = sources(find_inputs(map(str, paths), None))
    return read(source, Fields(batch_bytes=batch_bytes))


@pytest.mark.parametrize("name", ["jsonl", "parquet", "arrow", "csv", "tsv", "json"])
def test_a_batch_has_a_bounded_number_of_records(tmp_path: Path, name: str) -> None:
    rows: list[dict[str, Any]] = [{"text": "a\nb" if n % 7 else ""} for n in range(MANY)]
    rows[9]["text"] = "x" * 200_000  # more than half of all bytes
    path = tmp_path / f"in.{name}"
    if name == "json":
        path.write_bytes(b"[" + b",".join(corpora.json_lines(rows).splitlines()) + b"]")
    else:
        corpora.write(path, rows)
    found = [read_records(batch, Fields()).documents for batch in batches(path)]
    assert [document.contents[0] for part in found for document in part] == [row["text"] for row in rows]
    assert 4 <= len(found) <= 12
    assert max(map(len, found)) <= BATCH_RECORDS


def test_files_that_are_empty_are_read_some_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "BATCH_RECORDS", 4)
    paths = [tmp_path / f"{n}.txt" for n in range(9)]
    for path in paths:
        path.touch()
    found = [read_records(batch, Fields()).documents for batch in batches(*paths)]
    assert [len(part) for part in found] == [4, 4, 1]


def test_a_text_that_all_rows_share_counts_for_each(tmp_path: Path) -> None:
    shared = pa.DictionaryArray.from_arrays(pa.array([0] * 500, pa.int32()), pa.array(["long text " * 1000]))
    pq.write_table(pa.table({"text": shared}), tmp_path / "in.parquet")
    found = [read_records(batch, Fields()).documents for batch in batches(tmp_path / "in.parquet", batch_bytes=100_000)]
    assert sum(map(len, found)) == 500
    assert max(map(len, found)) <= 12  # of 10 kB each


def test_columns_of_numbers_and_of_nothing_have_a_size() -> None:
    numbers = pa.array([1, 2, None]).dictionary_encode()
    nothing = pa.array([None, None, None], pa.string()).dictionary_encode()
    assert unpacked_size(pa.table({"a": numbers})) > 0
    assert unpacked_size(pa.table({"a": nothing})) == 0


@pytest.mark.parametrize("text", ["", "a", "\n"])
def test_short_texts_have_results_before_all_are_read(text: str) -> None:
    asked = 0

    def texts() -> Iterator[str]:
        nonlocal asked
        while True:
            asked += 1
            yield text

    assert next(cleaner.Cleaner().clean_many(texts())).text == text
    assert asked == 1


class Counted(bytes):
    """Bytes that know how many of them were looked at by ``count`` and ``find``."""

    seen = 0

    def count(self, *arguments: Any) -> int:
        """Count, and note the length of what is counted in."""
        _, start, end = arguments
        self.seen += end - start
        return super().count(*arguments)

    def find(self, *arguments: Any) -> int:
        """Find, and note how far it was looked."""
        found = super().find(*arguments)
        self.seen += (len(self) if found < 0 else found + 1) - (arguments[1] if len(arguments) > 1 else 0)
        return found


@pytest.mark.parametrize("line", [b"\n", b'""\n', b"rain fell over the harbour\n"])
def test_a_header_whose_quote_is_never_closed_is_read_once(line: bytes) -> None:
    data = Counted(b'"text' + line * 2000)
    assert after_first_row(data) == 0
    assert data.seen <= 2 * len(data)
