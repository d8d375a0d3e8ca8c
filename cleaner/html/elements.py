"""What a tag does to the lines of a page: whether it breaks them, what it opens, and what its names hint at.

Each open element adds to some counters, the fields: how many articles, links, elements called "comment" … a line stands
in. All counters of a line are one Python integer, sixteen bits each, so opening an element is one addition, and closing
it means going back to the number before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

# --- fields: the counters of what a line stands in, packed in one integer ---------------------------------------------

TAG_FIELDS = {
    "article": "in_article",
    "main": "in_main",
    "nav": "in_nav",
    "header": "in_header",
    "footer": "in_footer",
    "aside": "in_aside",
    "form": "in_form",
    "figure": "in_figure",
    "figcaption": "in_caption",
    "caption": "in_caption",
    "ul": "in_list",
    "ol": "in_list",
    "menu": "in_list",
    "li": "in_item",
    "dl": "in_definitions",
    "table": "in_table",
    "blockquote": "in_quote",
    "pre": "in_pre",
    "p": "in_paragraph",
    "section": "in_section",
    "a": "in_link",
    "button": "in_button",
    "label": "in_label",
    "strong": "in_strong",
    "b": "in_strong",
    "em": "in_emphasis",
    "i": "in_emphasis",
    "time": "in_time",
    "address": "in_address",
    "noscript": "in_noscript",
    "noframes": "in_noscript",
    "h1": "in_h1",
    "h2": "in_h2",
    "h3": "in_h3",
    "h4": "in_h4",
    "h5": "in_h4",
    "h6": "in_h4",
    "details": "in_details",
}
"""The counter that an element adds one to, by its name."""

ROLE_FIELDS = {
    "main": "in_main",
    "article": "in_article",
    "navigation": "in_nav",
    "menu": "in_nav",
    "menubar": "in_nav",
    "banner": "in_header",
    "contentinfo": "in_footer",
    "complementary": "in_aside",
    "dialog": "named_consent",
    "alertdialog": "named_consent",
    "search": "in_form",
    "button": "in_button",
}
"""The same by ARIA role."""

NAME_PARTS = {
    "named_body": "article content entry story body text main post",
    "named_article_body": "article-body articlebody entry-content entrycontent post-content postcontent story-body"
    " storybody article-content articlecontent article-text articletext post-body postbody page-content pagecontent"
    " main-content maincontent rich-text richtext markdown mw-parser",
    "named_comment": "comment disqus reply replies respond discuss",
    "named_post": "message thread topic forum answer question review",
    "named_related": "related recommend more- also trending popular latest read-next readnext outbrain taboola teaser"
    " card recirc",
    "named_list": "list grid feed archive carousel slider item",
    "named_share": "share social follow facebook twitter whatsapp",
    "named_navigation": "nav menu breadcrumb crumb pagination pager skip toc jump -tab- -tabs-",
    "named_edge": "header footer masthead copyright colophon bottom topbar top- toolbar logo brand",
    "named_aside": "sidebar aside widget rail secondary module promo banner callout",
    "named_ad": "-ad- -ads- advert sponsor dfp gpt- affiliate",
    "named_newsletter": "newsletter subscri signup sign-up paywall regwall login register donat cta",
    "named_consent": "cookie consent gdpr modal popup overlay lightbox dialog onetrust toast",
    "named_meta": "meta byline author date time published contributor credit posted info",
    "named_caption": "caption figure image photo gallery media video player",
    "named_tags": "-tag- -tags- categor keyword label badge eyebrow kicker",
    "named_title": "title headline heading",
    "named_summary": "summary lead lede intro dek standfirst excerpt abstract subtitle subhead description",
    "named_product": "product price spec feature detail accordion cart buy",
    "named_hidden": "hidden sr-only screen-reader visually print-only invisible d-none noprint no-print",
}
"""Weak evidence: parts of class, id, itemprop and test ids, by what they hint at. A hyphen stands for whatever stands
between words: their bounds, underscores, a capital after a small letter."""

HIDDEN, BODY_PROPERTY = "hidden", "in_body_property"

FIELDS: tuple[str, ...] = tuple(
    dict.fromkeys([*TAG_FIELDS.values(), *ROLE_FIELDS.values(), *NAME_PARTS, HIDDEN, BODY_PROPERTY])
)
"""All counters, in the order of their bits."""

_BITS = 16
_INDEX = {field: index for index, field in enumerate(FIELDS)}


def packed(fields: Iterable[str]) -> int:
    """Return the number that adds one to each of the fields."""
    return sum(1 << (_BITS * _INDEX[field]) for field in set(fields))


def unpacked(numbers: Sequence[int]) -> NDArray[np.uint16]:
    """Return the counters of some numbers, one row a number and one column a field."""
    width = len(FIELDS) * _BITS // 8
    joined = b"".join([number.to_bytes(width, "little") for number in numbers])
    return np.frombuffer(joined, "<u2").reshape(len(numbers), len(FIELDS))


# --- elements ---------------------------------------------------------------------------------------------------------


class Trait:
    """What a tag does, as bits: to the open elements, to the line that is being read, and whether it is counted."""

    OPENS = 1
    ENDS = 2
    SKIPS = 4
    """Its content is left out."""
    PARTS_CELLS = 8
    BREAKS_LINE = 16
    BREAKS_PARAGRAPH = 32
    LINK = 64
    IMAGE = 128
    LINE_BREAK = 256


@dataclass(slots=True)
class Element:
    """A tag as the walk needs it; not to be changed (frozen ones take three times as long to make).

    ``traits`` are bits of `Trait`; ``names`` is the content of its class attribute; ``fields`` is added to the line's
    counters (see `FIELDS`); ``block`` and ``container`` tell whether it is one of `BLOCKS` and `CONTAINERS`;
    ``dropped`` are inline parts nobody sees; ``closes`` are those whose end tags may be left out before this tag,
    ``scope`` those beyond which it closes nothing.
    """

    name: str
    traits: int
    names: str = ""
    fields: int = 0
    block: bool = False
    container: bool = False
    dropped: bool = False
    closes: frozenset[str] = frozenset()
    scope: frozenset[str] = frozenset()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _names("area base br col embed hr img input link meta param source track wbr frame keygen basefont bgsound")
_SKIPPED = _names("svg select template canvas audio video object applet datalist title math-annotation")
_SKIPPED_BEGINNINGS = frozenset(start for name in _SKIPPED for start in (name[:3], name[:3].upper(), name[:3].title()))
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
_CLOSES_NOTHING: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
_BREAKS = Trait.PARTS_CELLS | Trait.BREAKS_LINE | Trait.BREAKS_PARAGRAPH
_P_CLOSED = (_names("p"), BLOCKS - _names("p"))
_WHOLE_PAGE = _names("html body")
"""What they say is said of all lines alike; many hide the page until it has loaded."""
_COUNTED = {"a": Trait.LINK, "img": Trait.IMAGE, "br": Trait.LINE_BREAK}
_OF_TABLES = _names("table tr td th tbody thead tfoot caption")

# A name ends where the standard ends it.
_NAME = re.compile(r"/?([a-zA-Z][^\s/]*)")
_KNOWN_NAMES = {start: name for name in _VOID | _SKIPPED | BLOCKS | TAG_FIELDS.keys() for start in (name, f"/{name}")}
_KNOWN_NAMES |= {start: name for name in ("span", "picture") for start in (name, f"/{name}")}
_NAMING = frozenset({"class", "id", "itemprop", "data-testid", "data-component"})
_ATTRIBUTE_NAMES = "class|id|role|style|hidden|aria-hidden|itemprop|data-testid|data-component|CLASS|ID|STYLE"
# Letters are matched as they are, which takes two thirds of the time; old pages shout. Other attributes' values are
# passed over: a title may say "the hidden valley".
_ATTRIBUTE = re.compile(
    rf"""[\s"']({_ATTRIBUTE_NAMES})(?=[\s=/]|$)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']*+)))?"""
    r"""|=\s*+(?:"[^"]*+"|'[^']*+')"""
)
_BODY_PROPERTIES = frozenset({"articlebody", "text", "description"})
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONGEST_KEPT = 1000
LONGEST_NAMES = 300
"""So many characters of class and id are looked at; utility classes run longer and say nothing."""


