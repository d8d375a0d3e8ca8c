"""The checkpoint: how far a run is certain to have come, kept beside its output until it is complete."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.corpus.model import Counts
from cleaner.corpus.own_files import create
from cleaner.corpus.parts import NOTHING, Written, sync
from cleaner.errors import WRONG_USAGE, CommandError, display_name

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(msgspec.Struct):
    """Where a run stands.

    ``batches`` of the source with the index ``source`` are done, which ``seen`` tells from others. ``target`` is the
    output under way, of which ``output``, ``documents`` and ``faults`` are certain; ``is_closing`` says that it is
    complete, ``is_over`` that all are. ``withheld`` are the first shards that got nothing but faults: they appear,
    empty, if others get documents. ``ledger`` and ``errors`` are what is certain of the other parts.
    """

    fingerprint: str
    source: int = 0
    batches: int = 0
    seen: int = 0
    target: int = -1
    output: Written = NOTHING
    documents: int = 0
    faults: int = 0
    is_closing: bool = False
    is_over: bool = False
    withheld: int = 0
    ledger: Written = NOTHING
    errors: Written = NOTHING
    counts: Counts = msgspec.field(default_factory=Counts)
    summary: dict[str, Any] = {}


class _Sealed(msgspec.Struct):
    """A state as it is kept: as JSON, with a digest that tells whether it is what was written."""

    digest: str
    state: msgspec.Raw


class Checkpoint:
    """A file with a `State`; none for outputs that cannot be continued."""

    def __init__(self, path: Path | None) -> None:
        """Name the file."""
        self._path = path

    def load(self, fingerprint: str, resume: bool, restart: bool) -> State:
        """Return where to begin; raises `CommandError` if it is not clear whether the user wants to go on."""
        if restart:
            self.remove()
        if self._path is None or not self._path.exists():
            return State(fingerprint)
        name = display_name(str(self._path))
        if not resume:
            problem = "a run was interrupted; go on with it (--resume) or begin again (--restart)"
            raise CommandError(f"{name}: {problem}", WRONG_USAGE)
        try:
            state = _unsealed(self._path.read_bytes())
        except ValueError as error:
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
        with create(new) as stream:
            stream.write(_sealed(state))
        sync(new)
        new.replace(self._path)
        sync(self._path.parent)

    def remove(self) -> None:
        """Forget the run: it is complete."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def _sealed(state: State) -> bytes:
    data = msgspec.json.encode(state)
    return msgspec.json.encode(_Sealed(_digest(data), msgspec.Raw(data)))


def _unsealed(data: bytes) -> State:
    """Return a state that was kept; raises `ValueError` if it is not as it was."""
    sealed = msgspec.json.decode(data, type=_Sealed)
    if _digest(bytes(sealed.state)) != sealed.digest:
        raise ValueError("it was changed")
    return msgspec.json.decode(sealed.state, type=State)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fingerprint(facts: Mapping[str, Any]) -> str:
    """Return what tells a run from another one: a hash of all that decides about its output."""
    return _digest(json.dumps(facts, sort_keys=True, default=asdict).encode())  # names of files may hold any bytes
