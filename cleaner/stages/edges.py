"""Edges: what stands before the headline, between it and the first paragraph, and after the last one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import places, run_starts
from cleaner.context import Context
from cleaner.lines import Lines
from cleaner.scorecard import Points
from cleaner.stages.documents import is_clean, is_clean_list, is_short, running_text

AT_EDGE = -300
"""Evidence against a short line at an edge of the article, in hundredths."""

CUT_TRAIL = -600
"""Evidence against a line before the headline that holds its beginning: a breadcrumb trail, or the page's title."""

HEADLINE = 480
"""Evidence for the headline of short or clean running text. On a whole page it is one of many lines like it, and the
scorecard decides: the main content that people mark on such pages leaves the headline out (WCXB: on 92 % of the
articles)."""

DATELINE = 320
"""Evidence for one or two words between the headline and the first paragraph of running text: they name a place."""

DATELINE_WORDS = 2

TITLE_LEAST_WORDS, TITLE_MOST_WORDS = 3, 40
TRAIL_WORDS = 20
"""A trail that holds a whole headline and an ellipsis passes for so many words of prose, as does a headline that ends
with a full stop."""

NEAR_EDGE = 12
"""Lines that stand farther than this from both ends of the document are not at its edges, whatever stands between."""

MENU_WORDS = 8
MENU_RUN = 3
"""So many short lines in a row, between headline and first paragraph, are a menu and no standfirst."""

NO_TITLE = -1
_BEGINNING = 24
_FAR_ENOUGH = 40
"""A headline is looked for in so many lines behind the first that might be it."""


def find_titles(lines: Lines, context: Context, debris: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Return the row of each document's headline, or `NO_TITLE`.

    It is the longest line before the first paragraph that could be one, and of equals the last; but where a later line
    is the beginning of what that line holds, it is the later one: pages start with a trail, or with "Headline - Site".
    """
    words = context["words"]
    fits = (words >= TITLE_LEAST_WORDS) & (words <= TITLE_MOST_WORDS)
    fits &= (context["prose"] == 0) | _stands_apart(context)
    fits &= (context["prose[..-1]"] <= TRAIL_WORDS) & (context["prose[1..]"] > 0) & (context["hit"] == 0)
    if debris is not None:
        fits &= ~debris
    rows = places(fits)
    best = np.full(len(lines.first) - 1, NO_TITLE, np.int64)
    order = rows[np.lexsort((words[rows], lines.document[rows]))]  # stable: the last of each document is its best
    best[lines.document[order]] = order
    for document in places(best != NO_TITLE).tolist():
        best[document] = _echo(lines, rows, int(best[document]))
    return best


def _stands_apart(context: Context) -> NDArray[np.bool_]:
    """Tell which rows are the first of their document, apart from a paragraph that is at least twice as long."""
    apart: NDArray[np.bool_] = (
        (context["line[..-1]"] == 0) & (context["gap@1"] > 0) & (context["words@1"] >= 2 * context["words"])
    )
    return apart & (context["words"] <= TRAIL_WORDS)


def _echo(lines: Lines, rows: NDArray[np.int64], best: int) -> int:
    """Return the last of the rows behind ``best`` whose beginning ``best`` holds, or ``best`` itself."""
    text = lines.text_of(best).casefold()
    first, last = rows.searchsorted((best + 1, lines.first[lines.document[best] + 1])).tolist()
    behind = rows[first:last][:_FAR_ENOUGH][::-1]
    numbers: list[int] = behind.tolist()
    for row, other in zip(numbers, lines.texts_of(behind), strict=True):
        beginning = _beginning(other)
        if beginning and beginning in text:
            return row
    return best


def _beginning(title: str) -> str:
    """Return the beginning of a headline, case-folded, or "" if it is too short to tell it by that."""
    beginning = title.strip()[:_BEGINNING].casefold()[:_BEGINNING]  # which makes no text shorter
    return beginning if len(beginning) == _BEGINNING else ""


def edges(lines: Lines, context: Context) -> Points:
    """Return evidence for the headline, and against short lines at the article's edges that end no sentence.

    A clean list has none: there is no telling its edges from its entries.
    """
    titles = find_titles(lines, context)
    title = titles[lines.document]
    row = np.arange(len(lines))
    plain = (context["prose"] == 0) & (context["ends_sentence"] == 0)
    before_title = (title != NO_TITLE) & (row < title)
    menu = plain & (context["words"] <= MENU_WORDS)
    behind_title = (title != NO_TITLE) & (row > title) & (context["prose[..-1]"] == 0) & menu & _in_run(menu, lines)
    in_company = (context["hit[-3..-1]"] > 0) | (context["hit[1..3]"] > 0)
    behind_body = (context["prose[1..]"] == 0) & (context["prose[..-1]"] > 0) & menu & in_company
    near = (context["line[..-1]"] < NEAR_EDGE) | (context["line[1..]"] < NEAR_EDGE)
    points = np.where(near & ((before_title & plain) | behind_title | behind_body), AT_EDGE, 0).astype(np.int32)
    running = running_text(context)
    points[(row == title) & running & (is_clean(context) | is_short(context))] = HEADLINE
    place = (context["words"] <= DATELINE_WORDS) & (context["hit"] == 0) & (context["prose@1"] > 0)
    points[(row == title + 1) & (title != NO_TITLE) & place & running] = DATELINE
    points[_cut_trails(lines, titles)] = CUT_TRAIL
    points[is_clean_list(context)] = 0
    return points


def _cut_trails(lines: Lines, titles: NDArray[np.int64]) -> list[int]:
    """Return the rows before a headline that hold its beginning: trails cut short, and titles of pages."""
    found = []
    for title in titles[titles != NO_TITLE].tolist():
        beginning, start = _beginning(lines.text_of(title)), max(lines.first_of(title), title - _FAR_ENOUGH)
        if beginning and start < title and beginning in lines.text_between(start, title).casefold():
            found += [row for row in range(start, title) if beginning in lines.text_of(row).casefold()]
    return found


def _in_run(marked: NDArray[np.bool_], lines: Lines) -> NDArray[np.bool_]:
    """Tell which marked rows stand in a run of at least `MENU_RUN` of them, within one document."""
    run = run_starts(marked, lines.document).cumsum() - 1
    return marked & (np.bincount(run)[run] >= MENU_RUN) if len(marked) else marked
