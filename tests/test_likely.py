"""The second reading of a scorecard knows what the first one said of the lines around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cleaner.judge.context import NAMES
from cleaner.judge.scorecard import Scorecard
from tests.reading import judge_of, read

if TYPE_CHECKING:
    from cleaner.judge.decide import Examination

ANCHORS = "The harbour master counted the ferries that lay at anchor in the harbour."
PRICES = "Nobody at the market knew what the ferries would cost on the next day."
SHARE = "Share this"
LINES = [SHARE, "Harbour ferries", ANCHORS, PRICES, SHARE, "Cookie settings"]

BY_WORDS: Scorecard = [(["words > 9"], [-300, 300])]
"""A first reading by which lines of ten words are content."""

SECOND = list(NAMES[NAMES.index("likely") : NAMES.index("hit_density")])


def examined(lines: list[str], *expressions: str) -> Examination:
    """Return what a second reading finds, which asks for expressions and weighs nothing."""
    asking = [([f"{expression} > 0"], [0, 0], 2) for expression in expressions]
    return judge_of([*BY_WORDS, *asking]).examine(read("\n".join(lines)))


def test_lines_are_as_likely_as_the_first_reading_says() -> None:
    found = examined(LINES, "likely", "content", "passage", "refuse").columns
    assert [likely > 90 for likely in found["likely"]] == [False, False, True, True, False, False]
    assert found["content"].tolist() == found["passage"].tolist() == [0, 0, 1, 1, 0, 0]
    assert found["refuse"].tolist() == [1, 1, 0, 0, 1, 1]


def test_what_is_likely_around_a_line_is_asked_as_other_columns_are() -> None:
    found = examined(LINES, "content[..-1]", "passage[1..2]", "since passage", "likely@1", "content[..]").columns
    assert found["content[..-1]"].tolist() == [0, 0, 0, 1, 2, 2]
    assert found["passage[1..2]"].tolist() == [1, 2, 1, 0, 0, 0]
    assert found["since passage"].tolist() == [999, 999, 999, 1, 1, 2]
    assert found["likely@1"][1] > 90
    assert found["content[..]"].tolist() == [2] * 6


def test_the_main_stretch_is_where_likely_words_outweigh_unlikely_ones() -> None:
    found = examined(LINES, "main_place", "main_rest", "main_lines").columns
    assert found["main_place"].tolist() == [-2, -1, 0, 0, 1, 2]
    assert found["main_rest"].tolist() == [-1, -1, 0, 0, -1, -1]
    assert found["main_lines"].tolist() == [2] * 6


def test_a_line_is_kin_to_those_that_have_its_words() -> None:
    found = examined(LINES, "kin", "kin_share", "kin_passage", "kin_refuse").columns
    assert found["kin"][1] > 90  # "ferries" stands in passages
    assert found["kin_passage"][1] == 100
    assert found["kin"][0] < 10  # "share this" stands again in debris
    assert found["kin_refuse"][0] == found["kin_share"][0] == 100
    assert found["kin"][5] < 0  # nothing else is about cookies
    assert found["kin_share"][5] == 0


@pytest.mark.parametrize("column", SECOND)
def test_every_column_of_the_second_reading_is_within_bounds(column: str) -> None:
    values = examined(LINES, column).columns[column].tolist()
    assert len(values) == len(LINES)
    assert all(-100 <= value <= 100 for value in values)


def test_points_of_both_readings_add_up() -> None:
    scorecard: Scorecard = [*BY_WORDS, (["likely@1 > 90"], [0, 50], 2)]
    found = judge_of(scorecard).examine(read("\n".join(LINES)))
    assert found.points["scorecard"].tolist() == [-300, -250, 350, 300, -300, -300]


def test_the_second_reading_says_nothing_of_what_others_decide() -> None:
    lines = ["Share on Facebook", ANCHORS, PRICES, ANCHORS, "Share on Twitter"]
    found = judge_of([*BY_WORDS, (["words > 9"], [0, 50], 2)]).examine(read("\n".join(lines)))
    assert found.points["repeats"].tolist()[3] < 0
    assert found.points["rules"].tolist()[0] <= -600
    assert found.points["scorecard"].tolist() == [-300, 350, 350, 300, -300]


@pytest.mark.parametrize(
    ("scorecard", "message"),
    [
        ([(["likely > 1"], [0, 0])], "'likely' is what the first reading finds"),
        ([(["words > 1"], [0, 0]), (["since passage > 1"], [0, 0], 1)], "'passage' is what the first reading finds"),
        ([(["words > 1"], [0, 0], 3)], "read twice at most, so no table is of reading 3"),
    ],
)
def test_tables_of_a_reading_that_cannot_be_are_refused(scorecard: Scorecard, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        judge_of(scorecard)
