"""Markdown: the lines of a page that are kept, with their headings, lists, quotes, code and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from cleaner.html.page import Page
from cleaner.html.walk import CELL_SEPARATOR
from cleaner.model import Judgement, Label

_SPECIAL = re.compile(r"([\\`*_\[\]<])")
_NUMBERED = re.compile(r"\d+[.)]\s")
_FENCE = re.compile(r"^`{3,}", re.MULTILINE)

_HEADINGS = {"in_h1": 1, "in_h2": 2, "in_h3": 3, "in_h4": 4}
DEEPEST_LIST = 6


class Line(NamedTuple):
    """A kept line: its text and the kind of block it belongs to; lines of one kind and ``group`` stand together."""

    kind: str
    group: int
    level: int
    text: str


def to_markdown(page: Page, judgements: Sequence[Judgement]) -> str:
    """Return the kept lines of a page as Markdown; ``judgements`` are those of all lines of its text."""
    rows = [judgement for judgement in judgements if judgement.label is not Label.BLANK]
    lines = [_line(page, row, found.text.rstrip("\n")) for row, found in enumerate(rows) if found.kept]
    blocks = groupby(lines, lambda line: (line.kind, line.group))
    written = [_WRITERS[kind](list(block)) for (kind, _), block in blocks]
    return "\n\n".join(written) + "\n" if written else ""


def _line(page: Page, row: int, text: str) -> Line:
    """Tell what kind of block a line belongs to."""
    markup = {name: int(values[row]) for name, values in page.markup.items()}
    for field, level in _HEADINGS.items():
        if markup[field]:
            return Line("heading", row, level, text)
    if markup["in_pre"]:
        return Line("code", markup["path"], 0, text)
    if markup["in_table"] and CELL_SEPARATOR in text:
        return Line("table", markup["container"], text.count(CELL_SEPARATOR) + 1, text)
    if markup["in_item"]:
        return Line("list", 0, min(markup["in_item"], DEEPEST_LIST), text)
    if markup["in_quote"]:
        return Line("quote", 0, 0, text)
    return Line("paragraph", row, 0, text)


def _escaped(text: str) -> str:
    r"""Escape what Markdown would read as markup.

    >>> print(_escaped("1. a*b"), _escaped("- x_y"))
    1\. a\*b \- x\_y
    """
    text = _SPECIAL.sub(r"\\\1", text)
    if _NUMBERED.match(text):
        return re.sub(r"[.)]", r"\\\g<0>", text, count=1)
    return "\\" + text if text[:1] in {"#", "-", "+", ">", "~", "="} else text


def _heading(lines: list[Line]) -> str:
    return "\n".join(f"{'#' * line.level} {_escaped(line.text)}" for line in lines)


def _code(lines: list[Line]) -> str:
    """Write code between fences that it does not hold itself."""
    text = "\n".join(line.text for line in lines)
    fence = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(text))])
    return f"{fence}\n{text}\n{fence}"


def _table(lines: list[Line]) -> str:
    """Write rows as a table; the first is its head, as Markdown wants one."""
    width = max(line.level for line in lines)
    rows = [[_cell(cell) for cell in line.text.split(CELL_SEPARATOR)] for line in lines]
    rows = [row + [""] * (width - len(row)) for row in rows]
    rows.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("|", r"\|")


def _list(lines: list[Line]) -> str:
    return "\n".join("  " * (line.level - 1) + "- " + _escaped(line.text) for line in lines)


def _quote(lines: list[Line]) -> str:
    return "\n>\n".join("> " + _escaped(line.text) for line in lines)


def _paragraph(lines: list[Line]) -> str:
    return _escaped(lines[0].text)


_WRITERS = {
    "heading": _heading,
    "code": _code,
    "table": _table,
    "list": _list,
    "quote": _quote,
    "paragraph": _paragraph,
}
