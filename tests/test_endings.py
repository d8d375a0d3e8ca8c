"""How lines end and begin."""

from __future__ import annotations

import pytest

from tests.reading import read

ENDINGS = ("asks", "exclaims", "introduces", "trails_off", "item")


def ending(line: str) -> set[str]:
    """Return the columns that are 1 for a line between two others."""
    table = read(f"Before it.\n{line}\nAfter it")
    return {name for name in ENDINGS if table.values(name)[1]}


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
    alone, behind = read("..."), read(".\n.")
    assert [name for name in ENDINGS if alone.values(name)[0]] == ["trails_off"]
    assert not any(any(behind.values(name)) for name in ENDINGS)
