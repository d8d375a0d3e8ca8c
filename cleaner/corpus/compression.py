"""Compressed bytes in and out. Damage is told and skipped, where the format lets us find the next intact part."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from typing import BinaryIO

_READ = 1 << 20
_SLICE = 1 << 12
"""So many compressed bytes are unpacked at a time: 4 kB of the most malicious zstd hold 128 MB, 64 kB hold 2 GB."""
ZSTD_LEVEL = 3
GZIP_LEVEL = 6


class Damage(NamedTuple):
    """Something is wrong with compressed bytes; what follows it in the stream does not join what precedes it."""

    reason: str


Chunks = Iterator[bytes | Damage]


class _Member(NamedTuple):
    """How to unpack a member (frame, stream): its decompressor, the bytes it starts with, how the module complains."""

    make: Callable[[], Any]
    magic: bytes
    error: type[Exception]
    others: tuple[bytes, ...] = ()
    """Other beginnings of what the decompressor takes."""


_SKIPPABLE = tuple(bytes([number]) + b"\x2a\x4d\x18" for number in range(0x50, 0x60))
_MEMBERS = {
    "gz": _Member(lambda: zlib.decompressobj(wbits=31), b"\x1f\x8b\x08", zlib.error),
    "bz2": _Member(bz2.BZ2Decompressor, b"BZh", OSError),
    "xz": _Member(lzma.LZMADecompressor, b"\xfd7zXZ\x00", lzma.LZMAError),
}


def _member(compression: str) -> _Member:
    """Return how to unpack a compression; raises `ImportError` for zstd where no package for it is installed."""
    if compression != "zst":
        return _MEMBERS[compression]
    import zstandard  # noqa: PLC0415 - `cleaner` reads the other compressions without it

    make = zstandard.ZstdDecompressor
    return _Member(lambda: make().decompressobj(), b"\x28\xb5\x2f\xfd", zstandard.ZstdError, _SKIPPABLE)


def _to_zstd(data: bytes) -> bytes:
    import zstandard  # noqa: PLC0415 - the same

    return zstandard.ZstdCompressor(ZSTD_LEVEL, write_checksum=True).compress(data)


_SIGNATURES = {
    "gz": re.compile(rb"\x1f\x8b\x08"),
    "zst": re.compile(rb"\x28\xb5\x2f\xfd"),
    "bz2": re.compile(
        rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"
    ),  # three letters may be a word; these begin a block, or the end
    "xz": re.compile(rb"\xfd7zXZ\x00"),
}
"""No text and no table begins like this."""

COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gz": lambda data: gzip.compress(data, GZIP_LEVEL, mtime=0),
    "zst": _to_zstd,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
"""Each gives a member of its own; members in a row are a file."""


def chunks(stream: BinaryIO, compression: str) -> Chunks:
    """Yield the content of a stream in pieces of any size, and `Damage` where some of it cannot be read.

    Where no compression is named, the first bytes may tell one: files lose a suffix on their way, and pipes have none.
    """
    raw = _raw_chunks(stream)
    first = next(raw, b"")
    compression = compression or told(first)
    raw = chain([first], raw)
    return _Unpacking(raw, compression).chunks() if compression else raw


def told(beginning: bytes) -> str:
    r"""Return the compression that the first bytes of a file tell, "" for none.

    >>> told(gzip.compress(b"text")), told(b"BZh is how bzip2 begins"), told(b"text")
    ('gz', '', '')
    """
    return next((name for name, magic in _SIGNATURES.items() if magic.match(beginning)), "")


def _raw_chunks(stream: BinaryIO) -> Iterator[bytes]:
    while data := stream.read(_READ):
        yield data


class _Unpacking:
    """Unpacks member after member."""

    def __init__(self, raw: Iterator[bytes], compression: str) -> None:
        self._raw = raw
        self._kind = _member(compression)
        self._block = b""
        self._at = 0  # what of the block has been unpacked
        self._before = 0  # bytes of the stream before the block

    def chunks(self) -> Chunks:
        """Yield what all members hold."""
        beginnings = (self._kind.magic, *self._kind.others)
        while self._more(len(self._kind.magic)):
            if self._block.startswith(beginnings, self._at):
                yield from self._member()
            elif self._block[self._at] == 0:
                self._at += 1  # padding
            else:
                yield Damage(f"compressed data is damaged at byte {self._position:,}")
                self._seek_member()

    def _member(self) -> Chunks:
        """Yield what one member holds."""
        member, start = self._kind.make(), self._position
        while not member.eof:
            if not self._more(1):
                yield Damage(f"compressed data ends too early: the part from byte {start:,} is cut off")
                return
            piece = self._block[self._at : self._at + _SLICE]
            try:
                data = member.decompress(piece)
            except self._kind.error:
                yield Damage(f"compressed data is damaged at byte {self._position:,}")
                self._seek_member()
                return
            self._at += len(piece) - len(member.unused_data)
            yield from (data[at : at + _READ] for at in range(0, len(data), _READ))

    @property
    def _position(self) -> int:
        """How many bytes of the stream have been unpacked."""
        return self._before + self._at

    def _more(self, size: int) -> bool:
        """Have at least ``size`` bytes ready, if there are; say whether there are any."""
        while len(self._block) - self._at < size and (data := next(self._raw, b"")):
            self._before += self._at
            self._block, self._at = self._block[self._at :] + data, 0
        return len(self._block) > self._at

    def _seek_member(self) -> None:
        """Go behind what is damaged, to where the next member may start."""
        self._at += 1
        while self._more(len(self._kind.magic)):
            found = self._block.find(self._kind.magic, self._at)
            if found >= 0:
                self._at = found
                return
            self._at = max(self._at + 1, len(self._block) - len(self._kind.magic) + 1)
