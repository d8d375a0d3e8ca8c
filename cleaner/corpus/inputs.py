"""What the user named, as a list of sources, and the sources as batches of whole records."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from cleaner.corpus.formats import SINGLE_DOCUMENTS, Format, split_suffixes
from cleaner.corpus.formats.json import JsonSplitter, spans_lines
from cleaner.corpus.records import BATCH_RECORDS, Batch, Fault, Fields, Place, unreadable
from cleaner.corpus.storage import (
    STANDARD,
    Chunks,
    Counted,
    Damage,
    chunks,
    files_in,
    identity,
    is_folder,
    is_pattern,
    is_remote,
    is_special,
    leads_out,
    matches,
    open_for_reading,
    printable,
)
from cleaner.errors import WRONG_USAGE, CommandError, display_name

Boundary = Callable[[bytes], int]
"""Where the last, or the first, whole record in some bytes ends; 0 if there is none."""


class Input(NamedTuple):
    """A file: its path or address, its name in the output (without suffixes), what it holds, and why it is not read."""

    path: str
    stem: str
    format: Format
    problem: str = ""

    @property
    def name(self) -> str:
        """The path as it is told to people and programs."""
        return printable(self.path)


class Source(NamedTuple):
    """One file of records, or files of one format that are a document each."""

    inputs: tuple[Input, ...]

    @property
    def is_pile(self) -> bool:
        """Say whether each file is a document."""
        return self.inputs[0].format.name in SINGLE_DOCUMENTS


def find_inputs(paths: Collection[str], given: Format | None) -> list[Input]:
    """Return all files, those of a folder by name; raises `CommandError` for one whose format is not known.

    ``given`` is the format the user names for all of them. In folders, files without a known suffix are left out.
    """
    if not paths:
        raise CommandError("no input is given; name a file, a folder or an address", WRONG_USAGE)
    found = [one for path in paths for one in _expand(path, given)]
    if not found:
        raise CommandError("the folders hold no files of a known format; name it (--from)", WRONG_USAGE)
    return found


def _expand(path: str, given: Format | None) -> Iterator[Input]:
    if is_pattern(path):
        for one in matches(path):
            yield _named_file(one, given)
    elif path != STANDARD and is_folder(path):
        for inner, name in sorted(files_in(path), key=lambda pair: pair[1]):
            stem, known = split_suffixes(name)
            if given or (known and known.name != "markdown"):
                kept = stem.rpartition("/")[2] if leads_out(name) else stem
                yield Input(inner, kept, _combined(known, given), _problem(inner, name))
    else:
        yield _named_file(path, given)


def _named_file(path: str, given: Format | None) -> Input:
    """Return a file that the user names; raises `CommandError` if its format is not known."""
    stem, known = split_suffixes(path)
    if known is None or path.endswith("/"):
        _require(path)
    if (known is None or known.name == "markdown") and given is None:
        raise CommandError(f"{display_name(path)}: its name tells no format; name it (--from jsonl)", WRONG_USAGE)
    return Input(path, "stdin" if path == STANDARD else stem.rpartition("/")[2], _combined(known, given))


def _require(path: str) -> None:
    """Raise `CommandError` for a path that does not exist: what is wrong with it is not its suffix."""
    if path != STANDARD and not is_remote(path) and not Path(path).exists():
        kind = "folder" if path.endswith("/") else "file or folder"
        raise CommandError(f"{display_name(path)}: there is no such {kind}", WRONG_USAGE)


def _problem(path: str, name: str) -> str:
    """Return why a file in a folder is not to be read, "" if it is."""
    if leads_out(name):
        return "its name leads out of the folder; give it another"
    return "is no regular file; leave it out, or name it as an input of its own" if is_special(path) else ""


def _combined(known: Format | None, given: Format | None) -> Format:
    """Return the format the user names, with the compression of the suffix where none is named."""
    if given is None:
        assert known is not None, "the caller has made sure of one"
        return known
    return Format(given.name, given.compression or (known.compression if known else ""))


def sources(inputs: Iterable[Input]) -> list[Source]:
    """Return the inputs as sources, in their order; the files of a pile have one format."""
    found = []
    for kind, group in groupby(inputs, lambda one: one.format):
        files = tuple(group)
        found += [Source(files)] if kind.name in SINGLE_DOCUMENTS else [Source((one,)) for one in files]
    return found


if TYPE_CHECKING:
    Reader = Callable[[Counted, Input, Fields], Iterator[Batch]]


class Layout(NamedTuple):
    """How a format's records lie in its bytes."""

    kind: str
    boundary: Boundary
    first: Boundary
    has_header: bool = False


def after_last_newline(data: bytes) -> int:
    r"""Return where the last line ends.

    >>> after_last_newline(b"one\ntw")
    4
    """
    return data.rfind(b"\n") + 1


def after_last_row(data: bytes) -> int:
    r"""Return where the last row of CSV ends: at a newline that an even number of quotes precedes.

    >>> after_last_row(b'1,one\n2,"two\nlines')
    6
    """
    end, quotes = len(data), data.count(b'"')
    while (newline := data.rfind(b"\n", 0, end)) >= 0:
        quotes -= data.count(b'"', newline, end)
        if quotes % 2 == 0:
            return newline + 1
        end = newline
    return 0


