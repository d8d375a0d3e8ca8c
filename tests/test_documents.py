"""What a document is made of: clean lists stay whole, and the blocks of a page are told apart."""

from __future__ import annotations

import numpy as np
import pytest

import cleaner
from cleaner.context import Context
from cleaner.features import measure
from cleaner.kernels import Values
from cleaner.lines import Lines, tabulate
from cleaner.matching import Matcher
from cleaner.packs import load_pack
from cleaner.rule_table import rule_table
from cleaner.stages.blocks import block_columns
from cleaner.stages.documents import is_clean, is_clean_list, running_text
from cleaner.stages.edges import HEADLINE, edges
from cleaner.stages.shape import line_columns

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


def table(*texts: str) -> Lines:
    return tabulate(texts, measure, Matcher(load_pack()).match)


def context_of(*texts: str) -> Context:
    lines = table(*texts)
    return Context(line_columns(lines, rule_table(load_pack().rules)), lines.first)


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


def test_one_sure_line_tells_that_a_document_is_not_clean() -> None:
    clean, page = "\n".join(LISTS["countries"]), "\n".join([SKIP_LINK, *LISTS["countries"]])
    context = context_of(clean, page, PARAGRAPH)
    document = np.repeat([0, 1, 2], [8, 9, 1])
    assert (is_clean(context) == (document != 1)).all()
    assert (running_text(context) == (document == 2)).all()
    assert (is_clean_list(context) == (document == 0)).all()


def blocks_of(*texts: str) -> dict[str, Values]:
    lines = table(*texts)
    prose = np.where(lines.columns["words"] >= len(PARAGRAPH.split()), lines.columns["words"], 0).astype(np.int32)
    kinds = {name: np.zeros(len(lines), np.int32) for name in ("hit", "menu", "short")}
    return block_columns({**kinds, "words": lines.columns["words"].astype(np.int32), "prose": prose}, lines)


def test_few_lines_do_not_end_a_block_and_more_do() -> None:
    text = "\n".join(["Menu", PARAGRAPH, *"ab", PARAGRAPH, *"abc", PARAGRAPH, "End"])
    blocks = blocks_of(text)
    assert blocks["block_size"].tolist() == [0] + 7 * [100] + 2 * [50]
    assert blocks["block_share"].tolist() == [0] + 7 * [66] + 2 * [33]
    assert blocks["block_place"].tolist() == [-1] + 7 * [0] + 2 * [1]


def test_documents_without_prose_have_no_block() -> None:
    assert blocks_of("One\nTwo")["block_size"].tolist() == [0, 0]
    assert blocks_of("")["block_size"].tolist() == []


def test_blocks_are_the_same_alone_and_together() -> None:
    texts = [f"{PARAGRAPH}\na\nb\nc\nd\n{PARAGRAPH} {PARAGRAPH}", "", f"Menu\n{PARAGRAPH}", "Menu"]
    together = blocks_of(*texts)
    alone = [blocks_of(text) for text in texts]
    for name, column in together.items():
        assert column.tolist() == np.concatenate([blocks[name] for blocks in alone]).tolist()


TITLE = "A new ferry for the island"


@pytest.mark.parametrize(
    ("paragraphs", "frame", "kept"),
    [(5, [], True), (60, [], True), (5, [SKIP_LINK], True), (60, [SKIP_LINK], False)],
    ids=["short and clean", "long and clean", "short", "whole page"],
)
def test_the_headline_of_running_text_is_evidence_for_itself_but_on_a_whole_page(
    paragraphs: int, frame: list[str], kept: bool
) -> None:
    lines = table("\n".join([*frame, TITLE, *(f"{PARAGRAPH} This is day {day}." for day in range(paragraphs))]))
    context = Context(line_columns(lines, rule_table(load_pack().rules)), lines.first)
    assert running_text(context).all()
    assert (edges(lines, context)[len(frame)] == HEADLINE) == kept
