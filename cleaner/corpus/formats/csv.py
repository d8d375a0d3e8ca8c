"""CSV: rows read as tables of text, and tables written."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa

from cleaner.corpus.formats import Format
from cleaner.corpus.formats.pages import PageRecords
from cleaner.corpus.formats.tables import TableRecords, as_json, objects_of
from cleaner.corpus.records import (
    Batch,
    Fault,
    Fields,
    Records,
    is_mostly_stray,
    is_taken,
    lacking,
    without_stray_bytes,
)
from cleaner.corpus.storage import COMPRESSORS

_KEPT_BYTE = range(0xDC80, 0xDD00)  # how bytes that do not fit are decoded (PEP 383)


def read_csv(batch: Batch, fields: Fields) -> Records:
    """Return the rows of CSV as a table of text; rows that do not have a cell for each column are faults."""
    header, wrong_header = _csv_header(batch, fields)
    if wrong_header:
        count = sum(1 for _ in _csv_rows(batch.payload, batch, fields.encoding))
        nothing = PageRecords(fields)
        if count:
            reason = f"{wrong_header.reason} ({count:,} rows from here on)"
            nothing.faults.append(wrong_header._replace(reason=reason))
        return nothing
    rows, places, warnings, faults = [], [], [], []
    for line, row in _csv_rows(batch.payload, batch, fields.encoding):
        place = batch.place._replace(position=line)
        mended, warning = ([], "") if isinstance(row, str) else _without_stray_bytes(row, fields.encoding)
        if problem := row if isinstance(row, str) else _problem(mended, header, fields.encoding):
            faults.append(Fault(place, problem))
        else:
            rows.append(mended)
            places.append(place)
            warnings.append(warning)
    cells = zip(*rows, strict=True) if rows else [()] * len(header)
    columns = [pa.array(column, pa.string()) for column in cells]
    records = TableRecords(pa.Table.from_arrays(columns, header), places, fields, warnings)
    records.faults += faults
    return records


def _csv_header(batch: Batch, fields: Fields) -> tuple[list[str], Fault | None]:
    for _, names in _csv_rows(batch.header, batch, fields.encoding):
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


def _without_stray_bytes(row: list[str], encoding: str) -> tuple[list[str], str]:
    """Return a row without bytes that are no characters, and what is to be said of them; as it is if most are none."""
    text, warning = without_stray_bytes("".join(row), encoding)
    if not warning or is_mostly_stray(text):
        return row, ""
    return [without_stray_bytes(cell, encoding)[0] for cell in row], warning


def _csv_rows(data: bytes, batch: Batch, encoding: str) -> Iterator[tuple[int, list[str] | str]]:
    """Yield line and cells of each row, or what is wrong with it; behind that, rows are sought from the next line."""
    csv.field_size_limit(sys.maxsize)
    lines = data.decode(encoding, "surrogateescape").split("\n")
    start = 0
    while start < len(lines) - 1:
        reader = csv.reader(_lines_from(lines, start), delimiter="\t" if batch.kind == "tsv" else ",", strict=True)
        first = start
        try:
            for row in reader:
                if row:
                    yield batch.place.position + start, row
                start = first + reader.line_num
        except csv.Error as error:
            yield batch.place.position + start, f"is no row of CSV: {error}"
            start += 1


def _lines_from(lines: Sequence[str], start: int) -> Iterator[str]:
    """Yield lines from one on, each with its newline; the last of them is what follows the last newline: nothing."""
    for number in range(start, len(lines) - 1):
        yield lines[number] + "\n"


def write_csv(output: Format, schema: pa.Schema, tables: Iterable[pa.Table], stream: BinaryIO) -> None:
    """Write tables of one schema as lines of CSV, or of TSV."""
    compress = COMPRESSORS[output.compression]
    delimiter = "\t" if output.name == "tsv" else ","
    stream.write(compress(_csv_lines([schema.names], delimiter)))
    for table in tables:
        rows = ([_cell(value) for value in row.values()] for row in objects_of(table))
        stream.write(compress(_csv_lines(rows, delimiter)))


def _csv_lines(rows: Iterable[list[str]], delimiter: str) -> bytes:
    """Return rows as lines of CSV; a lone carriage return, which others take for the end of a line, has quotes, too."""
    lines = io.StringIO(newline="")
    plain, quoted = (
        csv.writer(lines, delimiter=delimiter, lineterminator="\n", quoting=quoting)
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL)
    )
    for row in rows:
        (quoted if any("\r" in cell for cell in row) else plain).writerow(row)
    return lines.getvalue().encode()


def _cell(value: Any) -> str:
    """Return a value as the text of a cell: what is no text as JSON, dates without quotes."""
    text = as_json(value)
    return "" if text is None else text if isinstance(value, str) else text.strip('"')
