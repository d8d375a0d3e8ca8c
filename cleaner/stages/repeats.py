"""Repeats inside a document: a paragraph that stands there already, or whose beginning another one is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from cleaner.arrays import Integers, places, run_starts
from cleaner.context import Context
from cleaner.folding import DECORATION, fold
from cleaner.lines import Lines
from cleaner.scorecard import Points
from cleaner.stages.documents import is_clean

REPEAT = -800
"""Evidence against a repeated paragraph, in hundredths."""

FOLDED_TOGETHER = 256
"""Paragraphs that are folded at once: one by one they cost NumPy's overhead, all at once several times their memory."""

LEAST_WORDS = 12
"""Shorter lines repeat in content too: refrains, table cells, labels in dialogue."""


def repeated_paragraphs(lines: Lines, context: Context) -> Points:
    """Return evidence against paragraphs that say again what an earlier one said, wholly or in its first sentences.

    In clean text, a paragraph that stands there twice is a quotation, a refrain or an entry of a catalogue.
    """
    points = np.zeros(len(lines), np.int32)
    long = (context["words"] >= LEAST_WORDS) & ~is_clean(context)
    points[long & (context["copies_before"] > 0)] = REPEAT
    points[_beginnings(lines, places(long))] = REPEAT
    return points


def _beginnings(lines: Lines, rows: Integers) -> list[int]:
    """Return the rows that are the beginning of another paragraph of their document.

    Rows are compared only with those that open alike, so this stays linear.
    """
    rows = rows[np.lexsort((lines.opening[rows], lines.document[rows]))]
    first = run_starts(lines.opening[rows], lines.document[rows])
    group = first.cumsum()
    several = ~first
    several[:-1] |= ~first[1:]
    members: list[int] = rows[several].tolist()
    return _shorter_ones(group[several].tolist(), _folded(lines, members), members) if members else []


def _folded(lines: Lines, rows: list[int]) -> Iterator[str]:
    """Yield the folded forms of some rows; many are folded together."""
    for start in range(0, len(rows), FOLDED_TOGETHER):
        text = "\n".join(lines.text_of(row).strip() for row in rows[start : start + FOLDED_TOGETHER])
        yield from (line.strip(DECORATION) for line in fold(text).split("\n"))


def _shorter_ones(groups: list[int], texts: Iterable[str], rows: list[int]) -> list[int]:
    """Return the rows that are a true beginning of another one of their group."""
    # Sorted, a beginning stands right before something that it begins.
    return [
        row
        for (group, text, row), (other, longer, _) in pairwise(sorted(zip(groups, texts, rows, strict=True)))
        if group == other and longer != text and longer.startswith(text)
    ]
