"""The names of the commands beside the filter; a table, so that knowing a command costs no import of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from cleaner.cli.problems import WRONG_USAGE, CommandError, display_name

if TYPE_CHECKING:
    from collections.abc import Sequence


class Command(NamedTuple):
    """Where a command lives, and what it does in a few words."""

    module: str
    attribute: str
    summary: str


SIBLINGS = {
    "explain": Command("cleaner.cli.explain", "explain", "Show what was decided about every line, and why."),
    "corpus": Command("cleaner.cli.corpus", "corpus", "Clean whole corpora with all cores."),
    "restore": Command("cleaner.cli.restore", "restore", "Rebuild the original texts from what was removed."),
    "rules": Command("cleaner.cli.rules", "rules", "List, search and test the rules."),
    "completion": Command("cleaner.cli.completion", "completion", "Print a completion script for your shell."),
}

COMPLETION = "_CLEANER_COMPLETE"
"""The environment variable through which a shell asks for completions."""

_LIKENESS = 0.75  # "explian" is like "explain" by 0.86, "page" like no command


def refuse_misspelt(arguments: Sequence[str]) -> None:
    """Raise ``CommandError`` where the first argument is neither command nor file, but nearly a command."""
    name = next(iter(arguments), "-")
    if not name.isalpha() or name in SIBLINGS or os.path.lexists(name):
        return
    if name == "help":
        raise CommandError(f"{name}: no such file or command; did you mean `cleaner --help`?", WRONG_USAGE)
    from difflib import get_close_matches  # noqa: PLC0415 - only for what is not there

    if meant := get_close_matches(name, SIBLINGS, 1, _LIKENESS):
        problem = f"no such file or command; did you mean `cleaner {meant[0]}`?"
        raise CommandError(f"{display_name(name)}: {problem}", WRONG_USAGE)
