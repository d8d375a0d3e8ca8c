"""Packs: folders of rule files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.rule_files import Reading

NOT_RULES = "scorecard.toml"
"""The one TOML file of a pack that holds no rules."""


def default_folder() -> Path:
    """Return the folder of the rules that come with the package: inside it, or beside it in a checkout."""
    packaged = Path(__file__).parent / "packs"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "rules"


def rule_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of a folder's rule files, in the order of their names."""
    for path in sorted(folder.glob("*.toml")):
        if path.name != NOT_RULES:
            yield str(path), path.read_bytes()


def read_folders(folders: Sequence[Path]) -> Reading:
    """Read all rules of some folders with their examples."""
    from cleaner.rule_files import read_rule_files  # noqa: PLC0415 - only who compiles a pack has to read TOML

    return read_rule_files(file for folder in folders for file in rule_files(folder))


def load_rules(folders: Sequence[Path] = ()) -> tuple[Rule, ...]:
    """Return the rules that come with the package and those of further folders, sorted by id."""
    reading = read_folders((default_folder(), *folders))
    if reading.errors:
        raise reading.errors[0]
    return tuple(sorted((specimen.rule for specimen in reading.specimens), key=lambda rule: rule.id))
