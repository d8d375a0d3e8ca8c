"""No line makes a pattern of the rules try for ever, however it was made."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from cleaner.lines.characters import fold
from cleaner.rules.pack import default_folder, read, rule_files
from cleaner.rules.reader import EXAMPLE_KINDS, Specimen
from cleaner.rules.rule import Rule, pattern_finder
from tests.attacks import attacks, repetitions

if TYPE_CHECKING:
    from collections.abc import Iterable

PATIENCE = 1.0
"""Seconds of the processor for a line. The slowest that was found takes 0.01."""

REPETITIONS = 60
JOINTS = [" ", ", ", " | ", "- ", ". ", "/", "(", ") ", "1", "12:30 ", "a ", "Aa ", "A-", "x-1"]


@cache
def specimens() -> dict[str, Specimen]:
    """Return the rules that have a pattern."""
    reading = read(rule_files([default_folder()]))
    return {specimen.rule.id: specimen for specimen in reading.specimens if specimen.rule.pattern}


def slow_line(rule: Rule, lines: Iterable[str]) -> str:
    """Return the first of some lines that the pattern does not come to an end on, or ""."""
    find = pattern_finder(rule.pattern, rule.match)
    for line in lines:
        try:
            find(line, timeout=PATIENCE)
        except TimeoutError:
            return line
    return ""


def pieces(specimen: Specimen) -> list[str]:
    """Return what lines are made of that a pattern may match: its examples, keywords and words."""
    rule = specimen.rule
    examples = [line for kind in EXAMPLE_KINDS for line in getattr(specimen, kind)]
    words = re.findall(r"[^\W\d_]+", rule.pattern)
    return [*(line if rule.case else fold(line) for line in examples), *rule.keywords, *words, *JOINTS]


@pytest.mark.parametrize("id_", sorted(specimens()))
def test_no_line_is_slow(id_: str) -> None:
    rule = specimens()[id_].rule
    length = min(rule.limit, 600)
    assert slow_line(rule, attacks(rule.pattern, length)) == ""
    assert slow_line(rule, repetitions(pieces(specimens()[id_]), length, REPETITIONS, id_)) == ""


SLOW = [
    "share (?:в|kl|о|в)*[0-9]",
    "share (?:a|aa)+ on",
    "share (?:[A-Za-z-]+[ -]){1,9}logo",
    "share (?:ab|a|b)*[0-9]",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_attacks_find_what_is_slow(pattern: str) -> None:
    find = pattern_finder(pattern, "line")
    with pytest.raises(TimeoutError):
        for line in attacks(pattern, 300):
            find(line, timeout=0.2)


@pytest.mark.parametrize("pattern", ["share (?:в|о)*[0-9]", "share [a-z ]+ on", "share (?:[A-Z][a-z]* )+on"])
def test_what_matches_in_one_way_is_not_attacked(pattern: str) -> None:
    assert list(attacks(pattern, 300)) == []
