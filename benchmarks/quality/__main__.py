"""Measure the quality of the cleaner on labelled pages, beside its peers.

python -m benchmarks.quality                          # all tables
python -m benchmarks.quality --sample 200 --gate      # for continuous integration
python -m benchmarks.quality --track rescue --errors 5 --peers none
python -m benchmarks.quality --track html --html-folds .benchmarks/html_folds   # engines beside extractors, from HTML
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benchmarks.quality import failures
from benchmarks.quality.data import DataMissingError, Part, find_data
from benchmarks.quality.extractors import ENGINES, installed_extractors
from benchmarks.quality.gate import FLOORS, Figures, Floors, GateRefusedError, check_comparable
from benchmarks.quality.peers import installed_peers
from benchmarks.quality.report import markdown
from benchmarks.quality.run import CLEANER, Row, Run, load, measure, summarise

if TYPE_CHECKING:
    from benchmarks.quality.report import Systems


def read_fold(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Read ``k/n``."""
    if value is None:
        return None
    number, _, folds = value.partition("/")
    if not (number.isdecimal() and folds.isdecimal() and int(number) < int(folds)):
        raise click.BadParameter(f"{value!r} is no fold: write k/n with k from 0 to n - 1, such as 0/5")
    return int(number), int(folds)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled pages.  [default: $CLEANER_DATA]")
@click.option(
    "--track",
    "chosen",
    multiple=True,
    metavar="NAME",
    help="Only tracks whose name starts so; repeatable. html and languages run only when named.",
)
@click.option(
    "--peers", default=None, metavar="LIST", help="all, none, or names with commas.  [default: all; gate: none]"
)
@click.option("--sample", type=click.IntRange(min=1), help="A fixed sample of this many pages of each data set.")
@click.option("--fold", callback=read_fold, metavar="K/N", help="Only pages whose host is in fold k (from 0) of n.")
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes.")
@click.option("--rules", multiple=True, type=click.Path(exists=True), help="Further folder of rules; repeatable.")
@click.option("--threshold", type=float, help="The cleaner's threshold.")
@click.option("--mode", help="The cleaner's mode.")
@click.option("--scorecard", type=click.Path(exists=True, dir_okay=False), help="Another scorecard than the package's.")
@click.option(
    "--html-folds",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Scorecards for HTML by fold of hosts: each page is judged by one that has not seen its site.",
)
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write all figures as JSON.")
@click.option(
    "--markdown", "markdown_file", type=click.Path(path_type=Path), help="Write the tables here, not to stdout."
)
@click.option("--errors", type=click.IntRange(min=1), help="Show the worst documents of each track.")
@click.option("--blame", is_flag=True, help="Show which rules removed main content, of each track.")
@click.option("--gate", is_flag=True, help="Fail where a figure is under its floor.")
@click.option("--floors", type=click.Path(path_type=Path), default=FLOORS, help="The floors' file.")
@click.option("--raise-floors", is_flag=True, help="Raise floors to the figures.")
@click.option("--lower-floors", is_flag=True, help="Lower floors to the figures.")
def main(**given: Any) -> None:
    """Measure the quality of the cleaner on labelled pages, beside its peers."""
    try:
        _main(given)
    except (DataMissingError, GateRefusedError, ValueError) as error:
        raise click.ClickException(str(error)) from error


def _main(given: dict[str, Any]) -> None:
    started = time.perf_counter()
    run = _run(given)
    results = measure(run, given["workers"])
    summary = summarise(run, results)
    print(f"measured in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    _write(given, run, summary)
    for name in results:
        _show_failures(given, run, name, results[name][CLEANER])
    if given["gate"] or given["raise_floors"] or given["lower_floors"]:
        sys.exit(_gate(given, run, {name: systems[CLEANER] for name, systems in summary.items()}))


def _run(given: dict[str, Any]) -> Run:
    data = find_data(given["data"])
    names = ("rules", "threshold", "mode", "scorecard")
    options = tuple((name, given[name]) for name in names if given[name] not in (None, ()))
    wanted = given["peers"] or ("none" if given["gate"] else "all")
    part = Part(given["sample"], given["fold"])
    return Run(data.folder, part, given["chosen"], _peers(wanted), options, given["html_folds"])


def _peers(wanted: str) -> tuple[str, ...]:
    """Return the names of the peers asked for; refuse those that are unknown or not installed."""
    engines = [name for name in ENGINES if name != CLEANER]
    names = [*(peer.name for peer in installed_peers()), *engines, *(peer.name for peer in installed_extractors())]
    if wanted in ("all", "none"):
        return tuple(names) if wanted == "all" else ()
    chosen = tuple(name.strip() for name in wanted.split(","))
    if unknown := [name for name in chosen if name not in names]:
        raise ValueError(f"no peer {', '.join(unknown)} here; there are: {', '.join(names)}")
    return chosen


def _write(given: dict[str, Any], run: Run, summary: dict[str, Systems]) -> None:
    tables = markdown(summary)
    if given["markdown_file"]:
        given["markdown_file"].write_text(tables, encoding="utf-8")
    elif not given["gate"]:
        print(tables, end="")
    if given["json_file"]:
        part = {"sample": run.part.sample, "fold": run.part.fold}
        figures = {"data": load(run.folder).digest, **part, "tracks": summary}
        given["json_file"].write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _show_failures(given: dict[str, Any], run: Run, name: str, rows: list[Row]) -> None:
    if not (given["errors"] or given["blame"]) or name.startswith("languages"):
        return
    track = next(track for track in run.tracks() if track.name == name)
    if given["blame"]:
        explained = ((case, run.explain(track, case)) for case in run.cases(track))
        print(f"\n### {name}\n\n{failures.blame(explained)}")
    for case, row in failures.worst(track, run.cases(track), rows, given["errors"] or 0):
        print(f"\n{name} {failures.describe(case, row, run.explain(track, case))}")


def _gate(given: dict[str, Any], run: Run, figures: Figures) -> int:
    """Compare the figures with the floors, move the floors where asked to, and return the exit code."""
    if run.part.fold:
        raise GateRefusedError("the gate is for all hosts: leave out --fold")
    up, down, path = given["raise_floors"], given["lower_floors"], given["floors"]
    floors = _floors(path, load(run.folder).digest, run.part.sample, new=up, anew=up and down)
    floors = floors.moved(figures, up=up, down=down)
    if up or down:
        floors.write(path)
    broken = floors.broken(figures)
    for line in broken:
        print(f"under its floor: {line}", file=sys.stderr)
    return 1 if broken else 0


def _floors(path: Path, data: str, sample: int | None, *, new: bool, anew: bool) -> Floors:
    """Read the floors; start ``new`` ones where there are none, and ``anew`` where they are of other pages."""
    empty = Floors(data, sample, {})
    if new and not path.is_file():
        return empty
    floors = Floors.read(path)
    try:
        check_comparable(floors, data, sample)
    except GateRefusedError:
        if anew:
            return empty
        raise
    return floors


if __name__ == "__main__":
    main()
