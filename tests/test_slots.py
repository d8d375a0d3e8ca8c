"""Slots: what is a date, a name or a network, and what is nearly one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaner.result import Label
from cleaner.rules.examples import Trial, slot_errors
from cleaner.rules.rule import Rule

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


def test_slots_are_their_examples_and_not_their_misses() -> None:
    assert list(slot_errors()) == []
