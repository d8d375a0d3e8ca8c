"""Slots: what is a date, a name or a network, and what is nearly one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaner.result import Label
from cleaner.rules.examples import Trial
from cleaner.rules.rule import Rule, shipped_slots

CASES = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text(encoding="utf-8"))


def tried(*wordings: str) -> Trial:
    """Return what tries wordings on whole lines."""
    phrases = tuple(("mul", wording) for wording in wordings)
    return Trial([Rule(id="date.tried", label=Label.DATE, why="Tried.", strength="hint", phrases=phrases)])


DATES = tried("{date}", "{date_time}")


@pytest.mark.parametrize("language", CASES["dates"])
def test_a_date_is_known_in_all_its_forms(language: str) -> None:
    assert [date for date in CASES["dates"][language] if not list(DATES.spans(date))] == []


@pytest.mark.parametrize("language", CASES["near"])
def test_what_is_nearly_a_date_is_none(language: str) -> None:
    assert [text for text in CASES["near"][language] if list(DATES.spans(text))] == []


@pytest.mark.parametrize("name", shipped_slots())
def test_a_slot_is_what_its_examples_are_and_not_what_they_miss(name: str) -> None:
    slot, trial = shipped_slots()[name], tried(f"{{{name}}}")
    assert [text for text in slot.examples if not list(trial.spans(text))] == []
    assert [text for text in slot.misses if list(trial.spans(text))] == []
