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
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from cleaner.context import Context

Points = NDArray[np.int32]
"""Evidence in hundredths of a point, one number a row: integers add up to the same sum in any order."""

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
        """Return the scorecard of (conditions, points) pairs."""
        return cls(
            tuple(Table(tuple(map(Condition.parse, conditions)), tuple(points)) for conditions, points in tables)
        )

    @cached_property
    def _arrays(self) -> list[Points]:
        """The points of each table."""
        return [np.array(table.points, np.int32) for table in self.tables]

    def score(self, context: Context) -> Points:
        """Return the points of each row."""
        total = np.zeros(context.rows, np.int32)
        answers = self._answers(context)
        for table, points in zip(self.tables, self._arrays, strict=True):
            total += points.take(_combination(table, answers))
        return total

    def _answers(self, context: Context) -> dict[Condition, NDArray[np.uint8]]:
        """Ask each question once: 1 for rows whose answer is yes."""
        asked = sorted({condition for table in self.tables for condition in table.conditions}, key=_by_column)
        return {
            condition: (context[column] > condition.threshold).view(np.uint8)
            for column, conditions in groupby(asked, key=lambda condition: condition.column)
            for condition in conditions
        }

    def account(self, context: Context, row: int) -> dict[str, int]:
        """Return what each column contributed to the points of one row.

        A column's contribution is what the row's score would lose if the answers about it were the opposite, shared
        among the table's columns so that all contributions together are about the score.
        """
        contributions: dict[str, float] = {}
        for table in self.tables:
            answers = [int(context[condition.column][row] > condition.threshold) for condition in table.conditions]
            index = sum(answer << bit for bit, answer in enumerate(answers))
            for bit, condition in enumerate(table.conditions):
                change = table.points[index] - table.points[index ^ (1 << bit)]
                contributions[condition.column] = contributions.get(condition.column, 0.0) + change / 2
        return {column: round(points) for column, points in contributions.items()}


def _by_column(condition: Condition) -> tuple[str, int]:
    """Order conditions so that those on one column stand together."""
    return condition.column, condition.threshold


def _combination(table: Table, answers: dict[Condition, NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Return which combination of answers each row gives."""
    index = answers[table.conditions[0]].copy()
    for bit, condition in enumerate(table.conditions[1:], start=1):
        index += answers[condition] << np.uint8(bit)
    return index
