"""Fit the scorecard from labelled pages.

python -m benchmarks.fit.scorecard                    # writes rules/scorecard.toml
python -m benchmarks.fit.scorecard --folds .benchmarks/folds   # one scorecard a fold, fitted on the other hosts

Gradient boosting with oblivious trees (CatBoost: Prokhorenkova et al., 2018), on top of what the rules and stages
say already: a tree's questions and leaves are the conditions and points of a table. A first, cheap fit on part of the
lines chooses the columns, so that few have to be worked out when cleaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from catboost import CatBoostClassifier, Pool

from benchmarks.fit.training import FOLDS, Training, candidates, documents, training
from benchmarks.quality.data import find_data

SCORECARD = Path(__file__).resolve().parents[2] / "rules" / "scorecard.toml"

TABLES = 200
CONDITIONS = 8
COLUMNS = 100
"""Swept on the rescue track, cross-validated by host: the mean F1 of 80 tables at a learning rate of 0.2 is .9395, of
200 at 0.1 .9406, of 200 tables of 6 conditions at 0.15 .9398; of 240 at 0.08 no more than of 200. 120 columns are no
better than 80 of the 178; the mean of two scorecards is no better than one."""

ON_A_PAGE = (["sure[..] > 0", "sure[..] > 1"], [0, 150, 0, -70])
"""One more table, by how many lines of a document surely are debris: one may stand in clean text by chance, and two or
more are a page, whose other lines are doubted a little more. On unseen page dumps 70 points take a twelfth of the
unwanted snippets that are left at 40, and .0003 of F1; 80 points another fortieth and .0006. 150 points for the only
one spare a sixth of the clean documents that lose over 5 %, and cost .0003 of F1."""

CHOOSING_TABLES = 200
CHOOSING_SHARE = 2
"""Columns are chosen on one line in so many. With fewer lines and tables, chance chooses: two fits whose lines weighed
a little differently came .0015 of F1 apart."""

HUNDREDTHS = 100

SETTINGS: dict[str, Any] = {
    "depth": CONDITIONS,
    "learning_rate": 0.1,
    "l2_leaf_reg": 20,
    "border_count": 32,
    "rsm": 0.3,
    "bootstrap_type": "No",
    "random_seed": 1,
    "thread_count": 2,  # fixed: sums in another order differ in the last bits
    "verbose": 0,
    "allow_writing_files": False,
}

HEADER = """\
# Fitted by benchmarks/fit_scorecard.py; do not edit by hand: fit anew, and compare with benchmarks/quality.py.
# A table's points are hundredths; entry i counts where exactly the conditions whose bits are set in i hold.
"""


def fit(lines: Training, tables: int) -> CatBoostClassifier:
    """Return the trees that tell content from debris, given what rules and stages say."""
    model = CatBoostClassifier(iterations=tables, **SETTINGS)
    model.fit(Pool(lines.columns, lines.content.astype(int), weight=lines.weight, baseline=lines.evidence))
    return model


def choose_columns(lines: Training, count: int, tables: int, share: int) -> list[int]:
    """Return the columns (by index, ascending) that weigh most in a fit of some tables on one line in ``share``."""
    some = np.zeros(len(lines.content), np.bool_)
    some[::share] = True
    importance = fit(lines.select(some), tables).get_feature_importance()
    return sorted(np.argsort(-importance, kind="stable")[:count].tolist())


def toml_tables(model: CatBoostClassifier, columns: Sequence[str], file: Path) -> str:
    """Return the trees as tables in TOML; ``file`` is where CatBoost may write them as JSON in between."""
    import json  # noqa: PLC0415 - used here only

    model.save_model(str(file), format="json")
    trees = json.loads(file.read_text("utf-8"))["oblivious_trees"]
    file.unlink()
    return "\n".join(_toml_table(*_table(tree, columns)) for tree in trees)


def _table(tree: dict[str, Any], columns: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the conditions and the points of one tree."""
    asked = [(columns[split["float_feature_index"]], int(np.floor(split["border"]))) for split in tree["splits"]]
    conditions = [f"{column} > {threshold}" for column, threshold in asked]
    return conditions, [round(HUNDREDTHS * value) for value in tree["leaf_values"]]


def _toml_table(conditions: Sequence[str], points: Sequence[int]) -> str:
    """Write one table."""
    asked = ", ".join(f'"{condition}"' for condition in conditions)
    return f"[[table]]\nconditions = [{asked}]\npoints = {list(points)}\n"


def write_scorecard(lines: Training, columns: Sequence[str], file: Path) -> None:
    """Fit and write one scorecard."""
    model = fit(lines, TABLES)
    file.parent.mkdir(parents=True, exist_ok=True)
    tables = toml_tables(model, columns, file.with_suffix(".json"))
    file.write_text(f"{HEADER}\n{tables}\n{_toml_table(*ON_A_PAGE)}", "utf-8")
    click.echo(f"{file}: {TABLES} tables on {len(lines.content):,} lines", err=True)


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled pages.  [default: $CLEANER_DATA]")
@click.option("--output", type=click.Path(path_type=Path), default=SCORECARD, help="The scorecard to write.")
@click.option("--folds", type=click.Path(path_type=Path), help="Write one scorecard a fold into this folder as well.")
def main(data: Path | None, output: Path, folds: Path | None) -> None:
    """Fit the scorecard on all labelled pages and, with --folds, for each fold of hosts on the others."""
    names = candidates()
    lines = training(list(documents(find_data(data))), names)
    lines = lines.select(lines.weight > 0)  # what others decide must not place the thresholds either
    chosen = choose_columns(lines, COLUMNS, CHOOSING_TABLES, CHOOSING_SHARE)
    columns = [names[index] for index in chosen]
    lines = Training(lines.columns[:, chosen], lines.content, lines.weight, lines.evidence, lines.fold)
    write_scorecard(lines, columns, output)
    for fold in range(FOLDS) if folds else ():
        write_scorecard(lines.select(lines.fold != fold), columns, Path(folds or ".") / f"fold{fold}.toml")


if __name__ == "__main__":
    main()
