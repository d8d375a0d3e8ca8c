"""Files that are a document each, and records of web archives (WARC and WET)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Literal, cast

import msgspec
import pyarrow as pa

from cleaner.corpus.formats.tables import added_column, from_stream, to_stream
from cleaner.corpus.inputs import Input
from cleaner.corpus.records import (
    BATCH_RECORDS,
    Batch,
    Cleaned,
    Document,
    Fault,
    Fields,
    Place,
    Records,
    added,
    decoded,
    unreadable,
    without_stray_bytes,
)
from cleaner.corpus.storage import Counted, Damage, chunks, open_for_reading, printable
from cleaner.errors import NotTextError
from cleaner.html.encoding import Reading, read_content

if TYPE_CHECKING:
    from typing import BinaryIO

_FILES = pa.schema([("input", pa.string()), ("id", pa.string()), ("content", pa.binary()), ("is_page", pa.bool_())])
_TOLD_BY_PAGES = ("title", "byline", "date")
_MAGIC = b"WARC/1."
_HEADER_END = b"\r\n\r\n"
_TRAILER = b"\r\n\r\n"
_NEXT = _TRAILER + _MAGIC
_LONGEST_HEADER = 1 << 16
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_WANTED = re.compile(rb"^warc-type:[ \t]*(response|conversion)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_ARCHIVED = pa.schema([("position", pa.int64()), ("record", pa.binary())])
_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"


def file_batches(inputs: Sequence[Input], fields: Fields) -> Iterator[Batch]:
    """Yield the files' contents in batches; a file that cannot be read is a fault, and the others go on."""
    rows: list[dict[str, object]] = []
    faults: list[Fault] = []
    size = 0
    for number, one in enumerate(inputs, 1):
        content = _content(one, fields.max_bytes)
        if isinstance(content, Fault):
            faults.append(content)
        else:
            is_page = one.format.name == "html"
            rows.append({"input": one.name, "id": printable(one.stem), "content": content})
            rows[-1]["is_page"] = is_page
            size += len(content)
        if size >= fields.batch_bytes or len(rows) + len(faults) >= BATCH_RECORDS or number == len(inputs):
            payload = to_stream(pa.Table.from_pylist(rows, _FILES))
            yield Batch("files", Place(one.name, "file", 0), payload, b"", tuple(faults), number / len(inputs))
            rows, faults, size = [], [], 0


def _content(one: Input, max_bytes: int) -> bytes | Fault:
    place = Place(one.name, "file", 0)
    if one.problem:
        return Fault(place, one.problem)
    content = bytearray()
    try:
        with closing(open_for_reading(one.path)) as stream:
            for chunk in chunks(stream, one.format.compression):
                if isinstance(chunk, Damage):
                    return Fault(place, chunk.reason)
                content += chunk
                if len(content) > max_bytes:
                    return Fault(place, f"is longer than {max_bytes:,} bytes; see --max-bytes")
    except OSError as error:
        return unreadable(one.name, error)
    return bytes(content)


def read_files(batch: Batch, fields: Fields) -> Records:
    """Return the documents of a pile of files."""
    records = PageRecords(fields)
    for row in from_stream(batch.payload).to_pylist():
        place = Place(row["input"], "file", 0)
        reading = fields.files or Reading(fields.encoding, html=row["is_page"])
        try:
            content = read_content(row["content"], row["input"], reading)
        except NotTextError as error:
            records.faults.append(Fault(place, str(error)))
        else:
            document, warning = content.document, ""
            if isinstance(document, str) and not content.fits:
                document, warning = without_stray_bytes(document, content.encoding)
            one = Document(place, row["id"], (document,), is_page=content.is_page, warning=warning)
            records.add(one, {"id": row["id"]})
    return records


