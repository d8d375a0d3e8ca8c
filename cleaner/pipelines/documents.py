"""What frameworks of documents have in common: a text with metadata, which may not be null."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, Unpack

from cleaner.pipelines.rows import Row, RowCleaner, RowOptions
from cleaner.pipelines.tables import as_records

Document = TypeVar("Document")


def document_cleaner(**options: Unpack[RowOptions]) -> RowCleaner:
    """Return what cleans documents: one that cannot be cleaned keeps its text (``errors="keep"``), or ends the run.

    Raises `ValueError` for errors that are to become null.
    """
    options.setdefault("errors", "keep")
    if options["errors"] == "null":
        raise ValueError("the text of a document cannot be null; choose errors='keep' or errors='raise'")
    return RowCleaner(**options)


def cleaned(
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
