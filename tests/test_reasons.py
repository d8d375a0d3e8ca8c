"""Reasons are words that readers understand, and their points add up to those that are shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pytest

from cleaner import Cleaner
from cleaner.html.columns import add_markup
from cleaner.html.page import walk
from cleaner.judge.context import NAMES
from cleaner.judge.explain import COLUMNS, said
from cleaner.judge.scorecard import EXPRESSION, FARTHEST, NO_NEIGHBOUR, Scorecard, load_scorecard
from cleaner.lines.table import Table
from cleaner.result import Judgement
from cleaner.rules.pack import HTML_SCORECARD, default_folder
from tests.reading import read

CLEANER = Cleaner()
SEEDS = sorted(Path(__file__).parents[1].joinpath("seeds").glob("*.txt"))
PAGE = """<title>Storm over the harbour - Harbour News</title><nav><a href="/">Home</a> <a href="/s">Sports</a></nav>
<article><h1>Storm over the harbour</h1><p class="byline">By Ann Otter</p><p>Rain fell over the harbour all night, and
the boats stayed in, said the harbour master, who had seen worse.</p><p>Nobody could say when they would go out, and
the market had sold all of its fish by noon.</p></article><footer><p>Share on Facebook</p>
<p>© 2024 Harbour News</p></footer>
"""
POINTS = re.compile(r"\(([+-]\d+\.\d)\)(?=; |$)")
SCORECARDS = {"text": load_scorecard(), "pages": load_scorecard(default_folder() / HTML_SCORECARD)}


def adds_up(line: Judgement) -> bool:
    """Tell whether the points of the reasons are those of the line, up to the rounding of both."""
    return abs(sum(map(float, POINTS.findall(line.why))) - line.points) < 0.06


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_points_of_all_reasons_are_those_of_the_line(path: Path) -> None:
    judged = [line for line in CLEANER.explain(path.read_text("utf-8")) if line.text.strip()]
    assert judged
    assert [line.why for line in judged if not adds_up(line)] == []


def test_so_they_are_on_pages() -> None:
    judged = CLEANER.clean_page(walk(PAGE)).explain()
    assert {line.kept for line in judged} == {True, False}
    assert [line.why for line in judged if not adds_up(line)] == []


def test_what_is_not_named_is_summed_up() -> None:
    text = "Storm over the harbour\n\nRain fell all night and the boats stayed in, said the master of the harbour.\n"
    assert all(re.search(r"; \d+ others \([+-]\d+\.\d\)$", line.why) for line in CLEANER.explain(text) if line.why)


def asked_by(scorecard: Scorecard) -> set[str]:
    """Return the expressions that a scorecard asks for."""
    return {condition.rpartition(" > ")[0] for conditions, *_ in scorecard for condition in conditions}


@pytest.mark.parametrize("kind", SCORECARDS)
def test_every_column_of_a_scorecard_has_a_phrase(kind: str) -> None:
    for expression in asked_by(SCORECARDS[kind]):
        for value in [0, 1, 2, *([NO_NEIGHBOUR] if "@" in expression else [FARTHEST] if " " in expression else [])]:
            phrase = said(expression, value)
            assert phrase
            assert not re.search(r"\[|\]|@|\{|_| = |  |\b1 \w+s\b", phrase), phrase


@pytest.mark.parametrize(
    ("expression", "value", "phrase"),
    [
        ("long[..]", 0, "no long paragraph in the document"),
        ("long[..]", 1, "1 long paragraph in the document"),
        ("asks[-8..-1]", 2, "2 questions in the 8 lines before"),
        ("words[..-1]", 30, "30 words before it"),
        ("prose[..-1]%", 40, "40 % of all words of prose are before it"),
        ("since talk", 999, "no line of comments before it"),
        ("since talk", 1, "1 line after the last line of comments"),
        ("until meta", 5, "5 lines before the next byline or date"),
        ("words", 1, "1 word"),
        ("words@1", 3, "the line after: 3 words"),
        ("words@-2", NO_NEIGHBOUR, "no second line before"),
        ("block_place", -2, "2 blocks before the main one"),
        ("block_place", 0, "in the main block"),
        ("opening", 3, "begins with a digit"),
        ("copies", 4, "stands 4 times in the document"),
        ("copies", 1, "stands once in the document"),
        ("in_footer", 1, "in a footer"),
        ("container_best", 30, "30 % as much prose in its part of the page as where most is"),
        ("unheard_of[..]", 3, "unheard_of[..] = 3"),
    ],
)
def test_columns_are_said_in_words(expression: str, value: int, phrase: str) -> None:
    assert said(expression, value) == phrase


class Recorded:
    """A table that knows the names of the columns that are added to it."""

    def __init__(self, table: Table) -> None:
        """Stand before a table."""
        self.bounds, self.values, self.rows = table.bounds, table.values, len(table)
        self.names: set[str] = set()

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.rows

    def add_column(self, name: str, values: Any) -> None:
        """Note the name."""
        self.names.add(name)


def test_all_columns_that_lines_have_can_be_said() -> None:
    page = walk(PAGE)
    table = Recorded(read(page.text))
    add_markup(cast("Table", table), bytes(len(table)), page)
    assert len(table.names) > 50
    assert {*NAMES, *table.names} - set(COLUMNS) == set()


def test_columns_are_named_once() -> None:
    assert all(EXPRESSION.fullmatch(name) for name in COLUMNS)
