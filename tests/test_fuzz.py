"""All inputs that ever failed, and a little fuzzing with every run of the tests; ``make fuzz`` does much of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.beginnings import LONGEST, beginnings
from tests.fuzz.changed import changed
from tests.fuzz.pace import paces
from tests.fuzz.targets import COMPRESSIONS, FORMATS, TARGETS, clean_string, outcomes
from tests.hostile_texts import HOSTILE, LARGE

CASES = sorted(Path(__file__).parent.glob("fuzz/cases/*/*"))

Edit = tuple[float, float, bytes]
"""Where, how much of the input from there on goes, and what comes in its place."""

EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from([0, 0, 0.001, 0.01, 0.1, 1]), st.binary(max_size=8)), max_size=6
)


def edited(data: bytes, edits: list[Edit]) -> bytes:
    """Return an input with some of it replaced."""
    for place, share, new in edits:
        start = int(place * len(data))
        data = data[:start] + new + data[start + int(share * len(data)) :]
    return data


@cache
def _beginnings(name: str) -> list[bytes]:
    return beginnings(name)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_failed_once_does_not_fail_again(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("text", [*HOSTILE.values(), *LARGE.values()], ids=[*HOSTILE, *LARGE])
def test_hostile_texts_come_back_and_are_clean_when_they_are_cleaned(text: Callable[[], str]) -> None:
    clean_string(text())


def test_changed_inputs_differ_and_are_the_same_for_a_seed() -> None:
    runs = [list(islice(changed(Random(seed)), 50)) for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]
    assert {name for name, _ in runs[0]} >= {"text", "html"}


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.integers(0, 9), edits=EDITS)
def test_sound_inputs_with_some_bytes_replaced_raise_nothing(name: str, number: int, edits: list[Edit]) -> None:
    inputs = _beginnings(name)
    TARGETS[name](edited(inputs[number % len(inputs)], edits))


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=10, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_raise_nothing(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.parametrize("name", [*FORMATS, *(f"jsonl.{name}" for name in COMPRESSIONS)])
def test_what_readers_are_fuzzed_from_is_short_enough_and_cleaned(name: str) -> None:
    for data in _beginnings(name):
        assert len(data) <= LONGEST
        counts = [outcome.counts for outcome in outcomes(name, data)]
        assert sum(one.documents for one in counts) > 0
        assert sum(one.faults for one in counts) == 0


def test_an_input_that_is_slow_for_its_size_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clock = 0.0

    def work(data: bytes) -> None:
        nonlocal clock
        clock += len(data) * (25 if data.startswith(b"slow") else 1)

    monkeypatch.setattr(time, "process_time", lambda: clock)
    monkeypatch.setitem(TARGETS, "text", work)
    for name in ("slow", "fast"):
        (tmp_path / name).write_text(name, encoding="ascii")
    assert paces("text", sorted(tmp_path.iterdir())) == [(tmp_path / "slow", 25), (tmp_path / "fast", 1)]
