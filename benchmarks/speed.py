"""How fast texts and pages are cleaned, beside peers in the same run: ``make bench``.

Speed is megabytes of UTF-8 a second on one core in the best of the rounds: what else the machine does only adds time.
The ratio to C4's line rules, as a bare loop, is the median of the rounds, each of which has that loop run before it,
under the same load. ``--speed-table FILE`` writes the table into a page, and a chart beside it.
"""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any

import pytest

from benchmarks import SEEDS
from benchmarks.conftest import Speed
from benchmarks.quality.data import Data, DataMissingError, Part, find_data
from benchmarks.quality.peers import EXTRACTORS, PEERS, c4_lines, installed
from benchmarks.quality.run import ENGINES
from cleaner import Cleaner

Clean = Callable[[Sequence[str]], Iterable[Any]]
"""All texts to something that yields a result for each."""

PAGES, HTML_PAGES = Part(sample=120), Part(sample=60)
"""Samples of 2 MB of page dumps and 20 MB of HTML."""
SEED_COPIES = 20
ROUNDS, SLOW_ROUNDS = 7, 1
SLOW = {"jusText on lines", "jusText", "trafilatura", "readability", "cleaner trafilatura"}
"""They need seconds a megabyte."""

TEXTS: dict[str, Callable[[Data], list[str]]] = {
    "page dumps": lambda data: list(map(data.texts("html_text").__getitem__, (page.id for page in _articles(data)))),
    "articles": lambda data: [page.main_content for page in _articles(data)],
    "one-line documents": lambda data: [" ".join(page.main_content.split()) for page in _articles(data)],
    "short documents": lambda data: ["\n".join(page.main_content.split("\n")[:3]) for page in _articles(data)],
    "seed documents": lambda _: [path.read_text(encoding="utf-8") for path in SEEDS] * SEED_COPIES,
}
HTML = "HTML, all kinds of pages"


def text_systems() -> dict[str, Callable[[], Clean]]:
    """Return what cleans texts; each is loaded when its turn comes."""
    peers = {one.name: partial(_each, one.load) for one in installed(PEERS) if one.name != "leave as is"}
    return {
        "cleaner, one by one": lambda: partial(map, Cleaner().clean),
        "cleaner, clean_many": lambda: Cleaner().clean_many,
        "cleaner, two threads": lambda: partial(Cleaner().clean_many, threads=2),
        "cleaner, with removals": lambda: partial(map, _with_removals(Cleaner())),
        **peers,
    }


def _with_removals(cleaner: Cleaner) -> Callable[[str], int]:
    return lambda text: len(cleaner.clean(text).removals)


def html_systems() -> dict[str, Callable[[], Clean]]:
    """Return what finds the text of pages."""
    extractors = {one.name: partial(_each, one.load, "") for one in installed(EXTRACTORS)}
    ours = {name: partial(_each, lambda: Cleaner().clean_html, "", engine) for name, engine in ENGINES.items()}
    return {**ours, **extractors}


def _each(load: Callable[[], Callable[..., Any]], *more: str) -> Clean:
    one = load()
    return lambda texts: (one(text, *more) for text in texts)


@pytest.mark.parametrize("system", text_systems())
@pytest.mark.parametrize("kind", TEXTS)
def test_texts(benchmark: Any, speeds: dict[Any, Speed], kind: str, system: str) -> None:
    """Clean all texts of a kind with one system."""
    speeds[kind, system] = _measured(benchmark, kind, system, text_systems()[system]())


@pytest.mark.parametrize("system", html_systems())
def test_pages(benchmark: Any, speeds: dict[Any, Speed], system: str) -> None:
    """Make text of all pages with one system; C4's line rules read the HTML, for the sake of the load."""
    speeds[HTML, system] = _measured(benchmark, HTML, system, html_systems()[system]())


def _measured(benchmark: Any, kind: str, system: str, clean: Clean) -> Speed:
    texts = _texts(kind)
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    loop: list[float] = []
    benchmark.group = kind
    benchmark.pedantic(
        lambda: _seconds(clean, texts),
        setup=lambda: loop.append(_seconds(partial(map, c4_lines), texts)),
        warmup_rounds=1,
        rounds=SLOW_ROUNDS if system in SLOW else ROUNDS,
    )
    took: list[float] = benchmark.stats.stats.data
    ratio = statistics.median(yard / own for yard, own in zip(loop[-len(took) :], took, strict=True))
    return Speed(size / min(took), ratio)


def _seconds(clean: Clean, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    deque(clean(texts), maxlen=0)
    return time.perf_counter() - started


@cache
def _texts(kind: str) -> Sequence[str]:
    try:
        return _html(find_data()) if kind == HTML else TEXTS[kind](find_data())
    except DataMissingError as absent:
        pytest.skip(str(absent))


def _articles(data: Data) -> list[Any]:
    return [page for page in PAGES.of(data.gold) if page.type == "article"]


def _html(data: Data) -> list[str]:
    chosen = {page.id for page in HTML_PAGES.of(data.gold)}
    return [html for page, html in data.html() if page in chosen] or pytest.skip("no HTML")
