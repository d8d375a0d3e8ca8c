"""How fast corpora are cleaned, from memory and from files, beside peers in the same run; how time and memory grow.

python -m benchmarks.throughput                           # writes docs/benchmarks/throughput.{json,md,svg}
python -m benchmarks.throughput --largest 1000 --rounds 5 --output DIR

Speed is megabytes of UTF-8 text (or HTML) a second, in the best of some rounds in which all systems take turns: what
else the machine does only ever adds time. Take the ratios; the figures themselves are the machine's.
"""

from __future__ import annotations

import itertools
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from benchmarks.charts import bar_chart
from benchmarks.data import Data, Part, find_data
from benchmarks.peers import installed_peers
from cleaner import Cleaner

Clean = Callable[[Sequence[str]], Iterable[Any]]
"""All texts to something that yields a result for each."""

YARDSTICK = "C4 line rules"
SAMPLE = Part(sample=300)
SHORT_LINES = 3  # a short document is the beginning of an article
CORPUS_MB = 100
"""A run of workers lasts long enough for the second they take to start to matter little."""
PROBE = "\n".join(f"The {word} ferries sail again after a storm, and that port is {word}." for word in "abcdefghi")
"""A text that no filter refuses before it comes to what it needs other packages for."""
PACKAGES = (
    "article-cleaner",
    "numpy",
    "pyarrow",
    "datatrove",
    "spacy",
    "jusText",
    "ftfy",
    "trafilatura",
    "resiliparse",
)
SLOW = {"jusText on lines", "datatrove Gopher repetition", "trafilatura"}
"""These take part in one round only."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: a system on a kind of input, megabytes a second, and its ratio to the first system in the table."""

    kind: str
    system: str
    speed: float
    ratio: float = 0.0


def text_kinds(data: Data) -> dict[str, list[str]]:
    """Return the kinds of texts: what is dumped of pages, articles, the same in one line, and short ones."""
    pages = [page for page in SAMPLE.of(data.gold) if page.type == "article"]
    dumps = data.texts("html_text")
    articles = [page.main_content for page in pages]
    short = ["\n".join(text.split("\n")[:SHORT_LINES]) for text in articles]
    return {
        "page dumps": [dumps[page.id] for page in pages],
        "articles": articles,
        "one-line documents": [" ".join(text.split()) for text in articles],
        "short documents": short,
    }


def text_systems() -> dict[str, Clean]:
    """Return what cleans texts; the first is what others are compared with."""
    cleaner = Cleaner()
    found: dict[str, Clean] = {peer.name: _each(peer.load()) for peer in installed_peers()}
    found = {YARDSTICK: found.pop(YARDSTICK), **found}
    del found["leave as is"]
    for name in ("FineWebQualityFilter", "GopherQualityFilter", "GopherRepetitionFilter"):
        if filter_of := _datatrove_filter(name):
            found[f"datatrove {re.sub('(?<!^)(?=[A-Z])', ' ', name.removesuffix('Filter'))}"] = filter_of
    if _is_installed("ftfy"):
        found["ftfy"] = _each(import_module("ftfy").fix_text)
    return {**found, "cleaner, one by one": _each(cleaner.clean), "cleaner, clean_many": cleaner.clean_many}


def page_systems() -> dict[str, Clean]:
    """Return what makes text of HTML."""
    cleaner = Cleaner()
    found: dict[str, Clean] = {}
    if _is_installed("resiliparse"):
        extract = import_module("resiliparse.extract.html2text").extract_plain_text
        found["resiliparse"] = _each(lambda html: extract(html, main_content=True))
    found["trafilatura"] = _each(import_module("trafilatura").extract)
    for engine in ("fast", "auto"):
        found[f"cleaner, {engine}"] = _each(partial(cleaner.clean_html, engine=engine))
    return found


def _each(one: Callable[[str], Any]) -> Clean:
    return lambda texts: map(one, texts)


def _is_installed(package: str) -> bool:
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False


def _datatrove_filter(name: str) -> Clean | None:
    """Return a filter of datatrove's, None where it or what it needs is not installed."""
    if not _is_installed("datatrove"):
        return None
    document = import_module("datatrove.data").Document
    try:
        judge = getattr(import_module("datatrove.pipeline.filters"), name)().filter
        judge(document(text=PROBE, id=""))
    except ImportError:
        return None
    return lambda texts: (judge(document(text=text, id="")) for text in texts)


def measure(kind: str, texts: Sequence[str], systems: Mapping[str, Clean], rounds: int) -> Iterator[Measure]:
    """Yield the speed of each system; systems take turns."""
    megabytes = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    best = dict.fromkeys(systems, float("inf"))
    for turn, (name, clean) in itertools.product(range(rounds), systems.items()):
        if turn == 0 or name not in SLOW:
            started = time.perf_counter()
            deque(clean(texts), maxlen=0)
            best[name] = min(best[name], time.perf_counter() - started)
    first = next(iter(best.values()))
    for name, seconds in best.items():
        yield Measure(kind, name, megabytes / seconds, first / seconds)


