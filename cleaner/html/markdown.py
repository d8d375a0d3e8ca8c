"""Markdown: the lines of a page that are kept, with their headings, lists, quotes, code and tables."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import groupby
from typing import NamedTuple

from cleaner.html.item_lists import Item, Place, places_in_lists
from cleaner.html.links import parts
from cleaner.html.page import CELL, Page

_SPECIAL = re.compile(r"[\\`*_\[\]<]|&(?=#?\w++;)")
_NUMBERED = re.compile(r"\d+[.)](?:\s|$)")
_PICTURE = re.compile(r"!(?=\[)")
_CLOSING = re.compile(r"(?<!\S)#+$")
_TICKS = re.compile(r"`+")

_HEADINGS = {"in_h1": 1, "in_h2": 2, "in_h3": 3, "in_h4": 4}


class Line(NamedTuple):
    """A kept line, escaped but for code: lines of one ``kind`` and ``group`` stand together.

    ``level`` is that of a heading; ``items`` are the items of lists it stands in, the outermost first.
    """

    kind: str
    group: int
    level: int
    text: str
    items: tuple[Item, ...] = ()


def to_markdown(page: Page, removed: Container[int], *, links: bool = False) -> str:
    """Return the kept lines of a page as Markdown; ``removed`` are the starts of the others in its text.

    The page needs its outline (see `walk`). ``links`` writes links with their addresses, else as their text.
    """
    kept = [row for row, start in enumerate(page.start.tolist()) if start not in removed]
    places = places_in_lists(page.outline.states) if page.outline else []
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


def _tables(page: Page, rows: Sequence[int]) -> set[int]:
    """Return the containers that are tables: some of their rows have several cells."""
    outline = page.outline
    return {int(page.markup["container"][row]) for row in rows if outline and CELL in outline.lines[row]}


def _line(page: Page, row: int, tables: set[int], place: Place, *, links: bool) -> Line:
    """Tell what kind of block a line belongs to."""
    assert page.outline is not None
    markup = {name: int(values[row]) for name, values in page.markup.items()}
    marked = page.outline.lines[row]
    if markup["in_pre"]:
        return Line("code", markup["path"], 0, "".join(text for text, _ in parts(marked)))
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
    """Return a line with its links as Markdown writes them."""
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
    """Escape what is markup only where a line begins."""
    if _NUMBERED.match(text):
        return re.sub(r"[.)]", r"\\\g<0>", text, count=1)
    return "\\" + text if text[:1] in {"#", "-", "+", ">", "~", "="} else text


def _heading(lines: list[Line]) -> str:
    return "\n".join(f"{'#' * line.level} {line.text}" for line in lines)


def _code(lines: list[Line]) -> str:
    """Write code between fences that it does not hold itself, however far they are indented."""
    text = "\n".join(line.text for line in lines)
    fence = "`" * max([3, *(len(found) + 1 for found in _TICKS.findall(text))])
    return f"{fence}\n{text}\n{fence}"


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
