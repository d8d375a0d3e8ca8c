"""How fast articles are found in HTML, on one core, beside trafilatura, Resiliparse, readability-lxml and jusText.

python -m benchmarks.html_throughput
python -m benchmarks.html_throughput --pages 300 --rounds 5 --json FILE

Each page is given to one system after the other, so all work under the same load, and what counts is the processor's
time: others on the machine slow it down for all alike. Take the ratios; the figures themselves are the machine's.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import click

from benchmarks.quality.data import Data, Part, find_data
from benchmarks.quality.extractors import ENGINES, installed_extractors
from benchmarks.quality.report import table
from cleaner import Cleaner

YARDSTICK = "trafilatura"

Extract = Callable[[str, str], object]


@dataclass(frozen=True, slots=True)
class Speed:
    """Megabytes of UTF-8 a second, and how often that is the yardstick's speed."""

    system: str
    mb_per_second: float
    against_trafilatura: float


def systems() -> dict[str, Extract]:
    """Return what makes articles of pages: the extractors that are installed, and our engines."""
    cleaner = Cleaner()
    extractors: dict[str, Extract] = {peer.name: peer.load() for peer in installed_extractors()}
    return {**extractors, **{name: partial(_ours, cleaner, engine) for name, engine in ENGINES.items()}}


def _ours(cleaner: Cleaner, engine: str, html: str, url: str) -> object:
    return cleaner.clean_html(html, url, engine)


def pages(data: Data, number: int) -> list[tuple[str, str]]:
    """Return HTML and address of a fixed sample of the labelled pages."""
    chosen = {page.id: page.url for page in Part(number).of(data.gold)}
    return [(html, chosen[identity]) for identity, html in data.html() if identity in chosen]


def measure(found: Sequence[tuple[str, str]], extracts: Mapping[str, Extract], rounds: int) -> list[Speed]:
    """Return the speed of each system; of each page, the best of some rounds over all pages counts.

    The first page of all is read once before, so that what is loaded at first use costs nobody anything.
    """
    for extract in extracts.values():
        extract(*found[0])
    best = {name: [float("inf")] * len(found) for name in extracts}
    for _, (row, page) in itertools.product(range(rounds), enumerate(found)):
        for name, extract in extracts.items():
            best[name][row] = min(best[name][row], _seconds(extract, *page))
    seconds = {name: sum(taken) for name, taken in best.items()}
    megabytes = sum(len(html.encode("utf-8", "replace")) for html, _ in found) / 1e6
    yardstick = seconds.get(YARDSTICK, float("nan"))
    return [Speed(name, megabytes / taken, yardstick / taken) for name, taken in seconds.items()]


def _seconds(extract: Extract, html: str, url: str) -> float:
    started = time.process_time()
    extract(html, url)
    return time.process_time() - started


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled pages.  [default: $CLEANER_DATA]")
@click.option("--pages", "number", default=100, show_default=True, help="So many pages, always the same.")
@click.option("--rounds", default=2, show_default=True, help="Times that each system reads each page.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the figures as JSON.")
def main(data: Path | None, number: int, rounds: int, json_file: Path | None) -> None:
    """Print how fast articles are found in HTML."""
    measured = measure(pages(find_data(data), number), systems(), rounds)
    rows = ([one.system, f"{one.mb_per_second:.1f}", f"{one.against_trafilatura:.1f}"] for one in measured)
    click.echo(table(["HTML in", "MB/s", "× trafilatura"], rows))
    if json_file:
        json_file.write_text(json.dumps([asdict(one) for one in measured], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
