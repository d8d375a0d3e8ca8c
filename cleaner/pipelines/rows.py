"""Rows in, cleaned rows out: what all tables and frameworks have in common, and needs none of them.

A row is one document. What cannot be cleaned costs its row, never the run.
"""

from __future__ import annotations

import logging
import pickle
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple, Never, Self, TypedDict, TypeVar, Unpack, get_args

from cleaner import Cleaner, Removal, Result, restore
from cleaner.judge.options import refuse_unknown
from cleaner.lines.words import over_limit

BATCH_CHARACTERS = 1 << 21
"""Rows are cleaned in batches of about this size, as large as those of `Cleaner.clean_many`."""
Errors = Literal["null", "keep", "raise"]
OverLimit = Literal["flag", "keep"]
_LOG = logging.getLogger(__name__)
Kind = Literal["title", "byline", "date", "confidence", "removals", "problem"]
"""What a column that is added tells of a row."""
REMOVALS = "removals"
"""The name of the column of removals unless another is given."""
_MOST_TOLD = 12  # names of columns: more are no help
Document = TypeVar("Document")
_LOADED = 8
"""Cleaners kept in a process: loading one takes as long as cleaning a megabyte, and engines ask for each task."""
Folder = Mapping[str, bytes]
"""The files of a folder of rules, by name."""


class RowError(ValueError):
    """A row that cannot be cleaned; ``row`` is its number, counted from 0, or None where only the message was told on.

    >>> str(RowError("is of type int, not text", 7))
    'row 7: is of type int, not text'
    """

    def __init__(self, reason: str, row: int | None = None) -> None:
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

    Raises `ValueError` for choices that do not exist, `TypeError` for options.

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
        **unknown: Never,
    ) -> None:
        refuse_unknown(unknown, RowOptions.__optional_keys__)
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
        if self.html:
            yield from (self._page(content, url or "") for content, url in batch)
            return
        texts = [_text(content) for content, _ in batch]
        results = self._cleaned([text for text, _ in texts if text is not None])
        for text, problem in texts:
            yield next(results) if text is not None else problem or None

    def _cleaned(self, texts: Sequence[str]) -> Iterator[Result | str]:
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
        if not isinstance(content, str | bytes):
            return _text(content)[1] or None
        try:
            return self.cleaner.clean_html(content, url)
        except Exception as error:
            return _not_cleaned(error)

    def _row(self, number: int, content: Any, found: Result | str | None) -> Row:
        if isinstance(found, str):
            if self.errors == "raise":
                raise RowError(found, number)
            return Row(content if self.errors == "keep" else None, problem=f"error: {found}")
        if found is None:
            return Row(None)
        return Row(found.text, found) if self.max_removed is None else self._guarded(content, found)

    def _guarded(self, content: Any, result: Result) -> Row:
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


class Accessor(NamedTuple):
    """What ``.cleaner`` is on the columns and frames of pandas and Polars: its ``clean`` cleans them."""

    clean: Callable[..., Any]


class ColumnError(ValueError):
    """A column that is not there, is not text, or would be there twice."""


class TableOptions(RowOptions, total=False):
    """The options of `ColumnCleaner`, for those who pass them on."""

    url_column: str | None
    keep_removals: bool | str
    title: str | None
    byline: str | None
    date: str | None
    confidence: str | None
    problems: str | None


