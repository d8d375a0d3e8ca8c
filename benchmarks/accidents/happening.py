"""A run as processes of its own, and what may happen to it; Linux only, since processes are looked up in ``/proc``."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random

import click

from benchmarks.accidents.layouts import BESIDE, Layout

_COMMAND = (sys.executable, "-m", "cleaner")
WORKERS = 2
ORPHAN_SECONDS = 20
"""Workers whose parent is gone end by themselves, when they are done with what they have."""


def command(folder: Path, *arguments: str) -> int:
    """Run a command in a folder, with nothing going wrong; return its exit code, 0 or 1."""
    ended = subprocess.run([*_COMMAND, *arguments], cwd=folder, env=_environment(), check=False)
    if ended.returncode not in {0, 1}:
        raise click.ClickException(f"cleaner {' '.join(arguments)} ended with {ended.returncode}")
    return ended.returncode


def _environment() -> dict[str, str]:
    """Return the environment, with this checkout on the path wherever a command runs."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


class Run:
    """A run of a layout in a folder of its own."""

    def __init__(self, layout: Layout, folder: Path, more: Sequence[str] = (), most_bytes: int | None = None) -> None:
        """Start it; ``most_bytes`` is how large a file may become, as on a disk that is nearly full."""
        inputs = [str(path.absolute()) for path in layout.inputs]
        options = [*layout.arguments, *BESIDE, "--workers", str(WORKERS), *more]
        folder.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [*_COMMAND, "corpus", *inputs, *options],
            cwd=folder,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=partial(_limit, most_bytes) if most_bytes else None,  # noqa: PLW1509 - there are no threads here
            env=_environment(),
        )

    def wait(self, seconds: float | None = None) -> int | None:
        """Wait for the end; return the exit code, None if there is none yet."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.returncode

    def said(self) -> str:
        """Return what the ended run wrote to standard error, and see that none of its processes lives on."""
        told = self.process.communicate()[1].decode()
        until = time.monotonic() + ORPHAN_SECONDS
        while left := self.processes():
            if time.monotonic() > until:
                os.killpg(self.process.pid, signal.SIGKILL)
                return f"{told}{len(left)} processes live on\n"
            time.sleep(0.05)
        return told

    def processes(self) -> list[int]:
        """Return all processes of the run that live; it is a session of its own."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                facts = path.read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()
                if int(facts[3]) == self.process.pid and facts[0] != "Z":
                    found.append(int(path.parent.name))
        return found

    def workers(self) -> list[int]:
        """Return the processes that clean."""
        return [pid for pid in self.processes() if b"spawn_main" in _command(pid)]


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


Accident = Callable[[Run, Random], bool]
"""Happens to a run; says whether there was anything that it could happen to."""


def kill_all(run: Run, _: Random) -> bool:
    """Kill every process of the run, as a power cut does."""
    os.killpg(run.process.pid, signal.SIGKILL)
    return True


def kill_parent(run: Run, _: Random) -> bool:
    """Kill the process that reads and writes."""
    run.process.kill()
    return True


def kill_worker(run: Run, moments: Random) -> bool:
    """Kill a process that cleans; the run goes on by itself."""
    try:
        os.kill(moments.choice(run.workers()), signal.SIGKILL)
    except (IndexError, ProcessLookupError):  # there are none yet, or no more
        return False
    return True


def terminate(run: Run, _: Random) -> bool:
    """Ask the run to end, as system managers and schedulers do."""
    run.process.terminate()
    return True


def interrupt(run: Run, _: Random) -> bool:
    """Press Ctrl-C: all processes of the run are told."""
    os.killpg(run.process.pid, signal.SIGINT)
    return True


ACCIDENTS: dict[str, Accident] = {
    "kill -9 of all": kill_all,
    "kill -9 of the parent": kill_parent,
    "kill -9 of a worker": kill_worker,
    "SIGTERM": terminate,
    "Ctrl-C": interrupt,
}
