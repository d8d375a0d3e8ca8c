"""pandas: ``series.cleaner.clean()`` and ``frame.cleaner.clean("text")``, once this module is imported."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Unpack

from cleaner.pipelines import needs
from cleaner.pipelines.rows import (
    Accessor,
    ColumnCleaner,
    ColumnError,
    Kind,
    RowCleaner,
    RowOptions,
    TableOptions,
    as_records,
    no_column,
    value_of,
)

with needs("pandas"):
    import pandas as pd


class FrameCleaner(ColumnCleaner):
    """Returns data frames with a column cleaned; can be pickled. Options are those of `ColumnCleaner`."""

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame, cleaned, with index and types as they were; raises `ColumnError` and `RowError`."""
        self.check(frame.columns)
        texts, urls = _column(frame, self.column), _column(frame, self.url_column) if self.url_column else None
        cleaned = self.rows(_values(texts), None if urls is None else _values(urls))
        rows = [(row.text, *(value_of(row, kind) for kind in self.added)) for row in cleaned]
        kept, *added = zip(*rows, strict=True) if rows else [()] * (1 + len(self.added))
        columns = {self.column: _like(texts, kept)}
        for (kind, name), values in zip(self.added.items(), added, strict=True):
            columns[name] = _added(texts, kind, values)
        return frame.assign(**columns)


def _added(texts: pd.Series[Any], kind: Kind, values: Iterable[Any]) -> pd.Series[Any]:
    """Return what is added as a series beside that of the texts."""
    if kind == "confidence":
        return pd.Series(list(values), index=texts.index, dtype="float64")
    if kind == "removals":
        return _like(texts, map(as_records, values), as_objects=True)
    return _like(texts, values)


def clean_frame(frame: pd.DataFrame, column: str, **options: Unpack[TableOptions]) -> pd.DataFrame:
    """Return a frame with a column cleaned; options are those of `FrameCleaner`."""
    return FrameCleaner(column, **options)(frame)


def clean_series(series: pd.Series[Any], **options: Unpack[RowOptions]) -> pd.Series[Any]:
    """Return a series of texts, cleaned; options are those of `RowCleaner`."""
    return _like(series, [row.text for row in RowCleaner(**options)(_values(series))])


def _column(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    if name not in frame.columns:
        raise no_column(name, list(map(str, frame.columns)))
    return frame[name]


def _values(series: pd.Series[Any]) -> list[Any]:
    missing = series.isna()
    if not missing.all() and (pd.api.types.is_numeric_dtype(series) or pd.api.types.is_datetime64_any_dtype(series)):
        raise ColumnError(f"column {series.name!r} is of type {series.dtype}, not text")
    return [None if gone else one for one, gone in zip(series, missing, strict=True)]


def _like(series: pd.Series[Any], values: Iterable[Any], *, as_objects: bool = False) -> pd.Series[Any]:
    """Return values with the index, name and type of a series."""
    is_category = isinstance(series.dtype, pd.CategoricalDtype) and not as_objects
    dtype = "object" if as_objects or is_category else series.dtype
    like = pd.Series(list(values), index=series.index, name=series.name, dtype=dtype)
    return like.astype("category") if is_category else like


pd.api.extensions.register_series_accessor("cleaner")(lambda series: Accessor(partial(clean_series, series)))
pd.api.extensions.register_dataframe_accessor("cleaner")(lambda frame: Accessor(partial(clean_frame, frame)))
