"""``cleaner rules``: check rule files, list the rules."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleaner.packs import default_folder, read_folders
from cleaner.rule_files import example_errors


@click.group()
def rules() -> None:
    """Check rule files, list the rules."""


@rules.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Try every example of the rules in FOLDER (default: the rules that come with the package)."""
    reading = read_folders((folder or default_folder(),))
    problems = [*reading.errors, *(error for specimen in reading.specimens for error in example_errors(specimen))]
    for problem in problems:
        click.echo(str(problem))
    if problems:
        sys.exit(1)
    found = [specimen.rule for specimen in reading.specimens]
    phrases = sum(len(rule.phrases) for rule in found)
    languages = {language for rule in found for language in rule.languages}
    click.echo(f"{len(found)} rules, {phrases} phrases, {len(languages)} languages: all examples hold")


if __name__ == "__main__":
    rules()
