"""Hashing words: a 64-bit key for the first characters of each word of a text, all at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LONGEST = 8
"""Characters that a key is of: two 64-bit numbers of four UTF-16 characters each."""

Keys = NDArray[np.uint64]

SLOT_BITS = 16
SLOT_SHIFT = np.uint64(64 - SLOT_BITS)
"""Shifted by so much, the key of a function word is its slot in a table."""

# Odd multipliers without structure; slots of tables are the product's top bits, as in multiply-shift hashing
# (Dietzfelbinger et al., 1997).
_FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def hash_words(codes: NDArray[np.uint16], starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Keys:
    """Hash the words that start and reach as given, by their first `LONGEST` characters."""
    padded = np.concatenate((codes, np.zeros(LONGEST, np.uint16)))
    fours = np.ndarray((len(codes) + 4,), np.uint64, padded, 0, (2,))  # the four characters from each position on
    masks = np.array([(1 << 16 * count) - 1 for count in range(5)], np.uint64)
    key = (fours[starts] & masks[np.minimum(lengths, 4)]) * _FACTORS[0]
    key += (fours[starts + 4] & masks[np.clip(lengths - 4, 0, 4)]) * _FACTORS[1]
    key ^= key >> np.uint64(32)
    key *= _FACTORS[0]
    return key


def keys_of(words: Sequence[str]) -> Keys:
    """Return the keys of folded words."""
    codes = np.frombuffer(" ".join(words).encode("utf-16-le"), np.uint16)
    lengths = np.array([len(word) for word in words], np.int64)
    return hash_words(codes, np.cumsum(lengths + 1) - lengths - 1, lengths)
