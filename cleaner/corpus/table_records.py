"""Rows of tables, of CSV and of web archives, and files that are a document each."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any, Literal

import msgspec
import pyarrow as pa

from cleaner.corpus.added import added, is_taken
from cleaner.corpus.faults import lacking
from cleaner.corpus.model import Batch, Cleaned, Document, Fault, Place, Records
from cleaner.corpus.settings import Fields
from cleaner.corpus.tables import as_json, column_at, find_path, from_stream, objects_of, rows_of, with_column_at
from cleaner.errors import NotTextError
from cleaner.html.encoding import Reading, read_content

_TOLD_BY_PAGES = ("title", "byline", "date")
_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"
_KEPT_BYTE = range(0xDC80, 0xDD00)  # how bytes that do not fit are decoded (PEP 383)


class TableRecords:
    """Rows of a table, whose other columns and types stay."""

    def __init__(self, table: pa.Table, places: Sequence[Place], fields: Fields) -> None:
        """Take the table, and where each of its rows stands."""
        self.faults: list[Fault] = []
        self.documents: list[Document] = []
        self._table = table
        self._rows: list[int] = []
        self._add = fields.add
        self.fields = fields.texts
        self._paths = [find_path(table.schema, name) or [] for name in fields.texts]  # the readers see to it
        names, urls = (self._names(name) for name in (fields.id, fields.url))
        columns = [column_at(table, path) for path in self._paths]
        for row, place in enumerate(places):
            name = names[row] or f"{place.input}#{place.position}"
            try:
                contents = tuple(_content(column[row], fields) for column in columns)
            except ValueError as error:
                self.faults.append(Fault(place, str(error)))
            else:
                self.documents.append(Document(place, name, contents, urls[row], is_page=fields.is_html))
                self._rows.append(row)

    def _names(self, column: str) -> list[str]:
        """Return a column as text, "" where there is none."""
        path = find_path(self._table.schema, column)
        if path is None:
            return [""] * len(self._table)
        return [_name(value) for value in column_at(self._table, path)]

    def json_lines(self, cleaned: Sequence[Cleaned]) -> Iterator[bytes]:
        """Yield the rows as lines of JSON, in which a text is a text though its column may be binary."""
        for row, one in zip(objects_of(self._with_texts(cleaned)), cleaned, strict=True):
            for (*way, name), text in zip(self._paths, one.texts, strict=True):
                inner = reduce(lambda outer, step: outer and outer[step], way, row)
                if inner is not None:
                    inner[name] = text
            yield msgspec.json.encode({**row, **added(one, self._add)}) + b"\n"

    def table(self, cleaned: Sequence[Cleaned]) -> pa.Table:
        """Return the rows with their new text, and columns of text for what is added."""
        table = self._with_texts(cleaned)
        found = [added(one, self._add) for one in cleaned]
        for name in self._add.values():
            table = table.append_column(name, pa.array([as_json(each[name]) for each in found], pa.string()))
        return table

    def _with_texts(self, cleaned: Sequence[Cleaned]) -> pa.Table:
        table = rows_of(self._table, [self._rows[one.number] for one in cleaned])
        for number, path in enumerate(self._paths):
            table = with_column_at(table, path, [one.texts[number] for one in cleaned])
        return table


def _name(value: Any) -> str:
    """Return a cell as text, "" for nothing and for what is not UTF-8."""
    try:
        found = value.as_py()
    except UnicodeDecodeError:
        return ""
    return "" if found is None else str(found)


def _content(value: Any, fields: Fields) -> str | bytes | None:
    """Return the content of a cell; raises `ValueError` if it cannot be cleaned."""
    try:
        content = value.as_py()
    except UnicodeDecodeError:
        raise ValueError("the text is not UTF-8") from None
    if content is None:
        return None
    if isinstance(content, bytes) and not fields.is_html:
        try:
            content = content.decode(fields.encoding)
        except UnicodeDecodeError as error:
            raise ValueError(f"byte {error.start + 1:,} of the text is not {fields.encoding}") from None
    assert isinstance(content, str | bytes), "the readers see to the types of columns"
    if len(content) > fields.max_bytes or (isinstance(content, str) and len(content.encode()) > fields.max_bytes):
        raise ValueError(f"is longer than {fields.max_bytes:,} bytes; see --max-bytes")
    return content


def read_table(batch: Batch, fields: Fields) -> Records:
    """Return the rows of a table of the user's."""
    table = from_stream(batch.payload)
    place = batch.place
    places = [place._replace(position=place.position + row) for row in range(len(table))]
    return TableRecords(table, places, fields)


def read_csv(batch: Batch, fields: Fields) -> Records:
    """Return the rows of CSV as a table of text; rows that do not have a cell for each column are faults."""
    header, wrong_header = _header(batch, fields)
    if wrong_header:
        count = sum(1 for _ in _rows(batch.payload, batch, fields.encoding))
        nothing = PageRecords(fields)
        if count:
            reason = f"{wrong_header.reason} ({count:,} rows from here on)"
            nothing.faults.append(wrong_header._replace(reason=reason))
        return nothing
    rows, places, faults = [], [], []
    for line, row in _rows(batch.payload, batch, fields.encoding):
        place = batch.place._replace(position=line)
        if problem := row if isinstance(row, str) else _problem(row, header, fields.encoding):
            faults.append(Fault(place, problem))
        else:
            rows.append(row)
            places.append(place)
    cells = zip(*rows, strict=True) if rows else [()] * len(header)
    columns = [pa.array(column, pa.string()) for column in cells]
    records = TableRecords(pa.Table.from_arrays(columns, header), places, fields)
    records.faults += faults
    return records


