"""Change the constants of the judging, one by one, and see whether the tests notice: ``python -m tests.mutants``.

With names of constants, only these are changed. Each change is made to the source text, in a copy of what the tests
need, and compiled there where the source is Cython (which tools for mutation tests do not read). The exit code is 1 if
a changed constant survives, 2 if nothing could be learnt: no such constant is defined, or tests fail without a change.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("cleaner", "rules", "seeds", "tests", "benchmarks", "pyproject.toml")
JUDGED_BY = (
    "blocks",
    "documents",
    "heuristics",
    "sentences",
    "interface_words",
    "scripts",
    "binding",
    "html_short_pages",
    "decide",
    "seeds",
)
TESTS = [f"tests/test_{name}.py" for name in JUDGED_BY]
"""The tests of judging, those first that find most: a run ends with the first that fails."""

ELSEWHERE = {"cli", "corpus", "html", "pipelines"}
"""Folders of the package that judge nothing."""

SUFFIXES = {".py", ".pyx", ".pxd"}

CHANGES = [
    # what kind of document it is, and what prose is
    ("RUNNING_TEXT_PERCENT", "30"),
    ("RUNNING_TEXT_PERCENT", "100"),
    ("PAGE_PERCENT", "0"),
    ("PAGE_PERCENT", "100"),
    ("PROSE_WORDS", "2"),
    ("PROSE_WORDS", "30"),
    ("PROSE_FUNCTION_SHARE", "0"),
    ("PROSE_FUNCTION_SHARE", "60"),
    ("PROSE_USUAL_PERCENT", "0"),
    ("PROSE_USUAL_PERCENT", "100"),
    ("KNOWN_LANGUAGE", "0"),
    ("KNOWN_LANGUAGE", "90"),
    ("NAMES_PERCENT", "0"),
    ("NAMES_PERCENT", "100"),
    ("MOST_TERMS", "1"),
    ("SHORT_WORDS", "0"),
    ("BETWEEN", "0"),
    ("LONG_WORDS", "4"),
    # rules
    ("WEAKEST_SURE", "-250"),
    ("NAMED", "-60"),
    ("HINTED", "0"),
    ("HINTED", "-250"),
    ("COMPANY", "0"),
    ("HEAD_PROSE", "0"),
    ("HEAD_PROSE", "60"),
    ("TAIL_PROSE", "5"),
    ("TAIL_PROSE", "100"),
    ("FORMULA_WORDS", "0"),
    ("FORMULA_WORDS", "50"),
    ("SENTENCE_WORDS", "0"),
    ("SENTENCE_WORDS", "60"),
    # heuristics
    ("REPEAT", "0"),
    ("LEAST_WORDS", "2"),
    ("LEAST_WORDS", "120"),
    ("BESIDE_CREDIT", "0"),
    ("NAME_BESIDE_DATE", "0"),
    ("SIDE_BY_SIDE", "0"),
    ("LEAST_NAME_WORDS", "3"),
    ("MOST_NAME_WORDS", "2"),
    ("MOST_NAME_WORDS", "12"),
    ("CAPITALISED_PERCENT", "0"),
    ("CAPITALISED_PERCENT", "100"),
    ("AT_EDGE", "0"),
    ("CUT_TRAIL", "0"),
    ("HEADLINE_POINTS", "0"),
    ("MARKED_HEADLINE", "0"),
    ("DATELINE", "0"),
    ("DATELINE_WORDS", "0"),
    ("DATELINE_WORDS", "8"),
    ("TITLE_LEAST_WORDS", "1"),
    ("TITLE_LEAST_WORDS", "9"),
    ("TITLE_MOST_WORDS", "5"),
    ("TITLE_MOST_WORDS", "400"),
    ("BODY_PERCENT", "1"),
    ("BODY_PERCENT", "100"),
    ("TITLE_LINES", "1"),
    ("TITLE_LINES", "60"),
    ("POINTS_A_WORD", "0"),
    ("POINTS_A_WORD", "100"),
    ("TELLING_WORDS", "20"),
    ("LONG_TITLE", "3"),
    ("LONG_TITLE", "30"),
    ("MOST_NAMES", "1"),
    ("MOST_NAMES", "60"),
    ("TRAIL_WORDS", "0"),
    ("TRAIL_WORDS", "200"),
    ("NEAR_EDGE", "3"),
    ("MENU_WORDS", "1"),
    ("MENU_WORDS", "80"),
    ("MENU_RUN", "1"),
    ("MENU_RUN", "30"),
    ("BEGINNING", "2"),
    ("BEGINNING", "240"),
    ("FAR_ENOUGH", "0"),
    ("SHORT_PAGE_LINES", "0"),
    ("SHORT_PAGE_LINES", "5000"),
    ("LINKED_PERCENT", "0"),
    ("LINKED_PERCENT", "101"),
    ("WORD", "0"),
    ("AROUND_TEXT", "0"),
    ("BETWEEN_PARAGRAPHS", "0"),
    ("BETWEEN_PARAGRAPHS", "-600"),
    ("FEWEST_OF_LABEL", "1"),
    ("MOST_OF_LABEL", "2"),
    # the benefit of the doubt
    ("SENTENCE_DOUBT", "0"),
    ("MANY_LINES", "50"),
    ("CLEAN_DOUBT", "0"),
    ("MANY_SURE", "2"),
    ("HEADLINE_DOUBT", "0"),
    # blocks
    ("PHRASE_WORDS", "4"),
    ("PARAGRAPH_WORDS", "19"),
    ("CELL_MARKS", "1"),
    ("LONGEST_PERIOD", "3"),
    ("LONGEST_PERIOD", "5"),
    ("LEAST_TURNS", "2"),
    ("LEAST_TURNS", "4"),
    ("LEAST_ALIKE", "3"),
    ("LISTING_LINES", "4"),
    ("NEAR", "1"),
    ("NEAR", "3"),
    ("BUSY_HITS", "1"),
    ("BUSY_HITS", "3"),
    ("LEAST_POOLED", "2"),
    ("HEADING_PERCENT", "0"),
    ("MOST_OF_HEADING", "100"),
    # what it is about
    ("SAID_WORDS", "60"),
    ("SUBJECT_SENTENCES", "1"),
    ("SUBJECT_SENTENCES", "9"),
    ("SUBJECT_PERCENT", "0"),
    ("SUBJECT_PERCENT", "101"),
    ("BESIDE", "0"),
    # a document's language
    ("FEWEST_WORDS", "0"),
    ("FEWEST_WORDS", "800"),
    ("ALIKE_PERCENT", "1"),
    ("ALIKE_PERCENT", "100"),
    # the decision
    ("MODES", '{"precise": 0, "balanced": 0, "thorough": 60}'),
    ("MODES", '{"precise": -100, "balanced": 0, "thorough": 0}'),
    ("MOST_SURE", "80"),
    ("STEP", "400"),
    ("CERTAINTY", "0.1"),
    ("CERTAINTY", "8"),
    ("LEAST_KEPT_WORDS", "0"),
    ("LEAST_KEPT_PERCENT", "0"),
    ("LEAST_KEPT_PERCENT", "30"),
    ("PATIENT_ROUNDS", "0"),
    ("HEADING_WORDS", "1"),
    ("HEADING_WORDS", "150"),
]
"""Constants as they stand before the sign of equality, and other values; those that two files define change in each."""


@dataclass(frozen=True)
class Mutant:
    """A constant with another value; ``file`` is relative to the root, ``text`` the file's with that value."""

    name: str
    old: str
    new: str
    file: Path
    text: str

    def __str__(self) -> str:
        """Say what was changed."""
        return f"{self.name} = {self.new} (was {self.old}, {self.file.as_posix()})"


