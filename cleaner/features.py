"""The columns: what can be measured of a line by itself. What depends on other lines is in `context`."""

from __future__ import annotations

import numpy as np

from cleaner.arrays import Flags, Integers, places, sums_before
from cleaner.binding import EVERY_LANGUAGE
from cleaner.characters import COUNTED, Class
from cleaner.function_words import are_function_words
from cleaner.interface_words import labels
from cleaner.lines import Column, Span
from cleaner.unspaced import without_spaces_and_stops

LARGEST = np.iinfo(np.uint16).max
"""Columns saturate here; no threshold is that large."""

_CHARACTERS_A_WORD = 2
"""In scripts without spaces: the mean word of Chinese and Japanese text has about two characters."""


def measure(span: Span, spoken: np.uint64 = EVERY_LANGUAGE) -> dict[str, Column]:
    """Return the columns of a span by name, one number a row; labels count in the languages ``spoken`` alone."""
    counts = dict(zip(COUNTED, span.counts, strict=True))
    word_starts, word_stops = span.word_bounds
    first_word = _first_behind(word_starts, span)
    next_word = _next(first_word, len(word_starts))
    upper = (span.classes.take(word_starts) & np.uint16(Class.UPPER)) != 0
    columns = {
        "characters": counts[Class.INK],
        "words": next_word - first_word + counts[Class.UNSPACED] // _CHARACTERS_A_WORD,
        "function_words": _count(are_function_words(span), first_word, next_word) + counts[Class.FUNCTION],
        "capitalised": _count(upper, first_word, next_word),
        "capitals": counts[Class.UPPER],
        "digits": counts[Class.DIGIT],
        "sentence_ends": counts[Class.SENTENCE_END],
        "commas": counts[Class.COMMA],
        "separators": counts[Class.SEPARATOR],
        "unspaced": counts[Class.UNSPACED],
        "ends_sentence": _ends_sentence(span, word_stops, first_word, next_word),
        "interface": labels(span, first_word, next_word, spoken),
        "opening": _opening(span, word_starts, first_word, next_word),
    }
    if counts[Class.UNSPACED].any():
        columns |= without_spaces_and_stops(span, columns)
    return {name: np.minimum(column, LARGEST).astype(np.uint16) for name, column in columns.items()}


def _first_behind(positions: Integers, span: Span) -> Integers:
    """Return the first of the positions that lie in each row or behind it; blank lines hold none."""
    return positions.searchsorted(span.starts)


def _next(firsts: Integers, end: int) -> Integers:
    """Return, for each row, the first of something in the next row; ``end`` is the number of all."""
    following = np.empty_like(firsts)
    following[:-1], following[-1:] = firsts[1:], end
    return following


def _count(flags: Flags, first_word: Integers, next_word: Integers) -> Integers:
    """Count the words of each row that have a flag."""
    before = sums_before(flags)
    return before.take(next_word) - before.take(first_word)


def _ends_sentence(span: Span, word_stops: Integers, first_word: Integers, next_word: Integers) -> Flags:
    """Tell whether a sentence mark stands behind the last word of each row."""
    if not word_stops.size:
        return np.zeros(len(span.starts), np.bool_)
    marks = np.concatenate((np.full(1, -1), places(span.classes & np.uint16(Class.SENTENCE_END))))
    last_mark = marks[_next(_first_behind(marks, span), len(marks)) - 1]
    last_word = np.where(next_word > first_word, word_stops[np.maximum(next_word - 1, 0)], span.stops)
    return last_mark >= last_word


OPENINGS = ("no word", "lower case", "capital", "digit")


def _opening(span: Span, word_starts: Integers, first_word: Integers, next_word: Integers) -> Integers:
    """Return how the first word of each row starts, as an index of `OPENINGS`."""
    if not word_starts.size:
        return np.zeros(len(span.starts), np.int64)
    first = span.classes[word_starts[np.minimum(first_word, word_starts.size - 1)]]
    kind = np.ones(len(first), np.int64)
    kind[(first & np.uint16(Class.UPPER)) != 0] = OPENINGS.index("capital")
    kind[(first & np.uint16(Class.DIGIT)) != 0] = OPENINGS.index("digit")
    return np.where(next_word > first_word, kind, 0)
