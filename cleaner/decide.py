"""The one place that decides: evidence in, debris or not out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers
from cleaner.context import Context
from cleaner.kernels import Values
from cleaner.lines import Lines
from cleaner.scorecard import Points
from cleaner.stages.documents import is_clean, is_clean_list, is_short, running_text
from cleaner.stages.phrases import NO_RULE, POINTS

SURE = 800
"""Points, in hundredths, from which on nothing gets surer."""

STEP = 16
"""Points that count as equally likely: so many levels are few enough to try them all."""

CERTAINTY = 0.8
"""How fast points turn into probability, against the logistic function that the scorecard is fitted with; swept 0.6–1.2
on WCXB's development articles, cross-validated by host: the fit is a little too sure of pages that it has not seen."""

LEAST_KEPT_WORDS = 25
LEAST_KEPT_PERCENT = 3
"""A cleaning that leaves fewer words than both is taken back: only what is sure is removed."""

LONG_PARAGRAPH_WORDS = 40
"""In running text, paragraphs of so many words need a reason besides the scorecard to go."""


WORST_PART = 8
"""The larger part goes at once, the more of what would stay goes with it; the smaller, the more looks it takes."""


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

    def named(self) -> Flags:
        """Tell which rows rules and stages call debris, whatever the scorecard says."""
        total = self.rules.copy()
        for points in self.stages.values():
            total += points
        named: Flags = total <= POINTS["strong"]
        return named

    def sure(self) -> Flags:
        """Tell which rows are debris whatever their surroundings: by a sure rule, or as a repetition."""
        found: Flags = (self.rules <= POINTS["sure"]) | (self.stages["repeats"] < 0)
        return found


@dataclass(frozen=True, slots=True)
class Decision:
    """Which rows are debris; in which documents (by index) the guard held removals back.

    ``along`` tells which rows are debris only because others are: see `hurried`.
    """

    debris: Flags
    guarded: frozenset[int]
    along: Flags


def decide(  # noqa: PLR0913 - all that is known of the lines
    lines: Lines, context: Context, evidence: Evidence, threshold: int, protected: Flags, *, spare_prose: bool = True
) -> Decision:
    """Decide for each row: debris is what falls under the threshold (in hundredths), unless the guard objects.

    Documents of which little is likely to be content have a lower threshold (see `best_level`), but for lines that a
    rule or a stage names. ``spare_prose`` keeps long paragraphs of running text against which only the scorecard
    speaks.
    """
    above = evidence.total() - threshold
    level = np.clip((above + SURE) // STEP, 0, len(_PROBABILITY) - 1)
    unlikely = level < best_level(level, context["words"], lines)[lines.document]
    debris = (above < 0) & (unlikely | evidence.named()) & ~protected
    if spare_prose:
        debris &= evidence.reasons() | ~needs_reason(context)
    sure = evidence.sure()
    emptied = _emptied(lines, context, debris | (evidence.stages["headline"] > 0))
    held_back = debris & emptied[lines.document] & ~sure
    return Decision(
        debris=debris & ~held_back,
        guarded=frozenset(lines.document[held_back].tolist()),
        along=np.zeros(len(lines), np.bool_),
    )


def hurried(decision: Decision, evidence: Evidence, lines: Lines, protected: Flags) -> Decision:
    """Have the worst rows of each document that loses any go, too: one in `WORST_PART`, but none that is protected.

    A document that loses a few rows each time it is looked at comes to its end so, in time by its length: when none of
    its rows is debris any more. What is left is what a document made of these rows would keep.
    """
    loses = np.zeros(len(lines.first) - 1, np.bool_)
    loses[lines.document[decision.debris]] = True
    worst_first = np.lexsort((evidence.total(), protected, lines.document))
    of_document = lines.document[worst_first]
    chosen = np.arange(len(lines)) - lines.first[of_document] < -(-np.diff(lines.first) // WORST_PART)[of_document]
    worst = np.zeros(len(lines), np.bool_)
    worst[worst_first[chosen]] = True
    along = worst & loses[lines.document] & ~protected & ~decision.debris
    return replace(decision, debris=decision.debris | along, along=along)


def best_level(level: NDArray[np.int32], words: Values, lines: Lines) -> Integers:
    """Return, for each document, the level of points from which on keeping rows makes the best text.

    The best text has the highest expected F1: words that are content count for it, words that are kept against it
    (Ye, Chai, Lee and Chieu 2012, "Optimizing F-measures"). Where the body is certain, that is the threshold or a
    little less; on a page where every line is doubtful, it keeps the likeliest. Sums are of whole numbers, so they are
    the same in any batch.
    """
    documents, levels = len(lines.first) - 1, len(_PROBABILITY)
    place = lines.document * levels + level
    kept = np.bincount(place, words, documents * levels).reshape(documents, levels)[:, ::-1].cumsum(axis=1)
    likely = np.bincount(place, words * _PROBABILITY[level], documents * levels).reshape(documents, levels)
    content = likely[:, ::-1].cumsum(axis=1)
    expected = content / np.maximum(_THOUSAND * kept + content[:, -1:], 1)
    best: Integers = levels - 1 - expected.argmax(axis=1)
    return best


_THOUSAND = 1000
_PROBABILITY = np.round(
    _THOUSAND / (1 + np.exp(-CERTAINTY * (np.arange(-SURE, SURE + STEP, STEP) + STEP / 2) / 100))
).astype(np.int64)
"""How likely a row of each level is content, in thousandths."""


def needs_reason(context: Context) -> Flags:
    """Tell which rows the scorecard alone must not remove.

    These are long paragraphs of clean text, all lines of clean lists, prose in short documents, and in running text
    single lines between two paragraphs: headings, verses, what somebody says.
    """
    long_paragraphs = is_clean(context) & running_text(context) & (context["prose"] >= LONG_PARAGRAPH_WORDS)
    in_short_document = is_short(context) & (context["prose"] > 0)
    between = (context["prose"] == 0) & (context["prose@-1"] > 0) & (context["prose@1"] > 0) & running_text(context)
    found: Flags = long_paragraphs | is_clean_list(context) | in_short_document | between
    return found


def _emptied(lines: Lines, context: Context, gone: Flags) -> Flags:
    """Tell of which documents nearly nothing would be left; a headline alone is no article."""
    documents = len(lines.first) - 1
    words = np.bincount(lines.document, context["words"], documents)
    left = np.bincount(lines.document, np.where(gone, 0, context["words"]), documents)
    return (left < LEAST_KEPT_WORDS) & (100 * left < LEAST_KEPT_PERCENT * words)