@lru_cache(maxsize=1 << 10)
def _traits(name: str) -> int:
    """Return what follows from a tag's name, whether it starts or ends an element."""
    traits = _COUNTED.get(name, 0)
    if name in _CELLS:
        return traits | Trait.PARTS_CELLS
    if name in _PARAGRAPHS:
        return traits | Trait.BREAKS_PARAGRAPH
    return traits | (Trait.BREAKS_LINE if name in _LINES else 0)


def tag_name(tag: str) -> str:
    """Return the name of a tag, given without its angle brackets, in lower case.

    >>> tag_name("/DIV"), tag_name("br/"), tag_name("p class='a'")
    ('div', 'br', 'p')
    """
    known = _KNOWN_NAMES.get(tag.partition(" ")[0])
    if known is not None:
        return known
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def is_left_out(tag: str) -> bool:
    """Tell whether a tag starts an element whose content is no text of the page."""
    # Of ten tags, nine are told by their first letters.
    return tag[:3] in _SKIPPED_BEGINNINGS and tag_name(tag) in _SKIPPED and tag[0] != "/" and tag[-1] != "/"


def element_of(tag: str) -> Element:
    """Return the element of a tag, given without its angle brackets."""
    bare = tag.partition(" ")[0]
    if bare in _VOID:
        return _bare(bare)
    if bare == "a":
        # Most links differ in addresses only.
        start = tag.find(' href="')
        if start > 0 and (end := tag.find('"', start + 7)) > 0:
            tag = f"{tag[:start]} {tag[end + 1 :]}"
    return _element_of(tag) if len(tag) <= LONGEST_KEPT else _element_of.__wrapped__(tag)


