"""Function words: the, of, and … in some forty languages, found by hashing every word of a span at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers
from cleaner.folding import fold
from cleaner.hashing import LONGEST, Keys, keys_of
from cleaner.lines import Span
from cleaner.packs import default_folder

EVERY_WORD = slice(None)

SAMPLE = 250
"""So many words of a text, or twice as many, evenly spread, tell its language: in prose every third is counted."""

_SLOT_BITS = 16
_SHIFT = np.uint64(64 - _SLOT_BITS)


@dataclass(frozen=True, slots=True)
class WordTable:
    """A hash table with one slot a key: ``keys[slot]`` is the word's key, ``languages[slot]`` a bit a language."""

    names: tuple[str, ...]
    keys: Keys
    languages: NDArray[np.uint64]


def word_table(words: Mapping[str, list[str]]) -> WordTable:
    """Return the table of the given folded words by language; of two words with one slot, the first stays."""
    keys = np.zeros(1 << _SLOT_BITS, np.uint64)
    languages = np.zeros(1 << _SLOT_BITS, np.uint64)
    for bit, listed in enumerate(words.values()):
        key = keys_of(listed)
        slots = (key >> _SHIFT).astype(np.int64)
        ours = (keys[slots] == 0) | (keys[slots] == key)
        keys[slots[ours]] = key[ours]
        languages[slots[ours]] |= np.uint64(1 << bit)
    return WordTable(tuple(words), keys, languages)


@cache
def default_table() -> WordTable:
    """Return the table of the word lists that come with the package."""
    return word_table(listed_words())


@cache
def listed_words() -> dict[str, list[str]]:
    """Return the word lists that come with the package, folded, by language."""
    text = fold((default_folder() / "function_words.txt").read_text("utf-8"))
    lists = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {language: words.split() for language, _, words in lists}


def are_function_words(span: Span) -> Flags:
    """Tell which words of a span are function words."""
    _, found = _look_up(span, EVERY_WORD)
    return found


def words_by_language(span: Span, start: int, stop: int) -> Integers:
    """Count the function words of each language of `default_table` in a sample of some code points of a span."""
    first, last = np.searchsorted(span.word_bounds[0], (start, stop)).tolist()
    slots, known = _look_up(span, slice(first, last, max(1, (last - first) // SAMPLE)))
    table = default_table()
    bits = np.arange(len(table.names), dtype=np.uint64)
    by_language: Integers = (table.languages[slots[known], np.newaxis] >> bits & np.uint64(1)).sum(0, dtype=np.int64)
    return by_language


def _look_up(span: Span, part: slice) -> tuple[Integers, Flags]:
    """Return the slots of some words of a span, and which of the words are there."""
    table = default_table()
    starts, stops = span.word_bounds
    keys = span.word_keys[part]
    slots = (keys >> _SHIFT).astype(np.intp)
    return slots, (table.keys.take(slots) == keys) & (stops[part] - starts[part] <= LONGEST)
