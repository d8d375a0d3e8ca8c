"""The figures as JSON, a page in Markdown, and charts."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.quality.report import table
from benchmarks.throughput.drawing import draw_growth, draw_rooms, draw_speeds
from benchmarks.throughput.measuring import Row
from benchmarks.throughput.systems import is_installed

PACKAGES = (
    "article-cleaner",
    "numpy",
    "regex",
    "pyarrow",
    "datatrove",
    "spacy",
    "jusText",
    "ftfy",
    "trafilatura",
    "resiliparse",
)

Report = dict[str, list[Row]]
"""Tables by the name of their section."""

SECTIONS = {
    "texts": "Megabytes of UTF-8 text a second on one core, from memory. Filters of documents decide about a document "
    "as a whole; they stand here because pipelines run them on the same text.",
    "pages": "Megabytes of HTML a second on one core, from memory, page by page.",
    "corpora": "`cleaner corpus` as a process of its own, from file to file, with start-up; megabytes of text a "
    "second. Memory is that of all processes together; what they share counts for each.",
    "size": "Page dumps piped in as JSON Lines, written as `jsonl.zst`, two workers.",
    "line length": "The words of articles, wrapped to lines; documents of one size.",
    "lines a document": "The lines of page dumps, so many to a document. One by one, a document costs some hundred "
    "calls of NumPy, however short it is.",
    "rules": "Page dumps, with the phrases that ship and multiples of them in rules of one's own.",
    "profile": "Where the time of `clean_many` and `clean_html` goes: percent by module, but for those under one.",
}
"""What each section shows."""

_HEAD = """# Throughput

{machine}

Written by `make throughput`. How to read it:

- Speed is the best of some rounds in which all systems take turns: what else the machine does only adds time. Systems
  that need seconds a megabyte take part in one round.
- The figures are this machine's. What carries over are the ratios to systems in the same run: C4's line rules as a bare
  Python loop, datatrove's C4 filter, resiliparse, trafilatura.
- Tables in full, with all digits, are in [throughput.json](throughput.json).
"""


def write_report(report: Report, folder: Path) -> None:
    """Write everything into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {"machine": machine(), **report}
    (folder / "throughput.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    parts = [_HEAD.format(machine="; ".join(f"{name} {value}" for name, value in machine().items()))]
    parts += [_section(section, rows, folder) for section, rows in report.items() if rows]
    (folder / "throughput.md").write_text("\n".join(parts), encoding="utf-8")


def _section(section: str, rows: Sequence[Row], folder: Path) -> str:
    """Return a section of the page, and draw its charts."""
    charts = "\n".join(f"![{name}]({name}.svg)" for name in _draw(section, rows, folder))
    shown = _pivoted(rows) if section == "profile" else rows
    return f"## {section.capitalize()}\n\n{SECTIONS[section]}\n\n{_table(shown)}\n\n{charts}\n"


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    versions = {package: version(package) for package in PACKAGES if is_installed(package)}
    system = f"{platform.system()} on {platform.machine()}"
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": system,
        "Python": platform.python_version(),
        **versions,
    }


def _processor() -> str:
    """Return the processor's name."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in told if line.startswith("model name")), platform.machine())


def _draw(section: str, rows: Sequence[Row], folder: Path) -> list[str]:
    """Draw the charts of a section, one for each kind of input, and return their names."""
    names = []
    for kind, some in _by_kind(rows).items():
        name = "-".join(f"{section} {kind}".lower().replace(",", "").split())
        if section in {"texts", "pages"}:
            draw_speeds(some, folder / f"{name}.svg")
        elif section == "profile":
            draw_rooms(some, folder / f"{name}.svg")
        elif section != "corpora":
            draw_growth(some, folder / f"{name}.svg")
        else:
            continue
        names.append(name)
    return names


def _by_kind(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row.get("kind", ""), []).append(row)
    return kinds


def _pivoted(rows: Sequence[Row]) -> list[Row]:
    """Return the profile with a row a room and a column a kind of input."""
    kinds = {row["kind"]: 0.0 for row in rows}
    rooms: dict[str, Row] = {}
    for row in rows:
        room = rooms.setdefault(row["room"], {"room": row["room"], **kinds, "what it does": row["what it does"]})
        room[row["kind"]] = round(row["percent"])
    return sorted(rooms.values(), key=lambda room: -max(room[kind] for kind in kinds))


def _table(rows: Sequence[Row]) -> str:
    return table(rows[0], ([_cell(value) for value in row.values()] for row in rows))


def _cell(value: object) -> str:
    r"""Return a value with three digits or so.

    >>> _cell(0.1234), _cell(1234.5), _cell("a|b"), _cell(39119)
    ('0.123', '1,234', 'a\\\\|b', '39,119')
    """
    if value == 0:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|")
