"""Title, author and date of HTML pages beside trafilatura's: how often they are what a person noted.

python -m benchmarks.quality.metadata
python -m benchmarks.quality.metadata --sample 200 --show date    # and where trafilatura is right and we are not
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click

from benchmarks.quality.data import Data, Part, find_data, read_rows
from benchmarks.quality.metrics import mean, overlap, word_counts
from cleaner.html.metadata import complete, declared
from cleaner.html.page import walk

FIELDS = {"title": "title", "byline": "author", "date": "publish_date"}
"""Our fields, and what they are called in the labelled pages."""

Values = Mapping[str, str]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def ours(html: str, url: str) -> Values:
    """Return what a page declares and, where it declares nothing, what others find."""
    page = walk(html)
    found = complete(declared(page, html, url), html, url)
    return {field: found[field].value for field in FIELDS if field in found}


def trafilatura(html: str, url: str) -> Values:
    """Return what trafilatura finds."""
    found = import_module("trafilatura.metadata").extract_metadata(html, default_url=url or None)
    return {field: str(getattr(found, name, None) or "") for field, name in _THEIRS.items()} if found else {}


_THEIRS = {"title": "title", "byline": "author", "date": "date"}
SYSTEMS: dict[str, Callable[[str, str], Values]] = {"ours": ours, "trafilatura": trafilatura}


class Agreement(NamedTuple):
    """How a value agrees with the one noted: whether all words (or the day) are the same, and the words' F1."""

    same: float
    f1: float


def agreement(field: str, found: str, noted: str) -> Agreement:
    """Compare a value with the one noted."""
    if field == "date":
        days = [_DAY.search(value) for value in (found, noted)]
        same = float(days[0] is not None and days[1] is not None and days[0].group() == days[1].group())
        return Agreement(same, same)
    words, gold = word_counts(found), word_counts(noted)
    return Agreement(float(words == gold), overlap(words, gold).f1)


class Noted(NamedTuple):
    """A page's kind, address and HTML, and what a person noted of it."""

    kind: str
    url: str
    html: str
    values: Values


def noted(data: Data, part: Part) -> Iterator[Noted]:
    """Yield the pages of a part of which something was noted."""
    folder = data.folder / "wcxb" if (data.folder / "wcxb").is_dir() else data.folder
    rows = {row["id"]: row for row in read_rows(next(folder.glob("gold.jsonl*")))}
    chosen = {page.id for page in part.of(data.gold)}
    for identity, html in data.html():
        if identity in chosen:
            row = rows[identity]
            values = {field: str(row.get(name) or "").strip() for field, name in FIELDS.items()}
            yield Noted(row.get("type") or "", row.get("url") or "", html, values)


def measure(pages: Iterator[Noted], show: str) -> dict[tuple[str, str, str], list[Agreement]]:
    """Return the agreements by kind of page ("article" and "all"), system and field."""
    measured: dict[tuple[str, str, str], list[Agreement]] = defaultdict(list)
    for page in pages:
        found = {name: read(page.html, page.url) for name, read in SYSTEMS.items()}
        for field, value in page.values.items():
            if not value:
                continue
            of_page = {name: agreement(field, found[name].get(field, ""), value) for name in SYSTEMS}
            for name, one in of_page.items():
                for kind in {"all", page.kind} & {"all", "article"}:
                    measured[kind, name, field].append(one)
            if field == show and of_page["ours"].f1 < of_page["trafilatura"].f1:
                values = [found[name].get(field, "") for name in SYSTEMS]
                click.echo(f"{page.url}\n  noted {value!r}, ours {values[0]!r}, trafilatura {values[1]!r}")
    return measured


def table(measured: Mapping[tuple[str, str, str], list[Agreement]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown: share of pages where all words agree, and the words' mean F1."""
    yield f"| same · F1 | {' | '.join(FIELDS)} |"
    yield "|---" * (len(FIELDS) + 1) + "|"
    for kind in ("article", "all"):
        for name in SYSTEMS:
            cells = [measured.get((kind, name, field), []) for field in FIELDS]
            figures = [f"{mean(one.same for one in cell):.3f} · {mean(one.f1 for one in cell):.3f}" for cell in cells]
            yield f"| {kind}: {name} | {' | '.join(figures)} |"


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled pages.  [default: $CLEANER_DATA]")
@click.option("--sample", type=int, help="So many pages only, always the same.")
@click.option("--show", type=click.Choice(list(FIELDS)), help="Show where trafilatura is right and we are not.")
def main(data: Path | None, sample: int | None, show: Any) -> None:
    """Print how often title, byline and date are those that a person noted, where one was."""
    for line in table(measure(noted(find_data(data), Part(sample)), show or "")):
        click.echo(line)


if __name__ == "__main__":
    main()
