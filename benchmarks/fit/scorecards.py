"""Scorecards: gradient boosting with oblivious trees, on top of what the rules and heuristics say already.

A tree's questions and leaves are the conditions and points of a table (CatBoost: Prokhorenkova et al., 2018). A first,
cheap fit on part of the lines chooses the columns, so that few have to be worked out when cleaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from catboost import CatBoostClassifier, CatBoostRegressor, Pool
    from numpy.typing import NDArray

    from benchmarks.fit.training import Training

HUNDREDTHS = 100

STEPS = 40
"""In which a bound is found by halving."""

BORDERS = 32
"""Thresholds of each column that the fit may choose from."""

SETTINGS: dict[str, Any] = {
    "l2_leaf_reg": 20,
    "rsm": 0.3,
    "bootstrap_type": "No",
    "random_seed": 1,
    "thread_count": 2,  # fixed: sums in another order differ in the last bits
    "verbose": 0,
    "allow_writing_files": False,
}

HEADER = """\
# Fitted by `python -m benchmarks.fit`; do not edit by hand: fit anew, and compare with `python -m benchmarks.quality`.
# A table's points are hundredths; entry i counts where exactly the conditions whose bits are set in i hold.
"""


SECOND_HEADER = """\
# --- the second reading: on top of the first one's points, by what these say of the lines around ----------------------
"""


@dataclass(frozen=True)
class Shape:
    """How large a scorecard is, and how its columns are chosen: in a fit of some tables on one line in so many.

    ``kind`` is "text", "html" or "markdown", as the files of folds are named. With fewer lines and tables, chance
    chooses: two fits whose lines weighed a little differently came .0015 of F1 apart. With several ``members``, each is
    fitted on another draw of this ``share`` of the lines, the heavier the likelier, and the scorecard is their mean.
    """

    kind: str
    tables: int
    conditions: int
    learning_rate: float
    columns: int
    choosing_tables: int
    choosing_share: int
    members: int = 1
    share: float = 1.0
    reading: int = 1


TEXT = Shape("text", 320, 8, 0.1, 110, choosing_tables=80, choosing_share=4)
"""Swept on the rescue track, cross-validated by host: the mean F1 of 80 tables at a learning rate of 0.2 is .9395, of
200 at 0.1 .9406, of 200 tables of 6 conditions at 0.15 .9398; of 240 at 0.08 no more than of 200. 120 columns are no
better than 80 of the 178; the mean of two scorecards is no better than one."""

SECOND = Shape("text", 140, 8, 0.07, 80, choosing_tables=60, choosing_share=4, reading=2)
"""The second reading of text. On one fold, 120 tables of 6 conditions on 60 columns at a rate of 0.1 lose
.001 of rescue's F1; 160 tables are no better than 120."""

HTML = Shape("html", 80, 6, 0.25, 110, choosing_tables=80, choosing_share=4, members=3, share=0.33)
"""The mean of three scorecards: over three folds F1 of articles is .001 higher than that of one, of all types .003, of
pages of the world .001; one with 250 tables, on all lines, is no better than one with 100 on a third of them."""

MARKDOWN = Shape("markdown", 100, 4, 0.1, 60, choosing_tables=60, choosing_share=8)
"""Small, since it stands on that of text. On unseen hosts, 60 tables of 3 conditions on marks alone halve the gain by
line; 120 tables of 6 conditions, with sums over the whole document, learn the pages by heart and lose F1 (−.01)."""

CHOOSING_CONDITIONS, CHOOSING_RATE = 8, 0.1


def pool_of(lines: Training) -> Pool:
    """Return the lines as CatBoost takes them: values in steps, once for all fits; each starts from its evidence."""
    from catboost import Pool  # noqa: PLC0415 - an extra, and slow to load

    pool = Pool(
        lines.columns.astype(np.float32), lines.content.astype(int), weight=lines.weight, baseline=lines.evidence
    )
    pool.quantize(border_count=BORDERS)
    return pool


def fit(pool: Pool, shape: Shape, columns: Sequence[int] | None = None, seed: int = 1) -> CatBoostClassifier:
    """Return the trees that tell content from debris, given what rules and heuristics say; they ask some columns."""
    from catboost import CatBoostClassifier  # noqa: PLC0415

    left_out = sorted(set(range(pool.num_col())) - set(columns)) if columns is not None else None
    model = CatBoostClassifier(
        iterations=shape.tables,
        depth=shape.conditions,
        learning_rate=shape.learning_rate,
        ignored_features=left_out,
        **{**SETTINGS, "random_seed": seed},
    )
    model.fit(pool)
    return model


