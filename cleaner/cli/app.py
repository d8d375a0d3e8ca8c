"""The command line with options: the filter itself, which hands over to its siblings when one is named first."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem, shell_complete

from cleaner.cli.commands import COMPLETION, SIBLINGS
from cleaner.cli.filter import run_filter
from cleaner.cli.options import (
    cleaning_from,
    cleaning_options,
    html_option,
    inputs_from,
    inputs_options,
    output_option,
    page_options,
    pages_from,
    reading_from,
    reading_options,
    separator_option,
)
from cleaner.cli.output import Writing
from cleaner.cli.problems import shown

_EXAMPLES = """
Examples:

\b
  cleaner < raw.txt > clean.txt          clean one text
  cleaner page.txt                       the same, from a file
  cleaner --output clean raw/*.txt       clean many, each into a file of its name
  cleaner --json raw/*.txt > all.jsonl   texts with all that was removed, and why
  cleaner restore all.jsonl              ... and the originals again
  cleaner --keep caption,date page.txt   keep more than the article's own text
  cleaner page.html                      start from HTML, which it recognises
  cleaner --format markdown page.html    the article with its headings, lists and tables
  cleaner explain page.txt               see what was decided about every line

Exit codes: 0 all cleaned, 1 some inputs failed (each is named), 2 wrong usage, 130 interrupted, 141 the reader of the
output has gone. A file that is called like a command is given as ./explain.
"""


class App(click.Command):
    """The filter is the command itself, so `cleaner FILE` needs no name for it; the siblings take over by name."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Let the sibling that is named first read the arguments; ``-h`` is help everywhere."""
        extra.setdefault("help_option_names", ["-h", "--help"])
        if args and args[0] in SIBLINGS:
            return load(args[0]).make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command the context was made by."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the siblings below the options."""
        super().format_options(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in SIBLINGS.items()])


def load(name: str) -> click.Command:
    """Import a sibling."""
    command = getattr(import_module(SIBLINGS[name].module), SIBLINGS[name].attribute)
    assert isinstance(command, click.Command)
    return command


def _complete_files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete file names, and the siblings' names where they can stand."""
    siblings = [name for name in SIBLINGS if name.startswith(incomplete) and not ctx.params.get("files")]
    return [CompletionItem(incomplete, type="file"), *map(CompletionItem, siblings)]


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Print the version and end."""
    if value and not ctx.resilient_parsing:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 (slow to import)

        try:
            click.echo(f"cleaner {version('article-cleaner')}")
        except PackageNotFoundError:
            click.echo("cleaner from a checkout")
        ctx.exit()


@click.command(cls=App, epilog=_EXAMPLES)
@inputs_options(_complete_files)
@cleaning_options
@reading_options
@html_option
@page_options
@click.option("--json", "as_json", is_flag=True, help="Write one line of JSON for each document.")
@output_option
@separator_option
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print it.")
@click.pass_context
def app(ctx: click.Context, /, **options: Any) -> None:
    """Strip the debris around scraped articles.

    Reads standard input, or each FILE (`-` is standard input), and writes the article's own text: UTF-8, with the
    lines as they were. Debris is what sites, widgets and scrapers leave around it.
    """
    writing = Writing(options["output"], options["separator"], options["as_json"])
    ctx.exit(
        run_filter(inputs_from(options), cleaning_from(options), reading_from(options), writing, pages_from(options))
    )


def run(arguments: list[str]) -> int:
    """Run the command line with click, or answer a shell that asks for completions; return the exit code."""
    if COMPLETION in os.environ:
        return shell_complete(app, {}, "cleaner", COMPLETION, os.environ[COMPLETION])
    try:
        with app.make_context("cleaner", arguments) as context:
            app.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        _tell(error)
        return error.exit_code
    return 0


def _tell(error: click.ClickException) -> None:
    """Say in a line what click has found wrong, with the user's words as a terminal may show them."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "cleaner"
    problem = " ".join(error.format_message().split())
    click.echo(shown(f"cleaner: {problem[:1].lower()}{problem[1:].rstrip('.')}; see {command} --help"), err=True)
