"""Markdown: the lines of a page that are kept, with their headings, lists, quotes, code and tables."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from unicodedata import category

from cleaner.html.marked import CELL, END, MARKS, MIDDLE, START
from cleaner.html.page import Page, State
from cleaner.html.walk import ROOT

_SPECIAL = re.compile(r"[\\`*_\[\]<]|&(?=#?\w++;)")
_NUMBERED = re.compile(r"\d+[.)](?:\s|$)")
_PICTURE = re.compile(r"!(?=\[)")
_CLOSING = re.compile(r"(?<!\S)#+$")
_TICKS = re.compile(r"`+")

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # categories of characters
_HEADINGS = {"in_h1": 1, "in_h2": 2, "in_h3": 3, "in_h4": 4}


class Line(NamedTuple):
    """A kept line, escaped but for code: lines of one ``kind`` and ``group`` stand together.

    ``level`` is that of a heading; ``items`` are the items of lists it stands in, the outermost first; ``language`` is
    that of code.
    """

    kind: str
    group: int
    level: int
    text: str
    items: tuple[Item, ...] = ()
    language: str = ""


def to_markdown(page: Page, removed: Container[int], *, links: bool = False) -> str:
    """Return the kept lines of a page as Markdown; ``removed`` are the starts of the others in its text.

    The page needs its outline (see `walk`). ``links`` writes links with their addresses, else as their text.
    """
    kept = [row for row, start in enumerate(page.start.tolist()) if start not in removed and _is_seen(page.line(row))]
    places = places_in_lists(page.states)
    tables = _tables(page, kept)
    lines = [_line(page, row, tables, places[row], links=links) for row in kept]
    blocks = groupby(lines, lambda line: (line.kind, line.group))
    written = [_WRITERS[kind](list(block)) for (kind, _), block in blocks]
    return "\n\n".join(written) + "\n" if written else ""


def paragraphs(text: str) -> str:
    r"""Return a text as Markdown that shows it as it is, a paragraph a line.

    >>> print(paragraphs("# 1 <b>\nTwo\n"), end="")
    \# 1 \<b>
    <BLANKLINE>
    Two
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n\n".join([_escaped(line) for line in lines if line]) + "\n" * any(lines)


def _is_seen(line: str) -> bool:
    """Tell whether a line holds more than characters that nobody sees; the judge passes over others."""
    return any(category(character) not in _UNSEEN for character in line)


def _tables(page: Page, rows: Sequence[int]) -> set[int]:
    """Return the containers that are tables: some of their rows have several cells."""
    return {int(page.markup["container"][row]) for row in rows if CELL in page.marked[row]}


def _line(page: Page, row: int, tables: set[int], place: Place, *, links: bool) -> Line:
    markup = {name: int(values[row]) for name, values in page.markup.items()}
    marked = page.marked[row]
    if markup["in_pre"]:
        written = list(parts(marked))
        language = next((address for text, address in written if not text), "")
        return Line(
            "code", markup["unit"] or markup["path"], 0, "".join(text for text, _ in written), language=language
        )
    text = _with_links(marked) if links else _escaped("".join(text for text, _ in parts(marked)))
    for field, level in _HEADINGS.items():
        if markup[field]:
            return Line("heading", row, level, _CLOSING.sub(r"\\\g<0>", text.replace(CELL, " ")))
    if markup["container"] in tables and not markup["in_caption"]:
        return Line("table", markup["container"], 0, text)
    text = text.replace(CELL, " ")
    if place.items:
        return Line("list", place.group, 0, text, place.items)
    if markup["in_quote"]:
        return Line("quote", 0, 0, text)
    return Line("paragraph", row, 0, text)


def _with_links(marked: str) -> str:
    written = [f"[{_inside(text)}]({address})" if address else _inside(text) for text, address in parts(marked)]
    # A bracket that is not escaped begins a link; behind "!" it would be a picture, which is fetched unasked.
    return _at_start(_PICTURE.sub(r"\!", "".join(written)))


def _escaped(text: str) -> str:
    r"""Escape what Markdown would read as markup.

    >>> print(_escaped("1. a*b"), _escaped("- x_y"))
    1\. a\*b \- x\_y
    """
    return _at_start(_inside(text))


def _inside(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _at_start(text: str) -> str:
    """Escape what is markup only where a line begins: white space before it changes nothing."""
    text = text.lstrip()
    if _NUMBERED.match(text):
        return re.sub(r"[.)]", r"\\\g<0>", text, count=1)
    return "\\" + text if text[:1] in {"#", "-", "+", ">", "~", "="} else text


def _heading(lines: list[Line]) -> str:
    return "\n".join(f"{'#' * line.level} {line.text}" for line in lines)


def _code(lines: list[Line]) -> str:
    """Write code between fences that it does not hold itself, however far they are indented."""
    text = "\n".join(line.text for line in lines)
    fence = "`" * max([3, *(len(found) + 1 for found in _TICKS.findall(text))])
    return f"{fence}{lines[0].language}\n{text}\n{fence}"


def _table(lines: list[Line]) -> str:
    """Write rows as a table; the first is its head, as Markdown wants one.

    It is filled up to the longest row; in others Markdown takes what is missing for empty.
    """
    rows = [[cell.replace("|", r"\|") for cell in line.text.split(CELL)] for line in lines]
    width = max(map(len, rows))
    rows[0] += [""] * (width - len(rows[0]))
    rows.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _list(lines: list[Line]) -> str:
    """Write the items of a list; what follows in an item is a paragraph of it."""
    begun: set[int] = set()
    written: list[str] = []
    for line in lines:
        *around, own = line.items
        indent = " " * sum(len(item.marker) + 1 for item in around if item.number in begun)
        if own.number in begun:
            written += ["", f"{indent}{' ' * len(own.marker)} {line.text}"]
        else:
            written.append(f"{indent}{own.marker} {line.text}")
        begun.update(item.number for item in line.items)
    return "\n".join(written)


def _quote(lines: list[Line]) -> str:
    return "\n>\n".join("> " + line.text for line in lines)


def _paragraph(lines: list[Line]) -> str:
    return lines[0].text


_WRITERS = {
    "heading": _heading,
    "code": _code,
    "table": _table,
    "list": _list,
    "quote": _quote,
    "paragraph": _paragraph,
}


# --- links: marks in the lines of an outline --------------------------------------------------------------------------

_MARKED = re.compile(f"{START}([^{MARKS}]*){MIDDLE}([^{MARKS}]*){END}")
_ANY_MARK = re.compile(f"{START}[^{MIDDLE}]*{MIDDLE}|{END}")


def parts(line: str) -> Iterator[tuple[str, str]]:
    r"""Yield the texts of a line with marks, each with the address it links to, or "".

    >>> list(parts("See \x02/a\x03the map\x04."))
    [('See ', ''), ('the map', '/a'), ('.', '')]
    """
    found = _MARKED.split(line)
    for index in range(0, len(found), 3):
        if text := _ANY_MARK.sub("", found[index]):
            yield text, ""
        if index + 2 < len(found):
            yield found[index + 2], found[index + 1]


# --- where in lists lines stand: in which items, and what is written before each --------------------------------------

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
    """Return the place of each line, given what it stands in (see `Outline`)."""
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
            place = self._places[id(step)] = self._entered(place, step[1].name)
        return place

    def _entered(self, place: Place, name: str) -> Place:
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
