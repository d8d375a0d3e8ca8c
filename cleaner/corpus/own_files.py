"""Files that grow under names of our own until they are complete. Whatever else stands there is not written to."""

from __future__ import annotations

import os
from stat import S_ISREG
from typing import TYPE_CHECKING, BinaryIO

from cleaner.errors import WRONG_USAGE, CommandError, display_name

if TYPE_CHECKING:
    from pathlib import Path

_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)  # Windows has no such flag, and lets few people make links


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
