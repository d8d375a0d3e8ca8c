"""What people give to ``cleaner corpus``: files that are not what their names say, and as other programs write them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import corpora
from tests.corpora import COMPRESS, CommandLine, clean, json_lines, records, text


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


@pytest.mark.parametrize("suffix", [suffix for suffix in COMPRESS if suffix])
def test_a_compression_that_no_name_tells_is_told_by_the_first_bytes(
    run: CommandLine, tmp_path: Path, suffix: str
) -> None:
    (tmp_path / "in.jsonl").write_bytes(COMPRESS[suffix](json_lines(records(3))))
    assert run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl") == (0, "")
    assert [row["text"] for row in corpora.read(tmp_path / "out.jsonl")] == [clean(n) for n in range(3)]


def test_a_text_that_begins_like_a_compressed_file_is_a_text(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("BZh9 is how some files begin, and no more than that.", encoding="utf-8")
    assert run.corpus(tmp_path / "in.txt", "--output", tmp_path / "out.txt") == (0, "")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").startswith("BZh9 is how")


@pytest.mark.parametrize("suffix", [".arrow", ".arrows"])
def test_a_stream_of_arrow_is_read_like_a_file(run: CommandLine, tmp_path: Path, suffix: str) -> None:
    table = pa.Table.from_pylist(records(3))
    with pa.OSFile(str(tmp_path / f"in{suffix}"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    assert run.corpus(tmp_path / f"in{suffix}", "--output", tmp_path / "out.jsonl") == (0, "")
    assert [row["text"] for row in corpora.read(tmp_path / "out.jsonl")] == [clean(n) for n in range(3)]


def test_a_text_of_bytes_is_a_text_in_json(run: CommandLine, tmp_path: Path) -> None:
    texts = pa.array([text(0).encode(), None], pa.binary())
    pq.write_table(pa.table({"page": pa.StructArray.from_arrays([texts], ["text"])}), tmp_path / "in.parquet")
    options = ("--text-column", "page.text")
    assert run.corpus(tmp_path / "in.parquet", "--output", tmp_path / "out.jsonl", *options) == (0, "")
    assert corpora.read(tmp_path / "out.jsonl") == [{"page": {"text": clean(0)}}, {"page": {"text": None}}]


def test_csv_from_other_programs_is_read(run: CommandLine, tmp_path: Path) -> None:
    quoted = text(0).replace("\n", "\r\n").replace('"', '""')
    data = f'\ufeffid,text\r\n1,"{quoted}"\r\n2,short\r\n'
    (tmp_path / "in.csv.xz").write_bytes(COMPRESS[".xz"](data.encode()))
    assert run.corpus(tmp_path / "in.csv.xz", "--output", tmp_path / "out.jsonl") == (0, "")
    came = corpora.read(tmp_path / "out.jsonl")
    assert [row["id"] for row in came] == ["1", "2"]
    assert came[0]["text"] == clean(0).replace("\n", "\r\n")


def test_what_cannot_be_written_is_told_before_anything_is_cleaned(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": "a"}), encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "closed")
    (tmp_path / "closed").mkdir()
    for option in ("--output", "--ledger", "--errors", "--summary"):
        options = {"--output": tmp_path / "out.jsonl", option: tmp_path / "closed/sub/f.jsonl"}
        ended = run.corpus(tmp_path / "in.jsonl", *(part for pair in options.items() for part in pair))
        problem = f"{option}: {tmp_path}/closed is no folder that can be written to; name another place"
        assert ended == (2, f"cleaner: {problem}\n")
    ended = run.corpus(tmp_path / "in.jsonl", "--output", "nowhere://bucket/out.jsonl")
    assert ended.exit_code == 1
    assert "install what fsspec needs" in ended.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["closed", "in.jsonl"]


def test_addresses_take_wildcards(run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    memory = fsspec.filesystem("memory")
    for name in ("b", "a", "x[1]"):
        memory.pipe(f"/wild/{name}.jsonl", json_lines([{"id": name, "text": text(0)}]))
    memory.pipe("/wild/c.txt", b"none of these")
    cases = {"?.jsonl": ["a", "b"], "*.jsonl": ["a", "b", "x[1]"], "x[1].jsonl": ["x[1]"]}
    for pattern, names in cases.items():
        assert run.corpus(f"memory://wild/{pattern}", "--output", "out.jsonl") == (0, "")
        assert [row["id"] for row in corpora.read(Path("out.jsonl"))] == names
    problem = "cleaner: memory://wild/*.parquet: matches nothing\n"
    assert run.corpus("memory://wild/*.parquet", "--output", "new.jsonl") == (1, problem)


def test_what_is_wrong_with_an_address_is_said_in_words(run: CommandLine, tmp_path: Path) -> None:
    ended = run.corpus("memory://nowhere/in.jsonl", "--output", tmp_path / "out.jsonl")
    assert ended == (1, "cleaner: memory://nowhere/in.jsonl: no such file; check the name\n")


PATHS = {
    "through a list": ({"a": [{"b": "x"}], "n": "\\u00e9"}, "a.b", "field 'a' is no object, so it has no field 'b'"),
    "through a text": ({"a": "x"}, "a.b.c", "field 'a' is no object, so it has no field 'b'"),
    "that ends early": ({"a": {"x": {"y": 1}}}, "a.b.c", "has no field 'a.b' but 'a.x'"),
    "to an object": ({"a": {"b": "x"}}, "a", "field 'a' is no text"),
    "to nothing": ({}, "a", "has no field 'a' but none at all"),
    "among many": ({f"f{n}": n for n in range(20)}, "a", "'f10', 'f11', …"),
    "among long ones": ({"long" * 99: 1}, "a", "has no field 'a' but '" + "long" * 15 + "'…"),
}


@pytest.mark.parametrize("case", PATHS)
def test_a_path_that_leads_nowhere_is_told_as_that(run: CommandLine, tmp_path: Path, case: str) -> None:
    record, path, problem = PATHS[case]
    (tmp_path / "in.jsonl").write_bytes(json_lines([record]).replace(b"\\\\u", b"\\u"))
    ended = run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", "--text-field", path)
    assert ended.exit_code == 2
    assert problem + "; see --text-field\n" in ended.stderr


def test_a_path_through_null_stays_null(run: CommandLine, tmp_path: Path) -> None:
    rows = [{"a": None}, {"a": {"b": text(0)}}]
    (tmp_path / "in.jsonl").write_bytes(json_lines(rows))
    options = ("--output", tmp_path / "out.jsonl", "--text-field", "a.b")
    assert run.corpus(tmp_path / "in.jsonl", *options) == (0, "")
    assert corpora.read(tmp_path / "out.jsonl") == [{"a": None}, {"a": {"b": clean(0)}}]
