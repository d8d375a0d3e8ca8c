"""Fuzz all targets, or some, for a time, and tell what failed.

python -m tests.fuzz --seconds 3600
python -m tests.fuzz --seconds 600 text html

What is found stays in ``build/fuzz/TARGET``, and the next run goes on from there. A failure becomes a test when its
file is moved to ``tests/fuzz/cases/TARGET``.
"""

from __future__ import annotations

import math
import resource
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from tests.fuzz.pace import MOST_TIMES, paces
from tests.fuzz.targets import TARGETS

SHARES = {"text": 6, "html": 6}
"""Of the time; every other target has one."""
MOST_SECONDS = 600
"""A process fuzzes for so long, or until atheris has filled the memory; then another goes on, which takes ten seconds
to start."""
MOST_TIMED = 1000
"""So many inputs of each target are timed."""


@click.command()
@click.argument("targets", nargs=-1, type=click.Choice(sorted(TARGETS)))
@click.option("--seconds", default=600, show_default=True, help="Of the processor, for all targets together.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("build/fuzz"), show_default=True)
def main(targets: tuple[str, ...], seconds: int, folder: Path) -> None:
    """Fuzz TARGETS, or all."""
    if find_spec("atheris") is None:
        raise click.ClickException("atheris is missing; pip install '.[fuzz]'")
    chosen = targets or tuple(TARGETS)
    total = sum(SHARES.get(name, 1) for name in chosen)
    shares = {name: max(1, seconds * SHARES.get(name, 1) // total) for name in chosen}
    failed = [name for name, share in shares.items() if not is_sound(name, folder / name, share)]
    click.echo(f"{len(chosen) - len(failed)} of {len(chosen)} targets are sound")
    sys.exit(bool(failed))


def is_sound(name: str, folder: Path, seconds: int) -> bool:
    """Fuzz a target and time what was found; say whether nothing was wrong."""
    runs, begun = 0, _processor_seconds()
    while (left := seconds - _processor_seconds() + begun) >= 1:
        exit_code = _fuzz(name, folder, min(MOST_SECONDS, math.ceil(left)))
        runs += _runs(folder / "log")
        if exit_code and not _are_sound_alone(name, folder / "failures"):
            click.echo(f"{name}: failed after {runs:,} runs; {folder}/failures has the input, {folder}/log says how")
            return False
    inputs = sorted((folder / "inputs").iterdir(), key=lambda path: (path.stat().st_size, path.name))
    used = _processor_seconds() - begun
    click.echo(f"{name}: {runs:,} runs in {used:.0f} s, {len(inputs)} inputs that reach different code")
    return not _slow(name, inputs[:: len(inputs) // MOST_TIMED + 1])


def _slow(name: str, inputs: list[Path]) -> list[Path]:
    """Tell how long inputs take for their size, and return those that take too long."""
    found = paces(name, inputs)
    click.echo(
        f"{name}: of {len(found)} inputs the slowest takes {found[0].times:.1f} times as long a byte as sound ones"
    )
    slow = [one for one in found if one.times > MOST_TIMES]
    for one in slow:
        click.echo(f"{name}: {one.path} takes {one.times:.1f} times as long; {MOST_TIMES} are allowed")
    return [one.path for one in slow]


def _processor_seconds() -> float:
    """Return what all processes that were started took of the processor: others may be at work on the machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _fuzz(name: str, folder: Path, seconds: int) -> int:
    """Fuzz a target in a process of its own; return its exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(folder), str(seconds)]
    with (folder / "log").open("wb") as stream:
        return subprocess.run(command, stdout=stream, stderr=subprocess.STDOUT, check=False).returncode


def _are_sound_alone(name: str, failures: Path) -> bool:
    """Try inputs that failed once more, and forget those that only the machine was at fault of; a few, or none."""
    found = sorted(failures.iterdir())
    for path in found:
        if subprocess.run([sys.executable, "-m", "tests.fuzz.alone", name, str(path)], check=False).returncode:
            return False
        path.unlink()
    return bool(found)


def _runs(log: Path) -> int:
    """Return how often the target ran, as libFuzzer prints it at the end."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((int(line.rpartition(" ")[2]) for line in lines if line.startswith("stat::number_of_executed")), 0)


if __name__ == "__main__":
    main()
