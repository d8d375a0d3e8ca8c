"""Fit the scorecard for HTML from labelled pages, as `benchmarks/fit_scorecard.py` does for text.

python -m benchmarks.fit.html_scorecard                 # writes rules/scorecard-html.toml
python -m benchmarks.fit.html_scorecard --folds .benchmarks/html_folds   # one a fold, fitted on the other hosts
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from catboost import CatBoostClassifier, Pool

from benchmarks.fit.html_training import candidates, training
from benchmarks.fit.scorecard import HEADER, SCORECARD, SETTINGS, choose_columns, toml_tables
from benchmarks.fit.training import FOLDS, Training
from benchmarks.quality.data import find_data
from cleaner.rules.pack import HTML_SCORECARD

CONDITIONS = 6
TABLES = 250
LEARNING_RATE = 0.12
"""Swept on two folds: F1 of articles and of all types +.003 over 150 tables at 0.15; judging takes longer."""
COLUMNS = 110
"""The markup brings twice as many columns as text has; swept on two folds."""
CHOOSING_TABLES = 80
CHOOSING_SHARE = 4


def write_scorecard(lines: Training, columns: Sequence[str], file: Path) -> None:
    """Fit and write one scorecard."""
    model = CatBoostClassifier(iterations=TABLES, **{**SETTINGS, "depth": CONDITIONS, "learning_rate": LEARNING_RATE})
    model.fit(Pool(lines.columns, lines.content.astype(int), weight=lines.weight, baseline=lines.evidence))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{HEADER}\n{toml_tables(model, columns, file.with_suffix('.json'))}", "utf-8")
    click.echo(f"{file}: {TABLES} tables on {len(lines.content):,} lines", err=True)


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled pages.  [default: $CLEANER_DATA]")
@click.option("--output", type=click.Path(path_type=Path), default=SCORECARD.with_name(HTML_SCORECARD))
@click.option("--folds", type=click.Path(path_type=Path), help="Write one scorecard a fold into this folder as well.")
def main(data: Path | None, output: Path, folds: Path | None) -> None:
    """Fit the scorecard on all labelled pages and, with --folds, for each fold of hosts on the others."""
    names = candidates()
    lines = training(find_data(data), names)
    chosen = choose_columns(lines, COLUMNS, CHOOSING_TABLES, CHOOSING_SHARE)
    columns = [names[index] for index in chosen]
    lines = Training(lines.columns[:, chosen], lines.content, lines.weight, lines.evidence, lines.fold)
    write_scorecard(lines, columns, output)
    for fold in range(FOLDS) if folds else ():
        write_scorecard(lines.select(lines.fold != fold), columns, Path(folds or ".") / f"fold{fold}.toml")


if __name__ == "__main__":
    main()
