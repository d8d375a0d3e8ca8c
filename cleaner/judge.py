"""From lines to verdicts: the stages in order, again and again until nothing more goes.

What is debris depends on what stands around it, so a cut can lay bare the next one. Judging the lines that are left
until nothing changes makes cleaning idempotent by construction: a cleaned text has nothing left to clean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags
from cleaner.binding import EVERY_LANGUAGE, in_their_languages
from cleaner.context import Context
from cleaner.decide import Decision, Evidence, decide, hurried
from cleaner.lines import Lines
from cleaner.rule_table import RuleTable
from cleaner.scorecard import Scorecard
from cleaner.stages.bylines import byline_evidence
from cleaner.stages.captions import captions_beside_credits
from cleaner.stages.edges import edges
from cleaner.stages.headline import headline_of_short_page
from cleaner.stages.interface import labels_of_interfaces
from cleaner.stages.phrases import rule_evidence
from cleaner.stages.repeats import repeated_paragraphs
from cleaner.stages.second_opinion import second_opinion
from cleaner.stages.shape import line_columns

Rows = NDArray[np.int64]

MANY_ROWS = 1 << 17
"""Tables of more rows are of a document of many megabytes: there memory counts more than time."""

PATIENT_ROUNDS = 30
"""Of 4,000 page dumps and extracted texts, none needs more than 13. A document made to lose a line a round would take
time and memory by the square of its length; after so many, the worst rows go along with those that do (`hurried`)."""


@dataclass(frozen=True, slots=True)
class Round:
    """One look at the rows of a table that were left: what was measured and decided.

    ``rows`` are their numbers in the whole table, ``lines`` the table of them alone.
    """

    rows: Rows
    lines: Lines
    context: Context
    evidence: Evidence
    decision: Decision


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges tables of lines; ``threshold`` is in hundredths of a point, ``spoken`` as in `cleaner.binding`.

    ``once`` is for lines with markup: that says where a line stands on the page, whatever else is left of it, so one
    look is enough and long prose needs no reason to go (other stories on the page are long prose too; F1 +0.007).
    """

    rules: RuleTable
    scorecard: Scorecard
    threshold: int
    once: bool = False
    spoken: np.uint64 = EVERY_LANGUAGE

    def looks(self, lines: Lines, protected: Flags) -> Iterator[Round]:
        """Judge all rows, then those left in the documents that lost some, until no more go; yield each look."""
        rows, current = np.arange(len(lines)), lines
        for number in count():
            if not rows.size or (self.once and number):
                return
            look = self._look(rows, current, protected[rows], hurry=number >= PATIENT_ROUNDS)
            yield look
            debris = look.decision.debris
            again = ~debris & _in_changed_documents(current, debris)
            rows, current = rows[again], current.select(again)

    def _look(self, rows: Rows, lines: Lines, protected: Flags, *, hurry: bool) -> Round:
        """Judge the rows of a table once."""
        lines = in_their_languages(lines, self.rules.bound, self.spoken)
        context = Context(line_columns(lines, self.rules), lines.first)
        evidence = weigh(lines, context, self.rules, self.scorecard)
        decision = decide(lines, context, evidence, self.threshold, protected, spare_prose=not self.once)
        if hurry:
            decision = hurried(decision, evidence, lines, protected)
        if len(lines) > MANY_ROWS:
            context.forget()
        return Round(rows, lines, context, evidence, decision)


def weigh(lines: Lines, context: Context, rules: RuleTable, scorecard: Scorecard) -> Evidence:
    """Collect the evidence of all stages."""
    from_rules = rule_evidence(lines, context, rules)
    return Evidence(
        rules=from_rules.points,
        rule=from_rules.rule,
        stages={
            "repeats": repeated_paragraphs(lines, context),
            "captions": captions_beside_credits(context),
            "bylines": byline_evidence(lines, context),
            "edges": edges(lines, context),
            "headline": headline_of_short_page(context),
            "second_opinion": second_opinion(context),
            "interface": labels_of_interfaces(context),
        },
        scorecard=scorecard.score(context),
    )


def _in_changed_documents(lines: Lines, debris: Flags) -> Flags:
    """Tell which rows stand in a document that loses a line."""
    changed = np.zeros(len(lines.first) - 1, np.bool_)
    changed[lines.document[debris]] = True
    return changed[lines.document]
