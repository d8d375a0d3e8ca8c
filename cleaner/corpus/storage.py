"""Files here and elsewhere: named, opened, made, packed and unpacked.

Damage of compressed bytes is told and skipped, where the format lets us find the next intact part.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import stat
import sys
import zlib
from collections.abc import Callable, Hashable, Iterator
from itertools import chain
from pathlib import Path, PurePath
from stat import S_ISREG
from typing import Any, BinaryIO, NamedTuple, cast

from cleaner.errors import WRONG_USAGE, CommandError, display_name

STANDARD = "-"
"""The name of standard input and standard output."""
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)  # Windows has no such flag, and lets few people make links
_CHUNK = 1 << 20
_SLICE = 1 << 12
"""So many compressed bytes are unpacked at a time: 4 kB of the most malicious zstd hold 128 MB, 64 kB hold 2 GB."""
ZSTD_LEVEL = 3
GZIP_LEVEL = 6
_SKIPPABLE = tuple(bytes([number]) + b"\x2a\x4d\x18" for number in range(0x50, 0x60))
_SIGNATURES = {
    "gz": re.compile(rb"\x1f\x8b\x08"),
    "zst": re.compile(rb"\x28\xb5\x2f\xfd"),
    "bz2": re.compile(
        rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"
    ),  # three letters may be a word; these begin a block, or the end
    "xz": re.compile(rb"\xfd7zXZ\x00"),
}
"""No text and no table begins like this."""


def is_remote(path: str) -> bool:
    """Say whether a path is an address such as ``s3://bucket/part.jsonl.zst``."""
    return "://" in path


def open_for_reading(path: str) -> BinaryIO:
    """Open a file, an address or standard input; raises `OSError`."""
    if path == STANDARD:
        if sys.stdin is None:
            raise CommandError("standard input: is closed; give it something to read or name a file")
        return sys.stdin.buffer
    if is_remote(path):
        system, inner = _file_system(path)
        return cast("BinaryIO", system.open(inner, "rb"))
    return open(path, "rb")  # noqa: PTH123 - who asked for it closes it


def files_in(folder: str) -> Iterator[tuple[str, str]]:
    """Yield path and path below the folder of all files in it, sorted; hidden ones are left out."""
    if is_remote(folder):
        system, inner = _file_system(folder)
        for path in sorted(system.find(inner)):
            yield system.unstrip_protocol(path), path.removeprefix(inner.rstrip("/")).lstrip("/")
        return
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith("."):
                path = os.path.join(place, name)  # noqa: PTH118 - a Path for each of a million files takes seconds
                yield path, os.path.relpath(path, folder)


def is_folder(path: str) -> bool:
    """Say whether there is a folder of this name."""
    if is_remote(path):
        system, inner = _file_system(path)
        return not path.startswith("http") and bool(system.isdir(inner))
    return Path(path).is_dir()


def is_pattern(path: str) -> bool:
    """Say whether a path is an address with wildcards (``s3://bucket/*.jsonl``); those of files are the shell's.

    In addresses of the web, what looks like one is part of the address.
    """
    return is_remote(path) and not path.startswith("http") and any(character in path for character in "*?[")


def matches(pattern: str) -> list[str]:
    """Return the addresses that match a pattern, sorted, or itself if it is one; raises `CommandError` for none."""
    system, inner = _file_system(pattern)
    if system.exists(inner):
        return [pattern]
    found = [system.unstrip_protocol(path) for path in sorted(system.glob(inner))]
    if not found:
        raise CommandError(f"{display_name(pattern)}: matches nothing")
    return found


def identity(path: str) -> tuple[int, int]:
    """Return size and time of change (ns) of a file, -1 for what is not known: enough to tell whether it changed."""
    try:
        if is_remote(path):
            system, inner = _file_system(path)
            return int(system.size(inner) or -1), -1
        if path != STANDARD:
            facts = os.stat(path)  # noqa: PTH116 - names of standard streams and files alike are strings here
            return facts.st_size, facts.st_mtime_ns
    except OSError:
        pass
    return -1, -1


def file_key(path: str) -> Hashable:
    """Return what is the same for all names of a file or an address, None for what does not exist or is no file."""
    if path == STANDARD:
        return None
    if is_remote(path):
        system, inner = _file_system(path)
        return str(system.unstrip_protocol(inner))
    try:
        facts = os.stat(path)  # noqa: PTH116 - a Path for each of a million files takes seconds
    except (OSError, ValueError):
        return None
    return (facts.st_dev, facts.st_ino) if stat.S_ISREG(facts.st_mode) else None


def is_special(path: str) -> bool:
    """Say whether a path leads to a pipe, a device or the like, which may have no end."""
    try:
        return not is_remote(path) and not stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - the same
    except OSError:
        return False