def after_first_newline(data: bytes) -> int:
    """Return where the first line ends; 0 if it does not."""
    return data.find(b"\n") + 1


def after_first_row(data: bytes) -> int:
    r"""Return where the first row of CSV ends; 0 if it does not.

    >>> after_first_row(b'"two\nlines",b\n1,2\n')
    14
    """
    start, is_quoted = 0, False
    while end := data.find(b"\n", start) + 1:
        is_quoted ^= data.count(b'"', start, end) % 2 == 1
        if not is_quoted:
            return end
        start = end
    return 0


JSON_LINES = Layout("jsonl", after_last_newline, after_first_newline)


CSV = Layout("csv", after_last_row, after_first_row, has_header=True)


TSV = Layout("tsv", after_last_row, after_first_row, has_header=True)


class Splitter:
    """Splits one input into batches; a record longer than the limit becomes a fault without being held."""

    def __init__(self, name: str, layout: Layout, fields: Fields) -> None:
        self._name, self._layout = name, layout
        self._max_bytes, self._batch_bytes = fields.max_bytes, fields.batch_bytes
        self._line = 1
        self._header = b""
        self._faults: list[Fault] = []
        self._is_skipping = False

    def batches(self, chunks: Chunks) -> Iterator[Batch]:
        """Yield the batches; faults come with the batch that follows them."""
        pending: list[bytes] = []
        fresh = 0  # bytes that came since the last cut: a long record is not searched again for every chunk
        for chunk in chunks:
            if isinstance(chunk, Damage):
                yield from self._cut(b"".join(pending))
                self._skip_line(chunk.reason)
                pending, fresh = [], 0
                continue
            pending.append(chunk)
            fresh += len(chunk)
            if fresh >= self._batch_bytes:
                rest = yield from self._cut(b"".join(pending))
                pending, fresh = [rest], 0
        yield from self._end(b"".join(pending))

    def _end(self, data: bytes) -> Iterator[Batch]:
        """Yield what is left at the end of the input, whose last line may lack its newline."""
        rest = yield from self._cut(data if data.endswith(b"\n") or not data else data + b"\n")
        while rest:
            self._skip_line("a quote is opened and never closed; double the quotes inside of fields")
            rest = yield from self._cut(rest[after_first_newline(rest) :])
        if self._faults:
            yield self._batch(b"")

    def _cut(self, data: bytes) -> Generator[Batch, None, bytes]:
        """Yield the whole records at the beginning of some bytes, and return the rest."""
        if self._is_skipping:
            data = data[after_first_newline(data) or len(data) :]
            self._is_skipping = not data
        if self._line == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        if self._layout.has_header and not self._header and (end := after_first_row(data)):
            self._header, data = data[:end], data[end:]
            self._line += self._header.count(b"\n")
        end = self._layout.boundary(data)
        if end:
            yield from map(self._batch, self._halved(data[:end]))
        return self._without_giant(data[end:])

    def _halved(self, data: bytes) -> Iterator[bytes]:
        """Yield whole records, in halves as often as it takes to have no more than a batch may have."""
        if data.count(b"\n") <= BATCH_RECORDS:
            yield data
            return
        end = self._layout.boundary(data[: len(data) // 2]) or self._layout.first(data)
        yield from self._halved(data[:end])
        if end < len(data):
            yield from self._halved(data[end:])

    def _without_giant(self, rest: bytes) -> bytes:
        """Return the beginning of a record, or what follows its first line if it is too long already."""
        if len(rest) <= self._max_bytes:
            return rest
        self._skip_line(f"is longer than {self._max_bytes:,} bytes; see --max-bytes")
        rest = rest[after_first_newline(rest) or len(rest) :]
        self._is_skipping = not rest
        return rest

    def _skip_line(self, reason: str) -> None:
        self._faults.append(Fault(self._place(), reason))
        self._line += 1

    def _batch(self, payload: bytes) -> Batch:
        batch = Batch(self._layout.kind, self._place(), payload, self._header, tuple(self._faults))
        self._line += payload.count(b"\n")
        self._faults = []
        return batch

    def _place(self) -> Place:
        return Place(self._name, "line", self._line)


_LINES = {"jsonl": JSON_LINES, "csv": CSV, "tsv": TSV}


class UnreadableError(Exception):
    """An input that cannot be opened; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def read(source: Source, fields: Fields) -> Iterator[Batch]:
    """Yield the batches of a source; raises `UnreadableError` before the first one.

    The same source always gives the same batches. What fails while it is read is a fault in the last batch.
    """
    if source.is_pile:
        from cleaner.corpus.formats.pages import file_batches  # noqa: PLC0415 - loads pyarrow

        yield from file_batches(source.inputs, fields)
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
    if format_name in _LINES:
        return _read_lines
    from cleaner.corpus.formats import pages, tables  # noqa: PLC0415 - load pyarrow

    return pages.archive_batches if format_name in {"wet", "warc"} else tables.table_batches


def _read_lines(stream: Counted, one: Input, fields: Fields) -> Iterator[Batch]:
    found = chunks(cast("BinaryIO", stream), one.format.compression)
    first = next(found, b"")
    found = chain([first], found)
    if one.format.name == "jsonl" and isinstance(first, bytes) and spans_lines(first):
        return JsonSplitter(one.name, fields).batches(found)
    return Splitter(one.name, _LINES[one.format.name], fields).batches(found)
