"""The walk over a page's tags: one pass, no recursion, a line for each block as a reader sees it.

Only white space in the source separates inline parts, so words are not glued nor torn; blocks and `<br>` break lines,
the cells of a table's row stand on one line. Elements that were not closed are closed where a browser would close them,
as far as it matters for lines.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

import numpy as np

from cleaner.html.elements import BLOCKS, CONTAINERS, Break, Element, Kind, element_of, tag_name
from cleaner.html.fields import FIELDS, packed, unpacked
from cleaner.html.page import Page
from cleaner.html.scan import tokens

DEEPEST = 512
"""Elements nested deeper are read, but not told apart: browsers stop there too."""

LONGEST_CELL = 120
"""Tables with a longer cell lay out the page: their cells are lines of their own."""

METADATA = frozenset({"meta", "link", "time", "html"})
"""Tags that hold metadata in their attributes."""

LONG_TAG = 50_000
MOST_ATTRIBUTES = 5_000
"""A long tag may hold a picture or data; with more attributes than this, other parsers had better not see it."""
_PARTS_OF_TAG = re.compile(r"""=\s*"[^"]*+"|=\s*'[^']*+'|[^\s=]++|=""")

CELL_SEPARATOR = " | "
_CELL = "\0"  # the mark between cells while a row is read; pages cannot hold it: see `walk`
_BREAKS_OUT_OF = frozenset({"svg", "select"})
_TAGS_BREAKING_OUT = BLOCKS - {"option", "optgroup"}
_LINK, _PRE = (0xFFFF * packed([field]) for field in ("in_link", "in_pre"))


Open = tuple[str, int, int, int, int, bool]
"""An open element's name, and the state to go back to when it is closed: fields, path, container, outer, dropped."""


class Row(NamedTuple):
    """What the markup says about a line."""

    fields: int
    link_share: int
    links: int
    images: int
    depth: int
    container: int
    outer: int
    path: int


def walk(html: str) -> Page:
    """Return the lines of a page."""
    reader = _Reader()
    reader.read(tokens(html.replace(_CELL, "")))
    return reader.page()


