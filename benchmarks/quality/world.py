"""The tracks of the world: pages of many languages, told by language.

Scripts without spaces count by the character. ``html_text`` and ``resiliparse_all`` are page dumps, ``lines`` are pages
labelled line by line, ``lift`` is trafilatura's text, and ``harm`` the main content itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from benchmarks.quality.cases import HARMED, Case, Scores
from benchmarks.quality.data import Data, Page, Part, WorldPage
from benchmarks.quality.metrics import overlap, words_and_characters, words_lost

if TYPE_CHECKING:
    from collections import Counter

SOURCES = {"html_text": "html_text", "resiliparse_all": "resiliparse_all", "lines": "text", "lift": "trafilatura"}
"""The name of the text that a source is about."""

HARM = "harm"


def sources(data: Data) -> list[str]:
    """Return the sources that the data has."""
    there = {name for page in data.world for name in page.texts}
    found = [source for source, name in SOURCES.items() if name in there]
    return [*found, HARM] if found else []


def cases(source: str, data: Data, part: Part) -> Iterator[Case]:
    """Yield the pages that have a text of a source."""
    for page in part.of(data.world):
        text = page.main_content if source == HARM else page.texts.get(SOURCES[source], "")
        if text.strip() and page.main_content.strip():
            yield Case(text, page, page.language or "not stated")


def score(source: str, case: Case, cleaned: str) -> Scores:
    """Return the measures of one text: the F1, what it gained, or what was lost."""
    page = case.page
    if not isinstance(page, WorldPage):
        raise TypeError("this track needs pages of the world")
    if source == HARM:
        lost = words_lost(words_and_characters(cleaned), gold_words(page)) or 0.0
        return {"lost": lost, "harmed": float(lost > HARMED)}
    found = overlap(words_and_characters(cleaned), gold_words(page))
    scores = {"precision": found.precision, "recall": found.recall, "f1": found.f1}
    if source != "lift":
        return scores
    return {"lift": found.f1 - overlap(words_and_characters(case.text), gold_words(page)).f1, **scores}


@lru_cache(maxsize=4096)
def gold_words(page: Page) -> Counter[str]:
    """Return the words of the main content, counted once."""
    return words_and_characters(page.main_content)
