"""Where the time goes: by the room of the package that is at work, looked at every millisecond.

A sampling profiler that adds nothing to the calls; time in NumPy and other libraries counts for the room that called.
"""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType

import cleaner
from benchmarks.throughput.measuring import Row, seconds
from benchmarks.throughput.systems import Clean

INTERVAL = 0.001
LEAST_SECONDS = 3.0
LEAST_SHARE = 0.01
"""Rooms with less are left out."""
_HOUSE = Path(cleaner.__file__).parent


def room_rows(kind: str, texts: Sequence[str], clean: Clean) -> Iterator[Row]:
    """Yield each room's share of the time, with what the room says it does."""
    seconds(clean, texts)  # what is loaded once is no part of it
    with _sampled() as samples:
        started = time.perf_counter()
        while time.perf_counter() - started < LEAST_SECONDS:
            seconds(clean, texts)
    total = samples.total()
    for room, count in samples.most_common():
        if count >= LEAST_SHARE * total:
            yield {"kind": kind, "room": room, "percent": 100 * count / total, "what it does": _purpose(room)}


@contextmanager
def _sampled() -> Iterator[Counter[str]]:
    """Count which room is at work while the block runs."""
    samples: Counter[str] = Counter()

    def look(_: int, frame: FrameType | None) -> None:
        samples[_room(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    try:
        yield samples
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _room(frame: FrameType | None) -> str:
    """Return the innermost module of the package that is at work, "" outside of it."""
    while frame:
        path = Path(frame.f_code.co_filename)
        room = ".".join(path.relative_to(_HOUSE).with_suffix("").parts) if path.is_relative_to(_HOUSE) else ""
        if room:
            return room
        frame = frame.f_back
    return ""


def _purpose(room: str) -> str:
    """Return the first sentence of a module's documentation."""
    if not room:
        return "the benchmark itself"
    told = import_module(f"cleaner.{room}").__doc__ or ""
    return " ".join(told.split("\n\n")[0].split()).partition(". ")[0].rstrip(".")
