"""The ledger: all that was removed from a corpus, a row a line, and the original corpus rebuilt from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any, BinaryIO, NamedTuple, TypedDict

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from cleaner import Result
from cleaner import restore as rebuild
from cleaner.corpus.formats import Format, split_suffixes
from cleaner.corpus.formats.tables import from_stream, to_packed_stream, write
from cleaner.corpus.inputs import Source, UnreadableError, find_inputs, read
from cleaner.corpus.outputs import Output, Part, frames, locked, open_output
from cleaner.corpus.plan import Plan, Target, make_plan, refuse_same_files
from cleaner.corpus.records import Batch, Cleaned, Document, Fault, Fields, Outcome, describe
from cleaner.corpus.storage import COMPRESSORS, Damage, chunks, is_folder, open_for_reading, printable
from cleaner.corpus.work import checksum, encoded, read_records, unpack
from cleaner.errors import WRONG_USAGE, CommandError, Log, display_name
from cleaner.result import Label, Removal

FORMATS = ("parquet", "jsonl")
_REMOVAL = [
    ("start", pa.int64()),
    ("end", pa.int64()),
    ("label", pa.string()),
    ("rule", pa.string()),
    ("points", pa.float64()),
    ("text", pa.string()),
]
_DOCUMENT = [("document", pa.int64()), ("id", pa.string()), ("field", pa.string()), ("checksum", pa.int64())]
_ROWS = pa.schema([*_DOCUMENT, *_REMOVAL])
SCHEMA = pa.schema([("output", pa.string()), *_ROWS])
"""``output`` is the file the document was written to, ``document`` its number in it, from 0; ``field`` held the text,
and ``checksum`` is the original's (see `cleaner.corpus.work.checksum`); ``start`` and ``end`` count its characters."""


class _Row(TypedDict):
    output: str
    document: int
    id: str
    field: str
    checksum: int
    start: int
    end: int
    label: Label
    rule: str
    points: float
    text: str


def ledger_format(path: str) -> Format:
    """Return the format of a ledger of this name; raises `CommandError` if it is none of ours."""
    found = split_suffixes(path)[1]
    if found is None or found.name not in FORMATS or (found.name == "parquet" and found.compression):
        raise CommandError(f"--ledger: {display_name(path)}: name a .parquet or a .jsonl file", WRONG_USAGE)
    return found


def ledger_rows(packed: bytes) -> bytes:
    """Return what was removed from the documents of a batch as rows, in which they are numbered within the batch."""
    documents = unpack(packed)
    rows = [(*document, *cut) for *document, cuts in documents for cut in cuts]
    columns = zip(*rows, strict=True)
    arrays = [pa.array(each, kind) for each, kind in zip(columns, _ROWS.types, strict=True)]
    return to_packed_stream(pa.table(arrays, _ROWS))


def write_ledger(part: Part, stream: BinaryIO) -> None:
    """Write the rows collected in a part as one file, with documents numbered by output."""
    output = ledger_format(part.path)
    tables = (_numbered(from_stream(rows), header) for header, rows in frames(part))
    if output.name == "parquet":
        write(output, SCHEMA, tables, stream)
        return
    for table in tables:
        lines = (msgspec.json.encode(row) + b"\n" for row in table.to_pylist())
        stream.write(COMPRESSORS[output.compression](b"".join(lines)))


def _numbered(table: pa.Table, header: dict[str, Any]) -> pa.Table:
    """Return the rows of a batch as rows of the ledger: ``header`` says where the batch went.

    In a tree every document is an output of its own.
    """
    import pyarrow.compute as pc  # noqa: PLC0415 - fills 9 MB, and workers have ended by now

    ids, numbers = table.column("id"), table.column("document")
    if header["is_tree"]:
        outputs = pc.binary_join_element_wise(ids, header["output"], "")
        documents = pa.array([0] * len(table), pa.int64())
    else:
        outputs = pa.array([header["output"]] * len(table), pa.string())
        documents = pc.add(numbers, header["first"])
    rest = [table.column(name) for name in _ROWS.names[1:]]
    return pa.Table.from_arrays([outputs, documents, *rest], schema=SCHEMA)


