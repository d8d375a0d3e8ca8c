"""What kernels return: arrays by name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers

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

    starts: Values
    stops: Values
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


class Uses(NamedTuple):
    """What needles are for, in one list: where each needle's uses begin, and the rule and the role of each use.

    Roles are numbers; those of patterns' keywords are ``first_of_patterns`` and more.
    """

    first: Integers
    rules: Integers
    roles: Integers
    first_of_patterns: int


class Found(NamedTuple):
    """Needles that were found, one entry for each use: in which row, for which rule, in which role."""

    rows: Integers
    rules: Integers
    roles: Integers

    def select(self, chosen: Flags) -> Found:
        """Return some of the entries."""
        return Found(*(column[chosen] for column in self))


class PatternTable(NamedTuple):
    """What is known of all matches of each rule's pattern.

    They have at most so many characters of ink (``longest``), hold a ``digit`` or need not, are of the line as it is
    where ``case`` is 1 and of the folded one where it is 0. ``edges`` says with which characters they may begin and
    end, shape (2, rules, characters).
    """

    longest: Integers
    digit: Flags
    case: Integers
    edges: Flags


class Automata(NamedTuple):
    """The automata of all rules' patterns: see `cleaner.automata`.

    ``classes`` has the shape (rules, bytes); the table of a rule begins at ``first`` of ``states`` and has ``width``.
    """

    classes: NDArray[np.uint8]
    first: Integers
    width: Integers
    states: NDArray[np.uint8]


class RowFacts(NamedTuple):
    """What is known of each row: how many characters of ink and digits it has, and what it begins and ends with.

    ``edges`` has the shape (2, 2, rows): first and last character, in folded form and as they are.
    """

    ink: Integers
    digits: Integers
    edges: NDArray[np.uint8]


class WordLanguages(NamedTuple):
    """A hash table of words with one slot a key, and bits of languages: where each word is known, and where it tells.

    The slot of a word are the top bits of its key.
    """

    keys: NDArray[np.uint64]
    known: NDArray[np.uint64]
    telling: NDArray[np.uint64]
