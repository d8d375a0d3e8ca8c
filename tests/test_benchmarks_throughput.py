"""The throughput benchmark counts what it says, and its report holds what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from benchmarks.throughput import growth, measuring
from benchmarks.throughput.corpora import lines, size_rows
from benchmarks.throughput.measuring import measure
from benchmarks.throughput.profile import room_rows
from benchmarks.throughput.report import write_report
from cleaner import Cleaner


def test_speed_is_size_by_the_best_round_and_ratios_are_between_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    took = {"C4 line rules": iter([2.0, 1.0]), "ours": iter([4.0, 8.0]), "ftfy": iter([5.0])}  # ftfy takes one turn
    monkeypatch.setattr(measuring, "seconds", lambda clean, texts: next(took[clean]))
    rows = list(measure("dumps", ["ä" * 1_000_000], {name: name for name in took}, 2))  # type: ignore[arg-type]
    assert [(row["system"], row["MB/s"], row["times C4 line rules"]) for row in rows] == [
        ("C4 line rules", 2.0, 1.0),
        ("ours", 0.5, 0.25),
        ("ftfy", 0.4, 0.2),
    ]


def test_a_corpus_of_a_size_has_that_size_of_text() -> None:
    texts = ["One text.\n" * 1000, "Ein Text über Öl.\n" * 500]
    records = [json.loads(line) for piece in lines(texts, 3.0) for line in piece.splitlines()]
    size = sum(len(record["text"].encode()) for record in records)
    assert 3_000_000 <= size < 3_010_000 + len(texts[0])
    assert [record["text"] for record in records[:3]] == [texts[0], texts[1], texts[0]]


def test_a_corpus_is_piped_through_the_command() -> None:
    (row,) = size_rows(["A text that stays as it is.\n"] * 50, [1], 1)
    assert row["MB"] == 1
    assert row["seconds"] > 0
    assert row["peak MB"] >= 0  # nothing is known of memory but on Linux


def test_the_series_hold_the_same_words_in_another_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(growth, "_speeds", lambda texts, rounds: seen.append(texts) or {})
    list(growth.by_line_length(["Rain fell all night on the roofs of the old town by the sea. " * 40], 1))
    assert len({" ".join(" ".join(texts).split()) for texts in seen}) == 1
    for texts, length in zip(seen, growth.LINE_LENGTHS, strict=True):
        assert max(len(line) for text in texts for line in text.split("\n")) <= length


def test_more_phrases_are_rules_that_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "COPIES_OF_PHRASES", (0, 1))
    rows = list(growth.by_rules(["Share this article\n"], 1))
    phrases = [row["phrases"] for row in rows]
    assert phrases[1] == 2 * phrases[0] > 0


def test_a_profile_names_the_rooms_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.throughput.profile.LEAST_SECONDS", 0.2)
    rows = list(room_rows("dumps", ["Rain fell all night on the roofs.\nShare\n"] * 20, Cleaner().clean_many))
    assert "pipeline" in {row["room"] for row in rows} or {"context", "lines"} & {row["room"] for row in rows}
    assert 50 < sum(row["percent"] for row in rows) <= 100.001


def test_a_report_holds_all_figures_and_nothing_of_where_it_was_made(tmp_path: Path) -> None:
    report = {
        "texts": [{"kind": "page dumps", "system": "cleaner, clean_many", "MB/s": 12.345, "times datatrove C4": 2.0}],
        "rules": [{"phrases": 39119, "documents": 3, "one by one, MB/s": 1.5, "clean_many, MB/s": 3.0}],
        "profile": [
            {"kind": "page dumps", "room": "lines", "percent": 60.0, "what it does": "Texts in"},
            {"kind": "articles", "room": "lines", "percent": 40.4, "what it does": "Texts in"},
        ],
        "pages": [],
    }
    write_report(report, tmp_path)
    page = (tmp_path / "throughput.md").read_text(encoding="utf-8")
    assert "12.3" in page
    assert "| lines | 60         | 40       | Texts in     |" in page
    assert "39,119" in page
    assert {path.name for path in tmp_path.glob("*.svg")} == {
        "texts-page-dumps.svg",
        "rules.svg",
        "profile-page-dumps.svg",
        "profile-articles.svg",
    }
    stored = json.loads((tmp_path / "throughput.json").read_text(encoding="utf-8"))
    assert stored["texts"][0]["MB/s"] == 12.345
    assert str(Path.home()) not in page + json.dumps(stored)
