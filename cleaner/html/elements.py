"""What a tag does to the lines of a page: whether it breaks them, what it opens, and what its names hint at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from cleaner.html.fields import BODY_PROPERTY, HIDDEN, NAME_PARTS, ROLE_FIELDS, TAG_FIELDS, packed


class Break(IntEnum):
    """What a tag does to the line that is being read."""

    NONE = 0
    CELL = 1
    LINE = 2
    PARAGRAPH = 3


class Kind(IntEnum):
    """What a tag does to the stack of open elements."""

    OPEN = 0
    CLOSE = 1
    EMPTY = 2
    SKIP = 3


class Element(NamedTuple):
    """A tag as the walk needs it.

    ``names`` is the content of its class attribute; ``fields`` is added to the line's counters (see `fields`);
    ``closes`` are the elements whose end tags may be left out before this tag, ``scope`` those it never closes beyond;
    ``dropped`` are inline parts nobody sees.
    """

    name: str
    kind: Kind
    breaks: Break
    names: str = ""
    fields: int = 0
    block: bool = False
    dropped: bool = False
    closes: frozenset[str] = frozenset()
    scope: frozenset[str] = frozenset()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _names("area base br col embed hr img input link meta param source track wbr frame keygen basefont bgsound")
_SKIPPED = _names("svg select template canvas audio video object applet datalist title math-annotation")
_PARAGRAPHS = _names(
    "p h1 h2 h3 h4 h5 h6 ul ol menu dl table blockquote pre figure figcaption section article main header footer aside"
    " nav form fieldset hr address details hgroup"
)
_LINES = _names(
    "div li dt dd tr caption thead tbody tfoot body html center dir option optgroup button label legend summary br"
    " dialog noscript noframes frameset search marquee listing"
)
_CELLS = _names("td th")
BLOCKS = (_PARAGRAPHS | _LINES | _CELLS) - _names("br hr button label legend summary")
CONTAINERS = BLOCKS - _names("p h1 h2 h3 h4 h5 h6 li dt dd tr td th thead tbody tfoot caption pre figcaption address")
"""Elements that hold several lines: lines are compared with the others in the same one."""

_TABLE = _names("table")
_CLOSED_BY = {
    "li": (_names("li"), _names("ul ol menu dir table td th")),
    "dt": (_names("dt dd"), _names("dl table td th")),
    "dd": (_names("dt dd"), _names("dl table td th")),
    "td": (_names("td th"), _TABLE),
    "th": (_names("td th"), _TABLE),
    "tr": (_names("tr td th caption"), _TABLE),
    "tbody": (_names("thead tbody tfoot tr td th caption"), _TABLE),
    "thead": (_names("thead tbody tfoot tr td th caption"), _TABLE),
    "tfoot": (_names("thead tbody tfoot tr td th caption"), _TABLE),
    "a": (_names("a"), BLOCKS),
}
_P_CLOSED = (_names("p"), BLOCKS - _names("p"))
_OF_TABLES = _names("table tr td th tbody thead tfoot caption")

# A name ends where the standard ends it.
_NAME = re.compile(r"/?([a-zA-Z][^\s/]*)")
_NAMING = frozenset({"class", "id", "itemprop", "data-testid", "data-component"})
_ATTRIBUTE = re.compile(
    r"""[\s"'](class|id|role|style|hidden|aria-hidden|itemprop|data-testid|data-component)(?=[\s=/]|$)"""
    r"""(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']*)))?""",
    re.IGNORECASE,
)
_BODY_PROPERTIES = frozenset({"articlebody", "text", "description"})
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONGEST_KEPT = 1000
LONGEST_NAMES = 300
"""So many characters of class and id are looked at; utility classes run longer and say nothing."""


@cache
def _base(name: str) -> tuple[Break, bool, frozenset[str], frozenset[str]]:
    """Return what the name of a start tag alone says."""
    block = name in BLOCKS
    closes, scope = _CLOSED_BY.get(name, _P_CLOSED if block else (frozenset(), frozenset()))
    return _breaks(name), block, closes, scope


