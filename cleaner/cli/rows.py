"""Rows of an explanation: a line with what was decided about it, laid out in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.model import Judgement

# A line of a web page may hold what would drive the terminal; it is shown instead.
_SHOWN_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(0x7F, 0xA0)) if chr(code) != "\t"}
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
        if only == "all" or judgement.kept == (only == "kept"):
            yield _row(number, judgement)


def _row(number: int, judgement: Judgement) -> Row:
    """Lay out one line."""
    mark = " " if judgement.kept else "-"
    columns = f"{number:{_NUMBER}} {mark} {judgement.label:{_LABEL}} {judgement.points:{_POINTS}.2f}  "
    text = judgement.text.rstrip("\r\n").translate(_SHOWN_CONTROLS)
    reason = f"{judgement.rule}: {judgement.why}" if judgement.rule else judgement.why
    return Row(judgement, columns, text, reason)


def plain(row: Row) -> str:
    """Return a row without colours."""
    below = " " * len(row.columns) + row.reason + "\n" if row.reason else ""
    return (row.columns + row.text).rstrip() + "\n" + below
