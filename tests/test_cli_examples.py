"""What the documents show: their commands run on files of the names they use, and their Python says what it says."""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.shown import COMMANDS, PAGES, RAW, ROOT, SEEDS, Block, blocks, complaints, run, write_files

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="the commands are those of a shell")

# Blocks that are marked with a reason why they cannot run here.
NOT_RUN = {"docs/clusters.md": 1, "docs/corpus.md": 1}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with files of the names that the documents use, and go there."""
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page) and page != "README.md"])
def test_the_blocks_of_a_page_run_in_their_order(page: str, shell: Path) -> None:
    _run_blocks(page, shell)


def test_the_blocks_of_the_readme_do_what_it_says(shell: Path) -> None:
    _run_blocks("README.md", shell)
    assert (shell / "clean.txt").read_bytes() == RAW.with_suffix(".clean.txt").read_bytes()
    for path in SEEDS:
        assert (shell / "clean" / path.name).read_bytes() == path.with_suffix(".clean.txt").read_bytes()
        assert (shell / "again" / path.name).read_bytes() == path.read_bytes()
        assert (shell / "raw-again" / path.name).read_bytes() == path.read_bytes()


def _run_blocks(page: str, shell: Path) -> None:
    """Run what a page shows, as one session; README has a text, texts and a page at hand."""
    text = RAW.read_text(encoding="utf-8")
    names: dict[str, Any] = {"text": text, "texts": [text, text], "page": f"<h1>Trams</h1><p>{text}</p>"}
    for block in blocks(page):
        if block.language == "python" and not block.reason:
            _run_python(block, names)
        elif block.language == COMMANDS and not block.reason:
            ended = run(shell, _without_long_ones(block))
            assert (ended.returncode, complaints(ended.stderr)) == (0, []), block.text


def _run_python(block: Block, names: dict[str, Any]) -> None:
    """Run a block; comparisons that it shows without ``assert`` have to hold, too."""
    exec(block.text, names)
    for statement in ast.parse(block.text).body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Compare):
            assert eval(ast.unparse(statement), names), ast.unparse(statement)


_LONG = re.compile(r"(make|python -m|pip install|\.ci/run)\b(.*)")


def _without_long_ones(block: Block) -> str:
    """Return the commands of a block but for those that take minutes or change the machine."""
    return "\n".join(line for line in block.text.splitlines() if not _LONG.match(line))


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_take_too_long_to_run_are_there(page: str) -> None:
    lines = [line for block in blocks(page, COMMANDS) for line in block.text.splitlines()]
    for line in lines:
        if found := _LONG.match(line.partition("#")[0]):
            assert _is_there(found[1], found[2].split()), line


def _is_there(command: str, arguments: list[str]) -> bool:
    """Tell whether a target of make, a module, or what pip is to install is in the repository."""
    if command == "make":
        targets = re.findall(r"^([\w-]+):", ROOT.joinpath("Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        return arguments[0] in targets
    if command == "python -m":
        return find_spec(arguments[0]) is not None
    if command == "pip install":
        extras = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text())["project"]["optional-dependencies"]
        wanted = arguments[0].strip("'").removeprefix(".").strip("[]")
        return len(arguments) == 1 and set(filter(None, wanted.split(","))) <= extras.keys()
    return ROOT.joinpath(command).exists()


def test_blocks_that_cannot_run_are_few_and_say_why() -> None:
    assert Counter(page for page in PAGES for block in blocks(page) if block.reason) == NOT_RUN


def test_blocks_are_of_languages_that_are_tried() -> None:
    known = {"python", COMMANDS, "text", "toml"}
    assert [(page, block.language) for page in PAGES for block in blocks(page) if block.language not in known] == []


def test_what_a_language_lacks_is_printed_as_it_is_shown(shell: Path) -> None:
    shown = blocks("CONTRIBUTING.md")
    [at] = [number for number, block in enumerate(shown) if "--language sw" in block.text]
    printed = run(shell, shown[at].text).stdout.splitlines()
    expected = [line for line in shown[at + 1].text.splitlines() if line != "…"]
    assert [line for line in printed if line in expected] == expected


def test_what_explain_prints_is_as_it_is_shown(shell: Path) -> None:
    shown = blocks("docs/index.md")
    [at] = [number for number, block in enumerate(shown) if "--only removed" in block.text]
    printed = run(shell, shown[at].text).stdout
    for line in shown[at + 1].text.splitlines():
        assert line.removesuffix("…").rstrip() in printed
