"""The filter: documents in, cleaned documents out. Nothing here needs click, so that a bare ``cleaner`` starts fast."""

from __future__ import annotations

from collections import deque
from itertools import groupby
from typing import TYPE_CHECKING

from cleaner.cli.cleaning import build_cleaner
from cleaner.cli.documents import Document, read_documents
from cleaner.cli.output import TO_STANDARD_OUTPUT, Output, Writing, open_output
from cleaner.cli.pages import AS_TEXT, Pages, clean_page
from cleaner.cli.problems import CommandError, Log
from cleaner.html.contents import AS_FOUND, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cleaner import Cleaner, Result


def run_filter(
    names: Sequence[str],
    cleaning: Mapping[str, object] | None = None,
    reading: Reading = AS_FOUND,
    writing: Writing = TO_STANDARD_OUTPUT,
    pages: Pages = AS_TEXT,
) -> int:
    """Clean the inputs in order and write them; return 0, or 1 when some failed (which the user has been told)."""
    log = Log()
    cleaner = build_cleaner(cleaning or {})
    output = open_output(writing, names)
    documents = read_documents(names, reading, log)
    for is_page, group in groupby(documents, lambda document: document.is_page):
        kind = "json" if writing.as_json else pages.kind if is_page else ""
        clean = _clean_pages if is_page else _clean_texts
        for name, result in clean(cleaner, group, pages, log):
            _write(output, name, result, kind, log)
    return log.exit_code


def _clean_texts(
    cleaner: Cleaner, documents: Iterable[Document], pages: Pages, log: Log
) -> Iterator[tuple[str, Result]]:
    """Yield name and result of each text; the cleaner reads ahead as far as its batches go.

    Where it fails on a batch, it gets the texts of that batch one by one, so that the one at fault has a name.
    """
    documents = iter(documents)
    ahead: deque[Document] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            ahead.append(document)
            pages.warn_of_text(document.name, log)
            yield str(document.content)

    while True:
        try:
            for result in cleaner.clean_many(texts()):
                yield ahead.popleft().name, result
        except Exception:
            while ahead:
                yield from _clean_text(cleaner, ahead.popleft(), log)
        else:
            return


def _clean_text(cleaner: Cleaner, document: Document, log: Log) -> Iterator[tuple[str, Result]]:
    """Yield name and result of a text, if it can be cleaned."""
    try:
        result = cleaner.clean(str(document.content))
    except Exception as error:
        log.fail_on(document.name, error)
    else:
        yield document.name, result


def _clean_pages(
    cleaner: Cleaner, documents: Iterable[Document], pages: Pages, log: Log
) -> Iterator[tuple[str, Result]]:
    """Yield name and result of each HTML page that can be cleaned."""
    for name, content, _ in documents:
        try:
            result = clean_page(cleaner, content, pages)
        except Exception as error:
            log.fail_on(name, error)
        else:
            yield name, result


def _write(output: Output, name: str, result: Result, kind: str, log: Log) -> None:
    """Write one result; what is wrong with it stands in the record, or else goes to the log."""
    try:
        text = _record(name, result) if kind == "json" else result.text
    except Exception as error:
        log.fail_on(name, error)
        return
    try:
        output.write(name, text, kind)
    except CommandError as error:
        log.fail(error)
    else:
        if result.warning and kind != "json":
            log.warn(name, result.warning)


def _record(name: str, result: Result) -> str:
    """Return a result as a line of JSON."""
    from cleaner.cli.records import to_record  # noqa: PLC0415 - not needed for text

    return to_record(name, result)
