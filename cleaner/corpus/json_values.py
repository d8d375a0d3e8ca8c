"""JSON that is not a record a line: an array of records, or records that are laid out over lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from cleaner.corpus.compression import Chunks, Damage
from cleaner.corpus.model import Batch, Fault, Place
from cleaner.corpus.settings import BATCH_RECORDS, Fields
from cleaner.corpus.splitting import BYTE_ORDER_MARK

_ARRAY = re.compile(rb"\s*\[\s*(?:\{|\]|\Z)")
_OVER_LINES = re.compile(rb"\s*\{[ \t]*\r?\n")
_TOKEN = re.compile(rb'["\[\]{}]')
_IN_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_BETWEEN = b" \t\r\n,[]"


def spans_lines(beginning: bytes) -> bool:
    r"""Tell from the first bytes of a file whether it is an array of objects, or an object laid out over lines.

    >>> spans_lines(b'[\n  {"text": "a"},'), spans_lines(b'{\n  "text": "a"\n}'), spans_lines(b'{"text": "a"}\n')
    (True, True, False)
    """
    data = beginning.removeprefix(BYTE_ORDER_MARK)
    return any(expression.match(data) for expression in (_ARRAY, _OVER_LINES))


class JsonSplitter:
    """Splits one input into batches of records, with each of these on one line; positions count records.

    A record that is longer than the limit becomes a fault without being held.
    """

    def __init__(self, name: str, fields: Fields) -> None:
        """Start before the first record."""
        self._name, self._fields = name, fields
        self._data = bytearray()
        self._start = self._at = 0  # in the data: where the record under way begins, how far it was read
        self._depth = self._outer = 0  # of brackets here, and around records
        self._is_in_string = self._is_giant = False
        self._records: list[bytes] = []
        self._faults: list[Fault] = []
        self._size, self._first = 0, 1  # of the batch under way: bytes, and number of its first record

    def batches(self, chunks: Chunks) -> Iterator[Batch]:
        """Yield the batches; behind damage nothing tells where a record begins, so the rest is left out."""
        is_first = True
        for chunk in chunks:
            if isinstance(chunk, Damage):
                self._complain(f"{chunk.reason}; what follows is lost")
                break
            if is_first:
                chunk, is_first = chunk.removeprefix(BYTE_ORDER_MARK), False  # noqa: PLW2901 - the same, without its mark
                self._outer = 1 if _ARRAY.match(chunk) else 0
            self._data += chunk
            yield from self._taken()
        else:
            self._end()
        if self._records or self._faults:
            yield self._batch()

    def _taken(self) -> Iterator[Batch]:
        """Yield the batches that are full with the records that have ended; keep what follows them."""
        for end in self._ends():
            self._add(bytes(self._data[self._start : end]).lstrip(_BETWEEN))
            self._start = end
            if self._size >= self._fields.batch_bytes or len(self._records) >= BATCH_RECORDS:
                yield self._batch()
        if self._is_giant or len(self._data) - self._start > self._fields.max_bytes:
            self._is_giant, self._start = True, self._at
        del self._data[: self._start]
        self._at -= self._start
        self._start = 0

    def _ends(self) -> Iterator[int]:
        """Yield where in the data records end, and note how far it was read."""
        while True:
            if self._is_in_string:
                found = _IN_STRING.match(self._data, self._at)
                self._at = found.end() if found else self._at
                if self._data[self._at : self._at + 1] != b'"':
                    return
                self._at, self._is_in_string = self._at + 1, False
            token = _TOKEN.search(self._data, self._at)
            if token is None:
                self._at = len(self._data)
                return
            self._at = token.end()
            if self._closes_record(token[0]):
                yield self._at

    def _closes_record(self, token: bytes) -> bool:
        """Take a quote or a bracket, and say whether a record ends with it."""
        if token == b'"':
            self._is_in_string = True
        elif token in b"[{":
            self._depth += 1
        else:
            self._depth = max(0, self._depth - 1)
            return self._depth == self._outer
        return False

    def _add(self, record: bytes) -> None:
        """Add a record on one line; an empty line where it is too long."""
        if self._is_giant:
            self._complain(f"is longer than {self._fields.max_bytes:,} bytes; see --max-bytes")
            self._is_giant, record = False, b""
        self._size += len(record)
        try:
            record = msgspec.json.format(record, indent=-1) if record else record
        except (msgspec.DecodeError, RecursionError):
            record = record.replace(b"\n", b"\r")  # what is no JSON stays so
        self._records.append(record)

    def _end(self) -> None:
        """Take what is left at the end: nothing, unless the file was cut off."""
        rest = bytes(self._data).strip(_BETWEEN)
        if rest or self._is_giant:
            self._add(rest)
        elif self._depth:
            self._complain("the array has no end; the file is cut off")

    def _complain(self, reason: str) -> None:
        self._faults.append(Fault(Place(self._name, "record", self._first + len(self._records)), reason))

    def _batch(self) -> Batch:
        """Return the records gathered so far, and begin to gather anew."""
        place, payload = Place(self._name, "record", self._first), b"".join(record + b"\n" for record in self._records)
        batch = Batch("jsonl", place, payload, faults=tuple(self._faults))
        self._first += len(self._records)
        self._records, self._faults, self._size = [], [], 0
        return batch
