"""Blocks: paragraphs with at most a few other lines between them.

The article is mostly the largest of a page's blocks; teasers and comments are blocks of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cleaner.arrays import Flags, Integers, percent, places
from cleaner.kernels import Values
from cleaner.lines import Lines

BETWEEN = 3
"""So many lines that are no prose end a block: a heading, a picture's caption and a credit do not."""

LONG_WORDS = 40
"""Teasers are hardly ever longer."""

_SHARES = {"hit_density": "hit", "menu_density": "menu", "short_density": "short"}


def block_columns(columns: Mapping[str, Values], lines: Lines) -> dict[str, Values]:
    """Return what a row's block tells: all lines belong to the last block that started, if any.

    ``block_size`` is its prose in percent of the largest block's, ``block_share`` in percent of the document's,
    ``block_place`` how many blocks it comes after the largest one (before: negative). The densities say how many
    percent of the document's lines are of a kind, ``prose_density`` how many percent of its words are prose; ``long``
    marks long paragraphs.
    """
    prose = columns["prose"].astype(np.int64)
    number: Integers = _starts(prose > 0, lines).cumsum()
    before = np.concatenate((np.zeros(1, np.int64), number))[lines.first[:-1]]
    place: Integers = number - before[lines.document]  # 0: the document has no block yet
    size: Integers = np.where(place > 0, np.bincount(number, prose, minlength=1).astype(np.int64)[number], 0)
    largest, main = _largest(size, place, lines)
    return {
        "block_size": percent(size, largest[lines.document]),
        "block_share": percent(size, _by_document(prose, lines)[lines.document]),
        "block_place": (place - main[lines.document]).astype(np.int32),
        "long": (prose >= LONG_WORDS).astype(np.int32),
        **_densities(columns, prose, lines),
    }


def _starts(prose: Flags, lines: Lines) -> Flags:
    """Tell which rows begin a block: prose without any prose in the `BETWEEN` lines before."""
    rows = places(prose)
    far = np.ones(len(rows), np.bool_)
    far[1:] = (np.diff(rows) > BETWEEN) | (np.diff(lines.document[rows]) != 0)
    starts = np.zeros(len(prose), np.bool_)
    starts[rows[far]] = True
    return starts


def _largest(size: Integers, place: Integers, lines: Lines) -> tuple[Integers, Integers]:
    """Return the prose of each document's largest block, and the number of the first that has so much."""
    largest, main = np.zeros((2, len(lines.first) - 1), np.int64)
    filled = lines.first[1:] > lines.first[:-1]
    if filled.any():  # documents without rows have no place to reduce at
        starts = lines.first[:-1][filled]
        largest[filled] = np.maximum.reduceat(size, starts)
        candidates = np.where(size == largest[lines.document], place, len(size))
        main[filled] = np.minimum.reduceat(candidates, starts)
    return largest, main


def _densities(columns: Mapping[str, Values], prose: Integers, lines: Lines) -> dict[str, Values]:
    """Return how much of the document is of a kind, in percent, the same for all its rows."""
    rows = np.diff(lines.first)
    parts = {name: (_by_document(columns[kind], lines), rows) for name, kind in _SHARES.items()}
    parts["prose_density"] = (_by_document(prose, lines), _by_document(columns["words"], lines))
    return {name: percent(part, whole)[lines.document] for name, (part, whole) in parts.items()}


def _by_document(values: Values | Integers, lines: Lines) -> Integers:
    """Sum a column over each document."""
    return np.bincount(lines.document, values, len(lines.first) - 1).astype(np.int64)
