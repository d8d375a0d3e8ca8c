"""Markdown: the lines of a page that are kept, with their headings, lists, quotes, code, tables and footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from unicodedata import category

from cleaner.html.elements import Element
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
_ASKED = (*_HEADINGS, "in_pre", "in_caption", "in_quote", "unit", "path")

LONGEST_CELL = 400
"""Characters: tables with longer cells lay out the page, and are not written as tables."""


class Line(NamedTuple):
    """What is written: a line, or code or a table whole; those of one ``kind`` and ``group`` stand together.

    ``items`` are the items of lists it stands in, the outermost first.
    """

    kind: str
    group: int
    text: str
    items: tuple[Item, ...] = ()


def to_markdown(page: Page, removed: Container[int], *, links: bool = False) -> str:
    """Return the kept lines of a page as Markdown; ``removed`` are the starts of the others in its text.

    The page has to be marked (see `walk`). ``links`` writes links with their addresses, else as their text.
    """
    kept = [row for row, start in enumerate(page.start.tolist()) if start not in removed and _is_seen(page.line(row))]
    lines = _Writer(page, kept, links=links).lines()
    blocks = groupby(lines, lambda line: (line.kind, line.group))
    written = [_TOGETHER.get(kind, _alone)(list(block)) for (kind, _), block in blocks]
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


class _Writer:
    """Writes the kept rows of a page."""

    def __init__(self, page: Page, kept: Sequence[int], *, links: bool) -> None:
        self._kept, self._links, self._marked = kept, links, page.marked
        self._places = places_in_lists(page.states)
        self._markup = {name: page.markup[name].tolist() for name in _ASKED}
        self._notes = _notes([page.marked[row] for row in kept], [self._places[row] for row in kept])
        self._tables = self._written_tables()

    def lines(self) -> Iterator[Line]:
        """Yield what is written."""
        for (kind, group), several in groupby(self._kept, self._part):
            rows = list(several)
            items = self._places[rows[0]].items
            if kind == "code":
                yield Line("list" if items else kind, self._places[rows[0]].group or group, self._code(rows), items)
            elif kind == "table":
                yield Line(kind, group, self._tables[group])
            else:
                yield from map(self._line, rows)

    def _part(self, row: int) -> tuple[str, int]:
        """Return what a row is part of: code, a table that is written as one, or neither."""
        table = self._table(row)
        if table:
            return "table", table
        return (
            ("code", self._markup["unit"][row] or self._markup["path"][row]) if self._markup["in_pre"][row] else ("", 0)
        )

    def _table(self, row: int) -> int:
        """Return the number of the table that a row is in and that is written as one, or 0."""
        table = self._places[row].table
        return table if table in self._tables and not self._markup["in_caption"][row] else 0

    def _written_tables(self) -> dict[int, str]:
        """Return, by their numbers, the tables with several cells in a row, none of which is long."""
        rows_of: dict[int, list[int]] = {}
        for row in self._kept:
            if not self._markup["in_caption"][row]:
                rows_of.setdefault(self._places[row].table, []).append(row)
        rows_of.pop(0, None)
        read = {
            table: _cells([(self._places[row].row, self._marked[row]) for row in rows])
            for table, rows in rows_of.items()
        }
        return {
            table: _table([[self._text(cell) if cell else "" for cell in row] for row in rows])
            for table, rows in read.items()
            if max(map(len, rows)) > 1 and all(len(cell) <= LONGEST_CELL for row in rows for cell in row)
        }

    def _code(self, rows: Sequence[int]) -> str:
        """Write code between fences that it does not hold itself, however far they are indented."""
        written = [list(parts(self._marked[row])) for row in rows]
        language = next((address for text, address in written[0] if not text), "")
        text = "\n".join(["".join([text for text, _ in line]) for line in written]).strip("\n")
        fence = "`" * max([3, *(len(found) + 1 for found in _TICKS.findall(text))])
        return f"{fence}{language}\n{text}\n{fence}"

    def _line(self, row: int) -> Line:
        place = self._places[row]
        marked = " ".join(cell for cell in self._marked[row].split(CELL) if cell)
        note = self._notes.get(place.items[-1].identifier) if place.items else None
        text = self._text(_BACK.sub("", marked) if note else marked).rstrip()
        level = next((level for field, level in _HEADINGS.items() if self._markup[field][row]), 0)
        if level:
            return Line("heading", row, f"{'#' * level} {_CLOSING.sub(_ESCAPE, text)}")
        if note and not _DEFINES_LINK.fullmatch(text):
            return Line("note", row, f"[^{note}]: {text}")
        if place.items:
            return Line("list", place.group, text, place.items)
        return Line("quote", 0, text) if self._markup["in_quote"][row] else Line("paragraph", row, text)

    def _text(self, marked: str) -> str:
        """Return a line with marks as Markdown."""
        written = []
        for text, address in parts(marked):
            note = self._notes.get(address.rpartition("#")[2]) if "#" in address else None
            if note and _REFERENCE.fullmatch(text.strip()):
                written.append(f"[^{note}]")
            else:
                written.append(f"[{_inside(text)}]({address})" if address and self._links else _inside(text))
        # A bracket that is not escaped begins a link; behind "!" it would be a picture, which is fetched unasked.
        return _at_start(_PICTURE.sub(r"\!", "".join(written)))


def _cells(lines: Sequence[tuple[int, str]]) -> list[list[str]]:
    """Return the cells of a table's lines, each given with its row's number; what begins no cell is of the last one."""
    rows: list[list[str]] = []
    at = -1
    for row, marked in lines:
        first, *cells = marked.split(CELL)
        if row != at:
            rows.append([])
            at = row
        if first.strip():
            rows[-1][-1:] = [" ".join([*rows[-1][-1:], first]).strip()]
        rows[-1] += cells
    return rows


def _table(rows: list[list[str]]) -> str:
    """Write rows as a table; the first is its head, as Markdown wants one.

    It is filled up to the longest row; in others Markdown takes what is missing for empty.
    """
    rows = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    width = max(map(len, rows))
    rows[0] += [""] * (width - len(rows[0]))
    rows.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


# --- footnotes: items that a number links to --------------------------------------------------------------------------

_REFERENCE = re.compile(r"[\[(]?[0-9a-zA-Z*†‡§]{1,4}[\])]?")
_ARROWS = r"\s*[\^↑↩⤴\ufe0e]+\s*"
_BACK = re.compile(rf"{START}[^{MARKS}]*{MIDDLE}{_ARROWS}{END}|^[\^↑]+\s+|\s[↩↑⤴\ufe0e]+$")
"""What leads from a note back to the text."""
_DEFINES_LINK = re.compile(r"""\S*(?:\s+["'(].*)?""", re.DOTALL)
"""What readers that know no footnotes take for the address of a link."""


def _notes(lines: Sequence[str], places: Sequence[Place]) -> dict[str, str]:
    """Return the labels of footnotes by the ids of their items: what links there, or the id if others have that."""
    items = {place.items[-1].identifier for place in places if place.items} - {""}
    texts: dict[str, str] = {}
    for line in lines:
        for text, address in parts(line) if items and "#" in line else ():
            identifier = address.rpartition("#")[2]
            if identifier in items and _REFERENCE.fullmatch(text.strip()):
                texts.setdefault(identifier, text.strip(" []()"))
    used = Counter(texts.values())
    labels = {identifier: text if used[text] == 1 else identifier for identifier, text in texts.items()}
    return {identifier: re.sub(r"[^\w*†‡§-]", "-", label) for identifier, label in labels.items()}


# --- marks that would be read as markup -------------------------------------------------------------------------------

_ESCAPE = r"\\\g<0>"


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


def _list(lines: list[Line]) -> str:
    """Write the items of a list; what follows in an item is a paragraph of it."""
    begun: set[int] = set()
    written: list[str] = []
    for line in lines:
        *around, own = line.items
        indent = " " * sum(len(item.marker) + 1 for item in around if item.number in begun)
        inside = f"{indent}{' ' * len(own.marker)} "
        text = re.sub(r"\n(?=[^\n])", "\n" + inside, line.text)
        written += ["", inside + text] if own.number in begun else [f"{indent}{own.marker} {text}"]
        begun.update(item.number for item in line.items)
    return "\n".join(written)


def _quote(lines: list[Line]) -> str:
    return "\n>\n".join("> " + line.text for line in lines)


def _alone(lines: list[Line]) -> str:
    return "\n\n".join(line.text for line in lines)


_TOGETHER = {"list": _list, "quote": _quote}


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
    """An item of a list by a number of its own, what is written before it, its place in the list or "-", and its id."""

    number: int
    marker: str
    identifier: str = ""


class Place(NamedTuple):
    """Where in lists and tables something stands; all numbers are 0 for none.

    ``group`` is the number of the outermost list, ``inner`` that of the innermost, which is ``ordered`` or not;
    ``items`` are those it stands in, the outermost first; ``table`` and ``row`` are the innermost ones.
    """

    group: int = 0
    inner: int = 0
    ordered: bool = False
    items: tuple[Item, ...] = ()
    table: int = 0
    row: int = 0


def places_in_lists(states: Sequence[State]) -> list[Place]:
    """Return the place of each line, given what it stands in (see `Page`)."""
    numbering = _Numbering()
    return [numbering.place(state) for state in states]


class _Numbering:
    """Numbers lists, items, tables and rows as they come; each element has one state, so states tell them apart."""

    def __init__(self) -> None:
        self._places = {id(ROOT): Place()}
        self._sizes: dict[int, int] = {}
        self._last = 0

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

    def _entered(self, place: Place, element: Element) -> Place:
        self._last += 1
        if element.name in _LISTS:
            self._sizes[self._last] = element.start - 1
            return place._replace(group=place.group or self._last, inner=self._last, ordered=element.name == "ol")
        if element.name == "li":
            self._sizes[place.inner] = self._sizes.get(place.inner, 0) + 1
            marker = f"{self._sizes[place.inner]}." if place.ordered else "-"
            item = Item(self._last, marker, element.identifier)
            return place._replace(items=(*place.items[: DEEPEST - 1], item))
        if element.name == "table":
            return place._replace(table=self._last, row=0)
        return place._replace(row=self._last) if element.name == "tr" else place
