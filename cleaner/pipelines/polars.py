"""Polars: ``pl.col("text").cleaner.clean()`` and ``frame.cleaner.clean("text")``, once this module is imported."""

from __future__ import annotations

from typing import Unpack

from cleaner.pipelines.extras import needs
from cleaner.pipelines.rows import RowOptions
from cleaner.pipelines.tables import TableOptions

with needs("polars"):
    import polars as pl

    from cleaner.pipelines.arrow import TableCleaner


@pl.api.register_expr_namespace("cleaner")
class ExprNamespace:
    """``expression.cleaner``."""

    def __init__(self, expr: pl.Expr) -> None:
        """Take the expression."""
        self._expr = expr

    def clean(self, **options: Unpack[RowOptions]) -> pl.Expr:
        """Return the texts, cleaned, in their type; options are those of `RowCleaner`."""
        cleaner = TableCleaner("text", **options)

        def clean(series: pl.Series) -> pl.Series:
            return _clean(cleaner, series.to_frame("text")).to_series().alias(series.name)

        return self._expr.map_batches(clean, return_dtype=pl.self_dtype(), is_elementwise=True)


@pl.api.register_dataframe_namespace("cleaner")
class FrameNamespace:
    """``frame.cleaner``."""

    def __init__(self, frame: pl.DataFrame) -> None:
        """Take the frame."""
        self._frame = frame

    def clean(self, column: str, **options: Unpack[TableOptions]) -> pl.DataFrame:
        """Return the frame with a column cleaned; options and errors are those of `TableCleaner`."""
        return _clean(TableCleaner(column, **options), self._frame)


@pl.api.register_lazyframe_namespace("cleaner")
class LazyNamespace:
    """``lazy_frame.cleaner``."""

    def __init__(self, frame: pl.LazyFrame) -> None:
        """Take the frame."""
        self._frame = frame

    def clean(self, column: str, **options: Unpack[TableOptions]) -> pl.LazyFrame:
        """Return the frame with a column cleaned when it is collected; it may be streamed."""
        cleaner = TableCleaner(column, **options)
        schema = _clean(cleaner, self._frame.collect_schema().to_frame()).schema
        return self._frame.map_batches(lambda frame: _clean(cleaner, frame), schema=schema, streamable=True)


def _clean(cleaner: TableCleaner, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame, cleaned; its columns keep their types."""
    cleaned = pl.DataFrame(cleaner.table(frame.to_arrow()))
    return cleaned.cast(dict(frame.schema))
