"""Columns of rows in their surroundings: sums over windows, shares of them, distances."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags
from cleaner.kernels.shapes import Bounds, Values

FAR = 999
"""The distance of what does not occur in the document."""

MISSING = -1
"""The value of a neighbour beyond the document's bounds."""


ENDLESS = 1 << 40
"""As far as a window reaches to the end of the document."""

Window = tuple[int, int]
"""The first and the last row of a window, counted from the row that it is of."""


def window_bounds(window: Window, documents: Bounds, rows: slice) -> Bounds:
    """Return where the windows of some rows start and stop, within their documents."""
    starts, stops = documents[0][rows], documents[1][rows]
    row = np.arange(len(documents[0]))[rows]
    first, last = window
    return np.clip(row + first, starts, stops), np.clip(row + last + 1, starts, stops)


def sums_before(columns: Sequence[Values]) -> Values:
    """Return the sums of the values before each row and, at the end, of all, shape (columns, rows + 1)."""
    sums = np.zeros((len(columns), len(columns[0]) + 1), np.int32)
    np.cumsum(np.array(columns), axis=1, dtype=np.int32, out=sums[:, 1:])
    return sums


def fill_windows(  # noqa: PLR0913, PLR0917 - what is filled, from what, for which rows
    table: NDArray[np.int16],
    places: Sequence[int],
    sums: Sequence[Values],
    window: Window,
    documents: Bounds,
    rows: slice,
) -> None:
    """Fill columns of a table, given by their places, with sums over a window for each of some rows; they saturate.

    ``sums`` are, for each of the columns, what `sums_before` gives.
    """
    starts, stops = window_bounds(window, documents, rows)
    stacked = np.array(sums)
    table[places] = np.minimum(stacked.take(stops, 1) - stacked.take(starts, 1), np.iinfo(np.int16).max)


def fill_values(table: NDArray[np.int16], places: Sequence[int], columns: Sequence[Values], rows: slice) -> None:
    """Fill columns of a table, given by their places, with some rows of columns; they saturate."""
    for place, column in zip(places, columns, strict=True):
        np.minimum(column[rows], np.iinfo(np.int16).max, out=table[place], casting="unsafe")


def window_sums(sums: Sequence[Values], window: Window, documents: Bounds) -> Values:
    """Return the sums over a window for each row, shape (columns, rows); ``sums`` as for `fill_windows`."""
    starts, stops = window_bounds(window, documents, slice(None))
    return np.array([before.take(stops) - before.take(starts) for before in sums])


def neighbours(columns: Sequence[Values], documents: Bounds, offset: int) -> Values:
    """Return the values of the row ``offset`` rows on, or `MISSING`, shape (columns, rows)."""
    there = np.arange(len(documents[0])) + offset
    inside = there >= documents[0] if offset < 0 else there < documents[1]
    return np.where(inside, np.array(columns).take(there, 1, mode="clip"), np.int32(MISSING))


def shares(sums: Sequence[Values], window: Window, documents: Bounds) -> Values:
    """Return how many percent windows hold of all that their document has, shape (columns, rows)."""
    stacked, windows = np.array(sums), window_bounds(window, documents, slice(None))
    part, whole = (stacked.take(stops, 1) - stacked.take(starts, 1) for starts, stops in (windows, documents))
    share: Values = (100.0 * part / np.maximum(whole, 1)).astype(np.int32)
    return share


def distances(columns: Sequence[Values], documents: Bounds, *, forwards: bool) -> Values:
    """Return the number of rows to the nearest other one with a value above 0, at most `FAR`."""
    marked: Flags = np.array(columns) > 0
    rows = np.arange(marked.shape[1])
    nearest = np.empty(marked.shape, np.int64)
    if forwards:
        nearest[:, -1:] = len(rows) + FAR
        nearest[:, :-1] = np.minimum.accumulate(np.where(marked, rows, len(rows) + FAR)[:, :0:-1], 1)[:, ::-1]
        distance, inside = nearest - rows, nearest < documents[1]
    else:
        nearest[:, :1] = -FAR
        nearest[:, 1:] = np.maximum.accumulate(np.where(marked, rows, -FAR)[:, :-1], 1)
        distance, inside = rows - nearest, nearest >= documents[0]
    return np.where(inside, np.minimum(distance, FAR), FAR).astype(np.int32)