def _breaks(name: str) -> Break:
    if name in _CELLS:
        return Break.CELL
    if name in _PARAGRAPHS:
        return Break.PARAGRAPH
    return Break.LINE if name in _LINES else Break.NONE


def tag_name(tag: str) -> str:
    """Return the name of a tag, given without its angle brackets, in lower case.

    >>> tag_name("/DIV"), tag_name("br/"), tag_name("p class='a'")
    ('div', 'br', 'p')
    """
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def element_of(tag: str) -> Element:
    """Return the element of a tag, given without its angle brackets."""
    name = tag_name(tag)
    if tag[0] == "/":
        return Element(name, Kind.CLOSE, _breaks(name), block=name in BLOCKS, scope=_scope_of_end(name))
    if name in _VOID or (name in _SKIPPED and tag[-1] == "/"):
        return Element(name, Kind.EMPTY, _breaks(name))
    if name in _SKIPPED:
        return Element(name, Kind.SKIP, _breaks(name))
    if len(tag) == len(name):
        return _opened(name, ())
    # Most tags differ in addresses only.
    attributes = tuple(_ATTRIBUTE.findall(tag))
    return _opened(name, attributes) if len(tag) <= LONGEST_KEPT else _opened.__wrapped__(name, attributes)


@lru_cache(maxsize=1 << 12)
def _opened(name: str, attributes: tuple[tuple[str, str, str, str], ...]) -> Element:
    """Return the element that a start tag opens, given those of its attributes that count."""
    breaks, block, closes, scope = _base(name)
    fields, hidden = _of_attributes(attributes) if attributes else (0, False)
    dropped = hidden and breaks is Break.NONE
    names = next(("".join(values) for attribute, *values in attributes if attribute.lower() == "class"), "")
    return Element(name, Kind.OPEN, breaks, names, fields | _of_name(name), block, dropped, closes, scope)


def _scope_of_end(name: str) -> frozenset[str]:
    """Return beyond which elements an end tag closes nothing."""
    if name in _OF_TABLES:
        return frozenset() if name == "table" else _TABLE
    return _OF_TABLES if name in BLOCKS else BLOCKS


def _of_attributes(attributes: Iterable[tuple[str, str, str, str]]) -> tuple[int, bool]:
    """Return the fields that attributes add to, and whether they hide their element."""
    fields = 0
    hidden = False
    names: list[str] = []
    for name, *values in attributes:
        attribute, value = name.lower(), "".join(values)
        if attribute in _NAMING:
            names.append(value)
            if attribute == "itemprop" and value.lower() in _BODY_PROPERTIES:
                fields |= packed([BODY_PROPERTY])
        elif attribute == "role":
            fields |= packed(ROLE_FIELDS[role] for role in value.lower().split() if role in ROLE_FIELDS)
        else:
            hidden |= _hides(attribute, value.lower())
    if names:
        fields |= _of_names(" ".join(names)[:LONGEST_NAMES])
    return (fields | packed([HIDDEN]), True) if hidden else (fields, False)


def _hides(attribute: str, value: str) -> bool:
    """Tell whether an attribute hides its element."""
    if attribute == "style":
        return _INVISIBLE.search(value) is not None
    return attribute == "hidden" or value == "true"


def _of_names(names: str) -> int:
    """Return the fields that class and id hint at."""
    if not names.islower():
        names = _CAMEL.sub("-", names).lower()
    words = f"-{names.replace('_', '-').replace(' ', '-')}-"
    automaton, fields_of = _name_parts()
    fields = 0
    for part, _, _ in automaton.find_matches_as_indexes(words, overlapping=True):
        fields |= fields_of[part]
    return fields


@cache
def _name_parts() -> tuple[AhoCorasick, list[int]]:
    """Return the automaton of all parts of names, and the fields of each."""
    parts = [(part, packed([field])) for field, listed in NAME_PARTS.items() for part in listed.split()]
    return AhoCorasick([part for part, _ in parts]), [fields for _, fields in parts]


@cache
def _of_name(name: str) -> int:
    """Return the field of an element's name."""
    return packed([TAG_FIELDS[name]]) if name in TAG_FIELDS else 0
