"""The summary as files: JSON or Parquet for programs, tables in Markdown for people."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from cleaner.corpus.formats import split_suffixes
from cleaner.corpus.model import Counts
from cleaner.corpus.own_files import create
from cleaner.corpus.parts import aside, publish
from cleaner.corpus.summary import Entry, Summary, ranked

_ROWS = 30  # of each group in the tables for people; the other formats have all
_SAMPLES = 2  # of each name in these tables


def write_summary(path: str, counts: Counts, summary: Summary) -> None:
    """Write the summary as its name tells: as Markdown alone, or as Parquet or JSON with Markdown beside it."""
    ordered = ranked(summary)
    _write(table_path(path), _tables(counts, ordered))
    if table_path(path) != path:
        _write(path, _encoder(path)(counts, ordered))


def _write(path: str, content: bytes) -> None:
    made = aside(path, "made")
    made.parent.mkdir(parents=True, exist_ok=True)
    with create(made) as stream:
        stream.write(content)
    publish(made, path)


def table_path(path: str) -> str:
    """Return where the tables go that belong to a summary.

    >>> table_path("removed.json"), table_path("removed.parquet"), table_path("removed.md"), table_path("removed")
    ('removed.md', 'removed.md', 'removed.md', 'removed.md')
    """
    return split_suffixes(path)[0] + ".md"


def _encoder(path: str) -> Callable[[Counts, Summary], bytes]:
    named = split_suffixes(path)[1]
    return _parquet if named and named.name == "parquet" else _json


def _json(counts: Counts, summary: Summary) -> bytes:
    return msgspec.json.format(msgspec.json.encode({"total": counts, **summary}), indent=2) + b"\n"


def _parquet(counts: Counts, summary: Summary) -> bytes:
    """Return a row for each name, and the whole run's counts as metadata ``total``, in JSON."""
    import pyarrow as pa  # noqa: PLC0415 - who wants JSON does without
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    sample = pa.struct([(name, pa.string()) for name in ("text", "before", "after")])
    numbers = [(name, pa.int64()) for name in ("documents", "lines", "bytes")]
    fields = [("group", pa.string()), ("name", pa.string()), *numbers, ("samples", pa.list_(sample))]
    schema = pa.schema(fields, {"total": msgspec.json.encode(counts)})
    rows = [
        {"group": group, "name": name, "samples": [], **entry}
        for group, entries in summary.items()
        for name, entry in entries.items()
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema), sink)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _tables(counts: Counts, summary: Summary) -> bytes:
    """Return tables in Markdown: what was counted, and samples of the rules before and after."""
    over_limit = f", {counts.over_limit:,} over the limit" if counts.over_limit else ""
    lines = [
        f"{counts.documents:,} documents, {counts.changed:,} of them changed{over_limit}, "
        f"{counts.bytes_in / 1e6:,.1f} MB in, {counts.bytes_out / 1e6:,.1f} MB out, {counts.faults:,} errors"
    ]
    for group, entries in summary.items():
        lines += ["", f"| {group} | documents | lines | MB | sample |", "|---|---:|---:|---:|---|"]
        lines += [_row(name, entry) for name, entry in list(entries.items())[:_ROWS]]
    lines += ["", "| rule | before | after |", "|---|---|---|"]
    for name, entry in list(summary["rule"].items())[:_ROWS]:
        for sample in entry.get("samples", [])[:_SAMPLES]:
            lines.append(f"| {name} | {_cell(sample['before'])} | {_cell(sample['after'])} |")
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _row(name: str, entry: Entry) -> str:
    sample = _cell(entry["samples"][0]["text"]) if entry.get("samples") else ""
    return f"| {name} | {entry['documents']:,} | {entry['lines']:,} | {entry['bytes'] / 1e6:,.3f} | {sample} |"


def _cell(text: str) -> str:
    r"""Return a text as a cell: what Markdown or HTML would take for its own is written out.

    >>> _cell("a | b\n<b>*c*")
    'a \\| b<br>&lt;b>\\*c\\*'
    """
    for mark in "\\`*_[]|":
        text = text.replace(mark, "\\" + mark)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
