"""Rows in, cleaned rows out: what all tables and frameworks have in common.

A row is one document. What cannot be cleaned costs its row, never the run.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Literal, TypedDict, get_args

from cleaner import Cleaner, Removal, Result, restore
from cleaner.lines.words import over_limit
from cleaner.pipelines.portable import pack, unpack

BATCH_CHARACTERS = 1 << 21
"""Rows are cleaned in batches of about this size, as large as those of `Cleaner.clean_many`."""

Errors = Literal["null", "keep", "raise"]
OverLimit = Literal["flag", "keep"]

_LOG = logging.getLogger(__name__)


class RowError(ValueError):
    """A row that cannot be cleaned; ``row`` is its number, counted from 0, or None where only the message was told on.

    >>> str(RowError("is of type int, not text", 7))
    'row 7: is of type int, not text'
    """

    def __init__(self, reason: str, row: int | None = None) -> None:
        """Take reason and number."""
        super().__init__(reason, row)
        self.reason, self.row = reason, row

    def __str__(self) -> str:
        """Say both in a line."""
        return self.reason if self.row is None else f"row {self.row:,}: {self.reason}"


@dataclass
class Counts:
    """What became of rows: cleaned, null before, failed, over the limit (which are cleaned or kept, too)."""

    rows: int = 0
    nulls: int = 0
    failed: int = 0
    over_limit: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """What takes a row's place: its text, or what was there before if it failed and is to be kept.

    ``result`` is None for rows that were null or failed, ``problem`` "" or one sentence.
    """

    text: Any
    result: Result | None = None
    problem: str = ""
    kept_whole: bool = False

    @property
    def removals(self) -> Sequence[Removal]:
        """What was removed; ``cleaner.restore(text, removals)`` rebuilds the original."""
        return self.result.removals if self.result and not self.kept_whole else ()


class RowOptions(TypedDict, total=False):
    """The options of `RowCleaner`, for those who pass them on."""

    cleaner: Cleaner | Mapping[str, Any] | None
    html: bool
    errors: Errors
    max_removed: float | None
    over_limit: OverLimit
    counts: Counts | None


class RowCleaner:
    r"""Cleans rows; can be pickled, and takes the rules along.

    ``cleaner`` is a `Cleaner` or its options; ``html`` says that rows hold pages. A row that cannot be cleaned becomes
    null, keeps what it had (``errors="keep"``), or ends the run ("raise"). A document that would lose more than the
    share ``max_removed`` of its words is told of ("flag"), or kept whole, too (``over_limit="keep"``): pages as their
    text. ``counts`` is added to, in this process.

    Raises `ValueError` for choices that do not exist.

    >>> rows = RowCleaner()(["Ferries sail again after the storm.\n\nSource link", None, 7])
    >>> [(row.text, row.problem) for row in rows]
    [('Ferries sail again after the storm.\n', ''), (None, ''), (None, 'error: is of type int, not text')]
    """

    def __init__(  # noqa: PLR0913 - the options of the public contract
        self,
        *,
        cleaner: Cleaner | Mapping[str, Any] | None = None,
        html: bool = False,
        errors: Errors = "null",
        max_removed: float | None = None,
        over_limit: OverLimit = "flag",
        counts: Counts | None = None,
    ) -> None:
        """Check the options and load the rules."""
        _check("errors", errors, get_args(Errors))
        _check("over_limit", over_limit, get_args(OverLimit))
        if max_removed is not None and not 0 <= max_removed <= 1:
            raise ValueError(f"max_removed has to be a share from 0 to 1, not {max_removed}")
        self.cleaner = cleaner if isinstance(cleaner, Cleaner) else Cleaner(**(cleaner or {}))
        self.html, self.errors, self.max_removed, self.over_limit = html, errors, max_removed, over_limit
        self.counts = counts
        self.packed = pack(self.cleaner)

    def __getstate__(self) -> dict[str, Any]:
        """Pickle the cleaner with its rules; counts stay here."""
        return {**vars(self), "cleaner": None, "counts": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Load the cleaner, once for all that are equal."""
        vars(self).update(state, cleaner=unpack(state["packed"]))

    def __call__(self, contents: Iterable[Any], urls: Iterable[str | None] | None = None) -> Iterator[Row]:
        """Return what becomes of each row, in order; rows are read in batches of about two million characters.

        Rows are ``str``, ``bytes`` (UTF-8; of pages, as they were sent) or None; ``urls`` are the pages' addresses.
        Raises `RowError` if errors are to be raised.
        """
        return self.pairs(zip(contents, repeat(None) if urls is None else urls, strict=False))

    def pairs(self, pairs: Iterable[tuple[Any, str | None]]) -> Iterator[Row]:
        """Yield what becomes of each row, given with its address or None; see `__call__`."""
        number = 0
        for batch in _batches(pairs):
            for (content, _), found in zip(batch, self._results(batch), strict=True):
                row = self._row(number, content, found)
                if row.problem:
                    _LOG.warning("row %d: %s", number, row.problem)
                self._count(row)
                yield row
                number += 1

    def _results(self, batch: Sequence[tuple[Any, str | None]]) -> Iterator[Result | str | None]:
        """Yield the result of each row, why there is none, or None for nulls."""
        if self.html:
            yield from (self._page(content, url or "") for content, url in batch)
            return
        texts = [_text(content) for content, _ in batch]
        results = self._cleaned([text for text, _ in texts if text is not None])
        for text, problem in texts:
            yield next(results) if text is not None else problem or None

    def _cleaned(self, texts: Sequence[str]) -> Iterator[Result | str]:
        """Return the results of texts, or why there are none."""
        try:
            return iter(list(self.cleaner.clean_many(texts)))
        except Exception:  # one by one it costs only its row
            return map(self._one, texts)

    def _one(self, text: str) -> Result | str:
        try:
            return self.cleaner.clean(text)
        except Exception as error:
            return _not_cleaned(error)

    def _page(self, content: Any, url: str) -> Result | str | None:
        """Return the result of a page, or why there is none."""
        if not isinstance(content, str | bytes):
            return _text(content)[1] or None
        try:
            return self.cleaner.clean_html(content, url)
        except Exception as error:
            return _not_cleaned(error)

    def _row(self, number: int, content: Any, found: Result | str | None) -> Row:
        """Return what takes the row's place."""
        if isinstance(found, str):
            if self.errors == "raise":
                raise RowError(found, number)
            return Row(content if self.errors == "keep" else None, problem=f"error: {found}")
        if found is None:
            return Row(None)
        return Row(found.text, found) if self.max_removed is None else self._guarded(content, found)

    def _guarded(self, content: Any, result: Result) -> Row:
        """Return the row, with what the guard says of it."""
        whole = restore(result.text, result.removals) if self.html else _text(content)[0] or ""
        keep = self.over_limit == "keep"
        if told := over_limit([whole], [result.text], self.max_removed or 0, keep=keep):
            return Row(whole if keep else result.text, result, told, kept_whole=keep)
        return Row(result.text, result)

    def _count(self, row: Row) -> None:
        if self.counts:
            self.counts.rows += 1
            self.counts.nulls += row.result is None and not row.problem
            self.counts.failed += row.result is None and bool(row.problem)
            self.counts.over_limit += row.result is not None and bool(row.problem)


def _text(content: Any) -> tuple[str | None, str]:
    """Return the text of a row, None where there is none, and why."""
    if isinstance(content, bytes):
        try:
            return content.decode(), ""
        except UnicodeDecodeError as error:
            return None, f"byte {error.start + 1:,} of the text is not UTF-8"
    if content is None or isinstance(content, str):
        return content, ""
    return None, f"is of type {type(content).__name__}, not text"


def _batches(rows: Iterable[tuple[Any, str | None]]) -> Iterator[list[tuple[Any, str | None]]]:
    """Yield rows in lists of about `BATCH_CHARACTERS`."""
    batch: list[tuple[Any, str | None]] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(row[0]) if isinstance(row[0], str | bytes) else 1
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _check(option: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise ValueError(f"there is no {option}={value!r}; choose one of {', '.join(map(repr, choices))}")


def _not_cleaned(error: Exception) -> str:
    return f"cannot be cleaned: {type(error).__name__}: {error}"
