"""The filter: documents in, cleaned documents out. Nothing here needs click, so that a bare ``cleaner`` starts fast."""

from __future__ import annotations

from collections import deque
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from cleaner.cli.cleaning import build_cleaner
from cleaner.cli.decoding import AS_FOUND, Reading
from cleaner.cli.documents import Document, read_documents
from cleaner.cli.output import TO_STANDARD_OUTPUT, Output, Writing, open_output
from cleaner.cli.pages import AS_TEXT, Pages, clean_page
from cleaner.cli.problems import CommandError, Log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cleaner import Cleaner, Result


def run_filter(
    names: Iterable[str],
    cleaning: Mapping[str, object] | None = None,
    reading: Reading = AS_FOUND,
    writing: Writing = TO_STANDARD_OUTPUT,
    pages: Pages = AS_TEXT,
) -> int:
    """Clean the inputs in order and write them; return 0, or 1 when some failed (which the user has been told)."""
    log = Log()
    cleaner = build_cleaner(cleaning or {})
    output = open_output(writing)
    documents = read_documents(names, reading, log)
    for is_page, group in groupby(documents, lambda document: document.is_page):
        clean = partial(_clean_pages, pages) if is_page else _clean_texts
        for name, result in clean(cleaner, group):
            _write(output, name, result, writing.as_json, log)
    return log.exit_code


def _clean_texts(cleaner: Cleaner, documents: Iterable[Document]) -> Iterator[tuple[str, Result]]:
    """Yield name and result of each text; the cleaner reads ahead as far as its batches go."""
    ahead: deque[str] = deque()

    def texts() -> Iterator[str]:
        for name, content, _ in documents:
            ahead.append(name)
            assert isinstance(content, str)
            yield content

    for result in cleaner.clean_many(texts()):
        yield ahead.popleft(), result


def _clean_pages(pages: Pages, cleaner: Cleaner, documents: Iterable[Document]) -> Iterator[tuple[str, Result]]:
    """Yield name and result of each HTML page."""
    for name, content, _ in documents:
        yield name, clean_page(cleaner, content, pages)


def _write(output: Output, name: str, result: Result, as_json: bool, log: Log) -> None:
    """Write one result; what is wrong with it stands in the record, or else goes to the log."""
    if as_json:
        from cleaner.cli.records import to_record  # noqa: PLC0415 (not needed for text)

        text = to_record(name, result)
    else:
        text = result.text
        if result.warning:
            log.warn(name, result.warning)
    try:
        output.write(name, text)
    except CommandError as error:
        log.fail(error)
