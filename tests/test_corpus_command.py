"""The command itself: what it tells while it works, and what it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner import corpus
from cleaner.corpus import runner
from cleaner.corpus.records import Counts
from cleaner.corpus.report import Bar, Quiet
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


@pytest.mark.parametrize("workers", [0, 1])
def test_elsewhere_a_line_sums_up_the_run(run: CommandLine, tmp_path: Path, workers: int) -> None:
    kept = {"text": "Nothing is to be removed from this line, which is the whole of its document."}
    (tmp_path / "in.jsonl").write_bytes(corpora.json_lines([*records(4), kept]) + b"no record\n")
    ended = run("corpus", tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", "--workers", workers)
    error, last = ended.stderr.splitlines()
    assert error.startswith(f"cleaner: {tmp_path / 'in.jsonl'}: line 6: ")
    before, after = (
        sum(len(row["text"].encode()) for row in rows)
        for rows in ([*records(4), kept], corpora.read(tmp_path / "out.jsonl"))
    )
    sizes = f"{(before - after) / 1000:.1f} kB of {before / 1000:.1f} kB removed, "
    assert last.startswith(f"cleaner: 5 documents cleaned, 4 of them changed, 1 error, {sizes}")
    assert last.endswith(" s")


def test_a_run_that_ends_early_sums_up_nothing(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"no record\n")
    ended = run("corpus", tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", "--workers", 0, "--fail-fast")
    assert "documents cleaned" not in ended.stderr


def test_nothing_is_told_to_be_installed_by_a_name_that_is_not_published() -> None:
    root = Path(__file__).parents[1]
    told = [
        path for folder in ("cleaner", "docs") for path in (root / folder).rglob("*") if path.suffix in {".py", ".md"}
    ]
    assert len(told) > 100
    assert [path for path in (*told, root / "README.md") if "install 'article-cleaner" in path.read_text("utf-8")] == []


def test_a_package_that_is_missing_is_named_with_the_remedy(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "_PACKAGES", ("pyarrow", "no_such_package"))
    ended = run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl")
    remedy = "install them with pip install '.[corpus]' in a checkout of cleaner"
    assert ended == (1, f"cleaner: packages for corpora are missing (no_such_package); {remedy}\n")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--output", "o.jsonl", "--ledger", "o.jsonl"], "--ledger: o.jsonl is written by --output, too"),
        (["--output", "o.jsonl", "--errors", "./o.jsonl"], "--errors: ./o.jsonl is written by --output, too"),
        (["--output", "o.jsonl", "--errors", "x.jsonl", "--ledger", "x.jsonl"], "is written by --ledger, too"),
        (["--output", "o.jsonl", "--ledger", "in.jsonl"], "in.jsonl: is an input, too"),
        (["--output", "o.jsonl", "--errors", "s", "--summary", "s"], "s is written by --errors, too"),
        (["--output", "o.jsonl", "--resume", "--restart"], "give one of them"),
        (["--output", "o.josnl"], "o.josnl: its suffix tells no format"),
        (["--output", "file"], "file is no folder, and its name tells no format"),
    ],
)
def test_what_would_write_over_something_or_is_a_slip_is_refused_before_anything_is_written(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    corpora.write(Path("in.jsonl"), records(2))
    Path("file").write_bytes(b"")
    ended = run.corpus("in.jsonl", *options)
    assert ended.exit_code == 2
    assert problem in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert {path.name for path in Path().iterdir()} == {"in.jsonl", "file"}
    assert corpora.read(Path("in.jsonl")) == records(2)


def test_folders_may_be_called_like_files(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", records(2))
    (tmp_path / "old.clean").mkdir()
    for name in ("v1.2", "new.clean/", "old.clean"):
        assert run.corpus(tmp_path / "in.jsonl", "--output", f"{tmp_path}/{name}") == (0, "")
        assert (tmp_path / name / "in.jsonl").is_file()


def test_who_interrupts_a_run_is_told_how_to_go_on(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpora.write(tmp_path / "in.jsonl", records(9))
    monkeypatch.setattr(runner, "CHECKPOINT_SECONDS", 0)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Quiet, "update", interrupt)
    options = (tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", "--batch-bytes", 1000)
    told = "cleaner: the same command with --resume goes on from here\ncleaner: interrupted\n"
    assert run.corpus(*options) == (130, told)


def test_the_filter_loads_nothing_of_corpora_but_the_names_of_formats(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(corpora.text(0), encoding="utf-8")
    code = (
        "import sys; sys.argv = ['cleaner', '--keep', 'share', 'a.txt']; from cleaner.cli import main; main(); "
        "print(*sorted({name.split('.')[0] for name in sys.modules} & {'pyarrow', 'msgspec', 'fsspec', 'fastwarc'}), "
        "*(name for name in sys.modules if name.startswith('cleaner.corpus')), file=sys.stderr)"
    )
    paths = {"PYTHONPATH": ":".join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, env=paths)
    assert ended.stderr.split() == [b"cleaner.corpus", b"cleaner.corpus.formats"]


@pytest.mark.parametrize("given", ["parquet", "csv", "jsonl"])
def test_pandas_is_not_loaded_where_it_is_installed(tmp_path: Path, given: str) -> None:
    corpora.write(tmp_path / f"in.{given}", records(3))
    (tmp_path / "pandas.py").write_text("open('loaded', 'w').close()\nraise ImportError", encoding="utf-8")
    arguments = [f"in.{given}", "--output", "out.parquet", "--ledger", "ledger.parquet", "--workers", "1"]
    paths = {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    subprocess.run([sys.executable, "-m", "cleaner", "corpus", *arguments], cwd=tmp_path, check=True, env=paths)
    assert (tmp_path / "ledger.parquet").exists()
    assert not (tmp_path / "loaded").exists()


def test_pyarrow_is_loaded_only_for_tables(tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", records(3))
    code = (
        "import sys; sys.argv = 'cleaner corpus in.jsonl --output out.jsonl'.split(); "
        "from cleaner.cli import main; main(); print('pyarrow' in sys.modules)"
    )
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, env=paths)
    assert ended.stdout.strip() == b"False"
