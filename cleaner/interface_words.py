"""Interface words: what sites say around articles, word by word, in the languages that put spaces between words.

Systems make up their labels anew, of words that are rare in prose: "Kommentar", "abonnieren", "Passwort". So a short
line all of whose words belong to the interface of one language is a label, whether or not anybody has listed it. The
words are learnt from what systems print, against their frequency in prose (`benchmarks/fit_interface_words.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from cleaner.arrays import Flags, Integers, places, ranges, sums_before
from cleaner.binding import EVERY_LANGUAGE, FREE, Languages, bits, in_language
from cleaner.characters import Class, classes_of
from cleaner.folding import fold
from cleaner.function_words import listed_words
from cleaner.hashing import LONGEST, Keys, keys_of
from cleaner.lines import Span
from cleaner.packs import default_folder

LEAST_WORDS, MOST_WORDS = 2, 10
"""A single word may be a heading: what is known of those stands in rules. Longer lines are sentences or lists."""

MARK = "*"
"""In the list, before words that are hardly ever met in prose."""

EVERYWHERE = "mul"
"""In the list, names that belong to the interface in all languages."""

_SLOT_BITS = 18
_SHIFT = np.uint64(64 - _SLOT_BITS)


@dataclass(frozen=True, slots=True)
class InterfaceTable:
    """A hash table with one slot a word: in which languages it may stand in a label, and in which it makes one."""

    keys: Keys
    known: Languages
    telling: Languages


@cache
def interface_table() -> InterfaceTable:
    """Return the table of the words that come with the package."""
    return read_table((default_folder() / "interface_words.txt").read_text("utf-8"))


def read_table(text: str) -> InterfaceTable:
    """Return the table of a list with a line a language: ``de: *passwort *kommenta seite``."""
    lists = dict(line.split(": ", 1) for line in fold(text).split("\n") if line and line[0] != "#")
    everywhere = lists.pop(EVERYWHERE, "").split()
    table = InterfaceTable(*(np.zeros(1 << _SLOT_BITS, np.uint64) for _ in range(3)))
    _add(table, everywhere, EVERY_LANGUAGE, np.uint64(0))
    of_language = bits()
    for language, words in lists.items():
        bit = of_language[language]
        _add(table, [word for word in words.split() if word[0] == MARK], bit, bit)
        _add(table, [word for word in words.split() if word[0] != MARK], bit, np.uint64(0))
        _add(table, [word[:LONGEST] for word in listed_words().get(language, ())], bit, np.uint64(0))
    return table


def _add(table: InterfaceTable, words: list[str], known: np.uint64, telling: np.uint64) -> None:
    """Add words; of two with one slot, the first stays."""
    if not words:
        return
    keys = keys_of([word.removeprefix(MARK) for word in words])
    slots = (keys >> _SHIFT).astype(np.int64)
    ours = (table.keys[slots] == 0) | (table.keys[slots] == keys)
    slots, keys = slots[ours], keys[ours]
    table.keys[slots] = keys
    ours = table.keys[slots] == keys
    table.known[slots[ours]] |= known
    table.telling[slots[ours]] |= telling


def labels(span: Span, first_word: Integers, next_word: Integers, spoken: np.uint64) -> Integers:
    """Tell (1 or 0) which rows are labels in their document's language, which is one of those ``spoken``.

    Rows have the words ``first_word`` to ``next_word`` of the span.
    """
    found = np.zeros(len(first_word), np.int64)
    counts = next_word - first_word
    rows = _perhaps(span, places((counts >= LEAST_WORDS) & (counts <= MOST_WORDS)), first_word, counts)
    if rows.size:
        words, firsts = _words_of(first_word[rows], counts[rows])
        known, telling = _languages(span, words)
        languages = np.bitwise_and.reduceat(known, firsts).astype(np.uint64)  # the stubs take it for flags
        languages &= np.bitwise_or.reduceat(telling, firsts).astype(np.uint64)
        languages &= spoken
        likely = places(languages != FREE)
        found[rows[likely]] = in_language(span, rows[likely], languages[likely], unknown=False)
    return found


def _perhaps(span: Span, rows: Integers, first_word: Integers, counts: Integers) -> Integers:
    """Return the rows whose first and last words are in the table, or are numbers: most others are dropped by that."""
    for word in (first_word, first_word + counts - 1):
        words = word[rows]
        rows = rows[is_listed(span.words.keys[words]) | _is_number(span, words)]
    return rows


def _words_of(first_word: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """Return the words of some rows, one row behind the other, and where each row's begin among them."""
    return ranges(first_word, counts), sums_before(counts)[:-1]


def is_listed(keys: Keys) -> Flags:
    """Tell which keys are of words in the table."""
    listed: Flags = interface_table().keys[(keys >> _SHIFT).astype(np.int64)] == keys
    return listed


def _is_number(span: Span, words: Integers) -> Flags:
    """Tell which words of a span begin with a digit."""
    number: Flags = (classes_of(span.codes[span.words.starts[words]]) & np.uint16(Class.DIGIT)) != 0
    return number


def _languages(span: Span, words: Integers) -> tuple[Languages, Languages]:
    """Return in which languages some words of a span are known, and in which they tell."""
    table = interface_table()
    keys = span.words.keys[words]
    slots = (keys >> _SHIFT).astype(np.int64)
    same = table.keys[slots] == keys
    otherwise = np.where(_is_number(span, words), EVERY_LANGUAGE, FREE)
    return np.where(same, table.known[slots], otherwise), np.where(same, table.telling[slots], FREE)
