"""What kernels return: arrays by name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Integers

Values = NDArray[np.int32]
"""A column: one number a row."""

Bounds = tuple[Integers, Integers]
"""The first row of something, and the one behind its last, one pair a row."""


class Reading(NamedTuple):
    """The lines of a text, blank ones too.

    ``stops`` says where each line stops, in code points, newline included; ``counts`` has the shape (classes, lines);
    ``folded`` is the folded text as UTF-8, with one newline a line, and ``folded_stops`` where its lines stop.
    """

    stops: Integers
    counts: Integers
    folded: bytes
    folded_stops: Integers


class Words(NamedTuple):
    """The words of a text, and what they come to by row.

    ``starts`` and ``stops`` bound each word, in code points; ``keys`` are as in `cleaner.hashing`. The rest is one
    number a row: the ``first`` word in it or behind it, the number of ``function_words`` and of those ``capitalised``,
    how it opens (an index of `cleaner.features.OPENINGS`), and whether it ``ends_sentence`` (1 or 0).
    """

    starts: Integers
    stops: Integers
    keys: NDArray[np.uint64]
    first: Integers
    function_words: Integers
    capitalised: Integers
    opening: Integers
    ends_sentence: Integers


class Comparable(NamedTuple):
    """A folded text as rules compare it, with digits as zeros; its rows without the decoration around them."""

    text: bytes
    starts: Integers
    stops: Integers


class Searched(NamedTuple):
    """The text that is searched for needles, and the row that each of its lines is.

    A row stands there without the decoration around it and, where it has some besides that of sentences, once more as
    it is: ``(c) 2025``.
    """

    text: bytes
    rows: Integers


class Matches(NamedTuple):
    """Needles that were found, overlapping ones too: which, and where each starts and stops."""

    needles: Integers
    starts: Integers
    stops: Integers
