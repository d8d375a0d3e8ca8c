"""Fit the scorecard of documents: which F1 to expect of what is kept, by facts about the verdict.

python -m benchmarks.fit confidence --folds build/folds      # rules/confidence.toml, in a minute

Each page is judged by the scorecard that has not seen its host; without ``--folds``, by the package's, which is surer
of pages that it was fitted on. Fit it anew whenever a scorecard of lines is. What counts are the words of the article
that the text holds: nobody can see in an extractor's output what it has left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit.documents import (
    CLEAN,
    DUMP,
    EXTRACTED,
    WORLD_CLEAN,
    WORLD_DUMP,
    WORLD_EXTRACTED,
    WORLD_LINES,
    Document,
    documents,
)
from benchmarks.fit.scorecards import SETTINGS, tables_of, toml
from benchmarks.quality.data import FOLDS, Data, Page, Part, host_fold
from benchmarks.quality.held_out import build_cleaner, fold_file
from benchmarks.quality.metrics import overlap, without_headline, words_and_characters
from cleaner import Cleaner
from cleaner.html.page import walk
from cleaner.judge.confidence import FACTS

if TYPE_CHECKING:
    from catboost import CatBoostRegressor

KINDS = (DUMP, EXTRACTED, CLEAN, WORLD_DUMP, WORLD_EXTRACTED, WORLD_LINES, WORLD_CLEAN)
"""The kinds of documents to learn from: frames and bodies of our own say nothing of how often pages are hard."""

ONE_PAGE_IN = 3
"""One page of HTML in so many is enough."""

Judged = tuple[list[int], float, int]
"""The facts of a document, its F1, and its fold."""

FINEST = 10_000
"""Points for an F1 of 1, as `cleaner.judge.confidence` has them."""

TABLES, CONDITIONS, RATE = 200, 6, 0.08
"""Swept, cross-validated by host: 200 tables of 6 conditions have a mean absolute error of .049 and find 73 % of the
poor documents, 300 of 8 conditions .047 and 76 % at six times the size. Fitting the square root of what is missing to
an F1 of 1 makes the error .042, but expects .05 too much where F1 is .8."""

POOR, FALSE_ALARMS = 0.7, 0.05
"""A document is poor below this F1; of the others, so many may be taken for poor."""

HEAD = """\
# What F1 to expect of a document, in ten thousandths, by facts about its verdict. Fitted by
# `python -m benchmarks.fit confidence`; do not edit by hand.
"""


class Known(NamedTuple):
    """Documents of which the F1 is known, one entry each; ``facts`` has shape (documents, facts)."""

    facts: NDArray[np.float32]
    f1: NDArray[np.float64]
    fold: NDArray[np.int64]


def known(data: Data, part: Part, folds: Path | None) -> Known:
    """Judge the documents, and return what is known of them."""
    texts = (document for document in documents(data, part) if document.kind in KINDS)
    found = (*(_of_text(document, folds) for document in texts), *_of_pages(data, part, folds))
    facts, f1, fold = zip(*found, strict=True)
    return Known(np.array(facts, np.float32), np.array(f1), np.array(fold))


def _of_text(document: Document, folds: Path | None) -> Judged:
    fold = host_fold(document.page.url, FOLDS)
    cleaner = _cleaner(folds, fold)
    verdict = cleaner._judge.judge(cleaner._read(document.text))
    return verdict.facts(), _f1(verdict.cut(), document.text, document.page), fold


def _of_pages(data: Data, part: Part, folds: Path | None) -> Iterator[Judged]:
    pages = {page.id: page for page in part.of(data.gold) if page.main_content.strip()}
    for number, (identity, html) in enumerate(data.html()):
        if identity in pages and number % ONE_PAGE_IN == 0:
            page, read, fold = pages[identity], walk(html), host_fold(pages[identity].url, FOLDS)
            cleaner = _cleaner(folds, fold)
            verdict = cleaner._page_judge.judge(cleaner._page_table(read))
            yield verdict.facts(), _f1(verdict.cut(), read.text, page), fold


def _cleaner(folds: Path | None, fold: int) -> Cleaner:
    """Return the cleaner with the scorecards of a fold, as far as there are any."""
    files = {kind: fold_file(folds, kind, fold) for kind in ("text", "html")} if folds else {}
    return build_cleaner((), **{kind: file for kind, file in files.items() if file.is_file()})


def _f1(kept: str, given: str, page: Page) -> float:
    wanted = words_and_characters(page.main_content) & words_and_characters(given)
    return overlap(words_and_characters(without_headline(kept, page.title, page.main_content)), wanted).f1


def fit(some: Known) -> CatBoostRegressor:
    """Return the trees that tell the F1 by the facts."""
    from catboost import CatBoostRegressor, Pool  # noqa: PLC0415 - an extra, and slow to load

    model = CatBoostRegressor(
        iterations=TABLES, depth=CONDITIONS, learning_rate=RATE, **{**SETTINGS, "rsm": 0.5, "border_count": 64}
    )
    model.fit(Pool(some.facts, FINEST * some.f1))
    return model


def write_confidence(of: Known, file: Path) -> None:
    """Say how well documents of other hosts are known, and write the scorecard that is fitted on all."""
    expected = np.zeros(len(of.f1))
    for fold in range(FOLDS):
        here = of.fold == fold
        if here.any() and not here.all():
            model = fit(Known(*(column[~here] for column in of)))
            expected[here] = np.clip(model.predict(of.facts[here]) / FINEST, 0, 1)
    print("\n".join(_figures(of, expected)))
    model = fit(of)
    tables = [([], [round(model.get_scale_and_bias()[1])]), *tables_of(model, FACTS, file.with_suffix(".json"), 1)]
    file.write_text("\n".join([HEAD, *(toml(*table) for table in tables)]), "utf-8")


def _figures(of: Known, expected: NDArray[np.float64]) -> Iterable[str]:
    """Yield how far off the expected F1 is, how many poor documents it finds, and how true it is by size."""
    poor = of.f1 < POOR
    limit = np.quantile(expected[~poor], FALSE_ALARMS) if not poor.all() else 0.0
    found = float(np.mean(expected[poor] < limit)) if poor.any() else 1.0
    yield f"{len(of.f1):,} documents, {poor.mean():.1%} of them below {POOR}"
    yield f"mean absolute error {np.mean(np.abs(expected - of.f1)):.4f}"
    yield f"below {limit:.3f} are {found:.1%} of the poor and {FALSE_ALARMS:.0%} of the others"
    for low in (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        high = {0.0: 0.5, 0.9: 0.95, 0.95: 1.01}.get(low, low + 0.1)
        here = (expected >= low) & (expected < high)
        if here.any():
            yield f"  expected {low:.2f}-{min(high, 1):.2f}: {here.sum():5,} documents, F1 {of.f1[here].mean():.3f}"