def fit_members(pool: Pool, shape: Shape, columns: Sequence[int]) -> list[CatBoostClassifier]:
    """Return all members of a scorecard."""
    if shape.members == 1:
        return [fit(pool, shape, columns)]
    weight = np.array(pool.get_weight())
    found = []
    for seed in range(1, shape.members + 1):
        rows, weights = drawn(weight, shape.share, seed)
        some = pool.slice(rows)
        some.set_weight(weights)
        found.append(fit(some, shape, columns, seed))
    return found


def drawn(weight: NDArray[np.float64], share: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return some lines, about this share of those that weigh anything, and what each counts for itself and others.

    A line is drawn by its weight; those that weigh most are all drawn, and all that are not have one weight.
    """
    low, high = 0.0, float(weight.max())
    for _ in range(STEPS):
        middle = (low + high) / 2
        chance = np.minimum(1.0, weight / middle)
        low, high = (middle, high) if chance[weight > 0].mean() > share else (low, middle)
    rows = np.flatnonzero(np.random.default_rng(seed).random(len(weight)) < chance)
    return rows, weight[rows] / chance[rows]


def choose_columns(pool: Pool, shape: Shape) -> list[int]:
    """Return the columns (by index, ascending) that weigh most in a first fit."""
    some = pool.slice(np.arange(0, pool.num_row(), shape.choosing_share))
    first = replace(shape, tables=shape.choosing_tables, conditions=CHOOSING_CONDITIONS, learning_rate=CHOOSING_RATE)
    importance = fit(some, first).get_feature_importance()
    return sorted(np.argsort(-importance, kind="stable")[: shape.columns].tolist())


def write_scorecards(
    lines: Training, names: Sequence[str], shape: Shape, files: Sequence[tuple[Path, int | None]]
) -> None:
    """Fit a scorecard for each file: on all lines or, where a fold of hosts is named with it, on the others."""
    pool = pool_of(lines)
    chosen = choose_columns(pool, shape)
    for file, fold in files:
        others = pool if fold is None else pool.slice(np.flatnonzero(lines.fold != fold))
        _write(fit_members(others, shape, chosen), names, shape.reading, file)


def _write(members: Sequence[CatBoostClassifier], columns: Sequence[str], reading: int, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    scale = HUNDREDTHS / len(members)
    model_file = file.with_suffix(".json")
    tables = [toml(*table, reading) for one in members for table in tables_of(one, columns, model_file, scale)]
    head = HEADER if reading == 1 else f"{first_reading(file)}\n{SECOND_HEADER}"
    file.write_text("\n".join([head, *tables]), "utf-8")
    print(f"{file}: {len(tables)} tables")


def first_reading(file: Path) -> str:
    """Return the tables of the first reading of a scorecard, as they are written."""
    return file.read_text("utf-8").partition(SECOND_HEADER)[0].strip() + "\n"


def tables_of(
    model: CatBoostClassifier | CatBoostRegressor, columns: Sequence[str], file: Path, scale: float = HUNDREDTHS
) -> Iterator[tuple[list[str], list[int]]]:
    """Yield the conditions and the points of each tree; ``file`` is where CatBoost writes them as JSON in between."""
    model.save_model(str(file), format="json")
    found = json.loads(file.read_text("utf-8"))
    file.unlink()
    names = [columns[feature["flat_feature_index"]] for feature in found["features_info"]["float_features"]]
    for tree in (one for one in found["oblivious_trees"] if one["splits"]):  # of few lines, some ask nothing
        asked = [(names[split["float_feature_index"]], int(np.floor(split["border"]))) for split in tree["splits"]]
        points = [round(scale * value) for value in tree["leaf_values"]]
        yield [f"{column} > {threshold}" for column, threshold in asked], points


def toml(conditions: Sequence[str], points: Sequence[int], reading: int = 1) -> str:
    """Return a table as scorecards have it."""
    asked = ", ".join(f'"{condition}"' for condition in conditions)
    second = "" if reading == 1 else f"reading = {reading}\n"
    return f"[[table]]\n{second}conditions = [{asked}]\npoints = {list(points)}\n"
