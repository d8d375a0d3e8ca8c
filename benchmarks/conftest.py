"""The table of `benchmarks/speed.py`: megabytes a second, and the ratio to C4's line rules as a bare loop."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.quality.report import table


class Speed(NamedTuple):
    """Megabytes of UTF-8 text a second, and how many times the speed of C4's line rules that is."""

    megabytes_a_second: float
    times_c4: float


Speeds = dict[tuple[str, str], Speed]
"""By kind of document and system."""

SPEEDS = pytest.StashKey[Speeds]()
CHARTED = "page dumps"
OURS, OTHERS = "#1f6f8b", "#b8c4c8"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know where to write."""
    parser.addoption("--speed-table", type=Path, help="The page to write the table and a chart for.")


@pytest.fixture
def speeds(request: pytest.FixtureRequest) -> Speeds:
    """Return where a benchmark notes its speed, for the table at the end."""
    return request.config.stash.setdefault(SPEEDS, {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table of speeds, and write it where that is asked for."""
    found = config.stash.get(SPEEDS, {})
    if not found:
        return
    shown = speed_table(found)
    terminalreporter.write_line(shown)
    if page := config.getoption("--speed-table"):
        before = page.read_text(encoding="utf-8").rpartition("\n## ")
        title = before[2].partition("\n")[0]
        page.write_text(f"{before[0]}\n## {title}\n\n{shown}\n\n![{CHARTED}](speed.svg)\n", encoding="utf-8")
        draw({system: speed for (kind, system), speed in found.items() if kind == CHARTED}, page.with_name("speed.svg"))


def speed_table(speeds: Speeds) -> str:
    """Return the tables as Markdown, one for texts and one for HTML: a row a system, a column a kind of document."""
    kinds = dict.fromkeys(kind for kind, _ in speeds)
    groups = [[kind for kind in kinds if kind.startswith("HTML") is of_html] for of_html in (False, True)]
    return "\n\n".join(_table(speeds, group) for group in groups if group)


def _table(speeds: Speeds, kinds: list[str]) -> str:
    systems = dict.fromkeys(system for kind, system in speeds if kind in kinds)
    rows = ([system, *(_cell(speeds.get((kind, system))) for kind in kinds)] for system in systems)
    return table(["MB/s · times C4's line rules", *kinds], rows)


def _cell(speed: Speed | None) -> str:
    return f"{speed.megabytes_a_second:.3g} · {speed.times_c4:.2g}" if speed else ""


def draw(speeds: dict[str, Speed], file: Path) -> None:
    """Draw the systems' speeds as bars; ours stand out."""
    import matplotlib as mpl  # noqa: PLC0415 - an extra, and slow to load

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "speed", "svg.fonttype": "none"})  # the same file from the same figures
    from matplotlib import pyplot as plt  # noqa: PLC0415 - the backend first

    ranked = sorted(speeds, key=lambda system: speeds[system].times_c4)
    figure, axes = plt.subplots(figsize=(7, 0.4 * len(ranked) + 0.8), layout="constrained")
    colours = [OURS if system.startswith("cleaner") else OTHERS for system in ranked]
    bars = axes.barh(ranked, [speeds[system].times_c4 for system in ranked], color=colours)
    axes.bar_label(bars, fmt="%.2g", padding=3)
    axes.set_xlabel(f"{CHARTED}: times the speed of C4's line rules as a bare loop")
    figure.savefig(file, metadata={"Date": None})
