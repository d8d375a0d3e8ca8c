"""Measure the quality of the cleaner on labelled pages, beside its peers.

python -m benchmarks.quality                              # all tables
python -m benchmarks.quality --gate --sample 150          # for continuous integration
python -m benchmarks.quality --track rescue --errors 5 --peers none
python -m benchmarks.quality --track html --folds build/folds    # engines beside extractors, from HTML
python -m benchmarks.quality languages --language pl --missing 40
python -m benchmarks.quality metadata --sample 200
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from benchmarks.quality import failures, languages
from benchmarks.quality.data import Data, DataMissingError, Part, find_data
from benchmarks.quality.gate import FLOORS, Figures, Floors, GateRefusedError
from benchmarks.quality.metadata import metadata_table
from benchmarks.quality.peers import EXTRACTORS, PEERS, installed
from benchmarks.quality.report import markdown
from benchmarks.quality.run import CLEANER, ENGINES, Row, Run, load, measure, summarise

if TYPE_CHECKING:
    from collections.abc import Callable


_Found = TypeVar("_Found")

FILE, FOLDER = click.Path(path_type=Path), click.Path(exists=True, file_okay=False, path_type=Path)
DATA = click.option("--data", type=FILE, help="Folder of labelled pages.  [default: $CLEANER_DATA, ../shared]")
SAMPLE = click.option("--sample", type=click.IntRange(min=1), help="A fixed sample of this many pages of each set.")


def read_fold(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Read ``k/n``."""
    if value is None:
        return None
    number, _, folds = value.partition("/")
    if not (number.isdecimal() and folds.isdecimal() and int(number) < int(folds)):
        raise click.BadParameter(f"{value!r} is no fold: write k/n with k from 0 to n - 1, such as 0/5")
    return int(number), int(folds)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@DATA
@SAMPLE
@click.option("--track", "chosen", multiple=True, metavar="NAME", help="Only tracks that start so; html when named.")
@click.option("--peers", metavar="LIST", help="all, none, or names with commas.  [default: all; gate: none]")
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes.")
@click.option("--rules", multiple=True, type=click.Path(exists=True), help="Further folder of rules; repeatable.")
@click.option("--threshold", type=float, help="The cleaner's threshold.")
@click.option("--mode", help="The cleaner's mode.")
@click.option("--scorecard", type=click.Path(exists=True, path_type=Path), help="Another one than the package's.")
@click.option("--folds", type=FOLDER, help="Scorecards by fold: each page is judged by one that has not seen its site.")
@click.option("--json", "json_file", type=FILE, help="Write all figures as JSON.")
@click.option("--errors", type=click.IntRange(min=1), help="Show the worst documents of each track.")
@click.option("--gate", is_flag=True, help="Fail where a figure is under its floor.")
@click.option("--floors", type=FILE, default=FLOORS, help="The floors' file.")
@click.option("--raise-floors", is_flag=True, help="Raise floors to the figures.")
@click.option("--new-floors", is_flag=True, help="Start floors anew at the figures.")
@click.pass_context
def main(context: click.Context, **given: Any) -> None:
    """Measure the quality of the cleaner on labelled pages, beside its peers."""
    if context.invoked_subcommand is None:
        sys.exit(_told(lambda: _measure(given)))


@main.command("languages")
@DATA
@click.option("--language", "chosen", multiple=True, metavar="TAG", help="Only this language; repeatable.")
@click.option("--held-out", callback=read_fold, metavar="K/N", help="Hold fold K of N of the systems out of the rules.")
@click.option("--missing", type=click.IntRange(min=1), help="Show so many phrases of each language that stay.")
@click.option("--write", type=FILE, help="Put the table in this file, below its last heading.")
def languages_command(
    data: Path | None,
    chosen: tuple[str, ...],
    held_out: tuple[int, int] | None,
    missing: int | None,
    write: Path | None,
) -> None:
    """Measure how much of what publishing systems print goes, by language and category."""
    found = _told(lambda: languages.measure(find_data(data).phrases, chosen, held_out))
    if write:
        before, heading, last = write.read_text(encoding="utf-8").rpartition("\n## ")
        title = last.partition("\n")[0]
        write.write_text(f"{before}{heading}{title}\n\n{languages.report(found)}", encoding="utf-8")
    else:
        click.echo(languages.report(found), nl=False)
    for trial in languages.stayed(found, missing or 0):
        click.echo(f"{trial.language}\t{trial.category}\t{trial.phrase}")


@main.command("metadata")
@DATA
@SAMPLE
def metadata_command(data: Path | None, sample: int | None) -> None:
    """Measure how often title, byline and date are those that a person noted, beside trafilatura's."""
    click.echo(_told(lambda: metadata_table(find_data(data), Part(sample))), nl=False)


def _told(do: Callable[[], _Found]) -> _Found:
    try:
        return do()
    except (DataMissingError, GateRefusedError, ValueError) as error:
        raise click.ClickException(str(error)) from error


def _measure(given: dict[str, Any]) -> int:
    run = _run(given, find_data(given["data"]))
    results = measure(run, given["workers"])
    summary = summarise(run, results)
    if not given["gate"]:
        click.echo(markdown(summary), nl=False)
    if given["json_file"]:
        figures = {"data": load(run.folder).digest, "sample": run.part.sample, "tracks": summary}
        given["json_file"].write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for name in results if given["errors"] else ():
        _show_failures(given["errors"], run, name, results[name][CLEANER])
    if given["gate"] or given["raise_floors"] or given["new_floors"]:
        return _gate(given, run, {name: systems[CLEANER] for name, systems in summary.items()})
    return 0


def _run(given: dict[str, Any], data: Data) -> Run:
    options = tuple((name, given[name]) for name in ("rules", "threshold", "mode") if given[name] not in (None, ()))
    wanted = given["peers"] or ("none" if given["gate"] else "all")
    part = Part(given["sample"])
    return Run(data.folder, part, given["chosen"], _peers(wanted), options, given["scorecard"], given["folds"])


def _peers(wanted: str) -> tuple[str, ...]:
    """Return the names of the peers asked for; refuse those that are unknown or not installed."""
    names = [peer.name for peer in installed(PEERS)] + list(ENGINES)[1:] + [peer.name for peer in installed(EXTRACTORS)]
    if wanted in ("all", "none"):
        return tuple(names) if wanted == "all" else ()
    chosen = tuple(name.strip() for name in wanted.split(","))
    if unknown := [name for name in chosen if name not in names]:
        raise ValueError(f"no peer {', '.join(unknown)} here; there are: {', '.join(names)}")
    return chosen


def _show_failures(number: int, run: Run, name: str, rows: list[Row]) -> None:
    track = next(track for track in run.tracks() if track.name == name)
    for case, row in failures.worst(track, run.cases(track), rows, number):
        click.echo(f"\n{name} {failures.describe(case, row, run.explain(track, case))}")


def _gate(given: dict[str, Any], run: Run, figures: Figures) -> int:
    """Compare the figures with the floors, move these where asked to, and return the exit code."""
    of, path = (load(run.folder).digest, run.part.sample), given["floors"]
    floors = Floors(*of, {}) if given["new_floors"] else Floors.read(path, *of)
    if given["new_floors"] or given["raise_floors"]:
        floors = floors.raised(figures)
        floors.write(path)
    broken = floors.broken(figures)
    for line in broken:
        click.echo(f"under its floor: {line}", err=True)
    return 1 if broken else 0


if __name__ == "__main__":
    main()
