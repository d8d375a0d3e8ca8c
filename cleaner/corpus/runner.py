"""A run from its first batch to its last: read, have it cleaned, write, note how far it is certain."""

from __future__ import annotations

import hashlib
import json
import time
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any, NamedTuple
from zlib import crc32

import msgspec

from cleaner import Cleaner, __version__
from cleaner.corpus.inputs import UnreadableError, read
from cleaner.corpus.outputs import (
    NOTHING,
    Outputs,
    Part,
    Written,
    aside,
    frame,
    is_published,
    locked,
    open_output,
    sync,
)
from cleaner.corpus.plan import Plan, Request, plan_for, refuse_contradictions, refuse_vain_ledger, settings_for
from cleaner.corpus.records import Batch, Counts, Fault, Outcome, Place, Settings, describe, to_line
from cleaner.corpus.report import Watcher, merge, write_summary
from cleaner.corpus.storage import STANDARD, create, identity
from cleaner.corpus.work import Worker
from cleaner.corpus.workers import DEFAULT_STALL_SECONDS, Pool, Prepare, WorkerError
from cleaner.errors import FAILED, WRONG_USAGE, CommandError, as_command_error, display_name
from cleaner.rules.cache import digest
from cleaner.rules.pack import all_rule_files

CHECKPOINT_SECONDS = 2.0
"""So much work is lost at most; where a checkpoint falls changes nothing in the output."""


def carry_out(request: Request, watcher: Watcher) -> Run:
    """Return the run when it has come to its end; raises `CommandError` where it cannot begin or go on."""
    _refuse_wrong_options(request.cleaning)
    refuse_contradictions(request)
    plan, settings = plan_for(request), settings_for(request)
    refuse_vain_ledger(request, plan)
    wishes = Wishes(**{name: getattr(request, name) for name in Wishes._fields})
    with locked(path for path in (request.output, request.ledger, request.errors, request.summary) if path):
        checkpoint, state = _checkpoint(request, plan, settings)
        run = Run(plan, settings, wishes, checkpoint, state, watcher, partial(Worker, settings))
        run.run()
    return run


def _refuse_wrong_options(cleaning: Mapping[str, Any]) -> None:
    """Raise `CommandError` for wrong options of the cleaner: it is said once, before any worker starts."""
    try:
        Cleaner(**cleaning)
    except (OSError, ValueError) as error:
        raise as_command_error(error) from None


def _checkpoint(request: Request, plan: Plan, settings: Settings) -> tuple[Checkpoint, State]:
    facts = {
        "inputs": [(one.path, identity(one.path)) for source in plan.sources for one in source.inputs],
        "targets": plan.targets,
        "settings": settings,
        "files": (request.ledger, request.errors, request.summary),
        "rules": digest(file.content for file in all_rule_files([*map(Path, settings.cleaning.get("rules", ()))])),
        "version": __version__,
    }
    checkpoint = Checkpoint(None if request.output == STANDARD else aside(request.output, "checkpoint"))
    return checkpoint, checkpoint.load(fingerprint(facts), request.resume, request.restart)


class Wishes(NamedTuple):
    """What the user wants beside the output: files for ledger, faults and summary ("" for none).

    Without ``workers`` everything is done in this process. What takes longer than ``stall_seconds`` is told.
    """

    ledger: str = ""
    errors: str = ""
    summary: str = ""
    workers: int = 1
    fail_fast: bool = False
    stall_seconds: float = DEFAULT_STALL_SECONDS


class _Step(NamedTuple):
    """Where a batch comes from and goes to; ``target`` is None for an input that has no output.

    ``share`` is how much of all inputs is done with it, ``is_last`` says that it ends its own. ``seen`` tells what was
    read of the source up to here from anything else.
    """

    source: int
    number: int
    target: int | None
    share: float
    is_last: bool
    seen: int


