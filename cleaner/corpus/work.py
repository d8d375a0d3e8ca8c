"""What a worker does with a batch: records to documents, documents to results, results to encoded records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from zlib import crc32

import msgspec

from cleaner import Cleaner, Result, restore
from cleaner.corpus.formats import SINGLE_DOCUMENTS, TABLES, Format
from cleaner.corpus.records import (
    Batch,
    Cleaned,
    Counts,
    Document,
    Fault,
    Fields,
    Outcome,
    Records,
    Settings,
    confidence_of,
)
from cleaner.corpus.report import merge, summarise
from cleaner.corpus.storage import COMPRESSORS
from cleaner.html.encoding import is_html
from cleaner.lines.words import over_limit
from cleaner.result import Cut, Recorded

Announce = Callable[[int], None]
"""Called with a document's number before it is cleaned, where that is wanted."""
Numbered = tuple[int, Document]
Results = tuple[Result | None, ...]
"""What became of the contents of a document."""
PackedCut = tuple[int, int, str, str, float, str]
"""A cut whose label is plain text."""
PackedDocument = tuple[int, str, str, int, list[PackedCut]]
"""Number in the batch, id, field, checksum of the original, and what was removed."""
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[PackedDocument])


class Worker:
    """Cleans batches; without memory, so that a batch gives the same bytes in any worker."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cleaner = Cleaner(**settings.cleaning)

    def __call__(self, batch: Batch, skipped: Mapping[int, str], announce: Announce | None = None) -> Outcome:
        """Return what becomes of a batch.

        ``skipped`` are numbers of documents that are not to be touched, with the reason. ``announce`` has documents
        cleaned one by one.
        """
        records = read_records(batch, self._settings.fields)
        documents = list(enumerate(records.documents))
        wanted = [(number, one) for number, one in documents if number not in skipped]
        found = self._results(wanted, batch.output.name, announce)
        results: dict[int, Results | str] = {**{number: self._trusted(one) for number, one in found}, **skipped}
        cleaned = [
            self._limited(Cleaned(n, found, warning=records.documents[n].warning), records.documents[n])
            for n, found in sorted(results.items())
            if not isinstance(found, str)
        ]
        faults = [Fault(records.documents[n].place, found) for n, found in results.items() if isinstance(found, str)]
        outcome = self._outcome(records, cleaned, batch.output, [*records.faults, *faults])
        outcome.faults = sorted((*batch.faults, *outcome.faults), key=lambda fault: fault.place.position)
        outcome.counts.faults = len(outcome.faults)
        outcome.unread_page = _unread_page(batch, records)
        return outcome

    def _results(
        self, wanted: Sequence[Numbered], output: str, announce: Announce | None
    ) -> Iterator[tuple[int, Results | str]]:
        if announce is None and not any(document.is_page for _, document in wanted):
            try:
                results = self._cleaned_together(wanted)
            except Exception:
                pass  # one by one it has a name
            else:
                yield from zip((number for number, _ in wanted), results, strict=True)
                return
        for number, document in wanted:
            if announce:
                announce(number)
            yield number, self._cleaned_alone(document, output)

    def _cleaned_together(self, wanted: Sequence[Numbered]) -> list[Results]:
        contents = (content for _, document in wanted for content in document.contents)
        results = self._cleaner.clean_many(str(content) for content in contents if content is not None)
        return [
            tuple(None if content is None else next(results) for content in document.contents) for _, document in wanted
        ]

    def _cleaned_alone(self, document: Document, output: str) -> Results | str:
        try:
            return tuple(
                None if content is None else self._result(content, document, output) for content in document.contents
            )
        except Exception as error:
            return f"cannot be cleaned: {type(error).__name__}: {error}"

    def _result(self, content: str | bytes, document: Document, output: str) -> Result:
        if not document.is_page:
            return self._cleaner.clean(str(content))
        return self._cleaner.clean_html(
            content,
            document.url,
            self._settings.engine,
            charset=document.charset,
            output="markdown" if self._settings.markdown or output == "markdown" else "text",
        )

    def _trusted(self, found: Results | str) -> Results | str:
        """Return results, or why they are not to be trusted."""
        least = self._settings.min_confidence
        if least is None or isinstance(found, str):
            return found
        confidence = confidence_of(found)
        if confidence is None or confidence >= least:
            return found
        return f"low confidence: an F1 of {confidence:.2f} is to be expected, not {least:g}"

    def _limited(self, one: Cleaned, document: Document) -> Cleaned:
        limit, keep = self._settings.max_removed, self._settings.keeps_over_limit
        if limit is None:
            return one
        pairs = zip(document.contents, one.results, strict=True)
        before = [original(document, content, result) for content, result in pairs]
        problem = over_limit(before, [text or "" for text in one.texts], limit, keep=keep)
        if not problem or not keep:
            return one._replace(problem=problem)
        whole = (result and _kept_whole(result, text) for result, text in zip(one.results, before, strict=True))
        return one._replace(results=tuple(whole), problem=problem)

    def _outcome(self, records: Records, cleaned: list[Cleaned], output: Format, faults: list[Fault]) -> Outcome:
        """Encode the records, and account for what was removed."""
        try:
            outcome = encoded(records, cleaned, output)
        except Exception:
            cleaned, unwritable = _told_apart(records, cleaned, output)
            faults += unwritable
            outcome = encoded(records, cleaned, output)
        outcome.faults = faults
        outcome.counts = _counts(records.documents, cleaned)
        places = [records.documents[one.number].place for one in cleaned]
        outcome.over_limit = [Fault(at, one.problem) for at, one in zip(places, cleaned, strict=True) if one.problem]
        outcome.damaged = [Fault(at, one.warning) for at, one in zip(places, cleaned, strict=True) if one.warning]
        self._account(records, cleaned, outcome)
        return outcome

    def _account(self, records: Records, cleaned: list[Cleaned], outcome: Outcome) -> None:
        """Set what the outcome tells of removals, where it is wanted."""
        if not self._settings.with_ledger and not self._settings.with_summary:
            return
        packed = []
        for number, one in enumerate(cleaned):
            document = records.documents[one.number]
            texts = []
            for field, content, result in zip(records.fields, document.contents, one.results, strict=True):
                cuts = list(result.ledger.cuts()) if result else []
                texts.append((cuts, cache(partial(original, document, content, result))))
                if self._settings.with_ledger and cuts:
                    packed.append(pack_document(number, document.id, field, checksum(texts[-1][1]()), cuts))
            if self._settings.with_summary:
                merge(outcome.summary, summarise(document.url, texts))
        outcome.ledger = pack_batch(packed)


def _unread_page(batch: Batch, records: Records) -> Fault | None:
    """Return what is to be told where the first record of a batch has a page in a field of text."""
    if batch.kind not in {"jsonl", "csv", "tsv", "table"}:  # files are looked at, archives tell
        return None
    for document in records.documents[:1]:
        for field, content in zip(records.fields, document.contents, strict=True):
            if isinstance(content, str) and not document.is_page and is_html(content):
                return Fault(document.place, f"{field!r} holds a page of HTML, read as text; --html reads it as a page")
    return None


def original(document: Document, content: str | bytes | None, result: Result | None) -> str:
    """Return the text that a result was made from: of a page, its own as a reader sees it; "" if there is none."""
    if result is None:
        return ""
    return restore(result.text, result.removals) if document.is_page else str(content)


def _kept_whole(result: Result, text: str) -> Result:
    return replace(result, text=text, ledger=Recorded(confidence=result.confidence), plain="")


def checksum(text: str) -> int:
    """Return a number that tells a text from others, so that a ledger is not taken for that of another output."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def read_records(batch: Batch, fields: Fields) -> Records:
    """Return the records of a batch."""
    if batch.kind == "jsonl":
        from cleaner.corpus.formats.json import JsonRecords  # noqa: PLC0415 - only what is used is loaded

        return JsonRecords(batch, fields)
    if batch.kind in {"csv", "tsv"}:
        from cleaner.corpus.formats.csv import read_csv  # noqa: PLC0415 - the same

        return read_csv(batch, fields)
    if batch.kind == "table":
        from cleaner.corpus.formats.tables import read_table  # noqa: PLC0415 - loads pyarrow

        return read_table(batch, fields)
    from cleaner.corpus.formats.pages import read_archive, read_files  # noqa: PLC0415 - the same

    return (read_files if batch.kind == "files" else read_archive)(batch, fields)


