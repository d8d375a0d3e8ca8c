"""Accidents: a run that was killed at any moment goes on, and ends with the bytes of a run that was not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleaner.corpus import parts, runner
from tests import corpora
from tests.corpora import CommandLine, records


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


@pytest.fixture
def eager_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a checkpoint after every batch."""
    monkeypatch.setattr(runner, "CHECKPOINT_SECONDS", 0)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Accident(BaseException):
    """What no code expects, as a power cut is."""


def powercut_at(moment: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the n-th step that touches the disk never happen, nor any after it."""
    left = moment

    def step(name: str, real: object) -> object:
        def wrapped(*arguments: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise Accident(name)
            return real(*arguments)  # type: ignore[operator]

        return wrapped

    for owner, name in ((parts.Part, "append"), (parts, "sync"), (os, "fsync"), (Path, "replace"), (Path, "unlink")):
        monkeypatch.setattr(owner, name, step(name, getattr(owner, name)))


LAYOUTS = {
    "one file": ["in", "--output", "OUT/out.jsonl.gz"],
    "a table": ["in", "--output", "OUT/out.parquet"],
    "a file each": ["in", "--output", "OUT"],
    "shards": ["in", "--output", "OUT", "--shards", "3", "--to", "jsonl"],
    "texts": ["texts", "--output", "OUT"],
}


@pytest.mark.usefixtures("eager_checkpoints")
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
    moment = 0
    while True:
        with monkeypatch.context() as accident, pytest.raises(Accident):
            powercut_at(moment, accident)
            run.corpus(*arguments(f"out{moment}"))
            break
        again = run.corpus(*arguments(f"out{moment}"), "--resume")
        assert (again.exit_code, again.stderr) == (expected_code, "")
        assert files(tmp_path / f"out{moment}") == expected, f"killed at step {moment}"
        moment += 1
    assert moment > 10
