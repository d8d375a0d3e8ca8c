"""What a document is made of: clean lists stay whole, blocks are told apart, and edges of pages are weighed."""

from __future__ import annotations

from array import array

import pytest

import cleaner
from cleaner.judge.scorecard import Scorecard
from tests.reading import columns_of, judge_of, read

PARAGRAPH = (
    "The ferry to the island leaves the old harbour at seven, and whoever misses it has to wait until the evening."
)
SKIP_LINK = "Skip to main content"
FRAME = [
    SKIP_LINK,
    "Log in",
    "Subscribe to our newsletter",
    "Leave a Reply",
    "Your email address will not be published.",
]
OFFER = "Oak table with two drawers and brass handles, made to order in our workshop within four weeks"
LISTS = {
    "countries": ["Austria", "Belgium", "Denmark", "Estonia", "Finland", "Hungary", "Portugal", "Slovenia"],
    "offers": [OFFER, "$120.00", OFFER, "$140.00", OFFER, "$95.00"],
    "posts": [
        "Mira Holt",
        "June 3, 2021",
        "How do I grease the hinge?",
        "Tom Aske",
        "June 5, 2021",
        "With candle wax.",
    ],
}


NO_SCORECARD: Scorecard = []
PAGE_JUDGE = judge_of(NO_SCORECARD, once=True)


@pytest.mark.parametrize("kind", LISTS)
def test_a_clean_list_stays_whole(kind: str) -> None:
    text = "\n".join(LISTS[kind])
    assert cleaner.clean(text).text == text


@pytest.mark.parametrize("kind", ["countries", "offers"])
def test_the_same_lines_go_where_a_page_shows(kind: str) -> None:
    paragraphs = [PARAGRAPH.replace("ferry", boat) for boat in ("ferry", "steamer", "sloop")]
    page = "\n".join([*FRAME, *LISTS[kind], *paragraphs])
    gone = {removal.text.strip() for removal in cleaner.clean(page).removals}
    assert len(gone & set(LISTS[kind])) >= len(set(LISTS[kind])) / 2


def blocks_of(text: str) -> dict[str, list[int]]:
    return columns_of(read(text), ["block_size", "block_share", "block_place"])


def test_few_lines_do_not_end_a_block_and_more_do() -> None:
    text = "\n".join(["Menu", PARAGRAPH, *"ab", PARAGRAPH, *"abc", PARAGRAPH, "End"])
    blocks = blocks_of(text)
    assert blocks["block_size"] == [0] + 7 * [100] + 2 * [50]
    assert blocks["block_share"] == [0] + 7 * [66] + 2 * [33]
    assert blocks["block_place"] == [-1] + 7 * [0] + 2 * [1]


def test_documents_without_prose_have_no_block() -> None:
    assert blocks_of("One\nTwo")["block_size"] == [0, 0]
    assert blocks_of("")["block_size"] == []


def edge_points(*lines: str) -> list[int]:
    """Return what lines of a page have as its edges."""
    table = read("\n".join(lines))
    table.add_column("in_h1", array("H", [0] * len(table)))
    return PAGE_JUDGE.examine(table).points["edges"].tolist()


TITLE = "A new ferry for the island"
NOTICE = "Your email address will not be published."


def running(paragraphs: int) -> list[str]:
    return [f"{PARAGRAPH} This is day {day}." for day in range(paragraphs)]


@pytest.mark.parametrize(
    ("paragraphs", "frame", "points"),
    [
        (5, [], 480),
        (60, [], 480),
        (5, [SKIP_LINK], 480),
        (60, [SKIP_LINK], 0),
        (48, [SKIP_LINK], 0),
        (47, [SKIP_LINK], 480),
    ],
    ids=["short and clean", "long and clean", "short", "whole page", "fifty lines", "a line less"],
)
def test_the_headline_of_a_page_of_running_text_is_evidence_for_itself_but_in_a_long_frame(
    paragraphs: int, frame: list[str], points: int
) -> None:
    assert edge_points(*frame, TITLE, *running(paragraphs))[len(frame)] == points


@pytest.mark.parametrize(
    ("below", "points"),
    [
        (["The river", "The town", "The hills"], [-300, -300, -300]),
        (["The river", "The town"], [0, 0]),
        ([f"Boats come back in the {season} of this year" for season in ("spring", "summer", "autumn")], [0, 0, 0]),
        (
            [
                f"Boats come back in the {season} of {year}"
                for season, year in (("spring", 1), ("summer", 2), ("fall", 3))
            ],
            3 * [-300],
        ),
        (["Marl"], [320]),
        (["New Marl"], [320]),
        (["New Marl Town"], [0]),
    ],
)
def test_short_lines_in_a_row_below_the_headline_are_a_menu_and_two_words_a_place(
    below: list[str], points: list[int]
) -> None:
    found = edge_points(SKIP_LINK, f"{TITLE} and its people, who are glad", *below, *running(3), NOTICE)
    assert found[2 : 2 + len(below)] == points


def test_short_lines_behind_the_text_of_a_page_speak_against_themselves_beside_debris() -> None:
    assert edge_points(SKIP_LINK, TITLE, *running(3), "The river", NOTICE)[5:] == [-300, 0]
    assert edge_points(SKIP_LINK, TITLE, *running(3), "The river", *4 * ["It ends here."], NOTICE)[5] == 0


@pytest.mark.parametrize(("before", "points"), [(3, [-300] * 3), (14, [-300] * 12 + [0, 0])])
def test_lines_before_the_headline_of_a_page_are_its_edge_near_an_end(before: int, points: list[int]) -> None:
    found = edge_points(*[f"Name {number}" for number in range(before)], TITLE, *running(14), NOTICE)
    assert found[:before] == points


def test_a_line_before_the_headline_that_holds_its_beginning_is_a_trail() -> None:
    assert edge_points(f"News / {TITLE} …", TITLE, *running(3), NOTICE)[0] == -600
    assert edge_points("News / A new ferry and more", TITLE, *running(3), NOTICE)[0] == -300