def encoded(records: Records, cleaned: list[Cleaned], output: Format) -> Outcome:
    """Return an outcome with the records encoded as an output wants them."""
    outcome = Outcome(Counts(len(cleaned)), [])
    compress = COMPRESSORS[output.compression]
    if output.name in TABLES:
        from cleaner.corpus.formats.tables import to_packed_stream  # noqa: PLC0415 - loads pyarrow

        outcome.payload = to_packed_stream(records.table(cleaned)) if cleaned else b""
    elif output.name in SINGLE_DOCUMENTS:
        texts = [compress((one.texts[0] or "").encode()) for one in cleaned]
        names = [records.documents[one.number].id for one in cleaned]
        outcome.files = list(zip(names, map(len, texts), strict=True))
        outcome.payload = b"".join(texts)
    elif cleaned:
        outcome.payload = compress(b"".join(records.json_lines(cleaned)))
    return outcome


def _told_apart(records: Records, cleaned: list[Cleaned], output: Format) -> tuple[list[Cleaned], list[Fault]]:
    writable, faults = [], []
    for one in cleaned:
        try:
            encoded(records, [one], output)
        except Exception as error:
            faults.append(Fault(records.documents[one.number].place, f"cannot be written as {output.name}: {error}"))
        else:
            writable.append(one)
    return writable, faults


