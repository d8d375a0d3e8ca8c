"""The pages about frameworks: their blocks of Python run, in order, as one program."""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

PAGES = sorted(Path("docs/pipelines").glob("*.md"))
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_blocks_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = _BLOCK.findall(page.read_text())
    assert blocks
    if page.stem != "README":
        _import_or_skip(page.stem)
    monkeypatch.setenv("PYSPARK_PYTHON", os.environ.get("PYSPARK_PYTHON", sys.executable))
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(page), "exec"), names)


def test_every_module_for_a_framework_has_a_page() -> None:
    shared = {"__init__", "rows"}
    modules = {path.stem for path in Path("cleaner/pipelines").glob("*.py")} - shared
    assert {page.stem for page in PAGES} - {"README"} == modules


def _import_or_skip(name: str) -> None:
    try:
        import_module(f"cleaner.pipelines.{name}")
    except ModuleNotFoundError as error:
        pytest.skip(str(error))
