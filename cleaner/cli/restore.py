"""``cleaner restore``: the originals, from what ``cleaner --json`` wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cleaner.cli.documents import open_input
from cleaner.cli.options import output_option, separator_option
from cleaner.cli.output import Writing, open_output
from cleaner.cli.problems import CommandError, Log, display_name
from cleaner.cli.records import from_record

if TYPE_CHECKING:
    from collections.abc import Iterator


_EXAMPLES = """
\b
Example:
  cleaner --json raw/*.txt > all.jsonl
  cleaner restore --output raw-again all.jsonl
"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", default="-", type=click.Path())
@output_option
@separator_option
@click.pass_context
def restore(ctx: click.Context, /, file: str, output: str, separator: str) -> None:
    """Rebuild the original texts from the lines that `cleaner --json` wrote.

    FILE holds them; without it they come from standard input. Texts are written in UTF-8, whatever they were read in.
    """
    log = Log()
    destination = open_output(Writing(output, separator))
    try:
        for source, text in _originals(file, log):
            try:
                destination.write(source, text)
            except CommandError as error:
                log.fail(error)
    except CommandError as error:
        log.fail(error)
    ctx.exit(log.exit_code)


def _originals(name: str, log: Log) -> Iterator[tuple[str, str]]:
    """Yield source and original of each line; tell the log about lines that are no records."""
    from cleaner import restore as rebuild  # noqa: PLC0415 (imports NumPy: not for --help)

    with open_input(name) as stream:
        for number, line in enumerate(stream, 1):
            try:
                source, text, removals = from_record(line)
                yield source, rebuild(text, removals)
            except ValueError as error:
                problem = f"line {number}: no record of cleaner --json ({error}); check the file"
                log.fail(CommandError(f"{display_name(name)}: {problem}"))
