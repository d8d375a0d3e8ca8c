"""Errors: what they have in common, and what is told where the core is missing."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

import cleaner
from cleaner import errors

ERRORS = [
    errors.CommandError("--to: no format", errors.WRONG_USAGE),
    errors.NotCompiledError(),
    errors.NotTextError("is an image; leave it out"),
    errors.RuleError("share.toml", "share.count", "it is wrong"),
    errors.SlowExpressionError("(a|a)*$", "aaa!", 5.0),
]
COMMANDS = {
    "the filter": ["-m", "cleaner"],
    "a command": ["-m", "cleaner", "explain"],
    "clean": ["-c", "import cleaner; cleaner.clean('Rain fell.')"],
    "a name": ["-c", "from cleaner import Cleaner"],
}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_one_of_the_package_and_travels_between_processes(error: Exception) -> None:
    assert isinstance(error, cleaner.CleanerError)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_checkout_that_is_not_compiled_says_so_in_a_line(tmp_path: Path, command: list[str]) -> None:
    package = Path(cleaner.__file__).parent
    copytree(package, tmp_path / "cleaner", ignore=ignore_patterns("*.so", "*.pyd", "__pycache__"))
    copytree(package.parent / "rules", tmp_path / "rules")
    options = {"cwd": tmp_path, "env": {**os.environ, "PYTHONPATH": str(tmp_path)}, "text": True, "input": "Rain fell."}
    ended = subprocess.run([sys.executable, *command], capture_output=True, check=False, **options)
    problem = "the core of cleaner is not compiled; run `pip install -e .` in its checkout"
    assert (ended.returncode, ended.stdout) == (1, "")
    if "-m" in command:
        assert ended.stderr == f"cleaner: {problem}\n"
    else:
        assert ended.stderr.splitlines()[-1] == f"cleaner.errors.NotCompiledError: {problem}"
