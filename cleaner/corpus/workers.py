"""Processes that work on batches: results come in order, a bounded number is under way, and the dead are replaced.

A task is sent as a small header and its payload as raw bytes, never as a pickled structure. A worker that dies (killed,
out of memory, a crash in native code) is replaced and its batch tried again. If it kills that one, too, documents are
announced one by one: the one that was announced last is left out and becomes a fault.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib.abc import MetaPathFinder
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from cleaner.corpus.records import Batch, Outcome, Place

AHEAD = 2
"""Batches a worker has at a time: it finds the next one ready when it is done with one."""
MOST_CRASHES = 2
"""So many workers may die of a batch before its documents are announced one by one."""
DEFAULT_STALL_SECONDS = 60.0
"""A batch takes less than a second, or some with pages; what takes so long may take for ever."""
_REMEDY = 'start fewer (--workers), and in a script call run below `if __name__ == "__main__":`'
_READY, _ANNOUNCED, _DONE, _FAILED = "ready", "announced", "done", "failed"
_LARGE = 4 << 20
"""What is larger goes back to the system at once. Parquet is read by pages of up to 20 MB: 40 MB less in the process
that reads; a limit of 1 MB takes 15 MB less still, and a third longer."""
_ARENAS = 1
"""One for all threads: only one of them works, the other takes in what comes. With two arenas, each of three processes
keeps 4 MB more, and none is faster."""
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h of the GNU C library


class WorkerError(Exception):
    """Workers cannot be started, or failed as a whole; the message says why."""


class Work(Protocol):
    """What is done with a batch; see `cleaner.corpus.work.Worker`."""

    def __call__(self, batch: Batch, skipped: dict[int, str], announce: Callable[[int], None] | None) -> Outcome:
        """Return what becomes of a batch."""


Prepare = Callable[[], Work]
"""Makes the work in a new process; it has to be picklable."""


@dataclass(slots=True)
class _Task:
    """A batch under way: what is known of the crashes it caused, and its outcome once there is one."""

    batch: Batch
    crashes: int = 0
    skipped: dict[int, str] = field(default_factory=dict)
    announced: int | None = None
    is_told: bool = False
    outcome: Outcome | None = None

    @property
    def is_suspect(self) -> bool:
        """Say whether its documents are to be announced."""
        return self.crashes >= MOST_CRASHES


class Pool:
    """A number of workers; use it as a context manager."""

    def __init__(
        self,
        prepare: Prepare,
        workers: int,
        on_stall: Callable[[Place], None] = lambda _: None,
        stall_seconds: float = DEFAULT_STALL_SECONDS,
    ) -> None:
        """Remember what to do; processes start on first use.

        ``on_stall`` is told once, by its place, of each batch that a worker has been at for ``stall_seconds``.
        """
        self._on_stall, self._stall_seconds = on_stall, stall_seconds
        self._prepare = prepare
        self._size = workers
        self._workers: list[_Worker] = []
        self._stillborn = 0

    def __enter__(self) -> Pool:
        """Start the workers."""
        self._workers = [_Worker(self._prepare) for _ in range(self._size)]
        return self

    def __exit__(self, *_: object) -> None:
        """End them, whatever they are doing."""
        for worker in self._workers:
            worker.end()

    def outcomes(self, batches: Iterable[Batch]) -> Iterator[Outcome]:
        """Yield what becomes of the batches, in their order; as many are read ahead as the workers can take."""
        source = iter(batches)
        under_way: deque[_Task] = deque()
        is_exhausted = False
        while True:
            while not is_exhausted and len(under_way) < self._size * (AHEAD + 1) and (worker := self._least_busy()):
                if batch := next(source, None):
                    under_way.append(_Task(batch))
                    worker.give(under_way[-1])
                else:
                    is_exhausted = True
            if not under_way:
                return
            if under_way[0].outcome is None:
                self._receive()
            else:
                yield _finished(under_way.popleft())

    def _least_busy(self) -> _Worker | None:
        """Return the worker with the fewest tasks, None if all have as many as they may."""
        worker = min(self._workers, key=lambda worker: len(worker.tasks))
        return worker if len(worker.tasks) < AHEAD else None

    def _receive(self) -> None:
        """Wait for what workers send and take it; replace those that have died."""
        deadlines = [worker.since + self._stall_seconds for worker in self._workers if worker.task_to_watch]
        timeout = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        ready = wait([worker.connection for worker in self._workers], timeout)
        for worker in [worker for worker in self._workers if worker.connection in ready]:
            try:
                worker.receive()
            except (EOFError, OSError):
                self._replace(worker)
        self._tell_stalls()

    def _tell_stalls(self) -> None:
        for worker in self._workers:
            task = worker.task_to_watch
            if task and time.monotonic() - worker.since >= self._stall_seconds:
                task.is_told = True
                self._on_stall(task.batch.place)

    def _replace(self, dead: _Worker) -> None:
        exit_code = dead.end()
        self._stillborn = 0 if dead.is_ready else self._stillborn + 1
        if self._stillborn > MOST_CRASHES:
            raise WorkerError(f"workers end while they start ({_cause(exit_code)}); {_REMEDY}")
        worker = _Worker(self._prepare)
        self._workers[self._workers.index(dead)] = worker
        for position, task in enumerate(dead.tasks):
            if position == 0 and dead.is_ready:
                _blame(task, _cause(exit_code))
            worker.give(task)


def _finished(task: _Task) -> Outcome:
    assert task.outcome is not None, "the pool waits for it"
    return task.outcome


def _blame(task: _Task, cause: str) -> None:
    """Note that a worker died of a task, and leave out the document that was announced last."""
    task.crashes += 1
    if task.announced is not None:
        task.skipped[task.announced] = f"the worker that cleaned it died ({cause})"
        task.announced = None
    elif task.crashes > MOST_CRASHES:
        raise WorkerError(
            f"workers die of reading {task.batch.place.input} from {task.batch.place.unit} "
            f"{task.batch.place.position:,} ({cause}); leave it out"
        )


def _cause(exit_code: int | None) -> str:
    """Say how a process ended.

    >>> _cause(-9), _cause(3)
    ('SIGKILL', 'exit code 3')
    """
    if exit_code is not None and exit_code < 0:
        with suppress(ValueError):
            return signal.Signals(-exit_code).name
    return f"exit code {exit_code}"


class _Worker:
    """A process, and the tasks it was given, in their order."""

    def __init__(self, prepare: Prepare) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, prepare), daemon=True)
        with _interrupts_held_back():
            self._process.start()
        theirs.close()  # so that reading from a dead worker ends
        self.tasks: deque[_Task] = deque()
        self.is_ready = False
        self.since = 0.0  # when it began with what it is at

    @property
    def task_to_watch(self) -> _Task | None:
        """The task it is at, unless it has been told that this takes long."""
        return self.tasks[0] if self.is_ready and self.tasks and not self.tasks[0].is_told else None

    def give(self, task: _Task) -> None:
        """Send a task; the worker takes it in while it is at work on another one."""
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        batch = task.batch
        header = (replace(batch, payload=b""), task.skipped, task.is_suspect)
        with suppress(OSError):  # that it is dead is noticed when it is read from
            self.connection.send(header)
            self.connection.send_bytes(batch.payload)

    def receive(self) -> None:
        """Take one message."""
        kind, value = self.connection.recv()
        self.since = time.monotonic()
        if kind == _READY:
            self.is_ready = True
        elif kind == _ANNOUNCED:
            self.tasks[0].announced = value
        elif kind == _FAILED:
            raise WorkerError(value)
        else:
            value.payload, value.ledger = self.connection.recv_bytes(), self.connection.recv_bytes()
            self.tasks.popleft().outcome = value

    def end(self) -> int | None:
        """Kill the process, if it lives, and return its exit code."""
        self.connection.close()
        self._process.kill()
        self._process.join()
        return self._process.exitcode


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Have processes start without being interrupted, until `serve` says that they never are.

    A terminal interrupts all of its processes; those that were just loading would end with a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # which lets interrupts through again once it has started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def keep_little() -> None:
    """Have this process and those it will start keep little of what is freed; call it before pyarrow is loaded.

    Arrow's allocator and malloc's arenas keep 70 MB in three processes, and are no faster here.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    os.environ.setdefault("MALLOC_ARENA_MAX", str(_ARENAS))
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library has its own ways
            change_option = ctypes.CDLL(None).mallopt
            change_option(_M_MMAP_THRESHOLD, _LARGE)
            change_option(_M_ARENA_MAX, _ARENAS)


