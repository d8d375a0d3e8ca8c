"""Why a line stays or goes, in words: what weighed most, with its points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.judge.heuristics import REASONS
from cleaner.judge.saying import said

if TYPE_CHECKING:
    from cleaner.judge.judge import Weighed
    from cleaner.rules.rule import RuleFacts

_ALONG = "goes with others, since the document lost lines however often it was looked at"
_PROTECTED = "like what articles say"


def why(weighed: Weighed, rules: Sequence[RuleFacts]) -> str:
    """Return the reasons for what became of a line; their points add up, as they are shown."""
    shown = [(what, None if points is None else _tenths(points)) for what, points in _reasons(weighed, rules)]
    told = [what if tenths is None else f"{what} ({tenths / 10:+.1f})" for what, tenths in shown]
    left = _tenths(weighed.points) - sum(tenths or 0 for _, tenths in shown)
    if left:
        others = {0: "rounded", 1: "1 other"}.get(weighed.others, f"{weighed.others} others")
        told.append(f"{others} ({left / 10:+.1f})")
    return "; ".join(told)


def _reasons(weighed: Weighed, rules: Sequence[RuleFacts]) -> Iterator[tuple[str, int | None]]:
    """Yield the reasons with their points, in hundredths, where they have any."""
    if weighed.rule >= 0:
        yield rules[weighed.rule].why, weighed.from_rules
    elif weighed.from_rules:
        yield _PROTECTED, weighed.from_rules
    for (_, what), points in zip(REASONS, weighed.heuristics, strict=True):
        if points:
            yield what, points
    if weighed.along:
        yield _ALONG, None
    for name, value, points in weighed.columns:
        yield said(name, value), points


def _tenths(hundredths: int) -> int:
    """Return hundredths of points as tenths, as they are shown."""
    return round(hundredths / 10)
