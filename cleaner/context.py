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
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers
from cleaner.kernels import (
    ENDLESS,
    Values,
    distances,
    fill_values,
    fill_windows,
    neighbours,
    shares,
    sums_before,
    window_sums,
)

LARGEST = int(np.iinfo(np.int16).max)
"""Values saturate here in tables of columns; no threshold is that large."""

EVERY_ROW = slice(None)

_TOGETHER = 1 << 20
"""Values that are worked out together."""

EXPRESSION = re.compile(
    r"(?P<way>since |until )?(?P<name>\w+)"
    r"(?:@(?P<neighbour>-?\d+)|\[(?P<first>-?\d*)\.\.(?P<last>-?\d*)\](?P<share>%?))?"
)


class Shape(NamedTuple):
    """What an expression does with a column, whichever that is: its parts but for the name, as written."""

    windowed: bool
    way: str
    neighbour: str
    first: str
    last: str
    share: str

    def window(self) -> tuple[int, int]:
        """Return the first and the last row of a window, counted from the row itself; "" is the document's end."""
        return int(self.first or -ENDLESS), int(self.last or ENDLESS)


Group = tuple[Shape, list[int], list[str]]
"""Expressions of one shape: their places among all that are asked for, and their columns."""


class Context:
    """The columns of a table of lines, by expression; each is computed once, on first use.

    ``first`` has the first row of each document and, at the end, the number of rows.

    Expressions of the same shape are worked out together: a document alone costs NumPy's overhead a call, not its work.
    """

    def __init__(self, columns: Mapping[str, Values], first: Integers) -> None:
        """Take the lines' own columns and the bounds of their documents."""
        self._columns = {name: np.ascontiguousarray(column, np.int32) for name, column in columns.items()}
        self._own = tuple(columns)
        self._sums: dict[str, Values] = {}
        self._told: dict[Callable[[Context], Flags], Flags] = {}
        lengths = first[1:] - first[:-1]
        self.rows = int(first[-1])
        self._documents = first[:-1].repeat(lengths), first[1:].repeat(lengths)

    def forget(self) -> None:
        """Drop what can be worked out again: the columns of a document of a million lines fill half a gigabyte."""
        self._columns = {name: self._columns[name] for name in self._own}
        self._sums.clear()
        self._told.clear()

    def __contains__(self, name: str) -> bool:
        """Tell whether lines have a column of their own by this name."""
        return name in self._own

    def __getitem__(self, expression: str) -> Values:
        """Return the column of an expression; raises `ValueError` if it is none."""
        if expression not in self._columns:
            ((shape, _, names),) = _groups((expression,))
            self._columns[expression] = self._evaluate(shape, names)[0]
        return self._columns[expression]

    def table(self, expressions: Sequence[str], rows: slice = EVERY_ROW) -> NDArray[np.int16]:
        """Return the columns of some expressions, for some rows, in one array of the shape (expressions, rows).

        Plain windows, which are many, are worked out for these rows alone, and not kept.
        """
        columns = np.empty((len(expressions), len(self._documents[0][rows])), np.int16)
        for shape, places, names in _groups(tuple(expressions)):
            if shape.windowed and not shape.share:
                fill_windows(columns, places, self._summed(names), shape.window(), self._documents, rows)
                continue
            self._fill(shape, {expressions[place]: name for place, name in zip(places, names, strict=True)})
            fill_values(columns, places, [self._columns[expressions[place]] for place in places], rows)
        return columns

    def _fill(self, shape: Shape, names: Mapping[str, str]) -> None:
        """Work out those expressions of one shape, given with their columns, that are missing; a few, if rows are many.

        All together they would take several times as much memory as they fill.
        """
        missing = [expression for expression in names if expression not in self._columns]
        together = max(_TOGETHER // max(self.rows, 1), 1)
        for start in range(0, len(missing), together):
            part = missing[start : start + together]
            values = self._evaluate(shape, [names[expression] for expression in part])
            self._columns.update(zip(part, values, strict=True))

    def _evaluate(self, shape: Shape, names: list[str]) -> Values:
        """Work out expressions of one shape, shape (names, rows)."""
        for name in names:
            if name not in self._columns:
                raise ValueError(f"{name!r} is no column, so nothing can be worked out from it")
        if shape.windowed:
            sums_over = shares if shape.share else window_sums
            return sums_over(self._summed(names), shape.window(), self._documents)
        values = [self._columns[name] for name in names]
        if shape.way:
            return distances(values, self._documents, forwards=shape.way == "until ")
        return neighbours(values, self._documents, int(shape.neighbour))

    def _summed(self, names: Sequence[str]) -> list[Values]:
        """Return, for each column, the sums over all lines before each row, and over all."""
        missing = [name for name in names if name not in self._sums]
        if missing:
            self._sums.update(zip(missing, sums_before([self._columns[name] for name in missing]), strict=True))
        return [self._sums[name] for name in names]

    def once(self, tell: Callable[[Context], Flags]) -> Flags:
        """Return what a function tells of the rows; it is asked once."""
        if tell not in self._told:
            self._told[tell] = tell(self)
        return self._told[tell]


@cache
def _groups(expressions: tuple[str, ...]) -> list[Group]:
    """Return the expressions by shape; raises `ValueError` if one is none."""
    groups: dict[Shape, Group] = {}
    for place, expression in enumerate(expressions):
        parts = EXPRESSION.fullmatch(expression)
        if parts is None:
            raise ValueError(f"{expression!r} is no expression; see the table in cleaner/context.py")
        fields = parts.groupdict("")
        name = fields.pop("name")
        shape = Shape(windowed="[" in expression, **fields)
        _, asked, names = groups.setdefault(shape, (shape, [], []))
        asked.append(place)
        names.append(name)
    return list(groups.values())
