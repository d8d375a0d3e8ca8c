"""Training data for the scorecard of pages: every line of the labelled pages, with the markup's columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from benchmarks.fit.alignment import label_lines
from benchmarks.fit.composed_pages import by_kind, composed, pieces
from benchmarks.fit.training import (
    MOST_OF_A_DOCUMENT,
    SHORTEST_GOLD,
    Examiner,
    Training,
    emphasis,
    evidence_of,
    joined,
    lines_of,
)
from benchmarks.fit.training import candidates as text_candidates
from benchmarks.quality.data import FOLDS, Data, Page, Part, SegmentPage, host_fold
from benchmarks.quality.metrics import WORD
from cleaner.html.columns import CORE, GROUPS, IN_BODY, OWN, STORY, add_markup
from cleaner.html.page import walk
from cleaner.judge.decide import Examination
from cleaner.lines.table import Table

NEAR = ("link_share", "in_paragraph", "in_item", "in_h2", "in_h3", "path_prose", "container_prose_share", "depth")
SUMMED = ("link_share", "in_paragraph", "in_item", "in_h2", "images", "named_comment", "named_related")
WHOLES = (
    *(
        "in_article",
        "in_main",
        "in_paragraph",
        "in_table",
        "in_item",
        "in_h1",
        "in_noscript",
        "in_body_property",
        "in_pre",
    ),
    *("named_article_body", "named_comment", "named_post", "named_product", "link_share", "hidden"),
)

TYPE_WEIGHTS = {"article": 2.0}
"""Articles come first: their pages count twice."""

CONTENT_WEIGHTS = {"article": 0.67}
OTHER_CONTENT_WEIGHT = 1.35
"""Where lines are hard to tell, as on lists and in shops, F1 gains more by a line too many than by one too few; on
articles it is the other way round. Swept so that one threshold suits all types: a quarter less than was best for F1 by
line brings, by page, articles +.002 and leak −.004, since `_best_level` takes back what goes too far."""


WORLD_WEIGHT = 1.0
"""Pages of the world are news of a few sites each: they count as the others' articles do."""

COMPOSED_WEIGHT = 0.5
"""Composed pages say again what the pages say that they are made of."""

_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")

SNIPPET_WEIGHT = 3.0
"""As for text: leak −.006, F1 of articles +.002 and of segments +.013 (swept on two folds)."""

SEGMENT_WEIGHT = 1.0
SEGMENT_CONTENT_WEIGHT = 0.75
"""Lines of the segment pages that hold a wanted or an unwanted string: 400 only, but in a dozen languages and chosen
because they are hard. Cross-validated with 0.03, 0.1, 0.3 and 1: segments .925, .932, .938, .943, leak .033, .032,
.030, .030; articles F1 the same."""


def candidates() -> list[str]:
    """Return the columns that the fit may choose from: those of text, and the markup's."""
    groups = [
        f"{group}_{what}"
        for group in GROUPS
        for what in ("lines", "words", "prose", "hits", "link_share", "prose_share", "best")
    ]
    columns = [*text_candidates(), *OWN, *groups, *CORE, "title_share", IN_BODY, "beside"]
    columns += [f"{IN_BODY}{window}" for window in ("@-1", "@1", "[..-1]", "[1..]", "[..]")]
    columns += [f"{name}@{offset}" for name in NEAR for offset in (-2, -1, 1, 2)]
    columns += [f"{name}[{window}]" for name in SUMMED for window in ("-4..-1", "1..4", "-16..-1", "1..16")]
    columns += [f"{name}[..]" for name in WHOLES]
    columns += [f"{STORY}{window}" for window in ("[..-1]", "[..]", "[..-1]%", "[1..]")]
    columns += [f"{name}[..-1]" for name in ("in_h1", "named_title", "named_comment", "named_related")]
    columns += [
        f"{way} {name}" for name in ("in_h1", "in_h2", "named_comment", "named_related") for way in ("since", "until")
    ]
    return columns


