"""Print megabytes a second beside pytest-benchmark's own table, with ratios to C4's line rules as a bare loop."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import pytest

from benchmarks.quality.report import table


class Speed(NamedTuple):
    """Megabytes of UTF-8 text a second, and how many times the speed of C4's line rules that is."""

    megabytes_per_second: float
    times_c4: float


Speeds = dict[str, dict[str, Speed]]
"""By corpus and system."""

SPEEDS = pytest.StashKey[Speeds]()


@pytest.fixture
def speeds(request: pytest.FixtureRequest) -> Speeds:
    """Return where a benchmark writes down its speed, for the table at the end."""
    return request.config.stash.setdefault(SPEEDS, defaultdict(dict))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table of speeds."""
    for corpus, of_systems in config.stash.get(SPEEDS, {}).items():
        rows = (
            [name, f"{speed.megabytes_per_second:.1f}", f"{speed.times_c4:.2f}"] for name, speed in of_systems.items()
        )
        terminalreporter.write_sep("-", corpus)
        terminalreporter.write_line(table(["system", "MB/s", "times C4's line rules"], rows))
