"""The gate: floors under the figures, which rise with the cleaner and fall only by hand.

``floors.json`` holds the digest of the data and the sample that the floors were found with, and for each track and
group the worst value each measure may take. Other data or another sample is refused, not compared.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.quality.tracks import ALL

if TYPE_CHECKING:
    from benchmarks.quality.cases import Scores

FLOORS = Path(__file__).with_name("floors.json")
HIGHER_IS_BETTER = ("f1", "lift", "headline")
LOWER_IS_BETTER = ("leak", "lost", "harmed", "left")

FEW_PAGES = 20
"""Groups with fewer pages have no floors: one page would tip them."""

STEPS = 1000
"""Floors stand at thousandths, so that no last bit of a mean decides."""

Figures = dict[str, dict[str, "Scores"]]
"""Measures by track and group."""


class GateRefusedError(Exception):
    """The figures cannot be compared with the floors, for the reason given."""


@dataclass(frozen=True, slots=True)
class Floors:
    """The worst allowed figures, and the data and sample (None: all pages) that they hold for."""

    data: str
    sample: int | None
    figures: Figures

    @classmethod
    def read(cls, path: Path, data: str, sample: int | None) -> Floors:
        """Read floors; raises `GateRefusedError` where there are none, or those of other data or another sample."""
        if not path.is_file():
            raise GateRefusedError(f"no floors in {path}: make them with --new-floors")
        floors = cls(*json.loads(path.read_text(encoding="utf-8")).values())
        for what, ours, theirs in (("data", data, floors.data), ("sample", sample, floors.sample)):
            if ours != theirs:
                raise GateRefusedError(
                    f"the floors were found on {what} {theirs or 'of all pages'}, this is {ours or 'of all pages'}: "
                    "give the same, or start new floors with --new-floors"
                )
        return floors

    def write(self, path: Path) -> None:
        """Write the floors, one measure a line, so that a change of one shows as one line."""
        stored = {"data": self.data, "sample": self.sample, "floors": self.figures}
        path.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def broken(self, figures: Figures) -> list[str]:
        """Return one line for each figure under its floor; tracks that did not run are not asked for."""
        return [
            f"{track}, {group}: {measure} is {value:.4f}, floor {floor}"
            for track, groups in self.figures.items()
            if track in figures
            for group, measures in groups.items()
            for measure, floor in measures.items()
            if not _reaches(measure, value := figures[track].get(group, {}).get(measure, math.nan), floor)
        ]

    def raised(self, figures: Figures) -> Floors:
        """Return floors raised to the figures where these are better."""
        moved = {track: {group: dict(one) for group, one in groups.items()} for track, groups in self.figures.items()}
        for track, groups in found_floors(figures).items():
            for group, measures in groups.items():
                floors = moved.setdefault(track, {}).setdefault(group, {})
                for measure, value in measures.items():
                    if _reaches(measure, value, floors.get(measure, value)):
                        floors[measure] = value
        return Floors(self.data, self.sample, moved)


def found_floors(figures: Figures) -> Figures:
    """Return the floors that these figures just reach: guarded measures of all pages and of the larger groups."""
    guarded = HIGHER_IS_BETTER + LOWER_IS_BETTER
    return {
        track: {
            group: {measure: _rounded(measure, value) for measure, value in scores.items() if measure in guarded}
            for group, scores in groups.items()
            if group == ALL or scores["pages"] >= FEW_PAGES
        }
        for track, groups in figures.items()
    }


def _reaches(measure: str, value: float, floor: float) -> bool:
    # a value that is missing is not a number, and reaches nothing
    return value <= floor if measure in LOWER_IS_BETTER else value >= floor


def _rounded(measure: str, value: float) -> float:
    """Round to the worse side, so that the value itself reaches its floor."""
    worse = math.ceil if measure in LOWER_IS_BETTER else math.floor
    return worse(value * STEPS) / STEPS
