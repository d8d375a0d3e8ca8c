"""Arrow tables: files of Parquet and Arrow read and written, rows cleaned, columns replaced."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import IO, Any, BinaryIO, cast

import msgspec
import pyarrow as pa

from cleaner.corpus.formats import Format
from cleaner.corpus.inputs import Input
from cleaner.corpus.outputs import Part, frames
from cleaner.corpus.records import (
    BATCH_RECORDS,
    NUMBERS,
    Batch,
    Cleaned,
    Document,
    Fault,
    Fields,
    Place,
    Records,
    added,
    decoded,
    is_taken,
    lacking,
)
from cleaner.corpus.storage import Counted, Damage, chunks, is_remote

_PARTS = 4
"""A batch is put together of so many parts that are decoded at a time, if all rows are equally long."""
_MOST_ROWS = 256
"""Of a part, however short rows are on average: some may be far longer."""
_AS_BYTES = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
ROW_GROUP_BYTES = 8 << 20
"""Readers take a row group at a time, so it should fit any memory; one of 16 MB compresses .04 % better. Writing
that fills 16 MB more, beside the workers where there is an output for each input."""
_EMPTY = pa.schema([("text", pa.string())])
TEXT_TYPES = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
BINARY_TYPES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)


class TableError(Exception):
    """A sound file that cannot be used; the message says why, ``field`` which text column is at fault."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


def table_batches(stream: Counted, one: Input, fields: Fields) -> Iterator[Batch]:
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
    found = _parquet_batches(file, fields) if one.format.name == "parquet" else _arrow_batches(file, fields)
    for part, share in found:
        rows = _rows_of_part(unpacked_size(part), len(part), fields.batch_bytes)
        for start in range(0, len(part), rows):
            yield pa.Table.from_batches([part.slice(start, rows)]), share


