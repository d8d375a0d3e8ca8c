"""The frame of ``cleaner corpus`` alone: files are read, handed out, encoded and written, and nothing is cleaned.

python -m benchmarks.throughput.frame                      # 300 MB by format and workers: how far from being in the way
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from benchmarks.quality.data import find_data
from benchmarks.quality.report import table
from benchmarks.throughput.corpora import FORMATS, write_corpus
from benchmarks.throughput.kinds import text_kinds
from cleaner import Result
from cleaner.corpus import work
from cleaner.corpus.inputs import find_inputs
from cleaner.corpus.plan import make_plan
from cleaner.corpus.records import Settings
from cleaner.corpus.report import Quiet
from cleaner.corpus.runner import Checkpoint, Run, State, Wishes
from cleaner.corpus.workers import keep_little

WORKERS = (0, 1, 2)


class Idle:
    """A cleaner that leaves everything as it is."""

    def __init__(self, **_: Any) -> None:
        """Take any options."""

    def clean_many(self, texts: Iterable[str]) -> Iterator[Result]:
        """Yield the texts."""
        return map(Result, texts)


def idle_worker(settings: Settings) -> work.Worker:
    """Return a worker that cleans nothing."""
    work.Cleaner = Idle  # type: ignore[assignment,misc]
    return work.Worker(settings)


def row(source: Path, workers: int) -> list[str]:
    """Run the frame on a file: MB/s by the clock, and the processor's milliseconds for a MB by process."""
    target = source.with_name(f"out{workers}.{source.name.partition('.')[2]}")
    plan = make_plan(find_inputs([str(source)], None), str(target), None, 0)
    settings = Settings()
    begun = [time.perf_counter(), time.process_time(), _children()]
    counts = Run(
        plan,
        settings,
        Wishes(workers=workers),
        Checkpoint(None),
        State(""),
        Quiet(),
        partial(idle_worker, settings),
    ).run()
    spent = [
        now - then for now, then in zip((time.perf_counter(), time.process_time(), _children()), begun, strict=True)
    ]
    size = counts.bytes_in / 1e6
    figures = [size / spent[0], 1000 * spent[1] / size, 1000 * spent[2] / size]
    return [source.name.partition(".")[2], str(workers), *(f"{figure:.1f}" for figure in figures)]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@click.command()
@click.option("--megabytes", default=300.0, show_default=True)
def main(megabytes: float) -> None:
    """Print the speed of the frame, with the start of the workers."""
    keep_little()
    texts = text_kinds(find_data())["page dumps"]
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder, f"in.{form}") for form in FORMATS]
        for source in sources:
            write_corpus(source, texts, megabytes)
        rows = [row(source, workers) for source in sources for workers in WORKERS]
    click.echo(table(["format", "workers", "MB/s", "ms a MB, main process", "ms a MB, workers"], rows))


if __name__ == "__main__":
    main()
