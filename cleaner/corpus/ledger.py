"""The ledger: all that was removed from a corpus, a row a line, from which the original is rebuilt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.cli.problems import WRONG_USAGE, CommandError, display_name
from cleaner.corpus.compression import COMPRESSORS, Damage, chunks
from cleaner.corpus.formats import Format, split_suffixes
from cleaner.corpus.packing import unpack
from cleaner.corpus.parts import Part, frames
from cleaner.corpus.storage import open_for_reading
from cleaner.corpus.table_output import write
from cleaner.corpus.tables import from_stream, to_packed_stream
from cleaner.model import Label, Removal

FORMATS = ("parquet", "jsonl")

_REMOVAL = [
    ("start", pa.int64()),
    ("end", pa.int64()),
    ("label", pa.string()),
    ("rule", pa.string()),
    ("points", pa.float64()),
    ("text", pa.string()),
]
_ROWS = pa.schema([("document", pa.int64()), ("id", pa.string()), *_REMOVAL])
SCHEMA = pa.schema([("output", pa.string()), *_ROWS])
"""``output`` is the file the document was written to, ``document`` its number in it, from 0; ``start`` and ``end``
count characters of the original."""


def ledger_format(path: str) -> Format:
    """Return the format of a ledger of this name; raises `CommandError` if it is none of ours."""
    found = split_suffixes(path)[1]
    if found is None or found.name not in FORMATS or (found.name == "parquet" and found.compression):
        raise CommandError(f"--ledger: {display_name(path)}: name a .parquet or a .jsonl file", WRONG_USAGE)
    return found


def ledger_rows(packed: bytes) -> bytes:
    """Return what was removed from the documents of a batch as rows, in which they are numbered within the batch."""
    documents = unpack(packed)
    numbers = [number for number, _, cuts in documents for _ in cuts]
    names = [name for _, name, cuts in documents for _ in cuts]
    columns = [numbers, names, *zip(*chain.from_iterable(cuts for _, _, cuts in documents), strict=True)]
    arrays = [pa.array(each, kind) for each, kind in zip(columns, _ROWS.types, strict=True)]
    return to_packed_stream(pa.table(arrays, _ROWS))


def write_ledger(part: Part, path: Path) -> None:
    """Write the rows collected in a part as one file, with documents numbered by output."""
    output = ledger_format(part.path)
    tables = (_numbered(from_stream(rows), header) for header, rows in frames(part))
    if output.name == "parquet":
        write(output, SCHEMA, tables, path)
        return
    with path.open("wb") as stream:
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


class _Group(NamedTuple):
    """What was removed from one document."""

    output: str
    document: int
    removals: list[Removal]


class Ledger:
    """A ledger that is read along with the output it belongs to; both are in the same order."""

    def __init__(self, path: str, only: str | None = None) -> None:
        """Open a ledger, or the part of it that is about one output (its name without suffixes)."""
        rows = _read_parquet(path) if ledger_format(path).name == "parquet" else _read_lines(path)
        self._only, self._is_known, self._other = only, False, ""
        self._groups = self._wanted(_groups(rows))
        self._next = next(self._groups, None)

    def take(self, output: str, document: int) -> list[Removal]:
        """Return what was removed from a document; ``output`` is the name without suffixes."""
        group = self._next
        if group is None or (group.output, group.document) != (output, document):
            return []
        self._next = next(self._groups, None)
        return group.removals

    def _wanted(self, groups: Iterator[_Group]) -> Iterator[_Group]:
        """Yield what is about the output that is wanted."""
        for group in groups:
            if self._only in {None, group.output}:
                self._is_known = True
                yield group
            else:
                self._other = self._other or group.output

    @property
    def other(self) -> str:
        """Return the output that a ledger is about if it tells nothing of the one that is wanted, else ""."""
        return "" if self._is_known else self._other

    @property
    def left(self) -> str:
        """Return a document whose removals nobody took, "" if there is none."""
        return f"document {self._next.document} of {self._next.output}" if self._next else ""


def _groups(rows: Iterable[dict[str, Any]]) -> Iterator[_Group]:
    """Yield the removals of each document."""
    for (output, document), group in groupby(rows, lambda row: (row["output"], row["document"])):
        yield _Group(split_suffixes(output)[0], document, [_removal(row) for row in group])


def _removal(row: dict[str, Any]) -> Removal:
    return Removal(row["start"], row["end"], row["text"], Label(row["label"]), row["rule"], "", row["points"])


def _read_parquet(path: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a ledger in Parquet."""
    with open_for_reading(path) as stream:
        for batch in pq.ParquetFile(stream).iter_batches(batch_size=1 << 12, use_threads=False):
            yield from batch.to_pylist()


def _read_lines(path: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a ledger in JSON Lines."""
    rest = b""
    with open_for_reading(path) as stream:
        for chunk in chunks(stream, ledger_format(path).compression):
            if isinstance(chunk, Damage):
                raise CommandError(f"{display_name(path)}: {chunk.reason}")
            *lines, rest = (rest + chunk).split(b"\n")
            yield from map(msgspec.json.decode, lines)
