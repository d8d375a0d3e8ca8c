"""``cleaner restore``: the originals, from what ``cleaner --json`` wrote, or from a corpus and its ledger."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.app import output_option, separator_option
from cleaner.cli.inputs import open_input
from cleaner.cli.outputs import Writing, open_output
from cleaner.errors import CommandError, Log, display_name
from cleaner.html.encoding import is_html, is_page_name
from cleaner.result import Label, Removal

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME_LEDGER = "give lines of cleaner --json, or, for what cleaner corpus wrote, its --ledger"
_REMOVAL: dict[str, type | tuple[type, ...]] = {
    "start": int,
    "end": int,
    "text": str,
    "label": str,
    "rule": str,
    "points": (int, float),
}

_MOST_TOLD = 20  # lines that are no records; as many as `cleaner corpus` tells of

_EXAMPLES = """
\b
Example:
  cleaner --json raw/*.txt > all.jsonl
  cleaner restore --output raw-again all.jsonl

\b
  cleaner corpus raw.jsonl.zst --output clean.jsonl.zst --ledger removed.parquet
  cleaner restore clean.jsonl.zst --ledger removed.parquet --output raw-again.jsonl.zst
"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", default="-", type=click.Path())
@output_option
@separator_option
@click.option(
    "--ledger",
    default="",
    type=click.Path(),
    metavar="FILE",
    help="The ledger that `cleaner corpus` wrote; FILE is its output.",
)
@click.option(
    "--text-field",
    "--text-column",
    "text_fields",
    multiple=True,
    default=["text"],
    metavar="NAME",
    help="Where a corpus has its texts; give it again for more.",
)
@click.pass_context
def restore(ctx: click.Context, /, file: str, output: str, separator: str, **corpus: Any) -> None:
    """Rebuild the original texts from the lines that `cleaner --json` wrote.

    FILE holds them; without it they come from standard input. Texts are written in UTF-8, whatever they were read in.

    With --ledger, FILE is the file or folder that `cleaner corpus` wrote. It is written to --output, a file or folder,
    as it is but for the texts, which are those before cleaning, character for character. Quotes and line ends of CSV,
    or white space of JSON, are those of FILE.
    """
    log = Log()
    if corpus["ledger"]:
        _restore_corpus(file, output, log, **corpus)
        ctx.exit(log.exit_code)
    if os.path.isdir(file):  # noqa: PTH112 (pathlib takes 8 ms to import)
        raise CommandError(f"{display_name(file)}: is a folder; {_NAME_LEDGER}")
    destination = open_output(Writing(output, separator), [file])
    try:
        for source, text in _originals(file, log):
            try:
                destination.write(source, text, _kind(source, text))
            except CommandError as error:
                log.fail(error)
    except CommandError as error:
        log.fail(error)
    ctx.exit(log.exit_code)


def _kind(source: str, text: str) -> str:
    """Return the kind of an original where it is another than that of its source: of pages, the text comes back."""
    return "txt" if is_page_name(source) and not is_html(text) else ""


def _restore_corpus(file: str, output: str, log: Log, ledger: str, text_fields: tuple[str, ...]) -> None:
    from cleaner.corpus import require_packages  # noqa: PLC0415 - not for --help

    require_packages()
    from cleaner.corpus.ledger import restore_corpus  # noqa: PLC0415 - once it is known that the packages are there
    from cleaner.corpus.records import Fields  # noqa: PLC0415 - the same

    restore_corpus(file, ledger, output or "-", Fields(texts=tuple(dict.fromkeys(text_fields))), log)


def _originals(name: str, log: Log) -> Iterator[tuple[str, str]]:
    """Yield source and original of each line; tell the log about lines that are no records."""
    from cleaner import restore as rebuild  # noqa: PLC0415 - not for --help

    wrong = 0
    with open_input(name) as stream:
        for number, line in enumerate(stream, 1):
            try:
                source, text, removals = from_record(line)
                yield source, rebuild(text, removals)
            except ValueError as error:
                if number == 1 and isinstance(error, UnicodeDecodeError):
                    raise CommandError(f"{display_name(name)}: is no text; {_NAME_LEDGER}") from None
                wrong += 1
                if wrong <= _MOST_TOLD:
                    problem = f"line {number}: no record of cleaner --json ({error}); check it, or name its --ledger"
                    log.fail(CommandError(f"{display_name(name)}: {problem}"))
    if wrong > _MOST_TOLD:
        log.warn(name, f"{wrong - _MOST_TOLD} more of its lines are no records, either")


def from_record(line: bytes) -> tuple[str, str, tuple[Removal, ...]]:
    """Return source, text and removals of a line that ``to_record`` wrote; raise ``ValueError`` if it did not.

    The text is the one that the removals were taken from, also where another was made of it.
    """
    try:
        record = json.loads(line)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except json.JSONDecodeError:
        raise ValueError("not JSON") from None
    if not isinstance(record, dict):
        raise ValueError("not an object")
    removals = _field(record, "removals", list)
    text = _field(record, "plain" if "plain" in record else "text", str)
    return _field(record, "source", str), text, tuple(map(_to_removal, removals))


def _to_removal(fields: object) -> Removal:
    """Return one removal; raise ``ValueError`` when something is missing or of the wrong type."""
    if not isinstance(fields, dict):
        raise ValueError("a removal is not an object")
    values = {name: _field(fields, name, kind) for name, kind in _REMOVAL.items()}
    return Removal(**{**values, "label": Label(values["label"])})


def _field(fields: dict[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    """Return a field of a JSON object; raise ``ValueError`` when it is missing or of the wrong type."""
    value = fields.get(name)
    if not isinstance(value, kind):
        raise ValueError(f"field {name!r} is missing or of the wrong type")
    return value
