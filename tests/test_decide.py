"""The threshold of a document: the likeliest lines stay where all are doubtful, and nothing changes where none is."""

from __future__ import annotations

from array import array

import pytest

from tests.reading import judge_of, read


@pytest.mark.parametrize(
    ("points", "kept"),
    [
        ([500, 500, -500, -500], [True, True, False, False]),
        ([-100, -100, -600, -600], [True, True, False, False]),
        ([300, -100, -700, -700], [True, False, False, False]),
    ],
)
def test_the_likeliest_lines_stay(points: list[int], kept: list[bool]) -> None:
    steps = [after - before for before, after in zip([0, *points], points, strict=False)]
    judge = judge_of([([f"number > {number}"], [0, step]) for number, step in enumerate(steps)], once=True)
    table = read(
        "".join(f"the {word} in one of the lines of a text\n" for word in ("first", "second", "third", "last"))
    )
    table.add_column("number", array("H", range(1, 5)))
    table.add_column("in_h1", array("H", [0] * 4))  # what is told by markup leaves no doubt
    assert judge.examine(table).points["scorecard"].tolist() == points
    assert [not is_debris for _, _, _, is_debris, _ in judge.judge(table).findings()] == kept