@dataclass
class Run:
    """A run; ``prepare`` makes the work in each worker."""

    plan: Plan
    settings: Settings
    wishes: Wishes
    checkpoint: Checkpoint
    state: State
    watcher: Watcher
    prepare: Prepare

    def __post_init__(self) -> None:
        """Open what is written to, where it was left."""
        self._steps: deque[_Step] = deque()
        self._wrong_field: Fault | None = None
        self._has_told_of_page = False
        with ExitStack() as opened:  # what is open is closed where the next cannot be opened
            self._outputs = Outputs(self.plan.targets, self.state)
            opened.callback(self._outputs.close)
            self._ledger = self._part(self.wishes.ledger, self.state.ledger, opened)
            self._errors = self._part(self.wishes.errors, self.state.errors, opened)
            self._opened = opened.pop_all()
        self._saved = time.monotonic()

    def run(self) -> Counts:
        """Clean everything and return what was done; raises `CommandError` where the run cannot go on."""
        with self._opened:
            try:
                self._clean()
            except CommandError:
                if self.state.is_untouched:
                    self._withdraw()
                raise
            self._finish()
        self.watcher.done(self.state.counts)
        return self.state.counts

    def _clean(self) -> None:
        if not self.state.is_over:
            with closing(self._outcomes()) as outcomes:
                for outcome in outcomes:
                    self._take(self._steps.popleft(), outcome)

    @property
    def exit_code(self) -> int:
        """What the command ends with: wrong usage is where no record has the text field."""
        return WRONG_USAGE if self.wrong_field else FAILED if self.state.counts.faults else 0

    @property
    def wrong_field(self) -> str:
        """What is wrong with the text field, if nothing could be cleaned for that; else ""."""
        return describe(self._wrong_field) if self._wrong_field and not self.state.counts.documents else ""

    def _outcomes(self) -> Generator[Outcome]:
        if not self.wishes.workers:
            yield from self._outcomes_here()
            return
        try:
            with Pool(self.prepare, self.wishes.workers, self._tell_stall, self.wishes.stall_seconds) as pool:
                yield from pool.outcomes(self._batches())
        except WorkerError as error:
            raise CommandError(str(error)) from None

    def _outcomes_here(self) -> Iterator[Outcome]:
        """Yield what becomes of the batches, without other processes."""
        work = self.prepare()
        for batch in self._batches():
            alarm = Timer(self.wishes.stall_seconds, self._tell_stall, [batch.place])
            alarm.daemon = True
            alarm.start()
            try:
                outcome = work(batch, {}, None)
            finally:
                alarm.cancel()
            yield outcome

    def _tell_stall(self, place: Place) -> None:
        self.watcher.stall(place, self.wishes.stall_seconds)

    def _part(self, path: str, written: Written, opened: ExitStack) -> Part | None:
        """Return the part of a file beside the output; None if none is wanted or it is complete."""
        if not path or (self.state.is_over and is_published(path)):
            return None
        part = Part(path, written)
        opened.callback(part.close)
        return part

    def _batches(self) -> Iterator[Batch]:
        """Yield the batches that are not done yet, and note where they belong.

        What is done is read again and left out: batches are always the same, and reading is far faster than cleaning.
        """
        first, done, expected = self.state.source, self.state.batches, self.state.seen
        for source in range(first, len(self.plan.sources)):
            number = seen = 0
            for number, (batch, target) in enumerate(self._read(source), 1):
                seen = _seen(batch, seen)
                if source == first and number <= done:
                    if number == done and seen != expected:
                        raise self._changed(source)
                    continue
                share = self.plan.share(source, batch.progress)
                self._steps.append(_Step(source, number, target, share, batch.progress >= 1, seen))
                output = self.plan.targets[target or 0].format
                yield replace(batch, output=output)
            if source == first and number < done:
                raise self._changed(source)

    def _changed(self, source: int) -> CommandError:
        """Return what to raise where what is read again is not what was done before the interruption."""
        name = display_name(self.plan.sources[source].inputs[0].path)
        return CommandError(f"{name}: is not what it was before the interruption; begin again with --restart")

    def _read(self, source: int) -> Iterator[tuple[Batch, int | None]]:
        """Yield the batches of a source, at least one, and their targets; what cannot be opened has none."""
        one = self.plan.sources[source]
        nothing = Batch("jsonl", Place(one.inputs[0].name, "file", 0), progress=1)
        share: float | None = None
        try:
            for batch in read(one, self.settings.fields):
                yield batch, self.plan.target(source, share or 0)
                share = batch.progress
        except UnreadableError as error:
            yield replace(nothing, faults=(error.fault,)), None
        else:
            if share is None:
                yield nothing, self.plan.target(source, 0)

    def _take(self, step: _Step, outcome: Outcome) -> None:
        self._refuse_wrong_field(step, outcome)
        if self.wishes.fail_fast and outcome.faults:
            raise CommandError(describe(outcome.faults[0]))
        if step.target is not None:
            self._move_to(step.target)
            if self._ledger and outcome.ledger:
                from cleaner.corpus.ledger import ledger_rows  # noqa: PLC0415 - loads pyarrow

                self._ledger.append(frame(self._origin(step.target), ledger_rows(outcome.ledger)))
            self._outputs.write(outcome)
        self._note(outcome, is_unread=step.target is None)
        self.state.source, self.state.batches, self.state.seen = step.source, step.number, step.seen
        if time.monotonic() - self._saved > CHECKPOINT_SECONDS:
            self._save()
        self.watcher.update(self.state.counts, step.share, self.state.summary)

    def _refuse_wrong_field(self, step: _Step, outcome: Outcome) -> None:
        """Raise `CommandError` where nothing has been cleaned and records lack the text field: it is a slip.

        A whole input has to be read to the end only if it is a single batch; others may have the field.
        """
        if self.state.counts.documents or outcome.counts.documents:
            return
        self._wrong_field = self._wrong_field or next((fault for fault in outcome.faults if fault.field), None)
        if self._wrong_field and not step.is_last:
            self._withdraw()
            raise CommandError(describe(self._wrong_field), WRONG_USAGE)

    def _withdraw(self) -> None:
        """Leave nothing behind: there is nothing to go on with."""
        for one in (self._outputs, self._ledger, self._errors):
            if one:
                one.discard()
        self.checkpoint.remove()

    def _origin(self, target: int) -> dict[str, Any]:
        """Return what the ledger has to know of the rows of a batch."""
        output = self.plan.targets[target]
        name = output.format.suffix if output.is_tree else output.name
        return {"output": name, "first": self.state.documents, "is_tree": output.is_tree}

    def _note(self, outcome: Outcome, *, is_unread: bool) -> None:
        """Count, and put down what could not be cleaned; an input that could not be read is told, too."""
        self.state.counts.add(outcome.counts)
        merge(self.state.summary, outcome.summary)
        if self._errors:
            told = (*outcome.faults, *outcome.over_limit, *outcome.damaged)
            self._errors.append(b"".join(map(to_line, sorted(told, key=lambda fault: fault.place.position))))
        else:
            for damage in outcome.damaged:
                self.watcher.warn(damage)
        for fault in outcome.faults:
            if not self._errors or is_unread or fault is self._wrong_field:
                self.watcher.fault(fault)
        if outcome.unread_page and not self._has_told_of_page:
            self._has_told_of_page = True
            self.watcher.warn(outcome.unread_page)

    def _move_to(self, target: int) -> None:
        """Finish the outputs before a target and begin it; shards that get nothing appear empty."""
        while self.state.target != target:
            self._close_target()
            self._outputs.begin(target if self.plan.assigned else self.state.target + 1)

    def _close_target(self) -> None:
        """Have the current output appear; the checkpoint knows that it may have done so.

        Where no record could be cleaned, nothing takes the place of what may have been written before.
        """
        self.state.is_closing = True
        self._save()
        counts = self.state if self.plan.assigned else self.state.counts
        if counts.documents or not counts.faults:
            self._outputs.finish()
            return
        self._outputs.discard()
        target = self.plan.targets[self.state.target]
        if not self.plan.assigned:
            self.state.withheld = self.state.target + 1
        elif not target.is_tree and target.path != STANDARD:
            self.watcher.note(f"{display_name(target.path)}: is not written, since no record could be cleaned")

    def _save(self) -> None:
        """Note how far the run has come, when all of it is on disk."""
        self._outputs.sync()
        for part in (self._ledger, self._errors):
            if part:
                part.sync()
        self.state.ledger = self._ledger.written if self._ledger else NOTHING
        self.state.errors = self._errors.written if self._errors else NOTHING
        self.checkpoint.save(self.state)
        self._saved = time.monotonic()

    def _finish(self) -> None:
        """Have everything appear that has not yet."""
        if not self.plan.assigned and self.state.target >= 0:
            self._move_to(len(self.plan.targets) - 1)
        counts = self.state.counts
        for target in self.plan.targets[: self.state.withheld if counts.documents else 0]:
            open_output(target).finish()
        self.state.is_over = True
        self._close_target()
        if self._errors:
            self._errors.publish()
        if counts.documents or not counts.faults:
            self._account()
        elif self._ledger:
            self._ledger.discard()
        self.checkpoint.remove()

    def _account(self) -> None:
        """Have the files appear that tell what was removed."""
        if self._ledger:
            from cleaner.corpus.ledger import write_ledger  # noqa: PLC0415 - loads pyarrow

            self._ledger.publish_converted(write_ledger)
        if self.wishes.summary:
            write_summary(self.wishes.summary, self.state.counts, self.state.summary)


def _seen(batch: Batch, before: int) -> int:
    """Return a checksum of a batch and those before it; of tables, what lies behind nulls may be anything."""
    content = b"%d" % len(batch.payload) if batch.kind == "table" else batch.payload
    return crc32(content, crc32(b"%d" % batch.place.position, before))


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

    @property
    def is_untouched(self) -> bool:
        """Whether no batch is done yet."""
        return self.source == 0 and self.batches == 0


class _Sealed(msgspec.Struct):
    """A state as it is kept: as JSON, with a digest that tells whether it is what was written."""

    digest: str
    state: msgspec.Raw


class Checkpoint:
    """A file with a `State`; none for outputs that cannot be continued."""

    def __init__(self, path: Path | None) -> None:
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
    sealed = msgspec.json.decode(data, type=_Sealed)
    if _digest(bytes(sealed.state)) != sealed.digest:
        raise ValueError("it was changed")
    return msgspec.json.decode(sealed.state, type=State)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fingerprint(facts: Mapping[str, Any]) -> str:
    """Return what tells a run from another one: a hash of all that decides about its output."""
    return _digest(json.dumps(facts, sort_keys=True, default=asdict).encode())  # names of files may hold any bytes