def leads_out(name: str) -> bool:
    r"""Say whether a name below a folder, such as a key of a bucket, leads out of it, or can be no file's.

    >>> leads_out("a/b.txt"), leads_out("a/../../b.txt"), leads_out("/b.txt"), leads_out("b\0.txt")
    (False, True, True, True)
    """
    path = PurePath(name)
    return ".." in path.parts or bool(path.anchor) or "\0" in name


def inside(folder: str, name: str) -> str:
    """Return the path or address of a file in a folder; raises `CommandError` for a name that leads out of it."""
    if leads_out(name):
        raise CommandError(f"{display_name(name)}: leads out of the output folder; give it another name")
    return f"{folder.rstrip('/')}/{name}" if is_remote(folder) else str(Path(folder, name))


def printable(name: str) -> str:
    """Return a file's name as text that can be written, whatever bytes it holds."""
    return name.encode("utf-8", "backslashreplace").decode()


def require_access(address: str) -> None:
    """Raise `CommandError` if what an address needs is not installed."""
    _file_system(address)


def upload(local: Path, address: str) -> None:
    """Copy a complete file to an address, where it appears as a whole."""
    system, inner = _file_system(address)
    system.makedirs(inner.rpartition("/")[0], exist_ok=True)
    system.put_file(str(local), inner)


def _file_system(address: str) -> tuple[Any, str]:
    """Return fsspec's file system for an address, and the path in it; raises `CommandError` if there is none."""
    import fsspec  # noqa: PLC0415 - slow to load, and local files do without

    try:
        system, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        problem = str(error).replace("\n", " ").rstrip(".")
        raise CommandError(f"{display_name(address)}: {problem}; install what fsspec needs for it") from None
    return system, str(path)


class Counted(io.RawIOBase):
    """A stream that knows how far it has been read."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._size = stream, size
        self.count = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, and count."""
        data = self._stream.read(-1 if size is None else size)
        self.count += len(data)
        return data

    @property
    def share(self) -> float:
        """How much has been read, from 0 to 1."""
        return min(1.0, self.count / self._size) if self._size > 0 else 0.0


def create(path: Path) -> BinaryIO:
    """Open a new file to write and read; one that an earlier run left goes.

    Raises `CommandError` where a link, a folder or a device has its name: who writes through a link writes elsewhere.
    """
    try:
        if S_ISREG(path.lstat().st_mode):
            path.unlink()
    except FileNotFoundError:
        pass
    try:
        return path.open("x+b")
    except FileExistsError:
        problem = "is none of the files that cleaner keeps under this name; remove it"
        raise CommandError(f"{display_name(str(path))}: {problem}", WRONG_USAGE) from None


def reopen(path: Path) -> BinaryIO:
    """Open a file that `create` made, to read and write it; raises `OSError`, also for a link."""
    return open(path, "r+b", opener=_open_no_link)


def open_or_create(path: Path) -> BinaryIO:
    """Open a file whatever it holds, or make it; raises `OSError`, also for a link."""
    return open(path, "a+b", opener=_open_no_link)


def _open_no_link(name: str, flags: int) -> int:
    return os.open(name, flags | _NO_LINK, 0o666)


def is_same(stream: BinaryIO, path: Path) -> bool:
    """Say whether a name still stands for an open file."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.lstat())
    except FileNotFoundError:
        return False


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


_MEMBERS = {
    "gz": _Member(lambda: zlib.decompressobj(wbits=31), b"\x1f\x8b\x08", zlib.error),
    "bz2": _Member(bz2.BZ2Decompressor, b"BZh", OSError),
    "xz": _Member(lzma.LZMADecompressor, b"\xfd7zXZ\x00", lzma.LZMAError),
}


def _member(compression: str) -> _Member:
    if compression != "zst":
        return _MEMBERS[compression]
    import zstandard  # noqa: PLC0415 - `cleaner` reads the other compressions without it

    make = zstandard.ZstdDecompressor
    return _Member(lambda: make().decompressobj(), b"\x28\xb5\x2f\xfd", zstandard.ZstdError, _SKIPPABLE)


def _to_zstd(data: bytes) -> bytes:
    import zstandard  # noqa: PLC0415 - the same

    return zstandard.ZstdCompressor(ZSTD_LEVEL, write_checksum=True).compress(data)


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
    compression = compression or compression_of(first)
    raw = chain([first], raw)
    return _Unpacking(raw, compression).chunks() if compression else raw


def compression_of(beginning: bytes) -> str:
    r"""Return the compression that the first bytes of a file tell, "" for none.

    >>> compression_of(gzip.compress(b"text")), compression_of(b"BZh is how bzip2 begins"), compression_of(b"text")
    ('gz', '', '')
    """
    return next((name for name, magic in _SIGNATURES.items() if magic.match(beginning)), "")


def _raw_chunks(stream: BinaryIO) -> Iterator[bytes]:
    while data := stream.read(_CHUNK):
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
            yield from (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))

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
