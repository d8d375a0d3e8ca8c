"""Columns of lines in their surroundings, named by small expressions.

========================  ============================================================================
``words``                 the line's own value
``words@-1``              the value of the line before; ``@2``: two lines on; -1 beyond the document
``words[-8..-1]``         the sum over the eight lines before, within the document
``words[..-1]``           the sum over all lines before; ``[1..]`` all after; ``[..]`` the whole document
``words[..-1]%``          the same, as a share of the document's sum, in percent
``since talk``            lines since the last one before with a value above 0; 999 if there is none
``until prose``           lines until the next one
========================  ============================================================================

The scorecard's conditions are written in them, so a removal can say what it was removed for.
All columns are integers: sums do not depend on what else is in a batch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.int32]
Integers = NDArray[np.int64]

FAR = 999
"""The distance of what does not occur in the document."""

LARGEST = int(np.iinfo(np.int16).max)
"""Values saturate here in tables of columns; no threshold is that large."""

EVERY_ROW = slice(None)

MISSING = -1
"""The value of a neighbour beyond the document's bounds."""

_EXPRESSION = re.compile(
    r"(?P<way>since |until )?(?P<name>\w+)"
    r"(?:@(?P<neighbour>-?\d+)|\[(?P<first>-?\d*)\.\.(?P<last>-?\d*)\](?P<share>%?))?"
)


class Context:
    """The columns of a table of lines, by expression; each is computed once, on first use.

    ``first`` has the first row of each document and, at the end, the number of rows.
    """

    def __init__(self, columns: Mapping[str, Values], first: Integers) -> None:
        """Take the lines' own columns and the bounds of their documents."""
        self._columns: dict[str, Values] = dict(columns)
        self._own = tuple(columns)
        self._sums: dict[str, Values] = {}
        self._windows: dict[tuple[str, str], tuple[Integers, Integers]] = {}
        lengths = np.diff(first)
        self.rows = int(first[-1])
        self._row = np.arange(self.rows)
        self.document_start = np.repeat(first[:-1], lengths)
        self.document_stop = np.repeat(first[1:], lengths)

    def forget(self) -> None:
        """Drop what can be worked out again: the columns of a document of a million lines fill half a gigabyte."""
        self._columns = {name: self._columns[name] for name in self._own}
        self._sums.clear()
        self._windows.clear()

    def __getitem__(self, expression: str) -> Values:
        """Return the column of an expression; raises `ValueError` if it is none."""
        if expression not in self._columns:
            self._columns[expression] = self._evaluate(expression)
        return self._columns[expression]

    def table(self, expressions: Sequence[str], rows: slice = EVERY_ROW) -> NDArray[np.int16]:
        """Return the columns of some expressions, for some rows, in one array of the shape (expressions, rows).

        Windows of the same size are summed together: a document alone costs NumPy's overhead a call, not its work.
        """
        columns = np.empty((len(expressions), len(self._row[rows])), np.int16)
        windows, others = _windows(tuple(expressions))
        for bounds, group in windows.items():
            start, stop = (bound[rows] for bound in self._bounds(*bounds))
            sums = np.stack([self._summed(name) for _, name in group])
            columns[[place for place, _ in group]] = np.minimum(sums.take(stop, 1) - sums.take(start, 1), LARGEST)
        for place in others:
            np.minimum(self[expressions[place]][rows], LARGEST, out=columns[place], casting="unsafe")
        return columns

    def _evaluate(self, expression: str) -> Values:
        """Work out a column."""
        parts = _parts(expression)
        name = parts["name"]
        if name not in self._columns:
            raise ValueError(f"{name!r} is no column, so {expression!r} is none either")
        if parts["way"]:
            return self._distance(name, forwards=parts["way"] == "until ")
        if parts["neighbour"]:
            return self._neighbour(name, int(parts["neighbour"]))
        total = self._window(name, parts["first"], parts["last"])
        if parts["share"]:
            return (100.0 * total / np.maximum(self[f"{name}[..]"], 1)).astype(np.int32)
        return total

    def _neighbour(self, name: str, offset: int) -> Values:
        """Return the value of the line ``offset`` lines on."""
        there = self._row + offset
        inside = there >= self.document_start if offset < 0 else there < self.document_stop
        return np.where(inside, self._columns[name].take(there, mode="clip"), MISSING).astype(np.int32)

    def _window(self, name: str, first: str, last: str) -> Values:
        """Return the sum over the lines from ``first`` to ``last``, counted from each; "" is the document's end."""
        sums, (start, stop) = self._summed(name), self._bounds(first, last)
        return sums.take(stop) - sums.take(start)

    def _summed(self, name: str) -> Values:
        """Return the sums of a column over all lines before each row, and over all."""
        if name not in self._sums:
            sums = self._sums[name] = np.zeros(self.rows + 1, np.int32)
            np.cumsum(self[name], out=sums[1:])
        return self._sums[name]

    def _bounds(self, first: str, last: str) -> tuple[Integers, Integers]:
        """Return where each line's window starts and stops."""
        if (first, last) not in self._windows:
            start, stop = self.document_start, self.document_stop
            if first:
                start = np.minimum(np.maximum(self._row + int(first), start), stop)
            if last:
                stop = np.minimum(np.maximum(self._row + (int(last) + 1), self.document_start), stop)
            self._windows[first, last] = start, stop
        return self._windows[first, last]

    def _distance(self, name: str, *, forwards: bool) -> Values:
        """Return the number of lines to the nearest other line with a value above 0."""
        marked = self._columns[name] > 0
        nearest = np.empty(self.rows, np.int64)
        if forwards:
            nearest[-1:] = self.rows + FAR
            nearest[:-1] = np.minimum.accumulate(np.where(marked, self._row, self.rows + FAR)[:0:-1])[::-1]
            distance, inside = nearest - self._row, nearest < self.document_stop
        else:
            nearest[:1] = -FAR
            nearest[1:] = np.maximum.accumulate(np.where(marked, self._row, -FAR)[:-1])
            distance, inside = self._row - nearest, nearest >= self.document_start
        return np.where(inside, np.minimum(distance, FAR), FAR).astype(np.int32)


@cache
def _windows(expressions: tuple[str, ...]) -> tuple[dict[tuple[str, str], list[tuple[int, str]]], list[int]]:
    """Return the windows among expressions by their bounds, place and name of each, and the places of the others."""
    windows: dict[tuple[str, str], list[tuple[int, str]]] = {}
    others = []
    for place, expression in enumerate(expressions):
        parts = _parts(expression)
        if "[" in expression and not parts["share"]:
            windows.setdefault((parts["first"], parts["last"]), []).append((place, parts["name"]))
        else:
            others.append(place)
    return windows, others


@cache
def _parts(expression: str) -> dict[str, str]:
    """Take an expression apart; raises `ValueError` if it is none."""
    parts = _EXPRESSION.fullmatch(expression)
    if parts is None:
        raise ValueError(f"{expression!r} is no expression; see the table in cleaner/context.py")
    return parts.groupdict("")
