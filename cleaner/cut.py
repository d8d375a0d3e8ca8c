"""Cutting and restoring: what is kept is made of whole slices of the original, and what is cut is not lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaner.arrays import Flags, Integers, places
from cleaner.model import PageRemovals

if TYPE_CHECKING:
    from cleaner.model import Removal

Slice = tuple[int, int]

_NEWLINE = re.compile(r"\r\n|\r|\n")


class Stays(NamedTuple):
    """The slices of texts that stay: where each starts and stops in its text, and the first one of each document.

    ``first`` has the number of all slices at the end.
    """

    start: list[int]
    stop: list[int]
    first: list[int]

    def of(self, document: int) -> list[Slice]:
        """Return the slices of a document, in order."""
        own = slice(self.first[document], self.first[document + 1])
        return list(zip(self.start[own], self.stop[own], strict=True))


def what_stays(first: Integers, start: Integers, stop: Integers, kept: Flags, lengths: Integers) -> Stays:
    """Return the slices of texts that stay; of a text in which no line is more than blank, none is told.

    ``start`` and ``stop`` bound the lines that are not blank, ``kept`` says which of them stay; those of document ``d``
    are ``first[d]:first[d + 1]``, and ``lengths`` those of the texts. Blank lines between two lines that stay do so
    too. Of the blank lines around a cut, those before it stay or, where there were none, those behind it; none at the
    document's ends.
    """
    heads, around = np.zeros(len(kept) + 1, np.bool_), np.zeros(len(kept) + 2, np.bool_)
    heads[first], around[1:-1] = True, kept
    opening = places(kept & (heads[:-1] | ~around[:-2]))
    closing = places(kept & (heads[1:] | ~around[2:]))
    starts, stops = start[opening], stop[closing]
    document = first.searchsorted(opening, side="right") - 1
    starts[heads[opening]] = 0
    at_end = heads[closing + 1]
    stops[at_end] = lengths[document[at_end]]
    cut_behind = places(document[1:] == document[:-1])
    blank_stop = start[closing[cut_behind] + 1]
    blank_before = blank_stop > stops[cut_behind]
    stops[cut_behind[blank_before]] = blank_stop[blank_before]
    next_one = cut_behind[~blank_before] + 1
    starts[next_one] = stop[opening[next_one] - 1]
    return Stays(starts.tolist(), stops.tolist(), opening.searchsorted(first).tolist())


def cut(text: str, slices: Iterable[Slice]) -> str:
    """Return what stays of a text."""
    return "".join([text[start:stop] for start, stop in slices])


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
    give the page's text as a reader sees it. Raises `ValueError` if they do not belong to the text, and `TypeError` if
    they are dictionaries, as in records of `Result.to_dict`: ``Removal(**fields)`` makes one of each.
    """
    if isinstance(removals, PageRemovals):
        text = removals.plain
    parts: list[str] = []
    read = written = 0  # positions in the cleaned text and in the original
    for removal in removals:
        if isinstance(removal, dict):
            raise TypeError("a removal is a dict; make it one by cleaner.Removal(**removal)")
        between = removal.start - written
        if between < 0 or read + between > len(text) or removal.end - removal.start != len(removal.text):
            raise ValueError(
                f"the removal at {removal.start} does not fit the text; give the text and the removals of one result"
            )
        parts += text[read : read + between], removal.text
        read, written = read + between, removal.end
    parts.append(text[read:])
    return "".join(parts)