def _header(batch: Batch, fields: Fields) -> tuple[list[str], Fault | None]:
    """Return the columns' names, and what is wrong with them."""
    for _, names in _rows(batch.header, batch, fields.encoding):
        problem = names if isinstance(names, str) else _problem_of_names(names, fields.encoding)
        if problem or isinstance(names, str):
            return [], Fault(batch.place, f"the line with the columns' names {problem}")
        for name in fields.texts:
            if name not in names:
                return [], Fault(batch.place, lacking("column", name, names), name)
        for name in fields.add.values():
            if name in names:
                return [], Fault(batch.place, is_taken("column", name), name)
        return names, None
    return [], Fault(batch.place, "there is no line with the columns' names")


def _problem_of_names(names: Sequence[str], encoding: str) -> str:
    """Return what is wrong with the columns' names, "" if nothing is."""
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    return f"has {twice[0]!r} twice" if twice else _problem(names, names, encoding)


def _problem(row: Sequence[str], header: Sequence[str], encoding: str) -> str:
    """Return what is wrong with a row, "" if nothing is."""
    if len(row) != len(header):
        return f"has {len(row)} cells where there are {len(header)} columns"
    if any(ord(character) in _KEPT_BYTE for cell in row if not cell.isascii() for character in cell):
        return f"holds bytes that are not {encoding}"
    return ""


def _rows(data: bytes, batch: Batch, encoding: str) -> Iterator[tuple[int, list[str] | str]]:
    """Yield line and cells of each row, or what is wrong with it; behind that, rows are sought from the next line."""
    csv.field_size_limit(sys.maxsize)
    lines = data.decode(encoding, "surrogateescape").split("\n")
    start = 0
    while start < len(lines) - 1:
        reader = csv.reader(_lines(lines, start), delimiter="\t" if batch.kind == "tsv" else ",", strict=True)
        first = start
        try:
            for row in reader:
                if row:
                    yield batch.place.position + start, row
                start = first + reader.line_num
        except csv.Error as error:
            yield batch.place.position + start, f"is no row of CSV: {error}"
            start += 1


def _lines(lines: Sequence[str], start: int) -> Iterator[str]:
    """Yield lines from one on, each with its newline; the last of them is what follows the last newline: nothing."""
    for number in range(start, len(lines) - 1):
        yield lines[number] + "\n"


class PageRecords:
    """Files and web pages, which become records: what is known of them, and their text."""

    def __init__(self, fields: Fields) -> None:
        """Start with none."""
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
        """Return the records as a table of text."""
        records = list(self._records(cleaned))
        names = dict.fromkeys(name for record in records for name in record if name != "text")
        cells = {name: [as_json(record.get(name)) for record in records] for name in (*names, "text")}
        columns = {name: pa.array(values, pa.string()) for name, values in cells.items()}
        return pa.table(columns)

    def _records(self, cleaned: Sequence[Cleaned]) -> Iterator[dict[str, Any]]:
        """Yield what is known, what the page tells of itself, and the text."""
        for one in cleaned:
            (result,) = one.results
            assert result is not None, "files and pages always have a content"
            told: dict[str, str] = {}
            if self.documents[one.number].is_page:
                told = {kind: getattr(result, kind) for kind in _TOLD_BY_PAGES if kind not in self._add}
            yield {**self._known[one.number], **told, **added(one, self._add), "text": result.text}


def read_files(batch: Batch, fields: Fields) -> Records:
    """Return the documents of a pile of files."""
    records = PageRecords(fields)
    for row in from_stream(batch.payload).to_pylist():
        place = Place(row["input"], "file", 0)
        reading = fields.files or Reading(fields.encoding, html=row["is_page"])
        try:
            content = read_content(row["content"], row["input"], reading)
            if not content.fits:
                raise NotTextError(f"holds bytes that are not {content.encoding}; name another encoding (--encoding)")
        except NotTextError as error:
            records.faults.append(Fault(place, str(error)))
        else:
            document = Document(place, row["id"], (content.document,), is_page=content.is_page)
            records.add(document, {"id": row["id"]})
    return records


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
    content = payload if is_page else payload.decode()
    url = record.headers.get("WARC-Target-URI") or ""
    name = record.headers.get("WARC-Record-ID") or f"{place.input}#{place.position}"
    known = {"id": name.strip("<>"), "url": url, "fetched": record.headers.get("WARC-Date") or ""}
    charset = (record.http_charset or "") if is_page else ""
    records.add(Document(place, known["id"], (content,), url, charset, is_page), known)


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


READERS: dict[str, Callable[[Batch, Fields], Records]] = {
    "table": read_table,
    "csv": read_csv,
    "tsv": read_csv,
    "files": read_files,
    "archive": read_archive,
}
"""What reads a batch of each kind but lines of JSON."""
