"""What was removed, read off the verdict on a whole batch: no document is judged again to tell what went.

Only the reasons, in words, take a second look at a document: they need all that was measured, which fills ten times
the room of the text. So they are worked out when somebody asks for one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from cleaner.cut import Integers, Slice, gaps, kept_slices, lines_between
from cleaner.findings import Findings
from cleaner.labels import LABELS
from cleaner.lines import Flags
from cleaner.model import Label, Removal
from cleaner.rules import RuleFacts
from cleaner.stages.phrases import NO_RULE

Explain = Callable[[], Mapping[int, str]]
"""Why the lines of a document went, by where they start."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where the documents of a batch are cut, and what was found of each row; fields are those of `Lines`."""

    texts: Sequence[str]
    first: Integers
    start: Integers
    stop: Integers
    kept: Flags
    findings: Findings
    rules: Sequence[RuleFacts]

    def slices(self, document: int) -> list[Slice]:
        """Return the slices of a document that stay."""
        rows = self.rows(document)
        return kept_slices(self.start[rows], self.stop[rows], self.kept[rows], len(self.texts[document]))

    def rows(self, document: int) -> slice:
        """Return the rows of a document."""
        return slice(int(self.first[document]), int(self.first[document + 1]))

    def removals(self, document: int, explain: Explain) -> tuple[Removal, ...]:
        """Return what is removed from a document, blank lines beside it too, in order."""
        text, reasons, removed = self.texts[document], _Reasons(explain), []
        for row, (start, stop) in self.removed_lines(document):
            label, rule, points = self.found(row)
            why = partial(reasons.of, start)
            removed.append(Removal(start, stop, text[start:stop], label, rule, why, points))
        return tuple(removed)

    def removed_lines(self, document: int) -> Iterator[tuple[int, Slice]]:
        """Yield row and bounds of each line that is removed; blank ones have the row -1."""
        text, rows = self.texts[document], self.rows(document)
        gone = np.flatnonzero(~self.kept[rows]) + rows.start
        numbers, starts, stops = gone.tolist(), self.start[gone].tolist(), self.stop[gone].tolist()
        first = 0
        for gap in gaps(self.slices(document), len(text)):
            last = bisect_left(starts, gap[1], first)
            inside = slice(first, last)
            yield from lines_between(text, gap, zip(numbers[inside], starts[inside], stops[inside], strict=True))
            first = last

    def found(self, row: int) -> tuple[Label, str, float]:
        """Return label, rule and points of a row; -1 stands for a blank line."""
        if row < 0:
            return Label.BLANK, "", 0.0
        rule = int(self.findings.rule[row])
        name = self.rules[rule].id if rule != NO_RULE else ""
        return LABELS[self.findings.labels[row]], name, int(self.findings.points[row]) / 100


class _Reasons:
    """The reasons of one document, worked out together."""

    def __init__(self, explain: Explain) -> None:
        self._explain = explain

    @cached_property
    def _by_start(self) -> Mapping[int, str]:
        return self._explain()

    def of(self, start: int) -> str:
        """Return why the line that starts there went."""
        return self._by_start[start]
