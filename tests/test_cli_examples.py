"""What the documents show: their commands run on files of the names they use, and their Python says what it says."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cleaner
from tests import corpora

ROOT = Path(__file__).parent.parent
SEEDS = sorted(path for path in (ROOT / "seeds").glob("*.txt") if not path.name.endswith(".clean.txt"))
RAW = next(path for path in SEEDS if path.stem == "tram_strike")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^(zstd .*\| )?cleaner .*")

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="the commands are those of a shell")


def blocks(document: str, language: str) -> list[str]:
    """Return the blocks of a document in a language, "" for what a terminal shows."""
    return [text for name, text in _BLOCK.findall((ROOT / document).read_text(encoding="utf-8")) if name == language]


def commands(document: str) -> list[str]:
    """Return the commands of ours that a document shows."""
    return [line for block in blocks(document, "") for line in block.splitlines() if _COMMAND.match(line)]


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """Return a folder with files of the names that the documents use."""
    (tmp_path / "raw").mkdir()
    for path in SEEDS:
        shutil.copy(path, tmp_path / "raw")
    for name in ("raw.txt", "page.txt"):
        shutil.copy(RAW, tmp_path / name)
    paragraphs = "".join(f"<p>{line}</p>" for line in RAW.read_text(encoding="utf-8").splitlines() if line)
    (tmp_path / "page.html").write_text(f"<html><body>{paragraphs}</body></html>", encoding="utf-8")
    corpora.write(tmp_path / "raw.jsonl.zst", corpora.records(3))
    corpora.write(tmp_path / "raw.parquet", [{"content": corpora.text(n)} for n in range(3)])
    text = corpora.text(0).encode()
    head = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: %d\r\n\r\n" % len(text)
    (tmp_path / "CC-MAIN-1.warc.wet.gz").write_bytes(corpora.COMPRESS[".gz"](head + text + b"\r\n\r\n"))
    (tmp_path / "rules").symlink_to(ROOT / "rules")
    return tmp_path


_KNOWN = """
cleaner() { "$PYTHON" -m cleaner "$@"; }
zstd() { "$PYTHON" -c 'import sys, zstandard as z; z.ZstdDecompressor().copy_stream(open(sys.argv[2], "rb"), sys.stdout.buffer)' "$@"; }
"""  # noqa: E501 - a line of shell


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run commands in a shell that knows ours, and a `zstd` that unpacks."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHON": sys.executable}
    command = ["bash", "-e", "-o", "pipefail", "-c", _KNOWN + script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def complaints(stderr: str) -> list[str]:
    """Return what was told, but for the line that a corpus ends with."""
    return [line for line in stderr.splitlines() if not re.match(r"cleaner: [\d,]+ documents? cleaned, ", line)]


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "docs/corpus.md"])
def test_the_commands_that_are_shown_run(shell: Path, document: str) -> None:
    shown = commands(document)
    assert len(shown) > 3
    ended = run(shell, "\n".join(shown))
    assert (ended.returncode, complaints(ended.stderr)) == (0, [])


def test_the_commands_of_the_readme_do_what_it_says(shell: Path) -> None:
    ended = run(shell, "\n".join(commands("README.md")))
    assert (ended.returncode, complaints(ended.stderr)) == (0, [])
    assert (shell / "clean.txt").read_bytes() == RAW.with_suffix(".clean.txt").read_bytes()
    for path in SEEDS:
        assert (shell / "clean" / path.name).read_bytes() == path.with_suffix(".clean.txt").read_bytes()
        assert (shell / "again" / path.name).read_bytes() == path.read_bytes()
        assert (shell / "raw-again" / path.name).read_bytes() == path.read_bytes()


def test_what_a_language_lacks_is_printed_as_it_is_shown(shell: Path) -> None:
    [at] = [number for number, block in enumerate(blocks("CONTRIBUTING.md", "")) if "--language sw" in block]
    command, shown = blocks("CONTRIBUTING.md", "")[at : at + 2]
    printed = run(shell, command).stdout.splitlines()
    expected = [line for line in shown.splitlines() if line != "…"]
    assert [line for line in printed if line in expected] == expected


@pytest.mark.parametrize("block", blocks("README.md", "python"))
def test_the_python_that_is_shown_runs_and_holds(block: str) -> None:
    text = RAW.read_text(encoding="utf-8")
    names: dict[str, Any] = {"text": text, "texts": [text, text], "page": f"<h1>Trams</h1><p>{text}</p>"}
    exec(block, names)
    assert names.get("result", cleaner.clean(text)).text
    for statement in ast.parse(block).body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Compare):
            assert eval(ast.unparse(statement), names), ast.unparse(statement)
