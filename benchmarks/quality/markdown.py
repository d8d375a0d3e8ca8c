"""The track of Markdown: whole pages as converters write them, compared with the main content.

Addresses are no words: whoever writes Markdown keeps them, and main content has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec

from benchmarks.converters import CONVERTERS, converted
from benchmarks.quality.cases import Case
from benchmarks.quality.data import Data, Part

MARKDOWN = "markdown"
"""The kind of the track; converting all pages takes minutes the first time, so it is measured when it is named."""

_ADDRESS = re.compile(
    r"\]\([^()]*(?:\([^()]*\)[^()]*)*\)|<https?:[^<>]*>|^[ ]{0,3}\[[^\[\]\n]+\]:[ ].*$|^#{1,6}[ ]", re.MULTILINE
)


def sources(data: Data) -> list[str]:
    """Return the converters that are installed, if there are pages."""
    return [name for name in CONVERTERS if find_spec(name)] if data.has_html else []


def cases(name: str, data: Data, part: Part) -> Iterator[Case]:
    """Yield the articles as a converter writes their pages."""
    pages = {page.id: page for page in part.of(data.gold) if page.type == "article"}
    for page, text in converted(data, part, name):
        if page in pages:
            yield Case(text, pages[page], pages[page].type)


def without_addresses(text: str) -> str:
    """Return Markdown without the addresses of its links, and without the marks of headings: titles are compared.

    >>> without_addresses("# See [the map](/m_(1)) and <https://ferry.example>.")
    'See [the map] and .'
    """
    return _ADDRESS.sub(lambda found: "]" * found[0].startswith("]"), text)
