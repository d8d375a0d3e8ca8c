"""How fast texts are cleaned, beside peers in the same run: ``pytest benchmarks --benchmark-only``.

Speed is megabytes of UTF-8 text a second on one core, in the best of the rounds: what else the machine does only ever
adds time. Take the ratios; the figures themselves are the machine's.
"""

from __future__ import annotations

import statistics
import time
from collections import deque
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.conftest import Speed
from benchmarks.data import DataMissingError, Part, find_data
from benchmarks.peers import c4_lines, installed_peers, peer_cleaner
from cleaner import Cleaner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.conftest import Speeds

    Clean = Callable[[list[str]], Iterable[Any]]
    """All texts to something that yields one result a text."""

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
SAMPLE = Part(sample=600)
"""About 3 MB of page dumps: every round of every system stays within some seconds."""

SEED_COPIES = 20
"""The seed documents alone are 35 kB: too little for a batch."""

ONE_BY_ONE, MANY = "cleaner, one by one", "cleaner, clean_many"
SYSTEMS = [MANY, ONE_BY_ONE, *(peer.name for peer in installed_peers() if peer.name != "leave as is")]
CORPORA = ["page dumps", "clean articles", "seed documents"]
SLOW = "jusText on lines"
ROUNDS = 7


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("corpus", CORPORA)
def test_throughput(benchmark: Any, speeds: Speeds, corpus: str, system: str) -> None:
    """Clean all texts of a corpus with one system, and before each round with C4's line rules, under the same load."""
    texts, clean = _texts(corpus), _system(system)
    megabytes = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    yardstick_seconds: list[float] = []

    def measure_yardstick() -> None:
        started = time.perf_counter()
        _exhaust(map(c4_lines, texts))
        yardstick_seconds.append(time.perf_counter() - started)

    benchmark.group = corpus
    benchmark.pedantic(
        lambda: _exhaust(clean(texts)),
        setup=measure_yardstick,
        warmup_rounds=1,
        rounds=1 if system == SLOW else ROUNDS,
    )
    speed = _speed(megabytes, benchmark.stats.stats.data, yardstick_seconds)
    benchmark.extra_info.update({"megabytes": round(megabytes, 2), **speed._asdict()})
    speeds[corpus][system] = speed


def _speed(megabytes: float, seconds: list[float], yardstick_seconds: list[float]) -> Speed:
    """Take the best round for the speed, and the median of the rounds' ratios: the load shifts between rounds."""
    of_rounds = yardstick_seconds[-len(seconds) :]  # the first ones belong to the warm-up
    ratio = statistics.median(yard / own for yard, own in zip(of_rounds, seconds, strict=True))
    return Speed(megabytes / min(seconds), ratio)


def _exhaust(results: Iterable[Any]) -> None:
    """Have all results made, and keep none."""
    deque(results, maxlen=0)


def _system(name: str) -> Clean:
    if name == MANY:
        clean_many: Clean = Cleaner().clean_many
        return clean_many
    one: Callable[[str], Any] = Cleaner().clean if name == ONE_BY_ONE else peer_cleaner(name)
    return lambda texts: map(one, texts)


@lru_cache(maxsize=len(CORPORA))
def _texts(corpus: str) -> list[str]:
    if corpus == "seed documents":
        seeds = [path for path in sorted(SEEDS.glob("*.txt")) if ".clean" not in path.name]
        return [path.read_text(encoding="utf-8") for path in seeds] * SEED_COPIES
    try:
        data = find_data()
    except DataMissingError as absent:
        pytest.skip(str(absent))
    articles = [page for page in SAMPLE.of(data.gold) if page.type == "article"]
    if corpus == "clean articles":
        return [page.main_content for page in articles]
    dumps = data.texts("html_text")
    return [dumps[page.id] for page in articles]
