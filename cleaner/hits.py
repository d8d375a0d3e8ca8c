"""Hits: which rules were found in which rows, and which patterns are still to be asked.

Patterns are asked for a whole batch at once: each one, with what it needs, has to be brought into the cache, which
takes longer than asking it of a row (3.0 ms a megabyte of page dumps instead of 4.4).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from cleaner.arrays import Integers, distinct

NONE = np.zeros(0, np.int64)


class Asked(NamedTuple):
    """Rows that the patterns of rules may match, with what these are asked of: one entry for each rule and row."""

    rows: Integers = NONE
    rules: Integers = NONE
    texts: Sequence[str] = ()


Answer = Callable[[Asked], tuple[Integers, Integers]]
"""Tells which patterns match, as rows and rules."""


def no_answer(asked: Asked) -> tuple[Integers, Integers]:
    """Tell that no pattern matches."""
    return NONE, NONE


class Hits(NamedTuple):
    """What was found in a span: hits as rows and rules, what patterns are to be asked, and who answers that."""

    rows: Integers
    rules: Integers
    asked: Asked = Asked()
    answer: Answer = no_answer

    def behind(self, rows: int) -> Hits:
        """Return the same with so many other rows before the first."""
        return self._replace(rows=self.rows + rows, asked=self.asked._replace(rows=self.asked.rows + rows))


def settled(found: Sequence[Hits]) -> tuple[Integers, Integers]:
    """Return all hits as rows and rules, by row and then by rule, each pair once."""
    if not found:
        return NONE, NONE
    rows, rules, texts = zip(*(one.asked for one in found), strict=True)
    answered = found[0].answer(Asked(np.concatenate(rows), np.concatenate(rules), list(chain(*texts))))
    of_rows = np.concatenate([*(one.rows for one in found), answered[0]])
    of_rules = np.concatenate([*(one.rules for one in found), answered[1]])
    rules_at_most = int(of_rules.max(initial=0)) + 1
    return np.divmod(distinct(of_rows * rules_at_most + of_rules), rules_at_most)
