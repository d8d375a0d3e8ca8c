"""Dask: ``clean_frame(frame, "text")`` cleans partition by partition, as each is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from cleaner.pipelines import needs
from cleaner.pipelines.rows import TableOptions

with needs("dask"):
    import dask.dataframe as dd

    from cleaner.pipelines.pandas import FrameCleaner

if TYPE_CHECKING:
    pass


def clean_frame(frame: dd.DataFrame, column: str, **options: Unpack[TableOptions]) -> dd.DataFrame:
    """Return a frame with a column cleaned; options are those of `cleaner.pipelines.pandas.FrameCleaner`.

    A column that is not there is an error at once; rows are numbered within their partition.
    """
    cleaner = FrameCleaner(column, **options)
    return frame.map_partitions(cleaner, meta=cleaner(frame._meta))


def clean_series(series: dd.Series, **options: Unpack[TableOptions]) -> dd.Series:
    """Return a series of texts, cleaned."""
    name = series.name or "text"
    return clean_frame(series.to_frame(name), name, **options)[name].rename(series.name)
