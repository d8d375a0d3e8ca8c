"""Two ways from a page to its article, and the choice between them.

The fast engine reads the markup into lines and has them judged with what the markup says. The other has them judged
with what trafilatura took for the text as well: two witnesses are better than either alone, and take as long as both
together. "auto" asks the second only where the first is in doubt, which costs time on few pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from cleaner.html.addresses import resolved
from cleaner.html.columns import OPINION
from cleaner.html.encoding import Decoded, decode_page, sound
from cleaner.html.markdown import paragraphs, to_markdown
from cleaner.html.metadata import article_body, complete, declared, has_parseable_data
from cleaner.html.page import Chosen, Page, walk, way
from cleaner.html.parseable import parseable
from cleaner.html.sites import Sites, of_site
from cleaner.judge.decide import HIDDEN
from cleaner.judge.heuristics import OPINIONS
from cleaner.result import Metadata, Metadatum

if TYPE_CHECKING:
    from cleaner.result import Judgement, Result

OUTPUTS = ("text", "markdown")

DOUBTFUL_WORDS = 60
DOUBTFUL_SHARE = 0.5
"""A result is doubtful if it has fewer words and is a smaller share of those on the page.

Found on WCXB's development pages, by scorecards that had not seen the site: 7 of 1,476 are doubtful, no article among
them. A small share alone is no doubt: of a shop's page, 200 words of 2,500 may be all there is. How sure the judge was
of its lines tells more pages, but trafilatura is no better on most of those.
"""

TOO_MUCH = "the page's data hold too many tags for trafilatura, so only its lines were judged"
"""The warning where trafilatura was asked for and would take minutes."""

SEEN_SHARE = 0.5
"""trafilatura's own text is taken where less of it is made of the page's lines and it is no mere handful of words: then
it read what those do not show."""


class PageCleaner(Protocol):
    """What the engines ask to judge texts and pages: `cleaner.Cleaner`, which asks them."""

    @property
    def selectors(self) -> tuple[str, str]:
        """What of a page stays, and what goes."""

    @property
    def sites(self) -> Sites:
        """The same for the pages of some sites."""

    def clean(self, text: str) -> Result:
        """Return the cleaned text."""

    def clean_page(self, page: Page) -> Result:
        """Return what is left of a page's lines."""


class Source(NamedTuple):
    """A page's HTML and address, and whether to write Markdown, and links in it."""

    html: str
    url: str = ""
    markdown: bool = False
    links: bool = False


class Read(NamedTuple):
    """What an engine made of a page: the result, and what was judged for it, the page's lines or another text."""

    result: Result
    judged: Page | str


def decoded(html: str | bytes, charset: str) -> Decoded:
    """Return a page as text."""
    return decode_page(html, charset) if isinstance(html, bytes) else Decoded(sound(html))


def clean_html(cleaner: PageCleaner, html: Decoded, url: str, engine: str, output: str, *, links: bool) -> Result:  # noqa: PLR0913 - the options of the public contract
    """Return the cleaned text of a page; raises `ValueError` for an engine or an output that does not exist."""
    read_by = _engine(engine)
    if output not in OUTPUTS:
        raise ValueError(f"there is no output {output!r}; choose one of {', '.join(OUTPUTS)}")
    if links and output != "markdown":
        raise ValueError("links can be written in Markdown only; choose the output markdown as well")
    source = Source(html.text, resolved(url), output == "markdown", links)
    page = walk(html.text, _chosen(cleaner, url), outline=source.markdown, url=source.url)
    result = _written(read_by(cleaner, page, source), source)
    result = replace(result, warning=result.warning or _warning(html, page, cleaner.selectors))
    return _with_metadata(result, page, source)


def _chosen(cleaner: PageCleaner, url: str) -> Chosen:
    """Return what of a page stays and goes."""
    of_all, own = cleaner.selectors, of_site(cleaner.sites, url) if cleaner.sites else ("", "")
    return Chosen(*[", ".join(filter(None, both)) for both in zip(of_all, own, strict=True)])


def _warning(html: Decoded, page: Page, selectors: tuple[str, str]) -> str:
    """Return what to warn of about how a page was read, or ""."""
    for selector in page.unnamed:
        if selector in selectors:  # those of sites are for many pages
            return f"the selector {selector!r} names nothing on the page"
    if html.guess and not html.text.isascii():
        return f"the page does not say what it is written in; it was read as {html.guess}"
    return ""


def explain_html(cleaner: PageCleaner, html: Decoded, url: str, engine: str) -> tuple[Judgement, ...]:
    """Return what was decided about each line that `clean_html` judges; raises `ValueError` as that does."""
    page = walk(html.text, _chosen(cleaner, url))
    result, judged = _engine(engine)(cleaner, page, Source(html.text, resolved(url)))
    if isinstance(judged, str):
        return result.explain()
    elements = dict(zip(judged.start.tolist(), map(way, judged.states), strict=True))
    return tuple(replace(line, element=elements.get(line.start, "")) for line in result.explain())


def _engine(name: str) -> Engine:
    if name not in ENGINES:
        raise ValueError(f"there is no engine {name!r}; choose one of {', '.join(ENGINES)}")
    return ENGINES[name]


