"""How long inputs take for their size: no input may take many times what sound ones take."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.fuzz.beginnings import beginnings
from tests.fuzz.targets import TARGETS, Target

MOST_TIMES = 20
GROWN = 1 << 16
"""Inputs are repeated to so many bytes: what is slow for its size shows, what a call costs by itself does not."""
ROUNDS = 3
NOT_GROWN = {"parquet", "arrow"}
"""Files of these are no longer sound when they are repeated."""


def slow_inputs(name: str, paths: Sequence[Path]) -> Iterator[tuple[Path, float]]:
    """Yield the inputs that take too long or fail, and how many times the median of sound ones they take by byte."""
    if name in NOT_GROWN:
        return
    usual = statistics.median(seconds(TARGETS[name], data) for data in beginnings(name))
    for path in paths:
        try:
            times = seconds(TARGETS[name], path.read_bytes()) / usual
        except Exception:  # what fails when it is repeated is as bad as what takes for ever
            times = float("inf")
        if times > MOST_TIMES:
            yield path, times


def seconds(target: Target, data: bytes) -> float:
    """Return the processor's seconds for a byte of an input that is repeated, in the best of some rounds."""
    grown = data * (GROWN // max(1, len(data)) + 1)
    return min(_once(target, grown) for _ in range(ROUNDS)) / len(grown) if data else 0.0


def _once(target: Target, data: bytes) -> float:
    started = time.process_time()
    target(data)
    return time.process_time() - started
