"""Thai, Lao, Khmer and Burmese: no spaces between words, and in Thai and Lao no full stops either.

Their words are estimated from the letters, function words are looked for inside lines, and where a line has as many of
them as a sentence it counts as one: else all prose in these scripts would look like labels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import numpy as np

from cleaner.arrays import Integers, places
from cleaner.function_words import listed_words
from cleaner.lines import Span

LANGUAGES = ("th", "lo", "km", "my")
_BLOCKS = ((0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800))

CHARACTERS_A_WORD = 5
"""Letters and marks of the mean Thai word; Chinese and Japanese have two."""
ALREADY_COUNTED = 2
"""Characters that passed for a word when the line was counted as Chinese or Japanese is."""

FUNCTION_WORDS_A_SENTENCE = 4
"""A line without full stops has one sentence for so many function words."""


def without_spaces_and_stops(span: Span, columns: Mapping[str, Integers]) -> dict[str, Integers]:
    """Return the columns of a span, of those given, that look different with lines of these scripts counted as such."""
    if not (2 * columns["unspaced"] > columns["characters"]).any():
        return {}
    letters = _letters(span)
    mainly = 2 * letters > columns["characters"]
    if not mainly.any():
        return {}
    found = np.zeros(len(letters), np.int64)
    rows = places(mainly)
    found[rows] = [len(_finder().findall(span.folded_row(row).decode("utf-8", "ignore"))) for row in rows.tolist()]
    sentences = np.where(mainly, np.maximum(columns["sentence_ends"], found // FUNCTION_WORDS_A_SENTENCE), 0)
    spaced = columns["words"] - columns["unspaced"] // ALREADY_COUNTED
    return {
        "words": np.where(mainly, spaced + letters // CHARACTERS_A_WORD, columns["words"]),
        "function_words": np.where(mainly, found, columns["function_words"]),
        "sentence_ends": np.where(mainly, sentences, columns["sentence_ends"]),
        "ends_sentence": np.where(mainly & (sentences > 0), 1, columns["ends_sentence"]),
    }


def _letters(span: Span) -> Integers:
    """Count the characters of these scripts in each row; most spans have few between the first and the last block."""
    (lowest, _), *_, (_, highest) = _BLOCKS
    found = places((span.codes >= lowest) & (span.codes < highest))
    of_block = np.zeros(len(found), np.bool_)
    for first, stop in _BLOCKS:
        of_block |= (span.codes[found] >= first) & (span.codes[found] < stop)
    rows = span.stops.searchsorted(found[of_block], side="right")
    return np.bincount(rows, minlength=len(span.stops))


@cache
def _finder() -> re.Pattern[str]:
    """Return what finds the function words of these languages, the longer of two first."""
    words = {word for language in LANGUAGES for word in listed_words()[language]}
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))
