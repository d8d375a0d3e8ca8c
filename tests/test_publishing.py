"""What is said of the project, in metadata and in its pages, is so."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner import errors
from cleaner.cli.explain import to_explanation
from cleaner.cli.outputs import to_record
from cleaner.corpus.ledger import SCHEMA
from cleaner.corpus.records import Fault, Place, to_line
from docs import generated, site_hooks
from tests.shown import PAGES, RAW, ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RECORDS = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", generated.PAGES)
def test_pages_that_follow_from_the_code_are_fresh(page: str) -> None:
    stands = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert stands == generated.PAGES[page](), "run: python docs/generated.py"


def test_every_label_is_explained() -> None:
    rows = re.findall(r"^\| `(\w+)` \| \w.+\. \| (.*) \|$", generated.labels_page(), re.MULTILINE)
    assert [name for name, _ in rows] == [str(label) for label in cleaner.Label]
    assert [name for name, example in rows if not example] == ["blank"]


def test_every_option_that_helps_is_listed() -> None:
    page = generated.options_page()
    for command in ("cleaner", "cleaner corpus", "cleaner rules coverage", "cleaner completion"):
        assert f"## `{command}`\n" in page
    assert "- `--files-from FILE`: " in page
    assert r"\\n \\r \\t \\f \\v \\0 \\\\ are understood" in page


def _told(heading: str) -> list[str]:
    """Return the names in the first column of the tables below a heading of the page on records."""
    section = RECORDS.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [name for row in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]


def test_the_fields_of_records_are_all_told() -> None:
    page = "<h1>Ferries</h1><p>The port opened at dawn, and the first ferry left for the islands with forty passengers."
    result = cleaner.clean_html(page + "<p>Source link", output="markdown")
    record = json.loads("".join(to_record("a.html", result)))
    assert _told("The record of `--json`") == [*record, *record["removals"][0]]


def test_the_fields_of_explanations_are_all_told() -> None:
    judgements = cleaner.Cleaner().explain(RAW.read_text(encoding="utf-8"))
    record = json.loads(to_explanation("a.txt", judgements, "all"))
    assert _told("The record of `explain --json`") == list(record)
    section = RECORDS.partition("## The record of `explain --json`")[2]
    assert {*record["lines"][0], *record["sums"]} <= set(re.findall(r"`(\w+)`", section.partition("\n## ")[0]))


def test_the_columns_of_ledgers_and_errors_are_all_told() -> None:
    assert sorted(_told("The ledger of a corpus")) == sorted(SCHEMA.names)
    fault = json.loads(to_line(Fault(Place("a.jsonl", "line", 1), "no object")))
    assert sorted(_told("The file of errors")) == sorted(fault)


def test_the_exit_codes_are_all_told() -> None:
    section = RECORDS.partition("## Exit codes")[2]
    codes = {errors.FAILED, errors.WRONG_USAGE, errors.INTERRUPTED, errors.OUTPUT_CLOSED}
    assert set(map(int, re.findall(r"^\| (\d+) \|", section, re.MULTILINE))) == {0, *codes}


@pytest.mark.parametrize("page", PAGES)
def test_links_of_pages_lead_to_files_of_the_repository(page: str) -> None:
    text = re.sub(r"^```.*?^```$", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("https://", "#")):
            assert (ROOT / page).parent.joinpath(target.partition("#")[0]).exists(), target


def test_addresses_of_the_project_are_pages_of_the_repository() -> None:
    assert PROJECT["urls"]
    assert [path for path in PROJECT["urls"].values() if not ROOT.joinpath(path).is_file()] == []


def test_the_citation_says_what_the_metadata_says() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [PROJECT["version"]] == [cleaner.__version__]
    assert re.findall(r"^license: (.+)$", citation, re.MULTILINE) == [PROJECT["license"]]
    assert re.findall(r"^  - name: (.+)$", citation, re.MULTILINE) == [author["name"] for author in PROJECT["authors"]]
    assert re.findall(r"^  - (?!name)(.+)$", citation, re.MULTILINE) == PROJECT["keywords"]


@pytest.mark.parametrize("folder", site_hooks.FOLDERS)
def test_pages_of_folders_with_many_are_listed_by_themselves(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    for name in ("arrow.md", "README.md", "spark.md"):
        (tmp_path / folder / name).touch()
    section, place = site_hooks.FOLDERS[folder]
    config: Any = type("Config", (), {"docs_dir": str(tmp_path), "nav": [{str(n): "a.md"} for n in range(10)]})
    expected = [f"{folder}/README.md", f"{folder}/arrow.md", f"{folder}/spark.md"]
    assert site_hooks.on_config(config).nav[place] == {section: expected}


def test_pages_of_the_site_are_there_and_all_of_them_are_listed() -> None:
    listed = re.findall(r"([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    pages = [page.removeprefix("docs/") for page in PAGES if page.startswith("docs/")]
    written = [page for page in pages if page.partition("/")[0] not in site_hooks.FOLDERS]
    assert sorted(listed) == sorted(written)


def test_every_framework_is_in_the_reference() -> None:
    page = (ROOT / "docs" / "api-pipelines.md").read_text(encoding="utf-8")
    told = re.findall(r"^::: cleaner\.pipelines\.(\w+)$", page, re.MULTILINE)
    pages = {path.stem for path in (ROOT / "docs" / "pipelines").glob("*.md")} - {"README"}
    assert pages <= set(told)
