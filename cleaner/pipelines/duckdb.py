"""DuckDB: after ``register(connection)``, SQL knows ``clean(text)``."""

from __future__ import annotations

from typing import Unpack

from cleaner.pipelines import needs
from cleaner.pipelines.rows import TableOptions

with needs("duckdb"):
    import duckdb
    import pyarrow as pa

    from cleaner.pipelines.arrow import TableCleaner

_REMOVALS = 'STRUCT("start" BIGINT, "end" BIGINT, "text" VARCHAR, "label" VARCHAR, "rule" VARCHAR, "points" DOUBLE)[]'
_TYPES = {"removals": _REMOVALS, "confidence": "DOUBLE"}
"""Of the columns that are added and hold no text."""


def register(
    connection: duckdb.DuckDBPyConnection,
    name: str = "clean",
    *,
    text_type: str = "VARCHAR",
    **options: Unpack[TableOptions],
) -> None:
    """Register a function on texts; ``text_type`` is theirs, VARCHAR or BLOB, and options are those of `TableCleaner`.

    The function returns the clean text or, if columns are to be added (``title="title"``), a struct of "text" and them.
    """
    cleaner = TableCleaner("text", **options)
    fields = [f'"{added}" {_TYPES.get(kind, "VARCHAR")}' for kind, added in cleaner.added.items()]

    def clean(texts: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
        table = cleaner.table(pa.table({"text": texts}))
        return table.to_struct_array() if fields else table.column("text")

    returned = f'STRUCT("text" {", ".join([text_type, *fields])})' if fields else text_type
    connection.create_function(name, clean, [text_type], returned, type="arrow", null_handling="special")
