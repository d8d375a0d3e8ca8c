"""Rows of an explanation: a line with what was decided about it, laid out in columns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cleaner.cli.problems import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.result import Judgement

_NUMBER, _LABEL, _POINTS = 6, 12, 7  # widths of the columns


class Row(NamedTuple):
    """One line as it is shown: its place and verdict in columns, its text, and the reason below."""

    judgement: Judgement
    columns: str
    text: str
    reason: str


def rows(judgements: Sequence[Judgement], only: str) -> Iterator[Row]:
    """Yield the rows to show."""
    for number, judgement in enumerate(judgements, 1):
        if is_wanted(judgement, only):
            yield _row(number, judgement)


def is_wanted(judgement: Judgement, only: str) -> bool:
    """Tell whether a line is among those to show: "all", "kept" or "removed"."""
    return only == "all" or judgement.kept == (only == "kept")


def removed_labels(judgements: Sequence[Judgement]) -> dict[str, int]:
    """Return how many lines of each label were removed, the most frequent first."""
    return dict(Counter(str(judgement.label) for judgement in judgements if not judgement.kept).most_common())


def sums(judgements: Sequence[Judgement]) -> str:
    """Return the last line of an explanation: how many lines there are, and how many of which label were removed."""
    labels = removed_labels(judgements)
    named = ": " + ", ".join(f"{label} {count}" for label, count in labels.items()) if labels else ""
    return f"{len(judgements)} lines, {sum(labels.values())} removed{named}\n"


def _row(number: int, judgement: Judgement) -> Row:
    """Lay out one line."""
    mark = " " if judgement.kept else "-"
    columns = f"{number:{_NUMBER}} {mark} {judgement.label:{_LABEL}} {judgement.points:{_POINTS}.2f}  "
    reason = f"{judgement.rule}: {judgement.why}" if judgement.rule else judgement.why
    return Row(judgement, columns, shown(judgement.text.rstrip("\r\n")), shown(reason))


def plain(row: Row) -> str:
    """Return a row without colours."""
    below = " " * len(row.columns) + row.reason + "\n" if row.reason else ""
    return (row.columns + row.text).rstrip() + "\n" + below