def mutants(name: str, new: str) -> Iterator[Mutant]:
    """Yield a mutant for each definition of a constant in the judging."""
    for file in _sources():
        text = file.read_text(encoding="utf-8")
        indent = "" if file.suffix == ".py" else "(?: {4})?"  # Cython's stand in an enumeration
        for found in re.finditer(rf"^({indent}{re.escape(name)}(?:: [^=\n]+)? = )([^\n#]*[^\s#])", text, re.MULTILINE):
            changed = text[: found.start(2)] + new + text[found.end(2) :]
            yield Mutant(name, found[2], new, file.relative_to(ROOT), changed)


def _sources() -> list[Path]:
    """Return the files that constants of the judging may stand in."""
    folders = [ROOT / "cleaner", *(ROOT / "cleaner").iterdir()]
    judging = [folder for folder in folders if folder.is_dir() and folder.name not in ELSEWHERE]
    return sorted(file for folder in judging for file in folder.iterdir() if file.suffix in SUFFIXES)


def tests_pass(mutant: Mutant | None) -> bool:
    """Tell whether the tests pass in a copy with one constant changed, or none."""
    with TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        for name in COPIED:
            _copy(ROOT / name, copy / name)
        if mutant:
            (copy / mutant.file).write_text(mutant.text, encoding="utf-8")
            _compile(copy, mutant.file)
        return _run_tests(copy)


