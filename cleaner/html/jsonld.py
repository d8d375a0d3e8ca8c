"""JSON-LD: what a page says about itself for search engines. It may be wrong, so nobody takes its word alone."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

from cleaner.html.attributes import attributes_of
from cleaner.html.encoding import sound
from cleaner.html.entities import read_entities
from cleaner.html.scan import ATTRIBUTES

# Both ends may be those of the page, so nothing is looked at twice.
_SCRIPT = re.compile(rf"<(script(?=[\s/>]){ATTRIBUTES})(?:>((?:[^<]++|<(?!/script))*+)|\Z)", re.IGNORECASE)
_TYPE = "application/ld+json"
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*+>")
MOST_OBJECTS = 10_000

_LESS_THAN = re.compile(r"<|\\u003c|&lt;", re.IGNORECASE)
MOST_TAGS = 2_000
"""Other readers look for the end of each tag in data, to the end of the data where there is none. With so many they
take some seconds a megabyte; articles whose data hold their markup have some hundreds."""

SEEN_SHARE = 0.5
"""An article body counts if so much of its words stands in the page's text as well."""


def objects(html: str) -> Iterator[dict[str, Any]]:
    """Yield all objects of a page's JSON-LD, outer ones first; what cannot be read is left out."""
    waiting = deque(_values(html))
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return
        item = waiting.popleft()
        if isinstance(item, dict):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def is_tame(html: str) -> bool:
    """Tell whether a page's data hold so few tags that other readers of them need no minutes."""
    return sum(len(_LESS_THAN.findall(data)) for data in _data(html, "json")) <= MOST_TAGS


def _values(html: str) -> Iterator[Any]:
    """Yield what each script of JSON-LD holds."""
    for data in _data(html, _TYPE):
        try:
            # Nobody asks for numbers here, and Python refuses to read integers of thousands of digits.
            yield json.loads(data.strip().removesuffix(";"), strict=False, parse_int=float)
        except (ValueError, RecursionError):
            continue


def _data(html: str, kind: str) -> Iterator[str]:
    """Yield what the scripts of a kind hold; ``kind`` is part of their type."""
    for tag, data in _SCRIPT.findall(html):
        if kind in attributes_of(tag).get("type", "").lower():
            yield data


def article_body(html: str, text: str) -> str:
    """Return the longest ``articleBody`` of a page's JSON-LD if its words stand in the page's text, else "".

    >>> html = '<script type="application/ld+json">{"articleBody": "Rain fell."}</script><p>Rain fell.'
    >>> article_body(html, "Rain fell.")
    'Rain fell.'
    >>> article_body(html, "Subscribe to read on.")
    ''
    """
    bodies = [item["articleBody"] for item in objects(html) if isinstance(item.get("articleBody"), str)]
    body = _TAG.sub(" ", read_entities(sound(max(bodies, key=len, default=""))))
    words, seen = Counter(_WORD.findall(body.lower())), Counter(_WORD.findall(text.lower()))
    return body if body.strip() and (words & seen).total() >= SEEN_SHARE * words.total() else ""
