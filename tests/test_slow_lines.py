"""No line makes a pattern of the rules try for ever, however it was made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from random import Random

import pytest

from cleaner.lines.characters import fold
from cleaner.rules.pack import default_folder, read, rule_files
from cleaner.rules.reader import EXAMPLE_KINDS, Specimen
from cleaner.rules.rule import Rule, pattern_finder

PATIENCE = 1.0
"""Seconds of the processor for a line. The slowest that was found takes 0.01."""

REPETITIONS = 60
JOINTS = [" ", ", ", " | ", "- ", ". ", "/", "(", ") ", "1", "12:30 ", "a ", "Aa ", "A-", "x-1"]


ENDS = ("", "!", "\x00", " ~", "ж", "1")
"""What spoils a match at the end of a line."""


def repetitions(pieces: Iterable[str], length: int, count: int, seed: str) -> Iterator[str]:
    """Yield ``count`` lines of ``length`` characters: the beginning of a piece, and parts of pieces again and again."""
    chosen, random = sorted({piece for piece in pieces if piece}), Random(seed)
    for _ in range(count):
        piece = random.choice(chosen)
        head = piece[: random.randrange(len(piece) + 1)]
        pump = "".join(_part(random, chosen) for _ in range(random.choice((1, 1, 2, 3)))) or "a"
        end = random.choice(ENDS)
        yield (head + pump * (length // len(pump) + 1))[: length - len(end)] + end


def _part(random: Random, pieces: list[str]) -> str:
    piece = random.choice(pieces)
    start = random.randrange(len(piece))
    return piece[start : start + random.randrange(1, 13)]


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
    assert slow_line(rule, repetitions(pieces(specimens()[id_]), length, REPETITIONS, id_)) == ""
