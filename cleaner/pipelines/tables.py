"""What all tables have in common: a column is cleaned, and columns about it are added."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Literal, Unpack

from cleaner import Removal
from cleaner.pipelines.rows import Row, RowCleaner, RowOptions

Kind = Literal["title", "byline", "date", "removals", "problem"]
"""What a column that is added tells of a row."""

REMOVALS = "removals"
"""The name of the column of removals unless another is given."""

_MOST_TOLD = 12  # names of columns: more are no help


class ColumnError(ValueError):
    """A column that is not there, is not text, or would be there twice."""


class TableOptions(RowOptions, total=False):
    """The options of `ColumnCleaner`, for those who pass them on."""

    url_column: str | None
    keep_removals: bool | str
    title: str | None
    byline: str | None
    date: str | None
    problems: str | None


class ColumnCleaner:
    """Cleans a column of a table; frameworks know how to read and replace it.

    ``column`` may lie in structs ("page.text"). ``url_column`` has the addresses of pages. ``title``, ``byline``,
    ``date`` and ``problems`` name columns to be added: what was found, null where nothing was, and what went wrong or
    over the limit. ``keep_removals`` adds what was removed, as column "removals" or under the name given:
    ``cleaner.restore(text, removals_of(cell))`` rebuilds the original. The other options are those of `RowCleaner`.
    """

    def __init__(  # noqa: PLR0913 - the options of the public contract
        self,
        column: str,
        *,
        url_column: str | None = None,
        keep_removals: bool | str = False,
        title: str | None = None,
        byline: str | None = None,
        date: str | None = None,
        problems: str | None = None,
        **rows: Unpack[RowOptions],
    ) -> None:
        """Take the names of the columns, and load the rules."""
        self.column, self.url_column = column, url_column
        removals = REMOVALS if keep_removals is True else keep_removals or None
        named: dict[Kind, str | None] = {
            "title": title,
            "byline": byline,
            "date": date,
            "removals": removals,
            "problem": problems,
        }
        self.added = {kind: name for kind, name in named.items() if name}
        self.rows = RowCleaner(**rows)

    def check(self, names: Collection[str]) -> None:
        """Raise `ColumnError` if a column that is to be added is there already."""
        added = list(self.added.values())
        for name in added:
            if name in names or added.count(name) > 1:
                raise ColumnError(f"there would be two columns {name!r}; choose another name for the new one")


def value(row: Row, kind: Kind) -> Any:
    """Return what a column that is added tells of a row; None for nothing."""
    if kind == "problem":
        return row.problem or None
    if row.result is None:
        return None
    return row.removals if kind == "removals" else getattr(row.result, kind) or None


def as_records(removals: Sequence[Removal] | None) -> list[dict[str, Any]] | None:
    """Return removals as plain objects, for tables and files; None for None."""
    if removals is None:
        return None
    return [
        {"start": one.start, "end": one.end, "text": one.text, "label": str(one.label), "rule": one.rule}
        | {"points": one.points}
        for one in removals
    ]


def removals_of(cell: Any) -> list[Removal]:
    """Return the removals in a cell of a column of removals, for `cleaner.restore`; none for null."""
    return [Removal(**one) for one in ([] if cell is None else cell)]


def no_column(name: str, names: Sequence[str]) -> ColumnError:
    """Return the error that there is no such column, which names those there are.

    >>> no_column("text", ["id", "body"])
    ColumnError("there is no column 'text' but 'id', 'body'")
    """
    told = [repr(one) for one in names[:_MOST_TOLD]] + ["…"] * (len(names) > _MOST_TOLD)
    return ColumnError(f"there is no column {name!r} but {', '.join(told) or 'none at all'}")
