"""Runs of ``cleaner corpus`` that meet accidents at random moments end, once resumed, with the bytes of a calm run."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from benchmarks.quality.data import DataMissingError, find_data
from tests.corpora import read, records, text, write
from tests.test_corpus_formats import archived, response

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc"),
]

COMMAND = (sys.executable, "-m", "cleaner")
BESIDE = ("--errors", "errors.jsonl", "--summary", "summary.json", "--workers", "2", "--batch-bytes", "100000")
DOCUMENTS = 20_000
"""So that a run takes some seconds, and accidents have time to happen."""
TRIALS = 2
SECOND_ACCIDENT = 0.5
ORPHAN_SECONDS = 20
"""Workers whose parent is gone end by themselves, when they are done with what they have."""


class Layout(NamedTuple):
    """A run: its inputs, each with how many documents, and the outputs that are asked for."""

    inputs: dict[str, int]
    outputs: tuple[str, ...]


LAYOUTS = {
    "JSON Lines, ledger": Layout({"in.jsonl.zst": 1}, ("--output", "out.jsonl.zst", "--ledger", "l.parquet")),
    "Parquet": Layout({"in.parquet": 1}, ("--output", "out.parquet")),
    "WARC": Layout({"in.warc": 8}, ("--output", "out.jsonl")),
    "four files to three shards": Layout(
        {f"in-{n}.jsonl.zst": 4 for n in range(4)}, ("--output", "out", "--to", "jsonl.zst", "--shards", "3")
    ),
}


class Run:
    """A run of a layout as processes of its own, in a folder of its own."""

    def __init__(self, inputs: Path, layout: Layout, folder: Path, *more: str, most_bytes: int | None = None) -> None:
        """Start it; ``most_bytes`` is how large a file may become, as on a disk that is nearly full."""
        folder.mkdir(exist_ok=True)
        limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most_bytes, most_bytes)) if most_bytes else None
        self.process = subprocess.Popen(
            [*COMMAND, "corpus", *(str(inputs / name) for name in layout.inputs), *layout.outputs, *BESIDE, *more],
            cwd=folder,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=limit,  # noqa: PLW1509 - there are no threads here
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )

    def wait(self, seconds: float | None = None) -> int | None:
        """Wait for the end; return the exit code, None if there is none yet."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.returncode

    def ended(self) -> int:
        """Wait for the end, and see that no process lives on and nothing was raised; return the exit code."""
        _, told = self.process.communicate()
        assert b"Traceback" not in told
        until = time.monotonic() + ORPHAN_SECONDS
        while left := self.processes():
            assert time.monotonic() < until, f"{len(left)} processes live on"
            time.sleep(0.05)
        return self.process.returncode

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


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def kill_worker(run: Run) -> None:
    """Kill a process that cleans, if there is one by now; the run goes on by itself."""
    for pid in run.workers()[:1]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


ACCIDENTS: dict[str, Callable[[Run], Any]] = {
    "kill -9 of all": lambda run: os.killpg(run.process.pid, signal.SIGKILL),
    "kill -9 of the parent": lambda run: run.process.kill(),
    "kill -9 of a worker": kill_worker,
    "SIGTERM": lambda run: run.process.terminate(),
    "Ctrl-C": lambda run: os.killpg(run.process.pid, signal.SIGINT),
}


class Calm(NamedTuple):
    """What a run without accidents reads and leaves, how long it takes, and how large its largest file is."""

    inputs: Path
    files: dict[str, str]
    seconds: float
    largest: int


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Calm]:
    """Return what a calm run of a layout leaves; each layout is run once."""

    @cache
    def run(name: str) -> Calm:
        inputs = tmp_path_factory.mktemp("inputs")
        for file, parts in LAYOUTS[name].inputs.items():
            _write(inputs / file, DOCUMENTS // parts)
        folder, started = inputs / "calm", time.monotonic()
        assert Run(inputs, LAYOUTS[name], folder).ended() == 0
        largest = max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        return Calm(inputs, _files(folder), time.monotonic() - started, largest)

    return run


def _write(path: Path, count: int) -> None:
    if path.suffix == ".warc":
        pages = (f"<p>{'<p>'.join(text(n).splitlines())}".encode() for n in range(count))
        path.write_bytes(archived("warcinfo", "", b"x: y") + b"".join(response("https://a.example/", p) for p in pages))
    else:
        write(path, records(count))


def _files(folder: Path) -> dict[str, str]:
    """Return all files below a folder, hidden ones, too, as hashes of their content."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("trial", range(TRIALS))
@pytest.mark.parametrize("accident", ACCIDENTS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_run_that_meets_accidents_and_is_resumed_leaves_the_same_bytes(
    calm: Callable[[str], Calm], tmp_path: Path, layout: str, accident: str, trial: int
) -> None:
    undisturbed, moments = calm(layout), Random(f"{layout} {accident} {trial}")
    likelihood, code, more = 1.0, None, ()
    while code != 0:
        run = Run(undisturbed.inputs, LAYOUTS[layout], tmp_path / "run", *more)
        if moments.random() < likelihood and run.wait(moments.uniform(0, undisturbed.seconds)) is None:
            ACCIDENTS[accident](run)
        code, more = run.ended(), ("--resume",)
        likelihood *= SECOND_ACCIDENT
    assert _files(tmp_path / "run") == undisturbed.files


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_run_that_finds_the_disk_full_goes_on_when_there_is_room(
    calm: Callable[[str], Calm], tmp_path: Path, layout: str
) -> None:
    undisturbed, folder = calm(layout), tmp_path / "run"
    room = int(undisturbed.largest * Random(layout).uniform(0.1, 0.9))
    assert Run(undisturbed.inputs, LAYOUTS[layout], folder, most_bytes=room).ended() != 0
    assert Run(undisturbed.inputs, LAYOUTS[layout], folder, "--resume").ended() == 0
    assert _files(folder) == undisturbed.files


@pytest.mark.parametrize(("form", "ledger"), [("jsonl.zst", "removed.parquet"), ("parquet", "removed.jsonl.zst")])
@pytest.mark.parametrize("name", ["html_text", "inscriptis", "resiliparse_all"])
def test_every_labelled_page_dump_comes_back_from_output_and_ledger(
    tmp_path: Path, name: str, form: str, ledger: str
) -> None:
    try:
        texts = [one.encode("utf-8", "replace").decode() for one in find_data().texts(name).values()]
    except DataMissingError as absent:
        pytest.skip(str(absent))
    source, clean, again = (tmp_path / f"{stage}.{form}" for stage in ("raw", "clean", "again"))
    write(source, [{"text": one} for one in texts])
    run = partial(subprocess.run, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path.cwd())}, check=True)
    run([*COMMAND, "corpus", source.name, "--output", clean.name, "--ledger", ledger])
    run([*COMMAND, "restore", clean.name, "--ledger", ledger, "--output", again.name])

    assert [row["text"] for row in read(again)] == texts
    assert [row["text"] for row in read(clean)] != texts
