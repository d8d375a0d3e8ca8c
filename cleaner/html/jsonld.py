"""JSON-LD: what a page says about itself for search engines. It may be wrong, so nobody takes its word alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

_SCRIPT = re.compile(
    r"""<script[^>]*?type\s*=\s*["']?application/ld\+json[^>]*+>((?:[^<]++|<(?!/script))*+)""", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]*+>")
MOST_OBJECTS = 10_000

SEEN_SHARE = 0.5
"""An article body counts if so much of its words stands in the page's text as well."""


def objects(html: str) -> Iterator[dict[str, Any]]:
    """Yield all objects of a page's JSON-LD, outer ones first; what cannot be read is left out."""
    waiting: list[Any] = []
    for found in _SCRIPT.finditer(html):
        try:
            waiting.append(json.loads(found[1].strip().removesuffix(";"), strict=False))
        except (ValueError, RecursionError):
            continue
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, dict):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def article_body(html: str, text: str) -> str:
    """Return the longest ``articleBody`` of a page's JSON-LD if its words stand in the page's text, else "".

    >>> html = '<script type="application/ld+json">{"articleBody": "Rain fell."}</script><p>Rain fell.'
    >>> article_body(html, "Rain fell.")
    'Rain fell.'
    >>> article_body(html, "Subscribe to read on.")
    ''
    """
    bodies = [item["articleBody"] for item in objects(html) if isinstance(item.get("articleBody"), str)]
    body = _TAG.sub(" ", unescape(max(bodies, key=len, default="")))
    words, seen = Counter(_WORD.findall(body.lower())), Counter(_WORD.findall(text.lower()))
    return body if body.strip() and (words & seen).total() >= SEEN_SHARE * words.total() else ""
