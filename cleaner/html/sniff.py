"""Telling HTML from text, by the beginning alone."""

from __future__ import annotations

import re

HEAD = 1 << 14
"""So many bytes or characters are looked at."""

# Nothing is tried twice (all quantifiers are possessive): a comment ends at its first "-->".
_BEGINNING = re.compile(
    r"[\s\ufeff]*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:[^-]++|-(?!->))*+-->\s*+)*+<(?:!doctype\s++html|html|head|body)\b",
    re.I,
)
_TAG = re.compile(
    r"</?(?:p|div|span|a|br|ul|ol|li|h[1-6]|table|tr|td|article|section|main|img|strong|em|b|i|blockquote|figure)\b[^<>]*>",
    re.I,
)
TAGS = 4
TAGS_SHARE = 0.35
"""A fragment begins with a tag, or so much of its beginning are tags; texts about HTML have fewer."""


def is_html(document: str | bytes) -> bool:
    """Tell whether a document is HTML.

    >>> is_html("<!DOCTYPE html><title>x"), is_html("<p>One<p>Two<br>Three<br>"), is_html("a < b, and <p> is a tag")
    (True, True, False)
    >>> is_html("<p>Hello".encode("utf-16"))
    False
    """
    head = document[:HEAD]
    if isinstance(head, bytes):
        head = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").decode("latin-1").removeprefix("\xff\xfe")
    if _BEGINNING.match(head):
        return True
    tags = [found.group() for found in _TAG.finditer(head)]
    begins = len(tags) > 0 and head.lstrip().startswith(tags[0])
    return len(tags) >= TAGS and (begins or sum(map(len, tags)) >= TAGS_SHARE * len(head))
