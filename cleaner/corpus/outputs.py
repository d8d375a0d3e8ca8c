"""The outputs of a run, one under way at a time."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cleaner.cli.problems import CommandError
from cleaner.corpus.formats import TABLES
from cleaner.corpus.parts import Part, frame, is_published
from cleaner.corpus.plan import Target
from cleaner.corpus.storage import STANDARD, is_remote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.corpus.checkpoint import State
    from cleaner.corpus.model import Outcome


class Output(Protocol):
    """Something outcomes are written to; ``size`` tells where to go on after an accident."""

    size: int

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

    def __init__(self, target: Target, size: int) -> None:
        """Begin or go on."""
        self._part = Part(target.path, size)
        self.size = size
        self.sync, self.finish, self.close = self._part.sync, self._part.publish, self._part.close
        self.discard = self._part.discard

    def write(self, outcome: Outcome) -> None:
        """Write the records of a batch."""
        self._part.append(outcome.payload)
        self.size = self._part.size


class Table:
    """A file whose columns are known only at the end: tables are collected, then written as one."""

    def __init__(self, target: Target, size: int) -> None:
        """Begin or go on."""
        self._part = Part(target.path, size)
        self._format = target.format
        self.size = size
        self.sync, self.discard, self.close = self._part.sync, self._part.discard, self._part.close

    def write(self, outcome: Outcome) -> None:
        """Collect the records of a batch."""
        if outcome.payload:
            self._part.append(frame({}, outcome.payload))
            self.size = self._part.size

    def finish(self) -> None:
        """Write the table."""
        from cleaner.corpus.table_output import write_table  # noqa: PLC0415 - loads pyarrow

        self._part.publish_converted(partial(write_table, self._format))


class Tree:
    """A folder with a file for each document; each appears when it is complete."""

    def __init__(self, target: Target, size: int) -> None:
        """Name the folder."""
        if is_remote(target.path):
            raise CommandError(f"{target.path}: single files go to a local folder; name a file of records instead")
        self._folder = Path(target.path)
        self._suffix = target.format.suffix
        self.size = size

    def write(self, outcome: Outcome) -> None:
        """Write the documents of a batch: all aside, then on disk together, then under their names."""
        names: list[tuple[Path, Path]] = []
        position = 0
        for name, size in outcome.files:
            final = self._folder / (name + self._suffix)
            final.parent.mkdir(parents=True, exist_ok=True)
            aside = final.with_name(f".{final.name}.part")
            aside.write_bytes(outcome.payload[position : position + size])
            names.append((aside, final))
            position += size
        os.sync()  # one call for a thousand files; fsync of each takes longer than cleaning them
        for aside, final in names:
            aside.replace(final)

    def sync(self) -> None:
        """Do nothing: files are complete once they are written."""

    def finish(self) -> None:
        """Do nothing: files have appeared as they were written."""

    def discard(self) -> None:
        """Do nothing: files have appeared as they were written."""

    def close(self) -> None:
        """Do nothing: files are closed."""


class StandardOutput:
    """Standard output, for records and for a single document."""

    def __init__(self) -> None:
        """Take the stream."""
        if sys.stdout is None:
            raise CommandError("standard output: is closed; give it somewhere to write to")
        self._stream = sys.stdout.buffer
        self.size = 0
        self.sync = self.finish = self.discard = self.close = self._stream.flush

    def write(self, outcome: Outcome) -> None:
        """Write the records of a batch, through to the reader."""
        self._stream.write(outcome.payload)
        self._stream.flush()


def open_output(target: Target, size: int) -> Output:
    """Return a target's output, begun or continued."""
    if target.is_tree:
        return Tree(target, size)
    if target.format.name in TABLES:
        if target.path == STANDARD:
            raise CommandError(f"--to: {target.format.name} cannot be written to standard output; name a file")
        return Table(target, size)
    return StandardOutput() if target.path == STANDARD else Stream(target, size)


class Outputs:
    """All targets of a run in their order; a target is finished when the next one is written to."""

    def __init__(self, targets: Sequence[Target], state: State) -> None:
        """Begin, or go on where the state says."""
        self._targets, self._state = targets, state
        self._open: Output | None = None
        if 0 <= state.target < len(targets) and not (state.is_closing and is_published(targets[state.target].path)):
            self._open = open_output(targets[state.target], state.size)

    def write(self, outcome: Outcome) -> None:
        """Write to the current target."""
        assert self._open is not None, "a target has to be begun"
        self._open.write(outcome)
        self._state.size = self._open.size
        self._state.documents += outcome.counts.documents
        self._state.faults += outcome.counts.faults

    def begin(self, target: int) -> None:
        """Make a target the current one; the one before has been finished."""
        self._state.target, self._state.size, self._state.documents, self._state.faults = target, 0, 0, 0
        self._state.is_closing = False
        self._open = open_output(self._targets[target], 0)

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
