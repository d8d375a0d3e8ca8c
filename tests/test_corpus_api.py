"""Corpora from Python: what `cleaner.corpus.run` takes, tells and raises."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.corpus import CorpusError, Progress, run
from tests import corpora
from tests.corpora import clean, records, text


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write seven records, and work beside them."""
    monkeypatch.chdir(tmp_path)
    corpora.write(tmp_path / "raw.jsonl", records(7))
    return tmp_path / "raw.jsonl"


def test_a_run_cleans_and_reports_what_it_did(raw: Path) -> None:
    report = run(raw, "clean.parquet", workers=0, batch_bytes=1000)
    assert [row["text"] for row in corpora.read(Path("clean.parquet"))] == [clean(n) for n in range(7)]
    assert (report.documents, report.changed, report.errors, report.over_limit) == (7, 7, 0, 0)
    assert report.bytes_in == sum(len(text(n).encode()) for n in range(7))
    assert report.bytes_out == sum(len(clean(n).encode()) for n in range(7))
    assert report.removed == {}
    assert report.problems == []


def test_workers_do_the_same(raw: Path) -> None:
    reports = [run([raw], f"clean{workers}.jsonl", workers=workers, batch_bytes=1000) for workers in (0, 2)]
    assert reports[0] == reports[1]
    assert Path("clean0.jsonl").read_bytes() == Path("clean2.jsonl").read_bytes()


def test_progress_is_told_after_each_batch(raw: Path) -> None:
    corpora.write(Path("raw2.jsonl"), records(3))
    told: list[Progress] = []
    run([raw, "raw2.jsonl"], "clean.jsonl", workers=0, progress=told.append)
    assert [one.documents for one in told] == [7, 10]
    assert 0.5 < told[0].share < told[1].share == 1


def test_what_progress_raises_ends_a_run_that_can_be_resumed(raw: Path) -> None:
    class StopError(Exception):
        pass

    def stop(progress: Progress) -> None:
        raise StopError

    with pytest.raises(StopError):
        run(raw, "clean.jsonl", workers=0, batch_bytes=1000, progress=stop)
    assert not Path("clean.jsonl").exists()


@pytest.mark.parametrize("cleaner", [Cleaner(keep=["share"]), {"keep": ["share"]}])
def test_a_cleaner_or_its_options_say_how_to_clean(raw: Path, cleaner: Any) -> None:
    run(raw, "clean.jsonl", workers=0, cleaner=cleaner)
    assert all("Share on Facebook" in row["text"] for row in corpora.read(Path("clean.jsonl")))


def test_the_summary_is_in_the_report_with_a_file_or_without(raw: Path) -> None:
    report = run(raw, "clean.jsonl", workers=0, summary=True)
    assert report.removed["category"]["comment_form"]["documents"] == 7
    assert sorted(path.name for path in Path().iterdir()) == ["clean.jsonl", "raw.jsonl"]
    written = run(raw, "clean.jsonl", workers=0, summary=Path("sum.json"))
    assert written.removed == report.removed
    assert json.loads(Path("sum.json").read_bytes())["category"] == report.removed["category"]


def test_records_that_cannot_be_cleaned_are_counted_and_the_first_told(raw: Path) -> None:
    raw.write_bytes(raw.read_bytes() + b'{"text": 7}\n' * 30)
    report = run(raw, "clean.jsonl", workers=0)
    assert (report.documents, report.errors, len(report.problems)) == (7, 30, 20)
    assert report.problems[0] == f"{raw}: line 8: field 'text' is no text; see text_fields"


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no such input": ({"inputs": "nowhere/"}, "nowhere/: there is no such folder"),
    "no input": ({"inputs": []}, "no input is given; name a file, a folder or an address"),
    "no such field": ({"text_fields": "body"}, "has no field 'body' but 'id', 'text', 'url', 'n'; see text_fields"),
    "no such format": ({"to_format": "xml"}, "to_format: 'xml' is no format"),
    "no such label": ({"cleaner": {"keep": ["nonsense"]}}, "there is no label 'nonsense'"),
    "no such engine": ({"engine": "steam"}, "engine: there is no 'steam'; choose one of auto, fast, trafilatura"),
    "no such choice": ({"over_limit": "drop"}, "over_limit: there is no 'drop'; choose one of flag, keep"),
    "no share": ({"max_removed": 60}, "max_removed: is a share from 0 to 1, not 60"),
    "no number": ({"min_confidence": "0.7"}, "min_confidence: is an F1 from 0 to 1, not '0.7'"),
    "fewer workers than none": ({"workers": -1}, "workers: is a whole number from 0 on, not -1"),
    "half a worker": ({"workers": 0.5}, "workers: is a whole number from 0 on, not 0.5"),
    "no shards": ({"shards": 0}, "shards: is a whole number from 1 on, not 0"),
    "records of no bytes": ({"max_bytes": 0}, "max_bytes: is a whole number from 1 on, not 0"),
    "batches of less": ({"batch_bytes": -1}, "batch_bytes: is a whole number from 1 on, not -1"),
    "no time": ({"stall_seconds": 0}, "stall_seconds: is a number of seconds over 0, not 0"),
    "a name that is taken": ({"add": {"title": "id"}}, "add: 'id' is taken; name another field (add title=NAME)"),
    "both": ({"resume": True, "restart": True}, "resume goes on, restart begins again; give one of them"),
    "its own input": ({"output": "raw.jsonl"}, "raw.jsonl: is an input, too"),
    "the first error": ({"fail_fast": True, "text_fields": "n"}, "raw.jsonl: line 1: field 'n' is no text"),
}


def test_an_option_that_is_none_is_as_if_left_out(raw: Path) -> None:
    names = ("shards", "max_removed", "min_confidence", "max_bytes", "to_format", "ledger", "errors", "add")
    report = run(raw, "clean.jsonl", workers=0, **dict.fromkeys(names))  # type: ignore[arg-type]
    assert report == run(raw, "clean.jsonl", workers=0)


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_done_is_raised_in_one_clear_message(raw: Path, case: str) -> None:
    options, problem = WRONG[case]
    given: dict[str, Any] = {"inputs": raw, "output": "clean.jsonl", "workers": 0, **options}
    with pytest.raises(CorpusError) as raised:
        run(given.pop("inputs"), given.pop("output"), **given)
    assert problem in str(raised.value)
    assert "--" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_option_that_does_not_exist_is_a_type_error(raw: Path) -> None:
    with pytest.raises(TypeError, match="there is no option 'workrs'; choose from add, batch_bytes"):
        run(raw, "clean.jsonl", workrs=0)  # type: ignore[call-arg]  # that is the point
    with pytest.raises(TypeError, match=r"^mode is an option of the cleaner; give cleaner="):
        run(raw, "clean.jsonl", mode="precise")  # type: ignore[call-arg]  # the same


def test_the_example_of_the_documents_runs(raw: Path) -> None:
    page = (Path(__file__).parent.parent / "docs/corpus.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S)
    Path("example.py").write_text(block, encoding="utf-8")
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "example.py"], capture_output=True, check=True, env=paths)
    assert ended.stdout.startswith(b"100%, 7 documents\n7 0 0\n{'comment_form'")
    assert len(corpora.read(Path("clean.parquet"))) == 7
