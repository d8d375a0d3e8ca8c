"""The columns: what can be measured of a line by itself. What depends on other lines is in `context`."""

from __future__ import annotations

import numpy as np

from cleaner.characters import COUNTED, Class
from cleaner.endings import endings
from cleaner.lines import Column, Span
from cleaner.unspaced import without_spaces_and_stops

LARGEST = np.iinfo(np.uint16).max
"""Columns saturate here; no threshold is that large."""

OPENINGS = ("no word", "lower case", "capital", "digit")
"""How the first word of a line starts; the column has the index."""

_CHARACTERS_A_WORD = 2
"""In scripts without spaces: the mean word of Chinese and Japanese text has about two characters."""


def measure(span: Span) -> dict[str, Column]:
    """Return the columns of a span by name, one number a row."""
    counts, words = dict(zip(COUNTED, span.counts, strict=True)), span.words
    following = np.empty_like(words.first)
    following[:-1], following[-1:] = words.first[1:], len(words.starts)
    columns = {
        "characters": counts[Class.INK],
        "words": following - words.first + counts[Class.UNSPACED] // _CHARACTERS_A_WORD,
        "function_words": words.function_words + counts[Class.FUNCTION],
        "capitalised": words.capitalised,
        "capitals": counts[Class.UPPER],
        "digits": counts[Class.DIGIT],
        "sentence_ends": counts[Class.SENTENCE_END],
        "commas": counts[Class.COMMA],
        "separators": counts[Class.SEPARATOR],
        "unspaced": counts[Class.UNSPACED],
        "ends_sentence": words.ends_sentence,
        "opening": words.opening,
        **endings(span),
    }
    if counts[Class.UNSPACED].any():
        columns |= without_spaces_and_stops(span, columns)
    return {name: np.minimum(column, LARGEST).astype(np.uint16) for name, column in columns.items()}
