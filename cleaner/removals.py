"""What was removed, read off the verdict on a whole batch: no document is judged again to tell what went.

Only the reasons, in words, take a second look at a document: they need all that was measured, which fills ten times
the room of the text; see `cleaner.model.Ledger`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cleaner.arrays import Flags, Integers, places
from cleaner.cut import Slice, Stays, gaps, line_bounds, what_stays
from cleaner.findings import Findings
from cleaner.model import Cut, Label
from cleaner.rule_table import LABELS
from cleaner.rules import RuleFacts
from cleaner.stages.phrases import NO_RULE

Found = tuple[Label, str, float]
"""Label, rule and points of a line."""

BLANK_LINE: Found = (Label.BLANK, "", 0.0)


@dataclass(frozen=True)
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
        """Return the slices of a document that stay; where all lines are blank, it stays as it is."""
        if self.first[document] == self.first[document + 1]:
            return [(0, len(self.texts[document]))]
        return self._stays.of(document)

    @cached_property
    def _stays(self) -> Stays:
        """What stays of all documents."""
        lengths = np.array([len(text) for text in self.texts], np.int64)
        return what_stays(self.first, self.start, self.stop, self.kept, lengths)

    def rows(self, document: int) -> slice:
        """Return the rows of a document."""
        return slice(int(self.first[document]), int(self.first[document + 1]))

    def found(self, rows: Integers) -> list[Found]:
        """Return what was found of some rows."""
        labels = [LABELS[code] for code in self.findings.labels[rows].tolist()]
        rules = [self.rules[rule].id if rule != NO_RULE else "" for rule in self.findings.rule[rows].tolist()]
        return list(zip(labels, rules, (self.findings.points[rows] / 100).tolist(), strict=True))

    def removed_lines(self, document: int) -> Iterator[Slice]:
        """Yield the bounds of each line that is removed, blank ones beside a cut too, in order."""
        text = self.texts[document]
        for gap in gaps(self.slices(document), len(text)):
            yield from line_bounds(text, gap)

    def of(self, document: int) -> Iterator[Cut]:
        """Yield what is removed from a document, in order."""
        text, own = self.texts[document], self.rows(document)
        rows = places(~self.kept[own]) + own.start
        found = dict(zip(self.start[rows].tolist(), self.found(rows), strict=True))
        for start, stop in self.removed_lines(document):
            yield (start, stop, *found.get(start, BLANK_LINE), text[start:stop])
