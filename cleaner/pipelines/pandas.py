"""pandas: ``series.cleaner.clean()`` and ``frame.cleaner.clean("text")``, once this module is imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from cleaner.pipelines.extras import needs
from cleaner.pipelines.rows import RowCleaner, RowOptions
from cleaner.pipelines.tables import ColumnCleaner, ColumnError, TableOptions, as_records, no_column, value

with needs("pandas"):
    import pandas as pd


class FrameCleaner(ColumnCleaner):
    """Returns data frames with a column cleaned; can be pickled. Options are those of `ColumnCleaner`."""

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame, cleaned, with index and types as they were; raises `ColumnError` and `RowError`."""
        self.check(frame.columns)
        texts, urls = self._read(frame, self.column), None
        if self.url_column:
            urls = self._read(frame, self.url_column)
        rows = [(row.text, *(value(row, kind) for kind in self.added)) for row in self.rows(texts, urls)]
        text, *added = map(list, zip(*rows, strict=True)) if rows else [[] for _ in range(1 + len(self.added))]
        frame = frame.assign(**{self.column: _like(frame[self.column], text)})
        for (kind, name), values in zip(self.added.items(), added, strict=True):
            cells = list(map(as_records, values)) if kind == "removals" else values
            frame[name] = _like(frame[self.column], cells, as_objects=kind == "removals")
        return frame

    @staticmethod
    def _read(frame: pd.DataFrame, name: str) -> list[Any]:
        if name not in frame.columns:
            raise no_column(name, list(map(str, frame.columns)))
        return _values(frame[name])


def clean_frame(frame: pd.DataFrame, column: str, **options: Unpack[TableOptions]) -> pd.DataFrame:
    """Return a frame with a column cleaned; options are those of `FrameCleaner`."""
    return FrameCleaner(column, **options)(frame)


def clean_series(series: pd.Series[Any], **options: Unpack[RowOptions]) -> pd.Series[Any]:
    """Return a series of texts, cleaned; options are those of `RowCleaner`."""
    return _like(series, [row.text for row in RowCleaner(**options)(_values(series))])


def _values(series: pd.Series[Any]) -> list[Any]:
    """Return the values of a series, None for those that are missing; raises `ColumnError` if none can be text."""
    missing = series.isna()
    if not missing.all() and (pd.api.types.is_numeric_dtype(series) or pd.api.types.is_datetime64_any_dtype(series)):
        raise ColumnError(f"column {series.name!r} is of type {series.dtype}, not text")
    return [None if gone else one for one, gone in zip(series, missing, strict=True)]


def _like(series: pd.Series[Any], values: Sequence[Any], *, as_objects: bool = False) -> pd.Series[Any]:
    """Return values with the index, name and type of a series."""
    dtype = "object" if as_objects or isinstance(series.dtype, pd.CategoricalDtype) else series.dtype
    like = pd.Series(values, index=series.index, name=series.name, dtype=dtype)
    return like.astype("category") if isinstance(series.dtype, pd.CategoricalDtype) and not as_objects else like


@pd.api.extensions.register_series_accessor("cleaner")
class SeriesAccessor:
    """``series.cleaner``."""

    def __init__(self, series: pd.Series[Any]) -> None:
        """Take the series."""
        self._series = series

    def clean(self, **options: Unpack[RowOptions]) -> pd.Series[Any]:
        """Return the series, cleaned; see `clean_series`."""
        return clean_series(self._series, **options)


@pd.api.extensions.register_dataframe_accessor("cleaner")
class FrameAccessor:
    """``frame.cleaner``."""

    def __init__(self, frame: pd.DataFrame) -> None:
        """Take the frame."""
        self._frame = frame

    def clean(self, column: str, **options: Unpack[TableOptions]) -> pd.DataFrame:
        """Return the frame with a column cleaned; see `clean_frame`."""
        return clean_frame(self._frame, column, **options)
