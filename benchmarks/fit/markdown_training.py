"""Training data for what Markdown's marks say: the lines of labelled pages as converters write them.

The scorecard of Markdown stands on top of that of text: it is fitted to what that one leaves undecided, so a text
without marks is judged alike whether it is taken for Markdown or not. In folds, the text's points are those of a
scorecard that has not seen the host.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.converters import CONVERTERS, converted
from benchmarks.fit.alignment import label_lines
from benchmarks.fit.training import (
    DECIDED,
    MOST_OF_A_DOCUMENT,
    SHORTEST_GOLD,
    Examiner,
    Training,
    emphasis,
    evidence_of,
    joined,
    lines_of,
)
from benchmarks.fit.weights import SNIPPET_WEIGHT
from benchmarks.quality.data import FOLDS, Data, Page, Part, host_fold
from benchmarks.quality.held_out import fold_file
from benchmarks.quality.metrics import WORD, is_headline
from cleaner.judge.scorecard import load_scorecard
from cleaner.lines.markdown import markdown_view
from cleaner.lines.markdown_lines import PLACES

OWN = ("links", "images", "link_share", *PLACES)
GROUPS = tuple(f"{group}_{what}" for group in ("container", "outer") for what in ("lines", "words", "link_share"))
NEAR = ("link_share", "in_item", "in_paragraph", "in_h2", "in_h3")
SUMMED = ("link_share", "in_item", "in_paragraph", "images", "in_h2")
OF_TEXT = (
    *("words", "prose", "function_share", "capitalised_share", "sentence_ends", "ends_sentence", "gap", "hit", "meta"),
    *("block_size", "block_share", "block_place", "copies", "prose[..-1]%", "since prose", "until prose"),
    *("words@-1", "words@1", "prose@-1", "prose@1", "prose[-8..-1]", "prose[1..8]", "hit[-8..-1]", "hit[1..8]"),
)


def candidates() -> list[str]:
    """Return the columns that the fit may choose from: those of marks and some of text, all of them near by."""
    columns = [*OWN, *GROUPS, *OF_TEXT]
    columns += [f"{name}@{offset}" for name in NEAR for offset in (-2, -1, 1, 2)]
    columns += [f"{name}[{window}]" for name in SUMMED for window in ("-4..-1", "1..4", "-16..-1", "1..16")]
    columns += [f"{way} {name}" for name in ("in_h1", "in_h2", "in_h3") for way in ("since", "until")]
    return columns


def training(data: Data, part: Part, columns: Sequence[str], bases: Path) -> Training:
    """Measure and label the lines of all articles by all converters; ``bases`` has the text's scorecards by fold."""
    examiners = [Examiner(columns, base=load_scorecard(fold_file(bases, "text", fold))) for fold in range(FOLDS)]
    pages = {page.id: page for page in part.of(data.gold) if page.type == "article" and page.main_content.strip()}
    return joined(
        _of_page(pages[page], text, examiners[host_fold(pages[page].url, FOLDS)])
        for name in CONVERTERS
        for page, text in converted(data, part, name)
        if page in pages
    )


def _of_page(page: Page, text: str, examiner: Examiner) -> Training:
    view = markdown_view(text)
    table = examiner.reader.read(view.text)
    for name, values in view.columns.items():
        table.add_column(name, values)
    found = examiner.examine(table)
    texts = [line.lower() for line in lines_of(table)]
    own = [WORD.findall(line) for line in texts]
    gold = WORD.findall(page.main_content.lower())
    content = label_lines(own, gold)
    words = np.array([len(line) for line in own]) + 1.5  # headings count too
    weight = np.minimum(words / max(SHORTEST_GOLD, len(gold)), MOST_OF_A_DOCUMENT)
    weight *= emphasis(page, texts, content, SNIPPET_WEIGHT)
    known = evidence_of(found) - np.array(found.points["scorecard"], np.float64) / 100
    is_title = np.array([bool(page.title) and is_headline(text, page.title) for text in texts], np.bool_)
    open_to_fit = (np.abs(known) < DECIDED) & ~is_title  # titles stay for readers, though main content leaves them out
    return Training(
        examiner.values(found)[open_to_fit],
        np.array(content, np.bool_)[open_to_fit],
        weight[open_to_fit],
        evidence_of(found)[open_to_fit],
        np.full(int(open_to_fit.sum()), host_fold(page.url, FOLDS), np.int64),
    )
