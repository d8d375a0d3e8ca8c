"""``cleaner rules``: check, list, show and try rules, tell what a language lacks."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.app import complete_languages
from cleaner.errors import FAILED, CommandError, RuleError, shown
from cleaner.result import DEBRIS
from cleaner.rules.folder import default_folder
from cleaner.rules.pack import all_rule_files, load_pack, load_rules, read, rule_files, rules_and_slots
from cleaner.rules.reader import EXAMPLE_KINDS
from cleaner.rules.rule import speaks
from cleaner.rules.wording import ALL_LANGUAGES, wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaner.rules.reader import Reading, Specimen
    from cleaner.rules.rule import Rule, RuleFacts
    from cleaner.rules.slots import Slot

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*")
_SHOWN_WORDINGS = 3
_COLUMNS = ("id", "strength", "match", "where", "languages", "why")


@click.group()
def rules() -> None:
    """Check, list, show and try rules, tell what a language lacks."""


_PLACE = click.Path(exists=True, path_type=Path)
_own_rules = click.option(
    "--rules",
    "places",
    multiple=True,
    type=_PLACE,
    help="A file or folder of your own rules, besides; may be repeated.",
)


@rules.command()
@click.argument("place", required=False, type=_PLACE)
@click.pass_context
def check(ctx: click.Context, /, place: Path | None) -> None:
    """Try every example of the rules in PLACE, a file or folder (default: what comes with the package)."""
    from cleaner.rules.examples import example_errors, slot_errors  # noqa: PLC0415 - `list` does without

    files = rule_files([place or default_folder()])
    if not files:
        raise click.UsageError(f"{place or default_folder()} holds no rule files such as share.toml")
    reading = read(files)
    problems = [*reading.errors, *example_errors(reading.specimens, reading.slots), *slot_errors(reading.slots)]
    for problem in problems:
        click.echo(shown(str(problem)))
    if problems:
        ctx.exit(FAILED)
    click.echo(f"{_summary([specimen.rule for specimen in reading.specimens])}: all examples hold")


@rules.command()
@click.argument("id_", metavar="ID")
@_own_rules
def show(id_: str, places: tuple[Path, ...]) -> None:
    """Show a rule: what it says and why, its wordings with the slots in them, and its examples."""
    reading = _read(places)
    found = [one for one in reading.specimens if one.rule.id == id_]
    if not found:
        raise click.UsageError(f"there is no rule {id_!r}; `cleaner rules list` shows what there is")
    rule = found[0].rule
    click.echo(f"{rule.id}: {rule.why}\nstrength {rule.strength}, match {rule.match}, where {rule.where}")
    slots = dict[str, None]()
    for tag, phrase in (*rule.phrases, *rule.bound_phrases):
        click.echo(f"  {tag}: {phrase}")
        slots |= dict.fromkeys(sorted(wording(phrase).slots))
    for exception in rule.exceptions:
        click.echo(f"  except: {exception}")
    if rule.pattern:
        click.echo(f"  pattern: {rule.pattern}\n  keywords: {', '.join(rule.keywords)}")
    for name in slots:
        _show_slot(name, reading.slots)
    for kind in EXAMPLE_KINDS:
        for line in getattr(found[0], kind):
            click.echo(f"  {kind}: {line}")


def _show_slot(name: str, slots: Mapping[str, Slot]) -> None:
    """Print what a slot is, with a few of its wordings."""
    slot = slots.get(name)
    if slot:
        some = ", ".join([text.text for _, text in slot.wordings[:_SHOWN_WORDINGS]] or slot.examples[:_SHOWN_WORDINGS])
        click.echo(f"  {{{name}}}: {slot.why} {some} \u2026")


@rules.command("try")
@click.argument("texts", metavar="TEXT...", nargs=-1, required=True)
@_own_rules
def try_rules(texts: tuple[str, ...], places: tuple[Path, ...]) -> None:
    """Tell which rules match each TEXT, a line, and with which part of it."""
    from cleaner.rules.examples import Trial  # noqa: PLC0415 - `list` does without

    try:
        trial = Trial(*rules_and_slots(all_rule_files(places)))
    except RuleError as error:
        raise CommandError(str(error)) from error
    for text in texts:
        spans = trial.spans(text)
        for rule, start, stop in spans:
            click.echo(f"{rule.id} ({rule.strength}): {shown(text[start:stop])}")
        if not spans:
            click.echo("no rule matches")


def _summary(found: Sequence[Rule]) -> str:
    phrases = sum(len(rule.phrases) + len(rule.bound_phrases) for rule in found)
    languages = {language for rule in found for language in rule.languages}
    return f"{len(found)} rules, {phrases} phrases, {len(languages)} languages"


@rules.command("list")
@click.option(
    "--label",
    type=click.Choice(sorted(label.value for label in DEBRIS)),
    default=None,
    help="Only rules of this label, such as share.",
)
@click.option(
    "--language",
    default="",
    shell_complete=complete_languages,
    help="Only rules with phrases in this language, such as de.",
)
@_own_rules
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with all fields.")
def list_rules(label: str | None, language: str, places: tuple[Path, ...], as_json: bool) -> None:
    """List the rules that come with the package, and your own."""
    found = [rule for rule in _all_rules(language, places) if label in (None, rule.label)]
    if as_json:
        specimens = {specimen.rule.id: specimen for specimen in _read(places).specimens}
        for rule in found:
            click.echo(json.dumps(_fields(specimens[rule.id]), ensure_ascii=False))
    elif sys.stdout.isatty():
        _print_table(found)
    else:
        _print_columns(found)


@rules.command()
@click.option(
    "--language", required=True, shell_complete=complete_languages, help="The language to look at, such as de."
)
@click.option(
    "--label",
    type=click.Choice(sorted(label.value for label in DEBRIS)),
    default=None,
    help="Only rules of this label, such as share.",
)
def coverage(language: str, label: str | None) -> None:
    """Show which concepts have no wording in a language yet, each with wordings of others to translate."""
    concepts = [rule for rule in load_rules() if _is_concept(rule) and label in (None, rule.label)]
    if not _LANGUAGE.fullmatch(language):
        raise click.UsageError(f"{language!r} is no language tag; write one such as de, pt-BR or zh-Hans")
    lacking = [rule for rule in concepts if not _has_wording(rule, language)]
    for rule in lacking:
        click.echo(f"{rule.id}: {_wordings(rule)}")
    click.echo(f"{language}: {len(concepts) - len(lacking)} of {len(concepts)} concepts have a wording")


def _is_concept(rule: RuleFacts) -> bool:
    """Tell whether a rule has wordings that other languages could have too."""
    return bool(set(rule.languages) - {ALL_LANGUAGES})


def _has_wording(rule: RuleFacts, language: str) -> bool:
    """Tell whether a rule has a wording in a language of its own; names that hold in all do not count."""
    return any(speaks(tag, [language]) for tag in rule.languages if tag != ALL_LANGUAGES)


def _wordings(rule: Rule) -> str:
    known = [phrase for tag, phrase in rule.phrases if tag == "en"] or [phrase for _, phrase in rule.phrases]
    return ", ".join(f"\u201c{phrase}\u201d" for phrase in known[:_SHOWN_WORDINGS])


def _all_rules(language: str, places: Sequence[Path]) -> Sequence[RuleFacts]:
    try:
        found = [rule for rule in load_pack(places).rules if not rule.bound]
    except RuleError as error:
        raise CommandError(str(error)) from error
    tags = {tag for rule in found for tag in rule.languages} - {ALL_LANGUAGES}
    if language and not any(speaks(tag, [language]) for tag in tags):
        raise click.UsageError(f"no rule has phrases in {language!r}; there are {', '.join(sorted(tags))}")
    return [rule for rule in found if not language or any(speaks(tag, [language]) for tag in rule.languages)]


def _read(places: Sequence[Path]) -> Reading:
    """Return all rules with their examples; raises `CommandError` for the first thing that is wrong with them."""
    try:
        reading = read(all_rule_files(places))
    except RuleError as error:
        raise CommandError(str(error)) from error
    if reading.errors:
        raise CommandError(str(reading.errors[0]))
    return reading


def _fields(specimen: Specimen) -> dict[str, object]:
    """Return all that a file says of a rule."""
    rule = specimen.rule
    facts = asdict(rule.without_wordings())
    del facts["tags"], facts["bound"]
    return facts | {
        "languages": list(rule.languages),
        "phrases": _by_language(rule.phrases),
        "bound": _by_language(rule.bound_phrases),
        "except": list(rule.exceptions),
        "examples": {kind: list(getattr(specimen, kind)) for kind in EXAMPLE_KINDS},
    }


def _by_language(phrases: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language, phrase in phrases:
        found.setdefault(language, []).append(phrase)
    return found


def _cells(rule: RuleFacts) -> tuple[str, ...]:
    return rule.id, rule.strength, rule.match, rule.where, str(len(rule.languages)), rule.why


def _print_columns(found: Sequence[RuleFacts]) -> None:
    """Print aligned columns for other programs to cut."""
    rows = [_COLUMNS, *map(_cells, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _print_table(found: Sequence[RuleFacts]) -> None:
    from rich.console import Console  # noqa: PLC0415 - slow to load, and only terminals need it
    from rich.table import Table  # noqa: PLC0415 - the same
    from rich.text import Text  # noqa: PLC0415 - the same

    table = Table(box=None, header_style="bold")
    for name in _COLUMNS:
        table.add_column(name, overflow="fold")
    for rule in found:
        table.add_row(*map(Text, _cells(rule)))
    Console().print(table)
