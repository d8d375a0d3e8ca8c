"""The tracks of the benchmark: which texts go in, what the results are compared with, how a track is summed up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from benchmarks.quality import field, frames, markdown, shapes, world
from benchmarks.quality.cases import HARMED, Case, Scores, averaged
from benchmarks.quality.data import Data, Page, Part, SegmentPage
from benchmarks.quality.metrics import (
    SegmentCounts,
    leak,
    overlap,
    ratio,
    segment_counts,
    without_headline,
    word_counts,
    words_lost,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator

DUMPS = ("html_text", "resiliparse_all", "inscriptis")
"""Tools that give all the text of a page; whatever else has text in the data is taken for an extractor."""

SHAPED = "html_text"
"""The dumps that are flattened and glued."""

WIDTHS = ("72", "78")
"""At which main contents are wrapped."""

HTML = "html"
"""The kind whose texts are pages' HTML."""

ALL = "all"
"""The group that every document is in."""


@dataclass(frozen=True, slots=True)
class Track:
    """A kind of measurement, on the text that ``source`` gives.

    All are about text but ``html``, which is about the main content from HTML or, of ``segments``, about the wanted and
    unwanted strings.
    """

    kind: str
    source: str = ""

    @property
    def name(self) -> str:
        """Return the track's name as it is written in tables and floors, such as ``rescue/html_text``."""
        return f"{self.kind}/{self.source}" if self.source else self.kind

    @property
    def of_strings(self) -> bool:
        """Tell whether texts are compared with wanted and unwanted strings, whose counts are added up."""
        return "segments" in (self.kind, self.source) or self.name == f"{HTML}/field"

    @property
    def of_content(self) -> bool:
        """Tell whether texts are main content in another shape, of which all should stay."""
        return self.kind == "wrapped" or self.name == "flat/harm"

    def cases(self, data: Data, part: Part) -> Iterator[Case]:
        """Yield the track's texts (of ``html``: HTML) in the order of the data."""
        return _CASES[self.kind](self, data, part)

    def score(self, case: Case, cleaned: str) -> Scores:
        """Return the measures of one cleaned text."""
        if self.kind == "world":
            return world.score(self.source, case, cleaned)
        kind = "segments" if self.of_strings else "content" if self.of_content else self.kind
        return _SCORE[kind](case, cleaned)

    def summary(self, scores: Iterable[Scores]) -> Scores:
        """Return the measures of a group of documents from each one's, with their number as ``pages``."""
        rows = list(scores)
        summed = _SUMMARY["segments" if self.of_strings else self.kind](rows)
        return {"pages": len(rows), **summed}

    def groups(self, scores: Iterable[tuple[str, Scores]]) -> dict[str, Scores]:
        """Return the summary of all documents and, where there are several groups, of each, the largest first.

        ``scores`` holds the group and the measures of each document.
        """
        grouped: dict[str, list[Scores]] = defaultdict(list)
        for group, score in scores:
            grouped[group].append(score)
        by_size = sorted(grouped, key=lambda group: (-len(grouped[group]), group))
        several = by_size if len(by_size) > 1 else []
        everything = [score for rows in grouped.values() for score in rows]
        return {ALL: self.summary(everything)} | {group: self.summary(grouped[group]) for group in several}


def tracks(data: Data) -> list[Track]:
    """Return the tracks that the data allows."""
    extractors = [name for name in data.text_names if name not in DUMPS]
    of_pages = [Track("rescue", name) for name in DUMPS if name in data.text_names]
    of_pages += [Track("lift", name) for name in extractors]
    of_pages += _shaped_tracks(data)
    of_segments = [Track("segments", name) for name in (data.segments[0].texts if data.segments else ())]
    of_html = [Track(HTML)] if data.has_html else []
    of_html += [Track(HTML, "segments")] if any(True for _ in data.segment_html()) else []
    of_html += [Track(HTML, "field")] if field.has_pages(data.field_folder) else []
    return of_pages + ([Track("harm")] if data.gold else []) + _wider_tracks(data) + of_segments + of_html


def _wider_tracks(data: Data) -> list[Track]:
    """Return the tracks of content of any kind, in any surroundings, in any language."""
    of_frames = [Track("frames")] if frames.SOURCE in data.text_names and data.gold else []
    of_field = [Track("field", source) for source in field.sources(data.field_folder)]
    of_world = [Track("world", source) for source in world.sources(data)]
    return of_frames + of_field + of_world + [Track(markdown.MARKDOWN, name) for name in markdown.sources(data)]


def _shaped_tracks(data: Data) -> list[Track]:
    """Return the tracks of texts whose lines are not what a reader takes for lines."""
    of_dumps = [Track(kind, SHAPED) for kind in ("flat", "glued")] if SHAPED in data.text_names else []
    of_content = [Track("flat", "harm"), *(Track("wrapped", width) for width in WIDTHS)] if data.gold else []
    return of_dumps + of_content


def evaluate(
    track: Track, clean_many: Callable[[Iterable[str]], Iterable[str]], data: Data, part: Part | None = None
) -> dict[str, Scores]:
    """Run a track with any cleaner of texts and return the measures by group."""
    cases = list(track.cases(data, part or Part()))
    cleaned = clean_many(case.text for case in cases)
    return track.groups((case.group, track.score(case, text)) for case, text in zip(cases, cleaned, strict=True))


def _article_cases(track: Track, data: Data, part: Part) -> Iterator[Case]:
    texts = data.texts(track.source)
    for page in part.of(data.gold):
        if page.type == "article" and page.id in texts:
            yield Case(texts[page.id], page, page.type)


