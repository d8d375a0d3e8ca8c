"""Edges: what stands before the headline, between it and the first paragraph, and after the last one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.context import Context
from cleaner.lines import Lines
from cleaner.scorecard import Points

AT_EDGE = -300
"""Evidence against a short line at an edge of the article, in hundredths."""

TITLE_LEAST_WORDS, TITLE_MOST_WORDS = 3, 40
MENU_WORDS = 8
MENU_RUN = 3
"""So many short lines in a row, between headline and first paragraph, are a menu and no standfirst."""

NO_TITLE = -1


def find_titles(lines: Lines, context: Context, debris: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Return the row of each document's headline, or `NO_TITLE`.

    It is the longest line before the first paragraph that could be one; of equally long ones, the last: page dumps
    start with the page's title, which repeats the headline.
    """
    words = context["words"]
    fits = (words >= TITLE_LEAST_WORDS) & (words <= TITLE_MOST_WORDS) & (context["prose"] == 0)
    fits &= (context["prose[..-1]"] == 0) & (context["prose[1..]"] > 0) & (context["hit"] == 0)
    if debris is not None:
        fits &= ~debris
    rows = np.flatnonzero(fits)
    best = np.full(len(lines.first) - 1, NO_TITLE, np.int64)
    order = rows[np.lexsort((rows, words[rows], lines.document[rows]))]  # the last of each document is its best
    best[lines.document[order]] = order
    return best


def edges(lines: Lines, context: Context) -> Points:
    """Return evidence against lines at the edges of the article that are short and end no sentence."""
    title = find_titles(lines, context)[lines.document]
    row = np.arange(len(lines))
    plain = (context["prose"] == 0) & (context["ends_sentence"] == 0)
    before_title = (title != NO_TITLE) & (row < title)
    menu = plain & (context["words"] <= MENU_WORDS)
    behind_title = (title != NO_TITLE) & (row > title) & (context["prose[..-1]"] == 0) & menu & _in_run(menu, lines)
    in_company = (context["hit[-3..-1]"] > 0) | (context["hit[1..3]"] > 0)
    behind_body = (context["prose[1..]"] == 0) & (context["prose[..-1]"] > 0) & menu & in_company
    return np.where((before_title & plain) | behind_title | behind_body, AT_EDGE, 0).astype(np.int32)


def _in_run(marked: NDArray[np.bool_], lines: Lines) -> NDArray[np.bool_]:
    """Tell which marked rows stand in a run of at least `MENU_RUN` of them, within one document."""
    new = np.ones(len(marked), np.bool_)
    new[1:] = (marked[1:] != marked[:-1]) | (lines.document[1:] != lines.document[:-1])
    run = np.cumsum(new) - 1
    return marked & (np.bincount(run)[run] >= MENU_RUN) if len(marked) else marked
