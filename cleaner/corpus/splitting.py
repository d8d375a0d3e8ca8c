"""Bytes to batches of whole records, for formats whose records end with a line."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import NamedTuple

from cleaner.corpus.compression import Chunks, Damage
from cleaner.corpus.model import Batch, Fault, Place
from cleaner.corpus.settings import BATCH_RECORDS, Fields

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Boundary = Callable[[bytes], int]
"""Where the last, or the first, whole record in some bytes ends; 0 if there is none."""


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
        """Start at the first line."""
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
            data = data.removeprefix(BYTE_ORDER_MARK)
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
        """Make a fault of the current line."""
        self._faults.append(Fault(self._place(), reason))
        self._line += 1

    def _batch(self, payload: bytes) -> Batch:
        """Return a batch with the faults that precede it, and count its lines."""
        batch = Batch(self._layout.kind, self._place(), payload, self._header, tuple(self._faults))
        self._line += payload.count(b"\n")
        self._faults = []
        return batch

    def _place(self) -> Place:
        return Place(self._name, "line", self._line)
