"""Accidents: a run that was killed at any moment goes on, and ends with the bytes of a run that was not."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.corpus import parts, runner, work
from cleaner.corpus.model import Batch, Outcome
from cleaner.corpus.settings import Settings
from tests import corpora
from tests.corpora import CommandLine, records


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a checkpoint after every batch, and each batch cleaned once in all runs: these tests are about files."""
    known: dict[Batch, Outcome] = {}

    def make_worker(settings: Settings) -> Callable[..., Outcome]:
        def remembering(batch: Batch, skipped: dict[int, str], _: None) -> Outcome:
            if batch not in known:
                known[batch] = worker(batch, skipped)
            return known[batch]

        worker = work.Worker(settings)
        return remembering

    monkeypatch.setattr(runner, "CHECKPOINT_SECONDS", 0)
    monkeypatch.setattr(work, "make_worker", make_worker)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Accident(BaseException):
    """What no code expects, as a power cut is."""


def powercut_at(moment: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the n-th step that touches the disk never happen, nor any after it."""
    steps = itertools.count()

    def cut_off(real: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **options: object) -> object:
            if next(steps) >= moment:
                raise Accident
            return real(*arguments, **options)

        return step

    for owner, name in ((parts.Part, "append"), (parts, "sync"), (Path, "replace"), (Path, "unlink")):
        monkeypatch.setattr(owner, name, cut_off(getattr(owner, name)))
    for name in ("fsync", "sync"):
        monkeypatch.setattr(os, name, cut_off(lambda *_: None))  # the disk of a test is not lost


LAYOUTS = {
    "one file": ["in", "--output", "OUT/out.jsonl.gz"],
    "a table": ["in", "--output", "OUT/out.parquet"],
    "a file each": ["in", "--output", "OUT"],
    "shards": ["in", "--output", "OUT", "--shards", "3", "--to", "jsonl"],
    "texts": ["texts", "--output", "OUT"],
}


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_run_goes_on_from_every_moment(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    monkeypatch.chdir(tmp_path)
    corpora.write(tmp_path / "in/a.jsonl", records(3))
    (tmp_path / "in/b.jsonl").write_bytes(b"no record\n" + corpora.json_lines(records(2)))
    for n in range(3):
        (tmp_path / "texts").mkdir(exist_ok=True)
        (tmp_path / f"texts/{n}.txt").write_text(corpora.text(n), encoding="utf-8")

    def arguments(out: str) -> list[str]:
        named = [argument.replace("OUT", out) for argument in LAYOUTS[layout]]
        beside = ("--errors", f"{out}/e.jsonl", "--ledger", f"{out}/l.parquet", "--summary", f"{out}/s.json")
        return [*named, *beside, "--batch-bytes", "1000"]

    expected_code = run.corpus(*arguments("calm")).exit_code
    expected = files(tmp_path / "calm")
    assert len(expected) >= 5
    for moment in itertools.count():
        out = f"out{moment}"
        with monkeypatch.context() as accident:
            powercut_at(moment, accident)
            try:
                run.corpus(*arguments(out))
                break
            except Accident:
                pass
        assert run.corpus(*arguments(out), "--resume") == (expected_code, ""), f"stopped at step {moment}"
        assert files(tmp_path / out) == expected, f"stopped at step {moment}"
    assert moment > 20


KILLS = 3
EAGER = (
    "import cleaner.corpus.runner as r, sys; r.CHECKPOINT_SECONDS = 0; from cleaner.cli import main; sys.exit(main())"
)


@pytest.mark.skipif(os.name != "posix", reason="signals as Unix has them")
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_bytes(tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl.gz", records(3000))
    moments = random.Random(1)

    def start(out: str, *more: str) -> subprocess.Popen[bytes]:
        files = ("--output", f"{out}/out.jsonl.zst", "--errors", f"{out}/e.jsonl")
        options = ("--workers", "2", "--batch-bytes", "10000", *more)
        command = [sys.executable, "-c", EAGER, "corpus", "in.jsonl.gz", *files, *options]
        return subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})

    assert start("calm").wait() == 0
    process, kills = start("out"), 0
    while process.poll() is None and kills < KILLS:
        checkpoint = tmp_path / "out/.out.jsonl.zst.checkpoint"
        seen = checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0
        while process.poll() is None and not (checkpoint.exists() and checkpoint.stat().st_mtime_ns > seen):
            time.sleep(0.001)
        time.sleep(moments.uniform(0, 0.03))
        if process.poll() is None:  # on a busy machine a run may end while this process sleeps
            process.send_signal(signal.SIGKILL)
            kills += 1
            process.wait()
            process = start("out", "--resume")
    assert process.wait() == 0
    assert kills, "the run is over too soon to be killed: make it longer"
    assert files(tmp_path / "out") == files(tmp_path / "calm")


@pytest.mark.usefixtures("eager")
def test_an_interrupted_run_is_neither_lost_nor_begun_again_by_accident(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpora.write(tmp_path / "in.jsonl", records(9))
    arguments = (tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", "--batch-bytes", "1000")
    with monkeypatch.context() as accident:
        powercut_at(12, accident)
        with pytest.raises(Accident):
            run.corpus(*arguments)
    checkpoint = tmp_path / ".out.jsonl.checkpoint"
    assert checkpoint.exists()
    problem = "a run was interrupted; go on with it (--resume) or begin again (--restart)"
    assert run.corpus(*arguments) == (2, f"cleaner: {checkpoint}: {problem}\n")
    ended = run.corpus(*arguments, "--resume", "--keep", "share")
    assert ended.exit_code == 2
    assert "inputs or options are not those of the interrupted run" in ended.stderr
    assert run.corpus(*arguments, "--restart") == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_resuming_without_an_interrupted_run_begins_at_the_beginning(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", records(3))
    for _ in range(2):
        assert run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", "--resume") == (0, "")
    assert len(corpora.read(tmp_path / "out.jsonl")) == 3


@pytest.mark.usefixtures("eager")
def test_a_full_disk_is_told_and_the_run_goes_on_when_there_is_room(run: CommandLine, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="limits as Unix has them")
    corpora.write(tmp_path / "in.jsonl", records(200))
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, before[1]))  # as a full disk, but for the name of the error
    try:
        ended = run.corpus(tmp_path / "in.jsonl", "--output", out, "--batch-bytes", 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    problem = "File too large; make room for it and go on with --resume"
    assert ended == (1, f"cleaner: {tmp_path / '.out.jsonl.part'}: {problem}\n")
    assert out.read_bytes() == b"old"
    assert run.corpus(tmp_path / "in.jsonl", "--output", out, "--batch-bytes", 10_000, "--resume") == (0, "")
    assert [row["id"] for row in corpora.read(out)] == [f"d{n}" for n in range(200)]
