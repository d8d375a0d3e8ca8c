"""Where in lists the lines of a page stand: in which items, and what is written before each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.html.nesting import ROOT, State

_LISTS = frozenset({"ul", "ol", "menu", "dir"})


DEEPEST = 32
"""Items nested deeper are written as if they stood so deep: each is written behind the indents of all around it."""


class Item(NamedTuple):
    """An item of a list by a number of its own, and what is written before it: "-" or its number in the list."""

    number: int
    marker: str


class Place(NamedTuple):
    """Where in lists something stands.

    ``group`` is the number of the outermost list, ``inner`` that of the innermost, 0 for none, which is ``ordered`` or
    not; ``items`` are those it stands in, the outermost first.
    """

    group: int = 0
    inner: int = 0
    ordered: bool = False
    items: tuple[Item, ...] = ()


def places_in_lists(states: Sequence[State]) -> list[Place]:
    """Return the place of each line, given what it stands in (see `nesting`)."""
    numbering = _Numbering()
    return [numbering.place(state) for state in states]


class _Numbering:
    """Numbers lists and items as they come; each element has one state, so states tell them apart."""

    def __init__(self) -> None:
        self._places = {id(ROOT): Place()}
        self._sizes = [0]
        self._items = 0

    def place(self, state: State) -> Place:
        """Return the place inside a state."""
        way = []
        while id(state) not in self._places:
            way.append(state)
            state = state[0]
        place = self._places[id(state)]
        for step in reversed(way):
            place = self._places[id(step)] = self._entered(place, step[1])
        return place

    def _entered(self, place: Place, name: str) -> Place:
        """Return the place inside an element."""
        if name in _LISTS:
            number = len(self._sizes)
            self._sizes.append(0)
            return Place(place.group or number, number, name == "ol", place.items)
        if name != "li":
            return place
        self._items += 1
        self._sizes[place.inner] += 1
        marker = f"{self._sizes[place.inner]}." if place.ordered else "-"
        return place._replace(items=(*place.items[: DEEPEST - 1], Item(self._items, marker)))
