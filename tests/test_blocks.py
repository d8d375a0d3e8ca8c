"""Blocks: which lines belong together, as text alone tells, and what they say of each other."""

from __future__ import annotations

from itertools import chain

import pytest

from cleaner.cleaner import judge_by
from cleaner.judge.options import listed
from cleaner.judge.scorecard import Scorecard
from tests.reading import PACK, columns_of, read

PROSE = "The ferry to the island leaves the old harbour at seven, and whoever misses it has to wait until the evening."
LONGER = f"{PROSE} It is the only one on most of the days of the winter, and on the others there is none at all."
NINETEEN = "Rope chain oil paint nails screws wood iron lamps wicks oars boots gloves coats hats bread cheese ham tea"


def shapes(*lines: str) -> list[int]:
    return columns_of(read("\n".join(lines)), ["shape"])["shape"]


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("Four words and more", 0),
        ("Five words of a headline", 1),
        ("Harbour | Town | Island", 2),
        ("What you need:", 3),
        ("Who mends the gates?", 4),
        ("- a brush and some paint", 5),
        ("It leaves at seven.", 6),
        (PROSE, 7),
        (NINETEEN, 1),
        (f"{NINETEEN} rum", 7),
    ],
)
def test_a_line_has_a_shape(line: str, shape: int) -> None:
    assert shapes(line) == [shape]


@pytest.mark.parametrize(
    ("lines", "sizes"),
    [
        (["Harbour", "Town"], [2, 2]),
        (["Harbour", PROSE, "Town"], [1, 1, 1]),
        (["Harbour", PROSE, "Town", PROSE], [1, 1, 1, 1]),
        (["Harbour", PROSE, "Town", PROSE, "Island", PROSE], [6] * 6),
        (["Harbour", "It opens.", "Who asks?", "Boats:", *("Town", "It shuts.", "Who knows?", "Cars:")], [1] * 8),
        (["Harbour", "It opens.", "Who asks?", "Boats:"] * 3, [12] * 12),
        (["Harbour", "It opens.", "Who asks?", "Boats:", PROSE] * 3, [1] * 15),
    ],
    ids=["two alike", "all different", "twice is chance", "in turns", "four twice", "four thrice", "five are too many"],
)
def test_lines_of_a_shape_or_of_shapes_in_turns_are_a_run(lines: list[str], sizes: list[int]) -> None:
    assert columns_of(read("\n".join(lines)), ["run_lines"])["run_lines"] == sizes


@pytest.mark.parametrize(("count", "listing"), [(4, 0), (5, 1)])
def test_five_short_lines_are_a_listing(count: int, listing: int) -> None:
    names = [f"Oak chair {number}" for number in range(count)]
    assert columns_of(read("\n".join(names)), ["listing"])["listing"] == [listing] * count


def test_a_run_is_known_by_its_heading_and_its_hits() -> None:
    found = columns_of(
        read("\n".join(["Leave a Reply", "Who mends the gates?", "Who paints them?", PROSE, "Home"])),
        ["headed", "run_hits", "run_place", "run_words"],
    )
    assert found["headed"] == [0, 3, 3, 0, 0]
    assert found["run_hits"] == [100, 0, 0, 0, 100]
    assert found["run_place"] == [0, 0, 1, 0, 0]
    assert found["run_words"][1:3] == [3, 3]


def test_a_stretch_is_quiet_where_hardly_any_rule_matches() -> None:
    debris = ["Skip to content", "Leave a Reply"]
    lines = [*debris, "a", "b", PROSE, "Leave a Reply", PROSE, "c", "d", "e", *debris, "Leave a Reply", *"fghij"]
    found = columns_of(read("\n".join(lines)), ["quiet_lines", "quiet_size", "quiet_place"])
    assert found["quiet_lines"] == 4 * [0] + 5 * [5] + 5 * [0] + 4 * [4]
    assert found["quiet_size"] == 4 * [0] + 5 * [100] + 5 * [0] + 4 * [8]
    assert found["quiet_place"] == 4 * [-1] + 10 * [0] + 4 * [1]


