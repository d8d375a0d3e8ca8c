"""Measure everything, and write JSON, tables and charts.

python -m benchmarks.throughput                            # ten minutes; writes into docs/benchmarks
python -m benchmarks.throughput --rounds 1 --corpus 10 --largest 10 --output DIR      # a try
python -m benchmarks.throughput --only size --largest 8000 --output DIR               # large corpora alone
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import click

from benchmarks.quality.data import DataMissingError, find_data
from benchmarks.throughput.corpora import format_rows, size_rows
from benchmarks.throughput.growth import by_line_length, by_lines_per_document, by_rules
from benchmarks.throughput.kinds import Kinds, page_kinds, text_kinds
from benchmarks.throughput.measuring import Row, measure
from benchmarks.throughput.profile import room_rows
from benchmarks.throughput.report import SECTIONS, write_report
from benchmarks.throughput.systems import Clean, page_systems, text_systems
from cleaner import Cleaner

FILE_ROUNDS = 2
"""Of runs from files, which take long."""


@click.command()
@click.option("--output", type=click.Path(path_type=Path), default=Path("docs/benchmarks"), show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, help="In memory.")
@click.option(
    "--corpus", type=click.IntRange(1), default=100, show_default=True, help="Megabytes of a corpus in files."
)
@click.option(
    "--largest", type=click.IntRange(1), default=1000, show_default=True, help="Megabytes; sizes go up to it."
)
@click.option("--only", type=click.Choice(list(SECTIONS)), multiple=True, help="Sections to measure; else all.")
def main(output: Path, rounds: int, corpus: int, largest: int, only: tuple[str, ...]) -> None:
    """Measure, and write JSON, tables and charts."""
    try:
        data = find_data()
        texts, pages = text_kinds(data), page_kinds(data)
    except DataMissingError as error:
        raise click.ClickException(str(error)) from None
    report = {}
    for section, rows in sections(texts, pages, rounds, corpus, largest).items():
        if not only or section in only:
            started = time.perf_counter()
            report[section] = list(rows())
            click.echo(f"{section}: {time.perf_counter() - started:.0f} s", err=True)
    write_report(report, output)
    click.echo((output / "throughput.md").read_text(encoding="utf-8"))


def sections(
    texts: Kinds, pages: Kinds, rounds: int, corpus: int, largest: int
) -> dict[str, Callable[[], Iterable[Row]]]:
    """Return what measures each section."""
    dumps, articles = texts["page dumps"], texts["articles"]
    return {
        "texts": partial(_speeds, texts, text_systems, rounds),
        "pages": partial(_speeds, pages, page_systems, rounds),
        "corpora": partial(_from_files, dumps, corpus),
        "size": partial(size_rows, dumps, list(_sizes(largest)), 2),
        "line length": partial(by_line_length, articles, rounds),
        "lines a document": partial(by_lines_per_document, dumps, rounds),
        "rules": partial(by_rules, dumps, rounds),
        "profile": partial(_profiles, texts, pages),
    }


def _speeds(kinds: Kinds, systems_of: Callable[[], dict[str, Clean]], rounds: int) -> Iterator[Row]:
    """Yield the speed of all systems on all kinds."""
    systems = systems_of() if kinds else {}
    for kind, texts in kinds.items():
        yield from measure(kind, texts, systems, rounds)


def _from_files(texts: list[str], megabytes: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from format_rows(texts, Path(folder), megabytes, FILE_ROUNDS)


def _sizes(largest: int) -> Iterator[int]:
    """Yield sizes in powers of ten, and the largest."""
    size = 1
    while size < largest:
        yield size
        size *= 10
    yield largest


def _profiles(texts: Kinds, pages: Kinds) -> Iterator[Row]:
    """Yield where the time goes, for texts and for pages."""
    cleaner = Cleaner()
    for kind in ("page dumps", "articles", "short documents"):
        yield from room_rows(kind, texts[kind], cleaner.clean_many)
    for kind, some in pages.items():
        yield from room_rows(kind, some, partial(map, cleaner.clean_html))


if __name__ == "__main__":
    main()
