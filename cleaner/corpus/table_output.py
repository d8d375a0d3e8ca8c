"""Collected tables to one file of Parquet, Arrow or CSV, with columns that hold what all of them hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.corpus.compression import COMPRESSORS
from cleaner.corpus.formats import Format
from cleaner.corpus.parts import Part, frames
from cleaner.corpus.tables import as_json, from_stream, objects_of

ROW_GROUP_BYTES = 8 << 20
"""Readers take a row group at a time, so it should fit any memory; one of 16 MB compresses .04 % better. Writing
that fills 16 MB more, beside the workers where there is an output for each input."""

_EMPTY = pa.schema([("text", pa.string())])


def write_table(output: Format, part: Part, stream: BinaryIO) -> None:
    """Write the tables collected in a part as one file."""
    schema = common_schema(_schemas(part))
    write(output, schema, (conformed(from_stream(data), schema) for _, data in frames(part)), stream)


def write(output: Format, schema: pa.Schema, tables: Iterable[pa.Table], stream: BinaryIO) -> None:
    """Write tables of one schema as a file."""
    _WRITERS[output.name](output, schema, _grouped(tables), stream)


def _schemas(part: Part) -> Iterator[pa.Schema]:
    """Yield the schemas of all tables, each once."""
    seen: list[pa.Schema] = []
    for _, data in frames(part):
        with pa.ipc.open_stream(pa.py_buffer(data)) as reader:
            schema = reader.schema
        if schema not in seen:
            seen.append(schema)
            yield schema


def common_schema(schemas: Iterable[pa.Schema]) -> pa.Schema:
    """Return a schema for tables of all these: columns that have no common type are JSON.

    >>> common_schema([pa.schema([("a", pa.int64())]), pa.schema([("b", pa.null()), ("a", pa.list_(pa.int8()))])])
    a: string
    b: string
    """
    total: pa.Schema | None = None
    for schema in schemas:
        total = schema if total is None else _common(total, schema)
    if total is None:
        return _EMPTY
    fields = [field.with_type(pa.string()) if pa.types.is_null(field.type) else field for field in total]
    return pa.schema(fields, total.metadata)


def _common(one: pa.Schema, other: pa.Schema) -> pa.Schema:
    """Return a schema for tables of both."""
    try:
        return pa.unify_schemas([one, other], promote_options="permissive")
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        pass
    fields = []
    for name in dict.fromkeys([*one.names, *other.names]):
        found = [pa.schema([schema.field(name)]) for schema in (one, other) if name in schema.names]
        try:
            fields.append(pa.unify_schemas(found, promote_options="permissive").field(0))
        except (pa.ArrowTypeError, pa.ArrowInvalid):
            fields.append(pa.field(name, pa.string()))
    return pa.schema(fields, one.metadata)


def conformed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table with the columns of a schema."""
    if table.schema.equals(schema):
        return table.replace_schema_metadata(schema.metadata)
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            columns.append(pa.nulls(len(table), field.type))
            continue
        column = table.column(field.name)
        try:
            columns.append(column.cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError):
            columns.append(pa.array([as_json(value) for value in column.to_pylist()], pa.string()))
    return pa.Table.from_arrays(columns, schema=schema)


def _grouped(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Yield tables together, as large as a row group."""
    pending: list[pa.Table] = []
    size = 0
    for table in tables:
        pending.append(table)
        size += table.nbytes
        if size >= ROW_GROUP_BYTES:
            yield pa.concat_tables(pending)
            pending, size = [], 0
    if pending:
        yield pa.concat_tables(pending)


def _write_parquet(output: Format, schema: pa.Schema, tables: Iterator[pa.Table], stream: BinaryIO) -> None:
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)


def _write_arrow(output: Format, schema: pa.Schema, tables: Iterator[pa.Table], stream: BinaryIO) -> None:
    options = pa.ipc.IpcWriteOptions(compression="zstd", unify_dictionaries=True)
    with pa.ipc.new_file(stream, schema, options=options) as writer:
        for table in tables:
            writer.write_table(table.unify_dictionaries())


def _write_csv(output: Format, schema: pa.Schema, tables: Iterator[pa.Table], stream: BinaryIO) -> None:
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


_WRITERS = {"parquet": _write_parquet, "arrow": _write_arrow, "csv": _write_csv, "tsv": _write_csv}
