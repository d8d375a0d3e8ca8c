"""How fast texts and pages are cleaned, beside peers in the same run: ``pytest benchmarks --benchmark-only``.

Speed is megabytes of UTF-8 a second on one core, in the best of the rounds: what else the machine does only ever adds
time. Take the ratios; the figures themselves are the machine's. ``python -m benchmarks.throughput`` measures more.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.conftest import Speed
from benchmarks.quality.data import DataMissingError, find_data
from benchmarks.quality.peers import c4_lines, installed_peers
from benchmarks.throughput.kinds import megabytes, page_kinds, text_kinds
from benchmarks.throughput.measuring import seconds
from benchmarks.throughput.systems import SLOW, Clean, is_installed, page_systems, text_systems

if TYPE_CHECKING:
    from benchmarks.conftest import Speeds

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
SEED_COPIES = 20
"""The seed documents alone are 35 kB: too little for a batch."""

OURS = ["cleaner, clean_many", "cleaner, with removals", "cleaner, one by one"]
SYSTEMS = [*OURS, *(peer.name for peer in installed_peers() if peer.name != "leave as is")]
TEXTS = ["page dumps", "articles", "one-line documents", "short documents", "seed documents"]
PAGE_SYSTEMS = [
    "cleaner, fast",
    "cleaner, auto",
    "trafilatura",
    *(["resiliparse"] if is_installed("resiliparse") else []),
]
PAGES = ["HTML, articles", "HTML, other pages"]
ROUNDS = 7


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("kind", TEXTS)
def test_texts(benchmark: Any, speeds: Speeds, kind: str, system: str) -> None:
    """Clean all texts of a kind with one system, and before each round with C4's line rules, under the same load."""
    _measure(benchmark, speeds, kind, system, _systems(text_systems)[system])


@pytest.mark.parametrize("system", PAGE_SYSTEMS)
@pytest.mark.parametrize("kind", PAGES)
def test_pages(benchmark: Any, speeds: Speeds, kind: str, system: str) -> None:
    """Make text of all pages of a kind with one system; C4's line rules read the HTML, for the sake of the load."""
    _measure(benchmark, speeds, kind, system, _systems(page_systems)[system])


def _measure(benchmark: Any, speeds: Speeds, kind: str, system: str, clean: Clean) -> None:
    texts = _texts(kind)
    yardstick_seconds: list[float] = []

    def measure_yardstick() -> None:
        yardstick_seconds.append(seconds(lambda texts: map(c4_lines, texts), texts))

    benchmark.group = kind
    benchmark.pedantic(
        lambda: seconds(clean, texts),
        setup=measure_yardstick,
        warmup_rounds=1,
        rounds=1 if system in SLOW else ROUNDS,
    )
    speed = _speed(megabytes(texts), benchmark.stats.stats.data, yardstick_seconds)
    benchmark.extra_info.update({"megabytes": round(megabytes(texts), 2), **speed._asdict()})
    speeds[kind][system] = speed


def _speed(size: float, took: list[float], yardstick_seconds: list[float]) -> Speed:
    """Take the best round for the speed, and the median of the rounds' ratios: the load shifts between rounds."""
    of_rounds = yardstick_seconds[-len(took) :]  # the first ones belong to the warm-up
    ratio = statistics.median(yard / own for yard, own in zip(of_rounds, took, strict=True))
    return Speed(size / min(took), ratio)


@lru_cache(maxsize=2)
def _systems(systems_of: Callable[[], dict[str, Clean]]) -> dict[str, Clean]:
    return systems_of()


@lru_cache(maxsize=len(TEXTS) + len(PAGES))
def _texts(kind: str) -> Sequence[str]:
    if kind == "seed documents":
        seeds = [path for path in sorted(SEEDS.glob("*.txt")) if ".clean" not in path.name]
        return [path.read_text(encoding="utf-8") for path in seeds] * SEED_COPIES
    try:
        data = find_data()
    except DataMissingError as absent:
        pytest.skip(str(absent))
    kinds = text_kinds(data) if kind in TEXTS else page_kinds(data)
    return kinds.get(kind) or pytest.skip(f"no pages for {kind}")
