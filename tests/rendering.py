"""Markdown as CommonMark reads it, and whether anything in it runs or calls home."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cleaner.html.addresses import SCHEMES

_RENDERER = MarkdownIt("commonmark").enable("table")
_RENDERER.validateLink = lambda url: True  # as in renderers that leave addresses to others
_SCHEME = re.compile(r"[\x00- ]*([a-zA-Z][\w+.\s-]*):")
_SHOWN = frozenset({"text", "text_special", "code_inline", "fence", "code_block", "html_inline", "html_block"})
_UNSEEN = re.compile("[\\s\u200b\ufeff]+")


def tokens(markdown: str) -> list[Token]:
    """Return all that a renderer finds: blocks, and what stands in them."""
    return [one for token in _RENDERER.parse(markdown) for one in (token, *(token.children or ()))]


def addresses(markdown: str) -> list[str]:
    """Return where the links of rendered Markdown lead."""
    return [str(token.attrs["href"]) for token in tokens(markdown) if token.type == "link_open"]


def harmful(markdown: str) -> list[str]:
    """Return what runs or calls home: raw HTML, pictures (nothing writes any), links that are no addresses of pages."""
    unwanted = [token.content for token in tokens(markdown) if token.type in {"html_block", "html_inline", "image"}]
    schemes = [(_SCHEME.match(address), address) for address in addresses(markdown)]
    return unwanted + [address for scheme, address in schemes if scheme and scheme[1] not in SCHEMES]


def shown(markdown: str) -> str:
    """Return the characters that a reader of rendered Markdown sees, without white space."""
    return visible("".join(token.content for token in tokens(markdown) if token.type in _SHOWN))


def visible(text: str) -> str:
    """Return the characters of a text that are seen."""
    return _UNSEEN.sub("", text)
