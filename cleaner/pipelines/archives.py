"""Web archives (WARC, WET) as Arrow batches, file by file: what clusters clean, and have no reader for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.html.encoding import decode_page
from cleaner.pipelines import needs

with needs("corpus"):
    import pyarrow as pa

    from cleaner.corpus.formats import split_suffixes
    from cleaner.corpus.formats.pages import read_archive
    from cleaner.corpus.inputs import Input, Source, UnreadableError, read
    from cleaner.corpus.records import Batch, Document, Fault, Fields

SCHEMA = pa.schema([(name, pa.string()) for name in ("id", "url", "text", "unreadable")])
"""``text`` is what a WET record holds, or the HTML of a WARC record; null where ``unreadable`` says why."""

_ARCHIVES = ("warc", "wet")


def read_archives(paths: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """Yield the records of archives, named by path or by an address that fsspec knows, in batches of about 2 MB.

    What cannot be read is a row, too: a damaged record, the rest of a file, a file that is not there. Raises
    `ValueError` for a name that is no archive's (``.warc``, ``.wet``, with ``.gz`` and the like).
    """
    for path in paths:
        stem, known = split_suffixes(path)
        if known is None or known.name not in _ARCHIVES:
            raise ValueError(f"{path}: is no web archive; name files that end in .warc or .wet, compressed or not")
        try:
            yield from map(_as_table, read(Source((Input(path, stem, known),)), Fields()))
        except UnreadableError as error:
            yield _rows([], [error.fault])


def _as_table(batch: Batch) -> pa.RecordBatch:
    if batch.kind != "archive":  # nothing but what is wrong with the file
        return _rows([], batch.faults)
    records = read_archive(batch, Fields())
    return _rows(records.documents, [*batch.faults, *records.faults])


def _rows(documents: Iterable[Document], faults: Iterable[Fault]) -> pa.RecordBatch:
    rows = [{"id": one.id, "url": one.url, "text": _text(one)} for one in documents]
    rows += [{"id": f"{place.input}#{place.position}", "unreadable": reason} for place, reason, _ in faults]
    return pa.RecordBatch.from_pylist(rows, SCHEMA)


def _text(document: Document) -> str:
    (content,) = document.contents
    return decode_page(content, document.charset).text if isinstance(content, bytes) else content or ""
