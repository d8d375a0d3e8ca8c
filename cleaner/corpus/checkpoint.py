"""The checkpoint: how far a run is certain to have come, kept beside its output until it is complete."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.cli.problems import WRONG_USAGE, CommandError, display_name
from cleaner.corpus.model import Counts
from cleaner.corpus.parts import sync

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(msgspec.Struct):
    """Where a run stands.

    ``batches`` of the source with the index ``source`` are done. ``target`` is the output under way, of which
    ``size`` bytes, ``documents`` and ``faults`` are certain; ``is_closing`` says that it is complete, ``is_over`` that
    all are. ``withheld`` are the first shards that got nothing but faults: they appear, empty, if others get documents.
    ``ledger`` and ``errors`` are the sizes of the other parts.
    """

    fingerprint: str
    source: int = 0
    batches: int = 0
    target: int = -1
    size: int = 0
    documents: int = 0
    faults: int = 0
    is_closing: bool = False
    is_over: bool = False
    withheld: int = 0
    ledger: int = 0
    errors: int = 0
    counts: Counts = msgspec.field(default_factory=Counts)
    summary: dict[str, Any] = {}


class Checkpoint:
    """A file with a `State`; none for outputs that cannot be continued."""

    def __init__(self, path: Path | None) -> None:
        """Name the file."""
        self._path = path

    def load(self, fingerprint: str, resume: bool, restart: bool) -> State:
        """Return where to begin; raises `CommandError` if it is not clear whether the user wants to go on."""
        if self._path is None or restart or not self._path.exists():
            return State(fingerprint)
        name = display_name(str(self._path))
        if not resume:
            problem = "a run was interrupted; go on with it (--resume) or begin again (--restart)"
            raise CommandError(f"{name}: {problem}", WRONG_USAGE)
        try:
            state = msgspec.json.decode(self._path.read_bytes(), type=State)
        except msgspec.DecodeError as error:
            raise CommandError(f"{name}: is damaged ({error}); begin again with --restart", WRONG_USAGE) from None
        if state.fingerprint != fingerprint:
            problem = "inputs or options are not those of the interrupted run; give those, or begin again (--restart)"
            raise CommandError(f"{name}: {problem}", WRONG_USAGE)
        return state

    def save(self, state: State) -> None:
        """Replace the file."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_name(self._path.name + ".new")
        new.write_bytes(msgspec.json.encode(state))
        sync(new)
        new.replace(self._path)
        sync(self._path.parent)

    def remove(self) -> None:
        """Forget the run: it is complete."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def fingerprint(facts: Mapping[str, Any]) -> str:
    """Return what tells a run from another one: a hash of all that decides about its output."""
    data = msgspec.json.encode(dict(facts), order="sorted")
    return hashlib.sha256(data).hexdigest()
