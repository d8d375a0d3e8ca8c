"""Phrases that are a whole row, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cleaner.arrays import Integers, places
from cleaner.kernels.shapes import Comparable

Indexed = Any
"""Phrases in a form that only this module understands, or only its compiled twin."""


def index(phrases: Sequence[bytes]) -> Indexed:
    """Return what `look_up` looks some phrases up in."""
    return dict(zip(phrases, range(len(phrases)), strict=True))


def look_up(phrases: Indexed, rows: Comparable) -> tuple[Integers, Integers]:
    """Return which rows are a phrase, and which one each."""
    text = rows.text
    bounds = zip(rows.starts.tolist(), rows.stops.tolist(), strict=True)
    found = np.array([phrases.get(text[start:stop], -1) for start, stop in bounds], np.int64)
    hits = places(found >= 0)
    return hits, found[hits]
