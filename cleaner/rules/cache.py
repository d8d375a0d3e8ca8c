"""A cache of what is costly to make: bytes under a key that says what they were made from.

A cache may be missing, stale, damaged or read-only, and nobody has to know: what it cannot give is made anew.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SUFFIX = ".pack"
_KEPT = 16  # files in the user's cache: enough for the sets of rules in use, few enough to forget about (1 MB each)


def digest(parts: Iterable[bytes]) -> str:
    """Return a key for some parts, in hexadecimal; where one part ends and the next begins counts."""
    state = blake2b(digest_size=16)
    for part in parts:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.hexdigest()


def cached(key: str, shipped: Path, make: Callable[[], bytes]) -> bytes:
    """Return what ``make`` returns for this key: from the shipped file, from the user's cache, or made now."""
    folder = cache_folder()
    own = folder / f"{key}{_SUFFIX}" if folder else None
    for place in filter(None, (shipped, own)):
        found = _read(place, key)
        if found is not None:
            return found
    made = make()
    if own:
        with suppress(OSError):
            _write(own, sealed(key, made))
            _prune(own.parent)
    return made


def cache_folder() -> Path | None:
    """Return the folder of the user's cache, which need not exist, or None where the user has none."""
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    # The XDG specification wants relative paths ignored; where there is no home, "~" stays as it is.
    if not Path(base).is_absolute():
        base = os.path.expanduser("~/.cache")  # noqa: PTH111 - Path.expanduser raises where there is no home
    return Path(base) / "cleaner" / "packs" if Path(base).is_absolute() else None


def sealed(key: str, payload: bytes) -> bytes:
    """Return the content of a cache file: a line with key and checksum, then the payload."""
    return _seal(key, payload) + payload


def _seal(key: str, payload: bytes) -> bytes:
    return f"{key} {crc32(payload):08x}\n".encode()


def _read(file: Path, key: str) -> bytes | None:
    """Return the payload of a cache file, or None if it is missing, damaged or has another key."""
    try:
        with file.open("rb", buffering=0) as content:  # read at once, not copied from a buffer
            seal, payload = content.read(len(_seal(key, b""))), content.read()
    except OSError:
        return None
    return payload if seal == _seal(key, payload) else None


def _write(file: Path, content: bytes) -> None:
    """Write a file at once: whoever reads meanwhile sees all of it or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}-{get_ident()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    """Remove the oldest files where there are too many."""
    files = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[_KEPT:]:
        file.unlink(missing_ok=True)
