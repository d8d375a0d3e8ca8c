"""Pages with a part of another page in them, for the fit of pages."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("zstandard")

from benchmarks.fit.composed_pages import (
    Piece,
    by_kind,
    composed,
    composed_beside,
    is_said,
    nameless,
    pieces,
    pieces_beside,
    says,
)
from benchmarks.fit.html_training import AROUND_SHARE, _measured, _Task
from benchmarks.fit.scorecards import drawn
from benchmarks.quality.data import FOLDS, Page, host_fold

SENTENCES = [f"The ferry to the island sails {count} times a day while the bridge is closed." for count in range(2, 8)]
CONTENT = "\n".join(SENTENCES)
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
ITEMS = "<ul><li>Two boats</li><li>Nine sailors</li><li>One dog</li></ul>"
REMARKS = [f"I have lived here for {years} years and never saw so much traffic." for years in (12, 30, 41)]
COMMENTS = f"<div class=comments><h3>3 remarks</h3>{''.join(f'<p>{remark}</p>' for remark in REMARKS)}</div>"


def page_of(content: str, kind: str = "article") -> Page:
    return Page("7", kind, "https://ferry.example/a", content, ())


OWN_FOLD = host_fold("https://ferry.example/a", FOLDS)


def test_pieces_are_blocks_of_the_main_content() -> None:
    content = f"{CONTENT}\nTwo boats\nNine sailors\nOne dog"
    found = list(pieces(page_of(content), f"<main>{BODY}{ITEMS}</main><ul><li>Home<li>News<li>Sport</ul>"))
    assert [(piece.kind, says(piece.text)) for piece in found] == [("ul", {"two boats", "nine sailors", "one dog"})]


def test_pieces_beside_are_no_main_content() -> None:
    found = list(pieces_beside(page_of(CONTENT), f"<main class=comments-open>{BODY}</main>{COMMENTS}"))
    assert [piece.kind for piece in found] == ["comments"]
    assert is_said(REMARKS[0], says(found[0].text))


def test_posts_of_a_forum_are_pieces_beside() -> None:
    posts = "".join(f"<div class=post><b>Ada</b><p>{remark}</p></div>" for remark in REMARKS)
    assert [piece.kind for piece in pieces_beside(page_of(CONTENT, "forum"), posts)] == ["posts"]
    assert list(pieces_beside(page_of(CONTENT), posts)) == []


@pytest.mark.parametrize("fold", range(FOLDS))
def test_a_page_gets_pieces_of_its_own_fold_only(fold: int) -> None:
    piece = Piece("comments", COMMENTS, "\n".join(REMARKS), fold)
    stock = [piece._replace(kind=kind) for kind in ("comments", "posts", "teasers")]
    given = [*composed(page_of(CONTENT), BODY, by_kind(stock)), *composed_beside(page_of(CONTENT), BODY, stock)]
    assert len(given) == 2 * (fold == OWN_FOLD)


def test_content_that_is_put_into_a_page_is_main_content_and_what_stands_beside_it_is_not() -> None:
    inner = [[Piece("ul", ITEMS, "Two boats\nNine sailors\nOne dog", OWN_FOLD)]]
    beside = [Piece(kind, COMMENTS, "\n".join(REMARKS), OWN_FOLD) for kind in ("comments", "posts", "teasers")]
    (within,) = composed(page_of(CONTENT), BODY, inner)
    (behind,) = composed_beside(page_of(CONTENT), BODY, beside)
    assert "Nine sailors" in within.html
    assert "Nine sailors" in within.page.main_content
    assert REMARKS[0] in behind.html
    assert REMARKS[0] not in behind.page.main_content


def test_a_page_without_paragraphs_gets_no_piece() -> None:
    beside = [Piece(kind, COMMENTS, "\n".join(REMARKS), OWN_FOLD) for kind in ("comments", "posts", "teasers")]
    assert list(composed_beside(page_of(CONTENT), "<div>Nothing</div>", beside)) == []


def test_the_lines_of_a_piece_are_in_the_fit_and_few_of_those_around_it() -> None:
    beside = Piece("comments", COMMENTS, "\n".join(REMARKS))
    task = _Task(page_of(CONTENT), f"<main>{BODY}</main>{COMMENTS}", 1.0, beside)
    lines = _measured((task, ("words",)))
    rows = len(SENTENCES) + 1 + len(REMARKS)
    assert len(lines.content) == len(REMARKS) + len(
        [row for row in range(len(SENTENCES) + 1) if row % AROUND_SHARE == 0]
    )
    assert rows > len(lines.content)
    assert np.all(lines.weight > 0)
    assert lines.content.tolist() == [True, True, False, False, False]


def test_names_that_hide_stay() -> None:
    assert nameless('<p class="sr-only">') == '<p class="sr-only">'
    assert "lead" not in nameless('<p id="lead">')


def test_lines_are_drawn_by_their_weight_and_those_drawn_count_for_all() -> None:
    weight = np.array([0.0, *np.random.default_rng(7).exponential(size=10_000), 50.0])
    rows, weights = drawn(weight, 0.3, 1)
    assert 0 not in rows
    assert len(weight) - 1 in rows
    assert abs(len(rows) / (len(weight) - 1) - 0.3) < 0.02
    assert abs(weights.sum() / weight.sum() - 1) < 0.02
