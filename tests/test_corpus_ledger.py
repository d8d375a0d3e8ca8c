"""The ledger and the summary: what was removed is known, and comes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cleaner
from tests import corpora
from tests.corpora import CommandLine, clean, records, text


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


def test_a_ledger_of_another_output_is_told(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", records(2))
    ledger = tmp_path / "l.parquet"
    run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", "--ledger", ledger)
    renamed = (tmp_path / "out.jsonl").rename(tmp_path / "new.jsonl")
    problem = "tells of out, and nothing of new, which stays as it is; if it was renamed, give it its old name"
    ended = run("restore", renamed, "--ledger", ledger, "--output", tmp_path / "again.jsonl")
    assert ended == (0, f"cleaner: {ledger}: {problem}\n")


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
    assert summary["rule"]["comment_form.reply-heading"]["samples"] == ["Leave a Reply"]
    assert set(summary["host"]) == {"h0.example", "h1.example", "h2.example"}
    total = sum(entry["bytes"] for entry in summary["host"].values())
    assert total == summary["total"]["bytes_in"] - summary["total"]["bytes_out"]
    assert summary["total"]["bytes_out"] == sum(len(clean(n).encode()) for n in range(7))
    table = (tmp_path / "sum.md").read_text(encoding="utf-8")
    assert f"| comment_form | {len(form)} |" in table
