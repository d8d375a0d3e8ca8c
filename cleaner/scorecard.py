"""The scorecard: small tables of points, fitted from labelled pages, that judge a line by its columns.

A table asks up to a few questions ("words > 12", "prose[1..8] > 0"); each combination of answers has its points, in
hundredths. A line's score is the sum over all tables: positive for content, negative for debris. These are oblivious
decision trees (Kohavi 1994) written as data; `benchmarks/fit_scorecard.py` says how they are fitted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers
from cleaner.context import LARGEST, Context
from cleaner.kernels import MOST_BITS, account_rows, score_rows

Points = NDArray[np.int32]
"""Evidence in hundredths of a point, one number a row: integers add up to the same sum in any order."""

_TABLE_ROWS = 1 << 14
"""Rows whose columns are worked out together: all columns of a document of a million lines would need gigabytes."""

_CONDITION = re.compile(r"(?P<column>.+) > (?P<threshold>-?\d+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """A question: whether the column of a line is above the threshold."""

    column: str
    threshold: int

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read a condition such as ``words[-8..-1] > 20``; raises `ValueError` if it is none."""
        parts = _CONDITION.fullmatch(text)
        if parts is None:
            raise ValueError(f"{text!r} is no condition of the form 'COLUMN > NUMBER'")
        return cls(parts["column"], int(parts["threshold"]))


@dataclass(frozen=True, slots=True)
class Table:
    """Conditions and the points of each combination: entry ``i`` is for the conditions whose bits are set in ``i``."""

    conditions: tuple[Condition, ...]
    points: tuple[int, ...]


@dataclass(frozen=True)
class Scorecard:
    """All tables; their points add up."""

    tables: tuple[Table, ...]

    @classmethod
    def from_data(cls, tables: Sequence[tuple[Sequence[str], Sequence[int]]]) -> Scorecard:
        """Return the scorecard of (conditions, points) pairs; raises `ValueError` for what is none."""
        if any(len(conditions) > MOST_BITS for conditions, _ in tables):
            raise ValueError(f"a table of a scorecard has at most {MOST_BITS} conditions; divide it into several")
        return cls(
            tuple(Table(tuple(map(Condition.parse, conditions)), tuple(points)) for conditions, points in tables)
        )

    @cached_property
    def columns(self) -> list[str]:
        """The columns that are asked about."""
        return sorted({condition.column for table in self.tables for condition in table.conditions})

    @cached_property
    def _questions(self) -> tuple[Integers, NDArray[np.int16]]:
        """What each table asks for each bit: the column (by index) and the threshold, both of shape (bits, tables)."""
        number = {column: index for index, column in enumerate(self.columns)}
        asked = [
            [(number[ask.column], min(ask.threshold, LARGEST)) for ask in table.conditions] for table in self.tables
        ]
        bits = list(
            zip_longest(*asked, fillvalue=(0, LARGEST))
        )  # nothing is above the largest: a bit that is not asked
        columns, thresholds = np.moveaxis(np.array(bits, np.int64), 2, 0)
        return np.ascontiguousarray(columns), np.ascontiguousarray(thresholds, np.int16)

    @cached_property
    def _points(self) -> tuple[Points, Integers]:
        """The points of all tables in one list, and where each table's begin."""
        lengths = np.array([len(table.points) for table in self.tables], np.int64)
        points = [points for table in self.tables for points in table.points]
        return np.array(points, np.int32), np.cumsum(lengths) - lengths

    def score(self, context: Context) -> Points:
        """Return the points of each row."""
        total = np.zeros(context.rows, np.int32)
        for start in range(0, context.rows if self.tables else 0, _TABLE_ROWS):
            columns = context.table(self.columns, slice(start, start + _TABLE_ROWS))
            total[start : start + columns.shape[1]] = score_rows(columns, *self._questions, *self._points)
        return total

    @cached_property
    def _asked(self) -> Flags:
        """Which bits the tables ask for, shape (bits, tables)."""
        counts = np.array([len(table.conditions) for table in self.tables], np.int64)
        asked: Flags = np.arange(counts.max(initial=0))[:, None] < counts
        return asked

    def account(self, values: NDArray[np.int16]) -> Points:
        """Return what each column contributed to the points of some rows, shape (columns, rows), as ``values`` have it.

        A column's contribution is what the row's score would lose if the answers about it were the opposite, shared
        among the table's columns so that all contributions together are about the score.
        """
        _, first = self._points
        totals = account_rows(values, *self._questions, first, self._changes)
        return np.rint(totals / 2).astype(np.int32)

    @cached_property
    def _changes(self) -> Points:
        """What each entry of `_points` has more than the one for the opposite answer, shape (entries, bits)."""
        points, first = self._points
        lengths = [len(table.points) for table in self.tables]
        bits, of_table = np.arange(len(self._asked)), first.repeat(lengths)[:, None]
        combination = np.arange(len(points))[:, None] - of_table
        opposite = np.where(self._asked.T.repeat(lengths, axis=0), combination ^ (1 << bits), combination)
        return points[:, None] - points[of_table + opposite]
