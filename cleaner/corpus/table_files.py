"""Parquet and Arrow files to batches."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import IO, TYPE_CHECKING, Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.corpus.compression import Damage, chunks
from cleaner.corpus.faults import lacking
from cleaner.corpus.inputs import Input
from cleaner.corpus.model import Batch, Fault, Place
from cleaner.corpus.settings import BATCH_RECORDS, Fields
from cleaner.corpus.storage import Counted, is_remote
from cleaner.corpus.tables import BINARY_TYPES, TEXT_TYPES, find_path, to_stream, unpacked_size

if TYPE_CHECKING:
    from typing import BinaryIO

_PARTS = 4
"""A batch is put together of so many parts that are decoded at a time, if all rows are equally long."""
_MOST_ROWS = 256
"""Of a part, however short rows are on average: some may be far longer."""

_AS_BYTES = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}


class TableError(Exception):
    """A sound file that cannot be used; the message says why, ``field`` which text column is at fault."""

    def __init__(self, reason: str, field: str = "") -> None:
        """Keep the reason and the column."""
        super().__init__(reason)
        self.field = field


def read(stream: Counted, one: Input, fields: Fields) -> Iterator[Batch]:
    """Yield the rows of a file in batches."""
    place = Place(one.name, "row", 1)
    try:
        with _seekable(stream, one) as file:
            yield from _batches(_tables(file, one, fields), place, fields.batch_bytes)
    except TableError as error:
        yield _faulty(place, str(error), error.field)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        problem = str(error).partition("\n")[0].rstrip(".")
        yield _faulty(place, f"cannot be read as {one.format.name} ({problem}); check it, or name its format (--from)")


def _faulty(place: Place, reason: str, field: str = "") -> Batch:
    return Batch("jsonl", place, faults=(Fault(place._replace(unit="file", position=0), reason, field),), progress=1)


def _seekable(stream: Counted, one: Input) -> IO[bytes]:
    """Return a file that can be read anywhere: the stream's own, or a copy of it on disk."""
    if one.format.compression or one.path == "-" or is_remote(one.path):
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        for chunk in chunks(cast("BinaryIO", stream), one.format.compression):
            if isinstance(chunk, Damage):
                raise TableError(chunk.reason)
            copy.write(chunk)
        copy.seek(0)
        return copy
    return open(one.path, "rb")  # noqa: PTH123 - the caller closes it


def _tables(file: IO[bytes], one: Input, fields: Fields) -> Iterator[tuple[pa.Table, float]]:
    """Yield tables of some rows, and how far in the file they end."""
    found = _parquet_batches(file, fields) if one.format.name == "parquet" else _arrow_batches(file, fields)
    for part, share in found:
        rows = _rows_of_part(unpacked_size(part), len(part), fields.batch_bytes)
        for start in range(0, len(part), rows):
            yield pa.Table.from_batches([part.slice(start, rows)]), share


def _parquet_batches(file: IO[bytes], fields: Fields) -> Iterator[tuple[pa.RecordBatch, float]]:
    """Yield rows of a Parquet file, about as many at a time as make a part."""
    source = pq.ParquetFile(file, buffer_size=1 << 16, pre_buffer=False)
    _check_columns(source.schema_arrow, fields)
    facts = source.metadata
    size = sum(facts.row_group(number).total_byte_size for number in range(facts.num_row_groups))
    rows = _rows_of_part(size, facts.num_rows, fields.batch_bytes)
    done = 0
    for part in source.iter_batches(batch_size=rows, use_threads=False):
        done += len(part)
        yield part, done / max(1, facts.num_rows)  # a damaged file may tell less than it has


def _rows_of_part(size: int, rows: int, batch_bytes: int) -> int:
    """Return how many rows to decode at a time, of so many that take so many bytes.

    >>> _rows_of_part(2_000_000, 100, 400_000), _rows_of_part(0, 0, 400_000)
    (5, 256)
    """
    return max(1, min(_MOST_ROWS, batch_bytes * rows // max(1, size * _PARTS)) if size else _MOST_ROWS)


def _arrow_batches(file: IO[bytes], fields: Fields) -> Iterator[tuple[Any, float]]:
    """Yield the record batches of an Arrow file or stream."""
    is_file = file.read(6) == b"ARROW1"
    file.seek(0)
    if is_file:
        reader = pa.ipc.open_file(file)
        _check_columns(reader.schema, fields)
        for number in range(reader.num_record_batches):
            yield _validated(reader.get_batch(number)), (number + 1) / reader.num_record_batches
    else:
        reader = pa.ipc.open_stream(file)
        _check_columns(reader.schema, fields)
        for part in reader:
            yield _validated(part), 0.0


def _check_columns(schema: pa.Schema, fields: Fields) -> None:
    """Raise `TableError` if rows cannot become records, or hold no text."""
    _refuse_equal_names(schema)
    for name in fields.texts:
        path = find_path(schema, name)
        if path is None:
            raise TableError(lacking("column", name, schema.names), name)
        kind = reduce(lambda outer, step: outer.field(step).type, path, schema)
        if not _may_be_text(kind):
            raise TableError(f"column {name!r} is of type {kind}, which is no text; see --text-column", name)


def _may_be_text(kind: pa.DataType) -> bool:
    """Tell whether a column of some type may hold texts, or pages as bytes."""
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(is_type(kind) for is_type in (*TEXT_TYPES, *BINARY_TYPES, pa.types.is_null))


def _refuse_equal_names(fields: Iterable[pa.Field]) -> None:
    """Raise `TableError` if two columns, or two fields of a struct, have one name: no record can hold both."""
    seen: set[str] = set()
    for field in fields:
        if field.name in seen:
            raise TableError(f"has two columns {field.name!r}; rename one")
        seen.add(field.name)
        inner = field.type
        while hasattr(inner, "value_type"):
            inner = inner.value_type
        if pa.types.is_struct(inner):
            _refuse_equal_names(inner)


def _validated(part: pa.RecordBatch) -> pa.RecordBatch:
    """Return some rows of Arrow, which are used as they lie in the file; raises `ArrowInvalid` if they point elsewhere.

    That text is UTF-8 is seen to row by row.
    """
    for column in part.columns:
        (column.view(_AS_BYTES[column.type]) if column.type in _AS_BYTES else column).validate(full=True)
    return part


def _batches(tables: Iterator[tuple[pa.Table, float]], place: Place, batch_bytes: int) -> Iterator[Batch]:
    """Yield tables together, up to a batch's size."""
    pending: list[pa.Table] = []
    size, rows, share = 0, 0, 0.0
    try:
        for table, share in tables:
            pending.append(table)
            size, rows = size + unpacked_size(table), rows + len(table)
            if size >= batch_bytes or rows >= BATCH_RECORDS:
                yield _batch(pending, place, share)
                place = place._replace(position=place.position + rows)
                pending, size, rows = [], 0, 0
    except (pa.ArrowException, OSError, TableError, ValueError):
        if pending:  # what stands before the damage is sound
            yield _batch(pending, place, share)
        raise
    if pending:
        yield _batch(pending, place, share)


def _batch(tables: list[pa.Table], place: Place, share: float) -> Batch:
    return Batch("table", place, to_stream(pa.concat_tables(tables)), progress=share)
