"""The ledger and the summary: what was removed is known, and comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest

import cleaner
from tests import corpora
from tests.corpora import CommandLine, Ended, clean, records, text


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


@pytest.mark.parametrize("ledger", ["l.parquet", "l.jsonl", "l.jsonl.zst"])
@pytest.mark.parametrize("name", ["jsonl.gz", "parquet", "arrow", "csv"])
def test_the_original_comes_back_from_output_and_ledger(
    run: CommandLine, tmp_path: Path, name: str, ledger: str
) -> None:
    rows = records(9)
    rows[4]["text"] = "Nothing is to be removed from this line, which is the whole of its document.\r\n"
    corpora.write(tmp_path / f"in.{name}", rows)
    out, again = tmp_path / f"out.{name}", tmp_path / f"again.{name}"
    assert run.corpus(
        tmp_path / f"in.{name}", "--output", out, "--ledger", tmp_path / ledger, "--batch-bytes", 1000
    ) == (0, "")
    assert corpora.read(out) != corpora.read(tmp_path / f"in.{name}")
    assert run("restore", out, "--ledger", tmp_path / ledger, "--output", again) == (0, "")
    assert corpora.read(again) == corpora.read(tmp_path / f"in.{name}")


AS_OTHERS_WRITE = {
    "csv": (
        b'\xef\xbb\xbfid,text,n\r\n"1","The ferry sailed.\n\nSource link",7\r\n\r\n2,"She said ""no"".",\r\n3,None,"x"',
        b'id,text,n\n1,"The ferry sailed.\n\nSource link",7\n2,"She said ""no"".",\n3,None,x\n',
    ),
    "jsonl": (
        b'{ "id": 1.50,  "text" : "The ferry sailed.\\n\\nSource link" }\r\n\n{"text":"","b":[1, 2]}',
        b'{"id":1.50,"text":"The ferry sailed.\\n\\nSource link"}\n{"text":"","b":[1, 2]}\n',
    ),
}


@pytest.mark.parametrize("name", AS_OTHERS_WRITE)
def test_what_a_format_has_around_its_fields_comes_back_as_the_output_has_it(
    run: CommandLine, tmp_path: Path, name: str
) -> None:
    raw, again = AS_OTHERS_WRITE[name]
    paths = [tmp_path / f"{stem}.{name}" for stem in ("in", "out", "again")]
    paths[0].write_bytes(raw)
    assert run.corpus(paths[0], "--output", paths[1], "--ledger", tmp_path / "l.parquet") == (0, "")
    assert b"Source link" not in paths[1].read_bytes()
    assert run("restore", paths[1], "--ledger", tmp_path / "l.parquet", "--output", paths[2]) == (0, "")
    assert paths[2].read_bytes() == again


def test_the_ledger_tells_document_place_label_rule_points_and_text(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", [{"text": text(0)}, *records(2)])
    out, ledger = tmp_path / "out.jsonl", tmp_path / "l.jsonl"
    assert run.corpus(tmp_path / "in.jsonl", "--output", out, "--ledger", ledger, "--batch-bytes", 1) == (0, "")
    told = corpora.read(ledger)
    expected = [
        {
            "output": "out.jsonl",
            "document": number,
            "id": name,
            "field": "text",
            "checksum": crc32(content.encode()),
            **{field: getattr(removal, field) for field in ("start", "end", "label", "rule", "points", "text")},
        }
        for number, (name, content) in enumerate(
            [(f"{tmp_path / 'in.jsonl'}#1", text(0)), ("d0", text(0)), ("d1", text(1))]
        )
        for removal in cleaner.clean(content).removals
    ]
    assert told == expected


def test_documents_that_failed_do_not_shift_the_others(run: CommandLine, tmp_path: Path) -> None:
    lines = corpora.json_lines(records(6)).splitlines(keepends=True)
    lines[1:1] = lines[4:4] = [b"no record\n"]
    (tmp_path / "in.jsonl").write_bytes(b"".join(lines))
    out, ledger, again = tmp_path / "out.jsonl", tmp_path / "l.parquet", tmp_path / "again.jsonl"
    options = ("--ledger", ledger, "--errors", tmp_path / "e.jsonl", "--batch-bytes", 1000)
    assert run.corpus(tmp_path / "in.jsonl", "--output", out, *options) == (1, "")
    assert run("restore", out, "--ledger", ledger, "--output", again) == (0, "")
    assert corpora.read(again) == records(6)


def test_folders_of_all_kinds_come_back(run: CommandLine, tmp_path: Path) -> None:
    source = tmp_path / "in"
    for n, name in enumerate(["z.txt", "a/b.txt", "a/b-c.txt", "a/b.txt.gz.txt"]):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text(n), encoding="utf-8")
    corpora.write(source / "b.jsonl", records(3))
    corpora.write(source / "a/c.parquet", records(4))
    assert run.corpus(source, "--output", tmp_path / "out", "--ledger", tmp_path / "l.parquet") == (0, "")
    restored = run("restore", tmp_path / "out", "--ledger", tmp_path / "l.parquet", "--output", tmp_path / "again")
    assert restored == (0, "")
    for path in source.rglob("*.txt"):
        assert (tmp_path / "again" / path.relative_to(source)).read_bytes() == path.read_bytes()
    for name in ("b.jsonl", "a/c.parquet"):
        assert corpora.read(tmp_path / "again" / name) == corpora.read(source / name)


@pytest.mark.parametrize("name", ["jsonl", "parquet", "arrow", "csv"])
def test_several_fields_are_cleaned_and_come_back(run: CommandLine, tmp_path: Path, name: str) -> None:
    rows = [{"id": f"d{n}", "lead": text(n + 50), "n": n, "text": text(n)} for n in range(5)]
    rows[2]["lead"] = "Nothing is to be removed from this line, which is the whole of its field."
    corpora.write(tmp_path / f"in.{name}", rows)
    out, ledger, again = tmp_path / f"out.{name}", tmp_path / "l.jsonl", tmp_path / f"again.{name}"
    fields = ("--text-field", "text", "--text-column", "lead")
    assert run.corpus(tmp_path / f"in.{name}", "--output", out, "--ledger", ledger, *fields) == (0, "")
    came = corpora.read(out)
    assert [row["text"] for row in came] == [clean(n) for n in range(5)]
    assert [row["lead"] for row in came] == [cleaner.clean(row["lead"]).text for row in rows]
    told = {(row["document"], row["field"]) for row in corpora.read(ledger)}
    assert told == {(n, field) for n in range(5) for field in ("text", "lead")} - {(2, "lead")}
    assert run("restore", out, "--ledger", ledger, "--output", again, *fields) == (0, "")
    assert corpora.read(again) == corpora.read(tmp_path / f"in.{name}")


@pytest.mark.parametrize("name", ["jsonl", "parquet", "csv"])
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (("--text-field", "text"), "the ledger tells of field 'lead', too; name all that were cleaned (--text-field)"),
        (("--text-field", "txt"), "has no (field|column) 'txt' but 'lead', 'text'; see --text-(field|column)"),
        (("--text-field", ""), "--text-field: is empty; name a field"),
    ],
)
def test_wrong_fields_are_told_once_and_nothing_is_restored(
    run: CommandLine, tmp_path: Path, name: str, fields: tuple[str, ...], told: str
) -> None:
    corpora.write(tmp_path / f"in.{name}", [{"lead": text(n + 50), "text": text(n)} for n in range(5)])
    out, ledger, again = tmp_path / f"out.{name}", tmp_path / "l.jsonl", tmp_path / f"again.{name}"
    cleaned = ("--ledger", ledger, "--text-field", "text", "--text-field", "lead")
    assert run.corpus(tmp_path / f"in.{name}", "--output", out, *cleaned) == (0, "")
    ended = run("restore", out, "--ledger", ledger, "--output", again, *fields)
    assert ended.exit_code == 2
    assert re.fullmatch(f"cleaner: .*{re.escape(told) if '|' not in told else told}.*\n", ended.stderr)
    assert not again.exists()


def test_a_record_without_one_of_several_fields_is_an_error(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(corpora.json_lines([{"a": text(0), "b": None}, {"a": text(1)}]))
    options = ("--output", tmp_path / "out.jsonl", "--text-field", "a", "--text-field", "b")
    ended = run.corpus(tmp_path / "in.jsonl", *options)
    problem = "has no field 'b' but 'a'; see --text-field"
    assert ended == (1, f"cleaner: {tmp_path / 'in.jsonl'}: line 2: {problem}\n")
    assert corpora.read(tmp_path / "out.jsonl") == [{"a": clean(0), "b": None}]


def test_one_output_of_many_comes_back_alone(run: CommandLine, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        corpora.write(tmp_path / f"in/{name}.jsonl", records(3))
    ledger = tmp_path / "l.parquet"
    assert run.corpus(tmp_path / "in", "--output", tmp_path / "out", "--ledger", ledger) == (0, "")
    assert run("restore", tmp_path / "out/b.jsonl", "--ledger", ledger, "--output", tmp_path / "b.jsonl") == (0, "")
    assert corpora.read(tmp_path / "b.jsonl") == records(3)


def test_a_ledger_that_does_not_fit_is_told(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", records(3))
    out, ledger = tmp_path / "out.jsonl", tmp_path / "l.jsonl"
    run.corpus(tmp_path / "in.jsonl", "--output", out, "--ledger", ledger)
    corpora.write(out, [{"text": "short"}, *corpora.read(out)[1:2]])
    ended = run("restore", out, "--ledger", ledger, "--output", tmp_path / "again.jsonl")
    assert ended.exit_code == 1
    assert "line 1: the removal at" in ended.stderr
    assert "tells of document 2 of out" in ended.stderr
    assert [row["id"] for row in corpora.read(tmp_path / "again.jsonl")] == ["d1"]


@pytest.fixture
def restored(run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Return what cleans records to ``out.jsonl`` with ``l.jsonl``, changes something, and restores."""
    monkeypatch.chdir(tmp_path)
    corpora.write(Path("in.jsonl"), records(3))
    assert run.corpus("in.jsonl", "--output", "out.jsonl", "--ledger", "l.jsonl") == (0, "")
    corpora.write(Path("other.jsonl"), [{"text": text(n) + "Share on Facebook\n"} for n in range(20, 23)])
    options = ("other.jsonl", "--output", "other/out.jsonl", "--ledger", "other/l.jsonl")
    assert run.corpus(*options) == (0, "")
    Path("again.jsonl").write_bytes(b"finished\n")

    def restore(change: Callable[[], object], source: str = "out.jsonl", ledger: str = "l.jsonl") -> Ended:
        change()
        return run("restore", source, "--ledger", ledger, "--output", "again.jsonl")

    return restore


