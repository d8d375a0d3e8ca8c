"""Lines of JSON: the text is decoded and replaced, everything else in a record stays as its bytes are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.corpus.faults import lacking
from cleaner.corpus.model import Batch, Cleaned, Document, Fault, Place

if TYPE_CHECKING:
    import pyarrow as pa

    from cleaner.corpus.settings import Fields

_RawObject = dict[str, msgspec.Raw]
_decode_object = msgspec.json.Decoder(_RawObject).decode
_decode_text = msgspec.json.Decoder(str | None).decode
_decode_any = msgspec.json.Decoder().decode
_encode = msgspec.json.encode

_LENIENT = re.compile(rb"NaN|Infinity|\\u")
"""What stands in objects that only some parsers accept; a second parser takes longer than a whole short record."""


class BadRecordError(ValueError):
    """A record that cannot be used; the message says why, ``field`` which text field is at fault."""

    def __init__(self, reason: str, field: str = "") -> None:
        """Keep the reason and the field."""
        super().__init__(reason)
        self.field = field


class JsonRecords:
    """The records of a batch of lines."""

    def __init__(self, batch: Batch, fields: Fields) -> None:
        """Read the lines; what is no record becomes a fault."""
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
        """Read one line."""
        try:
            if len(line) > self._fields.max_bytes:
                raise BadRecordError(f"is longer than {self._fields.max_bytes:,} bytes; see --max-bytes")
            line.decode()  # msgspec skips over the strings it does not decode
            document = self._document(_decode_object(line), place)
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
        texts = tuple(_text_at(record, path) for path in self._paths)
        name = _plain(record.get(self._fields.id)) or f"{place.input}#{place.position}"
        return Document(place, name, texts, _plain(record.get(self._fields.url)), is_page=self._fields.is_html)

    def json_lines(self, cleaned: Sequence[Cleaned]) -> Iterator[bytes]:
        """Yield the records with their new text."""
        for one in cleaned:
            line = self._lines[one.number]
            for path, text in zip(self._paths, one.texts, strict=True):
                line = line if text is None else _replaced(line, path, text)
            yield line + b"\n"

    def table(self, cleaned: Sequence[Cleaned]) -> pa.Table:
        """Return the records as a table whose columns are the fields, in the order in which they come up."""
        from cleaner.corpus.tables import table_of_objects  # noqa: PLC0415 - loads pyarrow

        return table_of_objects([_decode_any(line) for line in self.json_lines(cleaned)])


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
    """Tell whether a parser that is less strict takes a line for an object."""
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
