"""WARC and WET files to batches: records are told apart here, and read by fastwarc in the workers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import pyarrow as pa

from cleaner.corpus.compression import Damage, chunks
from cleaner.corpus.inputs import Input
from cleaner.corpus.model import Batch, Fault, Place
from cleaner.corpus.settings import Fields
from cleaner.corpus.storage import Counted
from cleaner.corpus.tables import to_stream

if TYPE_CHECKING:
    from typing import BinaryIO

_MAGIC = b"WARC/1."
_HEADER_END = b"\r\n\r\n"
_TRAILER = b"\r\n\r\n"
_NEXT = _TRAILER + _MAGIC
_LONGEST_HEADER = 1 << 16
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_WANTED = re.compile(rb"^warc-type:[ \t]*(response|conversion)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_SCHEMA = pa.schema([("position", pa.int64()), ("record", pa.binary())])


def read(stream: Counted, one: Input, fields: Fields) -> Iterator[Batch]:
    """Yield the records with pages and texts in batches; positions are bytes of the unpacked file."""
    splitter = _Splitter(one.name, fields.max_bytes)
    for chunk in chunks(cast("BinaryIO", stream), one.format.compression):
        if isinstance(chunk, Damage):
            splitter.lose(chunk.reason)
        else:
            splitter.take(chunk)
        if splitter.size >= fields.batch_bytes:
            yield splitter.batch()
    splitter.lose("")
    if splitter.size or splitter.faults:
        yield splitter.batch()


class _Splitter:
    """Cuts bytes into records, and finds the next one where they make no sense."""

    def __init__(self, name: str, max_bytes: int) -> None:
        self._name, self._max_bytes = name, max_bytes
        self._data = bytearray()
        self._position = 0  # of the data in the file
        self._skip = 0  # bytes to come that are not wanted
        self._skipped: Fault | None = None  # what is wrong if these are not all of one record
        self._is_lost = False
        self._is_end = False  # nothing follows the data, or nothing that joins it
        self._rows: list[tuple[int, bytes]] = []
        self.faults: list[Fault] = []
        self.size = 0

    def take(self, chunk: bytes) -> None:
        """Take some bytes in."""
        self._data += chunk
        while self._step():
            pass

    def lose(self, reason: str) -> None:
        """Give up what is incomplete, but for records that begin behind a wrong length; "" if the file ends here."""
        self._is_end = True
        self.take(b"")
        while reason or ((self._data.strip() or self._skip) and not self._is_lost):
            self._tell(reason or "is cut off: the file ends in the midst of it")
            reason, self._skip, self._is_lost = "", 0, True
            self._drop(1)
            self.take(b"")
            if self._is_lost:
                break
        self._drop(len(self._data))
        self._is_lost = self._is_end = False

    def batch(self) -> Batch:
        """Return the records gathered so far, and begin to gather anew."""
        positions, records = zip(*self._rows, strict=True) if self._rows else ((), ())
        table = pa.table([pa.array(positions, pa.int64()), pa.array(records, pa.binary())], schema=_SCHEMA)
        place = Place(self._name, "byte", self._rows[0][0] if self._rows else self._position)
        batch = Batch("archive", place, to_stream(table), faults=tuple(self.faults))
        self._rows, self.faults, self.size = [], [], 0
        return batch

    def _step(self) -> bool:
        """Do one thing with the data; say whether there may be more to do."""
        if self._skip:
            return self._skip_some()
        if self._is_lost:
            return self._find_record()
        if len(self._data) < len(_MAGIC):
            return False
        if not self._data.startswith(_MAGIC):
            return self._complain("is no record of a web archive")
        return self._record()

    def _skip_some(self) -> bool:
        """Drop what is not wanted, up to where another record begins all the same."""
        size = min(self._skip, len(self._data))
        found = self._data.find(_NEXT, 0, size)
        if found >= 0:
            if self._skipped:
                self.faults.append(self._skipped)
            size = self._skip = found + len(_TRAILER)
        elif size < self._skip:
            size = max(0, size - len(_NEXT))  # it may begin at the end of what there is
        self._drop(size)
        self._skip -= size
        return not self._skip

    def _record(self) -> bool:
        """Take a record off the data, if all of it is there."""
        header_end = self._data.find(_HEADER_END, 0, _LONGEST_HEADER)
        if header_end < 0:
            return len(self._data) >= _LONGEST_HEADER and self._complain("has a header without an end")
        header = bytes(self._data[:header_end])
        if not (found := _LENGTH.search(header)):
            return self._complain("has no valid Content-Length")
        is_wanted = _WANTED.search(header) is not None
        end = header_end + len(_HEADER_END) + int(found[1])
        if int(found[1]) > self._max_bytes or not is_wanted:
            self._skipped = None if is_wanted else self._fault("has a wrong Content-Length")
            if is_wanted:
                self._tell(f"is longer than {self._max_bytes:,} bytes; see --max-bytes")
            self._skip = end + len(_TRAILER)
            return True
        if len(self._data) < end + len(_TRAILER if self._is_end else _NEXT):
            return False
        if not self._data.startswith(_TRAILER, end) or self._swallows_others(header_end, end):
            return self._complain("has a wrong Content-Length")
        self._rows.append((self._position, bytes(self._data[: end + len(_TRAILER)])))
        self.size += end
        self._drop(end + len(_TRAILER))
        return True

    def _swallows_others(self, start: int, end: int) -> bool:
        """Tell whether a record holds others and is followed by none: four bytes may look like its end by chance."""
        follows = self._data[end + len(_TRAILER) : end + len(_NEXT)]
        return bool(follows) and follows != _MAGIC and self._data.find(_NEXT, start, end) >= 0

    def _complain(self, reason: str) -> bool:
        """Note a fault, and look for the next record."""
        self._tell(reason)
        self._is_lost = True
        self._drop(1)
        return True

    def _find_record(self) -> bool:
        """Drop what precedes the next record."""
        found = self._data.find(b"\n" + _MAGIC)
        if found < 0:
            self._drop(max(0, len(self._data) - len(_MAGIC)))
            return False
        self._drop(found + 1)
        self._is_lost = False
        return True

    def _tell(self, reason: str) -> None:
        self.faults.append(self._fault(reason))

    def _fault(self, reason: str) -> Fault:
        return Fault(Place(self._name, "byte", self._position), reason)

    def _drop(self, size: int) -> None:
        del self._data[:size]
        self._position += size
