"""The filter: documents in, cleaned documents out. Nothing here needs click, so that a bare ``cleaner`` starts fast."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from cleaner.cli.cleaning import build_cleaner
from cleaner.cli.documents import AS_FOUND, Reading, read_pages, read_texts
from cleaner.cli.output import TO_STANDARD_OUTPUT, Output, Writing, open_output
from cleaner.cli.problems import CommandError, Log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cleaner import Cleaner, Result


def run_filter(
    names: Iterable[str],
    cleaning: Mapping[str, object] | None = None,
    reading: Reading = AS_FOUND,
    writing: Writing = TO_STANDARD_OUTPUT,
) -> int:
    """Clean the inputs in order and write them; return 0, or 1 when some failed (which the user has been told)."""
    log = Log()
    cleaner = build_cleaner(cleaning or {})
    output = open_output(writing)
    clean = _clean_pages if reading.html else _clean_texts
    for name, result in clean(cleaner, names, reading, log):
        _write(output, name, result, writing.as_json, log)
    return log.exit_code


def _clean_texts(cleaner: Cleaner, names: Iterable[str], reading: Reading, log: Log) -> Iterator[tuple[str, Result]]:
    """Yield name and result of each text; the cleaner reads ahead as far as its batches go."""
    ahead: deque[str] = deque()

    def texts() -> Iterator[str]:
        for name, text in read_texts(names, reading, log):
            ahead.append(name)
            yield text

    for result in cleaner.clean_many(texts()):
        yield ahead.popleft(), result


def _clean_pages(cleaner: Cleaner, names: Iterable[str], reading: Reading, log: Log) -> Iterator[tuple[str, Result]]:
    """Yield name and result of each HTML page."""
    for name, page in read_pages(names, reading, log):
        yield name, cleaner.clean_html(page)


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
