"""Compile the core so that it notices faults, and give it hostile texts and changed ones.

python -m tests.sanitize --seconds 120              # both builds, at the same time
python -m tests.sanitize address --seconds 600

``bounds`` checks each index into a buffer, a list or bytes, as Cython can; what C code reads through pointers only
AddressSanitizer sees, in ``address``, with gcc's checks for undefined behaviour. Each build is a copy, in
``build/sanitize``, of what is tested. What ended a run lies there as ``input``: the target in its first line.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "sanitize"
COPIED = ("cleaner", "rules", "seeds", "tests")  # without pyproject.toml, where setuptools would look for packages
CHECKED = {"boundscheck=False": "boundscheck=True", "initializedcheck=False": "initializedcheck=True"}
EXACT = {"bytes_wanted += bytes_wanted // 2\n": "pass\n"}
"""No room beyond what is asked for: what reads or writes behind it is behind the end of the memory."""

SANITIZERS = "-fsanitize=address,undefined"
# x86 reads at any address; and to copy no bytes from nowhere is what every compiler does right
ALLOWED = "-fno-sanitize=alignment,nonnull-attribute -fno-sanitize-recover=undefined"


@dataclass(frozen=True)
class Build:
    """How a core is compiled, and what it needs where it runs."""

    compile_flags: str
    link_flags: str = ""
    changes: dict[str, str] = field(default_factory=dict)
    libraries: tuple[str, ...] = ()


BUILDS = {
    "bounds": Build("-O1 -g0", changes=CHECKED),
    "address": Build(
        f"-O1 -g1 -fno-omit-frame-pointer {SANITIZERS} {ALLOWED}", SANITIZERS, EXACT, ("libasan.so", "libubsan.so")
    ),
}


@click.command()
@click.argument("builds", nargs=-1, type=click.Choice(list(BUILDS)))
@click.option("--seconds", default=120, show_default=True, help="For each build, after it is compiled.")
@click.option("--seed", type=int, help="Repeat a run: it prints its seed.")
def main(builds: tuple[str, ...], seconds: int, seed: int | None) -> None:
    """Compile BUILDS, or all, and try to break them."""
    chosen = list(builds or BUILDS)
    with ThreadPoolExecutor(len(chosen)) as pool:  # they wait for processes
        sound = dict(zip(chosen, pool.map(partial(_is_sound, seconds, seed), chosen), strict=True))
    failed = [name for name in chosen if not sound[name]]
    for name in failed:
        click.echo(f"{name}: failed on {FOLDER / name / 'input'}", err=True)
    sys.exit(bool(failed))


def _is_sound(seconds: int, seed: int | None, name: str) -> bool:
    """Compile a build in a copy of its own and run it; tell whether nothing was wrong."""
    build, copy = BUILDS[name], FOLDER / name
    _copy(copy, build.changes)
    _compile(copy, build)
    click.echo(f"{name}: compiled")
    command = [sys.executable, "-m", "tests.fuzz.changed", str(seconds), str(copy / "input")]
    ended = subprocess.run([*command, *([str(seed)] if seed else [])], cwd=copy, env=_environment(build), check=False)
    return ended.returncode == 0


def _copy(copy: Path, changes: dict[str, str]) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyd"))
        else:
            shutil.copy(source, copy / name)
    sources = {file: file.read_text(encoding="utf-8") for file in copy.glob("cleaner/*/*.p[yx][xd]")}
    for old, new in changes.items():
        if not any(old in text for text in sources.values()):
            raise click.ClickException(f"no source holds {old!r} any more: mend {Path(__file__).name}")
        sources = {file: text.replace(old, new) for file, text in sources.items()}
    for file, text in sources.items():
        file.write_text(text, encoding="utf-8")


def _compile(copy: Path, build: Build) -> None:
    sources = [str(file.relative_to(copy)) for file in sorted(copy.glob("cleaner/*/*.pyx"))]
    command = [sys.executable, "-m", "Cython.Build.Cythonize", "--inplace", "--parallel", str(os.cpu_count()), *sources]
    flags = {"CFLAGS": build.compile_flags, "LDFLAGS": build.link_flags}
    with (copy / "compiled").open("wb") as log:
        ended = subprocess.run(command, cwd=copy, env=os.environ | flags, stdout=log, stderr=log, check=False)
    if ended.returncode:
        raise click.ClickException(f"not compiled, {log.name} says why")


def _environment(build: Build) -> dict[str, str]:
    """Return the environment of a run: from its own copy, with Python's objects on the heap that is watched."""
    own = {"PYTHONPATH": "", "PYTHONMALLOC": "malloc", "ASAN_OPTIONS": "detect_leaks=0", "CLEANER_DATA": "none"}
    found = [
        subprocess.run(["gcc", f"-print-file-name={name}"], capture_output=True, text=True, check=True).stdout.strip()
        for name in build.libraries
    ]
    return os.environ | own | ({"LD_PRELOAD": " ".join(found)} if found else {})


if __name__ == "__main__":
    main()
