r"""Markup as it is written: its tokens, by one regular expression, and the attributes, entities and addresses in them.

A parser that builds the tree of the HTML standard takes quadratic time where tags nest deeply or hold many attributes:
Lexbor needs 12 s for 20,000 nested list items and minutes for 100,000 attributes. Lines need no tree: what opens and
what closes is enough. The expressions never go back (all their quantifiers are possessive) and every alternative may
end with the page, so the time is linear in the page, whatever stands in it.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

# --- tokens -----------------------------------------------------------------------------------------------------------

# A quote has a meaning only behind "=", as in the standard: `<p don't>` opens none.
ATTRIBUTES = r"""[^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+'|)[^>=]*+)*+"""

RAW = ("script", "style", "iframe", "noembed", "xmp", "textarea", "plaintext")
"""Elements whose content is no markup, and no text of the page either."""

_RAW = "|".join(
    rf"{name}(?=[\s/>]){ATTRIBUTES}(?:>(?:[^<]++|<(?!/{name}[\s/>]))*+(?:</[^>]*+(?:>|\Z)|\Z)|\Z)" for name in RAW
)

_TOKEN = re.compile(
    rf"""<(?:
        !--(?:-?>|(?s:.*?)(?:--!?>|\Z))
        | (?=[sxinetpSXINETP])(?i:{_RAW})
        | (/?[a-zA-Z]{ATTRIBUTES})(?:>|\Z)
        | [!?/][^>]*+(?:>|\Z)
    )""",
    re.VERBOSE,
)


def tokens(html: str) -> tuple[list[str], list[str | None]]:
    """Return the texts and the tags of a page, which stand in turn: there is one text more.

    Tags come without their angle brackets; comments and raw elements are None among them. Texts are as they stand in
    the source.

    >>> tokens("<p class='a'>Fish &amp; chips<br/><!-- <b> --></p>")
    (['', 'Fish &amp; chips', '', '', ''], ["p class='a'", 'br/', None, '/p'])
    """
    parts = _TOKEN.split(html)
    return parts[0::2], parts[1::2]


# --- attributes -------------------------------------------------------------------------------------------------------

# Nothing is tried twice: a name without a value is passed over as a whole, or one of a megabyte would take hours.
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++)))?""")


def attributes_of(tag: str) -> dict[str, str]:
    """Return the attributes of a tag, given without its angle brackets, by their names in lower case.

    Of equal names the first counts, as in browsers. Entities are not read.

    >>> attributes_of("a HREF='/x?a=1' class=b hidden class=c")
    {'href': '/x?a=1', 'class': 'b', 'hidden': ''}
    """
    found: dict[str, str] = {}
    for name, quoted, single, bare in _ATTRIBUTE.findall(tag)[1:]:
        found.setdefault(name.lower(), quoted or single or bare)
    return found


# --- entities ---------------------------------------------------------------------------------------------------------

_LONG_NUMBER = re.compile(r"&#[0-9]{640,}+;?")
"""Python may refuse to read numbers of so many digits; no character has one."""


def read_entities(text: str) -> str:
    """Return a text with its entities read; a number that no character has becomes U+FFFD, as in browsers.

    >>> read_entities("Fish &amp; chips &#" + "1" * 9000 + ";")
    'Fish & chips \ufffd'
    """
    try:
        return unescape(text)
    except ValueError:
        return unescape(_LONG_NUMBER.sub("\ufffd", text))


# --- addresses: made absolute, and held back where following them would run a script ----------------------------------

SCHEMES = frozenset({"http", "https", "ftp", "mailto", "tel", "sms", "geo"})
"""Of addresses that are written as links. Others run scripts, hold whole pages, or start programs."""

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*+):", re.IGNORECASE)
_ENDS = "".join(map(chr, range(0x21)))
_BREAKS = str.maketrans("", "", "\t\n\r")
"""What browsers take off the ends of addresses, and out of them, before they read them."""

_KEPT = "/:?#@!$&'*+,;=%~[]"
"""Brackets and white space would end a link in Markdown."""

_ENTITY = re.compile(r"&(?=#?\w++;)")


def resolved(address: str, base: str = "") -> str:
    """Return an address, seen from another one; "" for what cannot be read as an address.

    >>> resolved("/rain", "https://valley.example/x"), resolved("//[x")
    ('https://valley.example/rain', '')
    """
    try:
        urlsplit(address)
        return urljoin(base, address)
    except ValueError:
        return ""


def link_target(address: str) -> str:
    r"""Return an address as the target of a link in Markdown; "" for one that nobody should follow.

    >>> link_target(" /a b?c=1&lt;=2 "), link_target("java\nscript:go()")
    ('/a%20b?c=1&amp;lt;=2', '')
    """
    address = address.strip(_ENDS).translate(_BREAKS)
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in SCHEMES:
        return ""
    # Markdown reads entities in addresses once more.
    return _ENTITY.sub("&amp;", quote(address, _KEPT, errors="replace"))
