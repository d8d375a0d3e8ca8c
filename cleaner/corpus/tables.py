"""Arrow tables: as bytes between processes, out of objects, and with columns replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa

TEXT_TYPES = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
BINARY_TYPES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)


def to_stream(table: pa.Table, compression: str | None = None) -> bytes:
    """Return a table as an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as writer:
        writer.write_table(table.combine_chunks())
    data: bytes = sink.getvalue().to_pybytes()
    return data


def to_packed_stream(table: pa.Table) -> bytes:
    """Return a table as an Arrow IPC stream for the disk; through a pipe, packing takes longer than it saves."""
    return to_stream(table, "lz4")


def from_stream(data: bytes) -> pa.Table:
    """Return the table in an Arrow IPC stream."""
    with pa.ipc.open_stream(pa.py_buffer(data)) as reader:
        return reader.read_all()


def table_of_objects(objects: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return objects as a table: a column for each field, in the order in which they come up.

    A field whose values have no common type is a column of JSON.

    >>> table_of_objects([{"a": 1}, {"b": "x", "a": [2]}]).to_pylist()
    [{'a': '1', 'b': None}, {'a': '[2]', 'b': 'x'}]
    """
    names = dict.fromkeys(name for one in objects for name in one)
    return pa.table({name: _column([one.get(name) for one in objects]) for name in names})


def _column(values: list[Any]) -> pa.Array:
    """Return values as an array."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([as_json(value) for value in values], pa.string())


def as_json(value: Any) -> str | None:
    """Return a value as JSON; text and nothing as they are."""
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()


def unpacked_size(table: pa.Table | pa.RecordBatch) -> int:
    """Return how many bytes a table takes when each row has its own values, which rows may share.

    >>> unpacked_size(pa.table({"a": pa.array(["long text"] * 1000).dictionary_encode()}))
    9000
    """
    return sum(_unpacked_size(column) for column in table.columns)


def _unpacked_size(column: pa.Array | pa.ChunkedArray) -> int:
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    compute = _compute()
    try:
        sizes = [compute.sum(compute.binary_length(one.dictionary).take(one.indices)).as_py() for one in chunks]
    except pa.ArrowNotImplementedError:  # numbers, which are small
        return int(column.nbytes)
    return sum(filter(None, sizes))


def rows_of(table: pa.Table, rows: Sequence[int]) -> pa.Table:
    """Return some rows of a table, in their order; not by `Table.take`, which knows no views of text."""
    if len(rows) == len(table):
        return table
    pieces = [table.slice(row, 1) for row in rows]
    return pa.concat_tables(pieces) if pieces else table.slice(0, 0)


def find_path(schema: pa.Schema, name: str) -> list[str] | None:
    """Return the way to a column, which may lie in structs (``a.b``), or None if there is none."""
    if name in schema.names:
        return [name]
    path = name.split(".")
    fields: Any = schema
    for depth, part in enumerate(path, 1):
        index = fields.get_field_index(part)
        if index < 0:
            return None
        kind = fields.field(index).type
        if depth < len(path) and not pa.types.is_struct(kind):
            return None
        fields = kind
    return path


def column_at(table: pa.Table, path: Sequence[str]) -> pa.Array:
    """Return the column at the end of a path as one array."""
    column = table.column(path[0]).combine_chunks()
    for name in path[1:]:
        column = _compute().struct_field(column, name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def with_column_at(table: pa.Table, path: Sequence[str], values: Sequence[str | None]) -> pa.Table:
    """Return a table with the column at the end of a path replaced, in its own type."""
    index = table.schema.get_field_index(path[0])
    field = table.schema.field(index)
    return table.set_column(index, field, _replaced(table.column(index).combine_chunks(), path[1:], values))


def _replaced(column: pa.Array, path: Sequence[str], values: Sequence[str | None]) -> pa.Array:
    """Return an array, or the struct around it, with new values."""
    if isinstance(column, pa.ChunkedArray):  # what `combine_chunks` gives for no rows at all
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if not path:
        if pa.types.is_dictionary(column.type):
            return pa.array(values, column.type.value_type).dictionary_encode().cast(column.type)
        binary = any(is_type(column.type) for is_type in BINARY_TYPES)
        return pa.array([v.encode() if binary and v is not None else v for v in values], column.type)
    children = [column.field(position) for position in range(column.type.num_fields)]
    at = column.type.get_field_index(path[0])
    children[at] = _replaced(children[at], path[1:], values)
    return pa.StructArray.from_arrays(children, fields=list(column.type), mask=column.is_null())


def _compute() -> Any:
    """Return Arrow's functions on columns, which fill 9 MB in every process that needs one."""
    import pyarrow.compute  # noqa: PLC0415

    return pyarrow.compute


def objects_of(table: pa.Table) -> Iterable[dict[str, Any]]:
    """Return a table's rows as objects that JSON can hold; times finer than microseconds come as text."""
    for index, field in enumerate(table.schema):
        if re.match(r"(timestamp|duration|time64)\[ns", str(field.type)):
            table = table.set_column(index, field.name, table.column(index).cast(pa.string()))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
