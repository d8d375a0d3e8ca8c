"""Four times the page takes about four times the work, whatever stands in it.

Work is the processor's time: what takes too long does so inside of regular expressions and other people's libraries,
where no calls can be counted. So sizes are far apart, the bound is far from both kinds of growth (linear takes 4 times
as long, quadratic 16 times), and what seems slow is measured again.
"""

from __future__ import annotations

import signal
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

import cleaner
from cleaner.html.encoding import decode_page, is_html
from tests.hostile_pages import HOSTILE

CLEANER = cleaner.Cleaner()
SIZES = (16_000, 64_000, 256_000)
MOST_TIMES = 8
SPARE_SECONDS = 0.1
"""Of overhead, of garbage collection, of others on the machine."""
ENOUGH_SECONDS = 2 * SPARE_SECONDS
"""What takes longer has shown how it grows: it would have been caught, had it taken a sixteenth before."""
CAP_SECONDS = 30
ROUNDS = 3


def recognise(page: str) -> None:
    is_html(page)
    decode_page(page.encode("utf-8", "replace") + b"\xff")  # no UTF-8, so that declarations are looked for


def write_markdown(page: str) -> None:
    result = CLEANER.clean_html(page, "https://host.example/a", "fast", output="markdown", links=True)
    assert len(result.text) <= 50 * len(page)


def ask_all(page: str) -> None:
    assert isinstance(dict(CLEANER.clean_html(page, "https://host.example/a").metadata), dict)


@contextmanager
def cap() -> Iterator[None]:
    """Raise in what takes the processor so long that nothing more need be known."""

    def stop(*_: object) -> None:
        raise AssertionError(f"takes more than {CAP_SECONDS} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, CAP_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds(work: Callable[[str], object], page: str) -> float:
    started = time.process_time()
    with cap():
        work(page)
    return time.process_time() - started


def grown(work: Callable[[str], object], page: str, before: float) -> float:
    """Return how long a page takes, if that is not too long beside one of a quarter of its size."""
    bound = MOST_TIMES * before + SPARE_SECONDS
    for _ in range(ROUNDS):
        if (taken := seconds(work, page)) <= bound:
            return taken
    raise AssertionError(f"{len(page)} characters take {taken:.1f} s, a quarter of them {before:.2f} s")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no clock to stop what hangs")
@pytest.mark.parametrize("work", [recognise, write_markdown, ask_all], ids=lambda work: work.__name__)
@pytest.mark.parametrize("name", HOSTILE)
def test_four_times_the_page_is_about_four_times_the_work(name: str, work: Callable[[str], object]) -> None:
    seconds(work, HOSTILE[name](1000))
    first, *larger = SIZES if work is not ask_all else SIZES[:2]
    taken = seconds(work, HOSTILE[name](first))
    for size in larger:
        taken = grown(work, HOSTILE[name](size), taken)
        if taken > ENOUGH_SECONDS:
            break


@pytest.mark.parametrize("name", ["lines of code", "lines by br", "paragraphs", "items of a deep list", "nested links"])
def test_memory_grows_with_the_page(name: str) -> None:
    def peak(size: int) -> int:
        page = HOSTILE[name](size)
        tracemalloc.start()
        try:
            CLEANER.clean_html(page, engine="fast")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1000)
    # What grows by doubling may be twice as large as it must; by the square it would be 16 times.
    assert peak(64_000) <= 6 * peak(16_000)
