"""Accidents: a run that was killed at any moment goes on, and ends with the bytes of a run that was not."""

from __future__ import annotations

import gzip
import itertools
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.corpus import outputs, runner, work
from cleaner.corpus.records import Batch, Outcome, Settings
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
    monkeypatch.setattr(runner, "Worker", make_worker)


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

    for owner, name in ((outputs.Part, "append"), (outputs, "sync"), (Path, "replace"), (Path, "unlink")):
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


ARGUMENTS = ("--ledger", "l.jsonl", "--errors", "e.jsonl", "--summary", "s.json", "--batch-bytes", "1000")


@pytest.fixture
def interrupted(
    eager: None, run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[CommandLine, tuple[str, ...]]:
    """Have a run interrupted that has done a part of everything; return how commands are run, and its arguments."""
    monkeypatch.chdir(tmp_path)
    lines = [b"no record\n", *corpora.json_lines(records(9)).splitlines(keepends=True)]
    Path("in.jsonl.gz").write_bytes(b"".join(map(gzip.compress, lines)))
    Path("rules").mkdir()
    Path("rules/share.toml").write_text(RULE, encoding="utf-8")
    arguments = ("in.jsonl.gz", "--output", "out.jsonl", "--rules", "rules", *ARGUMENTS)
    with monkeypatch.context() as accident:
        powercut_at(26, accident)
        with pytest.raises(Accident):
            run.corpus(*arguments)
    assert all(Path(f".{name}.part").stat().st_size for name in ("out.jsonl", "l.jsonl", "e.jsonl"))
    return run, arguments


RULE = """
[[rule]]
id = "mine"
why = "A test."
strength = "sure"
[rule.phrases]
en = ["nobody says this"]
[rule.examples]
drop = ["nobody says this", "Nobody says this!"]
keep = ["nobody says this at all"]
"""


@pytest.mark.parametrize("field", ["batches", "source", "target", "seen", "documents", "output", "ledger", "is_over"])
def test_a_checkpoint_that_was_changed_is_not_believed(
    interrupted: tuple[CommandLine, tuple[str, ...]], field: str
) -> None:
    run, arguments = interrupted
    checkpoint = Path(".out.jsonl.checkpoint")
    before = checkpoint.read_text(encoding="utf-8")
    change = {"output": '"output":[5', "ledger": '"ledger":[-5', "is_over": '"is_over":true'}
    after = re.sub(rf'"{field}":(\[?\d+|false)', change.get(field, f'"{field}":7'), before)
    assert after != before
    checkpoint.write_text(after, encoding="utf-8")
    problem = "is damaged (it was changed); begin again with --restart"
    assert run.corpus(*arguments, "--resume") == (2, f"cleaner: .out.jsonl.checkpoint: {problem}\n")
    assert run.corpus(*arguments, "--restart") == (1, "")
    assert len(corpora.read(Path("out.jsonl"))) == 9


@pytest.mark.parametrize("name", [".out.jsonl.part", ".l.jsonl.part", ".e.jsonl.part"])
@pytest.mark.parametrize("harm", ["changed", "shorter", "a link", "gone"])
def test_nor_is_one_whose_partial_files_are_not_what_they_were(
    interrupted: tuple[CommandLine, tuple[str, ...]], name: str, harm: str
) -> None:
    run, arguments = interrupted
    part = Path(name)
    content = part.read_bytes()
    if harm == "a link":
        part.rename("elsewhere")
        part.symlink_to("elsewhere")
    elif harm == "gone":
        part.unlink()
    else:
        part.write_bytes(content[:1] if harm == "shorter" else bytes([content[0] ^ 1]) + content[1:])
    problem = "is not what it was; begin again with --restart"
    assert run.corpus(*arguments, "--resume") == (1, f"cleaner: {name}: {problem}\n")
    assert not Path("out.jsonl").exists()


def test_rules_that_have_changed_are_other_options(interrupted: tuple[CommandLine, tuple[str, ...]]) -> None:
    run, arguments = interrupted
    Path("rules/share.toml").write_text(RULE.replace("obody", "one"), encoding="utf-8")
    ended = run.corpus(*arguments, "--resume")
    assert ended.exit_code == 2
    assert "inputs or options are not those of the interrupted run" in ended.stderr


@pytest.mark.parametrize("content", [b"other record\n", b""], ids=["another text", "nothing"])
def test_an_input_that_is_not_what_was_read_is_told_whatever_its_size_and_time_say(
    interrupted: tuple[CommandLine, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    run, arguments = interrupted
    facts = Path("in.jsonl.gz").stat()
    monkeypatch.setattr(runner, "identity", lambda _: (facts.st_size, facts.st_mtime_ns))
    Path("in.jsonl.gz").write_bytes(gzip.compress(content))
    problem = "is not what it was before the interruption; begin again with --restart"
    assert run.corpus(*arguments, "--resume") == (1, f"cleaner: in.jsonl.gz: {problem}\n")
    assert not Path("out.jsonl").exists()


def test_a_run_that_is_refused_before_its_first_batch_leaves_nothing_behind(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", corpora.records(1))
    (tmp_path / ".out.jsonl.part").symlink_to(tmp_path / "elsewhere")
    arguments = (tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl")
    refused = run.corpus(*arguments, "--errors", tmp_path / "errors.jsonl")
    assert refused.exit_code == 2
    assert "is none of the files that cleaner keeps under this name; remove it" in refused.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", ".out.jsonl.part"}
    (tmp_path / ".out.jsonl.part").unlink()
    assert run.corpus(*arguments).exit_code == 0
