"""From a verdict to what users get: results, what was removed, and judgements with reasons in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cleaner.cut import Slice, gaps, line_bounds
from cleaner.judge.metadata import find_metadata
from cleaner.result import Cut, Judgement, Label, Ledger, Reasons, Result

if TYPE_CHECKING:
    from cleaner.judge.judge import Verdict

GUARD_WARNING = "nearly nothing would have been left, so only what is surely debris was removed"
_BLANK = (Label.BLANK, "", 0.0)
_BLANK_WHY = "blank line beside a cut"


def result(text: str, verdict: Verdict, explain: Callable[[], Sequence[str]]) -> Result:
    """Return the result of cleaning a text; ``explain`` gives the reason of each row, "" for those that stay."""
    told = ((label, text[start:stop]) for label, start, stop in verdict.telling())
    return Result(
        verdict.cut(),
        *find_metadata(told),
        warning=GUARD_WARNING if verdict.guarded else "",
        ledger=Ledger(partial(cuts, text, verdict), partial(reasons, text, verdict, explain)),
    )


def cuts(text: str, verdict: Verdict) -> Iterator[Cut]:
    """Yield what is removed from a text, line by line, in order; blank lines beside a cut too."""
    row_at = verdict.starts(removed=True)
    for start, stop in _removed_lines(text, verdict):
        found = verdict.found(row_at[start]) if start in row_at else _BLANK
        yield (start, stop, *found, text[start:stop])


def reasons(text: str, verdict: Verdict, explain: Callable[[], Sequence[str]]) -> Reasons:
    """Return why the lines that are removed go, by where they start."""
    why, row_at = explain(), verdict.starts(removed=True)
    return {start: why[row_at[start]] if start in row_at else _BLANK_WHY for start, _ in _removed_lines(text, verdict)}


def judgements(text: str, verdict: Verdict, why: Sequence[str]) -> tuple[Judgement, ...]:
    """Return one judgement for each line of a text; ``why`` has a reason for each row."""
    row_at = verdict.starts(removed=False)
    removed = {start for start, _ in _removed_lines(text, verdict)}
    judged = []
    for start, stop in line_bounds(text, (0, len(text))):
        kept, row = start not in removed, row_at.get(start)
        reason = why[row] if row is not None else "" if kept else _BLANK_WHY
        label, rule, points = _BLANK if row is None else verdict.found(row)
        judged.append(Judgement(start, stop, text[start:stop], label, rule, reason, points, kept))
    return tuple(judged)


def _removed_lines(text: str, verdict: Verdict) -> Iterator[Slice]:
    """Yield the bounds of each line that is removed, in order."""
    for gap in gaps(verdict.slices(), len(text)):
        yield from line_bounds(text, gap)
