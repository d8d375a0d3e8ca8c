"""What is cleaned: texts and pages as corpora hold them, from the labelled pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.quality.data import Data, Part

PAGES = Part(sample=300)
"""About half of them are articles: 3 MB of page dumps."""
HTML_PAGES = Part(sample=100)
"""30 MB of HTML."""
SHORT_LINES = 3
"""A short document is the beginning of an article."""

Kinds = Mapping[str, Sequence[str]]
"""Documents by what they are."""


def text_kinds(data: Data) -> dict[str, list[str]]:
    """Return what is dumped of pages, articles, the same in one line, and short ones."""
    pages = [page for page in PAGES.of(data.gold) if page.type == "article"]
    dumps = data.texts("html_text")
    articles = [page.main_content for page in pages]
    return {
        "page dumps": [dumps[page.id] for page in pages],
        "articles": articles,
        "one-line documents": [" ".join(text.split()) for text in articles],
        "short documents": ["\n".join(text.split("\n")[:SHORT_LINES]) for text in articles],
    }


def page_kinds(data: Data) -> dict[str, list[str]]:
    """Return pages as servers send them, articles and others; none where the data has no HTML."""
    kinds: dict[str, list[str]] = {"HTML, articles": [], "HTML, other pages": []}
    types = {page.id: page.type for page in HTML_PAGES.of(data.gold)} if data.has_html else {}
    for name, html in data.html() if types else ():
        if name in types:
            kinds["HTML, articles" if types[name] == "article" else "HTML, other pages"].append(html)
    return {kind: pages for kind, pages in kinds.items() if pages}


def megabytes(texts: Sequence[str]) -> float:
    """Return how large texts are in UTF-8."""
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
