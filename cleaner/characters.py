"""Classes of characters, as tables: what a line is made of is counted by look-up, for every script alike."""

from __future__ import annotations

import unicodedata
from enum import IntFlag
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import sums_before
from cleaner.folding import Places

NEWLINE, RETURN = 10, 13

Classes = NDArray[np.uint16]
"""Class bits, one entry a character."""

_TABLE_SIZE = 0x10000
_LOOPED = 0x2100
"""Up to here the classes come from Unicode's categories one by one; beyond, whole blocks share one."""

# Scripts that put no spaces between words: Thai, Lao; Myanmar; Khmer; kana; Han.
_UNSPACED_BLOCKS = (
    (0xE00, 0xF00),
    (0x1000, 0x10A0),
    (0x1780, 0x1800),
    (0x3040, 0x30FB),
    (0x3400, 0xA000),
    (0xF900, 0xFB00),
)
_UNSPACED_MARKS = "\u104a\u104b\u17d4\u17d5\u17d6"  # the marks of sentences among the letters of Burmese and Khmer
_LETTER_BLOCKS = (
    (0x2C00, 0x2E00),
    (0x3105, 0x3190),
    (0xA000, 0xD800),
    (0xFB00, 0xFE00),
    (0xFE70, 0xFF00),
    (0xFF10, 0xFFDD),
)


class Class(IntFlag):
    """Bits of a character's class."""

    INK = 1
    WORD = 2
    UPPER = 4
    DIGIT = 8
    SENTENCE_END = 16
    COMMA = 32
    SEPARATOR = 64
    UNSPACED = 128
    FUNCTION = 256


_MEMBERS = {
    Class.SENTENCE_END: ".!?\u2026\u3002\uff01\uff1f\uff0e\u061f\u06d4\u0964\u0965\u055e\u1362\u104b\u17d4\u17d5",
    Class.COMMA: ",;\u060c\u061b\u104a\u3001\uff0c\uff1b",
    Class.SEPARATOR: "|/\\\u00b7\u2022\u00bb\u203a\u25b8\u25ba\u2192<>\u00ab\u2039\u30fb\uff5c",
    # The commonest grammatical characters of Chinese (both scripts) and Japanese: what function words are elsewhere.
    Class.FUNCTION: "的了是在和不有我他这這们們也就而与與为為のはをにがでとも",
}


@cache
def class_table() -> Classes:
    """Return the class bits of each character below U+10000, shape (65536,)."""
    table = np.full(_TABLE_SIZE, Class.INK, np.uint16)
    table[:_LOOPED] = [_class_of(unicodedata.category(chr(code))) for code in range(_LOOPED)]
    for blocks, bits in ((_LETTER_BLOCKS, Class.WORD), (_UNSPACED_BLOCKS, Class.WORD | Class.UNSPACED)):
        for first, stop in blocks:
            table[first:stop] = Class.INK | bits
    table[[ord(mark) for mark in _UNSPACED_MARKS]] = Class.INK
    for bit, characters in _MEMBERS.items():
        table[[ord(character) for character in characters]] |= np.uint16(bit)
    table[[0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF, *range(0x2000, 0x2010), *range(0x202A, 0x202F)]] = 0
    return table


@cache
def _class_of(category: str) -> int:
    """Return the class bits of the characters of one of Unicode's categories."""
    if category in {"Cc", "Cf", "Zs", "Zl", "Zp"}:
        return 0
    bits = int(Class.INK)
    if category[0] in "LMN":
        bits |= Class.WORD
    if category in {"Lu", "Lt"}:
        bits |= Class.UPPER
    if category == "Nd":
        bits |= Class.DIGIT
    return bits


# --- counting classes by line ---------------------------------------------------------------------------------------

COUNTED = (
    *(Class.INK, Class.UPPER, Class.DIGIT, Class.SENTENCE_END),
    *(Class.COMMA, Class.SEPARATOR, Class.UNSPACED, Class.FUNCTION),
)
"""A counter for each is a byte of one 64-bit number, so that one sum counts all eight."""

LONGEST_SUM = 255
"""Characters that a sum may cover before a counter could run into the next."""


Counters = NDArray[np.uint64]


@cache
def counter_table() -> Counters:
    """Return the counters of each character below U+10000, shape (65536,)."""
    table = class_table()
    counters = np.zeros(_TABLE_SIZE, "<u8")
    for place, counted in enumerate(COUNTED):
        counters |= ((table & np.uint16(counted)) != 0).astype(np.uint64) << np.uint64(8 * place)
    return counters


def count_classes(places: Places, starts: NDArray[np.int64], counters: Counters) -> NDArray[np.int64]:
    """Count the classes of `COUNTED` in each line, shape (8, lines); a line runs from its start to the next.

    Long lines are summed in parts that cannot overflow a counter.
    """
    part_starts, first_parts = _parts(starts, places.size)
    sums = np.add.reduceat(counters.take(places, mode="clip"), part_starts)
    counts = sums.view(np.uint8).reshape(-1, len(COUNTED))
    return np.add.reduceat(counts, first_parts, axis=0, dtype=np.int64).T


def _parts(starts: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the parts of lines start, and which part is each line's first."""
    parts = np.empty(len(starts), np.int64)
    parts[:-1], parts[-1:] = starts[1:] - starts[:-1], size - starts[-1:]
    parts = -(-parts // LONGEST_SUM)
    first_parts = sums_before(parts)
    within = np.arange(int(first_parts[-1])) - first_parts[:-1].repeat(parts)
    return starts.repeat(parts) + within * LONGEST_SUM, first_parts[:-1]
