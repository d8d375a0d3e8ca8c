"""What is read, cleaned and written: batches of records, their documents, what becomes of them, faults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from cleaner.corpus.formats import Format
from cleaner.errors import WRONG_USAGE, CommandError, display_name
from cleaner.html.encoding import Reading
from cleaner.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from cleaner import Result
    from cleaner.judge.options import Engine

_STRAY_BYTE = re.compile("[\udc80-\udcff]")  # how bytes that are no characters are decoded (PEP 383)
_JSON_LINES = Format("jsonl")
_READING_ERRORS = {
    FileNotFoundError: "no such file; check the name",
    PermissionError: "permission denied; check who may read it",
}
_MOST_NAMES, _LONGEST_NAME = 12, 60  # of fields: more are no help
DEFAULT_BATCH_BYTES = 2 << 20
"""About so much is read before it is handed to a worker: 0.1 to 0.5 s of work, so that messages cost little and workers
end together. It is compressed as a piece of its own, too."""
BATCH_RECORDS = 1 << 13
"""A batch has no more records, however short they are: each takes one to three kilobytes while it is worked on."""
DEFAULT_MAX_BYTES = 16 << 20
"""A longer record is no article, and cleaning it takes several times its size in memory."""
KINDS = ("title", "byline", "date", "metadata", "confidence", "problem")
"""What may be added; ``metadata`` is all that is known of a page, by field, each with where it was found."""
NUMBERS = ("confidence",)
"""Those that are numbers in tables, too; the others are text."""
_OF_PAGES = ("id", "url", "fetched", "text")  # what records have that are made of files and web pages


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

    A content is bytes for pages, and None where there is nothing to clean. ``warning`` says what is wrong with it
    though it can be cleaned.
    """

    place: Place
    id: str
    contents: tuple[str | bytes | None, ...]
    url: str = ""
    charset: str = ""
    is_page: bool = False
    warning: str = ""


def decoded(data: bytes, encoding: str = "utf-8") -> tuple[str, str]:
    r"""Return bytes as text, with what is to be said of those that are no characters; these become U+FFFD.

    Raises `UnicodeDecodeError` if that holds for most of what is beyond ASCII: it is in another encoding.

    >>> decoded("Fähre über den Fluß ".encode() + b"\xff")
    ('Fähre über den Fluß \ufffd', '1 byte is not utf-8 and became U+FFFD')
    """
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError:
        text, warning = without_stray_bytes(data.decode(encoding, "surrogateescape"), encoding)
        if is_mostly_stray(text):
            raise
    return text, warning


def is_mostly_stray(text: str) -> bool:
    """Say whether most of what is beyond ASCII was no characters: the text is in another encoding."""
    return text.count("\ufffd") > sum(character > "\x7f" for character in text) / 2


def without_stray_bytes(text: str, encoding: str) -> tuple[str, str]:
    """Return a text with U+FFFD for each byte that ``surrogateescape`` has kept, and what is to be said of them."""
    text, count = _STRAY_BYTE.subn("\ufffd", text)
    told = "1 byte is" if count == 1 else f"{count:,} bytes are"
    return text, f"{told} not {encoding} and became U+FFFD" if count else ""


class Cleaned(NamedTuple):
    """What became of a document, by its number in the batch: a result for each of its contents, None for none.

    ``problem`` says that it lost more than it should, or would have, ``warning`` what was wrong with it before.
    """

    number: int
    results: tuple[Result | None, ...]
    problem: str = ""
    warning: str = ""

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
    """How much was done; bytes are those of the texts in UTF-8.

    ``changed`` are documents that lost something, ``over_limit`` those that lost too much, or would have, ``damaged``
    those with bytes that are no characters.
    """

    documents: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    faults: int = 0
    changed: int = 0
    over_limit: int = 0
    damaged: int = 0

    def add(self, other: Counts) -> None:
        """Add what another batch brought."""
        self.documents += other.documents
        self.changed += other.changed
        self.over_limit += other.over_limit
        self.bytes_in += other.bytes_in
        self.bytes_out += other.bytes_out
        self.faults += other.faults
        self.damaged += other.damaged


@dataclass(slots=True)
class Outcome:
    """What became of a batch: encoded records, what was removed (see `packing`), faults and counts.

    ``files`` are names and sizes where every document is a file of its own; ``summary`` is a `Summary`, as plain data.
    ``over_limit`` and ``damaged`` tell of documents that were cleaned, and lost too much (or would have), or have bytes
    that are no characters; ``unread_page`` of the first of the batch, if it is a page that was read as text.
    """

    counts: Counts
    faults: list[Fault]
    over_limit: list[Fault] = field(default_factory=list)
    damaged: list[Fault] = field(default_factory=list)
    files: list[tuple[str, int]] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""
    ledger: bytes = b""
    unread_page: Fault | None = None


def describe(fault: Fault) -> str:
    """Return a fault in one line.

    >>> describe(Fault(Place("a.jsonl", "line", 17), "has no field 'text'"))
    "a.jsonl: line 17: has no field 'text'"
    """
    place = "" if fault.place.unit == "file" else f"{fault.place.unit} {fault.place.position}: "
    return f"{display_name(fault.place.input)}: {place}{fault.reason}"


