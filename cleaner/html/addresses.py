"""Addresses: made absolute, and held back where following them would run a script; and the entities in them."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

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


def link_target(address: str, base: str = "") -> str:
    r"""Return an address, seen from another one, as the target of a link in Markdown; "" if nobody should follow it.

    >>> link_target(" /a b?c=1&lt;=2 "), link_target("java\nscript:go()")
    ('/a%20b?c=1&amp;lt;=2', '')
    """
    address = address.strip(_ENDS).translate(_BREAKS)
    if base and address and not _SCHEME.match(address):
        address = resolved(address, base)
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in SCHEMES:
        return ""
    # Markdown reads entities in addresses once more.
    return _ENTITY.sub("&amp;", quote(address, _KEPT, errors="replace"))
