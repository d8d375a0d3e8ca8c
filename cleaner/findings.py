"""What judging came to, in a few numbers a row: small enough to be kept as long as results are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.judge import Verdict
from cleaner.labels import LabelCodes, label_rows
from cleaner.rules import RuleFacts
from cleaner.scorecard import Points
from cleaner.stages.phrases import NO_RULE


@dataclass(frozen=True, slots=True)
class Findings:
    """For each row of a table, from the last look at it: its label, its points, the rule that weighed most."""

    labels: LabelCodes
    points: Points
    rule: NDArray[np.int32]


def find(verdict: Verdict, rules: Sequence[RuleFacts]) -> Findings:
    """Return the findings of a verdict."""
    rows = len(verdict.kept)
    found = Findings(np.zeros(rows, np.uint8), np.zeros(rows, np.int32), np.full(rows, NO_RULE, np.int32))
    for look in verdict.rounds:
        found.labels[look.rows] = label_rows(look, rules)
        found.points[look.rows] = look.evidence.total()
        found.rule[look.rows] = look.evidence.rule
    return found
