"""From needles that were found to what they are for: phrases of rules, and patterns that have to be asked."""

from __future__ import annotations

import numpy as np

from cleaner.arrays import Integers, places, ranges
from cleaner.kernels.shapes import Found, Matches, PatternTable, RowFacts, Searched, Uses
from cleaner.keywords import EDGE


def match_rows(matches: Matches, searched: Searched) -> Integers:
    """Return the row that each match stands in; the edge before a line is a part of it."""
    edges = places(np.frombuffer(searched.text, np.uint8) == ord(EDGE))
    rows: Integers = searched.rows[edges.searchsorted(matches.starts, side="right") - 1]
    return rows


def uses_of(needles: Integers, rows: Integers, uses: Uses, patterns: PatternTable, facts: RowFacts) -> Found:
    """Return what needles that stand in rows are for, but for patterns that cannot match such a row."""
    counts = uses.first[needles + 1] - uses.first[needles]
    use = ranges(uses.first[needles], counts)
    found = Found(rows.repeat(counts), uses.rules[use], uses.roles[use])
    fits = facts.ink[found.rows] <= patterns.longest[found.rules]
    fits &= ~patterns.digit[found.rules] | (facts.digits[found.rows] > 0)
    case = patterns.case[found.rules]
    for may_be, characters in zip(patterns.edges, facts.edges, strict=True):
        fits &= may_be[found.rules, characters[case, found.rows]]
    return found.select(fits | (found.roles < uses.first_of_patterns))
