"""No line makes a pattern of the rules try for ever, however it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest

from cleaner.lines.characters import fold
from cleaner.rules.pack import default_folder, read, rule_files
from cleaner.rules.reader import Specimen
from cleaner.rules.rule import pattern_finder

PATIENCE = 0.5
"""Seconds of the processor for a line. The slowest that was found takes 0.001."""

LINES = 300
JOINTS = [" ", ", ", " | ", "- ", ". ", "/", "(", ") ", "1", "12:30 ", "a ", "Aa ", "A-", "{", "}", ":", "#", "%", "<"]
ENDS = ["", "!", "\x00", " ~", "ж", "1"]

WITH_PATTERN = {
    specimen.rule.id: specimen for specimen in read(rule_files([default_folder()])).specimens if specimen.rule.pattern
}


def lines(pieces: list[str], length: int, seed: str) -> Iterator[str]:
    """Yield lines that begin like something a pattern matches, and go on with parts of it over and over."""
    random = Random(seed)
    for _ in range(LINES):
        piece, end = random.choice(pieces), random.choice(ENDS)
        head = piece[: random.randrange(len(piece) + 1)]
        repeated = "".join(part(random, random.choice(pieces)) for _ in range(random.choice((1, 1, 2, 3))))
        yield (head + repeated * length)[: length - len(end)] + end


def part(random: Random, piece: str) -> str:
    start = random.randrange(len(piece))
    return piece[start : start + random.choice((1, 1, 2, 3, 5, 8, 13, 30))]


def pieces(specimen: Specimen) -> list[str]:
    """Return examples, keywords and words of a pattern."""
    rule = specimen.rule
    examples = [line if rule.case else fold(line) for line in (*specimen.drop, *specimen.keep)]
    return [*examples, *rule.keywords, *re.findall(r"[^\W\d_]+", rule.pattern), *JOINTS]


def is_slow(pattern: str, lines: Iterator[str]) -> bool:
    find = pattern_finder(pattern, "start")
    try:
        for line in lines:
            find(line, timeout=PATIENCE)
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize("id_", sorted(WITH_PATTERN))
def test_no_line_is_slow(id_: str) -> None:
    specimen = WITH_PATTERN[id_]
    assert not is_slow(specimen.rule.pattern, lines(pieces(specimen), specimen.rule.limit, id_))


@pytest.mark.parametrize("pattern", ["share (?:a|aa)+ on", "share (?:ab|a|b)*[0-9]", "share (?:[a-z-]+[ -]){1,9}logo"])
def test_what_is_slow_is_found(pattern: str) -> None:
    assert is_slow(pattern, lines(["share aa on", "share ab", "share a-a logo"], 300, pattern))
