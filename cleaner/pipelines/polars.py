"""Polars: ``pl.col("text").cleaner.clean()`` and ``frame.cleaner.clean("text")``, once this module is imported."""

from __future__ import annotations

from functools import partial
from typing import Unpack

from cleaner.pipelines import needs
from cleaner.pipelines.rows import Accessor, RowOptions, TableOptions

with needs("polars"):
    import polars as pl

    from cleaner.pipelines.arrow import TableCleaner


def clean_expression(expression: pl.Expr, **options: Unpack[RowOptions]) -> pl.Expr:
    """Return the texts, cleaned, in their type; options are those of `RowCleaner`."""
    cleaner = TableCleaner("text", **options)

    def clean(series: pl.Series) -> pl.Series:
        return _cleaned(series.to_frame(), cleaner.for_column(series.name)).to_series()

    return expression.map_batches(clean, return_dtype=pl.self_dtype(), is_elementwise=True)


def clean_frame(frame: pl.DataFrame, column: str, **options: Unpack[TableOptions]) -> pl.DataFrame:
    """Return the frame with a column cleaned; options and errors are those of `TableCleaner`."""
    return _cleaned(frame, TableCleaner(column, **options))


def clean_lazy_frame(frame: pl.LazyFrame, column: str, **options: Unpack[TableOptions]) -> pl.LazyFrame:
    """Return the frame with a column cleaned when it is collected; it may be streamed."""
    cleaner = TableCleaner(column, **options)
    schema = _cleaned(frame.collect_schema().to_frame(), cleaner).schema
    return frame.map_batches(partial(_cleaned, cleaner=cleaner), schema=schema, streamable=True)


def _cleaned(frame: pl.DataFrame, cleaner: TableCleaner) -> pl.DataFrame:
    cleaned = pl.DataFrame(cleaner.table(frame.to_arrow()))
    return cleaned.cast(dict(frame.schema))  # its columns keep their types


pl.api.register_expr_namespace("cleaner")(lambda expression: Accessor(partial(clean_expression, expression)))
pl.api.register_dataframe_namespace("cleaner")(lambda frame: Accessor(partial(clean_frame, frame)))
pl.api.register_lazyframe_namespace("cleaner")(lambda frame: Accessor(partial(clean_lazy_frame, frame)))
