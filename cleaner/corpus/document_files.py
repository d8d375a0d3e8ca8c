"""Files that are a document each, to batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

import pyarrow as pa

from cleaner.corpus.compression import Damage, chunks
from cleaner.corpus.faults import unreadable
from cleaner.corpus.inputs import Input
from cleaner.corpus.model import Batch, Fault, Place
from cleaner.corpus.settings import BATCH_RECORDS, Fields
from cleaner.corpus.storage import open_for_reading, printable
from cleaner.corpus.tables import to_stream

_SCHEMA = pa.schema([("input", pa.string()), ("id", pa.string()), ("content", pa.binary()), ("is_page", pa.bool_())])


def read_pile(inputs: Sequence[Input], fields: Fields) -> Iterator[Batch]:
    """Yield the files' contents in batches; a file that cannot be read is a fault, and the others go on."""
    rows: list[dict[str, object]] = []
    faults: list[Fault] = []
    size = 0
    for number, one in enumerate(inputs, 1):
        content = _content(one, fields.max_bytes)
        if isinstance(content, Fault):
            faults.append(content)
        else:
            is_page = one.format.name == "html"
            rows.append({"input": one.name, "id": printable(one.stem), "content": content})
            rows[-1]["is_page"] = is_page
            size += len(content)
        if size >= fields.batch_bytes or len(rows) + len(faults) >= BATCH_RECORDS or number == len(inputs):
            payload = to_stream(pa.Table.from_pylist(rows, _SCHEMA))
            yield Batch("files", Place(one.name, "file", 0), payload, b"", tuple(faults), number / len(inputs))
            rows, faults, size = [], [], 0


def _content(one: Input, max_bytes: int) -> bytes | Fault:
    """Return the bytes of a file, or why there are none."""
    place = Place(one.name, "file", 0)
    if one.problem:
        return Fault(place, one.problem)
    content = bytearray()
    try:
        with closing(open_for_reading(one.path)) as stream:
            for chunk in chunks(stream, one.format.compression):
                if isinstance(chunk, Damage):
                    return Fault(place, chunk.reason)
                content += chunk
                if len(content) > max_bytes:
                    return Fault(place, f"is longer than {max_bytes:,} bytes; see --max-bytes")
    except OSError as error:
        return unreadable(one.name, error)
    return bytes(content)
