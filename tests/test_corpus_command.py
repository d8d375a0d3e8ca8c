"""The command itself: what it tells while it works, and what it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.cli import corpus as command
from cleaner.corpus.model import Counts
from cleaner.corpus.progress import Bar
from tests import corpora
from tests.corpora import CommandLine, records


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


def test_machines_are_told_in_lines_of_json(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(corpora.json_lines(records(4)) + b"no record\n")
    options = ("--log-json", "--summary", tmp_path / "s.json", "--batch-bytes", 1000)
    ended = run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", *options)
    error, *_, last = [json.loads(line) for line in ended.stderr.splitlines()]
    assert (error["event"], error["unit"], error["position"]) == ("error", "line", 5)
    assert (last["event"], last["documents"], last["errors"], last["share"]) == ("end", 4, 1, 1.0)
    assert last["bytes_out"] < last["bytes_in"]
    assert last["removed"]["comment_form"] > 0


def test_a_terminal_gets_a_bar(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    bar = Bar()
    bar.update(Counts(1200, 5_000_000, 4_000_000, 1), 0.5, {"category": {"share": {"bytes": 50_000}}})
    bar.close()
    shown = capfd.readouterr().err
    assert "1,200 documents" in shown
    assert "20.0 % removed (share 1.0 %), 1 errors" in shown
    assert "50%" in shown


def test_a_package_that_is_missing_is_named_with_the_remedy(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_PACKAGES", ("pyarrow", "no_such_package"))
    ended = run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl")
    assert ended == (1, "cleaner: no_such_package is missing; pip install 'article-cleaner[corpus]'\n")


def test_the_filter_loads_nothing_of_corpora(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(corpora.text(0), encoding="utf-8")
    code = (
        "import sys; sys.argv = ['cleaner', '--keep', 'share', 'a.txt']; from cleaner.cli import main; main(); "
        "print(*sorted({name.split('.')[0] for name in sys.modules} & {'pyarrow', 'msgspec', 'fsspec', 'fastwarc'}), "
        "*(name for name in sys.modules if name.startswith('cleaner.corpus')), file=sys.stderr)"
    )
    paths = {"PYTHONPATH": ":".join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, env=paths)
    assert ended.stderr.strip() == b""