class Removed(NamedTuple):
    """What was removed from one field of a document, and the checksum of its original."""

    checksum: int
    removals: list[Removal]


class _Group(NamedTuple):
    """What was removed from one document, by field; ``output`` is a name without suffixes."""

    output: str
    document: int
    fields: dict[str, Removed]


class Ledger:
    """A ledger that is read along with the outputs it belongs to; both are in the same order.

    ``other`` is an output that the ledger tells of and that is none of these, "" if there is none.
    """

    def __init__(self, path: str, outputs: Collection[str]) -> None:
        """Open a ledger, or the part of it that is about some outputs (their names without suffixes).

        Raises `CommandError` if it tells of others only, or is none.
        """
        rows = _rows(path)
        self.other = ""
        self._groups = self._wanted(_groups(rows), outputs)
        self._next = next(self._groups, None)
        if self.other and self._next is None:
            problem = f"tells of {self.other}, and nothing of {display_name(min(outputs))}"
            raise CommandError(f"{display_name(path)}: {problem}; give an output the name it was written under")

    def take(self, output: str, document: int) -> dict[str, Removed]:
        """Return what was removed from a document, by field; ``output`` is the name without suffixes."""
        group = self._next
        if group is None or (group.output, group.document) != (output, document):
            return {}
        self._next = next(self._groups, None)
        return group.fields

    def _wanted(self, groups: Iterator[_Group], outputs: Collection[str]) -> Iterator[_Group]:
        for group in groups:
            if group.output in outputs:
                yield group
            else:
                self.other = self.other or group.output

    @property
    def left(self) -> str:
        """Return a document whose removals nobody took, "" if there is none."""
        return f"document {self._next.document} of {self._next.output}" if self._next else ""


def _groups(rows: Iterable[_Row]) -> Iterator[_Group]:
    for (output, document), group in groupby(rows, itemgetter("output", "document")):
        fields: dict[str, Removed] = {}
        for row in group:
            fields.setdefault(row["field"], Removed(row["checksum"], [])).removals.append(_removal(row))
        yield _Group(split_suffixes(output)[0], document, fields)


def _removal(row: _Row) -> Removal:
    return Removal(row["start"], row["end"], row["text"], Label(row["label"]), row["rule"], row["points"])


def _rows(path: str) -> Iterator[_Row]:
    read = _read_parquet if ledger_format(path).name == "parquet" else _read_lines
    try:
        yield from read(path)
    except FileNotFoundError:
        raise CommandError(f"--ledger: {display_name(path)}: no such file; check the name") from None


def _read_parquet(path: str) -> Iterator[_Row]:
    try:
        with open_for_reading(path) as stream:
            source = pq.ParquetFile(stream)
            if not source.schema_arrow.equals(SCHEMA):
                raise _no_ledger(path, "its columns are others")
            for batch in source.iter_batches(batch_size=1 << 12, use_threads=False):
                yield from batch.to_pylist()
    except pa.ArrowInvalid as error:
        raise _no_ledger(path, str(error)) from None


def _read_lines(path: str) -> Iterator[_Row]:
    decode = msgspec.json.Decoder(_Row).decode
    rest = b""
    try:
        with open_for_reading(path) as stream:
            for chunk in chunks(stream, ledger_format(path).compression):
                if isinstance(chunk, Damage):
                    raise CommandError(f"{display_name(path)}: {chunk.reason}")
                *lines, rest = (rest + chunk).split(b"\n")
                yield from map(decode, lines)
            yield from map(decode, filter(None, [rest]))  # what was cut off is no row
    except msgspec.DecodeError as error:
        raise _no_ledger(path, str(error)) from None


def _no_ledger(path: str, problem: str) -> CommandError:
    return CommandError(f"{display_name(path)}: is no ledger that cleaner corpus wrote ({problem})")


