"""What is fitted: lines labelled by the main content, and scorecards that the package reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from labelled_pages import SEGMENTS, write_pages, write_rows

from benchmarks import SEEDS
from benchmarks.fit import __main__ as fitting
from benchmarks.fit import documents, html_training, training
from benchmarks.fit.alignment import label_lines
from benchmarks.quality.data import FOLDS, Data, Part
from cleaner.judge.scorecard import load_scorecard

COLUMNS = ["words", "hit", "prose[..]"]


@pytest.fixture
def data(tmp_path: Path) -> Data:
    write_pages(tmp_path)
    gold = [
        {
            "id": f"{path.stem}{n}",
            "url": f"https://{n}.org",
            "main_content": path.with_suffix(".clean.txt").read_text("utf-8"),
        }
        for path in SEEDS
        for n in range(4)
    ]
    dumps = [path.read_text("utf-8") for path in SEEDS for _ in range(4)]
    write_rows(tmp_path / "wcxb" / "gold.jsonl", gold)
    for name in (*documents.DUMPS, *documents.EXTRACTORS):
        texts = [{"id": page["id"], "text": dump} for page, dump in zip(gold, dumps, strict=True)]
        write_rows(tmp_path / "wcxb" / f"text.{name}.jsonl", texts)
    pages = [
        {"id": page["id"], "html": f"<p>{dump}".replace("\n", "<p>")} for page, dump in zip(gold, dumps, strict=True)
    ]
    write_rows(tmp_path / "wcxb" / "html.jsonl", pages)
    rows = [{**row, "html": f"<p>Home<p>{row['html_text']}"} for row in SEGMENTS]
    write_rows(tmp_path / "segments" / "pages.jsonl", rows)
    return Data(tmp_path)


@pytest.mark.parametrize(
    ("lines", "gold", "expected"),
    [
        (["home", "the bridge is home", "home"], "the bridge is home", [False, True, False]),
        (["a b", "c d e"], "c d e a b", [False, True]),
        (["one two three four five six seven eight x"], "one two three four five six seven eight", [True]),
        (["", "x"], "", [False, False]),
    ],
)
def test_lines_are_content_where_they_come_in_the_order_of_the_main_content(
    lines: list[str], gold: str, expected: list[bool]
) -> None:
    assert label_lines([line.split() for line in lines], gold.split()) == expected


@pytest.mark.parametrize("of", [training, html_training])
def test_every_line_to_learn_from_has_columns_a_label_and_a_weight(data: Data, of: object) -> None:
    lines = of.training(data, Part(), COLUMNS)  # type: ignore[attr-defined]  # two modules with one function each
    assert lines.columns.shape == (len(lines.content), len(COLUMNS))
    assert set(lines.content) == {True, False}
    assert (lines.weight > 0).all()


@pytest.mark.parametrize("what", ["text", "html"])
def test_a_fitted_scorecard_and_its_folds_can_be_read(
    data: Data, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("catboost")
    of = training if what == "text" else html_training
    monkeypatch.setattr(of, "candidates", lambda: COLUMNS)
    monkeypatch.setattr("benchmarks.fit.__main__.FOLDS", 1)
    monkeypatch.setattr("benchmarks.fit.cache.FOLDER", tmp_path / "cache")
    arguments = [what, "--data", str(data.folder), "--output", str(tmp_path / "x.toml"), "--folds", str(tmp_path / "f")]
    fitting.main(arguments, standalone_mode=False)
    assert load_scorecard(tmp_path / "x.toml")
    assert load_scorecard(tmp_path / "f" / f"{what}0.toml")


def test_the_second_reading_is_added_to_the_first(data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("catboost")
    columns = ["words", "likely", "likely@1", "kin"]
    monkeypatch.setattr(training, "second_candidates", lambda: columns)
    monkeypatch.setattr("benchmarks.fit.cache.FOLDER", tmp_path / "cache")
    first = '[[table]]\nconditions = ["words > 9"]\npoints = [-100, 100]\n'
    for name in ("x.toml", *(f"text{fold}.toml" for fold in range(FOLDS))):
        (tmp_path / name).write_text(first, "utf-8")
    arguments = ["second", "--data", str(data.folder), "--output", str(tmp_path / "x.toml"), "--bases", str(tmp_path)]
    arguments += ["--fold", "0"]
    for _ in range(2):
        fitting.main(arguments, standalone_mode=False)
        for name in ("x.toml", "text0.toml"):
            readings = [reading for _, _, reading in load_scorecard(tmp_path / name)]
            assert readings[0] == 1
            assert set(readings[1:]) == {2}
