"""Tokens: a line as words, numbers and symbols, and what stands between them.

Wordings are compared with lines token by token. A token is a run of letters, a run of digits, a symbol that means
something, or a character of a script without spaces. All else separates; of that, the kinds count.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cleaner.lines.characters import BEYOND, DIGIT, UNSPACED, UPPER, WORD, class_table, fold_table

SPACE, COMMA, COLON, SEMICOLON, DASH, PIPE, SLASH, STOP, DOTS, BULLET, ARROW, OPEN, CLOSE, QUOTE, OTHER, SENTENCE = (
    1 << bit for bit in range(16)
)
"""Kinds of separators; `SENTENCE` is a stop that ends a sentence: white space follows it."""

_SEPARATORS = {
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


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a line: ``text`` is folded, ``before`` has the kinds of separators before it, as bits."""

    text: str
    kind: int
    start: int
    stop: int
    before: int = 0
    capital: bool = False
    all_capitals: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """The tokens of a line; ``behind`` has the kinds of separators behind the last."""

    tokens: tuple[Token, ...]
    behind: int

    def before(self, place: int) -> int:
        """Return the kinds of separators before a place, which may be behind the last token."""
        return self.tokens[place].before if place < len(self.tokens) else self.behind

    def starts(self) -> range:
        """Return where the line may start: decoration of symbols need not belong to it."""
        return range(self._decorations(range(len(self.tokens))) + 1)

    def first_end(self) -> int:
        """Return the first place behind which there is nothing but decoration."""
        return len(self.tokens) - self._decorations(range(len(self.tokens) - 1, -1, -1))

    def _decorations(self, places: range) -> int:
        for count, place in enumerate(places):
            if self.tokens[place].text not in DECORATIONS:
                return count
        return 0


_CLASSES, _FOLDS = class_table(), fold_table()


@cache
def kind_table() -> bytes:
    """Return what each character below U+10000 is: `SKIPPED` to `SYMBOL`."""
    kinds = bytearray(map(_kind, range(BEYOND + 1), _FOLDS, (_CLASSES[code] for code in _FOLDS)))
    for symbol in SYMBOLS:
        kinds[ord(symbol)] = SYMBOL
    return bytes(kinds)


def _kind(code: int, folded: int, bits: int) -> int:
    if not folded and code:
        return SKIPPED
    if bits & DIGIT:
        return FIGURE
    if bits & UNSPACED:
        return CHARACTER
    return LETTER if bits & WORD else SEPARATOR


@cache
def separator_table() -> dict[int, int]:
    """Return the kind of each separator but `OTHER`, by its code."""
    table = {ord(mark): kind for kind, marks in _SEPARATORS.items() for mark in marks}
    spaces = {code: SPACE for code, folded in enumerate(_FOLDS) if folded in {0x20, 0x0A, 0x0D}}
    return spaces | table


def tokenized(line: str) -> Line:
    """Return the tokens of a line.

    >>> [token.text for token in tokenized("Updated: 16 May 2024, 3h ago – it’s FREE 東京").tokens]
    ['updated', '16', 'may', '2024', '3', 'h', 'ago', 'it', 's', 'free', '東', '京']
    """
    kinds, folds, classes, separators = kind_table(), _FOLDS, _CLASSES, separator_table()
    tokens: list[Token] = []
    before, weak, place = 0, True, 0
    last = ""
    while place < len(line):
        code = min(ord(line[place]), BEYOND)
        kind = kinds[code]
        if kind == SKIPPED:
            place += 1
            continue
        if kind == SEPARATOR:
            bit = separators.get(code, OTHER)
            if bit == SPACE and last in {".", "!"}:
                before |= SENTENCE
                weak = weak and last == "."
            if line[place] in FULL_STOPS:
                before |= SENTENCE
                weak = False
            if bit == STOP and last in {".", "!"} and before & STOP:
                before |= DOTS if line[place] == "." else 0
            before |= bit
            last = (
                ("." if line[place] == "." else "!") if bit in {STOP, DOTS} else last if bit in {CLOSE, QUOTE} else ""
            )
            place += 1
            continue
        start, stop = place, place + 1
        if kind in {LETTER, FIGURE}:
            while stop < len(line) and kinds[min(ord(line[stop]), BEYOND)] in {kind, SKIPPED}:
                stop += 1
        part = [min(ord(character), BEYOND) for character in line[start:stop]]
        text = "".join(chr(folds[code]) for code in part if folds[code]).replace("ß", "ss")
        upper = [classes[code] & UPPER for code in part]
        token = Token(text, kind, start, stop, before, bool(upper[0]), all(upper))
        if before & SENTENCE and weak and tokens and (_abbreviates(tokens[-1]) or kind == FIGURE):
            token = Token(text, kind, start, stop, before & ~SENTENCE, bool(upper[0]), all(upper))
        tokens.append(token)
        before, weak, place, last = 0, True, stop, ""
    return Line(tuple(tokens), before)


def _abbreviates(token: Token) -> bool:
    """Tell whether a full stop behind a token need not end a sentence: "J. Smith", "12. Mai"."""
    return token.kind == FIGURE or len(token.text) == 1
