"""Charts of the figures, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.throughput.measuring import Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OURS, OTHERS = "#1f6f8b", "#b8c4c8"
_BAR = 0.3  # inches a bar


def draw_speeds(rows: Sequence[Row], file: Path) -> None:
    """Draw the systems' speed on one kind of input as bars, the fastest first; ours stand out."""
    ranked = sorted(rows, key=lambda row: row["MB/s"])
    figure, axes = _axes(len(ranked) * _BAR + 1.0)
    colours = [OURS if row["system"].startswith("cleaner") else OTHERS for row in ranked]
    bars = axes.barh([row["system"] for row in ranked], [row["MB/s"] for row in ranked], color=colours)
    axes.bar_label(bars, fmt="%.2g", padding=3)
    axes.set_xscale("log")
    axes.set_xlabel(f"{ranked[0]['kind']}: MB/s, logarithmic")
    axes.margins(x=0.15)
    _save(figure, file)


def draw_growth(rows: Sequence[Row], file: Path) -> None:
    """Draw all measures of a table of rows against its first column, each on a scale of its own."""
    x, *others = rows[0]
    measures = [name for name in others if "MB" in name]
    figure, all_axes = _axes(2.2 * len(measures), len(measures))
    for name, axes in zip(measures, all_axes if len(measures) > 1 else [all_axes], strict=True):
        axes.plot([row[x] for row in rows], [row[name] for row in rows], marker="o", color=OURS)
        axes.set_xscale("log")
        axes.set_ylim(bottom=0)
        axes.set_ylabel(name)
        axes.grid(alpha=0.3)
        axes.set_xlabel(x)
    _save(figure, file)


def draw_rooms(rows: Sequence[Row], file: Path) -> None:
    """Draw each room's share of the time, the largest first."""
    ranked = sorted(rows, key=lambda row: row["percent"])
    figure, axes = _axes(len(ranked) * _BAR + 1.0)
    bars = axes.barh([row["room"] or "outside" for row in ranked], [row["percent"] for row in ranked], color=OURS)
    axes.bar_label(bars, fmt="%.0f", padding=3)
    axes.set_xlabel(f"{ranked[0]['kind']}: percent of the time")
    _save(figure, file)


def _axes(height: float, panels: int = 1) -> tuple[Any, Axes | Any]:
    import matplotlib  # noqa: PLC0415 - an extra, and slow to load

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "throughput"  # the same chart from the same figures
    from matplotlib import pyplot  # noqa: PLC0415

    return pyplot.subplots(panels, figsize=(7.5, height))


def _save(figure: Any, file: Path) -> None:
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
