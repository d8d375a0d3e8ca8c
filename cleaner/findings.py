"""What judging came to, in a few numbers a row: small enough to be kept as long as results are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags
from cleaner.judge import Round
from cleaner.labels import label_rows
from cleaner.rule_table import LabelCodes, RuleTable
from cleaner.scorecard import Points
from cleaner.stages.phrases import NO_RULE


@dataclass(frozen=True, slots=True)
class Findings:
    """For each row of a table, from the last look at it: its label, its points, the rule that weighed most.

    ``debris`` tells which rows were judged to be debris, ``guarded`` in which documents the guard held removals back.
    """

    labels: LabelCodes
    points: Points
    rule: NDArray[np.int32]
    debris: Flags
    guarded: frozenset[int]


def find(looks: Iterable[Round], rows: int, rules: RuleTable) -> Findings:
    """Return the findings of all looks at a table of so many rows; looks are let go of one by one."""
    labels, points = np.zeros(rows, np.uint8), np.zeros(rows, np.int32)
    rule, debris = np.full(rows, NO_RULE, np.int32), np.zeros(rows, np.bool_)
    guarded: set[int] = set()
    for look in looks:
        labels[look.rows] = label_rows(look, rules)
        points[look.rows] = look.evidence.total()
        rule[look.rows] = look.evidence.rule
        debris[look.rows] = look.decision.debris
        guarded |= look.decision.guarded
    return Findings(labels, points, rule, debris, frozenset(guarded))
