"""Fit the scorecard of documents: which F1 to expect of what is kept, by facts about the verdict.

python -m benchmarks.fit confidence --folds build/folds      # rules/confidence.toml, in a minute

Each page is judged by the scorecard that has not seen its host; without ``--folds``, by the package's, which is surer of
pages that it was fitted on. Fit it anew whenever the scorecard of lines is.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from benchmarks.quality.data import FOLDS, Data, Part, host_fold
from benchmarks.quality.held_out import build_cleaner, fold_file
from benchmarks.quality.metrics import overlap, without_headline, words_and_characters
from cleaner.judge.confidence import FACTS

if TYPE_CHECKING:
    from catboost import CatBoostRegressor

WEIGHTS = {
    DUMP: 1.0,
    WORLD_DUMP: 1.5,
    WORLD_LINES: 1.0,
    EXTRACTED: 0.5,
    WORLD_EXTRACTED: 1.0,
    CLEAN: 0.3,
    WORLD_CLEAN: 0.3,
}
"""What documents of a kind count: frames and bodies of our own say nothing of how often pages are hard."""

FINEST = 10_000
"""Points for an F1 of 0, as `cleaner.judge.confidence` has them."""

TABLES, CONDITIONS, RATE = 200, 6, 0.08
"""Swept, cross-validated by host: 150 tables of 3 conditions have a mean absolute error of .077 and find 61 % of the poor
documents, 300 of 6 .073 and 66 %; with the square root of what is missing to 1 in place of F1, .058 and 63 %."""

POOR, FALSE_ALARMS = 0.7, 0.05
"""A document is poor below this F1; of the others, so many may be taken for poor."""

HEAD = """\
# What is missing to an F1 of 1, its square root in ten thousandths, by facts about a document's verdict. Fitted by
# `python -m benchmarks.fit confidence`; do not edit by hand.
"""


class Known(NamedTuple):
    """Documents of which the F1 is known, one entry each; ``facts`` has shape (documents, facts)."""

    facts: NDArray[np.float32]
    f1: NDArray[np.float64]
    fold: NDArray[np.int64]


def known(data: Data, part: Part, folds: Path | None) -> Known:
    """Judge the documents, and return what is known of them."""
    chosen = (document for document in documents(data, part) if document.kind in KINDS)
    facts, f1, fold = zip(*(_judged(document, folds) for document in chosen), strict=True)
    return Known(np.array(facts, np.float32), np.array(f1), np.array(fold))


def _judged(document: Document, folds: Path | None) -> tuple[list[int], float, int]:
    page, fold = document.page, host_fold(document.page.url, FOLDS)
    cleaner = build_cleaner((), fold_file(folds, "text", fold) if folds else None)
    verdict = cleaner._judge.judge(cleaner._read(document.text))
    text = without_headline(verdict.cut(), page.title, page.main_content)
    f1 = overlap(words_and_characters(text), words_and_characters(page.main_content)).f1
    return verdict.facts(), f1, fold


def fit(some: Known) -> CatBoostRegressor:
    """Return the trees that tell the F1 by the facts."""
    from catboost import CatBoostRegressor, Pool  # noqa: PLC0415 - an extra, and slow to load

    model = CatBoostRegressor(
        iterations=TABLES, depth=CONDITIONS, learning_rate=RATE, **{**SETTINGS, "rsm": 0.5, "border_count": 64}
    )
    model.fit(Pool(some.facts, FINEST * np.sqrt(1 - some.f1)))
    return model


def write_confidence(of: Known, file: Path) -> None:
    """Say how well documents of other hosts are known, and write the scorecard that is fitted on all."""
    expected = np.zeros(len(of.f1))
    for fold in range(FOLDS):
        here = of.fold == fold
        if here.any() and not here.all():
            model = fit(Known(*(column[~here] for column in of)))
            expected[here] = 1 - np.clip(model.predict(of.facts[here]) / FINEST, 0, 1) ** 2
    print("\n".join(_figures(of, expected)))
    model = fit(of)
    tables = [([], [round(model.get_scale_and_bias()[1])]), *tables_of(model, FACTS, file.with_suffix(".json"), 1)]
    file.write_text("\n".join([HEAD, *(toml(*table) for table in tables)]), "utf-8")


def _figures(of: Known, expected: NDArray[np.float64]) -> Iterable[str]:
    """Yield how far off the expected F1 is, how many poor documents it finds, and how it is where it is this or that."""
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
