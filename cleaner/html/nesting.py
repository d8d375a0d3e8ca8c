"""Which elements are open behind each tag: one pass, no recursion, no tree.

Elements that were not closed are closed where a browser would close them, as far as it matters for lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cleaner.html.elements import Element, Trait

DEEPEST = 512
"""Elements nested deeper are read, but not told apart: browsers stop there too."""

State = tuple[Any, str, int, int, int, int, bool, int]
"""The innermost open element: the state outside it, its name, and what holds inside it, as `Inside` names it.

Plain tuples, one a start tag: nothing else is as fast to make, and going back out is following the first entry.
"""


class Inside(NamedTuple):
    """What a state says: the counters (see `fields`), the groups a line belongs to (see `Page`), and the depth."""

    outside: State
    name: str
    fields: int
    path: int
    container: int
    outer: int
    dropped: bool
    depth: int


ROOT: State = ((), "", 0, 0, 0, 0, False, 0)


def nested(elements: Iterable[Element]) -> tuple[list[State], list[int]]:
    """Return the state behind each start and end tag, after `ROOT`, and the container around each container."""
    states: list[State] = [ROOT]
    state = ROOT
    outers = [0]
    paths: dict[tuple[int, str, str], int] = {}
    too_deep = 0
    ends = Trait.ENDS
    for element in elements:
        if element.traits & ends:
            if too_deep:
                too_deep -= 1
            elif state[1] == element.name:
                state = state[0]
            else:
                state = _closed(state, element)
        else:
            if element.closes and state[1] not in element.scope:
                state = _closed_before(state, element)
            _, _, fields, path, container, outer, dropped, depth = state
            if depth >= DEEPEST or too_deep:
                too_deep += 1
                states.append(state)
                continue
            if element.block:
                path = paths.setdefault((path, element.name, element.names), len(paths) + 1)
                if element.container:
                    outer, container = container, len(outers)
                    outers.append(outer)
            fields += element.fields
            dropped = dropped or element.dropped
            state = (state, element.name, fields, path, container, outer, dropped, depth + 1)
        states.append(state)
    return states, outers


def _closed(state: State, element: Element) -> State:
    """Close the element that an end tag belongs to, and those left open in it; none if there is none."""
    name, scope = element.name, element.scope
    for inner in outwards(state):
        if inner[1] == name:
            outside: State = inner[0]
            return outside
        if inner[1] in scope:
            break
    return state


def _closed_before(state: State, element: Element) -> State:
    """Close what a start tag ends without an end tag: paragraphs, list items, cells."""
    closes, scope = element.closes, element.scope
    found = state
    for inner in outwards(state):
        if inner[1] in closes:
            found = inner[0]
        elif inner[1] in scope:
            break
    return found


def outwards(state: State) -> Iterator[State]:
    """Yield the open elements, the innermost first."""
    while state is not ROOT:
        yield state
        state = state[0]
