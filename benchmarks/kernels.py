"""What compiled kernels gain: milliseconds a megabyte of each kernel, in NumPy and compiled, while texts are cleaned.

``python -m benchmarks.kernels`` cleans page dumps and articles in processes with and without compiled kernels, in turn,
and prints the least processor time of each kernel and of the whole.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import click

from benchmarks.data import find_data
from benchmarks.report import table
from cleaner import kernels

KINDS = ("page dumps", "articles")
WHOLE = "all of cleaning"
TURNS = 4
"""Cleanings of a process; the first one loads what is loaded once, and does not count."""

Times = dict[str, dict[str, float]]
"""Milliseconds a megabyte by kind of text and kernel."""


@click.command()
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Processes of each sort.")
@click.option("--measure", is_flag=True, hidden=True, help="Measure in this process, and print JSON.")
def main(rounds: int, measure: bool) -> None:
    """Compare the kernels in NumPy with the compiled ones."""
    if measure:
        print(json.dumps(measured()))
        return
    best: dict[str, Times] = {"": {}, "1": {}}
    for _ in range(rounds):
        for pure, times in best.items():
            _keep_least(times, _process(pure))
    names = sorted(best["1"][KINDS[0]], key=lambda name: -best["1"][KINDS[0]][name])
    rows = [[name, *(f"{best[pure][kind].get(name, 0):.1f}" for kind in KINDS for pure in best)] for name in names]
    print(table(["ms a MB", *(f"{kind}, {how}" for kind in KINDS for how in ("compiled", "NumPy"))], rows))


def _process(pure: str) -> Times:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.kernels", "--measure"]
    done = subprocess.run(command, env=os.environ | {kernels.PURE: pure}, capture_output=True, text=True, check=True)
    times: Times = json.loads(done.stdout)
    return times


def _keep_least(times: Times, more: Times) -> None:
    """Take over what is less."""
    for kind, by_kernel in more.items():
        kept = times.setdefault(kind, by_kernel)
        times[kind] = {name: min(milliseconds, kept[name]) for name, milliseconds in by_kernel.items()}


def measured() -> Times:
    """Return the times of each kernel; to be called before a module takes kernels over from their package."""
    spent: Counter[str] = Counter()
    for name in kernels.__all__:
        kernel = getattr(kernels, name)
        if callable(kernel) and not isinstance(kernel, type) and name.islower():
            setattr(kernels, name, _timed(name, kernel, spent))
    from benchmarks.throughput.kinds import megabytes, text_kinds  # noqa: PLC0415 - see above
    from cleaner import Cleaner  # noqa: PLC0415

    cleaner, kinds = Cleaner(), text_kinds(find_data())
    return {kind: _least(cleaner, kinds[kind], spent, megabytes(kinds[kind])) for kind in KINDS}


def _timed(name: str, kernel: Callable[..., Any], spent: Counter[str]) -> Callable[..., Any]:
    """Return a kernel that notes the processor time it takes."""

    @functools.wraps(kernel)
    def timed(*args: Any, **options: Any) -> Any:
        started = time.thread_time()
        try:
            return kernel(*args, **options)
        finally:
            spent[name] += time.thread_time() - started  # type: ignore[assignment]  # seconds are counted, too

    return timed


def _least(cleaner: Any, texts: Sequence[str], spent: Counter[str], size: float) -> dict[str, float]:
    """Return the least times of some cleanings, in milliseconds a megabyte."""
    turns = []
    for _ in range(TURNS):
        spent.clear()
        started = time.thread_time()
        list(cleaner.clean_many(texts))
        turns.append({**spent, WHOLE: time.thread_time() - started})
    return {name: 1000 * min(turn.get(name, 0) for turn in turns[1:]) / size for name in turns[-1]}


if __name__ == "__main__":
    main()
