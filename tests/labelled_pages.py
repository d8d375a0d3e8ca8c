"""Labelled pages so small that their figures can be worked out by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

BODY = "The council met on Monday. It voted for the new bridge."  # 11 words
DUMP = f"Home\n{BODY}\nShare this\nSign up for our letter"  # 8 words more
OTHER = "Rain fell all night over the valley. The road is closed."  # 11 words
PAGES = [
    {"id": "a", "type": "article", "url": "https://a.org/1", "main_content": BODY, "without": ["home", "Share this"]},
    {"id": "b", "type": "article", "url": "https://b.org/2", "main_content": OTHER, "without": []},
    {"id": "c", "type": "forum", "url": "https://c.org/3", "main_content": "Try again.", "without": ["Log in"]},
    {"id": "d", "type": "forum", "url": "https://d.org/4", "main_content": "", "without": []},
]
AROUND = ["Home\nNews\nSport\nWeather\nLog in", "Share this\nPrint it\nAbout us\nContact\nImprint"]
FIELD = """\
=== one
The bridge
\\§ 12 stays.
§ Share this
~ Tags

=== two
It rained.
§ Log in
"""
WORLD = [
    {"id": "1", "lang": "ja", "url": "https://a.jp/1", "gold": "鐘が鳴った。", "html_text": "首\nニュース鐘が鳴った。"},
    {"id": "2", "lang": "de", "url": "", "gold": "Es hat geregnet.", "html_text": "Start\nEs hat geregnet."},
]
SEGMENTS = [
    {"url": "https://a.org", "html": '<html lang="de-DE">', "html_text": DUMP, "with": [BODY], "without": ["Home"]},
    {"url": "https://b.org", "html": "<p>", "html_text": OTHER, "with": ["Rain", "Snow"], "without": ["Home", "Share"]},
]


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def write_pages(folder: Path) -> Path:
    """Write a data folder with all of them and return it."""
    write_rows(folder / "wcxb" / "gold.jsonl", PAGES)
    write_rows(folder / "wcxb" / "text.html_text.jsonl", [{"id": "a", "text": DUMP}, {"id": "b", "text": OTHER}])
    write_rows(folder / "wcxb" / "text.someone.jsonl", [{"id": "a", "text": BODY}, {"id": "b", "text": ""}])
    write_rows(folder / "segments" / "pages.jsonl", SEGMENTS)
    world = [{"source": "made", "host": "b.de", "type": "article", "trafilatura": row["gold"], **row} for row in WORLD]
    write_rows(folder / "world" / "text.jsonl", world)
    (folder / "field" / "html").mkdir(parents=True, exist_ok=True)
    (folder / "field" / "text.txt").write_text(FIELD, encoding="utf-8")
    (folder / "field" / "sentences.txt").write_text("Share prices fell.\n", encoding="utf-8")
    return folder
