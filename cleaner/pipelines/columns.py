"""Columns of text in Arrow batches, also in structs: found, read, and replaced in their own type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleaner.pipelines.extras import needs
from cleaner.pipelines.tables import ColumnError, no_column

with needs("arrow"):
    import pyarrow as pa
    import pyarrow.compute as pc

Path = Sequence[int]
"""The way to a column: its index, and that of a field in each struct on the way."""

_TEXT_TYPES = frozenset({"string", "large_string", "string_view", "binary", "large_binary", "binary_view", "null"})
_BINARY_FORM = {"string": pa.binary(), "large_string": pa.large_binary(), "string_view": pa.binary_view()}


def find_path(schema: pa.Schema, name: str) -> Path:
    """Return the way to a column of text, which may lie in structs ("a.b").

    Raises `ColumnError` if there is none, or if it is not text.
    """
    index = schema.get_field_index(name)
    path = [index] if index >= 0 else _nested_path(schema, name)
    kind = _type_at(schema, path)
    value_type = kind.value_type if pa.types.is_dictionary(kind) else kind
    if str(value_type) not in _TEXT_TYPES:
        raise ColumnError(f"column {name!r} is of type {kind}, not text")
    return path


def _nested_path(schema: pa.Schema, name: str) -> Path:
    path: list[int] = []
    fields: Any = schema
    for part in name.split("."):
        index = fields.get_field_index(part) if path == [] or pa.types.is_struct(fields) else -1
        if index < 0:
            raise no_column(name, schema.names)
        path.append(index)
        fields = fields.field(index).type
    return path


def _type_at(schema: pa.Schema, path: Path) -> pa.DataType:
    kind: Any = schema
    for index in path:
        kind = kind.field(index).type
    return kind


def read(batch: pa.RecordBatch, path: Path) -> list[Any]:
    """Return the values of a column; texts that are not UTF-8 as their bytes."""
    column = batch.column(path[0])
    for index in path[1:]:
        column = pc.struct_field(column, index)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return list(column.view(_BINARY_FORM[str(column.type)]).to_pylist())


def replaced(column: pa.Array, path: Path, values: Sequence[Any]) -> pa.Array:
    """Return a column, or the struct around it, with new values in its own type; ``path`` is the way inside it."""
    if not path:
        return encoded(values, column.type)
    children = [column.field(position) for position in range(column.type.num_fields)]
    children[path[0]] = replaced(children[path[0]], path[1:], values)
    mask = column.is_null() if column.null_count else None
    return pa.StructArray.from_arrays(children, fields=list(column.type), mask=mask)


def encoded(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Return texts, bytes and nulls as an array of a type of text."""
    if pa.types.is_dictionary(kind):
        plain = encoded(values, kind.value_type).dictionary_encode()
        return pa.DictionaryArray.from_arrays(
            plain.indices.cast(kind.index_type), plain.dictionary, ordered=kind.ordered
        )
    form = _BINARY_FORM.get(str(kind))
    if form and any(isinstance(value, bytes) for value in values):
        return pa.array(map(_bytes, values), form).view(kind)
    if pa.types.is_null(kind):
        return pa.nulls(len(values))
    try:
        return pa.array(map(_bytes, values) if form is None else values, kind)
    except UnicodeEncodeError:  # a page's metadata may name half a character
        return pa.array(map(_bytes, values), pa.binary()).cast(kind)


def _bytes(value: str | bytes | None) -> bytes | None:
    """Return a value in UTF-8; halves of characters, which have none, become question marks."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else value
