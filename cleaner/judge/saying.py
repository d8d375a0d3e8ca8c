"""What the columns of a scorecard say of a line, in words that readers understand: "no long paragraph in the document".

A column is what is known of a line by itself, or of the lines around it: see `cleaner.judge.surroundings`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from cleaner.judge.column_phrases import COLUMNS, Phrase
from cleaner.judge.surroundings import EXPRESSION, FARTHEST, NO_NEIGHBOUR


def said(expression: str, value: int) -> str:
    """Return what it says of a line that an expression has a value.

    >>> said("long[..]", 0), said("until asks", 3), said("words@-1", 1)
    ('no long paragraph in the document', '3 lines before the next question', 'the line before: 1 word')
    """
    phrase = _Said.of(expression)
    return phrase.about(value) if phrase else f"{expression} = {value}"


class _Said(NamedTuple):
    """An expression, taken to pieces."""

    name: str
    phrase: Phrase
    way: str
    neighbour: str
    window: str
    share: bool

    @staticmethod
    @cache
    def of(expression: str) -> _Said | None:
        """Take an expression to pieces; there are none of a column that has no phrase."""
        parts = EXPRESSION.fullmatch(expression)
        if parts is None or parts["name"] not in COLUMNS:
            return None
        window = _where(parts["first"], parts["last"]) if parts["first"] is not None else ""
        way, neighbour = (parts["way"] or "").strip(), parts["neighbour"] or ""
        return _Said(parts["name"], COLUMNS[parts["name"]], way, neighbour, window, bool(parts["share"]))

    def about(self, value: int) -> str:
        """Return what a value says."""
        if self.way:
            return self._distance(value)
        if self.window and self.share:
            return f"{value} % of all {self.phrase.many} are {self.window}"
        if self.window:
            return f"{self.phrase.counted(value)} {self.window}"
        if self.neighbour:
            return _beside(int(self.neighbour), self._of_line(value), there=value != NO_NEIGHBOUR)
        return self._of_line(value)

    def _of_line(self, value: int) -> str:
        """Return what a value says of the line itself."""
        if self.name == "opening":
            return f"begins with {_OPENINGS[value]}"
        return _singular(self.phrase.of_line(value)) if value == 1 else self.phrase.of_line(value)

    def _distance(self, value: int) -> str:
        """Return what it says that a line of some kind is so far away."""
        before = self.way == "since"
        if value >= FARTHEST:
            return f"no {self.phrase.one} {'before' if before else 'after'} it"
        lines = "1 line" if value == 1 else f"{value} lines"
        return f"{lines} after the last {self.phrase.one}" if before else f"{lines} before the next {self.phrase.one}"


_OPENINGS = {0: "no word", 1: "a small letter", 2: "a capital", 3: "a digit"}


def _where(first: str, last: str) -> str:
    """Return where a window is.

    >>> _where("", "-1"), _where("1", "8"), _where("", "")
    ('before it', 'in the 8 lines after', 'in the document')
    """
    if not first and not last:
        return "in the document"
    if not first or not last:
        return _ENDLESS.get((first, last), f"from line {first or '…'} to {last or '…'}")
    near, far = sorted((abs(int(first)), abs(int(last))))
    if near == 1 and int(first) * int(last) > 0:
        return f"in the {far} lines {'after' if int(first) > 0 else 'before'}"
    return f"from line {int(first):+d} to {int(last):+d}"


def _beside(offset: int, what: str, *, there: bool) -> str:
    """Return what is said of a line near by.

    >>> _beside(1, "ends a sentence", there=True), _beside(-2, "", there=False)
    ('the line after: ends a sentence', 'no second line before')
    """
    place = "after" if offset > 0 else "before"
    line = "line" if abs(offset) == 1 else f"{_ORDINALS.get(abs(offset), f'{abs(offset)}th')} line"
    return f"the {line} {place}: {what}" if there else f"no {line} {place}"


_ENDLESS = {("", "-1"): "before it", ("1", ""): "after it"}
_ORDINALS = {2: "second", 3: "third"}
_PLURAL = re.compile(
    r"(?<![\w.])1 (words|characters|lines|commas|digits|links|pictures|blocks|containers|elements|marks|times)\b"
)


def _singular(text: str) -> str:
    """Return a phrase without a plural behind "1".

    >>> _singular("1 words of prose"), _singular("11 words")
    ('1 word of prose', '11 words')
    """
    return _PLURAL.sub(lambda found: "once" if found[1] == "times" else f"1 {found[1].removesuffix('s')}", text)