@lru_cache(maxsize=1 << 12)
def _element_of(tag: str) -> Element:
    name = tag_name(tag)
    if tag[0] == "/":
        # The ends of cells break nothing, their beginnings do.
        traits = Trait.ENDS | _traits(name) & ~Trait.PARTS_CELLS
        return Element(name, traits, scope=_scope_of_end(name))
    if name in _VOID or (name in _SKIPPED and tag[-1] == "/"):
        return _bare(name)
    if name in _SKIPPED:
        return Element(name, Trait.SKIPS | _traits(name))
    speaks = len(tag) > len(name) and name not in _WHOLE_PAGE
    return _opened(name, _attributes(tag) if speaks else ())


def _attributes(tag: str) -> tuple[tuple[str, str], ...]:
    """Return those of a tag's attributes that count, by their names in lower case.

    >>> _attributes("div class='a b' title='the hidden valley' hidden id=c")
    (('class', 'a b'), ('hidden', ''), ('id', 'c'))
    """
    found = _ATTRIBUTE.findall(tag)
    return tuple([(name.lower(), quoted or single or bare) for name, quoted, single, bare in found if name])


@lru_cache(maxsize=1 << 10)
def _bare(name: str) -> Element:
    return Element(name, _traits(name))


@lru_cache(maxsize=1 << 12)
def _opened(name: str, attributes: Sequence[tuple[str, str]]) -> Element:
    """Return the element that a start tag opens, given those of its attributes that count."""
    block = name in BLOCKS
    traits = _traits(name)
    closes, scope = _CLOSED_BY.get(name, _P_CLOSED if block else _CLOSES_NOTHING)
    names, fields, hidden = _of_attributes(attributes) if attributes else ("", 0, False)
    fields |= _of_name(name)
    dropped = hidden and not traits & _BREAKS
    return Element(name, Trait.OPENS | traits, names, fields, block, name in CONTAINERS, dropped, closes, scope)


def _scope_of_end(name: str) -> frozenset[str]:
    """Return beyond which elements an end tag closes nothing."""
    if name in _OF_TABLES:
        return frozenset() if name == "table" else _TABLE
    return _OF_TABLES if name in BLOCKS else BLOCKS


def _of_attributes(attributes: Sequence[tuple[str, str]]) -> tuple[str, int, bool]:
    """Return an element's class, the fields that its attributes add to, and whether they hide it."""
    fields = 0
    hidden = False
    classes = ""
    naming: list[str] = []
    for attribute, value in attributes:
        if attribute in _NAMING:
            naming.append(value)
            if attribute == "class":
                classes = classes or value
            elif attribute == "itemprop" and value.lower() in _BODY_PROPERTIES:
                fields |= packed([BODY_PROPERTY])
        elif attribute == "role":
            fields |= packed(ROLE_FIELDS[role] for role in value.lower().split() if role in ROLE_FIELDS)
        else:
            hidden |= _hides(attribute, value.lower())
    if naming:
        fields |= _of_names(" ".join(naming)[:LONGEST_NAMES])
    return classes, fields | packed([HIDDEN]) if hidden else fields, hidden


def _hides(attribute: str, value: str) -> bool:
    if attribute == "style":
        return _INVISIBLE.search(value) is not None
    return attribute == "hidden" or value == "true"


def _of_names(names: str) -> int:
    if not names.islower():
        names = _CAMEL.sub("-", names).lower()
    words = f"-{names.replace('_', '-').replace(' ', '-')}-"
    fields = 0
    for part, told in _name_parts():
        if part in words:
            fields |= told
    return fields


@cache
def _name_parts() -> tuple[tuple[str, int], ...]:
    """Return the parts of names, and the fields of each."""
    fields_of: dict[str, int] = {}
    for field, listed in NAME_PARTS.items():
        for part in listed.split():
            fields_of[part] = fields_of.get(part, 0) | packed([field])
    return tuple(fields_of.items())


@lru_cache(maxsize=1 << 10)
def _of_name(name: str) -> int:
    return packed([TAG_FIELDS[name]]) if name in TAG_FIELDS else 0
