"""The benchmark of speed counts what it says, and its table and chart hold what was measured."""

from __future__ import annotations

from pathlib import Path

from benchmarks.conftest import Speed, draw, speed_table
from benchmarks.processes import pieces
from benchmarks.speed import html_systems, text_systems
from cleaner import Cleaner

SPEEDS = {
    ("page dumps", "cleaner, one by one"): Speed(30.24, 0.431),
    ("page dumps", "C4 line rules"): Speed(70.0, 1.0),
    ("articles", "cleaner, one by one"): Speed(58.0, 0.9),
    ("HTML, all kinds of pages", "cleaner"): Speed(22.0, 0.25),
}


def test_tables_have_a_row_a_system_and_a_column_a_kind_of_document() -> None:
    texts, pages = speed_table(SPEEDS).split("\n\n")
    assert "| cleaner, one by one          | 30.2 · 0.43 | 58 · 0.9 |" in texts
    assert "| C4 line rules                | 70 · 1      |          |" in texts
    assert "22 · 0.25" in pages
    assert "page dumps" not in pages


def test_the_chart_has_a_bar_a_system_and_is_the_same_each_time(tmp_path: Path) -> None:
    speeds = {system: speed for (kind, system), speed in SPEEDS.items() if kind == "page dumps"}
    for name in ("a.svg", "b.svg"):
        draw(speeds, tmp_path / name)
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert all(system in drawn for system in speeds)
    assert drawn == (tmp_path / "b.svg").read_text(encoding="utf-8")


def test_all_ways_of_ours_give_the_same_text() -> None:
    texts = ["Rain fell all night on the roofs of the old town.\nShare on Facebook\n"] * 3
    ours = [clean() for name, clean in text_systems().items() if name.startswith("cleaner") and "removals" not in name]
    assert len(ours) == 3
    expected = [Cleaner().clean(text).text for text in texts]
    assert [[result.text for result in clean(texts)] for clean in ours] == [expected] * 3
    (fast,) = [clean() for name, clean in html_systems().items() if name == "cleaner fast"]
    assert [result.text for result in fast(["<p>Rain fell."])] == ["Rain fell.\n"]


def test_a_corpus_comes_in_pieces_of_a_megabyte() -> None:
    line = b"x" * 999 + b"\n"
    sizes = [len(piece) for piece in pieces(iter([line] * 2500))]
    assert sizes == [1_000_000, 1_000_000, 500_000]
