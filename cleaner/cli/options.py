"""The options commands share, and what becomes of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner.cli.decoding import Reading, check_encoding
from cleaner.cli.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from click.shell_completion import CompletionItem

    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem] | list[str]]

Function = TypeVar("Function", bound="Callable[..., Any]")

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0", "\\": "\\"}


def _split(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> list[str]:
    """Return the names of an option that takes several, separated by commas, and may be repeated."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def _complete_labels(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Complete the last of several labels."""
    from cleaner.model import Label  # noqa: PLC0415 (needed by the shell's completion only)

    before, comma, last = incomplete.rpartition(",")
    return [before + comma + label for label in Label if label.startswith(last)]


_CLEANING = (
    click.option(
        "--keep",
        multiple=True,
        callback=_split,
        shell_complete=_complete_labels,
        metavar="LABELS",
        help="Labels to keep, such as caption,date.",
    ),
    click.option(
        "--drop",
        multiple=True,
        callback=_split,
        shell_complete=_complete_labels,
        metavar="LABELS",
        help="Labels to drop, such as heading.",
    ),
    click.option("--title/--no-title", default=True, help="Keep the headline, or drop it.", show_default=True),
    click.option("--disable", multiple=True, metavar="RULE", help="A rule not to use, by its id."),
    click.option("--protect", multiple=True, metavar="REGEX", help="Never remove a line that matches."),
    click.option("--rules", multiple=True, metavar="DIR", help="A folder with rules of your own."),
    click.option("--threshold", type=float, metavar="POINTS", help="Lines with fewer points are debris."),
    click.option(
        "--mode", type=click.Choice(["precise", "balanced", "thorough"]), help="How much to remove; else balanced."
    ),
    click.option(
        "--languages",
        multiple=True,
        callback=_split,
        metavar="CODES",
        help="Languages whose rules to use, such as en,de; else all.",
    ),
)
_READING = (
    click.option("--encoding", default="", metavar="NAME", help="The inputs' encoding; else UTF-8 or a guess."),
    click.option("--strict", is_flag=True, help="Refuse inputs that are not in this encoding (UTF-8)."),
)
_PAGES = (
    click.option(
        "--engine",
        type=click.Choice(["auto", "fast", "trafilatura"]),
        default="auto",
        help="How to read HTML: fast, trafilatura's text, or whichever is better.",
    ),
    click.option("--url", default="", metavar="URL", help="The address of the HTML page."),
    click.option("--format", type=click.Choice(["text", "markdown"]), default="text", help="What becomes of HTML."),
    click.option("--links", is_flag=True, help="Write links with their addresses; implies --format markdown."),
)
_CLEANER_OPTIONS = ("rules", "keep", "drop", "disable", "protect", "threshold", "languages", "mode")


def cleaning_options(function: Function) -> Function:
    """Add the options that say how to clean; ``cleaning_from`` gathers them."""
    return _decorate(function, _CLEANING)


def reading_options(function: Function) -> Function:
    """Add the options that say how to read inputs; ``reading_from`` gathers them."""
    return _decorate(function, _READING)


def files_argument(shell_complete: Completer | None = None) -> Callable[[Function], Function]:
    """Add the argument for the inputs; file names are completed where nothing else is said."""
    return click.argument("files", nargs=-1, type=click.Path(), metavar="[FILE]...", shell_complete=shell_complete)


def separator_option(function: Function) -> Function:
    r"""Add the option for what stands between documents on standard output."""
    help_text = r"What stands between documents; \n \r \t \f \v \0 \\ are understood."
    return click.option("--separator", default=r"\n", metavar="TEXT", help=help_text, callback=_unescape)(function)


def output_option(function: Function) -> Function:
    """Add the option for the folder to write to."""
    help_text = "Write each document to this folder, under its own name."
    return click.option("--output", default="", type=click.Path(), metavar="DIR", help=help_text)(function)


def page_options(function: Function) -> Function:
    """Add the options for pages of HTML; ``pages_from`` gathers them."""
    return _decorate(function, _PAGES)


def _decorate(function: Function, options: Sequence[Callable[[Function], Function]]) -> Function:
    """Apply options so that they are listed in their order."""
    for option in reversed(options):
        function = option(function)
    return function


def cleaning_from(options: dict[str, Any]) -> dict[str, Any]:
    """Return what ``cleaner.Cleaner`` takes; options that were not given are left to it."""
    cleaning = {name: options[name] for name in _CLEANER_OPTIONS if options[name] not in ([], (), None)}
    if not options["title"]:
        cleaning["drop"] = [*options["drop"], "title"]
    return cleaning


def reading_from(options: dict[str, Any]) -> Reading:
    """Return how to read the inputs; raise ``CommandError`` for an unknown encoding."""
    if options["encoding"]:
        check_encoding(options["encoding"])
    return Reading(options["encoding"], options["strict"], options.get("html"))


def pages_from(options: dict[str, Any]) -> Pages:
    """Return how to clean pages of HTML."""
    return Pages(
        options["engine"], options["url"], options["links"] or options["format"] == "markdown", options["links"]
    )


def _unescape(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Return the separator with its escape sequences replaced."""

    def replacement(found: re.Match[str]) -> str:
        if found[1] not in _ESCAPES:
            raise click.BadParameter(f"{found[0]!r} is no escape sequence; a backslash is \\\\", ctx, param)
        return _ESCAPES[found[1]]

    return re.sub(r"\\(.?)", replacement, value, flags=re.DOTALL)
