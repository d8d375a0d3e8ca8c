"""Function words: the, of, and … in some forty languages, found by hashing every word of a span at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers
from cleaner.folding import fold
from cleaner.lines import Span
from cleaner.packs import default_folder

LONGEST = 8
"""Letters of the longest function word: two 64-bit numbers of four UTF-16 characters each."""

Keys = NDArray[np.uint64]

# Odd multipliers without structure; the slots are the product's top bits, as in multiply-shift hashing
# (Dietzfelbinger et al., 1997).
_FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_SLOT_BITS = 16
_SHIFT = np.uint64(64 - _SLOT_BITS)


@dataclass(frozen=True, slots=True)
class WordTable:
    """A hash table with one slot a key: ``keys[slot]`` is the word's key, ``languages[slot]`` a bit a language."""

    names: tuple[str, ...]
    keys: Keys
    languages: NDArray[np.uint64]


def word_table(words: Mapping[str, list[str]]) -> WordTable:
    """Return the table of the given words by language; of two words with one slot, the first stays."""
    keys = np.zeros(1 << _SLOT_BITS, np.uint64)
    languages = np.zeros(1 << _SLOT_BITS, np.uint64)
    for bit, listed in enumerate(words.values()):
        key = _keys_of(fold("\n".join(listed)).split("\n"))
        slots = (key >> _SHIFT).astype(np.int64)
        ours = (keys[slots] == 0) | (keys[slots] == key)
        keys[slots[ours]] = key[ours]
        languages[slots[ours]] |= np.uint64(1 << bit)
    return WordTable(tuple(words), keys, languages)


def _keys_of(words: list[str]) -> Keys:
    """Return the keys of folded words."""
    text = " ".join(words)
    codes = np.frombuffer(text.encode("utf-16-le"), np.uint16)
    starts = np.cumsum([0, *(len(word) + 1 for word in words[:-1])])
    return _hashed(codes, starts, np.array([len(word) for word in words]))


def _hashed(codes: NDArray[np.uint16], starts: Integers, lengths: Integers) -> Keys:
    """Hash the words of at most eight characters that start and reach as given; 0 for longer ones."""
    padded = np.concatenate((codes, np.zeros(LONGEST, np.uint16)))
    fours = np.ndarray((len(codes) + 4,), np.uint64, padded, 0, (2,))  # the four characters from each position on
    masks = np.array([(1 << 16 * count) - 1 for count in range(5)], np.uint64)
    key = (fours[starts] & masks[np.minimum(lengths, 4)]) * _FACTORS[0]
    key += (fours[starts + 4] & masks[np.clip(lengths - 4, 0, 4)]) * _FACTORS[1]
    key ^= key >> np.uint64(32)
    key *= _FACTORS[0]
    key[lengths > LONGEST] = 0
    return key


@cache
def default_table() -> WordTable:
    """Return the table of the word lists that come with the package."""
    lines = (default_folder() / "function_words.txt").read_text("utf-8").splitlines()
    lists = (line.partition(": ") for line in lines if not line.startswith("#"))
    return word_table({language: words.split() for language, _, words in lists})


def are_function_words(span: Span) -> Flags:
    """Tell which words of a span are function words."""
    starts, stops = span.word_bounds
    keys = _hashed(span.folded_codes, starts, stops - starts)
    table = default_table()
    found: Flags = (table.keys.take((keys >> _SHIFT).astype(np.intp)) == keys) & (keys != 0)
    return found