TITLE = "A ferry to the island in the winter"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([TITLE, LONGER], 0),
        ([TITLE, "Notes on boats", LONGER], 0),
        (["A table with two drawers and brass handles, made to order", TITLE, LONGER], 1),
        (["Oak tables and chairs and beds from Marl", "Two ferry tables", *5 * [LONGER]], 1),
        (["Oak tables and chairs and beds from Marl", "Two ferry tables", LONGER], 0),
        ([TITLE, *24 * ["Town"], LONGER], 0),
        ([TITLE, *24 * ["Town"], "Oak tables from Marl", LONGER], 25),
        ([f"{TITLE} - News", TITLE, LONGER], 1),
        (["The ferry to the island:", LONGER], None),
        (["Harbour", "Town"], None),
        ([PROSE, "They said that it may all be true, but that nobody knows.", TITLE, *4 * ["Town"], *9 * [LONGER]], 2),
    ],
)
def test_the_headline_says_what_the_body_says(lines: list[str], title: int | None) -> None:
    places = columns_of(read("\n".join(lines)), ["title_place"])["title_place"]
    assert places == [999 if title is None else row - title for row in range(len(lines))]


def test_lines_that_hold_the_beginning_of_the_headline_are_trails() -> None:
    text = "\n".join([f"News / {TITLE} …", *6 * ["Boats"], TITLE, LONGER])
    assert columns_of(read(text), ["trail"])["trail"] == [1] + 8 * [0]


# --- what the lines of a block say of each other

BY_WORDS: Scorecard = [(["words > 3"], [-200, 400])]


def points(lines: list[str], scorecard: Scorecard) -> list[int]:
    """Return the points of lines of which none is removed, so that all are weighed in one round."""
    verdict = judge_by(PACK, listed({"threshold": -1000}), scorecard).judge(read("\n".join(lines)))
    return [found for _, _, found, _, _ in verdict.findings()]


def on_a_page(*lines: str, scorecard: Scorecard = BY_WORDS) -> list[int]:
    """Return the points of lines on a page with so much debris that none has the benefit of the doubt."""
    frame = ["Leave a Reply", "Skip to content"] * 60
    return points([*frame, PROSE, *lines, PROSE], scorecard)[len(frame) + 1 : -1]


def test_the_items_of_a_list_have_the_same_points() -> None:
    assert on_a_page("- oars", "- a brush and some paint", "- boots", "- hats") == [-50] * 4


def test_what_comes_in_turns_is_decided_as_one() -> None:
    lines = list(chain.from_iterable([("The harbour of the town", "Oak"), ("A", "Elm"), ("The lock", "Ash")]))
    assert len(set(on_a_page(*lines))) > 1
    turns = [line for name in ("Oak and elm", "Elm", "Ash") for line in (name, "It grows.")]
    assert len(set(on_a_page(*turns))) == 1


def test_two_items_are_no_list() -> None:
    assert on_a_page("- oars", "- a brush and some paint")[:2] == [-200, 400]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Oars", "It leaves at seven in the morning."), [100, 400]),
        (("Oars", "Boots"), [-200, -200]),
        (("A | B | C", "It leaves at seven in the morning."), [-200, 400]),
    ],
    ids=["a heading", "names", "cells"],
)
def test_a_heading_goes_with_what_it_heads(lines: tuple[str, ...], expected: list[int]) -> None:
    assert on_a_page(*lines, "Town")[: len(expected)] == expected


def test_a_heading_goes_only_so_far() -> None:
    little: Scorecard = [(["words > 3"], [-200, 200])]
    assert on_a_page("Oars", "It leaves at seven in the morning.", "Town", scorecard=little)[0] == 40


# --- the benefit of the doubt

NOTHING: Scorecard = []


@pytest.mark.parametrize(
    ("sure", "lines", "name", "sentence"),
    [
        (0, 8, 100, 744),
        (1, 8, 75, 719),
        (2, 8, 50, 694),
        (4, 8, 0, 644),
        (4, 58, 0, 294),
        (4, 100, 0, 0),
        (4, 200, 0, 0),
    ],
)
def test_the_doubt_fades_with_what_shows_a_page(sure: int, lines: int, name: int, sentence: int) -> None:
    frame = ["Leave a Reply"] * sure
    rest = ["Oak"] * (lines - sure - 2)
    assert points([*frame, *rest, "Oars", "It leaves at seven."], NOTHING)[-2:] == [name, sentence]


def test_the_headline_has_more_of_it() -> None:
    assert points([*4 * ["Leave a Reply"], TITLE, *96 * [LONGER]], NOTHING)[4] == 200


def test_there_is_none_where_a_strong_rule_matches() -> None:
    assert points(["Sports", "Share this article", "Oars"], NOTHING)[1] < -200


def test_there_is_none_where_a_heuristic_speaks_against_a_line() -> None:
    assert points([f"News / {TITLE} …", *24 * ["Oars"], TITLE, *6 * [LONGER]], NOTHING)[0] == -600
