"""Training data for the scorecard of pages: every line of the labelled pages, with the markup's columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import chain, islice
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit.alignment import label_lines
from benchmarks.fit.composed_pages import (
    Composed,
    Piece,
    by_kind,
    composed,
    composed_beside,
    is_said,
    pieces,
    pieces_beside,
    says,
)
from benchmarks.fit.training import (
    LARGEST,
    MOST_OF_A_DOCUMENT,
    SHORTEST_GOLD,
    WORKERS,
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

PIECE_WEIGHT, BESIDE_WEIGHT = 1.0, 0.7
AROUND_WEIGHT, AROUND_SHARE = 0.1, 4
"""What a piece of a composed page counts, of main content and of what stands beside it, and what the lines around it
count, which say again what their page says; of these it is one in so many that counts for all."""

TOGETHER, CHUNK = 256, 8
"""Pages that are read at a time, and that a process measures at a time."""

_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")

SNIPPET_WEIGHT = 6.0
"""As for text, at 3: leak −.006, F1 of articles +.002 and of segments +.013 (swept on two folds). At 6, with pieces of
other sites in the fit: leak −.003, F1 of the world +.004, of articles −.001."""

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
    tasks = chain(_labelled(data, part), _composed(data, part), _of_strings(data, part))
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        found: list[Training] = []
        while some := [(task, tuple(columns)) for task in islice(tasks, TOGETHER)]:  # all pages at once fill gigabytes
            found += pool.map(_measured, some, chunksize=CHUNK)
    return joined(found)


class _Task(NamedTuple):
    """A page to measure; ``piece`` is what was put into it, if anything was."""

    page: Page | SegmentPage
    html: str
    weight: float = 1.0
    piece: Piece | None = None


def _labelled(data: Data, part: Part) -> Iterator[_Task]:
    pages, world = _gold(data, part), {page.id for page in part.of(data.world)}
    yield from (_Task(pages[page], html) for page, html in data.html() if page in pages)
    yield from (_Task(page, html, WORLD_WEIGHT) for page, html in data.world_html() if page.id in world)


def _composed(data: Data, part: Part) -> Iterator[_Task]:
    pages, world = _gold(data, part), {page.id for page in part.of(data.world)}
    stock = by_kind(piece for page, html in data.html() if page in pages for piece in pieces(pages[page], html))
    originals = [(pages[page], html) for page, html in data.html() if page in pages]
    originals += [(page, html) for page, html in data.world_html() if page.id in world]
    beside = [piece for page, html in originals for piece in pieces_beside(page, html)]
    for page, html in originals:
        if page.type == "article" or page.id in world:
            yield from (_Task(*one) for one in _with_weight(composed(page, html, stock), PIECE_WEIGHT))
            yield from (_Task(*one) for one in _with_weight(composed_beside(page, html, beside), BESIDE_WEIGHT))


def _with_weight(found: Iterable[Composed], weight: float) -> Iterator[tuple[Page, str, float, Piece]]:
    yield from ((page, html, weight, piece) for page, html, piece in found)


def _of_strings(data: Data, part: Part) -> Iterator[_Task]:
    hard = {page.id for page in part.of(data.segments)}
    yield from (_Task(page, html) for page, html in data.segment_html() if page.id in hard)


def _gold(data: Data, part: Part) -> dict[str, Page]:
    return {page.id: page for page in part.of(data.gold) if page.main_content.strip()}


@lru_cache(maxsize=1)
def _examiner(columns: tuple[str, ...]) -> Examiner:
    return Examiner(columns, once=True)


def _measured(given: tuple[_Task, tuple[str, ...]]) -> Training:
    task, columns = given
    examiner = _examiner(columns)
    if isinstance(task.page, SegmentPage):
        return _of_segments(task.page, task.html, examiner)
    return _of_page(task, task.page, examiner)


def page_table(html: str, examiner: Examiner) -> Table:
    """Return the table of one page's lines."""
    page = walk(html)
    table = examiner.reader.read(page.text)
    add_markup(table, examiner.judge.rows_hit(table), page)
    return table


def _of_page(task: _Task, page: Page, examiner: Examiner) -> Training:
    table = page_table(task.html, examiner)
    found = examiner.examine(table)
    texts = _judged_lines(table, found)
    words = [WORD.findall(_spaced(text)) for text in texts]
    gold = WORD.findall(_spaced(page.main_content.lower()))
    content = label_lines(words, gold)
    weights = np.array(list(_weights(page, words, content, len(gold))))
    lines = Training(
        columns=_small(examiner.values(found)),
        content=np.array(content, np.bool_),
        weight=weights * emphasis(page, texts, content, SNIPPET_WEIGHT),
        evidence=evidence_of(found),
        fold=np.full(len(texts), host_fold(page.url, FOLDS)),
    )
    return _of_piece(lines, task.piece, texts, task.weight) if task.piece else _times(lines, task.weight)


def _of_piece(lines: Training, piece: Piece, texts: list[str], weight: float) -> Training:
    """Return the lines of a piece, and some of those around it, which say again what their own page says."""
    said = says(piece.text)
    is_piece = np.array([is_said(text, said) for text in texts], np.bool_)
    around = ~is_piece & (np.arange(len(texts)) % AROUND_SHARE == 0)
    weights = lines.weight * (weight * is_piece + AROUND_WEIGHT * AROUND_SHARE * around)
    return lines._replace(weight=weights).select(is_piece | around)


def _times(lines: Training, weight: float) -> Training:
    return lines._replace(weight=lines.weight * weight)


def _small(values: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.minimum(values, LARGEST).astype(np.int16)


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
        columns=_small(examiner.values(found))[known],
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
