"""Pages of HTML: how the user wants them cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cleaner import Cleaner, Result
    from cleaner.options import Engine


class Pages(NamedTuple):
    """The engine, the page's address ("" if unknown), and whether to write Markdown, and links in it."""

    engine: Engine = "auto"
    url: str = ""
    markdown: bool = False
    links: bool = False


AS_TEXT = Pages()
"""Text, by whichever engine is better."""


def clean_page(cleaner: Cleaner, html: str | bytes, pages: Pages) -> Result:
    """Return the result of one page."""
    return cleaner.clean_html(
        html, pages.url, pages.engine, output="markdown" if pages.markdown else "text", links=pages.links
    )
