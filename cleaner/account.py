"""The account: for each line of a document, what was decided and why, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from cleaner.arrays import Integers, places
from cleaner.cut import line_bounds
from cleaner.judge import Round
from cleaner.kernels import Values
from cleaner.lines import Lines
from cleaner.model import Judgement, Reasons
from cleaner.removals import BLANK_LINE, Cuts
from cleaner.saying import said
from cleaner.scorecard import Scorecard
from cleaner.stages.phrases import NO_RULE

_REASONS = 3
"""So many columns are named, those that weigh most; the others are summed up, so that all points add up."""

_BLOCK_ROWS = 1 << 13
"""Rows that are explained together: what each column weighs for each row of a large document would fill gigabytes."""

_STAGES = {
    "repeats": "repeats another paragraph or its beginning",
    "captions": "a caption and its credit side by side",
    "bylines": "a name and a date side by side",
    "edges": "at the edge of the article",
    "second_opinion": "what another extractor took or left",
    "headline": "the only first-level heading of a short page",
    "interface": "nothing but words that sites say around articles",
}
_ALONG = "goes with others, since the document lost lines however often it was looked at"
_PROTECTED = "like what articles say"
_BLANK_WHY = "blank line beside a cut"


class Account:
    """Explains the verdict on a table that holds one document."""

    def __init__(self, lines: Lines, looks: Sequence[Round], cuts: Cuts, scorecard: Scorecard) -> None:
        """Take all that went into the verdict, and what came of it."""
        self._lines, self._looks, self._cuts, self._scorecard = lines, looks, cuts, scorecard

    def judgements(self) -> tuple[Judgement, ...]:
        """Return one judgement for each line of the document."""
        text, rows = self._lines.texts[0], np.arange(len(self._lines))
        found = dict(zip(self._lines.start.tolist(), self._cuts.found(rows), strict=True))
        reasons = dict(zip(self._lines.start.tolist(), self._reasons(rows), strict=True))
        removed = {start for start, _ in self._cuts.removed_lines(0)}
        judged = []
        for start, stop in line_bounds(text, (0, len(text))):
            label, rule, points = found.get(start, BLANK_LINE)
            kept = start not in removed
            why = reasons.get(start, "" if kept else _BLANK_WHY)
            judged.append(Judgement(start, stop, text[start:stop], label, rule, why, points, kept))
        return tuple(judged)

    def reasons(self) -> Reasons:
        """Return why the lines that are removed go, by where they start."""
        rows = places(~self._cuts.kept)
        reasons = dict(zip(self._lines.start[rows].tolist(), self._reasons(rows), strict=True))
        return {start: reasons.get(start, _BLANK_WHY) for start, _ in self._cuts.removed_lines(0)}

    def _reasons(self, rows: Integers) -> list[str]:
        """Return the reasons for some rows: those of the last look at each."""
        wanted = np.zeros(len(self._lines), np.bool_)
        wanted[rows] = True
        found: dict[int, str] = {}
        for look in reversed(self._looks):
            at = places(wanted[look.rows])
            wanted[look.rows] = False
            found.update(zip(look.rows[at].tolist(), self._told(look, at), strict=True))
        return [found[row] for row in rows.tolist()]

    def _told(self, look: Round, rows: Integers) -> Iterator[str]:
        """Yield, for some rows of a look, what weighs most: the rule, the stages, and columns of the scorecard."""
        for start in range(0, look.context.rows, _BLOCK_ROWS):
            first, last = rows.searchsorted((start, start + _BLOCK_ROWS)).tolist()
            if first < last:
                yield from self._told_block(look, slice(start, start + _BLOCK_ROWS), rows[first:last])

    def _told_block(self, look: Round, block: slice, rows: Integers) -> Iterator[str]:
        """Yield the same for some rows of a block."""
        names = self._scorecard.columns
        weights = self._scorecard.account(look.context.table(names, block)[:, rows - block.start])
        heaviest = np.argsort(-np.abs(weights), axis=0, kind="stable")[:_REASONS]
        told = np.take_along_axis(weights, heaviest, axis=0)
        values = {column: look.context[names[column]][rows].tolist() for column in set(heaviest.ravel().tolist())}

        others = (np.count_nonzero(weights, axis=0) - np.count_nonzero(told, axis=0)).tolist()
        totals = _tenths(look.evidence.total()[rows]).tolist()
        left = totals - _tenths(told).sum(axis=0) - _tenths(self._from_stages(look, rows)).sum(axis=0)

        @cache
        def of_column(column: int, value: int, weight: int) -> str:
            return _reason(said(names[column], value), weight)

        by_row = zip(self._named(look, rows), heaviest.T.tolist(), told.T.tolist(), strict=True)
        for number, (reasons, columns, points) in enumerate(by_row):
            both = zip(columns, points, strict=True)
            named = [of_column(at, values[at][number], weight) for at, weight in both if weight]
            yield "; ".join([*reasons, *named, *_rest(others[number], int(left[number]))])

    @staticmethod
    def _from_stages(look: Round, rows: Integers) -> Values:
        """Return the points of rules and of each stage for some rows, shape (sources, rows)."""
        evidence = look.evidence
        return np.array([evidence.rules[rows], *(points[rows] for points in evidence.stages.values())])

    def _named(self, look: Round, rows: Integers) -> list[list[str]]:
        """Return what rules and stages say of each of some rows."""
        evidence = look.evidence
        reasons: list[list[str]] = [[] for _ in rows]
        rules, points = evidence.rule[rows].tolist(), evidence.rules[rows].tolist()
        for of_row, rule, weight in zip(reasons, rules, points, strict=True):
            if rule != NO_RULE:
                of_row.append(_reason(self._cuts.rules[rule].why, weight))
            elif weight:
                of_row.append(_reason(_PROTECTED, weight))
        for name, of_stage in evidence.stages.items():
            weights = of_stage[rows]
            for number in places(weights).tolist():
                reasons[number].append(_reason(_STAGES[name], int(weights[number])))
        for number in places(look.decision.along[rows]).tolist():
            reasons[number].append(_ALONG)
        return reasons


def _tenths(points: Values) -> Values:
    """Return hundredths of points as tenths, as they are shown."""
    return np.rint(points / 10).astype(np.int32)


def _reason(what: str, hundredths: int) -> str:
    """Return a reason with its points."""
    return f"{what} ({round(hundredths / 10) / 10:+.1f})"


def _rest(columns: int, tenths: int) -> list[str]:
    """Return what is left to be said: so many columns that are not named, and what all reasons together lack."""
    if not tenths:
        return []
    what = "rounded" if not columns else "1 other" if columns == 1 else f"{columns} others"
    return [f"{what} ({tenths / 10:+.1f})"]