def write_corpus(path: Path, texts: Sequence[str], megabytes: float) -> float:
    """Write texts again and again as a corpus of about a size; return the megabytes of text it holds."""
    size, rows = 0.0, []
    for number, text in enumerate(itertools.cycle(texts)):
        if size >= megabytes:
            break
        rows.append({"id": str(number), "text": text})
        size += len(text.encode("utf-8", "replace")) / 1e6
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=4096)
    else:
        with path.open("wb") as file, zstandard.ZstdCompressor(3).stream_writer(file) as stream:
            for row in rows:
                stream.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    return size


def run_corpus(source: Path, workers: int) -> tuple[float, float]:
    """Clean a corpus in a process of its own; return the seconds and the peak of all processes' memory in MB."""
    target = source.with_name(f"out.{source.name}")
    command = [sys.executable, "-m", "cleaner", "corpus", str(source), "--output", str(target)]
    started = time.perf_counter()
    process = subprocess.Popen([*command, "--workers", str(workers)])
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _resident_megabytes(process.pid))
        time.sleep(0.02)
    if process.returncode:
        raise RuntimeError(f"cleaner corpus ended with {process.returncode}")
    return time.perf_counter() - started, peak


def _resident_megabytes(pid: int) -> float:
    """Return the memory of a process and its children, as Linux counts it; pages they share count for each."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        own = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0
    return own + sum(_resident_megabytes(int(child)) for child in children)


def corpus_rows(texts: Sequence[str], folder: Path, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield speed and memory of runs from and to files, by format and number of workers."""
    for name in ("corpus.jsonl.zst", "corpus.parquet"):
        megabytes = write_corpus(folder / name, texts, CORPUS_MB)
        runs = [(workers, run_corpus(folder / name, workers)) for _ in range(rounds) for workers in (1, 2)]
        alone = min(seconds for workers, (seconds, _) in runs if workers == 1)
        for workers in (1, 2):
            seconds = min(took for count, (took, _) in runs if count == workers)
            peak = max(memory for count, (_, memory) in runs if count == workers)
            row = {"format": name.partition(".")[2], "workers": workers, "mb_per_second": megabytes / seconds}
            yield {**row, "against_one": alone / seconds, "peak_mb": peak}


def growth_rows(texts: Sequence[str], folder: Path, largest: int) -> Iterator[dict[str, Any]]:
    """Yield time and memory by the size of a corpus."""
    size = 1
    while size <= largest:
        megabytes = write_corpus(folder / "growth.jsonl.zst", texts, size)
        seconds, peak = run_corpus(folder / "growth.jsonl.zst", 2)
        yield {"megabytes": megabytes, "seconds": seconds, "peak_mb": peak}
        size *= 10


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    versions = {package: version(package) for package in PACKAGES if _is_installed(package)}
    return {"machine": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version(), **versions}


def to_markdown(report: Mapping[str, Any]) -> str:
    """Return the report as tables."""
    parts = ["# Throughput", "", "; ".join(f"{name} {value}" for name, value in report["machine"].items()), ""]
    for title in ("texts", "pages", "corpora", "growth"):
        rows = report[title]
        if rows:
            parts += [f"## {title.capitalize()}", "", "| " + " | ".join(rows[0]) + " |", "|---" * len(rows[0]) + "|"]
            parts += ["| " + " | ".join(_cell(value) for value in row.values()) + " |" for row in rows] + [""]
    return "\n".join(parts)


def _cell(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def _rows(measures: Iterable[Measure]) -> list[dict[str, Any]]:
    return [
        {"kind": one.kind, "system": one.system, "mb_per_second": one.speed, "against_first": one.ratio}
        for one in measures
    ]


@click.command()
@click.option("--output", type=click.Path(path_type=Path), default=Path("docs/benchmarks"), show_default=True)
@click.option("--rounds", default=5, show_default=True, help="Of the systems in memory; runs from files take two.")
@click.option("--largest", default=100, show_default=True, help="Megabytes of the largest corpus of the growth.")
def main(output: Path, rounds: int, largest: int) -> None:
    """Measure, and write JSON, tables and charts."""
    data = find_data()
    kinds, systems = text_kinds(data), text_systems()
    texts = [one for kind, each in kinds.items() for one in measure(kind, each, systems, rounds)]
    pages = [html for _, html in itertools.islice(data.html(), 60)] if data.has_html else []
    of_pages = list(measure("HTML", pages, page_systems(), rounds)) if pages else []
    with tempfile.TemporaryDirectory() as folder:
        corpora = list(corpus_rows(kinds["page dumps"], Path(folder), 2))
        growth = list(growth_rows(kinds["page dumps"], Path(folder), largest))
    report = {"machine": machine(), "texts": _rows(texts), "pages": _rows(of_pages)}
    report |= {"corpora": corpora, "growth": growth}
    output.mkdir(parents=True, exist_ok=True)
    (output / "throughput.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    (output / "throughput.md").write_text(to_markdown(report), encoding="utf-8")
    for kind in kinds:
        bars = {one.system: one.speed for one in texts if one.kind == kind}
        (output / f"{kind.replace(' ', '-')}.svg").write_text(bar_chart(f"{kind}, MB/s", bars), encoding="utf-8")
    click.echo(to_markdown(report))


if __name__ == "__main__":
    main()
