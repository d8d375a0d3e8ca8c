"""JSON: records a line, in an array or laid out over lines; all but the text stays as its bytes are."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.corpus.records import (
    BATCH_RECORDS,
    NUMBERS,
    Batch,
    Cleaned,
    Document,
    Fault,
    Fields,
    Place,
    added,
    decoded,
    is_taken,
    lacking,
)
from cleaner.corpus.storage import Chunks, Damage

if TYPE_CHECKING:
    import pyarrow as pa

_RawObject = dict[str, msgspec.Raw]
_decode_object = msgspec.json.Decoder(_RawObject).decode
_decode_text = msgspec.json.Decoder(str | None).decode
_decode_any = msgspec.json.Decoder().decode
_encode = msgspec.json.encode
_LENIENT = re.compile(rb"NaN|Infinity|\\u")
"""What stands in objects that only some parsers accept; a second parser takes longer than a whole short record."""
_ARRAY = re.compile(rb"\s*\[\s*(?:\{|\]|\Z)")
_OVER_LINES = re.compile(rb"\s*\{[ \t]*\r?\n")
_TOKEN = re.compile(rb'["\[\]{}]')
_IN_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_BETWEEN = b" \t\r\n,[]"


class BadRecordError(ValueError):
    """A record that cannot be used; the message says why, ``field`` which text field is at fault."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


class JsonRecords:
    """The records of a batch of lines."""

    def __init__(self, batch: Batch, fields: Fields) -> None:
        self.faults: list[Fault] = []
        self.documents: list[Document] = []
        self._lines: list[bytes] = []
        self.fields = fields.texts
        self._paths = [name.split(".") for name in fields.texts]
        self._fields = fields
        for number, line in enumerate(batch.payload.split(b"\n"), batch.place.position):
            if line and not line.isspace():
                self._add(line, Place(batch.place.input, batch.place.unit, number))

    def _add(self, line: bytes, place: Place) -> None:
        try:
            if len(line) > self._fields.max_bytes:
                raise BadRecordError(f"is longer than {self._fields.max_bytes:,} bytes; see --max-bytes")
            text, warning = decoded(line)  # msgspec skips over the strings it does not decode
            line = text.encode() if warning else line
            document = self._document(_decode_object(line), place)._replace(warning=warning)
        except msgspec.DecodeError as error:
            self.faults.append(Fault(place, _complaint(line, error)))
        except UnicodeDecodeError as error:
            self.faults.append(Fault(place, f"byte {error.start + 1:,} of the record is not UTF-8"))
        except BadRecordError as error:
            self.faults.append(Fault(place, str(error), error.field))
        except RecursionError:
            self.faults.append(Fault(place, "is nested too deeply"))
        else:
            self.documents.append(document)
            self._lines.append(line)

    def _document(self, record: _RawObject, place: Place) -> Document:
        """Return the document in a record; raises `BadRecordError` and msgspec's errors."""
        for taken in self._fields.add.values():
            if taken in record:
                raise BadRecordError(is_taken("field", taken), taken)
        texts = tuple(_text_at(record, path) for path in self._paths)
        name = _plain(record.get(self._fields.id)) or f"{place.input}#{place.position}"
        return Document(place, name, texts, _plain(record.get(self._fields.url)), is_page=self._fields.is_html)

    def json_lines(self, cleaned: Sequence[Cleaned]) -> Iterator[bytes]:
        """Yield the records with their new text."""
        for one in cleaned:
            line = self._lines[one.number]
            for path, text in zip(self._paths, one.texts, strict=True):
                line = line if text is None else _replaced(line, path, text)
            if self._fields.add:
                line = _encode({**_decode_object(line), **added(one, self._fields.add)})
            yield line + b"\n"

    def table(self, cleaned: Sequence[Cleaned]) -> pa.Table:
        """Return the records as a table whose columns are the fields, in the order in which they come up."""
        from cleaner.corpus.formats.tables import as_json, table_of_objects  # noqa: PLC0415 - loads pyarrow

        records: list[dict[str, Any]] = [_decode_any(line) for line in self.json_lines(cleaned)]
        for record in records:
            record.update(
                {name: as_json(record[name]) for kind, name in self._fields.add.items() if kind not in NUMBERS}
            )
        return table_of_objects(records)


def _text_at(record: _RawObject, path: Sequence[str]) -> str | None:
    """Return the text at the end of a path, which may lie in nested objects; nothing where one of them is null."""
    name = ".".join(path)
    for depth in range(1, len(path)):
        inner = _field(record, path[:depth], name)
        try:
            record = _decode_object(inner)
        except msgspec.ValidationError:
            if bytes(inner) == b"null":
                return None
            problem = f"field {'.'.join(path[:depth])!r} is no object, so it has no field {path[depth]!r}"
            raise BadRecordError(f"{problem}; see --text-field", name) from None
    try:
        text: str | None = _decode_text(_field(record, path, name))
    except msgspec.ValidationError:
        raise BadRecordError(f"field {name!r} is no text; see --text-field", name) from None
    return text


def _field(record: _RawObject, path: Sequence[str], wanted: str) -> msgspec.Raw:
    """Return the field of an object that a path ends with, which is on the way to the text field ``wanted``."""
    if path[-1] not in record:
        names = (".".join([*path[:-1], name]) for name in record)
        raise BadRecordError(lacking("field", ".".join(path), names), wanted)
    return record[path[-1]]


def _replaced(line: bytes | msgspec.Raw, path: Sequence[str], text: str) -> bytes:
    """Return an object with the text at the end of the path replaced."""
    record: dict[str, Any] = _decode_object(line)
    key, *inner = path
    record[key] = msgspec.Raw(_replaced(record[key], inner, text)) if inner else text
    return _encode(record)


def _complaint(line: bytes, error: msgspec.DecodeError) -> str:
    """Say why a line is no JSON object; others are not as strict about what is within it."""
    if not isinstance(error, msgspec.ValidationError) and _LENIENT.search(line) and _is_lenient_object(line):
        return "holds what is no JSON though some accept it: NaN, or half of a surrogate pair"
    if line.lstrip().startswith(b"["):
        return "is a JSON array, or the beginning of one; write an object a line (jq -c '.[]')"
    return f"is no JSON object: {error}"


def _is_lenient_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _plain(value: msgspec.Raw | None) -> str:
    """Return a field as text, "" for one that is not there."""
    if value is None:
        return ""
    decoded = _decode_any(value)
    return decoded if isinstance(decoded, str) else "" if decoded is None else bytes(value).decode()


def spans_lines(beginning: bytes) -> bool:
    r"""Tell from the first bytes of a file whether it is an array of objects, or an object laid out over lines.

    >>> spans_lines(b'[\n  {"text": "a"},'), spans_lines(b'{\n  "text": "a"\n}'), spans_lines(b'{"text": "a"}\n')
    (True, True, False)
    """
    data = beginning.removeprefix(codecs.BOM_UTF8)
    return any(expression.match(data) for expression in (_ARRAY, _OVER_LINES))


class JsonSplitter:
    """Splits one input into batches of records, with each of these on one line; positions count records.

    A record that is longer than the limit becomes a fault without being held.
    """

    def __init__(self, name: str, fields: Fields) -> None:
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
                chunk, is_first = chunk.removeprefix(codecs.BOM_UTF8), False  # noqa: PLW2901 - the same, without its mark
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
        place, payload = Place(self._name, "record", self._first), b"".join(record + b"\n" for record in self._records)
        batch = Batch("jsonl", place, payload, faults=tuple(self._faults))
        self._first += len(self._records)
        self._records, self._faults, self._size = [], [], 0
        return batch
