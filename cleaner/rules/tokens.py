"""Tokens: what a line is made of for wordings: words, numbers and symbols, and what stands between them.

A token is a run of letters, a run of digits, a symbol that means something, or a character of a script without spaces.
All else separates; of that, the kinds count.
"""

from __future__ import annotations

SPACE, COMMA, COLON, SEMICOLON, DASH, PIPE, SLASH, STOP, DOTS, BULLET, ARROW, OPEN, CLOSE, QUOTE, OTHER, SENTENCE = (
    1 << bit for bit in range(16)
)
"""Kinds of separators; `SENTENCE` is a stop that ends a sentence: white space follows it."""

SEPARATORS = {
    COMMA: ",\u060c\u104a\u3001\uff0c",
    COLON: ":\uff1a\u2236",
    SEMICOLON: ";\u061b\uff1b",
    DASH: "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d",
    PIPE: "|\uff5c\u00a6\u2502",
    SLASH: "/\\\uff0f",
    STOP: ".!?\u00a1\u00bf\u3002\uff01\uff1f\uff0e\u061f\u06d4\u0964\u0965\u055e\u1362\u104b\u17d4\u17d5",
    DOTS: "\u2026",
    BULLET: "\u2022\u00b7\u30fb\u25cf\u25cb\u25aa\u25a0\u25a1\u2219\u22c5",
    ARROW: ">\u00bb\u203a\u2192\u21d2\u25b6\u25b8\u25ba\u2197\u276f\u279c\u27a1\u3009\u2190",
    OPEN: "([{\u300c\u300e\u3010\uff08<\u00ab\u2039\u276e\u300a\u3008\u25c0\u25c2\u25c4",
    CLOSE: ")]}\u300b\u300d\u300f\u3011\uff09",
    QUOTE: "'\"\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4\u2032\u201c\u201d\u201e\u201f\u2033`",
}
FULL_STOPS = "\u3002\uff01\uff1f\u06d4\u0964\u0965\u104b\u17d4\u17d5"
"""They end a sentence whether or not white space follows."""

SYMBOLS = "©®™@#&$€£¥₹₽₩₺₴₫₱₦฿₪¢%+§°"
"""Characters that are tokens by themselves."""

DECORATIONS = "#+@&"
"""Symbols that do not matter at the ends of a line."""

SKIPPED, SEPARATOR, LETTER, FIGURE, CHARACTER, SYMBOL = range(6)
"""What a character is: nothing, a separator, a part of a word or of a number, or a token by itself: one of a script
without spaces, or a symbol."""


def separator_kinds() -> dict[int, int]:
    """Return the kind of each separator but white space and `OTHER`, by its code."""
    return {ord(mark): kind for kind, marks in SEPARATORS.items() for mark in marks}
