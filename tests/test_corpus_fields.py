"""What is added to records, pages that become Markdown, and limits on what goes, in all formats."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cleaner import clean_html
from cleaner.corpus import Report, run
from cleaner.corpus.report import SAMPLES
from tests import corpora
from tests.corpora import CommandLine, clean, records, text
from tests.test_corpus_formats import response

PAGE = """<html lang="en"><head><title>Ferries sail again | The Harbour Post</title>
<meta property="og:title" content="Ferries sail again"><meta name="author" content="Ada Finch">
<meta property="article:published_time" content="2024-03-01T08:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Ferries sail again</h1>
<p>The port opened at dawn, and the first ferry left for the islands with forty passengers on board.</p>
<p>“We waited for three days,” said one of them, who had slept in her car. The harbour master expects calm weather.</p>
</article><footer>© 2024 The Harbour Post</footer></body></html>"""
FOUND = clean_html(PAGE)
FORMATS = ["jsonl", "jsonl.gz", "parquet", "arrow", "csv"]
ADDED = {"title": "title", "byline": "author", "date": "date", "metadata": "about"}

Corpus = Callable[..., None]


@pytest.fixture(params=["library", "command"])
def corpus(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Corpus:
    """Return what runs a corpus, from Python or by the command line."""
    line = CommandLine(monkeypatch, capfd)

    def command(source: Path, output: Path, **options: Any) -> None:
        arguments: list[object] = []
        for name, value in options.items():
            given = ",".join(f"{kind}={field}" for kind, field in value.items()) if isinstance(value, dict) else value
            arguments += [f"--{name.replace('_', '-')}", *([] if given is True else [given])]
        assert line.corpus(source, "--output", output, *arguments).exit_code == 0

    def library(source: Path, output: Path, **options: Any) -> None:
        run(source, output, workers=0, **options)

    return library if request.param == "library" else command


def _pages(path: Path) -> Path:
    corpora.write(path, [{"id": "a", "text": PAGE, "n": "1"}, {"id": "b", "text": PAGE, "n": "2"}])
    return path


@pytest.mark.parametrize("output", FORMATS)
@pytest.mark.parametrize("source", FORMATS)
def test_pages_in_a_field_give_title_author_date_and_metadata(tmp_path: Path, source: str, output: str) -> None:
    run(_pages(tmp_path / f"raw.{source}"), tmp_path / f"clean.{output}", workers=0, html=True, add=ADDED)
    for row in corpora.read(tmp_path / f"clean.{output}"):
        assert (row["text"], row["n"]) == (FOUND.text, "1" if row["id"] == "a" else "2")
        assert (row["title"], row["author"], row["date"]) == (FOUND.title, FOUND.byline, FOUND.date)
        assert row["title"] == "Ferries sail again"
        about = row["about"] if output.startswith("jsonl") else json.loads(row["about"])
        assert about == {name: found._asdict() for name, found in FOUND.metadata.items()}


def test_fields_are_added_by_library_and_command(corpus: Corpus, tmp_path: Path) -> None:
    corpus(_pages(tmp_path / "raw.jsonl"), tmp_path / "clean.jsonl", html=True, add=ADDED)
    assert [row["author"] for row in corpora.read(tmp_path / "clean.jsonl")] == ["Ada Finch"] * 2


def test_what_is_not_found_is_null(tmp_path: Path) -> None:
    corpora.write(tmp_path / "raw.parquet", [{"text": text(0)}, {"text": None}])
    run(tmp_path / "raw.parquet", tmp_path / "clean.parquet", workers=0, add=ADDED | {"problem": "problem"})
    first, second = corpora.read(tmp_path / "clean.parquet")
    assert (first["author"], first["about"], first["problem"]) == (None, None, None)
    assert set(second.values()) == {None}


@pytest.mark.parametrize("output", ["jsonl", "parquet"])
def test_metadata_of_archived_pages_is_added(tmp_path: Path, output: str) -> None:
    (tmp_path / "raw.warc").write_bytes(response("https://h.example/a", PAGE.encode()))
    run(tmp_path / "raw.warc", tmp_path / f"clean.{output}", workers=0, add={"metadata": "about", "byline": "author"})
    (row,) = corpora.read(tmp_path / f"clean.{output}")
    about = row["about"] if output == "jsonl" else json.loads(row["about"])
    assert about["title"]["value"] == row["title"] == "Ferries sail again"
    assert row["author"] == "Ada Finch"
    assert "byline" not in row


@pytest.mark.parametrize("source", ["jsonl", "parquet", "csv"])
def test_a_field_that_is_there_already_is_not_written_over(tmp_path: Path, source: str) -> None:
    corpora.write(tmp_path / f"raw.{source}", [{"title": "mine", "text": text(0)}])
    kind = "field" if source == "jsonl" else "column"
    with pytest.raises(Exception, match=f"has a {kind} 'title' already; name another one") as raised:
        run(tmp_path / f"raw.{source}", tmp_path / "clean.jsonl", workers=0, add={"title": "title"})
    assert type(raised.value).__name__ == "CorpusError"
    assert not (tmp_path / "clean.jsonl").exists()


@pytest.mark.parametrize("output", ["jsonl", "parquet"])
def test_pages_in_a_field_become_markdown(corpus: Corpus, tmp_path: Path, output: str) -> None:
    corpus(_pages(tmp_path / "raw.jsonl"), tmp_path / f"clean.{output}", html=True, format="markdown")
    texts = [row["text"] for row in corpora.read(tmp_path / f"clean.{output}")]
    assert texts == [clean_html(PAGE, output="markdown").text] * 2
    assert texts[0].startswith("# Ferries sail again\n")


SHORT = "Ferries sail again.\n" + corpora.DEBRIS * 5
"""A document that loses most of its words."""


def _limited(path: Path) -> Path:
    corpora.write(path, [{"id": "long", "text": text(1)}, {"id": "short", "text": SHORT}])
    return path


def test_a_document_that_loses_too_much_is_told_of(corpus: Corpus, tmp_path: Path) -> None:
    options = {"errors": tmp_path / "e.jsonl", "add": {"problem": "problem"}, "summary": tmp_path / "s.json"}
    corpus(_limited(tmp_path / "raw.jsonl"), tmp_path / "clean.jsonl", max_removed=0.6, **options)
    long, short = corpora.read(tmp_path / "clean.jsonl")
    assert long["problem"] is None
    assert short["problem"].startswith("over limit: ")
    assert short["problem"].endswith("% of the words went")
    assert len(short["text"]) < len(SHORT) / 2
    (told,) = corpora.read(tmp_path / "e.jsonl")
    assert (told["position"], told["reason"]) == (2, short["problem"])
    assert json.loads((tmp_path / "s.json").read_bytes())["total"]["over_limit"] == 1
    assert "2 of them changed, 1 over the limit" in (tmp_path / "s.md").read_text()


@pytest.mark.parametrize("output", ["jsonl", "parquet"])
def test_or_is_kept_whole_and_the_ledger_knows_nothing_of_it(corpus: Corpus, tmp_path: Path, output: str) -> None:
    options = {"over_limit": "keep", "ledger": tmp_path / "l.jsonl", "add": {"problem": "problem"}}
    corpus(_limited(tmp_path / "raw.jsonl"), tmp_path / f"clean.{output}", max_removed=0.6, **options)
    long, short = corpora.read(tmp_path / f"clean.{output}")
    assert (long["text"], short["text"]) == (clean(1), SHORT)
    assert short["problem"].endswith("would go, so it is kept whole")
    assert {row["id"] for row in corpora.read(tmp_path / "l.jsonl")} == {"long"}


def test_a_page_is_kept_whole_as_its_text(tmp_path: Path) -> None:
    corpora.write(tmp_path / "raw.jsonl", [{"text": PAGE}])
    run(tmp_path / "raw.jsonl", tmp_path / "o.jsonl", workers=0, html=True, max_removed=0.0, over_limit="keep")
    (row,) = corpora.read(tmp_path / "o.jsonl")
    assert row["text"].startswith("Home\n")
    assert row["text"].rstrip().endswith("© 2024 The Harbour Post")


def test_without_a_limit_nothing_is_told(corpus: Corpus, tmp_path: Path) -> None:
    corpus(_limited(tmp_path / "raw.jsonl"), tmp_path / "clean.jsonl", add={"problem": "problem"})
    assert [row["problem"] for row in corpora.read(tmp_path / "clean.jsonl")] == [None, None]


def test_the_last_line_tells_how_many_are_over_the_limit(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    line = CommandLine(monkeypatch, capfd)
    source = _limited(tmp_path / "raw.jsonl")
    ended = line.corpus(source, "--output", tmp_path / "o.jsonl", "--max-removed", "0.6")
    assert ended.exit_code == 0
    assert "2 documents cleaned, 2 of them changed, 1 over the limit, 0 errors" in ended.stderr


def _summary(tmp_path: Path, name: str, **options: Any) -> Report:
    corpora.write(tmp_path / "raw.jsonl", records(12))
    return run(tmp_path / "raw.jsonl", tmp_path / "o.jsonl", workers=0, summary=tmp_path / name, **options)


def test_the_summary_as_parquet_has_a_row_for_each_category_rule_and_host(tmp_path: Path) -> None:
    report = _summary(tmp_path, "s.parquet", batch_bytes=1000)
    table = pq.read_table(tmp_path / "s.parquet")
    rows = {(row["group"], row["name"]): row for row in table.to_pylist()}
    assert {group: [name for kind, name in rows if kind == group] for group in report.removed} == {
        group: list(entries) for group, entries in report.removed.items()
    }
    form = rows["category", "comment_form"]
    assert form == {"group": "category", "name": "comment_form", **report.removed["category"]["comment_form"]}
    assert json.loads(table.schema.metadata[b"total"])["documents"] == 12
    assert (tmp_path / "s.md").exists()


def test_the_summary_as_markdown_is_that_alone_with_samples_before_and_after(tmp_path: Path) -> None:
    _summary(tmp_path, "s.md")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.jsonl", "raw.jsonl", "s.md"]
    tables = (tmp_path / "s.md").read_text(encoding="utf-8")
    assert "| rule | before | after |" in tables
    assert "calm weather.<br>Leave a Reply<br>Your email" in tables
    assert "| comment_form | 12 |" in tables


def test_samples_show_what_stood_around_and_what_is_left_of_it(tmp_path: Path) -> None:
    report = _summary(tmp_path, "s.json", batch_bytes=1000)
    for entries in (report.removed["category"], report.removed["rule"]):
        for entry in entries.values():
            samples = entry.get("samples", [])
            assert len(samples) <= SAMPLES
            assert all(sample["text"] in " ".join(sample["before"].split()) for sample in samples)
            assert all("Leave a Reply" not in sample["after"] for sample in samples)
