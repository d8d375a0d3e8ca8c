"""Arrow tables, batches, columns and streams: ``clean_table(table, "text")``; the core of most other adapters."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Unpack

from cleaner.pipelines import needs
from cleaner.pipelines.rows import ColumnCleaner, ColumnError, Kind, Row, TableOptions, no_column, value_of

with needs("arrow"):
    import pyarrow as pa
    import pyarrow.compute as pc

BATCH_BYTES = 8 << 20
"""Larger batches are cleaned in pieces of about this size, so that memory does not grow with them."""

REMOVALS_TYPE = pa.list_(
    pa.struct(
        [
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("text", pa.string()),
            ("label", pa.string()),
            ("rule", pa.string()),
            ("points", pa.float64()),
        ]
    )
)
"""What a column of removals is: offsets in characters of the original, and what stood there."""


class TableCleaner(ColumnCleaner):
    """Cleans a column of Arrow tables; can be pickled. Options are those of `ColumnCleaner`.

    The column keeps its type (text or binary that is UTF-8, dictionaries of it too), the others stay. All methods raise
    `ColumnError` for a column that is not there or not text, and `RowError` if errors are to be raised.
    """

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """Return the schema of a table of this schema when it is cleaned."""
        _find_path(schema, self.column)
        self.check(schema.names)
        for kind, name in self.added.items():
            schema = schema.append(pa.field(name, _type(kind)))
        return schema

    def batches(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield a stream's batches, cleaned, in order and in bounded memory; large ones come back in pieces."""
        waiting: deque[pa.RecordBatch] = deque()  # not tee(), which lets go of 57 at a time

        def contents() -> Iterator[tuple[Any, str | None]]:
            for batch in batches:
                for piece in _pieces(batch):
                    waiting.append(piece)
                    yield from self._contents(piece)

        rows = self.rows.pairs(contents())
        for first in rows:
            piece = waiting.popleft()
            yield self._cleaned(piece, [first, *islice(rows, piece.num_rows - 1)])

    def batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return a batch, cleaned."""
        return self._cleaned(batch, list(self.rows.pairs(self._contents(batch))))

    def table(self, table: pa.Table) -> pa.Table:
        """Return a table, cleaned."""
        return pa.Table.from_batches(self.batches(table.to_batches()), self.schema(table.schema))

    def reader(self, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
        """Return a reader of a stream, cleaned as it is read."""
        return pa.RecordBatchReader.from_batches(self.schema(reader.schema), self.batches(reader))

    def _contents(self, batch: pa.RecordBatch) -> Iterator[tuple[Any, str | None]]:
        texts = _values_at(batch, _find_path(batch.schema, self.column))
        urls = _values_at(batch, _find_path(batch.schema, self.url_column)) if self.url_column else [None] * len(texts)
        return zip(texts, urls, strict=True)

    def _cleaned(self, batch: pa.RecordBatch, rows: Sequence[Row]) -> pa.RecordBatch:
        schema = self.schema(batch.schema)
        path = _find_path(batch.schema, self.column)
        columns = list(batch.columns)
        columns[path[0]] = _replaced(columns[path[0]], path[1:], [row.text for row in rows])
        columns += [_column([value_of(row, kind) for row in rows], kind) for kind in self.added]
        return pa.RecordBatch.from_arrays(columns, schema=schema)


def clean_table(table: pa.Table, column: str, **options: Unpack[TableOptions]) -> pa.Table:
    r"""Return a table with a column cleaned; options and errors are those of `TableCleaner`.

    >>> table = pa.table({"id": [1, 2], "text": ["Ferries sail again, the port said.\n\nSource link", None]})
    >>> clean_table(table, "text", keep_removals=True).select(["id", "text"]).to_pylist()
    [{'id': 1, 'text': 'Ferries sail again, the port said.\n'}, {'id': 2, 'text': None}]
    """
    return TableCleaner(column, **options).table(table)


def clean_batch(batch: pa.RecordBatch, column: str, **options: Unpack[TableOptions]) -> pa.RecordBatch:
    """Return a batch with a column cleaned; see `clean_table`."""
    return TableCleaner(column, **options).batch(batch)


def clean_batches(
    batches: Iterable[pa.RecordBatch], column: str, **options: Unpack[TableOptions]
) -> Iterator[pa.RecordBatch]:
    """Yield the batches of a stream with a column cleaned, in bounded memory; see `clean_table`."""
    return TableCleaner(column, **options).batches(batches)


def clean_column(column: pa.Array | pa.ChunkedArray, **options: Unpack[TableOptions]) -> pa.Array | pa.ChunkedArray:
    """Return a column of text, cleaned, in chunks if it is; see `clean_table`."""
    name = "text"
    if isinstance(column, pa.ChunkedArray):
        return clean_table(pa.table({name: column}), name, **options).column(name)
    return clean_batch(pa.record_batch({name: column}), name, **options).column(name)


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    rows = max(1, batch.num_rows * BATCH_BYTES // max(batch.nbytes, BATCH_BYTES))
    for start in range(0, batch.num_rows, rows):
        yield batch.slice(start, rows)


_TYPES: dict[Kind, pa.DataType] = {"removals": REMOVALS_TYPE, "confidence": pa.float64()}
"""Of the columns that are added and hold no text."""


def _type(kind: Kind) -> pa.DataType:
    return _TYPES.get(kind, pa.string())


def _column(values: Sequence[Any], kind: Kind) -> pa.Array:
    if kind == "removals":
        return _removals(values)
    return pa.array(values, _type(kind)) if kind in _TYPES else encoded(values, pa.string())


def _removals(ledgers: Sequence[Sequence[Any] | None]) -> pa.Array:
    """Return removals as a column; by columns, which takes a third of the time of objects."""
    ends = [0]
    for ledger in ledgers:
        ends.append(ends[-1] + len(ledger or ()))
    flat = [removal for ledger in ledgers for removal in ledger or ()]
    fields = [
        encoded([getattr(one, field.name) for one in flat], field.type)
        if pa.types.is_string(field.type)
        else pa.array([getattr(one, field.name) for one in flat], field.type)
        for field in REMOVALS_TYPE.value_type
    ]
    inner = pa.StructArray.from_arrays(fields, fields=list(REMOVALS_TYPE.value_type))
    nulls = pa.array([ledger is None for ledger in ledgers], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), inner, type=REMOVALS_TYPE, mask=nulls)


Path = Sequence[int]
"""The way to a column: its index, and that of a field in each struct on the way."""

_TEXT_TYPES = frozenset({"string", "large_string", "string_view", "binary", "large_binary", "binary_view", "null"})

_BINARY_FORM = {"string": pa.binary(), "large_string": pa.large_binary(), "string_view": pa.binary_view()}


def _find_path(schema: pa.Schema, name: str) -> Path:
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


def _values_at(batch: pa.RecordBatch, path: Path) -> list[Any]:
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


def _replaced(column: pa.Array, path: Path, values: Sequence[Any]) -> pa.Array:
    """Return a column, or the struct around it, with new values in its own type; ``path`` is the way inside it."""
    if not path:
        return encoded(values, column.type)
    children = [column.field(position) for position in range(column.type.num_fields)]
    children[path[0]] = _replaced(children[path[0]], path[1:], values)
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
    except UnicodeEncodeError:  # half a character, which Python knows and UTF-8 does not
        return pa.array(map(_bytes, values), pa.binary()).cast(kind)


def _bytes(value: str | bytes | None) -> bytes | None:
    """Return a value in UTF-8; halves of characters, which have none, become question marks."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else value