class PageRecords:
    """Files and web pages, which become records: what is known of them, and their text."""

    def __init__(self, fields: Fields) -> None:
        self.faults: list[Fault] = []
        self.documents: list[Document] = []
        self.fields: tuple[str, ...] = ("text",)
        self._add = fields.add
        self._known: list[dict[str, str]] = []

    def add(self, document: Document, known: dict[str, str]) -> None:
        """Add a document and what its record begins with."""
        self.documents.append(document)
        self._known.append(known)

    def json_lines(self, cleaned: Sequence[Cleaned]) -> Iterator[bytes]:
        """Yield the records."""
        for record in self._records(cleaned):
            yield msgspec.json.encode(record) + b"\n"

    def table(self, cleaned: Sequence[Cleaned]) -> pa.Table:
        """Return the records as a table of text, and of numbers where these are added."""
        records = list(self._records(cleaned))
        names = dict.fromkeys(name for record in records for name in record if name != "text")
        kinds = {name: kind for kind, name in self._add.items()}
        columns = {name: [record.get(name) for record in records] for name in (*names, "text")}
        return pa.table({name: added_column(values, kinds.get(name, "")) for name, values in columns.items()})

    def _records(self, cleaned: Sequence[Cleaned]) -> Iterator[dict[str, Any]]:
        """Yield what is known, what the page tells of itself, and the text."""
        for one in cleaned:
            (result,) = one.results
            assert result is not None, "files and pages always have a content"
            told: dict[str, str] = {}
            if self.documents[one.number].is_page:
                told = {kind: getattr(result, kind) for kind in _TOLD_BY_PAGES if kind not in self._add}
            yield {**self._known[one.number], **told, **added(one, self._add), "text": result.text}


def archive_batches(stream: Counted, one: Input, fields: Fields) -> Iterator[Batch]:
    """Yield the records with pages and texts in batches; positions are bytes of the unpacked file."""
    splitter = _ArchiveSplitter(one.name, fields.max_bytes)
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


class _ArchiveSplitter:
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
        table = pa.table([pa.array(positions, pa.int64()), pa.array(records, pa.binary())], schema=_ARCHIVED)
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


def read_archive(batch: Batch, fields: Fields) -> Records:
    """Return the pages and texts of records of a web archive; other things that servers send are left out."""
    records = PageRecords(fields)
    for row in from_stream(batch.payload).to_pylist():
        place = batch.place._replace(position=row["position"])
        try:
            _add_archived(records, row["record"], place, fields.max_bytes)
        except UnicodeDecodeError as error:
            records.faults.append(Fault(place, f"byte {error.start + 1:,} of the text is not UTF-8"))
        except OSError as error:
            records.faults.append(Fault(place, f"cannot be decoded ({error})"))
        except ValueError as error:
            records.faults.append(Fault(place, str(error)))
        except StopIteration:
            records.faults.append(Fault(place, "is no record of a web archive"))
    return records


def _add_archived(records: PageRecords, data: bytes, place: Place, max_bytes: int) -> None:
    """Add the document of one archived record, if it holds one; raises `ValueError` if it is too long unpacked."""
    record, payload = _unpacked(data, max_bytes)
    is_page = record.is_http
    if is_page and not any(kind in (record.http_content_type or "") for kind in ("html", "xml")):
        return
    if len(payload) > max_bytes:
        raise ValueError(f"is longer than {max_bytes:,} bytes when it is unpacked; see --max-bytes")
    content, warning = (payload, "") if is_page else decoded(payload)
    url = record.headers.get("WARC-Target-URI") or ""
    name = record.headers.get("WARC-Record-ID") or f"{place.input}#{place.position}"
    known = {"id": name.strip("<>"), "url": url, "fetched": record.headers.get("WARC-Date") or ""}
    charset = (record.http_charset or "") if is_page else ""
    records.add(Document(place, known["id"], (content,), url, charset, is_page, warning), known)


def _unpacked(data: bytes, max_bytes: int) -> tuple[Any, bytes]:
    """Return an archived record and its content, without the encodings that servers name; at most a byte too much.

    What is markup as it lies there was decoded by the crawler, which left the header as it was. Raises `OSError`.
    """
    try:
        return _read_record(data, "all", max_bytes)
    except OSError:
        record, payload = _read_record(data, "none", max_bytes)
        if not payload.lstrip(_BEFORE_MARKUP).startswith(b"<"):
            raise
        return record, payload


def _read_record(data: bytes, decode: Literal["all", "none"], max_bytes: int) -> tuple[Any, bytes]:
    from fastwarc.warc import ArchiveIterator  # noqa: PLC0415 - tables do without

    record = next(iter(ArchiveIterator(io.BytesIO(data), parse_http=True, auto_decode=decode)))
    return record, record.reader.read(max_bytes + 1)