class ColumnCleaner:
    """Cleans a column of a table; frameworks know how to read and replace it.

    ``column`` may lie in structs ("page.text"). ``url_column`` has the addresses of pages. ``title``, ``byline``,
    ``date``, ``confidence`` and ``problems`` name columns to be added: what was found, null where nothing was, the F1
    to expect, and what went wrong or over the limit. ``keep_removals`` adds what was removed, as column "removals" or
    under the name given: ``cleaner.restore(text, removals_of(cell))`` rebuilds the original. The other options are
    those of `RowCleaner`.
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
        confidence: str | None = None,
        problems: str | None = None,
        **rows: Unpack[RowOptions],
    ) -> None:
        self.column, self.url_column = column, url_column
        removals = REMOVALS if keep_removals is True else keep_removals or None
        named: dict[Kind, str | None] = {
            "title": title,
            "byline": byline,
            "date": date,
            "confidence": confidence,
            "removals": removals,
            "problem": problems,
        }
        self.added = {kind: name for kind, name in named.items() if name}
        self.rows = RowCleaner(**rows)

    def for_column(self, column: str) -> Self:
        """Return one like it for another column."""
        other = copy(self)
        other.column = column
        return other

    def check(self, names: Collection[str]) -> None:
        """Raise `ColumnError` if a column that is to be added is there already."""
        added = list(self.added.values())
        for name in added:
            if name in names or added.count(name) > 1:
                raise ColumnError(f"there would be two columns {name!r}; choose another name for the new one")


def value_of(row: Row, kind: Kind) -> Any:
    """Return what a column that is added tells of a row; None for nothing."""
    if kind == "problem":
        return row.problem or None
    if row.result is None:
        return None
    if kind == "confidence":
        return round(row.result.confidence, 3)
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


def document_cleaner(**options: Unpack[RowOptions]) -> RowCleaner:
    """Return what cleans documents: one that cannot be cleaned keeps its text (``errors="keep"``), or ends the run.

    Raises `ValueError` for errors that are to become null.
    """
    options.setdefault("errors", "keep")
    if options["errors"] == "null":
        raise ValueError("the text of a document cannot be null; choose errors='keep' or errors='raise'")
    return RowCleaner(**options)


def cleaned_documents(
    rows: RowCleaner,
    documents: Iterable[Document],
    text: Callable[[Document], Any],
    url: Callable[[Document], str | None] | None = None,
) -> Iterator[tuple[Document, Row]]:
    """Yield each document with what became of its text; documents are read in batches, as `RowCleaner` reads rows."""
    waiting: deque[Document] = deque()

    def contents() -> Iterator[tuple[Any, str | None]]:
        for document in documents:
            waiting.append(document)
            yield text(document), url(document) if url else None

    for row in rows.pairs(contents()):
        yield waiting.popleft(), row


def with_facts(metadata: dict[str, Any], row: Row, *, keep_removals: bool = False) -> dict[str, Any]:
    """Return metadata with title, byline and date, where they were found and not known before.

    "problem" says what went wrong, or over the limit; "removals" has what was removed, if that is to be kept.
    """
    found = {name: getattr(row.result, name, "") for name in ("title", "byline", "date")}
    facts: dict[str, Any] = {name: value for name, value in found.items() if value}
    told: dict[str, Any] = {"problem": row.problem} if row.problem else {}
    if keep_removals and row.result:
        told["removals"] = as_records(row.removals)
    return facts | metadata | told


def pack(cleaner: Cleaner) -> bytes:
    """Return a cleaner as bytes that can be unpacked where its folders of rules are not; the same for equal ones."""
    make, _ = cleaner.__reduce__()
    options: dict[str, Any] = dict(make.keywords)  # type: ignore[attr-defined]  # a partial: how cleaners pickle
    folders = [_files_of(Path(folder)) for folder in options.pop("rules", ())]
    return pickle.dumps((options, folders))


@lru_cache(maxsize=_LOADED)
def unpack(packed: bytes) -> Cleaner:
    """Return the cleaner that was packed; equal ones are loaded once."""
    options, folders = pickle.loads(packed)
    with TemporaryDirectory(prefix="cleaner-rules-") as parent:
        rules = [_written(Path(parent, str(number)), folder) for number, folder in enumerate(folders)]
        return Cleaner(rules=rules, **options)


def _files_of(folder: Path) -> Folder:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.toml"))}


def _written(path: Path, folder: Folder) -> Path:
    path.mkdir()
    for name, content in folder.items():
        (path / name).write_bytes(content)
    return path
