"""The words of this room: places, faults, batches, documents, and what becomes of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cleaner.corpus.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from cleaner import Result

_JSON_LINES = Format("jsonl")


class Place(NamedTuple):
    """Where a record stands: the input's name and a position counted in ``unit`` (line, row, byte; "file" for all)."""

    input: str
    unit: str
    position: int


class Fault(NamedTuple):
    """A record that could not be cleaned, and why; ``field`` is the text field that it has not or that is no text."""

    place: Place
    reason: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records of one input as they were read.

    ``kind`` says how ``payload`` is to be read: "jsonl" and "csv" are whole lines, "table" and "pages" are Arrow IPC
    streams. ``first`` is the position of the first record. ``header`` is the line with a CSV file's column names.
    ``faults`` are those the reader met before these records. ``progress`` is how far in the input (0 to 1) they end.
    ``output`` is what they are to be written as.
    """

    kind: str
    place: Place
    payload: bytes = b""
    header: bytes = b""
    faults: tuple[Fault, ...] = ()
    progress: float = 0.0
    output: Format = _JSON_LINES


class Document(NamedTuple):
    """One document to be cleaned; ``contents`` are its texts, one for each of the fields that are to be cleaned.

    A content is bytes for pages, and None where there is nothing to clean.
    """

    place: Place
    id: str
    contents: tuple[str | bytes | None, ...]
    url: str = ""
    charset: str = ""
    is_page: bool = False


class Cleaned(NamedTuple):
    """What became of a document, by its number in the batch: a result for each of its contents, None for none."""

    number: int
    results: tuple[Result | None, ...]

    @property
    def texts(self) -> list[str | None]:
        """The texts that stay."""
        return [result.text if result else None for result in self.results]


class Records(Protocol):
    """The records of a batch: documents to be cleaned, and the way back to records around the cleaned text."""

    faults: list[Fault]
    documents: list[Document]
    fields: tuple[str, ...]
    """The names of the fields in which each document has its contents."""

    def json_lines(self, cleaned: Sequence[Cleaned]) -> Iterator[bytes]:
        """Yield the records with their new text as lines of JSON."""

    def table(self, cleaned: Sequence[Cleaned]) -> pa.Table:
        """Return the records with their new text as a table."""


@dataclass(slots=True)
class Counts:
    """How much was done; ``changed`` are documents that lost something, bytes are those of the texts in UTF-8."""

    documents: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    faults: int = 0
    changed: int = 0

    def add(self, other: Counts) -> None:
        """Add what another batch brought."""
        self.documents += other.documents
        self.changed += other.changed
        self.bytes_in += other.bytes_in
        self.bytes_out += other.bytes_out
        self.faults += other.faults


@dataclass(slots=True)
class Outcome:
    """What became of a batch: encoded records, what was removed (see `packing`), faults and counts.

    ``files`` are names and sizes where every document is a file of its own; ``summary`` is that of `cleaner.corpus.
    summary`, as plain data.
    """

    counts: Counts
    faults: list[Fault]
    files: list[tuple[str, int]] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""
    ledger: bytes = b""
