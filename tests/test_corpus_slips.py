"""Slips: a mistyped name costs nothing that was finished before, and is told with what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import corpora
from tests.corpora import CommandLine, clean, json_lines, records, text


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


def files(folder: Path) -> dict[str, bytes]:
    """Return the names and bytes of all files in a folder, hidden ones, too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("more", [(), ("--batch-bytes", 1000)])
@pytest.mark.parametrize("name", ["jsonl", "jsonl.gz", "parquet", "arrow", "csv", "tsv"])
def test_a_mistyped_field_leaves_all_as_it_was(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, more: tuple[object, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    corpora.write(Path(f"in.{name}"), records(9))
    options = ["--output", f"o/out.{name}", "--ledger", "o/l.jsonl", "--summary", "o/s.json"]
    assert run.corpus(f"in.{name}", *options) == (0, "")
    before = files(tmp_path)
    for slip, problem in {"txt": "'id', 'text', 'url', 'n'; see --text-", "n.txt": "'n"}.items():
        ended = run.corpus(f"in.{name}", *options, "--text-field", slip, *more)
        assert ended.exit_code == 2
        first, *rest = ended.stderr.splitlines()
        assert first.startswith(f"cleaner: in.{name}: ")
        assert problem in first
        assert len(rest) <= 2  # that nothing is written, and how many records more
        assert files(tmp_path) == before


@pytest.mark.parametrize("name", ["jsonl", "parquet", "arrow"])
def test_a_field_that_is_no_text_leaves_all_as_it_was(run: CommandLine, tmp_path: Path, name: str) -> None:
    corpora.write(tmp_path / f"in.{name}", records(9))
    (tmp_path / "out.csv").write_bytes(b"finished\n")
    options = ("--output", tmp_path / "out.csv", "--text-field", "n", "--batch-bytes", 300)
    ended = run.corpus(tmp_path / f"in.{name}", *options)
    assert ended.exit_code == 2
    assert "is no text; see --text-" in ended.stderr
    assert (tmp_path / "out.csv").read_bytes() == b"finished\n"


def test_a_run_that_begins_without_the_field_does_not_read_on(run: CommandLine, tmp_path: Path) -> None:
    rows: list[Any] = [{"txt": text(n)} for n in range(9)]
    (tmp_path / "in.jsonl").write_bytes(json_lines(rows) + b"never read\n" * 500_000)
    ended = run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", "--batch-bytes", 1000)
    assert ended == (2, f"cleaner: {tmp_path / 'in.jsonl'}: line 1: has no field 'text' but 'txt'; see --text-field\n")


def test_a_field_that_some_records_lack_is_told_once_and_each_is_listed(run: CommandLine, tmp_path: Path) -> None:
    rows: list[Any] = [{"id": n, "text" if n % 5 == 0 else "body": text(n)} for n in range(20)]
    (tmp_path / "in.jsonl").write_bytes(json_lines(rows))
    options = (tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl")
    first = f"cleaner: {tmp_path / 'in.jsonl'}: line 2: has no field 'text' but 'id', 'body'; see --text-field\n"
    more = "cleaner: 15 more records could not be cleaned; --errors FILE names all\n"
    assert run.corpus(*options) == (1, first + more)
    assert run.corpus(*options, "--errors", tmp_path / "e.jsonl") == (1, "")
    assert [row["position"] for row in corpora.read(tmp_path / "e.jsonl")] == [n + 1 for n in range(20) if n % 5]
    assert [row["id"] for row in corpora.read(tmp_path / "out.jsonl")] == [0, 5, 10, 15]


@pytest.mark.parametrize("name", ["jsonl", "csv", "parquet"])
def test_pages_that_are_read_as_text_are_told_once(run: CommandLine, tmp_path: Path, name: str) -> None:
    rows: list[Any] = [{"text": f"<!DOCTYPE html>\n<p>{text(n)}"} for n in range(9)]
    corpora.write(tmp_path / f"in.{name}", rows)
    options = (tmp_path / f"in.{name}", "--output", tmp_path / f"out.{name}", "--batch-bytes", 100)
    place = {"jsonl": "line 1", "csv": "line 2", "parquet": "row 1"}[name]
    told = f"{tmp_path / f'in.{name}'}: {place}: 'text' holds a page of HTML, read as text; --html reads it as a page"
    assert run.corpus(*options) == (0, f"cleaner: {told}\n")
    assert run.corpus(*options, "--html") == (0, "")


def test_an_input_that_is_not_there_is_told_beside_a_file_of_errors(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(json_lines([{"text": text(0)}, {"text": 1}]))
    inputs = (tmp_path / "in.jsonl", tmp_path / "gone.jsonl")
    ended = run.corpus(*inputs, "--output", tmp_path / "out.jsonl", "--errors", tmp_path / "e.jsonl")
    assert ended == (1, f"cleaner: {inputs[1]}: no such file; check the name\n")
    assert [row["input"] for row in corpora.read(tmp_path / "e.jsonl")] == [str(one) for one in inputs]


@pytest.mark.parametrize("bad", [b"{broken\n" * 3, b"[1]\n", b"\xff\n"])
@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "out.csv.xz"])
def test_an_input_of_which_nothing_can_be_used_replaces_nothing(
    run: CommandLine, tmp_path: Path, name: str, bad: bytes
) -> None:
    (tmp_path / "in.jsonl").write_bytes(bad)
    for finished in (name, "l.jsonl", "s.json"):
        (tmp_path / finished).write_bytes(b"finished")
    before = files(tmp_path)
    options = ("--ledger", tmp_path / "l.jsonl", "--summary", tmp_path / "s.json")
    ended = run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / name, *options)
    assert ended.exit_code == 1
    assert f"{name}: is not written, since no record could be cleaned\n" in ended.stderr
    assert files(tmp_path) == before


def test_of_many_inputs_only_those_without_the_field_are_left_out(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in/a.jsonl", [{"body": "b"}])
    corpora.write(tmp_path / "in/b.parquet", [{"body": "b"}])
    corpora.write(tmp_path / "in/c.jsonl", records(3))
    corpora.write(tmp_path / "out/b.parquet", records(1))
    ended = run.corpus(tmp_path / "in", "--output", tmp_path / "out")
    assert ended.exit_code == 1
    assert ended.stderr.count("has no field 'text' but 'body'") == 1
    assert sorted(files(tmp_path / "out")) == ["b.parquet", "c.jsonl"]
    assert corpora.read(tmp_path / "out/b.parquet") == records(1)
    assert [row["text"] for row in corpora.read(tmp_path / "out/c.jsonl")] == [clean(n) for n in range(3)]


@pytest.mark.parametrize("good", [0, 30])
def test_shards_appear_together_or_not_at_all(run: CommandLine, tmp_path: Path, good: int) -> None:
    corpora.write(tmp_path / "in/c.jsonl", records(good))
    (tmp_path / "in/b.jsonl").write_bytes(b"no record\n" * 6000)
    corpora.write(tmp_path / "out/part-00000-of-00003.jsonl", records(1))
    options = ("--shards", 3, "--to", "jsonl", "--batch-bytes", 4000)
    ended = run.corpus(tmp_path / "in/b.jsonl", tmp_path / "in/c.jsonl", "--output", tmp_path / "out", *options)
    assert ended.exit_code == 1
    sizes = [len(corpora.read(path)) for path in sorted((tmp_path / "out").iterdir())]
    assert sizes[0] == (0 if good else 1)
    assert (len(sizes), sum(sizes)) == ((3, good) if good else (1, 1))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--output", ""), "--output: is empty; name a file or a folder (./ is this one)"),
        (("--output", "out.jsonl", "--text-field", ""), "--text-field: is empty; name a field"),
    ],
)
def test_an_empty_name_is_wrong_usage(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    corpora.write(Path("in/a.jsonl"), records(2))
    assert run.corpus("in", *options) == (2, f"cleaner: {told}\n")
    assert list(files(tmp_path)) == ["in/a.jsonl"]
