"""The gate: floors under the figures, which rise with the cleaner and fall only when someone says so.

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
    from benchmarks.quality.tracks import Scores

FLOORS = Path(__file__).with_name("floors.json")
HIGHER_IS_BETTER = ("f1", "lift", "removed")
LOWER_IS_BETTER = ("leak", "lost", "harmed")

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
    def read(cls, path: Path) -> Floors:
        """Read floors; a file that is not there is refused with what to do."""
        if not path.is_file():
            raise GateRefusedError(f"no floors in {path}: make them with --raise-floors")
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(stored["data"], stored["sample"], stored["floors"])

    def write(self, path: Path) -> None:
        """Write the floors, one measure a line, so that a change of one shows as one line."""
        stored = {"data": self.data, "sample": self.sample, "floors": self.figures}
        path.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def broken(self, figures: Figures) -> list[str]:
        """Return one line for each figure under its floor; tracks that did not run are not asked for."""
        return [
            f"{track}, {group}: {measure} is {figures[track].get(group, {}).get(measure, math.nan):.4f}, floor {floor}"
            for track, groups in self.figures.items()
            if track in figures
            for group, measures in groups.items()
            for measure, floor in measures.items()
            if not _reaches(measure, figures[track].get(group, {}).get(measure, math.nan), floor)
        ]

    def moved(self, figures: Figures, *, up: bool, down: bool) -> Floors:
        """Return floors moved to the figures, where that is up and ``up`` is set, or down and ``down`` is set."""
        moved = {track: dict(groups) for track, groups in self.figures.items()}
        for track, groups in found_floors(figures).items():
            old_groups = self.figures.get(track, {})
            moved[track] = {
                group: {
                    measure: _moved(measure, old_groups.get(group, {}).get(measure), value, up=up, down=down)
                    for measure, value in measures.items()
                }
                for group, measures in groups.items()
            }
        return Floors(self.data, self.sample, moved)


def check_comparable(floors: Floors, data: str, sample: int | None) -> None:
    """Refuse figures that were found on other data or another sample than the floors."""
    if floors.data != data:
        raise GateRefusedError(
            f"the floors were found on data {floors.data}, this is {data}: "
            "start new floors with --raise-floors --lower-floors"
        )
    if floors.sample != sample:
        raise GateRefusedError(
            f"the floors were found on {_pages(floors.sample)}, this is {_pages(sample)}: give the same --sample, "
            "or start new floors with --raise-floors --lower-floors"
        )


def floors_for(path: Path, data: str, sample: int | None, *, up: bool, down: bool) -> Floors:
    """Read the floors; start new ones to raise where there are none, and to move both ways where they are others.

    Raises `GateRefusedError` where there are no floors, or floors of other data or another sample.
    """
    if up and not path.is_file():
        return Floors(data, sample, {})
    floors = Floors.read(path)
    try:
        check_comparable(floors, data, sample)
    except GateRefusedError:
        if up and down:
            return Floors(data, sample, {})
        raise
    return floors


def found_floors(figures: Figures) -> Figures:
    """Return the floors that these figures just reach: guarded measures of all pages and of the larger groups."""
    return {
        track: {
            group: {measure: _rounded(measure, value) for measure, value in scores.items() if _is_guarded(measure)}
            for group, scores in groups.items()
            if group == ALL or scores["pages"] >= FEW_PAGES
        }
        for track, groups in figures.items()
    }


def _is_guarded(measure: str) -> bool:
    return measure in HIGHER_IS_BETTER or measure in LOWER_IS_BETTER


def _reaches(measure: str, value: float, floor: float) -> bool:
    # a value that is missing is not a number, and reaches nothing
    return value <= floor if measure in LOWER_IS_BETTER else value >= floor


def _rounded(measure: str, value: float) -> float:
    """Round to the worse side, so that the value itself reaches its floor."""
    worse = math.ceil if measure in LOWER_IS_BETTER else math.floor
    return worse(value * STEPS) / STEPS


def _moved(measure: str, old: float | None, new: float, *, up: bool, down: bool) -> float:
    if old is None:
        return new
    wanted = up if _reaches(measure, new, old) else down
    return new if wanted else old


def _pages(sample: int | None) -> str:
    return "all pages" if sample is None else f"a sample of {sample} pages"
