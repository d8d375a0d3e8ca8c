"""Megabytes a second in memory: the best of some rounds in which all systems take turns.

What else the machine does only ever adds time, so the best round is nearest to what a system needs.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.throughput.kinds import megabytes
from benchmarks.throughput.systems import REFERENCES, SLOW, Clean

Row = dict[str, Any]
"""A row of a table: figures by column."""


def measure(kind: str, texts: Sequence[str], systems: Mapping[str, Clean], rounds: int) -> Iterator[Row]:
    """Yield the speed of each system, and its ratio to those that others are compared with."""
    best = dict.fromkeys(systems, float("inf"))
    for turn, (name, clean) in itertools.product(range(rounds), systems.items()):
        if turn == 0 or name not in SLOW:
            best[name] = min(best[name], seconds(clean, texts))
    size = megabytes(texts)
    for name, took in best.items():
        ratios = {f"times {other}": best[other] / took for other in REFERENCES if other in best}
        yield {"kind": kind, "system": name, "MB/s": size / took, **ratios}


def seconds(clean: Clean, texts: Sequence[str]) -> float:
    """Return how long a system takes for some texts."""
    started = time.perf_counter()
    deque(clean(texts), maxlen=0)
    return time.perf_counter() - started
