"""How lines end and begin: by a question, a colon, dots for what is left out; with the mark of a list's entry.

Questions head the parts of an article, and of its list of answers; a colon announces what belongs to it; teasers end in
dots. On unseen page dumps these columns gain .002 of F1.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers, places
from cleaner.characters import Class, class_table
from cleaner.lines import Span

_MARKS = {"asks": "?？؟", "exclaims": "!！", "introduces": ":：", "trails_off": "…"}
"""The columns, and the marks that lines end with for each."""

_CLOSING = "\"'”“’‘»«›)]}」』）"
"""What may stand behind the last mark of a line."""

_BULLETS = "•·*-–►▪■○◦✓→"

_OTHER, *_KINDS, _PASSED_OVER = range(len(_MARKS) + 2)

_MOST_PASSED_OVER = 8
"""So many characters behind a line's last mark are passed over."""


def endings(span: Span) -> dict[str, Flags]:
    """Return how each row of a span ends, by column, and under ``item`` whether it is marked as a list's entry."""
    last = _last_marks(span)
    kind = _kinds().take(span.codes.take(last), mode="clip")
    columns = {name: kind == number for name, number in zip(_MARKS, _KINDS, strict=True)}
    dots = (span.codes.take(last) == ord(".")) & (span.codes.take(last - 1) == ord("."))
    columns["trails_off"] |= dots & (last > span.starts)
    return columns | {"item": _are_items(span)}


def _last_marks(span: Span) -> Integers:
    """Return where the last mark of each row stands; what closes quotations is none, nor is white space."""
    last = span.stops - 1
    for _ in range(_MOST_PASSED_OVER):
        moving = places((_kinds().take(span.codes.take(last), mode="clip") == _PASSED_OVER) & (last > span.starts))
        if not moving.size:
            break
        last[moving] -= 1
    return last


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return which of the marks a character is, shape (65536,)."""
    table = np.where(class_table() & np.uint16(Class.INK), _OTHER, _PASSED_OVER).astype(np.uint8)
    table[_codes(_CLOSING)] = _PASSED_OVER
    for kind, marks in zip(_KINDS, _MARKS.values(), strict=True):
        table[_codes(marks)] = kind
    return table


def _are_items(span: Span) -> Flags:
    """Tell which rows begin with a bullet and a space."""
    behind = np.minimum(span.starts + 1, span.stops - 1)
    spaced = (class_table().take(span.codes.take(behind), mode="clip") & np.uint16(Class.INK)) == 0
    items: Flags = np.isin(span.codes.take(span.starts), _codes(_BULLETS)) & spaced
    return items


def _codes(characters: str) -> list[int]:
    """Return the code points of some characters."""
    return [ord(character) for character in characters]
