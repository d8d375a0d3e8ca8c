"""Entities in texts and attributes, read as browsers read them."""

from __future__ import annotations

import re
from html import unescape

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
