"""The names of the commands beside the filter; a table, so that knowing a command costs no import of it."""

from __future__ import annotations

from typing import NamedTuple


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
