"""The outputs of a run, one under way at a time."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cleaner.corpus.formats import TABLES
from cleaner.corpus.own_files import create
from cleaner.corpus.parts import NOTHING, Part, Written, aside, frame, is_published
from cleaner.corpus.plan import Target
from cleaner.corpus.storage import STANDARD, inside, is_remote
from cleaner.errors import CommandError, display_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.corpus.checkpoint import State
    from cleaner.corpus.model import Outcome


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
        """Begin or go on."""
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
        """Begin or go on."""
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
        from cleaner.corpus.table_output import write_table  # noqa: PLC0415 - loads pyarrow

        self._part.publish_converted(partial(write_table, self._format))


class Tree:
    """A folder with a file for each document; each appears when it is complete."""

    written = NOTHING  # files are complete once they are written

    def __init__(self, target: Target) -> None:
        """Name the folder."""
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
    """Write a file under a name of our own, and return that."""
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
        """Take the stream."""
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
        """Begin, or go on where the state says."""
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
