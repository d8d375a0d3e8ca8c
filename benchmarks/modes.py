"""Precision and recall at many thresholds, with the named modes on the curve.

python -m benchmarks.modes --folds DIR     # docs/modes.md and docs/modes.svg, for pages of unseen sites

``DIR`` holds the scorecards that ``python -m benchmarks.fit_scorecard --folds DIR`` fits, one for each fold of hosts:
each page is cleaned with the scorecard that has not seen its site.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.data import Data, Part, find_data
from benchmarks.metrics import mean
from benchmarks.report import table
from benchmarks.run import build_cleaner
from benchmarks.tracks import Scores, Track
from benchmarks.training import FOLDS
from cleaner.judge.options import MODES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DOCS = Path(__file__).resolve().parents[1] / "docs"
RESCUE, HARM = Track("rescue", "html_text"), Track("harm")
FURTHER_THRESHOLDS = (-300, -200, -150, -60, 30, 100, 150, 200)
"""In hundredths, beside those of the modes."""

Points = dict[int, Scores]
"""Measures by threshold in hundredths."""


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled pages.  [default: $CLEANER_DATA]")
@click.option("--folds", type=click.Path(path_type=Path, exists=True), required=True, help="Folder of scorecards.")
def main(data: Path | None, folds: Path) -> None:
    """Measure precision and recall of page dumps, and harm, at many thresholds; write a table and a chart."""
    found = find_data(data)
    thresholds = sorted({*MODES.values(), *FURTHER_THRESHOLDS})
    points = {threshold: measure(found, folds, threshold / 100) for threshold in thresholds}
    (DOCS / "modes.md").write_text(document(points), encoding="utf-8")
    draw(points, DOCS / "modes.svg")


def measure(data: Data, folds: Path, threshold: float) -> Scores:
    """Return the means over all pages, each cleaned with the scorecard of its fold."""
    scores: dict[str, list[float]] = defaultdict(list)
    for fold in range(FOLDS):
        cleaner = build_cleaner((("scorecard", str(folds / f"fold{fold}.toml")), ("threshold", threshold)))
        for track in (RESCUE, HARM):
            cases = list(track.cases(data, Part(None, (fold, FOLDS))))
            for case, result in zip(cases, cleaner.clean_many(case.text for case in cases), strict=True):
                for name, value in track.score(case, result.text).items():
                    scores[name].append(value)
    return {name: mean(values) for name, values in scores.items()}


def document(points: Mapping[int, Scores]) -> str:
    """Return the page that shows the modes."""
    rows = [_row(name, points[threshold]) for name, threshold in sorted(MODES.items(), key=lambda item: item[1])]
    header = ["mode", "threshold", "precision", "recall", "F1", "leak", "words lost of clean text"]
    return (
        "# Modes\n\n`--mode` names a threshold: lines with fewer points are debris. `precise` removes what is surely "
        "debris,\n`thorough` keeps what is surely content, `balanced` is the default. Measured by "
        "`python -m benchmarks.modes` on page dumps\n(`html_text`) of WCXB's development articles against their main "
        "content, and on the main content of all page types;\n"
        "each page with a scorecard that has not seen its site.\n\n"
        + table(header, rows)
        + "\n\n![Precision and recall by threshold](modes.svg)\n"
    )


def _row(name: str, scores: Scores) -> list[str]:
    measures = (scores[measure] for measure in ("precision", "recall", "f1", "leak"))
    return [name, f"{MODES[name] / 100:+.1f}", *(f"{value:.3f}" for value in measures), f"{100 * scores['lost']:.2f} %"]


def draw(points: Mapping[int, Scores], file: Path) -> None:
    """Draw recall against precision."""
    import matplotlib  # noqa: PLC0415 - an extra, and slow to load

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "modes"  # the same chart from the same figures
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(6, 4.5))
    _curve(axes, points)
    axes.set_xlabel("recall: words of the article that stay")
    axes.set_ylabel("precision: words that belong to the article")
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})


def _curve(axes: object, points: Mapping[int, Scores]) -> None:
    thresholds: Sequence[int] = sorted(points)
    recall = [points[threshold]["recall"] for threshold in thresholds]
    precision = [points[threshold]["precision"] for threshold in thresholds]
    axes.plot(recall, precision, marker=".", color="#4472a8")  # type: ignore[attr-defined]
    for name, threshold in MODES.items():
        place = points[threshold]["recall"], points[threshold]["precision"]
        axes.annotate(name, place, textcoords="offset points", xytext=(8, 4))  # type: ignore[attr-defined]
        axes.plot(*place, marker="o", color="#c0504d")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