class _Reader:
    """The state of one walk."""

    def __init__(self) -> None:
        self._stack: list[Open] = []
        self._too_deep = 0
        self._fields = 0
        self._path = self._container = self._outer = 0
        self._dropped = False
        self._paths: dict[tuple[int, str, str], int] = {}
        self._containers = 0
        self._pieces: list[str] = []
        self._link_characters = self._links = self._images = self._link_end = 0
        self._first: tuple[int, int, int, int, int] | None = None
        self._gap = False
        self._lines: list[str] = []
        self._rows: list[Row] = []
        self.title = ""
        self._tame = True
        self._heads: tuple[str, ...] = ()

    def read(self, parts: list[str | None]) -> None:
        """Read text and tags in turn; see `scan.tokens`."""
        known: dict[str, Element] = {}
        index, last = 0, len(parts) - 1
        while index < last:
            text, tag = parts[index], parts[index + 1]
            index += 2
            if text:
                self._add(text)
            if tag is None:
                continue
            element = known.get(tag)
            if element is None:
                element = known[tag] = element_of(tag)
            if element.kind is Kind.SKIP:
                self._break(element.breaks)
                if element.name == "title" and not self.title:
                    self.title = " ".join(unescape(parts[index] or "").split())
                index = _end_of_skipped(parts, index, element.name)
            else:
                self._apply(element)
        if text := parts[-1]:
            self._add(text)
        self._end_line()
        self._tame &= all(
            len(_PARTS_OF_TAG.findall(tag)) <= 2 * MOST_ATTRIBUTES for tag in known if len(tag) > LONG_TAG
        )
        self._heads = tuple([tag for tag, element in known.items() if element.name in METADATA and tag[0] != "/"])

    def _apply(self, element: Element) -> None:
        """Do what a tag does."""
        kind = element.kind
        breaks = element.breaks
        if kind is Kind.OPEN:
            if element.closes:
                self._close_implied(element)
            if breaks:
                self._break(breaks)
            self._open(element)
        elif kind is Kind.CLOSE:
            if breaks and breaks is not Break.CELL:
                self._break(breaks)
            self._close(element)
        elif element.name == "img":
            self._images += 1
        elif breaks:
            if element.name == "br" and not self._pieces:
                self._gap = True
            self._break(breaks)

    def _add(self, text: str) -> None:
        """Read a text."""
        if self._dropped:
            return
        if "&" in text:
            text = unescape(text).replace(_CELL, "")
        if self._first is None:
            if not text or text.isspace():
                if self._fields & _PRE:
                    self._pieces.append(text)
                return
            stack = len(self._stack) + self._too_deep
            self._first = (self._fields, stack, self._container, self._outer, self._path)
        self._pieces.append(text)
        if self._fields & _LINK:
            self._link_characters += len(text.strip())

    def _break(self, breaks: Break) -> None:
        """End the line, or the cell."""
        if breaks is Break.CELL:
            if self._pieces:
                self._pieces.append(_CELL)
            return
        if breaks and self._pieces:
            self._end_line()
        if breaks is Break.PARAGRAPH:
            self._gap = True

    def _open(self, element: Element) -> None:
        """Open an element."""
        stack = self._stack
        if len(stack) >= DEEPEST:
            self._too_deep += 1
            self._tame = False
            return
        stack.append((element.name, self._fields, self._path, self._container, self._outer, self._dropped))
        if element.name == "a":
            self._links += 1
            if self._pieces and len(self._pieces) == self._link_end:
                self._pieces.append(" ")  # two links side by side are two words, whatever separates them
        self._fields += element.fields
        self._dropped |= element.dropped
        if element.block:
            self._path = self._paths.setdefault((self._path, element.name, element.names), len(self._paths) + 1)
            if element.name in CONTAINERS:
                self._containers += 1
                self._outer, self._container = self._container, self._containers

    def _close(self, element: Element) -> None:
        """Close the element that an end tag belongs to, and those left open in it; none if there is none."""
        if self._too_deep:
            self._too_deep -= 1
            return
        name, scope = element.name, element.scope
        for index in range(len(self._stack) - 1, -1, -1):
            open_name = self._stack[index][0]
            if open_name == name:
                self._close_from(index)
                if name == "a":
                    self._link_end = len(self._pieces)
                return
            if open_name in scope:
                return

    def _close_implied(self, element: Element) -> None:
        """Close what a start tag ends without an end tag: paragraphs, list items, cells."""
        stack = self._stack
        closes, scope = element.closes, element.scope
        found = -1
        for index in range(len(stack) - 1, -1, -1):
            name = stack[index][0]
            if name in closes:
                found = index
            elif name in scope:
                break
        if found >= 0:
            self._close_from(found)

    def _close_from(self, index: int) -> None:
        """Go back to the state before the element at ``index`` of the stack."""
        _, self._fields, self._path, self._container, self._outer, self._dropped = self._stack[index]
        del self._stack[index:]

    def _end_line(self) -> None:
        """Write what was read since the last break."""
        joined = "".join(self._pieces)
        self._pieces.clear()
        if self._first is None:
            return
        fields, depth, container, outer, path = self._first
        lines = _lines_of(joined, preformatted=bool(fields & _PRE))
        characters = max(sum(map(len, lines)), 1)
        share = min(100, 100 * self._link_characters // characters)
        row = Row(fields, share, self._links, self._images, depth, container, outer, path)
        if self._gap and self._lines and lines:
            self._lines.append("")
        for line in lines:
            self._lines.append(line)
            self._rows.append(row)
        self._first, self._gap = None, False
        self._link_characters = self._links = self._images = 0

    def page(self) -> Page:
        """Return what was read."""
        text = "".join([line + "\n" for line in self._lines])
        lengths = np.array([len(line) + 1 for line in self._lines], np.int64)
        starts = np.cumsum(lengths) - lengths
        counters = unpacked([row.fields for row in self._rows]).astype(np.int32)
        markup = {field: counters[:, index] for index, field in enumerate(FIELDS)}
        own = np.array([row[1:] for row in self._rows], np.int32).reshape(len(self._rows), len(Row._fields) - 1)
        markup |= {name: own[:, index] for index, name in enumerate(Row._fields[1:])}
        return Page(text, starts[lengths > 1], markup, self.title, self._heads, self._tame)


def _end_of_skipped(parts: list[str | None], index: int, name: str) -> int:
    """Return where reading goes on behind an element whose content is left out."""
    nested = 1
    for at in range(index + 1, len(parts), 2):
        tag = parts[at]
        if tag is None:
            continue
        closing = tag[0] == "/"
        found = tag_name(tag)
        if found == name:
            nested += -1 if closing else tag[-1] != "/"
            if not nested:
                return at + 1
        elif name in _BREAKS_OUT_OF and found in _TAGS_BREAKING_OUT:
            parts[at - 1] = ""
            return at - 1
    return len(parts) - 1


def _lines_of(joined: str, *, preformatted: bool) -> list[str]:
    """Return the lines of what stood between two breaks: mostly one."""
    if preformatted:
        return [line.rstrip() for line in joined.replace(_CELL, "\t").splitlines() if not line.isspace() and line]
    if _CELL not in joined:
        line = " ".join(joined.split())
        return [line] if line else []
    cells = [" ".join(cell.split()) for cell in joined.split(_CELL)]
    cells = [cell for cell in cells if cell]
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return cells
    return [CELL_SEPARATOR.join(cells)] if cells else []
