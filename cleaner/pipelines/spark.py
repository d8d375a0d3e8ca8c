"""Spark: ``clean_frame(frame, "text")`` by Arrow batches, ``clean_udf()`` for a column; rules travel along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Unpack

from cleaner.pipelines import needs
from cleaner.pipelines.rows import RowCleaner, RowOptions, TableOptions

with needs("spark"):
    import pandas as pd
    from pyspark.sql import DataFrame
    from pyspark.sql.functions import pandas_udf
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    from cleaner.pipelines.arrow import TableCleaner


def clean_frame(frame: DataFrame, column: str, **options: Unpack[TableOptions]) -> DataFrame:
    """Return a frame with a column cleaned; options and errors are those of `TableCleaner`.

    A column that is not there is an error at once; rows are numbered within their partition.
    """
    cleaner = TableCleaner(column, **options)
    schema = from_arrow_schema(cleaner.schema(to_arrow_schema(frame.schema)))
    return frame.mapInArrow(cleaner.batches, schema)


def clean_udf(**options: Unpack[RowOptions]) -> Callable[..., Any]:
    """Return a function on columns of text, for ``select`` or, registered, for SQL; options are those of `RowCleaner`.

    ``spark.udf.register("clean", clean_udf())`` gives it a name.
    """
    rows = RowCleaner(**options)

    def clean(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
        for texts in batches:
            yield pd.Series([row.text for row in rows(texts)], dtype="object")

    return pandas_udf(clean, "string")
