"""Function words: the, of, and … in some forty languages, found by hashing every word of a span at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Integers, places
from cleaner.folding import fold
from cleaner.hashing import LONGEST, SLOT_BITS, SLOT_SHIFT, Keys, keys_of
from cleaner.packs import default_folder

if TYPE_CHECKING:
    from cleaner.lines import Span


@dataclass(frozen=True, slots=True)
class WordTable:
    """A hash table with one slot a key: ``keys[slot]`` is the word's key, ``languages[slot]`` a bit a language."""

    names: tuple[str, ...]
    keys: Keys
    languages: NDArray[np.uint64]


def word_table(words: Mapping[str, list[str]]) -> WordTable:
    """Return the table of the given folded words by language; of two words with one slot, the first stays."""
    keys = np.zeros(1 << SLOT_BITS, np.uint64)
    languages = np.zeros(1 << SLOT_BITS, np.uint64)
    for bit, listed in enumerate(words.values()):
        key = keys_of(listed)
        slots = (key >> SLOT_SHIFT).astype(np.int64)
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


def function_words_of(span: Span) -> tuple[Integers, NDArray[np.uint64]]:
    """Return the function words of a span: which row each stands in, and the languages it may be of."""
    words, table = span.words, default_table()
    slots = (words.keys >> SLOT_SHIFT).astype(np.intp)
    listed = places((table.keys.take(slots) == words.keys) & (words.stops - words.starts <= LONGEST))
    return words.first.searchsorted(listed, side="right") - 1, table.languages.take(slots[listed])
