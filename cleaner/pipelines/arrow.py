"""Arrow tables, batches, columns and streams: ``clean_table(table, "text")``; the core of most other adapters."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Unpack

from cleaner.pipelines.columns import encoded, find_path, read, replaced
from cleaner.pipelines.extras import needs
from cleaner.pipelines.rows import Row
from cleaner.pipelines.tables import ColumnCleaner, Kind, TableOptions, value

with needs("arrow"):
    import pyarrow as pa

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
        find_path(schema, self.column)
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
        """Return the texts of a batch, and their addresses."""
        texts = read(batch, find_path(batch.schema, self.column))
        urls = read(batch, find_path(batch.schema, self.url_column)) if self.url_column else [None] * len(texts)
        return zip(texts, urls, strict=True)

    def _cleaned(self, batch: pa.RecordBatch, rows: Sequence[Row]) -> pa.RecordBatch:
        """Return a batch with what became of its rows."""
        schema = self.schema(batch.schema)
        path = find_path(batch.schema, self.column)
        columns = list(batch.columns)
        columns[path[0]] = replaced(columns[path[0]], path[1:], [row.text for row in rows])
        columns += [_column([value(row, kind) for row in rows], kind) for kind in self.added]
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
    """Yield a batch in pieces of about `BATCH_BYTES`."""
    rows = max(1, batch.num_rows * BATCH_BYTES // max(batch.nbytes, BATCH_BYTES))
    for start in range(0, batch.num_rows, rows):
        yield batch.slice(start, rows)


def _type(kind: Kind) -> pa.DataType:
    return REMOVALS_TYPE if kind == "removals" else pa.string()


def _column(values: Sequence[Any], kind: Kind) -> pa.Array:
    """Return the values of a column that is added."""
    return _removals(values) if kind == "removals" else encoded(values, pa.string())


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