def _cut_last_row() -> None:
    lines = Path("l.jsonl").read_bytes()
    Path("l.jsonl").write_bytes(lines[:-20])


def _rename() -> None:
    Path("out.jsonl").rename("new.jsonl")


def _nothing() -> None:
    pass


WRONG_LEDGERS: dict[str, tuple[Callable[[], object], str, str, str]] = {
    "of a run with the same names": (_nothing, "out.jsonl", "other/l.jsonl", "does not fit the text"),
    "of a renamed output": (_rename, "new.jsonl", "l.jsonl", "tells of out, and nothing of new"),
    "of other records": (lambda: corpora.write(Path("out.jsonl"), [{"text": None}]), "out.jsonl", "l.jsonl", "not fit"),
    "cut off": (_cut_last_row, "out.jsonl", "l.jsonl", "is no ledger that cleaner corpus wrote (Input data was trun"),
    "other rows": (_nothing, "out.jsonl", "in.jsonl", "is no ledger that cleaner corpus wrote (Object missing"),
}


@pytest.mark.parametrize("case", WRONG_LEDGERS)
def test_a_wrong_ledger_is_an_error_and_nothing_is_written(restored: Callable[..., Ended], case: str) -> None:
    change, source, ledger, problem = WRONG_LEDGERS[case]
    ended = restored(change, source, ledger)
    assert ended.exit_code == 1
    assert problem in ended.stderr
    assert Path("again.jsonl").read_bytes() == b"finished\n"
    assert not list(Path().glob(".*"))


