"""Characters to lines and words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers, places, ranges, sums_before
from cleaner.characters import NEWLINE, RETURN, Class, Classes, Counters, count_classes
from cleaner.folding import BEYOND, Codes, folded_bytes
from cleaner.hashing import LONGEST, SLOT_SHIFT, Keys, hash_words
from cleaner.kernels.shapes import Reading, Values, WordLanguages, Words

Text = NDArray[np.uint32]
"""A text as an array of code points."""

_NO_LANGUAGE, _EVERY_LANGUAGE = np.uint64(0), np.uint64(2**64 - 1)


def read_lines(text: Text, counters: Counters, folds: Codes) -> Reading:
    r"""Read a text, which ends with ``\n``: its lines, the classes of their characters, its folded form.

    Lines end with ``\n``, ``\r\n`` or a lone ``\r``. ``counters`` and ``folds`` are tables by code point, of
    `cleaner.characters` and `cleaner.folding`.
    """
    codes = _within_tables(text)
    indices = codes.astype(np.intp)
    folded = folds.take(indices)
    returns = places(codes == RETURN)
    if returns.size:
        folded[returns] = np.where(codes[returns + 1] == NEWLINE, 0, NEWLINE)
    stops = places(folded == NEWLINE) + 1
    starts = np.zeros_like(stops)
    starts[1:] = stops[:-1]
    as_bytes = folded_bytes(folded)
    folded_stops = places(np.frombuffer(as_bytes, np.uint8) == NEWLINE) + 1
    return Reading(stops, count_classes(indices, starts, counters), as_bytes, folded_stops)


def read_words(text: Text, rows: tuple[Integers, Integers], classes: Classes, folds: Codes, listed: Keys) -> Words:
    """Read the words of rows, given by where they start and stop; a word is a run of letters, digits and marks.

    ``classes`` and ``folds`` are tables by code point, ``listed`` that of function words by slot.
    """
    codes = _within_tables(text)
    indices = codes.astype(np.intp)
    bits = classes.take(indices)
    word_starts, word_stops = _word_bounds(bits)
    keys = hash_words(folds.take(indices), word_starts, word_stops - word_starts)
    first = word_starts.searchsorted(rows[0])
    following = _following(first, len(word_starts))
    known = listed.take((keys >> SLOT_SHIFT).astype(np.intp)) == keys
    return Words(
        word_starts.astype(np.int32),
        word_stops.astype(np.int32),
        keys,
        first,
        _count(known & (word_stops - word_starts <= LONGEST), first, following),
        _count((bits.take(word_starts) & np.uint16(Class.UPPER)) != 0, first, following),
        _openings(bits, word_starts, first, following),
        _sentence_ends(bits, rows[1], word_stops, (first, following)),
    )


def count_languages(documents: Integers, languages: NDArray[np.uint64], number: int) -> Values:
    """Count the words of each language, by its bit, in each of so many documents, shape (documents, 64).

    ``documents`` say which one each word stands in, ``languages`` which it may be of.
    """
    counts = np.zeros((number, 64), np.int32)
    for bit in range(64):
        counts[:, bit] = np.bincount(documents[(languages & np.uint64(1 << bit)) != 0], minlength=number)
    return counts


def languages_of_rows(
    text: Text, words: Words, classes: Classes, table: WordLanguages, counts: tuple[int, int]
) -> NDArray[np.uint64]:
    """Return the languages in which a row is made of words of a table, and one of them tells.

    Numbers are words of all languages. Rows with fewer or more words than ``counts`` are of none.
    """
    number = _following(words.first, len(words.starts)) - words.first
    found = np.zeros(len(number), np.uint64)
    rows = places((number >= counts[0]) & (number <= counts[1]))
    for word in (words.first, words.first + number - 1):  # most others are dropped by their first and last word
        ends = word[rows]
        listed, digit = _listed(words.keys[ends], table), _begin_with_digit(text, words.starts[ends], classes)
        rows = rows[listed | digit]
    if rows.size:
        of_rows, firsts = ranges(words.first[rows], number[rows]), sums_before(number[rows])[:-1]
        known, telling = _languages(words.keys[of_rows], _begin_with_digit(text, words.starts[of_rows], classes), table)
        found[rows] = np.bitwise_and.reduceat(known, firsts) & np.bitwise_or.reduceat(telling, firsts)
    return found


def _slots(keys: Keys, table: WordLanguages) -> Integers:
    """Return the slots of some keys."""
    return (keys >> np.uint64(65 - len(table.keys).bit_length())).astype(np.int64)


def _listed(keys: Keys, table: WordLanguages) -> Flags:
    """Tell which keys are in a table."""
    listed: Flags = table.keys[_slots(keys, table)] == keys
    return listed


def _begin_with_digit(text: Text, places_of_words: Values, classes: Classes) -> Flags:
    """Tell which words begin with a digit."""
    digit: Flags = (classes[np.minimum(text[places_of_words], BEYOND)] & np.uint16(Class.DIGIT)) != 0
    return digit


def _languages(keys: Keys, digit: Flags, table: WordLanguages) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return in which languages some words are known, and in which they tell."""
    listed, slots = _listed(keys, table), _slots(keys, table)
    otherwise = np.where(digit, _EVERY_LANGUAGE, _NO_LANGUAGE)
    return np.where(listed, table.known[slots], otherwise), np.where(listed, table.telling[slots], _NO_LANGUAGE)


def _within_tables(text: Text) -> Codes:
    """Return code points as places in tables; the last place stands for all beyond."""
    return np.minimum(text, BEYOND).astype(np.uint16)


def _word_bounds(bits: Classes) -> tuple[Integers, Integers]:
    """Return where words start and stop."""
    word = np.zeros(len(bits) + 2, np.bool_)
    word[1:-1] = bits & np.uint16(Class.WORD)
    changes = places(word[1:] != word[:-1])
    return changes[0::2], changes[1::2]


def _following(first: Integers, words: int) -> Integers:
    """Return the first word of the next row."""
    following = np.empty_like(first)
    following[:-1], following[-1:] = first[1:], words
    return following


def _count(flags: Flags, first: Integers, following: Integers) -> Integers:
    """Count the words of each row that have a flag."""
    before = sums_before(flags)
    return before.take(following) - before.take(first)


def _openings(bits: Classes, word_starts: Integers, first: Integers, following: Integers) -> Integers:
    """Return how the first word of each row starts: 0 no word, 1 lower case, 2 capital, 3 digit."""
    if not word_starts.size:
        return np.zeros(len(first), np.int64)
    opening = bits[word_starts[np.minimum(first, word_starts.size - 1)]]
    kind = np.ones(len(first), np.int64)
    kind[(opening & np.uint16(Class.UPPER)) != 0] = 2
    kind[(opening & np.uint16(Class.DIGIT)) != 0] = 3
    return np.where(following > first, kind, 0)


def _sentence_ends(
    bits: Classes, row_stops: Integers, word_stops: Integers, words: tuple[Integers, Integers]
) -> Integers:
    """Tell (1 or 0) whether a sentence mark stands behind the last word of each row."""
    marks = np.concatenate((np.full(1, -1), places(bits & np.uint16(Class.SENTENCE_END))))
    last_mark = marks[marks.searchsorted(row_stops) - 1]
    first, following = words
    stops = np.concatenate((word_stops, np.zeros(1, np.int64)))[following - 1]
    return ((following > first) & (last_mark >= stops)).astype(np.int64)
