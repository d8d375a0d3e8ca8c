"""A text to clean, with the page that it is judged by, and how measures of many are made one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.quality.metrics import mean

if TYPE_CHECKING:
    from benchmarks.quality.data import Page, SegmentPage

HARMED = 0.05
"""A document counts as harmed when it loses more than this share of its words."""

Scores = dict[str, float]
"""Measures by name, of one document or of a group of them."""


@dataclass(frozen=True, slots=True)
class Case:
    """One text of a track with the page it is judged by; ``group`` is its page type or language."""

    text: str
    page: Page | SegmentPage
    group: str


def averaged(rows: Iterable[Scores]) -> Scores:
    """Return the means of measures, each over the documents that have it."""
    given = list(rows)
    measures = dict.fromkeys(measure for row in given for measure in row)
    return {measure: mean(row.get(measure) for row in given) for measure in measures}