def _written(read: Read, source: Source) -> Result:
    """Return the result as it is wanted; as Markdown, it keeps the page's own text, which `restore` needs."""
    result, judged = read
    if not source.markdown:
        return result
    if isinstance(judged, str):  # nothing tells its headings, lists or links
        text = paragraphs(result.text)
    else:
        text = to_markdown(judged, {start for start, *_ in result.ledger.cuts()}, links=source.links)
    return replace(result, text=text, plain=result.text)


def _fast(cleaner: PageCleaner, page: Page, source: Source) -> Read:
    """Judge the page's own lines."""
    return Read(cleaner.clean_page(page), page)


def _trafilatura(cleaner: PageCleaner, page: Page, source: Source) -> Read:
    """Judge the page's lines with trafilatura's opinion of them; its own text, where it is not made of these."""
    if not has_parseable_data(page):
        result = cleaner.clean_page(page)
        return Read(replace(result, warning=result.warning or TOO_MUCH), page)
    text = extracted(source.html, source.url)
    if not text:
        return _fast(cleaner, page, source)
    page, seen = with_opinion(page, text)
    if seen >= SEEN_SHARE or len(text.split()) < DOUBTFUL_WORDS:
        return _fast(cleaner, page, source)
    return Read(cleaner.clean(text), text)


def _auto(cleaner: PageCleaner, page: Page, source: Source) -> Read:
    """Judge the page's own lines; where the result is doubtful, take what holds more words and no guard filled up."""
    read = _fast(cleaner, page, source)
    if not is_doubtful(page, read.result):
        return read
    found = [read]
    if has_parseable_data(page):
        found.append(_trafilatura(cleaner, page, source))
    if body := article_body(page):
        found.append(Read(cleaner.clean(body), body))
    return max(found, key=lambda one: (not one.result.warning, len(one.result.text.split())))


Engine = Callable[[PageCleaner, Page, Source], Read]

ENGINES: dict[str, Engine] = {
    "auto": _auto,
    "fast": _fast,
    "trafilatura": _trafilatura,
}


def is_doubtful(page: Page, result: Result) -> bool:
    """Tell whether so little was kept of a page that another engine should have a look."""
    kept = len(result.text.split())
    return bool(result.warning) or (kept < DOUBTFUL_WORDS and kept < DOUBTFUL_SHARE * len(page.text.split()))


def _with_metadata(result: Result, page: Page, source: Source) -> Result:
    """Return the result with what the page declares about itself, before what its text says."""
    told = {"title": result.title, "byline": result.byline, "date": result.date}
    from_text = {field: Metadatum(value, "text") for field, value in told.items() if value}
    found = from_text | declared(page, source.url)
    title, byline, date = (found[field].value if field in found else "" for field in told)
    metadata = Metadata(partial(_all_metadata, found, has_parseable_data(page), source))
    return replace(result, title=title, byline=byline, date=date, metadata=metadata)


def _all_metadata(found: Mapping[str, Metadatum], parseable: bool, source: Source) -> Mapping[str, Metadatum]:
    """Return what is known of a page, and of what is not, what others find."""
    return complete(found, source.html, source.url) if parseable else found


_LEFT, _TAKEN = OPINIONS


# --- the text of trafilatura, and which of a page's lines stand in it -------------------------------------------------

RUN = 4
MOST_PERCENT = 80
"""A line stands in a text if it is one of its lines, or if so many percent of its runs of four words stand in it:
extractors differ in where they break lines."""

_WORD = re.compile(r"\w+")
Words = list[str]


def extracted(html: str, url: str = "") -> str:
    """Return the text that trafilatura extracts, or "" if it finds none or fails."""
    import trafilatura  # noqa: PLC0415 - half a second

    if not html.strip():
        return ""
    try:
        return trafilatura.extract(parseable(html).decode(), url=url or None, include_comments=False) or ""
    except Exception:  # strangers' pages make it and the libraries under it raise what they like
        return ""


def with_opinion(page: Page, text: str) -> tuple[Page, float]:
    """Return the page with the extractor's opinion of its lines, and how much of the extractor's text these make up.

    That is little where the extractor read what the page shows nobody: data for search engines, or scripts.
    """
    lines = [_WORD.findall(line) for line in page.text.casefold().split("\n") if line]
    taken = _standing_in(lines, [_WORD.findall(line) for line in text.casefold().split("\n")])
    shown = np.frombuffer(page.given, np.uint8) != HIDDEN
    seen = sum(len(lines[row]) for row in np.flatnonzero(taken & shown).tolist())
    opinion = np.where(taken, _TAKEN, _LEFT).astype(np.int32)
    return replace(page, markup={**page.markup, OPINION: opinion}), seen / max(len(_WORD.findall(text)), 1)


def _standing_in(lines: list[Words], text: list[Words]) -> NDArray[np.bool_]:
    """Tell which lines stand in a text, given as its lines."""
    whole = set(map(tuple, text))
    runs = set(_runs([word for line in text for word in line]))
    return np.array([tuple(line) in whole or _share(line, runs) >= MOST_PERCENT for line in lines], np.bool_)


def _runs(words: Words) -> list[tuple[str, ...]]:
    return list(zip(*(words[offset:] for offset in range(RUN)), strict=False))


def _share(line: Words, runs: set[tuple[str, ...]]) -> float:
    """Return how many percent of a line's runs are among others."""
    own = _runs(line)
    return 100 * sum(map(runs.__contains__, own)) / max(len(own), 1)
