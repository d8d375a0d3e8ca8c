"""A page's line with marks of its links and cells, for Markdown.

The marks stand beside the first and the last character that can be seen, so that they move no white space.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleaner.html.addresses import link_target, resolved

CELL = "\0"
"""The mark between the cells of a row; pages cannot hold it: see `parseable`."""

START, MIDDLE, END = MARKS = "\x02\x03\x04"
"""A link in an outline is `START` address `MIDDLE` text `END`; texts hold none of these."""
_NO_MARKS = str.maketrans("", "", MARKS)

OF_OUTLINE = frozenset({"base", "pre", "code", "table", "tr", "td", "th"})
"""Elements that tell what is to be noted besides."""
_DIGITS = re.compile(r"\s*([0-9]{1,5})")
_BLANK = CELL + " \t\n\r\f\v"
MOST_COLUMNS = 64
"""So many columns of a table are kept in line: a page may say that a cell takes any number."""
_LANGUAGE = re.compile(r"(?:\blang(?:uage)?-|\bhighlight-(?:source-)?|\bbrush:\s*)([a-zA-Z0-9+#-]{1,20})")


class Marked:
    """The line that is being read, with marks of links; one around several lines is written around the first."""

    def __init__(self, url: str) -> None:
        """Begin with nothing; addresses are seen from that of the page."""
        self._url, self._language = url, ""
        self._parts: list[str] = []
        self._address = ""
        self._is_open = False
        self._row = self._column = self._wide = 0
        self._reach: dict[int, int] = {}

    def note(self, name: str, attributes: Mapping[str, str | None]) -> None:
        """Note the language of code, what addresses are seen from, and how far the cells of tables reach."""
        if name == "base":
            self._url = resolved(attributes.get("href") or "", self._url)
        elif name == "table":
            self._reach = {}
        elif name == "tr":
            self._row, self._column, self._wide = self._row + 1, 0, 0
            self._parts = [part for part in self._parts if part != CELL]
        elif name in {"td", "th"}:
            self._note_cell(_span(attributes.get("colspan")), _span(attributes.get("rowspan")))
        elif name == "pre" or not self._language:
            found = _LANGUAGE.search(attributes.get("class") or "")
            self._language = found[1].lower() if found else ""

    def language(self) -> str:
        """Return the language of the code that was read, as a link that has no text."""
        language, self._language = self._language, ""
        return f"{START}{language}{MIDDLE}{END}" if language else ""

    def add(self, text: str) -> None:
        """Add a text; the first one in a link that can be seen begins it."""
        text = text.translate(_NO_MARKS)
        ink = text.lstrip()
        if self._address and ink:
            self._parts += text[: len(text) - len(ink)], f"{START}{self._address}{MIDDLE}", ink
            self._address, self._is_open = "", True
        else:
            self._parts.append(text)

    def add_cell(self) -> None:
        """Begin another cell, behind those that the one before is as wide as."""
        self.end_link()
        self._parts += [CELL] * (1 + self._wide)
        self._wide = 0

    def _note_cell(self, width: int, height: int) -> None:
        """Leave cells empty into which those of rows above reach, and note how far this one does."""
        while self._reach.get(self._column, 0) >= self._row and self._column < MOST_COLUMNS:
            self._parts.append(CELL)
            self._column += 1
        width = max(1, min(width, MOST_COLUMNS - self._column))
        self._wide = width - 1
        for _ in range(width):
            self._reach[self._column] = self._row + height - 1
            self._column += 1

    def begin_link(self, address: str) -> None:
        """Begin a link; one that leads nowhere is none."""
        self.end_link()
        self._address = link_target(address, self._url).translate(_NO_MARKS)

    def end_link(self) -> None:
        """End the link that is open, if there is one."""
        self._address = ""
        if self._is_open:
            behind: list[str] = []
            while (part := self._parts.pop()).isspace() or not part:
                behind.append(part)
            ink = part.rstrip()
            self._parts += ink, END, part[len(ink) :], *reversed(behind)
            self._is_open = False

    def taken(self) -> str:
        """Return the line, and begin another one."""
        address = "" if self._is_open else self._address
        self.end_link()
        line, self._parts, self._address = "".join(self._parts), [], address
        if not line.strip(_BLANK):  # a block in a cell begins
            self._parts = [CELL] * line.count(CELL)
        return line


def _span(value: str | None) -> int:
    """Return how many columns or rows a cell says it takes."""
    found = _DIGITS.match(value or "")
    return max(1, int(found[1])) if found else 1
