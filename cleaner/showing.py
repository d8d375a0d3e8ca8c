"""Results as notebooks show them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.result import Removal, Result


def as_html(result: Result) -> str:
    """Return a result as HTML: its text, and between its lines what went, struck through, with label and reason.

    Nothing of the text is markup, whatever it says. Of Markdown, the page's text is shown that it was made of; a text
    that is not the original without the removals stands alone.
    """
    title = f"<b>{_escaped(result.title)}</b>" if result.title else ""
    try:
        body = "".join(_parts(result))
    except ValueError:
        body = _escaped(result.text)
    return f'{title}<pre style="white-space: pre-wrap">{body}</pre>'


def _parts(result: Result) -> Iterator[str]:
    """Yield what stays and what went, in the order of the original; raises `ValueError` where they do not fit."""
    text = result.plain or result.text
    read = written = 0  # positions in the cleaned text and in the original
    for removal in result.removals:
        between = removal.start - written
        if between < 0 or read + between > len(text) or not _begins_line(text, read + between):
            raise ValueError("the removals are not those of the text")
        yield _escaped(text[read : read + between])
        yield _struck(removal)
        read, written = read + between, removal.end
    yield _escaped(text[read:])


def _begins_line(text: str, place: int) -> bool:
    """Tell whether a line begins at a place of a text; removals are whole lines."""
    return place in {0, len(text)} or text[place - 1] in "\r\n"


def _struck(removal: Removal) -> str:
    """Return a removed line, struck through."""
    text = removal.text.rstrip("\r\n")
    end = removal.text[len(text) :]
    if not text.strip():
        return _escaped(removal.text)
    why = _escaped(f"{removal.label}: {removal.why}")
    return f'<del style="color: gray" title="{why}">{_escaped(text)}</del>{end}'


def _escaped(text: str) -> str:
    """Return a text that is no markup, and that can be written as UTF-8."""
    return escape(text.encode("utf-8", "replace").decode("utf-8"))
