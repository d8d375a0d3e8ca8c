"""Hits of several spans are put together as if they were of one."""

from __future__ import annotations

import numpy as np

from cleaner.arrays import Integers
from cleaner.hits import NONE, Asked, Hits, settled


def numbers(*values: int) -> Integers:
    return np.array(values, np.int64)


def answer(asked: Asked) -> tuple[Integers, Integers]:
    """Tell that the patterns match that are asked of a text with an "x"."""
    holds = np.array(["x" in text for text in asked.texts], np.bool_)
    return asked.rows[holds], asked.rules[holds]


def pairs(found: list[Hits]) -> list[tuple[int, int]]:
    rows, rules = settled(found)
    return list(zip(rows.tolist(), rules.tolist(), strict=True))


def test_hits_come_by_row_and_then_by_rule_each_once() -> None:
    one = Hits(numbers(2, 0, 2, 2), numbers(7, 5, 3, 7))
    assert pairs([one, Hits(numbers(0), numbers(9)).behind(3)]) == [(0, 5), (2, 3), (2, 7), (3, 9)]


def test_patterns_are_asked_for_all_spans_at_once() -> None:
    calls = []

    def counted(asked: Asked) -> tuple[Integers, Integers]:
        calls.append(list(asked.texts))
        return answer(asked)

    first = Hits(numbers(1), numbers(4), Asked(numbers(0, 1), numbers(2, 4), ["x", "ax"]), counted)
    second = Hits(NONE, NONE, Asked(numbers(0, 1), numbers(2, 2), ["b", "xb"]), counted)
    assert pairs([first, second.behind(2)]) == [(0, 2), (1, 4), (3, 2)]
    assert calls == [["x", "ax", "b", "xb"]]


def test_where_there_is_no_span_there_are_no_hits() -> None:
    assert pairs([]) == []
