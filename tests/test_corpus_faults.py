"""Bad records: each is named with its place and reason, all others are cleaned, and the run ends with 1."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from cleaner.corpus.inputs import find_inputs, read, sources
from cleaner.corpus.records import Fields
from tests import corpora
from tests.corpora import CommandLine, clean, json_lines, records, text


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


def faults_of(
    run: CommandLine, source: Path, *options: object, exit_code: int = 1
) -> tuple[list[tuple[str, int, str]], list[Any]]:
    """Clean a file; return unit, position and reason of its faults, and the records that were written."""
    out, errors = source.with_name("out.jsonl"), source.with_name("errors.jsonl")
    ended = run.corpus(source, "--output", out, "--errors", errors, *options)
    faults = [json.loads(line) for line in errors.read_bytes().splitlines()]
    rows = corpora.read(out) if out.exists() else []
    field = f": {faults[0]['reason']}\n" if exit_code == 2 else ""  # of a wrong field the terminal tells, too
    assert ended.exit_code == (exit_code if faults else 0)
    assert ended.stderr.count("\n") == (field + not_written(out)).count("\n") * (bool(faults) and not rows)
    assert ended.stderr.endswith("" if rows or not faults else field + not_written(out))
    assert {fault["input"] for fault in faults} <= {str(source)}
    return [(fault["unit"], fault["position"], fault["reason"]) for fault in faults], rows


def not_written(out: Path) -> str:
    """Return what is told where no record could be cleaned."""
    return f"cleaner: {out}: is not written, since no record could be cleaned\n"


GOOD = json_lines([{"text": text(0)}]).rstrip()

BAD_LINES = {
    "broken": (b'{"text": "a', "is no JSON object: Input data was truncated"),
    "trailing comma": (b'{"text": "a",}', "trailing comma"),
    "no object": (b'["a"]', "is a JSON array"),
    "a number": (b"17", "Expected `object`"),
    "no text": (b'{"txt": "a"}', "has no field 'text'"),
    "text of another type": (b'{"text": 5}', "field 'text' is no text"),
    "not UTF-8": (b'{"text": "a\xff"}', "byte 12 of the record is not UTF-8"),
    "not UTF-8 elsewhere": (b'{"text": "a", "x": "\xff"}', "byte 21 of the record is not UTF-8"),
    "half a pair": (b'{"text": "\\ud83d"}', "half of a surrogate pair"),
    "not a number": (b'{"text": "a", "x": NaN}', "is no JSON though some accept it: NaN"),
    "too long": (b'{"text": "' + b"a" * 5000 + b'"}', "is longer than 4,000 bytes"),
    "huge": (b'{"text": "' + b"a" * 90_000 + b'"}', "is longer than 4,000 bytes"),
    "too deep": (b'{"x": ' + b"[" * 1900 + b"]" * 1900 + b', "text": "a"}', "is nested too deeply"),
    "binary": (b"\x00\x01\x02", "JSON"),
}


@pytest.mark.parametrize("batch_bytes", [1, 10_000, 10_000_000])
def test_bad_lines_of_json_are_named_and_the_others_go_on(run: CommandLine, tmp_path: Path, batch_bytes: int) -> None:
    lines = [line for bad, _ in BAD_LINES.values() for line in (bad, GOOD, b"")]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines))
    faults, rows = faults_of(run, tmp_path / "in.jsonl", "--max-bytes", 4000, "--batch-bytes", batch_bytes)
    assert [(unit, position) for unit, position, _ in faults] == [("line", 1 + 3 * n) for n in range(len(BAD_LINES))]
    for (_, _, reason), (_, expected) in zip(faults, BAD_LINES.values(), strict=True):
        assert expected in reason
    assert rows == [{"text": clean(0)}] * len(BAD_LINES)


def test_a_text_that_is_null_stays_null(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"text":null,"a":1}\n')
    assert faults_of(run, tmp_path / "in.jsonl") == ([], [{"text": None, "a": 1}])


def test_rows_of_csv_with_too_many_or_too_few_cells_are_named(run: CommandLine, tmp_path: Path) -> None:
    good = '"' + text(0) + '"'
    height = good.count("\n") + 1
    (tmp_path / "in.csv").write_text(
        f'id,text\n1,{good}\n2\n3,{good}\n4,5,6\n7,"{"x" * 3000}"\n8,ok\n', encoding="utf-8"
    )
    faults, rows = faults_of(run, tmp_path / "in.csv", "--max-bytes", 2000)
    assert [position for _, position, _ in faults] == [2 + height, 3 + 2 * height, 4 + 2 * height]
    assert [
        word for (_, _, reason), word in zip(faults, ("1 cells", "3 cells", "longer"), strict=True) if word in reason
    ] == ["1 cells", "3 cells", "longer"]
    assert [row["id"] for row in rows] == ["1", "3", "8"]


@pytest.mark.parametrize("batch_bytes", [1, 10_000_000])
def test_a_quote_that_is_never_closed_costs_one_row(run: CommandLine, tmp_path: Path, batch_bytes: int) -> None:
    (tmp_path / "in.csv").write_bytes(b'id,text\n1,a\n2,"b\n3,c\n4,"d"\n5,e\xff\n6,f\n')
    faults, rows = faults_of(run, tmp_path / "in.csv", "--batch-bytes", batch_bytes)
    assert [(position, reason.split()[0]) for _, position, reason in faults] == [(3, "a"), (6, "holds")]
    assert [row["id"] for row in rows] == ["1", "3", "4", "6"]


def test_a_quote_that_is_closed_in_a_later_row_costs_one_row(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b'id,text\n1,a\n2,"b\n3,c\n4,5" disks\n5,"e\ne"\n6,f\n')
    faults, rows = faults_of(run, tmp_path / "in.csv")
    assert faults == [("line", 3, """is no row of CSV: ',' expected after '"'""")]
    assert [row["text"] for row in rows] == ["a", "c", '5" disks', "e\ne", "f"]


@pytest.mark.parametrize("name", ["parquet", "arrow", "csv.gz"])
def test_a_column_that_is_not_there_is_told_once_with_those_that_are(
    run: CommandLine, tmp_path: Path, name: str
) -> None:
    corpora.write(tmp_path / f"in.{name}", [{"id": str(n), "body": "b"} for n in range(9)])
    faults, rows = faults_of(run, tmp_path / f"in.{name}", exit_code=2)
    problem = "has no column 'text' but 'id', 'body'; see --text-column"
    assert faults == [("line", 2, f"{problem} (9 rows from here on)") if name == "csv.gz" else ("file", 0, problem)]
    assert rows == []


def test_text_columns_of_other_types_are_told(run: CommandLine, tmp_path: Path) -> None:
    table = pa.table({"text": pa.array([b"ok", b"\xff", None, b"x" * 99], pa.binary())})
    pq.write_table(table, tmp_path / "in.parquet")
    faults, rows = faults_of(run, tmp_path / "in.parquet", "--max-bytes", 50)
    assert faults == [
        ("row", 2, "byte 1 of the text is not utf-8"),
        ("row", 4, "is longer than 50 bytes; see --max-bytes"),
    ]
    assert len(rows) == 2


@pytest.mark.parametrize("name", ["in.parquet", "in.arrow"])
@pytest.mark.parametrize("content", [b"", b"no table at all", b"PAR1", b"ARROW1\0\0"])
def test_files_that_are_no_tables_are_named(run: CommandLine, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    ((unit, position, reason),), rows = faults_of(run, tmp_path / name)
    assert (unit, position, rows) == ("file", 0, [])
    assert reason.startswith(f"cannot be read as {name.removeprefix('in.')} (")
    assert reason.endswith("); check it, or name its format (--from)")


COMPRESSED = {".gz": gzip.compress, ".zst": lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data)}


@pytest.mark.parametrize("suffix", COMPRESSED)
def test_a_file_that_is_cut_off_loses_its_end_only(run: CommandLine, tmp_path: Path, suffix: str) -> None:
    members = [COMPRESSED[suffix](json_lines([row])) for row in records(5)]
    path = tmp_path / f"in.jsonl{suffix}"
    path.write_bytes(b"".join(members)[:-20])
    ((unit, line, reason),), rows = faults_of(run, path)
    assert (unit, line) == ("line", 5)
    assert reason == f"compressed data ends too early: the part from byte {len(b''.join(members[:4])):,} is cut off"
    assert [row["id"] for row in rows] == ["d0", "d1", "d2", "d3"]


@pytest.mark.parametrize("suffix", COMPRESSED)
def test_damage_within_a_file_loses_one_part(run: CommandLine, tmp_path: Path, suffix: str) -> None:
    members = [COMPRESSED[suffix](json_lines([row])) for row in records(5)]
    members[2] = members[2][:40] + b"\xff" * 60 + members[2][100:]
    (tmp_path / f"in.jsonl{suffix}").write_bytes(b"".join(members))
    faults, rows = faults_of(run, tmp_path / f"in.jsonl{suffix}")
    assert any("damaged at byte" in reason for _, _, reason in faults)
    assert [row["id"] for row in rows] == ["d0", "d1", "d3", "d4"]


def test_a_file_that_is_not_compressed_as_its_name_says_is_named(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl.gz").write_bytes(json_lines(records(2)))
    assert faults_of(run, tmp_path / "in.jsonl.gz") == ([("line", 1, "compressed data is damaged at byte 0")], [])


def test_files_that_cannot_be_read_are_named_and_the_others_go_on(run: CommandLine, tmp_path: Path) -> None:
    names = ["a.txt", "missing.txt", "binary.txt", "long.txt", "cut.txt.gz"]
    for name, content in zip(names, [text(0).encode(), b"", b"\xff\xfea", b"x" * 2000, b"\x1f\x8b\x08"], strict=True):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "missing.txt").unlink()
    errors = tmp_path / "errors.jsonl"
    options = ("--errors", errors, "--max-bytes", 1000)
    assert run.corpus(*(tmp_path / name for name in names), "--output", tmp_path / "out", *options) == (1, "")
    faults = [json.loads(line) for line in errors.read_bytes().splitlines()]
    assert {Path(fault["input"]).name: fault["reason"] for fault in faults} == {
        "missing.txt": "no such file; check the name",
        "binary.txt": "byte 3 is not utf-16-le; name another encoding (--encoding)",
        "long.txt": "is longer than 1,000 bytes; see --max-bytes",
        "cut.txt.gz": "compressed data ends too early: the part from byte 0 is cut off",
    }
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.txt"]


def test_an_input_that_is_missing_has_no_output(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "a.jsonl", records(2))
    inputs = (tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    ended = run.corpus(*inputs, "--output", tmp_path / "out")
    assert ended == (1, f"cleaner: {tmp_path / 'b.jsonl'}: no such file; check the name\n")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.jsonl"]
    assert run.corpus(tmp_path / "b.jsonl", "--output", tmp_path / "c.jsonl").exit_code == 1
    assert not (tmp_path / "c.jsonl").exists()


def test_faults_are_told_on_standard_error_where_no_file_is_wanted(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"x\n" * 25)
    ended = run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl")
    lines = ended.stderr.splitlines()
    assert lines[0].startswith(f"cleaner: {tmp_path / 'in.jsonl'}: line 1: ")
    more = "cleaner: 5 more records could not be cleaned; --errors FILE names all"
    assert lines[20:] == [not_written(tmp_path / "out.jsonl").rstrip(), more]


def test_fail_fast_ends_at_the_first_bad_record(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(json_lines(records(2)) + b"x\n" + json_lines(records(2)))
    ended = run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", "--fail-fast")
    assert ended.exit_code == 1
    assert "in.jsonl: line 3: is no JSON object: JSON is malformed" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "out.jsonl").exists()


WRONG_USAGE = {
    "an unknown format": (["b/in.xyz", "--output", "out.jsonl"], "its name tells no format; name it (--from jsonl)"),
    "no such file": (["in.xyz", "--output", "out.jsonl"], "in.xyz: there is no such file or folder"),
    "no such folder": (["nodir/", "--output", "out/"], "nodir/: there is no such folder"),
    "a name of pages": (["in.jsonl", "--output", "out.html"], "out.html: html is read and not written"),
    "a name of an archive": (["in.jsonl", "--output", "out.warc.gz"], "out.warc.gz: warc is read and not written"),
    "a name of texts of archives": (["in.jsonl", "--output", "out.warc.wet"], "wet is read and not written"),
    "an archive to write": (["in.jsonl", "--output", "out/", "--to", "warc"], "--to: 'warc' is no format"),
    "a compressed table": (["in.jsonl", "--output", "out.parquet.gz"], "parquet is compressed within; leave out .gz"),
    "tables to compress": (["in.jsonl", "--output", "o/", "--to", "arrow.zst"], "--to: arrow is compressed within"),
    "two formats": (
        ["in.jsonl", "--output", "o.csv", "--to", "jsonl"],
        "o.csv is the name of a .csv file, and --to is",
    ),
    "two compressions": (["in.jsonl", "--output", "o.csv.gz", "--to", "csv.xz"], "and --to is csv.xz"),
    "errors of another format": (
        ["in.jsonl", "--output", "o.jsonl", "--errors", "e.csv"],
        "e.csv: its name tells another format than can be written; end its name with .json or .jsonl",
    ),
    "errors that look compressed": (["in.jsonl", "--output", "o.jsonl", "--errors", "e.jsonl.gz"], "another format"),
    "a summary of another format": (
        ["in.jsonl", "--output", "o.jsonl", "--summary", "s.csv"],
        "s.csv: its name tells another format than can be written; end its name with .json, .jsonl, .parquet or .md",
    ),
    "what cannot be added": (["in.jsonl", "--output", "o.jsonl", "--add", "author"], "--add: there is no 'author'"),
    "added under the text's name": (
        ["in.jsonl", "--output", "o.jsonl", "--add", "title=text"],
        "--add: 'text' is taken; name another field (--add title=NAME)",
    ),
    "two added under one name": (["in.jsonl", "--output", "o.jsonl", "--add", "title=a,date=a"], "--add: 'a' is taken"),
    "a ledger of Markdown": (
        ["in.jsonl", "--output", "o.jsonl", "--html", "--format", "markdown", "--ledger", "l.jsonl"],
        "--ledger: Markdown cannot be restored",
    ),
    "a wrong --to": (["in.jsonl", "--output", "out", "--to", "xml"], "--to: 'xml' is no format"),
    "many documents in one text": (["in.jsonl", "--output", "out.txt"], "a text file holds one document"),
    "many documents in texts": (["in.jsonl", "--output", "out", "--to", "text"], "holds many documents"),
    "its own input": (["in.jsonl", "--output", "in.jsonl"], "is an input, too"),
    "two of a name": (["in.jsonl", "b/in.jsonl", "--output", "out"], "is written under the same name"),
    "shards in a file": (["in.jsonl", "--output", "out.jsonl", "--shards", "2"], "--shards: writes to a folder"),
    "a ledger of another kind": (["in.jsonl", "--output", "o.jsonl", "--ledger", "l.csv"], "name a .parquet or a"),
    "standard output again": (["in.jsonl", "--output", "-", "--resume"], "--resume: needs a file to go on with"),
    "a file for a folder": (["in.jsonl", "--output", "in.jsonl/out.jsonl"], "in.jsonl is no folder that can be"),
    "a folder for more": (["in.jsonl", "--output", "o.jsonl", "--summary", "in.jsonl/s"], "--summary: "),
    "an unknown label": (["in.jsonl", "--output", "o.jsonl", "--keep", "xyz"], "there is no label 'xyz'"),
}


@pytest.mark.parametrize("case", WRONG_USAGE)
def test_wrong_usage_is_told_in_one_line(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.chdir(tmp_path)
    corpora.write(tmp_path / "in.jsonl", records(1))
    corpora.write(tmp_path / "b/in.jsonl", records(1))
    (tmp_path / "b/in.xyz").touch()
    arguments, problem = WRONG_USAGE[case]
    ended = run.corpus(*arguments)
    assert ended.exit_code == 2
    assert problem in ended.stderr
    assert ended.stderr.count("\n") == 1


SOUND, STRAY = "Fähre über den Fluß, sagte sie.".encode(), b"Der n\xe4chste Tag"


def _stray(name: str) -> bytes:
    """Return a file in the format of a name with a document in UTF-8 that has one byte of another encoding."""
    text = SOUND + b" " + STRAY
    if name.endswith("wet"):
        return b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(text), text)
    if name.endswith("parquet"):
        sink = pa.BufferOutputStream()
        pq.write_table(pa.table({"text": pa.array([text], pa.binary()).view(pa.string())}), sink)
        return sink.getvalue().to_pybytes()
    return {"txt": b"%s", "jsonl": b'{"text": "%s"}\n', "csv": b'id,text\n1,"%s"\n'}[name.rpartition(".")[2]] % text


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.wet", "a.parquet"])
def test_stray_bytes_in_utf8_are_told_counted_and_cost_nothing_else(
    run: CommandLine, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(_stray(name))
    options = ("--summary", tmp_path / "s.json", "--add", "problem")
    ended = run("corpus", tmp_path / name, "--output", tmp_path / "out.jsonl", "--workers", 0, *options)
    told, summary = ended.stderr.splitlines()
    assert ended.exit_code == 0
    assert told.endswith("1 byte is not utf-8 and became U+FFFD")
    assert "1 with bytes that are no characters, 0 errors" in summary
    (record,) = corpora.read(tmp_path / "out.jsonl")
    assert record["text"].rstrip() == f"{SOUND.decode()} Der n\ufffdchste Tag"
    assert record["problem"] == "1 byte is not utf-8 and became U+FFFD"
    assert json.loads((tmp_path / "s.json").read_bytes())["total"]["damaged"] == 1


@pytest.mark.parametrize(
    ("header", "problem"),
    [(b"id,t\xe9xt", "holds bytes that are not utf-8"), (b'id,"text"s', "is no row of CSV"), (b"id,id,text", "twice")],
)
def test_columns_of_csv_that_have_no_names_are_told(
    run: CommandLine, tmp_path: Path, header: bytes, problem: str
) -> None:
    (tmp_path / "in.csv").write_bytes(header + b"\n1,one\n2,two\n")
    faults, rows = faults_of(run, tmp_path / "in.csv")
    assert rows == []
    ((unit, position, reason),) = faults
    assert (unit, position) == ("line", 2)
    assert all(words in reason for words in ("the columns' names", problem, "(2 rows from here on)"))


def test_what_stands_before_the_damage_in_arrow_is_cleaned(run: CommandLine, tmp_path: Path) -> None:
    table = pa.Table.from_pylist(records(2))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
        sound = sink.tell()
        writer.write_table(table)
    data = bytearray(sink.getvalue().to_pybytes())
    offsets = data.index(b"\x02\x00\x00\x00\x04\x00\x00\x00", sound)  # the ids are two characters long
    data[offsets : offsets + 4] = b"\xff\xff\xff\x7f"
    (tmp_path / "in.arrow").write_bytes(data)
    faults, rows = faults_of(run, tmp_path / "in.arrow")
    assert [row["text"] for row in rows] == [clean(0), clean(1)]
    assert len(faults) == 1


@pytest.mark.parametrize("name", ["parquet", "arrow"])
@pytest.mark.parametrize("inside", [False, True])
def test_a_table_with_two_columns_of_one_name_is_refused_and_the_others_go_on(
    run: CommandLine, tmp_path: Path, name: str, inside: bool
) -> None:
    twice = [pa.array(["one"]), pa.array(["two"])]
    struct = pa.StructArray.from_arrays(twice, ["a", "a"])
    table = pa.Table.from_arrays(*(([struct, twice[0]], ["s", "text"]) if inside else (twice, ["a", "a"])))
    with pa.OSFile(str(tmp_path / f"a.{name}"), "wb") as sink:
        if name == "parquet":
            pq.write_table(table, sink)
        else:
            with pa.ipc.new_stream(sink, table.schema) as writer:
                writer.write_table(table)
    corpora.write(tmp_path / "b.jsonl", records(1))
    out = tmp_path / "out.jsonl"
    ended = run.corpus(tmp_path / f"a.{name}", tmp_path / "b.jsonl", "--output", out)
    assert ended == (1, f"cleaner: {tmp_path / f'a.{name}'}: has two columns 'a'; rename one\n")
    assert len(corpora.read(out)) == 1


@pytest.mark.parametrize("suffix", [suffix for suffix in corpora.COMPRESS if suffix])
def test_what_unpacks_to_much_comes_in_small_batches(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"in.jsonl{suffix}").write_bytes(corpora.COMPRESS[suffix](b" \n" * 20_000_000))
    (source,) = sources(find_inputs([str(tmp_path / f"in.jsonl{suffix}")], None))
    sizes = [len(batch.payload) for batch in read(source, Fields(batch_bytes=100_000))]
    assert sum(sizes) == 40_000_000
    assert max(sizes) <= 100_000 + (1 << 20)
