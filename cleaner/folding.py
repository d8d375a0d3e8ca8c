"""Folding: one form for what readers take to be the same text (case, accents, quotes, dashes, spaces, invisible marks).

Folding is one table look-up a character: a batch folds at memory speed, and half- and full-width forms, accents
written as one character or two, and capitals that drop their accents (Greek) all meet in the same form.
It keeps the number of lines but not their lengths, so what is found in folded text is reported by line.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint16]
"""A text as an array of code points; `BEYOND` stands for all above U+FFFF (emoji, mostly)."""

BEYOND = 0xFFFF

Places = NDArray[np.intp]
"""Code points as NumPy wants them to look up tables; a text is looked up in several, and need be converted once."""

DECORATION = " .,:;!?|/\\<>[](){}#\"'+=~_*-&@^`"
"""What may stand before or after a phrase on its line, in folded form, without changing what the line says."""

_TABLE_SIZE = 0x10000
_INVISIBLE = 0
_SPACE = ord(" ")
_SHARP_S = "ß".encode()
_EMOJI = ord("*")  # decoration

# What it looks like → what it becomes.
_UNIFIED = {
    "'": "\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4\u2032",
    '"': "\u201c\u201d\u201e\u201f\u2033",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
    " ": "\t\v\f\x1c\x1d\x1e\x1f\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B))),
    ".": "\u2026\u3002\u06d4\u0964\u0965\u104b\u17d4\u17d5",
    ",": "\u3001\u060c\u104a",
    ";": "\u061b",
    ":": "\u2236",
    "?": "\u061f\u00bf",
    "!": "\u00a1",
    ">": "\u00bb\u203a\u2192\u21d2\u25b6\u25b8\u25ba\u2197\u276f\u279c\u27a1\u300b\u3009",
    "<": "\u00ab\u2039\u2190\u25c0\u25c2\u25c4\u276e\u300a\u3008",
    "*": "\u2022\u00b7\u30fb\u25cf\u25cb\u25aa\u25a0\u25a1\u25be\u25bc\u25b2"
    "\u2713\u2714\u2715\u2716\u00d7\u2605\u2606\u2767\u2191\u2193",
    "[": "\u300c\u300e\u3010",
    "]": "\u300d\u300f\u3011",
    "i": "\u0131\u0130",  # Turkish: the capital of dotless i is everybody else's I
    "\u03c3": "\u03c2",  # Greek final sigma, which capitals do not tell apart
    "\u064a": "\u06cc\u0649",  # Arabic yeh as Persian keyboards write it, or without its dots
    "\u0643": "\u06a9",  # Persian kaf
}
# The zeros of Arabic, Persian, Devanagari, Bengali, Tamil, Thai, Lao, Tibetan, Myanmar and Khmer digits.
_ZEROS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0BE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0)
# Soft hyphen, zero-width characters, bidirectional controls, byte order mark, Hebrew and Arabic points, tatweel,
# combining accents (their letters lose them too).
_INVISIBLE_RANGES = (
    (0x00, 0x08),
    (0xAD, 0xAD),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2069),
    (0xFEFF, 0xFEFF),
    (0xFE00, 0xFE0F),
    (0x0300, 0x036F),
    (0x3099, 0x309A),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0640, 0x0640),
    (0x0670, 0x0670),
)
# Latin, Greek, Cyrillic, Arabic; Latin and Greek extended; kana.
_DECOMPOSED_RANGES = ((0xC0, 0x6D6), (0x1E00, 0x2000), (0x3041, 0x3100))
_FORMS_FIRST, _FORMS_STOP = 0xFF00, 0xFFF0  # half- and full-width forms


@cache
def fold_table() -> NDArray[np.uint16]:
    """Return the folded form of each character below U+10000, shape (65536,); 0 stands for "nothing"."""
    characters = [chr(code) for code in range(0xD800)]
    for first, stop in _DECOMPOSED_RANGES:
        characters[first:stop] = _base_characters(first, stop)
    table = np.arange(_TABLE_SIZE, dtype=np.uint16)
    table[:0xD800] = _codes("".join(characters).lower())
    table[_FORMS_FIRST:_FORMS_STOP] = table[_codes("".join(_base_characters(_FORMS_FIRST, _FORMS_STOP)))]
    for unified, variants in _UNIFIED.items():
        table[_codes(variants)] = ord(unified)
    for zero in _ZEROS:
        table[zero : zero + 10] = np.arange(ord("0"), ord("9") + 1)
    for first, last in _INVISIBLE_RANGES:
        table[first : last + 1] = _INVISIBLE
    table[BEYOND] = _EMOJI
    return table


def _base_characters(first: int, stop: int) -> list[str]:
    """Return the characters of a range without their accents."""
    return [unicodedata.normalize("NFKD", chr(code))[0] for code in range(first, stop)]


def _codes(text: str) -> NDArray[np.uint16]:
    """Return the code units of a text that holds no character above U+FFFF."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(codes, BEYOND).astype(np.uint16)


def fold_codes(places: Places) -> Codes:
    """Return the folded form of each code point; 0 stands for "nothing"."""
    return fold_table().take(places, mode="clip")


def folded_bytes(folded: Codes) -> bytes:
    """Return folded code points as UTF-8 (lone surrogates as ``surrogatepass`` writes them).

    What a look-up by character cannot do is done here: the invisible goes, runs of white space become one space, and
    the ß is doubled.
    """
    visible = folded[folded != _INVISIBLE] if (folded == _INVISIBLE).any() else folded
    space = visible == _SPACE
    doubled = space[1:] & space[:-1]
    if doubled.any():
        visible = visible[np.append(True, ~doubled)]
    text = visible.tobytes().decode("utf-16-le", "surrogatepass").encode("utf-8", "surrogatepass")
    return text.replace(_SHARP_S, b"ss") if _SHARP_S in text else text


def fold(text: str) -> str:
    r"""Return ``text`` in folded form; it has as many newlines as before.

    >>> fold("Leave a\N{NO-BREAK SPACE}Reply – it’s FREE")
    "leave a reply - it's free"
    >>> fold("GİRİŞ YAP") == fold("giriş yap")
    True
    >>> fold("ΣΧΟΛΙΑΣΤΕ") == fold("Σχολιάστε")
    True
    """
    return folded_bytes(fold_codes(codes_of(text).astype(np.intp))).decode("utf-8", "surrogatepass")


def fold_phrase(text: str) -> str:
    """Fold a phrase or a line as rules compare them: decoration at the ends goes.

    >>> fold_phrase("  » Leave a   Reply: ")
    'leave a reply'
    """
    return fold(text).strip(DECORATION)
