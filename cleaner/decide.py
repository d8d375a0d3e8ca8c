"""The one place that decides: evidence in, debris or not out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.context import Context
from cleaner.lines import Flags, Lines
from cleaner.scorecard import Points
from cleaner.stages.edges import running_text
from cleaner.stages.phrases import NO_RULE, POINTS

LEAST_KEPT_WORDS = 25
LEAST_KEPT_PERCENT = 3
"""A cleaning that leaves fewer words than both is taken back: only what is sure is removed."""

SHORT_DOCUMENT_LINES = 50
"""Whole pages are longer (median of page dumps: 250 lines); in less, prose is hardly ever another story's."""

LONG_PARAGRAPH_WORDS = 40
"""In running text, paragraphs of so many words need a reason besides the scorecard to go."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for (+) and against (−) each row, in hundredths of a point, by source.

    ``rule`` is the rule (by index) that weighs most against a row, or `NO_RULE`; ``scorecard`` the points of shape and
    surroundings; ``stages`` those of the heuristics, by name.
    """

    rules: Points
    rule: NDArray[np.int32]
    stages: Mapping[str, Points]
    scorecard: Points

    def total(self) -> Points:
        """Return the sum of all evidence."""
        total = self.rules + self.scorecard
        for points in self.stages.values():
            total += points
        return total

    def reasons(self) -> Flags:
        """Tell which rows have a rule or a stage against them, and not just the scorecard."""
        found: Flags = self.rule != NO_RULE
        for points in self.stages.values():
            found |= points < 0
        return found

    def sure(self) -> Flags:
        """Tell which rows are debris whatever their surroundings: by a sure rule, or as a repetition."""
        found: Flags = (self.rules <= POINTS["sure"]) | (self.stages["repeats"] < 0)
        return found


@dataclass(frozen=True, slots=True)
class Decision:
    """Which rows are debris; in which documents (by index) the guard held removals back."""

    debris: Flags
    guarded: frozenset[int]


def decide(  # noqa: PLR0913 - all that is known of the lines
    lines: Lines, context: Context, evidence: Evidence, threshold: int, protected: Flags, *, spare_prose: bool = True
) -> Decision:
    """Decide for each row: debris is what falls under the threshold (in hundredths), unless the guard objects.

    ``spare_prose`` keeps long paragraphs of running text against which only the scorecard speaks.
    """
    debris = (evidence.total() < threshold) & ~protected
    if spare_prose:
        debris &= evidence.reasons() | ~_needs_reason(context)
    sure = evidence.sure()
    emptied = _emptied(lines, context, debris)
    held_back = debris & emptied[lines.document] & ~sure
    return Decision(debris & ~held_back, frozenset(lines.document[held_back].tolist()))


def _needs_reason(context: Context) -> Flags:
    """Tell which rows the scorecard alone must not remove: paragraphs of running text, prose of short documents."""
    long_paragraphs = running_text(context) & (context["prose"] >= LONG_PARAGRAPH_WORDS)
    in_short_document = (context["line[..]"] < SHORT_DOCUMENT_LINES) & (context["prose"] > 0)
    found: Flags = long_paragraphs | in_short_document
    return found


def _emptied(lines: Lines, context: Context, debris: Flags) -> Flags:
    """Tell of which documents nearly nothing would be left."""
    documents = len(lines.first) - 1
    words = np.bincount(lines.document, context["words"], documents)
    left = np.bincount(lines.document, np.where(debris, 0, context["words"]), documents)
    return (left < LEAST_KEPT_WORDS) & (100 * left < LEAST_KEPT_PERCENT * words)
