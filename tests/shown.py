"""The pages of the documentation: the blocks they show, and files of the names that their commands use."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from tests import corpora

ROOT = Path(__file__).parent.parent
SEEDS = sorted(path for path in (ROOT / "seeds").glob("*.txt") if not path.name.endswith(".clean.txt"))
RAW = next(path for path in SEEDS if path.stem == "tram_strike")

# The pages about other frameworks are run where these are installed, by tests of their own.
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.joinpath("docs").rglob("*.md"), ROOT / "seeds" / "README.md")
    if "pipelines" not in path.parts
)

COMMANDS = ""
"""The language of blocks that hold commands; those that show a text say so."""

_BLOCK = re.compile(r"^(?:<!-- not run: (.+) -->\n)?```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A block of a page; ``reason`` says why it cannot run in a test, "" if it can."""

    reason: str
    language: str
    text: str


def blocks(page: str, language: str | None = None) -> list[Block]:
    """Return the blocks of a page, all or those in a language."""
    found = [Block(*parts) for parts in _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))]
    return [block for block in found if language in (None, block.language)]


def write_files(folder: Path) -> None:
    """Write files of the names that the pages use."""
    (folder / "raw").mkdir()
    for path in SEEDS:
        shutil.copy(path, folder / "raw")
    for name in ("raw.txt", "page.txt", "message.txt", "page.md", "notes.txt"):
        shutil.copy(RAW, folder / name)
    _write_pages(folder)
    _write_corpora(folder)
    _write_message(folder / "message.eml")
    (folder / "rules").symlink_to(ROOT / "rules")
    (folder / "my_rules").mkdir()
    [rule] = [block for block in blocks("docs/rule-format.md", "toml") if block.text.startswith("[[rule]]")]
    (folder / "my_rules" / "widget.toml").write_text(rule.text, encoding="utf-8")


def _write_pages(folder: Path) -> None:
    """Write pages of HTML, two of them with one story, and a feed that names one."""
    (folder / "pages").mkdir()
    trams, other = _page(RAW), _page(next(path for path in SEEDS if path != RAW))
    pages = {"page.html": trams, "pages/trams.html": trams, "pages/copy.html": trams, "pages/other.html": other}
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")
    (folder / "ftr-site-config").mkdir()
    (folder / "ftr-site-config" / "news.example.txt").write_text("body: //main\nstrip: //p[@class='ad']\n")
    item = "<item><title>Trams</title><link>https://news.example/trams.html</link></item>"
    (folder / "feed.xml").write_text(f"<rss version='2.0'><channel>{item}</channel></rss>", encoding="utf-8")


def _page(path: Path) -> str:
    """Return a text as a page of paragraphs."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return f"<html><body>{''.join(f'<p>{line}</p>' for line in lines if line.strip())}</body></html>"


def _write_corpora(folder: Path) -> None:
    """Write files of records, and a web archive."""
    corpora.write(folder / "raw.jsonl.zst", corpora.records(3))
    corpora.write(folder / "raw.parquet", [{"content": corpora.text(n)} for n in range(3)])
    text = corpora.text(0).encode()
    head = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: %d\r\n\r\n" % len(text)
    (folder / "CC-MAIN-1.warc.wet.gz").write_bytes(corpora.COMPRESS[".gz"](head + text + b"\r\n\r\n"))


def _write_message(path: Path) -> None:
    """Write an e-mail with a text in it."""
    message = EmailMessage()
    message["Subject"] = "Trams"
    message.set_content(RAW.read_text(encoding="utf-8"))
    path.write_bytes(message.as_bytes())


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
