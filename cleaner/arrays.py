"""What several rooms ask of arrays: NumPy's own ways take more time than a short document is worth.

`np.flatnonzero`, `np.append` and `np.diff` spend microseconds before they begin, a hundred times a document;
`np.unique` and `np.isin` load `numpy.ma` on first use, which takes 25 ms.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]


def places(flags: NDArray[Any]) -> Integers:
    """Return where an array is not zero.

    >>> places(np.array([True, False, True])).tolist()
    [0, 2]
    """
    return flags.nonzero()[0]


def sums_before(values: NDArray[Any]) -> Integers:
    """Return the sum of the values before each place and, at the end, of all.

    >>> sums_before(np.array([3, 4])).tolist()
    [0, 3, 7]
    """
    sums = np.zeros(len(values) + 1, np.int64)
    values.cumsum(out=sums[1:])
    return sums


def run_starts(*columns: NDArray[Any]) -> Flags:
    """Tell where a run of equal rows starts, over all columns.

    >>> run_starts(np.array([1, 1, 2, 2]), np.array([5, 5, 5, 6])).tolist()
    [True, False, True, True]
    """
    starts = np.ones(len(columns[0]), np.bool_)
    starts[1:] = columns[0][1:] != columns[0][:-1]
    for column in columns[1:]:
        starts[1:] |= column[1:] != column[:-1]
    return starts


def ranges(firsts: Integers, counts: Integers) -> Integers:
    """Return the numbers from each first on, as many as counted, one range behind the other.

    >>> ranges(np.array([5, 1]), np.array([2, 3])).tolist()
    [5, 6, 1, 2, 3]
    """
    before = sums_before(counts)
    return (firsts - before[:-1]).repeat(counts) + np.arange(int(before[-1]))


def percent(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.int32]:
    """Return how many percent ``part`` is of ``whole``, rounded down.

    >>> percent(np.array([1, 0]), np.array([3, 0])).tolist()
    [33, 0]
    """
    share: NDArray[np.int32] = (100 * part // np.maximum(whole, 1)).astype(np.int32, copy=False)
    return share


def distinct(numbers: Integers) -> Integers:
    """Return each number once, in order.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ascending = np.sort(numbers)
    return ascending[run_starts(ascending)]


def are_in(numbers: Integers, others: Integers) -> Flags:
    """Tell which numbers are among the others.

    >>> are_in(np.array([3, 1]), np.array([1, 2])).tolist()
    [False, True]
    """
    ascending = np.empty(len(others) + 1, np.int64)
    ascending[:-1], ascending[-1] = np.sort(others), np.iinfo(np.int64).max
    flags: Flags = ascending[ascending.searchsorted(numbers)] == numbers
    return flags
