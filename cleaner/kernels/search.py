"""Thousands of phrases at once: needles inside a text, and phrases that are a whole row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

from cleaner.arrays import Integers
from cleaner.kernels.shapes import Comparable, Matches

Planted = Any
"""Needles, and `Indexed`, phrases, in a form that only this module understands, or only its compiled twin."""

Indexed = Any


def plant(needles: Sequence[bytes]) -> Planted:
    """Return what `find` finds some needles with: bytes without a zero among them, as folding leaves none."""
    from ahocorasick_rs import BytesAhoCorasick, Implementation  # noqa: PLC0415 - only who matches needs it at once

    return BytesAhoCorasick(needles, implementation=Implementation.ContiguousNFA)


def find(needles: Planted, text: bytes) -> Matches:
    """Return where needles stand in a text, in any order."""
    matches: list[tuple[int, int, int]] = needles.find_matches_as_indexes(text, overlapping=True)
    # `np.array` takes ten times as long for a list of tuples.
    return Matches(*np.fromiter(chain.from_iterable(matches), np.int64, 3 * len(matches)).reshape(-1, 3).T)


def index(phrases: Sequence[bytes]) -> Indexed:
    """Return what `look_up` looks some phrases up in."""
    return dict(zip(phrases, range(len(phrases)), strict=True))


def look_up(phrases: Indexed, rows: Comparable) -> tuple[Integers, Integers]:
    """Return which rows are a phrase, and which one each."""
    text = rows.text
    bounds = zip(rows.starts.tolist(), rows.stops.tolist(), strict=True)
    found = np.array([phrases.get(text[start:stop], -1) for start, stop in bounds], np.int64)
    hits = (found >= 0).nonzero()[0]
    return hits, found[hits]