def _harm_cases(_track: Track, data: Data, part: Part) -> Iterator[Case]:
    for page in part.of(data.gold):
        if page.main_content.strip():
            yield Case(page.main_content, page, page.type)


def _segment_cases(track: Track, data: Data, part: Part) -> Iterator[Case]:
    for page in part.of(data.segments):
        yield Case(page.texts[track.source], page, page.language or "undeclared")


def _html_cases(track: Track, data: Data, part: Part) -> Iterator[Case]:
    if track.source == "field":
        yield from field.html_cases(data)
        return
    if track.of_strings:
        chosen = {page.id for page in part.of(data.segments)}
        pages = (found for found in data.segment_html() if found[0].id in chosen)
        yield from (Case(html, page, page.language or "undeclared") for page, html in pages)
        return
    wanted = {page.id: page for page in part.of(data.gold)}
    for page_id, html in data.html():
        if page := wanted.get(page_id):
            yield Case(html, page, page.type)


def _shaped_cases(track: Track, data: Data, part: Part) -> Iterator[Case]:
    """Yield page dumps or main contents in another shape."""
    if not track.of_content:
        for case in _article_cases(track, data, part):
            is_glued = track.kind == "glued"
            content = _gold_page(case).main_content
            yield replace(case, text=shapes.glued(case.text, content) if is_glued else shapes.flat(case.text))
        return
    for case in _harm_cases(track, data, part):
        width = int(track.source) if track.kind == "wrapped" else 0
        yield replace(case, text=shapes.wrapped(case.text, width) if width else shapes.flat(case.text))


def _score_content(case: Case, cleaned: str) -> Scores:
    """Score what is all content by what it loses, and whether it begins as it did."""
    first = _gold_page(case).main_content.split("\n", 1)[0]
    is_kept = "".join(cleaned.split()).startswith("".join(first.split()))  # lines are broken at hyphens, too
    return _score_harm(case, cleaned) | {"first_line": float(is_kept)}


def _score_rescue(case: Case, cleaned: str) -> Scores:
    page = _gold_page(case)
    found = overlap(_body_words(cleaned, page), _gold_words(page))
    scores = {"precision": found.precision, "recall": found.recall, "f1": found.f1}
    left = leak(cleaned, page.without)
    return scores if left is None else {**scores, "leak": left}


def _score_markdown(case: Case, cleaned: str) -> Scores:
    return _score_rescue(case, markdown.without_addresses(cleaned))


def _score_lift(case: Case, cleaned: str) -> Scores:
    page = _gold_page(case)
    before = overlap(_body_words(case.text, page), _gold_words(page)).f1
    scores = _score_rescue(case, cleaned)
    return {"lift": scores["f1"] - before, **scores}


def _score_harm(case: Case, cleaned: str) -> Scores:
    lost = words_lost(word_counts(cleaned), _gold_words(_gold_page(case))) or 0.0
    return {"lost": lost, "harmed": float(lost > HARMED)}


def _score_segments(case: Case, cleaned: str) -> Scores:
    if not isinstance(case.page, SegmentPage):
        raise TypeError("a segments track needs a page with wanted and unwanted strings")
    return segment_counts(cleaned, case.page.wanted, case.page.unwanted)._asdict()


def _body_words(text: str, page: Page) -> Counter[str]:
    """Count the words of a text; its headline counts neither way."""
    return word_counts(without_headline(text, page.title, page.main_content))


def _pooled(rows: list[Scores]) -> Scores:
    sums = SegmentCounts(*(int(sum(row[name] for row in rows)) for name in SegmentCounts._fields))
    return {
        "f1": sums.f1,
        "recall": ratio(sums.hits, sums.hits + sums.missed),
        "leak": ratio(sums.false, sums.false + sums.refused, empty=0.0),
    }


def _gold_page(case: Case) -> Page:
    if not isinstance(case.page, Page):
        raise TypeError("this track needs a page with its main content")
    return case.page


@lru_cache(maxsize=4096)
def _gold_words(page: Page) -> Counter[str]:
    """Count the main content's words once: nine tracks compare with them."""
    return word_counts(page.main_content)


_CASES: dict[str, Callable[[Track, Data, Part], Iterator[Case]]] = {
    "rescue": _article_cases,
    "lift": _article_cases,
    "harm": _harm_cases,
    "flat": _shaped_cases,
    "glued": _shaped_cases,
    "wrapped": _shaped_cases,
    "segments": _segment_cases,
    HTML: _html_cases,
    "frames": lambda _track, data, part: frames.cases(data, part),
    "field": lambda track, data, part: field.cases(track.source, data, part),
    "world": lambda track, data, part: world.cases(track.source, data, part),
    markdown.MARKDOWN: lambda track, data, part: markdown.cases(track.source, data, part),
}
_SCORE: dict[str, Callable[[Case, str], Scores]] = {
    "rescue": _score_rescue,
    "lift": _score_lift,
    "harm": _score_harm,
    "flat": _score_rescue,
    "glued": _score_rescue,
    "content": _score_content,
    "segments": _score_segments,
    HTML: _score_rescue,
    "frames": frames.score,
    "field": field.score,
    markdown.MARKDOWN: _score_markdown,
}
_SUMMARY: dict[str, Callable[[list[Scores]], Scores]] = {
    **dict.fromkeys(("rescue", "lift", "harm", "flat", "glued", "wrapped", HTML, "frames", "world"), averaged),
    markdown.MARKDOWN: averaged,
    "segments": _pooled,
    "field": field.summary,
}