def _counts(documents: list[Document], cleaned: list[Cleaned]) -> Counts:
    """Count documents and bytes; of pages, what goes in are the bytes of their HTML."""
    counts = Counts(len(cleaned))
    for number, results, problem, warning in cleaned:
        counts.over_limit += bool(problem)
        counts.damaged += bool(warning)
        contents = documents[number].contents
        counts.changed += any(one and one.text != content for content, one in zip(contents, results, strict=True))
        for content, result in zip(contents, results, strict=True):
            if result is not None:
                counts.bytes_in += _size(content)
                counts.bytes_out += _size(result.text)
    return counts


def _size(content: str | bytes | None) -> int:
    if isinstance(content, str):
        return len(content) if content.isascii() else len(content.encode("utf-8", "surrogatepass"))
    return len(content or b"")


def pack_document(number: int, name: str, field: str, checksum: int, cuts: Sequence[Cut]) -> bytes:
    """Return what was removed from a document's field, packed at once: as objects it fills ten times the room."""
    return _ENCODER.encode((number, name, field, checksum, cuts))


def pack_batch(documents: Iterable[bytes]) -> bytes:
    """Return the documents of a batch as one piece, nothing for none."""
    pieces = [msgspec.Raw(document) for document in documents]
    return _ENCODER.encode(pieces) if pieces else b""


def unpack(batch: bytes) -> list[PackedDocument]:
    """Return the documents of a batch.

    >>> from cleaner.result import Label
    >>> unpack(pack_batch([pack_document(3, "a", "text", 17, [(0, 2, Label.BLANK, "", 0.0, "x")])]))
    [(3, 'a', 'text', 17, [(0, 2, 'blank', '', 0.0, 'x')])]
    """
    return _DECODER.decode(batch)