def test_a_text_that_was_changed_is_told_and_the_others_come_back(restored: Callable[..., Ended]) -> None:
    rows = corpora.read(Path("out.jsonl"))
    rows[1]["text"] = rows[1]["text"].replace("forty", "fifty")
    ended = restored(lambda: corpora.write(Path("out.jsonl"), rows))
    problem = "what the ledger tells does not fit the text; give the output and the ledger of one run"
    assert ended == (1, f"cleaner: out.jsonl: line 2: {problem}\n")
    assert corpora.read(Path("again.jsonl")) == [records(3)[0], records(3)[2]]


@pytest.mark.parametrize("name", ["nowhere.parquet", "nowhere.jsonl"])
def test_a_ledger_that_is_not_there_is_told(restored: Callable[..., Ended], name: str) -> None:
    assert restored(_nothing, ledger=name) == (1, f"cleaner: --ledger: {name}: no such file; check the name\n")


def test_a_table_that_is_no_ledger_is_told(restored: Callable[..., Ended]) -> None:
    ended = restored(lambda: corpora.write(Path("l.parquet"), records(2)), ledger="l.parquet")
    assert ended == (1, "cleaner: l.parquet: is no ledger that cleaner corpus wrote (its columns are others)\n")


def test_of_a_folder_what_the_ledger_tells_of_and_is_not_there_is_told(run: CommandLine, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        corpora.write(tmp_path / f"in/{name}.jsonl", records(3))
    ledger = tmp_path / "l.parquet"
    assert run.corpus(tmp_path / "in", "--output", tmp_path / "out", "--ledger", ledger) == (0, "")
    (tmp_path / "out/b.jsonl").unlink()
    ended = run("restore", tmp_path / "out", "--ledger", ledger, "--output", tmp_path / "again")
    problem = "tells of b, which is not where it should be; give the output as it was written"
    assert ended == (1, f"cleaner: {ledger}: {problem}\n")
    assert [corpora.read(tmp_path / f"again/{name}.jsonl") for name in ("a", "c")] == [records(3)] * 2


def test_a_ledger_for_markdown_is_refused(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Text", encoding="utf-8")
    options = ("--to", "markdown", "--ledger", tmp_path / "l.parquet")
    ended = run.corpus(tmp_path / "a.html", "--output", tmp_path / "out", *options)
    assert ended == (2, "cleaner: --ledger: Markdown cannot be restored; write text (--to text)\n")


def test_the_summary_counts_by_category_rule_and_host(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", records(7))
    options = ("--summary", tmp_path / "sum.json", "--batch-bytes", 1000)
    assert run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", *options) == (0, "")
    summary = json.loads((tmp_path / "sum.json").read_bytes())
    removals = [removal for n in range(7) for removal in cleaner.clean(text(n)).removals]
    form = [removal for removal in removals if removal.label == "comment_form"]
    assert summary["category"]["comment_form"]["lines"] == len(form) > 0
    assert summary["category"]["comment_form"]["bytes"] == sum(len(removal.text.encode()) for removal in form)
    (sample,) = summary["rule"]["comment_form.reply-heading"]["samples"]
    assert sample["text"] == "Leave a Reply"
    assert "calm weather.\nLeave a Reply\nYour email" in sample["before"]
    assert sample["after"].endswith("calm weather.")
    assert summary["rule"]["comment_form.reply-heading"]["documents"] == 7
    assert set(summary["host"]) == {"h0.example", "h1.example", "h2.example"}
    total = sum(entry["bytes"] for entry in summary["host"].values())
    assert total == summary["total"]["bytes_in"] - summary["total"]["bytes_out"]
    assert summary["total"]["bytes_out"] == sum(len(clean(n).encode()) for n in range(7))
    table = (tmp_path / "sum.md").read_text(encoding="utf-8")
    assert f"| comment_form | 7 | {len(form):,} |" in table
