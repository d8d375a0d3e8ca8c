"""Sources to batches, in the process that hands them out: whole records, decoded no further than needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, cast

from cleaner.corpus.compression import chunks
from cleaner.corpus.faults import unreadable
from cleaner.corpus.inputs import Input, Source
from cleaner.corpus.json_values import JsonSplitter, spans_lines
from cleaner.corpus.model import Batch, Fault, Place
from cleaner.corpus.settings import Fields
from cleaner.corpus.splitting import CSV, JSON_LINES, TSV, Splitter
from cleaner.corpus.storage import Counted, identity, open_for_reading

if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[[Counted, Input, Fields], Iterator[Batch]]

_LINES = {"jsonl": JSON_LINES, "csv": CSV, "tsv": TSV}


class UnreadableError(Exception):
    """An input that cannot be opened; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        """Keep the fault."""
        super().__init__(fault.reason)
        self.fault = fault


def read(source: Source, fields: Fields) -> Iterator[Batch]:
    """Yield the batches of a source; raises `UnreadableError` before the first one.

    The same source always gives the same batches. What fails while it is read is a fault in the last batch.
    """
    if source.is_pile:
        from cleaner.corpus.document_files import read_pile  # noqa: PLC0415 - loads pyarrow

        yield from read_pile(source.inputs, fields)
        return
    one = source.inputs[0]
    with closing(_opened(one)) as stream:
        counted = Counted(stream, identity(one.path)[0])
        try:
            for batch in _reader(one.format.name)(counted, one, fields):
                yield replace(batch, progress=batch.progress or counted.share)
        except OSError as error:
            yield Batch("jsonl", Place(one.name, "byte", counted.count), faults=(unreadable(one.name, error),))


def _opened(one: Input) -> BinaryIO:
    if one.problem:
        raise UnreadableError(Fault(Place(one.name, "file", 0), one.problem))
    try:
        return open_for_reading(one.path)
    except OSError as error:
        raise UnreadableError(unreadable(one.name, error)) from None


def _reader(format_name: str) -> Reader:
    """Return what reads a format."""
    if format_name in _LINES:
        return _read_lines
    from cleaner.corpus import table_files, web_archives  # noqa: PLC0415 - load pyarrow and fastwarc

    return web_archives.read if format_name in {"wet", "warc"} else table_files.read


def _read_lines(stream: Counted, one: Input, fields: Fields) -> Iterator[Batch]:
    found = chunks(cast("BinaryIO", stream), one.format.compression)
    first = next(found, b"")
    found = chain([first], found)
    if one.format.name == "jsonl" and isinstance(first, bytes) and spans_lines(first):
        return JsonSplitter(one.name, fields).batches(found)
    return Splitter(one.name, _LINES[one.format.name], fields).batches(found)
