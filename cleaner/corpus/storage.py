"""Files here and elsewhere: local paths, standard input, and whatever fsspec can reach by an address."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Hashable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from cleaner.errors import CommandError, display_name

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD = "-"
"""The name of standard input and standard output."""


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
        """Count from here; ``size`` is the whole's, or -1."""
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
