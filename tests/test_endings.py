"""How lines end and begin."""

from __future__ import annotations

import pytest

from cleaner.endings import endings
from cleaner.lines import spans


def ending(line: str) -> set[str]:
    """Return the columns that are 1 for a line between two others."""
    (span,) = spans([f"Before it.\n{line}\nAfter it"])
    return {name for name, column in endings(span).items() if column[1]}


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("What does it cost?", {"asks"}),
        ("なぜですか？", {"asks"}),
        ("He asked: “Why?” ", {"asks"}),
        ("Order now!\u00a0", {"exclaims"}),
        ("You need (for four):", {"introduces"}),
        ("The council has voted to …", {"trails_off"}),
        ("The council has voted to […]", {"trails_off"}),
        ("The council has voted to...", {"trails_off"}),
        ("The council has voted.", set()),
        ("• two eggs", {"item"}),
        ("- Why not?", {"item", "asks"}),
        ("-5 degrees", set()),
        ("•", {"item"}),
        ("?", {"asks"}),
        ("😀", set()),
        (")" * 20, set()),
    ],
)
def test_the_last_mark_and_the_bullet_of_a_line_are_told(line: str, columns: set[str]) -> None:
    assert ending(line) == columns


def test_a_line_is_told_alike_wherever_it_stands() -> None:
    (alone,) = spans(["..."])
    assert [name for name, column in endings(alone).items() if column[0]] == ["trails_off"]
    (behind,) = spans([".\n."])
    assert not any(column.any() for column in endings(behind).values())
