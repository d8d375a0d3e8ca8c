"""Title, author and date of pages beside trafilatura's: how often they are what a person noted."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.quality.metrics import mean, overlap, word_counts
from benchmarks.quality.report import table
from cleaner.html.metadata import complete, declared
from cleaner.html.page import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from benchmarks.quality.data import Data, Page, Part

    Values = Mapping[str, str]

FIELDS = ("title", "byline", "date")
_THEIRS = {"title": "title", "byline": "author", "date": "date"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Agreement(NamedTuple):
    """How a value agrees with the one noted: whether all words (or the day) are the same, and the words' F1."""

    same: float
    f1: float


def agreement(field: str, found: str, noted: str) -> Agreement:
    """Compare a value with the one noted."""
    if field == "date":
        days = [_DAY.search(value) for value in (found, noted)]
        same = float(days[0] is not None and days[1] is not None and days[0].group() == days[1].group())
        return Agreement(same, same)
    words, gold = word_counts(found), word_counts(noted)
    return Agreement(float(words == gold), overlap(words, gold).f1)


def ours(html: str, url: str) -> Values:
    """Return what a page declares and, where it declares nothing, what others find."""
    page = walk(html)
    found = complete(declared(page, url), html, url)
    return {field: found[field].value for field in FIELDS if field in found}


def trafilaturas(html: str, url: str) -> Values:
    """Return what trafilatura finds."""
    found = import_module("trafilatura.metadata").extract_metadata(html, default_url=url or None)
    return {field: str(getattr(found, name, None) or "") for field, name in _THEIRS.items()} if found else {}


SYSTEMS = {"ours": ours, "trafilatura": trafilaturas}


def metadata_table(data: Data, part: Part) -> str:
    """Return the table: share of pages where all words (or the day) are the same, and the words' mean F1."""
    pages = {page.id: page for page in part.of(data.gold)}
    measured: dict[tuple[str, str, str], list[Agreement]] = defaultdict(list)
    for (kind, system, field), one in _agreements((pages[page], html) for page, html in data.html() if page in pages):
        measured[kind, system, field].append(one)
    rows = (
        [f"{kind}: {system}", *(_cell(measured[kind, system, field]) for field in FIELDS)]
        for kind in ("article", "all")
        for system in SYSTEMS
    )
    return table(["same · F1", *FIELDS], rows) + "\n"


def _agreements(pages: Iterable[tuple[Page, str]]) -> Iterator[tuple[tuple[str, str, str], Agreement]]:
    for page, html in pages:
        found = {name: read(html, page.url) for name, read in SYSTEMS.items()}
        for field in FIELDS:
            if noted := getattr(page, field):
                for name, values in found.items():
                    one = agreement(field, values.get(field, ""), noted)
                    yield ("all", name, field), one
                    if page.type == "article":
                        yield ("article", name, field), one


def _cell(found: list[Agreement]) -> str:
    return f"{mean(one.same for one in found):.3f} · {mean(one.f1 for one in found):.3f}"
