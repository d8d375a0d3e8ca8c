"""Two ways from a page to its article, and the choice between them.

The fast engine reads the markup into lines and has them judged with what the markup says. The other is trafilatura,
whose text the same judge cleans as it does any text. "auto" asks the second only where the first is in doubt, which
costs time on few pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cleaner.html.encoding import decode_page
from cleaner.html.jsonld import article_body
from cleaner.html.walk import walk

if TYPE_CHECKING:
    from cleaner.html.page import Page
    from cleaner.model import Result
    from cleaner.pipeline import Cleaner

DOUBTFUL_WORDS = 60
"""A shorter result is doubtful where the page has several times as many words."""

DOUBTFUL_SHARE = 0.25


def clean_html(cleaner: Cleaner, html: str | bytes, url: str = "", engine: str = "auto", charset: str = "") -> Result:
    """Return the cleaned text of a page; raises `ValueError` for an engine that does not exist."""
    if engine not in ENGINES:
        raise ValueError(f"there is no engine {engine!r}; choose one of {', '.join(ENGINES)}")
    text = decode_page(html, charset) if isinstance(html, bytes) else html
    return ENGINES[engine](cleaner, text, url)


def _fast(cleaner: Cleaner, html: str, url: str) -> Result:
    """Judge the page's own lines."""
    return cleaner.clean_page(walk(html))


def _trafilatura(cleaner: Cleaner, html: str, url: str) -> Result:
    """Clean what trafilatura takes for the page's text."""
    return cleaner.clean(extracted(html, url))


def _auto(cleaner: Cleaner, html: str, url: str) -> Result:
    """Judge the page's own lines; where the result is doubtful, take what holds more words."""
    page = walk(html)
    result = cleaner.clean_page(page)
    if not is_doubtful(page, result):
        return result
    others = [_trafilatura(cleaner, html, url)]
    if body := article_body(html, page.text):
        others.append(cleaner.clean(body))
    return max([result, *others], key=lambda found: len(found.text.split()))


ENGINES: dict[str, Callable[[Cleaner, str, str], Result]] = {"auto": _auto, "fast": _fast, "trafilatura": _trafilatura}


def is_doubtful(page: Page, result: Result) -> bool:
    """Tell whether so little was kept of a page that another engine should have a look."""
    kept = len(result.text.split())
    return bool(result.warning) or (kept < DOUBTFUL_WORDS and kept < DOUBTFUL_SHARE * len(page.text.split()))


def extracted(html: str, url: str = "") -> str:
    """Return the text that trafilatura extracts, or "" if it finds none."""
    import trafilatura  # noqa: PLC0415 - half a second

    return trafilatura.extract(html, url=url or None) or ""
