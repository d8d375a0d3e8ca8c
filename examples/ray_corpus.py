"""Clean a corpus on a Ray cluster: Parquet, JSON Lines or web archives to Parquet, with a ledger and the errors.

    ray job submit -- python examples/ray_corpus.py s3://bucket/raw/ --output s3://bucket/clean

writes three tables: ``documents`` (the records, with clean text), ``ledger`` (what was removed from each of them: from
both, ``cleaner.restore`` rebuilds the original) and ``errors`` (what could not be cleaned, or lost too much).
docs/clusters.md has the cluster's settings.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import ray.data

from cleaner.corpus.formats.tables import table_of_objects
from cleaner.pipelines.archives import read_archives
from cleaner.pipelines.ray import clean_dataset

BATCH_ROWS = 512
"""Rows cleaned at a time; of articles and page dumps, one to four megabytes."""


def read(inputs: Sequence[str], text: str = "text") -> ray.data.Dataset:
    """Return the records of files of one format, which the first one's name tells; ``text`` is the text's column."""
    if any(suffix in inputs[0] for suffix in (".warc", ".wet")):
        files = ray.data.from_items([{"path": path} for path in inputs], override_num_blocks=len(inputs))
        return files.map_batches(_archived, batch_size=1, batch_format="pyarrow")
    if ".json" in inputs[0]:
        lines = ray.data.read_text(list(inputs))
        return lines.map_batches(_parsed, fn_args=[text], batch_size=BATCH_ROWS, batch_format="pyarrow")
    return ray.data.read_parquet(list(inputs))


def _archived(files: pa.Table) -> Iterator[pa.Table]:
    for batch in read_archives(files.column("path").to_pylist()):
        yield pa.Table.from_batches([batch])


def _parsed(lines: pa.Table, text: str) -> pa.Table:
    """Return lines of JSON as a table; a line that is none stands in its column ``unreadable``."""
    return table_of_objects([{"unreadable": None, text: None, **_record(line)} for line in lines["text"].to_pylist()])


def _record(line: str) -> dict[str, Any]:
    try:
        return dict(json.loads(line))
    except (ValueError, TypeError):
        return {"unreadable": line}


def clean(dataset: ray.data.Dataset, text: str = "text", **options: Any) -> ray.data.Dataset:
    """Return the records with clean text, what was removed, and what went wrong."""
    settings = {"batch_size": BATCH_ROWS}
    return clean_dataset(dataset, text, map_options=settings, keep_removals=True, problems="problem", **options)


def write(cleaned: ray.data.Dataset, output: str, name: str = "id") -> None:
    """Write the three tables; ``name`` is the column that names a document."""
    cleaned = cleaned.materialize()  # else everything would be cleaned three times
    for table, select in {"documents": _documents, "ledger": _ledger, "errors": _errors}.items():
        rows = cleaned.map_batches(select, fn_args=[name], batch_size=None, batch_format="pyarrow")
        rows.write_parquet(f"{output}/{table}")


def _documents(table: pa.Table, name: str) -> pa.Table:
    reason = _reason(table)
    is_document = pc.or_kleene(pc.is_null(reason), pc.starts_with(reason, "over limit"))
    added = [column for column in ("removals", "problem", "unreadable") if column in table.column_names]
    return table.filter(is_document).drop_columns(added)


def _ledger(table: pa.Table, name: str) -> pa.Table:
    return table.filter(pc.greater(pc.list_value_length(table["removals"]), 0)).select([name, "removals"])


def _errors(table: pa.Table, name: str) -> pa.Table:
    reason = _reason(table)
    return pa.table({name: table[name], "reason": reason}).filter(pc.is_valid(reason))


def _reason(table: pa.Table) -> Any:
    """Return what is wrong with each record: it could not be cleaned, lost too much, or could not even be read."""
    found = [table[column].cast(pa.string()) for column in ("problem", "unreadable") if column in table.column_names]
    return pc.coalesce(*found)


def main() -> None:
    """Read the command line, and do it all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--output", required=True, help="a folder that does not exist yet")
    parser.add_argument("--text", default="text", help="the column to be cleaned")
    parser.add_argument("--id", default="id", help="the column that names a document")
    parser.add_argument("--html", action="store_true", help="the column holds HTML, as that of .warc does")
    parser.add_argument("--max-removed", type=float, help="tell of documents that lose more than this share")
    chosen = parser.parse_args()
    html = chosen.html or ".warc" in chosen.inputs[0]
    records = read(chosen.inputs, chosen.text)
    write(clean(records, chosen.text, html=html, max_removed=chosen.max_removed), chosen.output, chosen.id)


if __name__ == "__main__":
    main()
