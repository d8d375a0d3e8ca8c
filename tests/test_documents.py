"""What a document is made of: clean lists stay whole, and the blocks of a page are told apart."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.judge.heuristics import TITLE_POINTS
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
JUDGE = judge_of(NO_SCORECARD)


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


def spared(text: str) -> set[int]:
    """Return what there is: lines that the scorecard must not remove (1), and others (0)."""
    return set(JUDGE.examine(read(text)).spared)


def test_one_sure_line_tells_that_a_document_is_not_clean() -> None:
    names = "\n".join(f"{wood} chair" for wood in ("Oak", "Ash", "Elm", "Beech", "Birch", "Cedar", "Maple", "Walnut"))
    assert spared(names) == {1}
    assert spared(f"{SKIP_LINK}\n{names}") == {0}
    assert spared(PARAGRAPH) == {1}


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


TITLE = "A new ferry for the island"


@pytest.mark.parametrize(
    ("paragraphs", "frame", "kept"),
    [(5, [], True), (60, [], True), (5, [SKIP_LINK], True), (60, [SKIP_LINK], False)],
    ids=["short and clean", "long and clean", "short", "whole page"],
)
def test_the_headline_of_running_text_is_evidence_for_itself_but_on_a_whole_page(
    paragraphs: int, frame: list[str], kept: bool
) -> None:
    text = "\n".join([*frame, TITLE, *(f"{PARAGRAPH} This is day {day}." for day in range(paragraphs))])
    points = JUDGE.examine(read(text)).points["edges"]
    assert (points[len(frame)] == TITLE_POINTS) == kept
