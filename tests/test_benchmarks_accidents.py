"""What measures how corpora bear accidents sees what is lost, and sees nothing where nothing is."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from benchmarks.accidents.__main__ import Calm, calm, trial
from benchmarks.accidents.happening import kill_all
from benchmarks.accidents.hostile import KINDS, met
from benchmarks.accidents.layouts import layouts
from tests.corpora import text

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")


@pytest.mark.parametrize("kind", ["CSV", "WET"])
def test_hostile_records_are_told_and_good_ones_cleaned(tmp_path: Path, kind: str) -> None:
    assert kind in KINDS
    row, is_well = met(kind, 4, tmp_path)
    assert row == [kind, "4", "4", "4", "4", "4"]
    assert is_well


def test_a_killed_run_is_resumed_and_compared_file_by_file(tmp_path: Path) -> None:
    layout = layouts([text(n) for n in range(50)], 0.05, tmp_path)[0]
    undisturbed = calm(layout, tmp_path / "calm")
    assert sorted(undisturbed.tree) == ["errors.jsonl", "l.parquet", "out.jsonl.zst", "summary.json", "summary.md"]
    soon = Calm({**undisturbed.tree, "lost": ""}, 0.01, undisturbed.largest)
    found = trial(layout, tmp_path / "run", soon, kill_all, Random(1))
    assert found.accidents >= 1
    assert found.codes[0] == -9
    assert found.codes[-1] == 0
    assert found.different == ["lost"]
