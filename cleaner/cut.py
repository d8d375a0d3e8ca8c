"""Cutting and restoring: what is kept is made of whole slices of the original, and what is cut is not lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from cleaner.result import PageRemovals

if TYPE_CHECKING:
    from cleaner.result import Removal

Slice = tuple[int, int]

_NEWLINE = re.compile(r"\r\n|\r|\n")
_BEFORE_A_LINE = "", "\r", "\n"
"""What a line follows: nothing, or a newline. Only lines are removed."""


def gaps(slices: Iterable[Slice], length: int) -> Iterator[Slice]:
    """Yield what lies between the slices that stay.

    >>> list(gaps([(2, 5), (7, 9)], 9))
    [(0, 2), (5, 7)]
    """
    position = 0
    for start, stop in slices:
        if start > position:
            yield position, start
        position = stop
    if length > position:
        yield position, length


def line_bounds(text: str, bounds: Slice) -> Iterator[Slice]:
    r"""Return the bounds of each line of a slice that is made of whole ones.

    >>> list(line_bounds("a\r\n\rb", (0, 5)))
    [(0, 3), (3, 4), (4, 5)]
    """
    start, stop = bounds
    ends = [newline.end() for newline in _NEWLINE.finditer(text, start, stop)]
    if start < stop and (not ends or ends[-1] < stop):
        ends.append(stop)
    return pairwise([start, *ends])


def restore(text: str, removals: Iterable[Removal]) -> str:
    """Return the original of a cleaned text, character for character.

    ``removals`` are those of the result, in order; offsets count in the original. Those of a page that became Markdown
    give the page's text as a reader sees it: give them as they are, for a list made of them has lost it. Raises
    `ValueError` if they do not belong to the text, and `TypeError` if they are dictionaries, as in records of
    `Result.to_dict`: ``Removal(**fields)`` makes one of each.
    """
    if isinstance(removals, PageRemovals):
        text = removals.plain
    parts: list[str] = []
    read = written = 0  # positions in the cleaned text and in the original
    for removal in removals:
        if isinstance(removal, dict):
            raise TypeError("a removal is a dict; make it one by cleaner.Removal(**removal)")
        between = removal.start - written
        kept = text[read : read + between]
        fits = between == len(kept) and removal.end - removal.start == len(removal.text)
        if not fits or kept[-1:] not in _BEFORE_A_LINE:
            raise ValueError(
                f"the removal at {removal.start} does not fit the text; give the text and the removals of one result"
            )
        parts += kept, removal.text
        read, written = read + between, removal.end
    parts.append(text[read:])
    return "".join(parts)
