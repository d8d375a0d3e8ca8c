"""Have accidents happen to runs at random moments, resume them, and compare the bytes with those of calm runs.

python -m benchmarks.accidents                       # a quarter of an hour on two cores
python -m benchmarks.accidents --trials 5 --only Parquet

A trial is a run that meets an accident, is resumed, as often as not meets a second one, and is resumed again until it
ends. It is the same if every file is, and none is left that a calm run does not leave.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import click

from benchmarks.accidents.happening import ACCIDENTS, Accident, Run
from benchmarks.accidents.layouts import Layout, layouts
from benchmarks.quality.data import find_data
from benchmarks.quality.report import table
from benchmarks.throughput.kinds import text_kinds

FULL = "a full disk"
MANY = ("kill -9 of all", "kill -9 of the parent")
"""These happen as often as asked, each half of the times; the others a quarter as often."""
SECOND = 0.5
"""So likely is a second accident."""

Tree = dict[str, str]
"""Files by their path, as hashes of their content."""


class Calm(NamedTuple):
    """What a run without accidents leaves, how long it takes, and how large its largest file is."""

    tree: Tree
    seconds: float
    largest: int


class Trial(NamedTuple):
    """How a trial ended: accidents, exit codes, what is not as it should be, and what the first accident had it say."""

    accidents: int
    codes: list[int | None]
    different: list[str]
    said: str


def calm(layout: Layout, folder: Path) -> Calm:
    """Run a layout without accidents."""
    started = time.monotonic()
    run = Run(layout, folder)
    code, told = run.wait(), run.said()
    if code:
        raise click.ClickException(f"{layout.name}: {told}")
    largest = max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Calm(tree(folder), time.monotonic() - started, largest)


def tree(folder: Path) -> Tree:
    """Return all files below a folder, hidden ones, too."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def trial(layout: Layout, folder: Path, undisturbed: Calm, accident: Accident, moments: Random) -> Trial:
    """Have an accident happen to a run, perhaps to the resumed one, too, and see what it leaves."""
    accidents, codes, said, more = 0, [], [], ()
    likelihood, longest = 1.0, undisturbed.seconds
    while True:
        run = Run(layout, folder, more)
        is_disturbed = moments.random() < likelihood
        if is_disturbed and run.wait(moments.uniform(0, longest)) is None:
            accidents += accident(run, moments)
        codes.append(run.wait())
        said.append(run.said())
        if not is_disturbed or not codes[-1]:
            break
        likelihood, longest, more = likelihood * SECOND, longest / 2, ("--resume",)
    return Trial(accidents, codes, _differences(tree(folder), undisturbed.tree), said[0])


def full_disk(layout: Layout, folder: Path, undisturbed: Calm, moments: Random) -> Trial:
    """Have a run find no room for a file, and resume it where there is."""
    first = Run(layout, folder, most_bytes=int(undisturbed.largest * moments.uniform(0.1, 0.9)))
    codes, said = [first.wait()], first.said()
    second = Run(layout, folder, ("--resume",))
    codes.append(second.wait())
    second.said()
    return Trial(1, codes, _differences(tree(folder), undisturbed.tree), said)


def _differences(found: Tree, wanted: Tree) -> list[str]:
    return sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))


def disasters(layout: Layout, folder: Path, trials: int, moments: Random) -> Iterator[tuple[str, Trial]]:
    """Yield what becomes of a layout's runs."""
    undisturbed = calm(layout, folder / "calm")
    for name in (*ACCIDENTS, FULL):
        wanted = max(1, trials // 2 if name in MANY else trials // 4)
        while wanted:
            place = folder / "run"
            if name == FULL:
                found = full_disk(layout, place, undisturbed, moments)
            else:
                found = trial(layout, place, undisturbed, ACCIDENTS[name], moments)
            shutil.rmtree(place)
            if found.accidents:  # else the run was over before
                wanted -= 1
                yield name, found


def _row(accident: str, trials: list[Trial]) -> list[str]:
    same = sum(not one.different for one in trials)
    codes = sorted({str(code) for one in trials for code in one.codes})
    return [accident, str(sum(one.accidents for one in trials)), f"{same} of {len(trials)}", " ".join(codes)]


@click.command()
@click.option("--trials", default=20, show_default=True, help="Of kill -9, by layout.")
@click.option("--megabytes", default=20.0, show_default=True, help="Of each corpus.")
@click.option("--only", default="", help="A word of the layout's name.")
@click.option("--seed", default=1, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Where to work; else where temporary files go.")
def main(trials: int, megabytes: float, only: str, seed: int, folder: Path | None) -> None:
    """Print how many runs end with the same bytes as a calm one."""
    texts = text_kinds(find_data())["page dumps"]
    is_lost, moments = False, Random(seed)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for layout in layouts(texts, megabytes, Path(place)):
            if only.lower() not in layout.name.lower():
                continue
            met: dict[str, list[Trial]] = {}
            for name, one in disasters(layout, Path(place), trials, moments):
                met.setdefault(name, []).append(one)
                if one.different or "live on" in one.said or "Traceback" in one.said:
                    is_lost = True
                    click.echo(f"{layout.name}: {name}: {one}", err=True)
            rows = (_row(name, found) for name, found in met.items())
            click.echo(table([layout.name, "accidents", "same bytes", "exit codes"], rows) + "\n")
            shutil.rmtree(Path(place, "calm"))
    sys.exit(is_lost)


if __name__ == "__main__":
    main()
