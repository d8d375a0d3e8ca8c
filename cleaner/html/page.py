"""A page as lines: Lexbor reads the standard's tree, one walk without recursion gives a line for each block.

Only white space in the source separates inline parts, so words are not glued nor torn; blocks and `<br>` break lines,
the cells of a table's row stand on one line. What nobody sees stands on lines of its own behind those that it was in,
and `given` says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from cleaner.html.elements import FIELDS, LEFT_OUT, Element, unpacked
from cleaner.html.marked import Marked
from cleaner.html.parseable import parseable
from cleaner.html.walk import COLUMNS, Walk
from cleaner.judge.decide import DROPPED, KEPT

Integers = NDArray[np.int64]

MOST_HIDDEN = 2
"""Where more than so many times as much is hidden as shown, scripts show it: then it is read as if it were shown."""

_MARK = "data-given"
"""The attribute by which the walk sees what selectors name."""
_TAKEN_OUT = ", ".join(sorted(LEFT_OUT | {"template"}))

State = tuple[Any, ...]
"""The innermost open element: the state outside it, its name, and what holds inside it, as `Inside` names it.

Plain tuples, one an element: nothing else is as fast to make, and going back out is following the first entry.
"""


class Inside(NamedTuple):
    """What a state says: the counters (see `FIELDS`), the groups a line belongs to (see `Page`), what is given."""

    outside: State
    element: Element
    fields: int
    path: int
    container: int
    outer: int
    unit: int
    given: int
    depth: int


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
    elements: Sequence[tuple[str, Mapping[str, str]]]
    data: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """``text`` has one line a block and blank lines between paragraphs; ``start`` the offset of each that is not blank.

    ``markup`` has an integer for each of these lines, by name: the counters `FIELDS` (how many such elements
    it stands in), ``link_share`` (percent of its characters), ``links``, ``images`` (between it and the line before),
    ``depth``, and the groups it belongs to: ``container`` (the innermost element that can hold several lines),
    ``outer`` (the one around it), ``path`` (lines in the same elements with the same names share it) and ``unit``
    (a list, a table, a poem: lines that stay or go together; 0 for none).
    ``outers`` has, for each container by its number, the one around it; 0 is the page. ``given`` has a byte a line, for
    what is known before anybody judges: see `cleaner.judge.decide`. ``states`` are what each line stands in, as
    `Inside` names it. For Markdown, ``marked`` has each line with marks of its links and cells, `MARKS` and `CELL`.
    ``unnamed`` are the selectors that name nothing on the page.
    """

    text: str
    start: Integers
    markup: Mapping[str, NDArray[np.integer[Any]]] = field(repr=False)
    outers: Integers = field(repr=False)
    given: bytes = field(default=b"", repr=False)
    declared: Declared = field(default=Declared("", (), ()), repr=False)
    states: Sequence[State] = field(default=(), repr=False)
    marked: Sequence[str] = field(default=(), repr=False)
    unnamed: Sequence[str] = field(default=(), repr=False)

    def __len__(self) -> int:
        """Return the number of lines that are not blank."""
        return len(self.start)

    def line(self, row: int) -> str:
        """Return a line that is not blank, by its number among these."""
        start = int(self.start[row])
        return self.text[start : self.text.index("\n", start)]


def walk(html: str, chosen: Chosen = NOTHING_CHOSEN, *, outline: bool = False, url: str = "") -> Page:
    """Return the lines of a page, marked if it is to be written as Markdown.

    Addresses of links are seen from ``url``. Raises `ValueError` for a selector that is none.
    """
    parser = LexborHTMLParser(parseable(html))
    unnamed = _marked(parser, chosen)
    mark = _MARK.encode() if any(chosen) else b""
    title, data = _without_left_out(parser)
    tree = (parser.html or "").encode("utf-8", "replace")
    read = Walk(tree, Marked(url) if outline else None, mark)
    if read.hidden > MOST_HIDDEN * read.shown:
        read = Walk(tree, Marked(url) if outline else None, mark, all_shown=True)
    return replace(_page(read), declared=Declared(title, read.elements, data), unnamed=unnamed)


def check_selector(selector: str) -> None:
    """Raise `ValueError` for a selector that is none."""
    _named(LexborHTMLParser(""), selector)


def way(state: State) -> str:
    """Return where something stands: the elements around it, the outermost first, each with its first class.

    >>> way(walk("<main><ul class='x y'><li>Rain").states[0])
    'main > ul.x > li'
    """
    names: list[str] = []
    while state and state[0]:
        element = state[1]
        names.append(".".join([element.name, *element.names.split()[:1]]))
        state = state[0]
    return " > ".join([name for name in reversed(names) if name not in {"html", "body"}])


def _marked(parser: LexborHTMLParser, chosen: Chosen) -> list[str]:
    """Mark the elements that selectors name with what is given of them; return the selectors that name nothing."""
    given = [(selector, value) for selector, value in ((chosen.drop, DROPPED), (chosen.keep, KEPT)) if selector]
    for node in parser.css(f"[{_MARK}]") if given else ():  # the page's own
        del node.attrs[_MARK]
    unnamed = []
    for selector, value in given:
        nodes = _named(parser, selector)
        for node in nodes:
            node.attrs[_MARK] = str(value)
        unnamed += [] if nodes else [selector]
    return unnamed


def _named(parser: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return parser.css(selector)
    except SelectolaxError:
        raise ValueError(
            f"{selector!r} is no CSS selector; write it as in a style sheet, such as 'div.story p'"
        ) from None


def _without_left_out(parser: LexborHTMLParser) -> tuple[str, list[tuple[str, str]]]:
    """Take out what holds no text; return the title, and the kinds and texts of scripts with JSON.

    What templates hold becomes text that nobody sees. Nodes in one that was taken out are empty, and stand alone.
    """
    title, data = "", []
    for node in parser.css(_TAKEN_OUT):
        if node.tag == "title":
            title = title or " ".join(node.text().split())
        elif node.tag == "script":
            kind = (node.attributes.get("type") or "").lower()
            if "json" in kind and node.parent:
                data.append((kind, node.text()))
        if node.tag == "template" and node.parent:
            node.replace_with(_text_of_template(parser, node))
        else:
            node.decompose()
    return title, data


def _text_of_template(parser: LexborHTMLParser, template: LexborNode) -> LexborNode:
    """Return an element that nobody sees, with the text of a template."""
    hidden = parser.create_node("span")
    hidden.attrs["hidden"] = ""
    for fragment in template.template_fragments():
        for node in fragment.css(_TAKEN_OUT):
            node.decompose()
        hidden.insert_child(fragment.text(separator=" "))
    return hidden


# --- the lines of a page, and what the markup says of each ------------------------------------------------------------


def _page(walk: Walk) -> Page:
    """Return what was read."""
    noted = np.frombuffer(walk.noted, np.int32).reshape(-1, len(COLUMNS))
    rows = np.repeat(np.arange(len(noted)), noted[:, 0])
    markup = _markup(unpacked(walk.counters)[rows], noted[rows], walk.parted)
    given = markup.pop("given").astype(np.uint8).tobytes()
    lengths = np.array(list(map(len, walk.lines)), np.int64) + 1
    starts = (np.cumsum(lengths) - lengths)[lengths > 1]
    states = [walk.states[row] for row in rows.tolist()]
    text, outers = "\n".join([*walk.lines, ""]), np.array(walk.outers, np.int64)
    return Page(text, starts, markup, outers, given, states=states, marked=walk.marked)


def _markup(
    counters: NDArray[np.uint16], noted: NDArray[np.int32], parted: Collection[int]
) -> dict[str, NDArray[np.integer[Any]]]:
    """Return what the markup says about each line, by name."""
    markup: dict[str, NDArray[np.integer[Any]]] = dict(zip(FIELDS, counters.T, strict=True))
    markup |= zip(COLUMNS, noted.T, strict=True)
    characters, linked, _ = (markup.pop(name).astype(np.int64) for name in ("characters", "linked", "lines"))
    markup["link_share"] = np.minimum(100, 100 * linked // np.maximum(characters, 1)).astype(np.int32)
    if parted:
        markup["unit"] = np.where(np.isin(markup["unit"], list(parted)), 0, markup["unit"])
    return markup
