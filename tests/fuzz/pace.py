"""How long inputs take for their size: no input may take many times what sound ones take."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.beginnings import beginnings
from tests.fuzz.targets import TARGETS, Target

HANG_SECONDS = 120
"""An input that takes so long hangs; what is only slow is told by its pace."""
MOST_MEGABYTES = 3072
"""Of a whole process. Atheris itself takes some hundred kilobytes more with every run of a target; without it, two
thousand runs take two megabytes."""
MOST_TIMES = 20
GROWN = 1 << 16
"""Inputs are repeated to so many bytes: what is slow for its size shows, what a call costs by itself does not."""
ROUNDS = 5
"""What seems slow is timed so often, and the best counts: others are at work on the machine, too."""
NOT_GROWN = {"parquet", "arrow"}
"""Files of these are no longer sound when they are repeated: they are compared by file, all being about as long."""


class Pace(NamedTuple):
    """An input, and how many times as long it takes by byte as the median of sound ones."""

    path: Path
    times: float


def paces(name: str, paths: Iterable[Path]) -> list[Pace]:
    """Return how long inputs take, the slowest first; one that fails when it is repeated takes for ever."""
    usual = statistics.median(seconds(name, data, ROUNDS) for data in beginnings(name))
    return sorted((Pace(path, _times(name, path.read_bytes(), usual)) for path in paths), key=lambda one: -one.times)


def _times(name: str, data: bytes, usual: float) -> float:
    """Return how many times the usual an input takes; once is enough to see that one is not slow."""
    try:
        times = seconds(name, data) / usual
        return times if times < MOST_TIMES / 2 else seconds(name, data, ROUNDS) / usual
    except Exception:
        return float("inf")


def seconds(name: str, data: bytes, rounds: int = 1) -> float:
    """Return the processor's seconds for a byte of an input that is repeated, in the best of some rounds."""
    if not data:
        return 0.0
    grown = data if name in NOT_GROWN else data * (GROWN // len(data) + 1)
    size = GROWN if name in NOT_GROWN else len(grown)
    return min(_once(TARGETS[name], grown) for _ in range(rounds)) / size


def _once(target: Target, data: bytes) -> float:
    started = time.process_time()
    target(data)
    return time.process_time() - started
