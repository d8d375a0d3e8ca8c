"""The outputs of a run: files that grow aside and take their name when they are complete."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Protocol

import msgspec

from cleaner.corpus.formats import TABLES
from cleaner.corpus.storage import STANDARD, create, inside, is_remote, is_same, open_or_create, reopen, upload
from cleaner.errors import WRONG_USAGE, CommandError, display_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.corpus.plan import Target
    from cleaner.corpus.records import Outcome
    from cleaner.corpus.runner import State

_SIZES = struct.Struct("<IQ")  # of a frame's header and payload
_LONGEST_NAME = 240  # bytes; file systems take 255, and a checkpoint is written beside the one that it replaces
_CHUNK = 1 << 20


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
        while left and (data := stream.read(min(left, _CHUNK))):
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
        self._aside.unlink(missing_ok=True)

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
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


class Output(Protocol):
    """Something outcomes are written to; ``written`` tells where to go on after an accident."""

    @property
    def written(self) -> Written:
        """How much has been written."""

    def write(self, outcome: Outcome) -> None:
        """Write what became of a batch."""

    def sync(self) -> None:
        """Have it on disk."""

    def finish(self) -> None:
        """Make it appear."""

    def discard(self) -> None:
        """Let go of what was written, if it has not appeared yet."""

    def close(self) -> None:
        """Leave it as it is."""


class Stream:
    """A file of encoded records."""

    def __init__(self, target: Target, written: Written) -> None:
        self._part = Part(target.path, written)
        self.sync, self.finish, self.close = self._part.sync, self._part.publish, self._part.close
        self.discard = self._part.discard

    @property
    def written(self) -> Written:
        """How much has been written."""
        return self._part.written

    def write(self, outcome: Outcome) -> None:
        """Write the records of a batch."""
        self._part.append(outcome.payload)


class Table:
    """A file whose columns are known only at the end: tables are collected, then written as one."""

    def __init__(self, target: Target, written: Written) -> None:
        self._part = Part(target.path, written)
        self._format = target.format
        self.sync, self.discard, self.close = self._part.sync, self._part.discard, self._part.close

    @property
    def written(self) -> Written:
        """How much has been collected."""
        return self._part.written

    def write(self, outcome: Outcome) -> None:
        """Collect the records of a batch."""
        if outcome.payload:
            self._part.append(frame({}, outcome.payload))

    def finish(self) -> None:
        """Write the table."""
        from cleaner.corpus.formats.tables import write_table  # noqa: PLC0415 - loads pyarrow

        self._part.publish_converted(partial(write_table, self._format))


class Tree:
    """A folder with a file for each document; each appears when it is complete."""

    written = NOTHING  # files are complete once they are written

    def __init__(self, target: Target) -> None:
        if is_remote(target.path):
            raise CommandError(f"{target.path}: single files go to a local folder; name a file of records instead")
        self._folder = Path(target.path)
        self._suffix = target.format.suffix

    def write(self, outcome: Outcome) -> None:
        """Write the documents of a batch: all aside, then on disk together, then under their names."""
        names: list[tuple[Path, Path]] = []
        position = 0
        for name, size in outcome.files:
            final = Path(inside(str(self._folder), name + self._suffix))
            names.append((_written_aside(final, outcome.payload[position : position + size]), final))
            position += size
        os.sync()  # one call for a thousand files; fsync of each takes longer than cleaning them
        for part, final in names:
            part.replace(final)

    def sync(self) -> None:
        """Do nothing: files are complete once they are written."""

    def finish(self) -> None:
        """Do nothing: files have appeared as they were written."""

    def discard(self) -> None:
        """Do nothing: files have appeared as they were written."""

    def close(self) -> None:
        """Do nothing: files are closed."""


def _written_aside(final: Path, content: bytes) -> Path:
    part = aside(str(final), "part")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        with create(part) as stream:
            stream.write(content)
    except OSError as error:
        problem = f"{error.strerror}; make room for it and go on with --resume"
        raise CommandError(f"{display_name(str(final))}: {problem}") from None
    return part


class StandardOutput:
    """Standard output, for records and for a single document."""

    written = NOTHING  # nobody goes on with it

    def __init__(self) -> None:
        if sys.stdout is None:
            raise CommandError("standard output: is closed; give it somewhere to write to")
        self._stream = sys.stdout.buffer
        self.sync = self.finish = self.discard = self.close = self._stream.flush

    def write(self, outcome: Outcome) -> None:
        """Write the records of a batch, through to the reader."""
        self._stream.write(outcome.payload)
        self._stream.flush()


def open_output(target: Target, written: Written = NOTHING) -> Output:
    """Return a target's output, begun or continued."""
    if target.is_tree:
        return Tree(target)
    if target.format.name in TABLES:
        if target.path == STANDARD:
            raise CommandError(f"--to: {target.format.name} cannot be written to standard output; name a file")
        return Table(target, written)
    return StandardOutput() if target.path == STANDARD else Stream(target, written)


class Outputs:
    """All targets of a run in their order; a target is finished when the next one is written to."""

    def __init__(self, targets: Sequence[Target], state: State) -> None:
        self._targets, self._state = targets, state
        self._open: Output | None = None
        if 0 <= state.target < len(targets) and not (state.is_closing and is_published(targets[state.target].path)):
            self._open = open_output(targets[state.target], state.output)

    def write(self, outcome: Outcome) -> None:
        """Write to the current target."""
        assert self._open is not None, "a target has to be begun"
        self._open.write(outcome)
        self._state.output = self._open.written
        self._state.documents += outcome.counts.documents
        self._state.faults += outcome.counts.faults

    def begin(self, target: int) -> None:
        """Make a target the current one; the one before has been finished."""
        self._state.target, self._state.output, self._state.documents, self._state.faults = target, NOTHING, 0, 0
        self._state.is_closing = False
        self._open = open_output(self._targets[target])

    def finish(self) -> None:
        """Finish the current target."""
        if self._open is not None:
            self._open.finish()
        self._open = None

    def discard(self) -> None:
        """Let go of the current target: nothing takes the place of what it may have been before."""
        if self._open is not None:
            self._open.discard()
        self._open = None

    def close(self) -> None:
        """Leave the current target as it is."""
        if self._open is not None:
            self._open.close()

    def sync(self) -> None:
        """Have on disk what was written."""
        if self._open is not None:
            self._open.sync()


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
