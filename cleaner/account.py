"""The account: for each line of a document, what was decided and why, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaner.cut import Slice, gaps
from cleaner.judge import Round, Verdict
from cleaner.labels import LABELS, LabelCodes
from cleaner.lines import Lines
from cleaner.model import Judgement, Label
from cleaner.rules import RuleFacts
from cleaner.scorecard import Scorecard
from cleaner.stages.phrases import NO_RULE

_NEWLINE = re.compile(r"\r\n|\r|\n")
_REASONS = 3
"""So many columns are named where the scorecard decided: those that weigh most."""

_STAGES = {
    "repeats": "repeats another paragraph or its beginning",
    "captions": "a caption and its credit side by side",
    "bylines": "a name and a date side by side",
    "edges": "at the edge of the article",
}
_BLANK_WHY = "blank line beside a cut"


class Account:
    """Explains the verdict on a table that holds one document."""

    def __init__(
        self, lines: Lines, verdict: Verdict, labels: LabelCodes, rules: Sequence[RuleFacts], scorecard: Scorecard
    ) -> None:
        """Take all that went into the verdict; ``labels`` has one entry a row of ``lines``."""
        self._lines, self._verdict, self._labels = lines, verdict, labels
        self._rules, self._scorecard = rules, scorecard
        self._totals = {id(look): look.evidence.total() for look in verdict.rounds}
        self._values = {id(look): look.context.table(scorecard.columns) for look in verdict.rounds}
        self._last_look = {row: (look, at) for look in verdict.rounds for at, row in enumerate(look.rows.tolist())}

    def judgements(self, slices: Sequence[Slice]) -> tuple[Judgement, ...]:
        """Return one judgement for each line of the document, given the slices that are kept."""
        text = self._lines.texts[0]
        cuts: set[int] = set()
        for start, stop in gaps(slices, len(text)):
            cuts.update(start_of for start_of, _ in _line_bounds(text, start, stop))
        return tuple(self._judgement(row, bounds, bounds[0] not in cuts) for row, bounds in self._all_lines(text))

    def _all_lines(self, text: str) -> Iterator[tuple[int, Slice]]:
        """Yield row and bounds of each line; blank ones have the row -1."""
        position = 0
        for row, (start, stop) in enumerate(zip(self._lines.start.tolist(), self._lines.stop.tolist(), strict=True)):
            for bounds in _line_bounds(text, position, start):
                yield -1, bounds
            yield row, (start, stop)
            position = stop
        for bounds in _line_bounds(text, position, len(text)):
            yield -1, bounds

    def _judgement(self, row: int, bounds: Slice, kept: bool) -> Judgement:
        """Return the judgement of one line."""
        start, stop = bounds
        text = self._lines.texts[0][start:stop]
        if row < 0:
            return Judgement(start, stop, text, Label.BLANK, "", "" if kept else _BLANK_WHY, 0.0, kept)
        look, at = self._last_look[row]
        rule = int(look.evidence.rule[at])
        label = LABELS[self._labels[row]]
        points = int(self._totals[id(look)][at]) / 100
        rule_id = self._rules[rule].id if rule != NO_RULE else ""
        return Judgement(start, stop, text, label, rule_id, self._why(look, at), points, kept)

    def _why(self, look: Round, at: int) -> str:
        """Name what weighs most: the rule, the stages, and the columns of the scorecard."""
        evidence = look.evidence
        rule = int(evidence.rule[at])
        reasons = [f"{self._rules[rule].why} ({evidence.rules[at] / 100:+.1f})"] if rule != NO_RULE else []
        for name, points in evidence.stages.items():
            if points[at]:
                reasons.append(f"{_STAGES[name]} ({points[at] / 100:+.1f})")
        account = self._scorecard.account(self._values[id(look)][:, at])
        heaviest = sorted(account.items(), key=lambda item: (-abs(item[1]), item[0]))[:_REASONS]
        reasons += [f"{column} = {look.context[column][at]} ({weight / 100:+.1f})" for column, weight in heaviest]
        return "; ".join(reasons)


def _line_bounds(text: str, start: int, stop: int) -> Iterator[Slice]:
    r"""Yield the bounds of the lines of ``text[start:stop]``, which is made of whole ones.

    >>> list(_line_bounds("a\r\n\rb", 0, 5))
    [(0, 3), (3, 4), (4, 5)]
    """
    while start < stop:
        newline = _NEWLINE.search(text, start, stop)
        end = newline.end() if newline else stop
        yield start, end
        start = end