class _WithoutPandas(MetaPathFinder):
    """Says that pandas is not installed."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Refuse pandas, and leave the rest to others."""
        if name == "pandas":
            raise ModuleNotFoundError("pandas is left out", name=name)


@contextmanager
def without_pandas() -> Iterator[None]:
    """Have pandas count as not installed, unless it is loaded already.

    pyarrow looks for it when it makes its first array, to tell whether a list is a series of pandas; wherever it is
    installed this fills 50 MB in every process, and takes half a second.
    """
    refusal = _WithoutPandas()
    sys.meta_path.insert(0, refusal)
    try:
        yield
    finally:
        sys.meta_path.remove(refusal)


@without_pandas()
def serve(connection: Connection, prepare: Prepare) -> None:
    """Work on tasks until the other end is closed; runs in the worker's process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle
    try:
        work = prepare()
    except Exception as error:  # told to the parent
        connection.send((_FAILED, f"workers cannot start: {error}"))
        return
    tasks: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_take_in, args=(connection, tasks), daemon=True).start()
    with suppress(OSError):  # the parent is gone
        connection.send((_READY, None))
        while (task := tasks.get()) is not None:
            _work_on(connection, work, *task)


def _take_in(connection: Connection, tasks: queue.SimpleQueue[Any]) -> None:
    """Put tasks into the queue as they arrive: the parent never waits for a worker that waits for the parent."""
    with suppress(EOFError, OSError):
        while True:
            header, payload = connection.recv(), connection.recv_bytes()
            tasks.put((header, payload))
    tasks.put(None)


def _work_on(connection: Connection, work: Work, header: tuple[Batch, dict[int, str], bool], payload: bytes) -> None:
    batch, skipped, is_suspect = header

    def announce(index: int) -> None:
        connection.send((_ANNOUNCED, index))

    try:
        outcome = work(replace(batch, payload=payload), skipped, announce if is_suspect else None)
    except Exception as error:  # told to the parent
        place = batch.place
        problem = f"{type(error).__name__}: {error}"
        connection.send((_FAILED, f"{place.input}: from {place.unit} {place.position:,}: {problem}"))
        return
    output, ledger, outcome.payload, outcome.ledger = outcome.payload, outcome.ledger, b"", b""
    connection.send((_DONE, outcome))
    connection.send_bytes(output)
    connection.send_bytes(ledger)
