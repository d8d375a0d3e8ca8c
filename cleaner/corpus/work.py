"""What a worker does with a batch: records to documents, documents to results, results to encoded records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cleaner import Cleaner, Result
from cleaner.corpus.compression import COMPRESSORS
from cleaner.corpus.formats import SINGLE_DOCUMENTS, TABLES, Format
from cleaner.corpus.model import Batch, Cleaned, Counts, Document, Fault, Outcome, Records
from cleaner.corpus.settings import Settings
from cleaner.corpus.summary import merge, summarise

Announce = Callable[[int], None]
"""Called with a document's index before it is cleaned, where that is wanted."""


class Worker:
    """Cleans batches; without memory, so that a batch gives the same bytes in any worker."""

    def __init__(self, settings: Settings) -> None:
        """Load the rules."""
        self._settings = settings
        self._cleaner = Cleaner(**settings.cleaning)

    def __call__(self, batch: Batch, skipped: Mapping[int, str], announce: Announce | None = None) -> Outcome:
        """Return what becomes of a batch.

        ``skipped`` are indexes of documents that are not to be touched, with the reason. ``announce`` has documents
        cleaned one by one.
        """
        records = self._records(batch)
        faults = [*batch.faults, *records.faults]
        cleaned: list[Cleaned] = []
        for index, result in self._results(records.documents, batch.output.name, skipped, announce):
            if isinstance(result, str):
                faults.append(Fault(records.documents[index].place, result))
            else:
                cleaned.append(Cleaned(index, result))
        faults[len(batch.faults) :] = sorted(faults[len(batch.faults) :], key=lambda fault: fault.place.position)
        return self._outcome(records, sorted(cleaned), batch.output, faults)

    def _records(self, batch: Batch) -> Records:
        """Read a batch."""
        if batch.kind == "jsonl":
            from cleaner.corpus.json_records import JsonRecords  # noqa: PLC0415 - only what is used is loaded

            return JsonRecords(batch, self._settings.fields)
        from cleaner.corpus import table_records  # noqa: PLC0415 - loads pyarrow

        return table_records.READERS[batch.kind](batch, self._settings.fields)

    def _results(
        self, documents: list[Document], output: str, skipped: Mapping[int, str], announce: Announce | None
    ) -> Iterator[tuple[int, Result | str | None]]:
        """Yield, for each document, its result, None where there is nothing to clean, or why there is no result."""
        wanted = [
            (index, document)
            for index, document in enumerate(documents)
            if document.content is not None and index not in skipped
        ]
        yield from ((index, None) for index, document in enumerate(documents) if document.content is None)
        yield from skipped.items()
        if announce is None and not any(document.is_page for _, document in wanted):
            try:
                results = list(self._cleaner.clean_many(str(document.content) for _, document in wanted))
            except Exception:  # whatever it is, one by one it has a name
                pass
            else:
                yield from ((index, result) for (index, _), result in zip(wanted, results, strict=True))
                return
        for index, document in wanted:
            if announce:
                announce(index)
            yield index, self._clean_one(document, output)

    def _clean_one(self, document: Document, output: str) -> Result | str:
        """Return the result of one document, or why there is none."""
        try:
            if not document.is_page:
                return self._cleaner.clean(str(document.content))
            content = document.content
            assert content is not None, "documents without content are not cleaned"
            return self._cleaner.clean_html(
                content,
                document.url,
                self._settings.engine,
                charset=document.charset,
                output=output if output == "markdown" else "text",
            )
        except Exception as error:  # a document must not end the run
            return f"cannot be cleaned: {type(error).__name__}: {error}"

    def _outcome(self, records: Records, cleaned: list[Cleaned], output: Format, faults: list[Fault]) -> Outcome:
        """Encode the records, and account for what was removed."""
        outcome = Outcome(_counts(records.documents, cleaned, faults), faults)
        _encode(records, cleaned, output, outcome)
        self._account(records, cleaned, outcome)
        return outcome

    def _account(self, records: Records, cleaned: list[Cleaned], outcome: Outcome) -> None:
        """Set what the outcome tells of removals, where it is wanted: they cost more than the cleaning itself."""
        if not self._settings.with_ledger and not self._settings.with_summary:
            return
        removals = [one.result.removals if one.result else () for one in cleaned]
        if self._settings.with_ledger:
            from cleaner.corpus.ledger import ledger_rows  # noqa: PLC0415 - loads pyarrow

            outcome.ledger = ledger_rows([records.documents[one.number].id for one in cleaned], removals)
        if self._settings.with_summary:
            for one, removed in zip(cleaned, removals, strict=True):
                merge(outcome.summary, summarise(records.documents[one.number].url, removed))


def _encode(records: Records, cleaned: list[Cleaned], output: Format, outcome: Outcome) -> None:
    """Set the outcome's payload."""
    compress = COMPRESSORS[output.compression]
    if output.name in TABLES:
        from cleaner.corpus.tables import to_stream  # noqa: PLC0415 - loads pyarrow

        outcome.payload = to_stream(records.table(cleaned)) if cleaned else b""
    elif output.name in SINGLE_DOCUMENTS:
        texts = [compress((one.text or "").encode()) for one in cleaned]
        names = [records.documents[one.number].id for one in cleaned]
        outcome.files = list(zip(names, map(len, texts), strict=True))
        outcome.payload = b"".join(texts)
    elif cleaned:
        outcome.payload = compress(b"".join(records.json_lines(cleaned)))


def _counts(documents: list[Document], cleaned: list[Cleaned], faults: list[Fault]) -> Counts:
    """Count documents and bytes; of pages, what goes in are the bytes of their HTML."""
    counts = Counts(len(cleaned), faults=len(faults))
    for index, result in cleaned:
        if result is not None:
            counts.bytes_in += _size(documents[index].content)
            counts.bytes_out += _size(result.text)
    return counts


def _size(content: str | bytes | None) -> int:
    """Return how many bytes a text has in UTF-8."""
    if isinstance(content, str):
        return len(content) if content.isascii() else len(content.encode("utf-8", "surrogatepass"))
    return len(content or b"")


def make_worker(settings: Settings) -> Any:
    """Return the function that cleans batches; called once in each worker."""
    return Worker(settings)
