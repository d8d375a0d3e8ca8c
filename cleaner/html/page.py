"""A page as lines: Lexbor reads the standard's tree, one walk without recursion gives a line for each block.

Only white space in the source separates inline parts, so words are not glued nor torn; blocks and `<br>` break lines,
the cells of a table's row stand on one line. What nobody sees stands on lines of its own behind those that it was in,
and `given` says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from cleaner.html.elements import FIELDS, unpacked
from cleaner.html.marked import Marked
from cleaner.html.parseable import parseable
from cleaner.html.walk import Block, Walk
from cleaner.judge.decide import DROPPED, HIDDEN, KEPT, OPEN

Integers = NDArray[np.int64]

MOST_HIDDEN = 2
"""Where more than so many times as much is hidden as shown, scripts show it: then it is read as if it were shown."""

State = tuple[Any, ...]
"""The innermost open element: the state outside it, its name, and what holds inside it, as `Inside` names it.

Plain tuples, one an element: nothing else is as fast to make, and going back out is following the first entry.
"""


class Inside(NamedTuple):
    """What a state says: the counters (see `FIELDS`), the groups a line belongs to (see `Page`), what is given."""

    outside: State
    name: str
    fields: int
    path: int
    container: int
    outer: int
    unit: int
    given: int
    depth: int


_FIELDS = Inside._fields.index("fields")
_OF_STATE = ("depth", "container", "outer", "path")
_STATE_COLUMNS = itemgetter(*(Inside._fields.index(name) for name in _OF_STATE))


class Chosen(NamedTuple):
    """CSS selectors: what the first one names stays, what the second one names goes."""

    keep: str = ""
    drop: str = ""


NOTHING_CHOSEN = Chosen()


class Declared(NamedTuple):
    """What a page says of itself: its title, the elements that hold metadata, and its data for search engines.

    ``elements`` have a name and attributes each, ``data`` are the texts of scripts that hold JSON.
    """

    title: str
    elements: tuple[tuple[str, Mapping[str, str | None]], ...]
    data: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What writing Markdown needs besides: each line with marks of its links and cells, and what it stands in.

    The marks are `MARKS` and `CELL`; ``states`` are `State`s.
    """

    lines: tuple[str, ...]
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """``text`` has one line a block and blank lines between paragraphs; ``start`` the offset of each that is not blank.

    ``markup`` has an integer for each of these lines, by name: the counters `FIELDS` (how many such elements
    it stands in), ``link_share`` (percent of its characters), ``links``, ``images`` (between it and the line before),
    ``depth``, and the groups it belongs to: ``container`` (the innermost element that can hold several lines),
    ``outer`` (the one around it), ``path`` (lines in the same elements with the same names share it) and ``unit``
    (a list, a table, a poem: lines that stay or go together; 0 for none).
    ``outers`` has, for each container by its number, the one around it; 0 is the page. ``given`` has a byte a line, for
    what is known before anybody judges: see `cleaner.judge.decide`. ``outline`` is there if it was asked for.
    """

    text: str
    start: Integers
    markup: Mapping[str, NDArray[np.integer[Any]]] = field(repr=False)
    outers: Integers = field(repr=False)
    given: bytes = field(default=b"", repr=False)
    declared: Declared = field(default=Declared("", (), ()), repr=False)
    outline: Outline | None = field(default=None, repr=False)

    def __len__(self) -> int:
        """Return the number of lines that are not blank."""
        return len(self.start)

    def line(self, row: int) -> str:
        """Return a line that is not blank, by its number among these."""
        start = int(self.start[row])
        return self.text[start : self.text.index("\n", start)]


def walk(html: str, chosen: Chosen = NOTHING_CHOSEN, *, outline: bool = False, url: str = "") -> Page:
    """Return the lines of a page, with an outline if it is to be written as Markdown.

    Addresses of links are seen from ``url``. Raises `ValueError` for a selector that is none.
    """
    parser = LexborHTMLParser(parseable(html))
    walk = Walk(_given(parser, chosen), Marked(url) if outline else None)
    if parser.root is not None:
        walk.read(parser.root)
    return _page(walk)


