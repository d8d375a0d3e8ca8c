"""The scorecard: small tables of points, fitted from labelled pages, that judge a line by its columns.

A table asks up to a few questions ("words > 12", "prose[1..8] > 0"); each combination of answers has its points, in
hundredths. A line's score is the sum over all tables: positive for content, negative for debris. These are oblivious
decision trees (Kohavi 1994) written as data; `benchmarks/fit_scorecard.py` says how they are fitted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, zip_longest
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from cleaner.context import Context, Values

Points = NDArray[np.int32]
"""Evidence in hundredths of a point, one number a row: integers add up to the same sum in any order."""

_BLOCK_ROWS = 1024
"""Rows that are scored together: all tables' answers to so many fit the processor's cache."""

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
    def _questions(self) -> dict[str, NDArray[np.int32]]:
        """The thresholds that are asked of each column, ascending; in this order the answers are numbered."""
        asked = sorted(
            {(question.column, question.threshold) for table in self.tables for question in table.conditions}
        )
        return {
            column: np.array([threshold for _, threshold in group], np.int32)
            for column, group in groupby(asked, key=itemgetter(0))
        }

    @cached_property
    def _answer_numbers(self) -> list[NDArray[np.int64]]:
        """For each bit, the numbers of the answers that the tables put there; a last, unasked answer is always no."""
        questions = [(column, int(threshold)) for column, group in self._questions.items() for threshold in group]
        number = {Condition(*question): index for index, question in enumerate(questions)}
        rows = zip_longest(*(map(number.__getitem__, table.conditions) for table in self.tables), fillvalue=len(number))
        return [np.array(row, np.int64) for row in rows]

    @cached_property
    def _points(self) -> tuple[Points, NDArray[np.int32]]:
        """The points of all tables in one list, and where each table's begin."""
        lengths = [len(table.points) for table in self.tables]
        points = [points for table in self.tables for points in table.points]
        return np.array(points, np.int32), (np.cumsum(lengths) - lengths).astype(np.int32)

    def score(self, context: Context) -> Points:
        """Return the points of each row."""
        total = np.zeros(context.rows, np.int32)
        if self.tables:
            columns = {column: context[column] for column in self._questions}
            for start in range(0, context.rows, _BLOCK_ROWS):
                block = slice(start, start + _BLOCK_ROWS)
                total[block] = self._score_block({name: column[block] for name, column in columns.items()})
        return total

    def _score_block(self, columns: Mapping[str, Values]) -> Points:
        """Return the points of a few rows, all tables at once."""
        rows = len(next(iter(columns.values())))
        answers = np.zeros((sum(map(len, self._questions.values())) + 1, rows), np.uint8)
        asked = 0
        for name, thresholds in self._questions.items():
            np.greater(columns[name], thresholds[:, None], out=answers[asked : asked + len(thresholds)].view(np.bool_))
            asked += len(thresholds)
        combination = np.zeros((len(self.tables), rows), np.uint8)
        for bit, numbers in enumerate(self._answer_numbers):
            combination |= answers.take(numbers, axis=0) << np.uint8(bit)
        points, first = self._points
        found: Points = points.take(combination + first[:, None]).sum(axis=0, dtype=np.int32)
        return found

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
