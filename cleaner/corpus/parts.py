"""Files that grow aside and take their name when they are complete."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from cleaner.cli.problems import CommandError, display_name
from cleaner.corpus.storage import is_remote, upload

_SIZES = struct.Struct("<IQ")  # of a frame's header and payload


def aside(path: str, suffix: str) -> Path:
    """Return where to keep what belongs to an unfinished output: beside it, or here if it is elsewhere."""
    name = path.rstrip("/").rpartition("/")[2] if is_remote(path) else Path(path).name
    folder = Path() if is_remote(path) else Path(path).parent
    return folder / f".{name}.{suffix}"


def sync(path: Path) -> None:
    """Have a file or a folder on disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(complete: Path, path: str) -> None:
    """Give a complete file its name, here or elsewhere."""
    if is_remote(path):
        upload(complete, path)
        complete.unlink()
        return
    sync(complete)
    complete.replace(path)
    sync(complete.parent)


class Part:
    """A file of which only the beginning exists yet."""

    def __init__(self, path: str, size: int = 0) -> None:
        """Begin, or go on after the first ``size`` bytes; raises `CommandError` where they are not there."""
        self.path = path
        self._aside = aside(path, "part")
        self._aside.parent.mkdir(parents=True, exist_ok=True)
        if size and (not self._aside.exists() or self._aside.stat().st_size < size):
            raise CommandError(f"{display_name(str(self._aside))}: is not what it was; begin again with --restart")
        self._stream: BinaryIO = self._aside.open("r+b" if size else "wb")
        self._stream.truncate(size)
        self.size = self._stream.seek(size)

    def append(self, data: bytes) -> None:
        """Write at the end."""
        with self._named_errors():
            self._stream.write(data)
        self.size += len(data)

    def sync(self) -> None:
        """Have all that was written on disk."""
        with self._named_errors():
            self._stream.flush()
            os.fsync(self._stream.fileno())

    def read(self) -> BinaryIO:
        """Return all that was written, to be read."""
        self._stream.flush()
        return self._aside.open("rb")

    def close(self) -> None:
        """Leave the part as it is; what could not be written is not certain, and nobody counts on it."""
        with suppress(OSError):
            self._stream.close()

    def discard(self) -> None:
        """Let go of the part: nothing is made of it."""
        self.close()
        self._aside.unlink()

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        """Have errors name the file."""
        try:
            yield
        except OSError as error:
            problem = f"{error.strerror}; make room for it and go on with --resume"
            raise CommandError(f"{display_name(str(self._aside))}: {problem}") from None

    def publish(self) -> None:
        """Give the complete file its name."""
        self.sync()
        self.close()
        publish(self._aside, self.path)

    def publish_converted(self, convert: Callable[[Part, Path], None]) -> None:
        """Give what is made of the part its name, and let go of the part."""
        made = aside(self.path, "made")
        convert(self, made)
        publish(made, self.path)
        self.close()
        self._aside.unlink()


def is_published(path: str) -> bool:
    """Say whether a part that was complete has got its name: it is no longer there."""
    return not aside(path, "part").exists()


def frame(header: dict[str, Any], payload: bytes) -> bytes:
    """Return a header and a payload as one piece that can be told from the next."""
    head = msgspec.json.encode(header)
    return _SIZES.pack(len(head), len(payload)) + head + payload


def frames(part: Part) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield headers and payloads of all frames in a part."""
    with part.read() as stream:
        while sizes := stream.read(_SIZES.size):
            head, payload = _SIZES.unpack(sizes)
            yield msgspec.json.decode(stream.read(head)), stream.read(payload)