def restore_corpus(path: str, ledger_path: str, output: str, fields: Fields, log: Log) -> None:
    """Write the corpus as it was before it was cleaned, in the format it is in now.

    ``path`` is the file or folder that ``cleaner corpus`` wrote. Documents the ledger does not fit are told to the log,
    and where it fits none of an output's, nothing is written. Raises `CommandError` for a ledger of other outputs, and
    for fields that are not those that were cleaned.
    """
    inputs = find_inputs([path], None)
    plan = make_plan(inputs, output, None, 0)
    refuse_same_files(inputs, plan, {"--ledger": ledger_path})
    ledger = Ledger(ledger_path, frozenset(printable(one.stem) for one in inputs))
    with locked([output]):
        _Restoring(plan, ledger, fields, log).run()
    if left := ledger.left or (ledger.other if is_folder(path) else ""):
        problem = f"tells of {display_name(left)}, which is not where it should be; give the output as it was written"
        log.fail(CommandError(f"{display_name(ledger_path)}: {problem}"))


class _Restoring:
    def __init__(self, plan: Plan, ledger: Ledger, fields: Fields, log: Log) -> None:
        self._plan, self._ledger, self._fields, self._log = plan, ledger, fields, log
        self._documents = self._restored = self._failed = 0  # of the current source

    def run(self) -> None:
        """Restore all sources."""
        for number, source in enumerate(self._plan.sources):
            self._documents = self._restored = self._failed = 0
            try:
                self._restore(source, self._plan.targets[self._plan.assigned[number]])
            except UnreadableError as error:
                self._tell(error.fault)

    def _restore(self, source: Source, target: Target) -> None:
        output: Output | None = None
        is_whole = False
        try:
            for batch in read(source, self._fields):
                output = output or open_output(target)
                output.write(self._outcome(replace(batch, output=target.format), printable(source.inputs[0].stem)))
            is_whole = self._restored > 0 or not self._failed
        finally:
            if output:
                (output.finish if is_whole else output.discard)()

    def _outcome(self, batch: Batch, stem: str) -> Outcome:
        records = read_records(batch, self._fields)
        for fault in (*batch.faults, *records.faults):
            self._tell(fault)
        cleaned = []
        for number, document in enumerate(records.documents):
            is_file = batch.kind == "files"
            removed = self._ledger.take(*((document.id, 0) if is_file else (stem, self._documents)))
            self._documents += 1
            if others := removed.keys() - set(records.fields):
                problem = f"the ledger tells of field {min(others)!r}, too; name all that were cleaned (--text-field)"
                self._tell(Fault(document.place, problem, min(others)))
            try:
                cleaned.append(Cleaned(number, _originals(document, records.fields, removed)))
            except ValueError as error:
                self._tell(Fault(document.place, str(error)))
        self._restored += len(cleaned)
        return encoded(records, cleaned, batch.output)

    def _tell(self, fault: Fault) -> None:
        """Tell of a fault; one of the fields' names is told once: it is the same in all records."""
        if fault.field:
            raise CommandError(describe(fault), WRONG_USAGE)
        self._failed += 1
        self._log.fail(CommandError(describe(fault)))


def _originals(document: Document, fields: Sequence[str], removed: Mapping[str, Removed]) -> tuple[Result | None, ...]:
    """Return the contents of a document as they were; raises `ValueError` where what was removed does not fit them."""
    return tuple(
        _original(content, removed.get(field)) for field, content in zip(fields, document.contents, strict=True)
    )


def _original(content: str | bytes | None, removed: Removed | None) -> Result | None:
    """Return a text as it was; nothing stays nothing."""
    if removed is None:
        return None if content is None else Result(str(content))
    original = rebuild(str(content or ""), removed.removals)
    if content is None or checksum(original) != removed.checksum:
        raise ValueError("what the ledger tells does not fit the text; give the output and the ledger of one run")
    return Result(original)
