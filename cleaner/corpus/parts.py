"""Files that grow aside and take their name when they are complete."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec

from cleaner.corpus.own_files import create, is_same, reopen
from cleaner.corpus.storage import is_remote, upload
from cleaner.errors import CommandError, display_name

_SIZES = struct.Struct("<IQ")  # of a frame's header and payload
_LONGEST_NAME = 240  # bytes; file systems take 255, and a checkpoint is written beside the one that it replaces
_READ = 1 << 20


class Written(NamedTuple):
    """How much of a part is certain, and a digest of it."""

    size: int = 0
    digest: str = ""


NOTHING = Written()


def aside(path: str, suffix: str) -> Path:
    """Return where to keep what belongs to an unfinished output: beside it, or here if it is elsewhere."""
    name = path.rstrip("/").rpartition("/")[2] if is_remote(path) else Path(path).name
    folder = Path() if is_remote(path) else Path(path).parent
    hidden = f".{name}.{suffix}"
    if len(os.fsencode(hidden)) > _LONGEST_NAME:
        hidden = f".{blake2b(os.fsencode(name), digest_size=16).hexdigest()}.{suffix}"
    return folder / hidden


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

    def __init__(self, path: str, written: Written = NOTHING) -> None:
        """Begin, or go on behind what was written; raises `CommandError` where that is not there as it was."""
        self.path = path
        self._aside = aside(path, "part")
        self._aside.parent.mkdir(parents=True, exist_ok=True)
        self._digest = blake2b(digest_size=16)
        self._stream = self._continued(written) if written.size else create(self._aside)
        self.size = written.size

    def _continued(self, written: Written) -> BinaryIO:
        """Return the file of an earlier run, of which only so much is certain."""
        problem = f"{display_name(str(self._aside))}: is not what it was; begin again with --restart"
        try:
            stream = reopen(self._aside)
        except OSError:
            raise CommandError(problem) from None
        left = written.size
        while left and (data := stream.read(min(left, _READ))):
            self._digest.update(data)
            left -= len(data)
        if Written(written.size - left, self._digest.hexdigest()) != written:
            stream.close()
            raise CommandError(problem)
        stream.truncate(stream.seek(written.size))
        return stream

    @property
    def written(self) -> Written:
        """How much has been written."""
        return Written(self.size, self._digest.hexdigest())

    def append(self, data: bytes) -> None:
        """Write at the end."""
        with self._named_errors():
            self._stream.write(data)
        self._digest.update(data)
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
            problem = f"{error.strerror or error}; make room for it and go on with --resume"
            raise CommandError(f"{display_name(str(self._aside))}: {problem}") from None

    def publish(self) -> None:
        """Give the complete file its name."""
        self.sync()
        self._require_own()
        self.close()
        publish(self._aside, self.path)

    def publish_converted(self, convert: Callable[[Part, BinaryIO], None]) -> None:
        """Give what is made of the part its name, and let go of the part."""
        self._require_own()
        made = aside(self.path, "made")
        with self._named_errors(), create(made) as stream:
            convert(self, stream)
        publish(made, self.path)
        self.close()
        self._aside.unlink()

    def _require_own(self) -> None:
        """Raise `CommandError` if somebody else has put another file in the place of the part."""
        if not is_same(self._stream, self._aside):
            problem = "was taken away or replaced while it was written; begin again with --restart"
            raise CommandError(f"{display_name(str(self._aside))}: {problem}")


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