def _parquet_batches(file: IO[bytes], fields: Fields) -> Iterator[tuple[pa.RecordBatch, float]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - for those who read or write it

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
    for name in fields.add.values():
        if name in schema.names:
            raise TableError(is_taken("column", name), name)
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


class TableRecords:
    """Rows of a table, whose other columns and types stay."""

    def __init__(
        self, table: pa.Table, places: Sequence[Place], fields: Fields, warnings: Sequence[str] | None = None
    ) -> None:
        self.faults: list[Fault] = []
        self.documents: list[Document] = []
        self._table = table
        self._rows: list[int] = []
        self._add = fields.add
        self.fields = fields.texts
        self._paths = [find_path(table.schema, name) or [] for name in fields.texts]  # the readers see to it
        names, urls = (self._names(name) for name in (fields.id, fields.url))
        columns = [column_at(table, path) for path in self._paths]
        for row, place in enumerate(places):
            name = names[row] or f"{place.input}#{place.position}"
            try:
                contents, told = zip(*(_content(column[row], fields) for column in columns), strict=True)
            except ValueError as error:
                self.faults.append(Fault(place, str(error)))
                continue
            warning = warnings[row] if warnings else next(filter(None, told), "")
            document = Document(place, name, contents, urls[row], is_page=fields.is_html, warning=warning)
            self.documents.append(document)
            self._rows.append(row)

    def _names(self, column: str) -> list[str]:
        """Return a column as text, "" where there is none."""
        path = find_path(self._table.schema, column)
        if path is None:
            return [""] * len(self._table)
        return [_name(value) for value in column_at(self._table, path)]

    def json_lines(self, cleaned: Sequence[Cleaned]) -> Iterator[bytes]:
        """Yield the rows as lines of JSON, in which a text is a text though its column may be binary."""
        for row, one in zip(objects_of(self._with_texts(cleaned)), cleaned, strict=True):
            for (*way, name), text in zip(self._paths, one.texts, strict=True):
                inner = reduce(lambda outer, step: outer and outer[step], way, row)
                if inner is not None:
                    inner[name] = text
            yield msgspec.json.encode({**row, **added(one, self._add)}) + b"\n"

    def table(self, cleaned: Sequence[Cleaned]) -> pa.Table:
        """Return the rows with their new text, and columns for what is added."""
        table = self._with_texts(cleaned)
        found = [added(one, self._add) for one in cleaned]
        for kind, name in self._add.items():
            table = table.append_column(name, added_column([each[name] for each in found], kind))
        return table

    def _with_texts(self, cleaned: Sequence[Cleaned]) -> pa.Table:
        table = rows_of(self._table, [self._rows[one.number] for one in cleaned])
        for number, path in enumerate(self._paths):
            table = with_column_at(table, path, [one.texts[number] for one in cleaned])
        return table


def added_column(values: Sequence[Any], kind: str) -> pa.Array:
    """Return what is added as a column: of numbers, or of text; ``kind`` is one of `KINDS`, or another."""
    return pa.array(values, pa.float64()) if kind in NUMBERS else pa.array(map(as_json, values), pa.string())


def _name(value: Any) -> str:
    """Return a cell as text, "" for nothing and for what is not UTF-8."""
    try:
        found = value.as_py()
    except UnicodeDecodeError:
        return ""
    return "" if found is None else str(found)


def _content(value: Any, fields: Fields) -> tuple[str | bytes | None, str]:
    """Return the content of a cell, and what is to be said of it; raises `ValueError` if it cannot be cleaned."""
    content, encoding, warning = _as_python(value), fields.encoding, ""
    if isinstance(value, pa.StringScalar | pa.LargeStringScalar) and isinstance(content, bytes):
        encoding = "utf-8"
    if isinstance(content, bytes) and not fields.is_html:
        try:
            content, warning = decoded(content, encoding)
        except UnicodeDecodeError as error:
            raise ValueError(f"byte {error.start + 1:,} of the text is not {encoding}") from None
    if content is None:
        return None, ""
    assert isinstance(content, str | bytes), "the readers see to the types of columns"
    if len(content) > fields.max_bytes or (isinstance(content, str) and len(content.encode()) > fields.max_bytes):
        raise ValueError(f"is longer than {fields.max_bytes:,} bytes; see --max-bytes")
    return content, warning


def _as_python(value: pa.Scalar) -> Any:
    """Return a cell; what is not UTF-8 though its column is text, as bytes."""
    try:
        return value.as_py()
    except UnicodeDecodeError:
        if not isinstance(value, pa.StringScalar | pa.LargeStringScalar):
            raise ValueError("the text is not UTF-8") from None
        return value.as_buffer().to_pybytes()


def read_table(batch: Batch, fields: Fields) -> Records:
    """Return the rows of a table of the user's."""
    table = from_stream(batch.payload)
    place = batch.place
    places = [place._replace(position=place.position + row) for row in range(len(table))]
    return TableRecords(table, places, fields)


def write_table(output: Format, part: Part, stream: BinaryIO) -> None:
    """Write the tables collected in a part as one file."""
    schema = common_schema(_schemas(part))
    write(output, schema, (conformed(from_stream(data), schema) for _, data in frames(part)), stream)


def write(output: Format, schema: pa.Schema, tables: Iterable[pa.Table], stream: BinaryIO) -> None:
    """Write tables of one schema as a file."""
    if output.name in {"csv", "tsv"}:
        from cleaner.corpus.formats.csv import write_csv  # noqa: PLC0415 - which needs this module

        write_csv(output, schema, _grouped(tables), stream)
    else:
        _WRITERS[output.name](schema, _grouped(tables), stream)


def _schemas(part: Part) -> Iterator[pa.Schema]:
    seen: list[pa.Schema] = []
    for _, data in frames(part):
        with pa.ipc.open_stream(pa.py_buffer(data)) as reader:
            schema = reader.schema
        if schema not in seen:
            seen.append(schema)
            yield schema


def common_schema(schemas: Iterable[pa.Schema]) -> pa.Schema:
    """Return a schema for tables of all these: columns that have no common type are JSON.

    >>> common_schema([pa.schema([("a", pa.int64())]), pa.schema([("b", pa.null()), ("a", pa.list_(pa.int8()))])])
    a: string
    b: string
    """
    total: pa.Schema | None = None
    for schema in schemas:
        total = schema if total is None else _common(total, schema)
    if total is None:
        return _EMPTY
    fields = [field.with_type(pa.string()) if pa.types.is_null(field.type) else field for field in total]
    return pa.schema(fields, total.metadata)


def _common(one: pa.Schema, other: pa.Schema) -> pa.Schema:
    try:
        return pa.unify_schemas([one, other], promote_options="permissive")
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        pass
    fields = []
    for name in dict.fromkeys([*one.names, *other.names]):
        found = [pa.schema([schema.field(name)]) for schema in (one, other) if name in schema.names]
        try:
            fields.append(pa.unify_schemas(found, promote_options="permissive").field(0))
        except (pa.ArrowTypeError, pa.ArrowInvalid):
            fields.append(pa.field(name, pa.string()))
    return pa.schema(fields, one.metadata)


def conformed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table with the columns of a schema."""
    if table.schema.equals(schema):
        return table.replace_schema_metadata(schema.metadata)
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            columns.append(pa.nulls(len(table), field.type))
            continue
        column = table.column(field.name)
        try:
            columns.append(column.cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError):
            columns.append(pa.array([as_json(value) for value in column.to_pylist()], pa.string()))
    return pa.Table.from_arrays(columns, schema=schema)


def _grouped(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    pending: list[pa.Table] = []
    size = 0
    for table in tables:
        pending.append(table)
        size += table.nbytes
        if size >= ROW_GROUP_BYTES:
            yield pa.concat_tables(pending)
            pending, size = [], 0
    if pending:
        yield pa.concat_tables(pending)


def _write_parquet(schema: pa.Schema, tables: Iterator[pa.Table], stream: BinaryIO) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)


def _write_arrow(schema: pa.Schema, tables: Iterator[pa.Table], stream: BinaryIO) -> None:
    options = pa.ipc.IpcWriteOptions(compression="zstd", unify_dictionaries=True)
    with pa.ipc.new_file(stream, schema, options=options) as writer:
        for table in tables:
            writer.write_table(table.unify_dictionaries())


_WRITERS = {"parquet": _write_parquet, "arrow": _write_arrow}


def to_stream(table: pa.Table, compression: str | None = None) -> bytes:
    """Return a table as an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as writer:
        writer.write_table(table.combine_chunks())
    data: bytes = sink.getvalue().to_pybytes()
    return data


def to_packed_stream(table: pa.Table) -> bytes:
    """Return a table as an Arrow IPC stream for the disk; through a pipe, packing takes longer than it saves."""
    return to_stream(table, "lz4")


def from_stream(data: bytes) -> pa.Table:
    """Return the table in an Arrow IPC stream."""
    with pa.ipc.open_stream(pa.py_buffer(data)) as reader:
        return reader.read_all()


def table_of_objects(objects: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return objects as a table: a column for each field, in the order in which they come up.

    A field whose values have no common type is a column of JSON.

    >>> table_of_objects([{"a": 1}, {"b": "x", "a": [2]}]).to_pylist()
    [{'a': '1', 'b': None}, {'a': '[2]', 'b': 'x'}]
    """
    names = dict.fromkeys(name for one in objects for name in one)
    return pa.table({name: _column([one.get(name) for one in objects]) for name in names})


def _column(values: list[Any]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([as_json(value) for value in values], pa.string())


def as_json(value: Any) -> str | None:
    """Return a value as JSON; text and nothing as they are."""
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()


def unpacked_size(table: pa.Table | pa.RecordBatch) -> int:
    """Return how many bytes a table takes when each row has its own values, which rows may share.

    >>> unpacked_size(pa.table({"a": pa.array(["long text"] * 1000).dictionary_encode()}))
    9000
    """
    return sum(_unpacked_size(column) for column in table.columns)


def _unpacked_size(column: pa.Array | pa.ChunkedArray) -> int:
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    compute = _compute()
    try:
        sizes = [compute.sum(compute.binary_length(one.dictionary).take(one.indices)).as_py() for one in chunks]
    except pa.ArrowNotImplementedError:  # numbers, which are small
        return int(column.nbytes)
    return sum(filter(None, sizes))


def rows_of(table: pa.Table, rows: Sequence[int]) -> pa.Table:
    """Return some rows of a table, in their order; not by `Table.take`, which knows no views of text."""
    if len(rows) == len(table):
        return table
    pieces = [table.slice(row, 1) for row in rows]
    return pa.concat_tables(pieces) if pieces else table.slice(0, 0)


def find_path(schema: pa.Schema, name: str) -> list[str] | None:
    """Return the way to a column, which may lie in structs (``a.b``), or None if there is none."""
    if name in schema.names:
        return [name]
    path = name.split(".")
    fields: Any = schema
    for depth, part in enumerate(path, 1):
        index = fields.get_field_index(part)
        if index < 0:
            return None
        kind = fields.field(index).type
        if depth < len(path) and not pa.types.is_struct(kind):
            return None
        fields = kind
    return path


def column_at(table: pa.Table, path: Sequence[str]) -> pa.Array:
    """Return the column at the end of a path as one array."""
    column = table.column(path[0]).combine_chunks()
    for name in path[1:]:
        column = _compute().struct_field(column, name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def with_column_at(table: pa.Table, path: Sequence[str], values: Sequence[str | None]) -> pa.Table:
    """Return a table with the column at the end of a path replaced, in its own type."""
    index = table.schema.get_field_index(path[0])
    field = table.schema.field(index)
    return table.set_column(index, field, _replaced(table.column(index).combine_chunks(), path[1:], values))


def _replaced(column: pa.Array, path: Sequence[str], values: Sequence[str | None]) -> pa.Array:
    """Return an array, or the struct around it, with new values."""
    if isinstance(column, pa.ChunkedArray):  # what `combine_chunks` gives for no rows at all
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if not path:
        if pa.types.is_dictionary(column.type):
            return pa.array(values, column.type.value_type).dictionary_encode().cast(column.type)
        binary = any(is_type(column.type) for is_type in BINARY_TYPES)
        return pa.array([v.encode() if binary and v is not None else v for v in values], column.type)
    children = [column.field(position) for position in range(column.type.num_fields)]
    at = column.type.get_field_index(path[0])
    children[at] = _replaced(children[at], path[1:], values)
    return pa.StructArray.from_arrays(children, fields=list(column.type), mask=column.is_null())


def _compute() -> Any:
    """Return Arrow's functions on columns, which fill 9 MB in every process that needs one."""
    import pyarrow.compute  # noqa: PLC0415

    return pyarrow.compute


def objects_of(table: pa.Table) -> Iterable[dict[str, Any]]:
    """Return a table's rows as objects that JSON can hold; times finer than microseconds come as text."""
    for index, field in enumerate(table.schema):
        if re.match(r"(timestamp|duration|time64)\[ns", str(field.type)):
            table = table.set_column(index, field.name, table.column(index).cast(pa.string()))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
