"""What an element does to the lines of a page: whether it breaks them, what stands in it, what its names hint at.

Each open element adds to some counters, the fields: how many articles, links, elements called "comment" … a line stands
in. All counters of a line are one Python integer, sixteen bits each, so opening an element is one addition, and closing
it means going back to the number before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from html import unescape
from typing import NamedTuple

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
    "named_body": "article content entry story body text main post"
    " artykul artikel tresc texto tekst noticia neirong inhalt contenido conteudo cuerpo arthro",
    "named_article_body": "article-body articlebody entry-content entrycontent post-content postcontent story-body"
    " storybody article-content articlecontent article-text articletext post-body postbody page-content pagecontent"
    " main-content maincontent rich-text richtext markdown mw-parser",
    "named_comment": "comment disqus reply replies respond discuss koment comentari kommentar pinglun",
    "named_post": "message thread topic forum answer question review",
    "named_related": "related recommend more- also trending popular latest read-next readnext outbrain taboola teaser"
    " card recirc"
    " tuijian xiangguan powiazan podobne relacionad",
    "named_list": "list grid feed archive carousel slider item",
    "named_share": "share social follow facebook twitter whatsapp compart fenxiang",
    "named_navigation": "nav menu breadcrumb crumb pagination pager skip toc jump -tab- -tabs- szukaj suche",
    "named_edge": "header footer masthead copyright colophon bottom topbar top- toolbar logo brand"
    " stopk rodape piede -pied-",
    "named_aside": "sidebar aside widget rail secondary module promo banner callout",
    "named_ad": "-ad- -ads- advert sponsor dfp gpt- affiliate reklam anzeige guanggao publicid pubblic werbung",
    "named_newsletter": "newsletter subscri signup sign-up paywall regwall login register donat cta",
    "named_consent": "cookie consent gdpr modal popup overlay lightbox dialog onetrust toast",
    "named_meta": "meta byline author date time published contributor credit posted info autor fecha datum",
    "named_caption": "caption figure image photo gallery media video player -foto- zdjec -bild-",
    "named_tags": "-tag- -tags- categor keyword label badge eyebrow kicker -tagi- rubrik",
    "named_title": "title headline heading",
    "named_summary": "summary lead lede intro dek standfirst excerpt abstract subtitle subhead description",
    "named_product": "product price spec feature detail accordion cart buy",
    "named_hidden": "hidden sr-only screen-reader visually print-only invisible d-none noprint no-print",
}
"""Weak evidence: parts of class, id, itemprop and test ids, by what they hint at. A hyphen stands for whatever stands
between words: their bounds, underscores, a capital after a small letter. Those of other languages are names that sites
in them use."""

HIDDEN, BODY_PROPERTY = "hidden", "in_body_property"

FIELDS: tuple[str, ...] = tuple(
    dict.fromkeys([*TAG_FIELDS.values(), *ROLE_FIELDS.values(), *NAME_PARTS, HIDDEN, BODY_PROPERTY])
)
"""All counters, in the order of their bits."""

_BITS = 16
WIDTH = len(FIELDS) * _BITS // 8
"""Bytes of all counters."""
_BITS_OF = {field: 1 << (_BITS * index) for index, field in enumerate(FIELDS)}
_TAG_BITS = {name: _BITS_OF[field] for name, field in TAG_FIELDS.items()}
_ROLE_BITS = {role: _BITS_OF[field] for role, field in ROLE_FIELDS.items()}


def in_any(field: str) -> int:
    """Return the bits that are set in the counters of what stands in an element that counts for a field."""
    return 0xFFFF * _BITS_OF[field]


def unpacked(numbers: bytes | bytearray) -> NDArray[np.uint16]:
    """Return the counters of some numbers, of `WIDTH` bytes each: one row a number and one column a field."""
    return np.frombuffer(numbers, "<u2").reshape(-1, len(FIELDS))


# --- elements ---------------------------------------------------------------------------------------------------------


NOTHING_BREAKS, CELLS_BREAK, LINES_BREAK, PARAGRAPHS_BREAK = range(4)
"""What an element breaks where it starts and where it ends; cells are parted only where they start."""


BLOCK, CONTAINER, UNIT, PARTING, HIDES, VOID, TOLD, LINK, BREAK, PICTURE = (1 << bit for bit in range(10))
"""What is known of elements, a bit each: that they are in `_BLOCKS`, `_CONTAINERS` or `_UNITS`, end such a unit around
them, are seen by nobody, hold nothing, have attributes to note, or which they are."""


class Element(NamedTuple):
    """An element as the walk needs it.

    ``breaks`` is one of the above; ``names`` is its class attribute; ``fields`` is added to the line's counters (see
    `FIELDS`); ``kinds`` are bits of the above; ``identifier`` is its id; ``start`` the number of a list's first item.
    """

    name: str
    breaks: int = NOTHING_BREAKS
    names: str = ""
    fields: int = 0
    kinds: int = 0
    identifier: str = ""
    start: int = 1


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEFT_OUT = _names(
    "script style svg select canvas audio video object applet datalist title iframe noembed noframes xmp textarea"
    " plaintext annotation"
)
"""Elements whose content is no text of the page."""
_VOID = _names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
_TOLD = _names("meta link time html base pre code table tr td th")
_PARAGRAPHS = _names(
    "p h1 h2 h3 h4 h5 h6 ul ol menu dl table blockquote pre figure figcaption section article main header footer aside"
    " nav form fieldset hr address details hgroup"
)
_LINES = _names(
    "div li dt dd tr caption thead tbody tfoot body html center dir option optgroup button label legend summary"
    " dialog noscript search marquee listing"
)
_CELLS = _names("td th")
_BLOCKS = (_PARAGRAPHS | _LINES | _CELLS) - _names("hr button label legend summary")
_CONTAINERS = _BLOCKS - _names("p h1 h2 h3 h4 h5 h6 li dt dd tr td th thead tbody tfoot caption pre figcaption address")
"""Elements that hold several lines: lines are compared with the others in the same one."""
_UNITS = _names("ul ol menu dl table pre blockquote figure details address")
"""Elements whose lines stay or go together, unless something in them structures the page."""
_PARTING = _names("article section main nav aside header footer form h1 h2 h3")

_BREAKS = (
    dict.fromkeys(_PARAGRAPHS, PARAGRAPHS_BREAK)
    | dict.fromkeys(_LINES, LINES_BREAK)
    | dict.fromkeys(_CELLS, CELLS_BREAK)
)
_WHOLE_PAGE = _names("html body")
"""What they say is said of all lines alike; many hide the page until it has loaded."""
_NAMING = _names("class id itemprop data-testid data-component")
TELLING = _NAMING | _names("role style hidden aria-hidden open start")
"""Attributes that say something of lines."""
_BODY_PROPERTIES = _names("articlebody text description")
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden"
    r"|^(?!.*(?:trans|anim|will-change)).*(?<![\w-])opacity\s*:\s*(?:0(?:\.0*)?|\.0+)\s*(?:[;!]|$)"
)
"""What is transparent until it moves in is shown by scripts."""
_FOR_READERS_ALOUD = _names(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader-only screen-reader"
    " screenreader sronly sr_only a11y-hidden hidden-accessible element-invisible offscreen u-hidden-visually"
    " u-visually-hidden visually_hidden"
)
"""Classes of what is said to those who do not see the page: labels of icons, headings of menus."""
_PANELS = _names("tabpanel region")
_OPENS = re.compile(
    r"accordi|collaps|tab-?pan|tabs?[_-]+(?:pan|cont)|toggle|expand|spoiler|panel|drawer|faq|(?:show|read)-?more|region"
    r"|slide|carousel|swiper|item-\d+-content|^S:[0-9a-f]+$",
    re.IGNORECASE,
)
"""Names of parts that a click shows, and those (``S:0``) that a script puts in their place."""
_NUMBER = re.compile(r"[0-9]{1,9}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONGEST_READ = 300
MOST_NAMES = 30
"""So many characters of an attribute and names in it are looked at; utility classes run longer and say nothing."""


_KINDS: dict[str, int] = {}
for _kind, _of_kind in {
    BLOCK: _BLOCKS,
    CONTAINER: _CONTAINERS,
    UNIT: _UNITS,
    PARTING: _PARTING,
    HIDES: _names("noscript"),
    VOID: _VOID,
    TOLD: _TOLD,
    LINK: _names("a"),
    BREAK: _names("br"),
    PICTURE: _names("img"),
}.items():
    _KINDS |= {_name: _KINDS.get(_name, 0) | _kind for _name in _of_kind}


@lru_cache(maxsize=1 << 13)
def element(tag: bytes) -> Element:
    """Return the element of a tag: its name and what is in `TELLING` of its attributes, with NUL between these."""
    text = tag.decode("utf-8", "ignore")
    name, *told = (unescape(text) if "&" in text else text).split("\0")
    fields, kinds = _TAG_BITS.get(name, 0), _KINDS.get(name, 0)
    attributes = {}
    if told and name not in _WHOLE_PAGE:
        attributes = {key: value[:LONGEST_READ] for key, _, value in [one.partition("=") for one in told]}
        own, hidden = _of_attributes(attributes)
        fields, kinds = fields | own, kinds | HIDES * hidden
    if name == "dialog" and "open" not in attributes:
        kinds |= HIDES
    get = attributes.get
    start = int(get("start", "")) if _NUMBER.fullmatch(get("start", "")) else 1
    return Element(name, _BREAKS.get(name, NOTHING_BREAKS), get("class", ""), fields, kinds, get("id", ""), start)


def _of_attributes(attributes: Mapping[str, str]) -> tuple[int, bool]:
    """Return the fields that an element's attributes add to, and whether they hide it."""
    fields, hides, read_aloud = 0, False, False
    naming: list[str] = []
    for key, value in attributes.items():
        if key in _NAMING:
            naming += value.split()
            if key == "class":
                read_aloud = not _FOR_READERS_ALOUD.isdisjoint(value.lower().split())
            elif key == "itemprop" and value.lower() in _BODY_PROPERTIES:
                fields |= _BITS_OF[BODY_PROPERTY]
        elif key == "role":
            for role in value.lower().split():
                fields |= _ROLE_BITS.get(role, 0)
            naming += _PANELS.intersection(value.lower().split())
        elif key == "hidden" or (key == "aria-hidden" and value.lower() == "true"):
            hides = True
        elif key == "style":
            hides |= _INVISIBLE.search(value.lower()) is not None
    for name in naming[:MOST_NAMES]:
        fields |= _of_name(name)
    if hides or read_aloud:
        fields |= _BITS_OF[HIDDEN]
    return fields, read_aloud or (hides and not any(map(_OPENS.search, naming)))


@lru_cache(maxsize=1 << 14)
def _of_name(name: str) -> int:
    if not name.islower():
        name = _CAMEL.sub("-", name).lower()
    words = f"-{name.replace('_', '-')}-"
    fields, parts = 0, _name_parts()
    for place in range(len(words) - 2):
        for part, told in parts.get(words[place : place + 3], ()):
            if words.startswith(part, place):
                fields |= told
    return fields


@cache
def _name_parts() -> dict[str, list[tuple[str, int]]]:
    """Return the parts of names with the fields of each, by their first three letters."""
    fields_of: dict[str, list[tuple[str, int]]] = {}
    for field, listed in NAME_PARTS.items():
        for part in listed.split():
            fields_of.setdefault(part[:3], []).append((part, _BITS_OF[field]))
    return fields_of
