"""How long the filter takes to start and how much memory it needs.

``python -m benchmarks.startup_memory`` cleans a seed document many times, in turn with a Python that does nothing, and
a large file once. Times are medians; peak memory is the largest resident set as the operating system counts it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from benchmarks.quality.report import table

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
FILTER = [sys.executable, "-m", "cleaner"]
NOTHING = [sys.executable, "-c", "pass"]
KILOBYTES = 1 if sys.platform != "darwin" else 1024
"""What ``ru_maxrss`` is divided by to give kilobytes: macOS counts bytes."""


@click.command()
@click.option("--runs", type=click.IntRange(min=1), default=30, show_default=True, help="Starts of each program.")
@click.option("--megabytes", type=click.IntRange(min=1), default=200, show_default=True, help="Size of the large file.")
def main(runs: int, megabytes: int) -> None:
    """Measure the filter's start-up time and its peak memory."""
    seed = next(path for path in sorted(SEEDS.glob("*.txt")) if ".clean" not in path.name)
    run(FILTER, seed)  # the rules are compiled once, by whoever comes first
    idle, cleaning = alternate(seed, runs)
    rows = [
        ["python -c pass", f"{idle * 1000:.0f} ms", f"{run(NOTHING, seed)[1] / 1024:.0f} MB"],
        [f"cleaner < {seed.name}", f"{cleaning * 1000:.0f} ms", f"{run(FILTER, seed)[1] / 1024:.0f} MB"],
        _large(megabytes),
    ]
    print(table(["program", "time", "peak memory"], rows))


def alternate(seed: Path, runs: int) -> tuple[float, float]:
    """Return the median seconds of an idle Python and of the filter, run in turn so that both see the same load."""
    times = [(run(NOTHING, seed)[0], run(FILTER, seed)[0]) for _ in range(runs)]
    idle, cleaning = zip(*times, strict=True)
    return statistics.median(idle), statistics.median(cleaning)


def run(command: list[str], source: Path) -> tuple[float, int]:
    """Run a command with a file as input; return the seconds it took and its peak memory in kilobytes.

    A child's peak counts from this process's own size, so nothing large may be held here.
    """
    started = time.perf_counter()
    with source.open("rb") as given:
        child = subprocess.Popen(command, stdin=given, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise click.ClickException(f"{' '.join(command)} ended with exit code {child.returncode}")
    return time.perf_counter() - started, usage.ru_maxrss // KILOBYTES


def _large(megabytes: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "large.txt"
        _write_large(source, megabytes)
        seconds, peak = run(FILTER, source)
    return [f"cleaner < {megabytes} MB", f"{seconds:.1f} s ({megabytes / seconds:.1f} MB/s)", f"{peak / 1024:.0f} MB"]


def _write_large(path: Path, megabytes: int) -> None:
    """Write the seed documents over and over, numbered, so that their lines are not all repetitions."""
    seeds = [seed.read_text(encoding="utf-8") for seed in sorted(SEEDS.glob("*.txt")) if ".clean" not in seed.name]
    size = copy = 0
    with path.open("wb") as file:
        while size < megabytes * 1_000_000:
            for text in seeds:
                size += file.write(text.replace(". ", f" {copy}. ").encode() + b"\n")
            copy += 1


if __name__ == "__main__":
    main()
