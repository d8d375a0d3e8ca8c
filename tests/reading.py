"""Texts as the core reads and judges them, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.cleaner import judge_by
from cleaner.judge.decide import Judge
from cleaner.judge.options import listed
from cleaner.judge.scorecard import Scorecard
from cleaner.lines.reading import Reader
from cleaner.lines.table import Table
from cleaner.rules.matcher import Matcher
from cleaner.rules.pack import load_pack

PACK = load_pack()
_READER = Reader(Matcher(PACK))


def read(text: str) -> Table:
    """Return the table of a text."""
    return _READER.read(text)


def rules_found(text: str) -> list[set[str]]:
    """Return the ids of the rules that are found in each line that is not blank."""
    table = read(text)
    found: list[set[str]] = [set() for _ in range(len(table))]
    for row, rule in table.found():
        found[row].add(PACK.rules[rule].id)
    return found


def columns_of(table: Table, expressions: Sequence[str]) -> dict[str, list[int]]:
    """Return the values of expressions for each line."""
    found = judge_of([([f"{expression} > 0"], [0, 0]) for expression in expressions]).examine(table).columns
    return {expression: found[expression].tolist() for expression in expressions}


def judge_of(scorecard: Scorecard, *, once: bool = False) -> Judge:
    """Return a judge with a scorecard of one's own; what has points under 0 is debris."""
    return judge_by(PACK, listed({"threshold": 0}), scorecard, once=once)
