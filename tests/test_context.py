"""Columns in their surroundings are what the table of expressions says, one by one and in the scorecard's questions."""

from __future__ import annotations

from array import array
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.judge.scorecard import FARTHEST, NO_NEIGHBOUR, Scorecard
from cleaner.lines.table import Table
from tests.reading import columns_of, judge_of, read

EXPRESSIONS = (
    *("size", "mark", "size@-1", "size@2", "since mark", "until mark", "since size"),
    *("size[-2..-1]", "mark[-2..-1]", "size[1..3]", "size[..-1]", "size[1..]", "size[..]", "size[..-1]%"),
    *("mark[1..]%", "size[-700..700]%", "mark[3..9]"),
)
THRESHOLD = 30
ASKING: Scorecard = [([f"{name} > {THRESHOLD}"], [0, 1 << bit]) for bit, name in enumerate(EXPRESSIONS)]
JUDGE = judge_of(ASKING)

Rows = list[tuple[int, int]]
documents = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 1)), max_size=12)


def table_of(rows: Rows) -> Table:
    """Return a table with the columns ``size`` and ``mark``."""
    table = read("a\n" * len(rows))
    table.add_column("size", array("H", [size for size, _ in rows]))
    table.add_column("mark", array("H", [mark for _, mark in rows]))
    return table


def expected(expression: str, rows: Rows, row: int) -> int:
    """Return what an expression is for a row, worked out by the letter."""
    column = [mark if "mark" in expression else size for size, mark in rows]
    before, behind = column[:row][::-1], column[row + 1 :]
    if expression.startswith(("since", "until")):
        others = before if expression.startswith("since") else behind
        return next((distance for distance, value in enumerate(others, 1) if value), FARTHEST)
    if "@" in expression:
        there = row + int(expression.partition("@")[2])
        return column[there] if 0 <= there < len(column) else NO_NEIGHBOUR
    if "[" not in expression:
        return column[row]
    first, last = expression.rstrip("%").partition("[")[2].rstrip("]").split("..")
    start, stop = row + int(first) if first else 0, row + int(last) + 1 if last else len(column)
    total = sum(column[max(start, 0) : max(stop, 0)])
    return 100 * total // max(sum(column), 1) if expression.endswith("%") else total


def assert_as_expected(rows: Rows) -> None:
    """Assert that values are those by the letter, and that a scorecard's questions are answered by them."""
    found = JUDGE.examine(table_of(rows))
    wanted = {name: [expected(name, rows, row) for row in range(len(rows))] for name in EXPRESSIONS}
    assert {name: found.columns[name].tolist() for name in EXPRESSIONS} == wanted
    points = [
        sum(1 << bit for bit, name in enumerate(EXPRESSIONS) if wanted[name][row] > THRESHOLD)
        for row in range(len(rows))
    ]
    assert found.points["scorecard"].tolist() == points


@given(documents)
def test_every_expression_means_what_the_table_says(rows: Rows) -> None:
    assert_as_expected(rows)


@pytest.mark.parametrize("count", [127, 128, 129, 700])
def test_so_it_does_in_documents_of_several_blocks(count: int) -> None:
    random = Random(count)
    assert_as_expected([(random.randrange(50), random.randrange(100) == 0) for _ in range(count)])


@pytest.mark.parametrize(
    ("scorecard", "message"),
    [
        ([(["words"], [1, 2])], "'words' is no condition"),
        ([(["words < 1"], [0, 0])], "'words < 1' is no condition"),
        ([(["words[ > 1"], [1, 2])], "is no expression"),
        ([(["words@ > 1"], [1, 2])], "is no expression"),
        ([(["words[1.2] > 1"], [1, 2])], "is no expression"),
        ([(["wrods > 1"], [1, 2])], "'wrods' is no column"),
        ([(["since wrods > 1"], [1, 2])], "'wrods' is no column"),
        ([(["words > 1"], [1, 2, 3])], "has 2 points, not 3"),
        ([([f"words > {n}" for n in range(9)], [0] * 512)], "at most 8 conditions"),
        ([(["words[-5000..-1] > 1"], [1, 2])], "looks at most"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_scorecard_that_cannot_be_used_is_refused(scorecard: Scorecard, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("[", r"\[")):
        judge_of(scorecard).judge(read("Hello\n"))


def test_columns_and_protected_rows_have_to_be_of_the_documents_rows() -> None:
    table = read("Hello\nyou\n")
    with pytest.raises(ValueError, match="has to hold 2 unsigned 16-bit numbers"):
        table.add_column("mark", array("H", [1]))
    with pytest.raises(ValueError, match="there are 2 rows, and 1 are protected or not"):
        JUDGE.judge(table_of([(1, 1), (2, 0)]), b"\1")


def test_sums_of_a_document_of_one_line_again_and_again_stay_within_31_bits() -> None:
    columns = columns_of(read("Share on Facebook\n" * 70_000), ["copies_before[..]"])
    assert set(columns["copies_before[..]"]) == {2**31 - 1}


@pytest.mark.parametrize("largest", [100, 127, 128, 5000], ids=lambda largest: f"points up to {largest}")
@pytest.mark.parametrize("count", [1, 31, 33, 129])
def test_points_of_tables_add_up_whatever_they_ask_and_hold(largest: int, count: int) -> None:
    random = Random(largest * count)
    rows = [(random.randrange(50), random.randrange(2)) for _ in range(count)]
    sizes = [random.choice([0, 1, 3, 4, 5, 6, 7, 8, 8, 8]) for _ in range(500)]
    asked = [[(name, random.randrange(-1, 60)) for name in random.choices(EXPRESSIONS, k=size)] for size in sizes]
    points = [[random.randint(-largest, largest) for _ in range(1 << size)] for size in sizes]
    tables = [[f"{name} > {threshold}" for name, threshold in one] for one in asked]
    scorecard: Scorecard = list(zip(tables, points, strict=True))
    found = judge_of(scorecard).examine(table_of(rows))
    for row, total in enumerate(found.points["scorecard"]):
        entries = [
            sum((found.columns[name][row] > threshold) << bit for bit, (name, threshold) in enumerate(one))
            for one in asked
        ]
        assert total == sum(table[entry] for table, entry in zip(points, entries, strict=True))