def unreadable(path: str, error: OSError) -> Fault:
    """Return the fault of a file that cannot be read."""
    return Fault(Place(path, "file", 0), _in_words(error))


def _in_words(error: OSError) -> str:
    """Say what an error means whose message may be no more than a path: such are those of addresses.

    >>> _in_words(FileNotFoundError("/bucket/a.jsonl")), _in_words(OSError())
    ('no such file; check the name', 'cannot be read (OSError)')
    """
    for kind, reason in _READING_ERRORS.items():
        if isinstance(error, kind):
            return reason
    return error.strerror or f"cannot be read ({': '.join(filter(None, (type(error).__name__, str(error))))})"


def lacking(kind: str, name: str, names: Iterable[str]) -> str:
    """Say that there is no such field or column (``kind``), and which there are.

    >>> lacking("field", "txt", ["id", "text"])
    "has no field 'txt' but 'id', 'text'; see --text-field"
    """
    first = [repr(one[:_LONGEST_NAME]) + "…" * (len(one) > _LONGEST_NAME) for one in islice(names, _MOST_NAMES + 1)]
    told = [*first[:_MOST_NAMES], *["…"] * (len(first) > _MOST_NAMES)]
    return f"has no {kind} {name!r} but {', '.join(told) or 'none at all'}; see --text-{kind}"


def to_line(fault: Fault) -> bytes:
    """Return a fault as a line of JSON with input, unit, position and reason."""
    return msgspec.json.encode({**fault.place._asdict(), "reason": fault.reason}) + b"\n"


@dataclass(frozen=True, slots=True)
class Fields:
    """Where documents stand in records, and how much is read at a time.

    ``texts``, ``id`` and ``url`` are the names of fields; ``is_html`` says that the texts are pages. A record has at
    most ``max_bytes``; a batch has at least ``batch_bytes``, unless it has `BATCH_RECORDS` before or is the last.
    ``files`` says how files are read that are a document each; without it they are what their format says, in
    ``encoding``. ``add`` names the fields that are added, by what they hold (see `KINDS`).
    """

    texts: tuple[str, ...] = ("text",)
    id: str = "id"
    url: str = "url"
    is_html: bool = False
    encoding: str = "utf-8"
    files: Reading | None = None
    max_bytes: int = DEFAULT_MAX_BYTES
    batch_bytes: int = DEFAULT_BATCH_BYTES

    def __post_init__(self) -> None:
        """Raise `CommandError` for an empty name, as an unset variable gives."""
        if "" in self.texts:
            raise CommandError("--text-field: is empty; name a field", WRONG_USAGE)

    add: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to clean, and what to tell of it; ``cleaning`` are the options of `cleaner.Cleaner`.

    ``markdown`` has pages become Markdown. A document that would lose more than the share ``max_removed`` of its words
    is told of; if it ``keeps_over_limit``, it stays whole. One of which less F1 than ``min_confidence`` is to be
    expected is a fault.
    """

    fields: Fields = Fields()
    cleaning: dict[str, Any] = field(default_factory=dict)
    engine: Engine = "auto"
    with_ledger: bool = False
    with_summary: bool = False
    markdown: bool = False
    max_removed: float | None = None
    min_confidence: float | None = None
    keeps_over_limit: bool = False


def refuse_added(add: Mapping[str, str], taken: Iterable[str]) -> None:
    """Raise `CommandError` for what cannot be added, or under a name (the values) that others have."""
    names = {*taken, *_OF_PAGES}
    for kind, name in add.items():
        if kind not in KINDS:
            raise CommandError(f"--add: there is no {kind!r}; choose from {', '.join(KINDS)}", WRONG_USAGE)
        if not name or name in names:
            raise CommandError(f"--add: {name!r} is taken; name another field (--add {kind}=NAME)", WRONG_USAGE)
        names.add(name)


def is_taken(kind: str, name: str) -> str:
    """Say that a record has a field already, or a table a column (``kind``), that is to be added.

    >>> is_taken("column", "title")
    "has a column 'title' already; name another one for what is added (--add title=NAME)"
    """
    return f"has a {kind} {name!r} already; name another one for what is added (--add title=NAME)"


def added(one: Cleaned, add: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields to be added to a record; None for what was not found. Of several texts, the first one tells."""
    return {name: _value(one, kind) for kind, name in add.items()}


def confidence_of(results: Sequence[Result | None]) -> float | None:
    """Return the F1 to expect of the least of some texts, None where there is none."""
    return min((round(result.confidence, 3) for result in results if result), default=None)


def _value(one: Cleaned, kind: str) -> Any:
    if kind == "problem":
        return "; ".join(filter(None, (one.warning, one.problem))) or None
    results = [result for result in one.results if result]
    if kind == "confidence":
        return confidence_of(one.results)
    if kind == "metadata":
        found = next((result.metadata for result in results if result.metadata), None)
        return found and {field: {"value": value, "source": source} for field, (value, source) in found.items()}
    return next((value for result in results if (value := getattr(result, kind))), None)
