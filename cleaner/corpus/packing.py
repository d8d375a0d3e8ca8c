"""What was removed, packed for the way from a worker: without pyarrow, which fills 30 MB in every process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from cleaner.result import Cut

PackedCut = tuple[int, int, str, str, float, str]
"""A cut whose label is plain text."""
PackedDocument = tuple[int, str, str, int, list[PackedCut]]
"""Number in the batch, id, field, checksum of the original, and what was removed."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[PackedDocument])


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
