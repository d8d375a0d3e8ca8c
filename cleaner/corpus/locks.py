"""One run at a time to an output: two would mix their bytes, or take each other's files away."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cleaner.corpus.own_files import is_same, open_or_create
from cleaner.corpus.parts import aside
from cleaner.corpus.storage import STANDARD
from cleaner.errors import WRONG_USAGE, CommandError, display_name

if sys.platform == "win32":
    import msvcrt

    def _lock(stream: BinaryIO) -> None:
        """Lock a file until it is closed, also by the end of the process; raises `OSError` if another one has it."""
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(stream: BinaryIO) -> None:
        """Lock a file until it is closed, also by the end of the process; raises `OSError` if another one has it."""
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(paths: Iterable[str]) -> Iterator[None]:
    """Keep other runs from writing to these; raises `CommandError` if one does."""
    with ExitStack() as held:
        for path in paths:
            if path != STANDARD:
                held.enter_context(_held(path, aside(path, "lock")))
        yield


@contextmanager
def _held(path: str, place: Path) -> Iterator[None]:
    """Hold the lock of one output."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with _acquired(path, place):
        try:
            yield
        finally:
            with suppress(OSError):  # Windows keeps a file that is open; locks that nobody holds hinder nobody
                place.unlink(missing_ok=True)


def _acquired(path: str, place: Path) -> BinaryIO:
    """Return the open file that is the lock; the run that had it may have removed the one we opened meanwhile."""
    while True:
        stream = _opened(place)
        try:
            _lock(stream)
        except (BlockingIOError, PermissionError):
            stream.close()
            problem = "another run is writing it; wait for its end, or name another output"
            raise CommandError(f"{display_name(path)}: {problem}", WRONG_USAGE) from None
        except OSError:
            return stream  # some network drives have no locks
        if is_same(stream, place):
            return stream
        stream.close()


def _opened(place: Path) -> BinaryIO:
    try:
        return open_or_create(place)
    except OSError as error:
        raise CommandError(f"{display_name(str(place))}: {error.strerror}; remove it", WRONG_USAGE) from None