def check_selector(selector: str) -> None:
    """Raise `ValueError` for a selector that is none."""
    _named(LexborHTMLParser(""), selector)


def _given(parser: LexborHTMLParser, chosen: Chosen) -> dict[int, int]:
    """Return what selectors say of elements, by the elements' addresses."""
    dropped = dict.fromkeys(_named(parser, chosen.drop), DROPPED)
    return dropped | dict.fromkeys(_named(parser, chosen.keep), KEPT)


def _named(parser: LexborHTMLParser, selector: str) -> Iterable[int]:
    if not selector:
        return ()
    try:
        return [node.mem_id for node in parser.css(selector)]
    except SelectolaxError:
        raise ValueError(
            f"{selector!r} is no CSS selector; write it as in a style sheet, such as 'div.story p'"
        ) from None


# --- the lines of a page, and what the markup says of each ------------------------------------------------------------


def _page(walk: Walk) -> Page:
    """Return what was read."""
    blocks = walk.blocks
    text, starts = _joined(blocks)
    counts = np.array([len(block.lines) for block in blocks], np.int64)
    markup = {name: np.repeat(values, counts) for name, values in _markup(walk).items()}
    given = bytes(chain.from_iterable(repeat(block.given, len(block.lines)) for block in blocks))
    declared = Declared(walk.title, tuple(walk.elements), tuple(walk.data))
    return Page(text, starts, markup, np.array(walk.outers, np.int64), _shown(given, blocks), declared, _outlined(walk))


def _outlined(walk: Walk) -> Outline | None:
    if walk.outline is None:
        return None
    lines = tuple(chain.from_iterable(block.marked for block in walk.blocks))
    return Outline(lines, tuple(block.state for block in walk.blocks for _ in block.marked))


def _markup(walk: Walk) -> dict[str, NDArray[np.integer[Any]]]:
    """Return what the markup says about each block; its lines share it."""
    blocks = walk.blocks
    states = [block.state for block in blocks]
    counters = unpacked([state[_FIELDS] for state in states])
    markup: dict[str, NDArray[np.integer[Any]]] = {field: counters[:, index] for index, field in enumerate(FIELDS)}
    characters = np.array([max(sum(map(len, block.lines)), 1) for block in blocks], np.int64)
    linked = np.array([block.linked for block in blocks], np.int64)
    markup["link_share"] = np.minimum(100, 100 * linked // characters).astype(np.int32)
    units = [0 if block.unit in walk.parted else block.unit for block in blocks]
    own = np.array(list(map(_STATE_COLUMNS, states)), np.int32).reshape(len(states), len(_OF_STATE))
    markup |= {name: own[:, index] for index, name in enumerate(_OF_STATE)}
    counted = {
        "links": [block.links for block in blocks],
        "images": [block.images for block in blocks],
        "unit": units,
    }
    return markup | {name: np.array(values, np.int32) for name, values in counted.items()}


def _shown(given: bytes, blocks: Collection[Block]) -> bytes:
    """Return what is given of each line; where nearly everything is hidden, nothing is."""
    hidden = shown = 0
    for block in blocks:
        size = sum(map(len, block.lines))
        hidden += size * (block.given == HIDDEN)
        shown += size * (block.given in (OPEN, KEPT))
    return given.replace(bytes([HIDDEN]), bytes([OPEN])) if hidden > MOST_HIDDEN * shown else given


def _joined(blocks: Iterable[Block]) -> tuple[str, Integers]:
    """Return the text of all lines, with blank lines where there are gaps, and where lines that are not blank start."""
    lines: list[str] = []
    for block in blocks:
        if block.gap:
            lines.append("")
        lines.extend(block.lines)
    text = "\n".join([*lines, ""])
    lengths = np.array(list(map(len, lines)), np.int64) + 1
    return text, (np.cumsum(lengths) - lengths)[lengths > 1]
