"""Repeats inside a document: a paragraph that stands there already, or whose beginning another one is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from cleaner.context import Context
from cleaner.folding import fold_phrase
from cleaner.lines import Lines
from cleaner.scorecard import Points

REPEAT = -800
"""Evidence against a repeated paragraph, in hundredths."""

LEAST_WORDS = 12
"""Shorter lines repeat in content too: refrains, table cells, labels in dialogue."""

_OPENING = 40


def repeated_paragraphs(lines: Lines, context: Context) -> Points:
    """Return evidence against paragraphs that say again what an earlier one said, wholly or in its first sentences."""
    points = np.zeros(len(lines), np.int32)
    long = context["words"] >= LEAST_WORDS
    points[long & (context["copies_before"] > 0)] = REPEAT
    for row in _beginnings(lines, np.flatnonzero(long)):
        points[row] = REPEAT
    return points


def _beginnings(lines: Lines, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[int]:
    """Return the rows that are the beginning of another paragraph of their document.

    Rows are compared only if they share their first `_OPENING` characters, so this stays linear.
    """
    found = []
    groups: dict[tuple[int, str], list[int]] = {}
    for row in rows.tolist():
        text = lines.text_of(row)
        groups.setdefault((int(lines.document[row]), text.lstrip()[:_OPENING]), []).append(row)
    for group in groups.values():
        if len(group) > 1:
            found += _shorter_ones(lines, group)
    return found


def _shorter_ones(lines: Lines, rows: list[int]) -> list[int]:
    """Return the rows that are a true beginning of another one of the group."""
    folded = sorted((fold_phrase(lines.text_of(row).strip()), row) for row in rows)
    # Sorted, a beginning stands right before something that it begins.
    return [row for (text, row), (longer, _) in pairwise(folded) if longer != text and longer.startswith(text)]