def training(data: Data, part: Part, columns: list[str]) -> Training:
    """Measure and label every line of all pages that have main content."""
    pages = {page.id: page for page in part.of(data.gold) if page.main_content.strip()}
    hard = {page.id for page in part.of(data.segments)}
    world = {page.id for page in part.of(data.world)}
    examiner = Examiner(columns, once=True)
    articles = {page: pages[page] for page in pages if pages[page].type == "article"}
    stock = by_kind(piece for page, html in data.html() if page in pages for piece in pieces(pages[page], html))
    return joined(
        [
            *(
                _of_page(page, html, examiner, COMPOSED_WEIGHT)
                for page_id, found in data.html()
                if page_id in articles
                for page, html in composed(articles[page_id], found, stock)
            ),
            *(
                _of_page(page, html, examiner, COMPOSED_WEIGHT)
                for original, found in data.world_html()
                if original.id in world
                for page, html in composed(original, found, stock)
            ),
            *(_of_page(pages[page], html, examiner) for page, html in data.html() if page in pages),
            *(_of_page(page, html, examiner, WORLD_WEIGHT) for page, html in data.world_html() if page.id in world),
            *(_of_segments(page, html, examiner) for page, html in data.segment_html() if page.id in hard),
        ]
    )


def page_table(html: str, examiner: Examiner) -> Table:
    """Return the table of one page's lines."""
    page = walk(html)
    table = examiner.reader.read(page.text)
    add_markup(table, examiner.judge.rows_hit(table), page)
    return table


def _of_page(page: Page, html: str, examiner: Examiner, weight: float = 1.0) -> Training:
    table = page_table(html, examiner)
    found = examiner.examine(table)
    texts = _judged_lines(table, found)
    words = [WORD.findall(_spaced(text)) for text in texts]
    gold = WORD.findall(_spaced(page.main_content.lower()))
    content = label_lines(words, gold)
    weights = weight * np.array(list(_weights(page, words, content, len(gold))))
    return Training(
        columns=examiner.values(found),
        content=np.array(content, np.bool_),
        weight=weights * emphasis(page, texts, content, SNIPPET_WEIGHT),
        evidence=evidence_of(found),
        fold=np.full(len(texts), host_fold(page.url, FOLDS)),
    )


def _judged_lines(table: Table, found: Examination) -> list[str]:
    """Return the lines that are judged, in lower case: not those that are given to go."""
    lines = lines_of(table)
    return [lines[row].lower() for row in found.rows]


def _spaced(text: str) -> str:
    """Return a text with spaces between characters of scripts that write none."""
    return _UNSPACED.sub(r"\g<0> ", text)


def _of_segments(page: SegmentPage, html: str, examiner: Examiner) -> Training:
    """Return the training data of a page of which only some strings are known; other lines weigh nothing."""
    table = page_table(html, examiner)
    found = examiner.examine(table)
    lines = lines_of(table)
    texts = [lines[row] for row in found.rows]
    wanted, unwanted = (
        np.array([any(string.strip() in text for string in strings if string.strip()) for text in texts], np.bool_)
        for strings in (page.wanted, page.unwanted)
    )
    known = np.flatnonzero(wanted != unwanted)
    return Training(
        columns=examiner.values(found)[known],
        content=wanted[known],
        weight=SEGMENT_WEIGHT * np.where(wanted[known], SEGMENT_CONTENT_WEIGHT, 1.0),
        evidence=evidence_of(found)[known],
        fold=np.full(len(known), host_fold(page.url, FOLDS)),
    )


def _weights(page: Page, lines: list[list[str]], content: list[bool], gold_words: int) -> Iterator[float]:
    """Yield what each line of a page counts: what its words do to the page's F1, within bounds."""
    whole = max(SHORTEST_GOLD, gold_words)
    page_weight = TYPE_WEIGHTS.get(page.type, 1.0)
    content_weight = CONTENT_WEIGHTS.get(page.type, OTHER_CONTENT_WEIGHT)
    for line, is_content in zip(lines, content, strict=True):
        share = min((len(line) + 1.5) / whole, MOST_OF_A_DOCUMENT)
        yield page_weight * share * (content_weight if is_content else 1.0)
