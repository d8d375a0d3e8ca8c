"""The points of a scorecard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Integers
from cleaner.kernels.shapes import Values

Table = NDArray[np.int16]
"""Columns of some rows, shape (columns, rows)."""

MOST_BITS = 8
"""Questions of a tree, at most."""

_ACCOUNT_ROWS = 128
"""Rows that are accounted for together: eight times as many numbers a row as scoring them takes."""

_BLOCK_ROWS = 1024
"""Rows that are scored together: all tables' answers to so many fit the processor's cache."""


def score_rows(table: Table, asked: Integers, thresholds: Table, points: Values, first: Integers) -> Values:
    """Return the points of each row of a table.

    ``asked`` and ``thresholds``, of the shape (bits, trees) with at most `MOST_BITS`, say which column is compared with
    what for each bit of a tree's answer; ``points`` are those of all answers to all trees, which begin at ``first``.
    """
    total = np.zeros(table.shape[1], np.int32)
    for start in range(0, table.shape[1], _BLOCK_ROWS):
        block = table[:, start : start + _BLOCK_ROWS]
        answer = np.zeros((len(first), block.shape[1]), np.uint8)
        for columns, limits in zip(asked[::-1], thresholds[::-1], strict=True):
            above = block.take(columns, axis=0) > limits[:, None]
            answer += answer  # a shift by one bit, which NumPy adds faster than it shifts
            answer += above.view(np.uint8)
        total[start : start + block.shape[1]] = points.take(answer + first[:, None]).sum(axis=0, dtype=np.int32)
    return total


def account_rows(values: Table, asked: Integers, thresholds: Table, first: Integers, changes: Values) -> Values:
    """Return what each column does to the points of each row, shape (columns, rows), in halves of a hundredth.

    ``values``, ``asked``, ``thresholds`` and ``first`` are as the table and the rest for `score_rows`;
    ``changes`` have, for all answers to all trees, what each bit adds to the points, shape (answers, bits).
    """
    order = asked.argsort(axis=None, kind="stable")
    columns, begins = np.unique(asked.ravel()[order], return_index=True)
    totals = np.zeros(values.shape, np.int32)
    for start in range(0, values.shape[1], _ACCOUNT_ROWS):
        block = values[:, start : start + _ACCOUNT_ROWS]
        answers = (block[asked] > thresholds[:, :, None]).view(np.uint8) << np.arange(len(asked), dtype=np.uint8)[
            :, None, None
        ]
        entries = np.bitwise_or.reduce(answers, axis=0) + first[:, None]
        changed = changes.T.take(entries, axis=1).reshape(asked.size, -1)
        totals[columns, start : start + block.shape[1]] = np.add.reduceat(changed[order], begins, axis=0)
    return totals