def _copy(source: Path, target: Path) -> None:
    """Copy a file or a folder."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.parent.mkdir(exist_ok=True)
        shutil.copy(source, target)


def _compile(copy: Path, file: Path) -> None:
    """Compile what a changed file goes into: a source itself, a declaration file all sources that ask for it."""
    if file.suffix == ".py":
        return
    asked = re.compile(rf"\bfrom {re.escape('.'.join(file.with_suffix('').parts))} cimport\b")
    sources = [
        source.relative_to(copy)
        for source in sorted((copy / file).parent.glob("*.pyx"))
        if source.stem == file.stem or (file.suffix == ".pxd" and asked.search(source.read_text(encoding="utf-8")))
    ]
    command = [sys.executable, "-m", "Cython.Build.Cythonize", "--inplace", "--force", "--quiet", *map(str, sources)]
    subprocess.run(command, cwd=copy, env=os.environ | {"CFLAGS": "-O1 -g0"}, stdout=subprocess.DEVNULL, check=True)


def _run_tests(copy: Path) -> bool:
    """Tell whether the tests pass in a copy: by what is in the repository alone, without data that lies beside it."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TESTS]
    environment = os.environ | {"CLEANER_DATA": str(copy / "none"), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode not in {0, 1}:  # the tests did not run
        raise RuntimeError(ended.stdout + ended.stderr)
    return ended.returncode == 0


def chosen(names: Iterable[str]) -> list[Mutant]:
    """Return the mutants of some constants, of all without any; raises `LookupError` for one that is not defined."""
    wanted = set(names) or {name for name, _ in CHANGES}
    found = [list(mutants(name, new)) for name, new in CHANGES if name in wanted]
    missing = wanted - {mutant.name for group in found for mutant in group}
    if missing:
        raise LookupError(f"no definition of {min(missing)}, or no other value for it in {Path(__file__).name}")
    return [mutant for group in found for mutant in group]


def main() -> int:
    """Run, and return the exit code."""
    parser = argparse.ArgumentParser(description="Change constants of the judging and see whether the tests notice.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="constants to change; all without any")
    try:
        todo = chosen(parser.parse_args().names)
    except LookupError as error:
        parser.error(str(error.args[0]))
    if not tests_pass(None):
        parser.error("the tests fail as it is")
    survivors = 0
    for mutant in todo:
        survives = tests_pass(mutant)
        survivors += survives
        print("survived" if survives else "killed  ", mutant, flush=True)
    print(f"{survivors} of {len(todo)} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
