"""HTML to article beside the extractors: quality by page type, wanted strings, metadata and speed, in one run.

python -m benchmarks.html_track --folds .benchmarks/html_folds   # each page by the scorecard that has not seen its site
python -m benchmarks.html_track --sample 200 --systems fast,trafilatura

Pages are read one after the other: all HTML at once would fill half a gigabyte.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click

from benchmarks.data import Data, Page, Part, find_data, host_fold
from benchmarks.html_training import segment_pages
from benchmarks.metrics import SegmentCounts, leak, mean, overlap, segment_counts, word_counts
from benchmarks.training import FOLDS
from cleaner import Cleaner
from cleaner.scorecards import load_scorecard

Extract = Callable[[str, str], str]
"""A page's HTML and address to its text."""

OURS = ("fast", "auto", "trafilatura + judge")


def systems(folds: Path | None, fold: int) -> dict[str, Callable[[], Extract]]:
    """Return what extracts, by name; ours by the scorecard of a fold, if there are folds."""
    return {
        "fast": lambda: _ours("fast", folds, fold),
        "auto": lambda: _ours("auto", folds, fold),
        "trafilatura + judge": lambda: _ours("trafilatura", folds, fold),
        "trafilatura": _trafilatura,
        "resiliparse": _resiliparse,
        "readability": _readability,
        "justext": _justext,
    }


def _ours(engine: str, folds: Path | None, fold: int) -> Extract:
    cleaner = build_cleaner(folds, fold)
    return lambda html, url: cleaner.clean_html(html, url, engine).text


@cache
def build_cleaner(folds: Path | None, fold: int) -> Cleaner:
    """Return the cleaner, with the scorecard of a fold if there are folds."""
    cleaner = Cleaner()
    if folds is not None:
        scorecard = load_scorecard(folds / f"fold{fold}.toml")
        cleaner.__dict__["_page_judge"] = replace(cleaner._page_judge, scorecard=scorecard)
    return cleaner


def _trafilatura() -> Extract:
    extract = import_module("trafilatura").extract
    return lambda html, url: extract(html, url=url or None, include_comments=False) or ""


def _resiliparse() -> Extract:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda html, _: str(extract(html, main_content=True))


def _readability() -> Extract:
    document = import_module("readability").Document
    tag = re.compile(r"<[^>]*>")
    return lambda html, _: tag.sub(" ", document(html).summary()) if html.strip() else ""


def _justext() -> Extract:
    justext = import_module("justext")
    words = justext.get_stoplist("English")
    return lambda html, _: "\n".join(
        paragraph.text for paragraph in justext.justext(html, words) if not paragraph.is_boilerplate
    )


class Score(NamedTuple):
    """The measures of one page; ``leak`` is None where nothing unwanted was marked."""

    precision: float
    recall: float
    f1: float
    leak: float | None


def score(page: Page, text: str) -> Score:
    """Compare a text with a page's main content."""
    found = overlap(word_counts(text), word_counts(page.main_content))
    return Score(found.precision, found.recall, found.f1, leak(text, page.without))


def pages(data: Data, part: Part) -> Iterator[tuple[Page, str]]:
    """Yield the labelled pages of a part with their HTML."""
    wanted = {page.id: page for page in part.of(data.gold) if page.main_content.strip()}
    for identity, html in data.html():
        if page := wanted.get(identity):
            yield page, html


def segments(data: Data, extract_of: Callable[[int], Extract]) -> SegmentCounts:
    """Return how many wanted and unwanted strings the texts of the segment pages hold."""
    counts = [
        segment_counts(extract_of(host_fold(page.url, FOLDS))(html, page.url), page.wanted, page.unwanted)
        for page, html in segment_pages(data)
    ]
    return SegmentCounts(*map(sum, zip(*counts, strict=True)))


class Measured(NamedTuple):
    """Measures of each system: by page type (and "all"), of the segment pages, and megabytes and seconds."""

    scores: dict[str, dict[str, list[Score]]]
    segments: dict[str, float]
    speed: dict[str, tuple[float, float]]


def measure(data: Data, part: Part, names: list[str], folds: Path | None) -> Measured:
    """Run the systems over the pages, each page by one after the other: so all work under the same load."""
    loaded = {(name, fold): cache(systems(folds, fold)[name])() for name in names for fold in range(FOLDS)}
    measured = Measured({name: defaultdict(list) for name in names}, {}, dict.fromkeys(names, (0.0, 0.0)))
    for page, html in pages(data, part):
        size = len(html.encode("utf-8", "surrogatepass")) / 1e6
        for name in names:
            extract = loaded[name, host_fold(page.url, FOLDS)]
            started = time.process_time()
            text = extract(html, page.url)
            taken = time.process_time() - started
            of_page = score(page, text)
            measured.scores[name][page.type].append(of_page)
            measured.scores[name]["all"].append(of_page)
            megabytes, seconds = measured.speed[name]
            measured.speed[name] = megabytes + size, seconds + taken
    if data.segments and part.sample is None:
        for name in names:
            measured.segments[name] = segments(data, lambda fold, name=name: loaded[name, fold]).f1  # type: ignore[misc]
    return measured


def table(measured: Measured) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    types = sorted({kind for scores in measured.scores.values() for kind in scores} - {"all", "article"})
    yield f"| | articles P / R / F1 · leak | all F1 | {' | '.join(types)} | segments | MB/s |"
    yield "|---" * (len(types) + 5) + "|"
    for name, scores in measured.scores.items():
        articles = scores["article"]
        means = " / ".join(
            f"{mean(getattr(one, field) for one in articles):.3f}" for field in ("precision", "recall", "f1")
        )
        leaks = mean(one.leak for one in articles if one.leak is not None)
        of_types = " | ".join(f"{mean(one.f1 for one in scores[kind]):.3f}" for kind in types)
        megabytes, seconds = measured.speed[name]
        wanted = f"{measured.segments[name]:.3f}" if name in measured.segments else ""
        everything = mean(one.f1 for one in scores["all"])
        speed = f"{megabytes / seconds:.1f}"
        yield f"| {name} | {means} · {leaks:.3f} | {everything:.3f} | {of_types} | {wanted} | {speed} |"


def _names(_context: Any, _parameter: Any, value: str) -> list[str]:
    names = [name.strip() for name in value.split(",")]
    if unknown := set(names) - systems(None, 0).keys():
        raise click.BadParameter(f"there is no system {min(unknown)!r}")
    return names


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled pages.  [default: $CLEANER_DATA]")
@click.option("--sample", type=int, help="So many pages only, always the same.")
@click.option("--systems", "names", default="fast,auto,trafilatura + judge,trafilatura", callback=_names)
@click.option(
    "--folds", type=click.Path(path_type=Path), help="Scorecards by fold, so that no page's site was fitted on."
)
def main(data: Path | None, sample: int | None, names: list[str], folds: Path | None) -> None:
    """Print how well and how fast articles are found in HTML."""
    for line in table(measure(find_data(data), Part(sample), names, folds)):
        click.echo(line)


if __name__ == "__main__":
    main()
