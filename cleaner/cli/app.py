"""The command line with options: those that commands share, and the filter itself, which hands over to its siblings."""

from __future__ import annotations

import os
import re
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem, get_completion_class, shell_complete

from cleaner.cli import COMMANDS, COMPLETION
from cleaner.cli.filter import Pages, run_filter
from cleaner.cli.inputs import open_input
from cleaner.cli.outputs import Writing
from cleaner.errors import shown
from cleaner.html.encoding import Reading, check_encoding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem] | list[str]]

Function = TypeVar("Function", bound="Callable[..., Any]")

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
_TO_COMPLETE = """
\b
To use it from the next start of your shell:
  cleaner completion bash >> ~/.bashrc
  cleaner completion zsh >> ~/.zshrc
  cleaner completion fish > ~/.config/fish/completions/cleaner.fish
"""


# --- options that commands share, and what becomes of them ------------------------------------------------------------

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0", "\\": "\\"}


def _split(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> list[str]:
    """Return the names of an option that takes several, separated by commas, and may be repeated."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def _complete_labels(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from cleaner.result import Label  # noqa: PLC0415 (needed by the shell's completion only)

    return _completed(Label, incomplete)


def _complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from cleaner.rules.pack import load_pack  # noqa: PLC0415 (needed by the shell's completion only)

    return sorted({rule.id for rule in load_pack().rules if rule.id.startswith(incomplete)})


def complete_languages(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Complete the last of several languages that rules have phrases in."""
    from cleaner.rules.pack import load_pack  # noqa: PLC0415 (needed by the shell's completion only)
    from cleaner.rules.wording import ALL_LANGUAGES  # noqa: PLC0415 (the same)

    tags = {tag for rule in load_pack().rules for tag in rule.languages} - {ALL_LANGUAGES}
    return _completed(sorted(tags), incomplete)


def complete_formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Complete a format of corpora, and behind a dot its compression; the option is ``--from`` or ``--to``."""
    from cleaner.corpus.formats import COMPRESSIONS, INPUT_FORMATS, OUTPUT_FORMATS  # noqa: PLC0415 (the same)

    names = INPUT_FORMATS if "--from" in param.opts else OUTPUT_FORMATS
    packed = [f"{name}.{compression}" for name in names for compression in COMPRESSIONS]
    return [name for name in (packed if "." in incomplete else names) if name.startswith(incomplete)]


def _completed(names: Iterable[str], incomplete: str) -> list[str]:
    """Return what the last of several names, separated by commas, can become."""
    before, comma, last = incomplete.rpartition(",")
    return [before + comma + name for name in names if name.startswith(last)]


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
    click.option(
        "--disable",
        multiple=True,
        shell_complete=_complete_rules,
        metavar="RULE",
        help="A rule not to use, by its id.",
    ),
    click.option("--protect", multiple=True, metavar="REGEX", help="Never remove a line that matches."),
    click.option(
        "--rules",
        multiple=True,
        type=click.Path(),
        metavar="PATH",
        help="A file or folder with rules of your own.",
    ),
    click.option("--threshold", type=float, metavar="POINTS", help="Lines with fewer points are debris."),
    click.option(
        "--mode", type=click.Choice(["precise", "balanced", "thorough"]), help="How much to remove; else balanced."
    ),
    click.option(
        "--markup",
        type=click.Choice(["auto", "text", "markdown"]),
        help="What texts are: text or markdown; else each is looked at.",
    ),
    click.option(
        "--languages",
        multiple=True,
        callback=_split,
        shell_complete=complete_languages,
        metavar="CODES",
        help="Languages whose rules to use, such as en,de; else all.",
    ),
    click.option("--keep-selector", metavar="CSS", help="Parts of HTML pages that stay, such as 'div.story'."),
    click.option("--drop-selector", metavar="CSS", help="Parts of HTML pages that go, such as '.promo, #ads'."),
    click.option("--sites", type=click.Path(), metavar="FILE", help="Selectors for single sites; see `cleaner sites`."),
)
_READING = (
    click.option("--encoding", default="", metavar="NAME", help="The inputs' encoding; else UTF-8 or a guess."),
    click.option("--strict", is_flag=True, help="Refuse inputs that are not in this encoding (UTF-8)."),
)
_ENGINES = (
    click.option(
        "--engine",
        type=click.Choice(["auto", "fast", "trafilatura"]),
        default="auto",
        help="How to read HTML: fast, trafilatura's text, or whichever is better.",
    ),
    click.option("--url", default="", metavar="URL", help="The address of the HTML page."),
)
_PAGES = (
    *_ENGINES,
    click.option(
        "--format", type=click.Choice(["text", "markdown"]), help="What to write; else text, and Markdown as it came."
    ),
    click.option("--links", is_flag=True, help="Write links with their addresses; implies --format markdown."),
)
_CLEANER_OPTIONS = (
    *("rules", "keep", "drop", "disable", "protect", "threshold", "languages", "mode", "markup"),
    *("keep_selector", "drop_selector", "sites"),
)


def cleaning_options(function: Function) -> Function:
    """Add the options that say how to clean; ``cleaning_from`` gathers them."""
    return _decorate(function, _CLEANING)


def reading_options(function: Function) -> Function:
    """Add the options that say how to read inputs; ``reading_from`` gathers them."""
    return _decorate(function, _READING)


def html_option(function: Function) -> Function:
    """Add the option that says what the inputs are."""
    return click.option("--html/--text", default=None, help="What the inputs are; else each is looked at.")(function)


def inputs_options(shell_complete: Completer | None = None) -> Callable[[Function], Function]:
    """Add what names the inputs; file names are completed where nothing else is said. ``inputs_from`` gathers them."""
    help_text = (
        "Clean the files named in FILE, one a line or separated by NUL; `-` is standard input. Give it again for more."
    )

    def decorate(function: Function) -> Function:
        listed = click.option("--files-from", multiple=True, type=click.Path(), metavar="FILE", help=help_text)
        files = click.argument("files", nargs=-1, type=click.Path(), metavar="[FILE]...", shell_complete=shell_complete)
        return files(listed(function))

    return decorate


def separator_option(function: Function) -> Function:
    r"""Add the option for what stands between documents on standard output."""
    help_text = r"What stands between documents; \n \r \t \f \v \0 \\ are understood."
    return click.option("--separator", default=r"\n", metavar="TEXT", help=help_text, callback=_unescape)(function)


def output_option(function: Function) -> Function:
    """Add the option for the folder to write to."""
    help_text = "Write each document to this folder, under its own name."
    return click.option("--output", type=click.Path(), metavar="DIR", help=help_text, callback=_folder)(function)


def _folder(ctx: click.Context, option: click.Parameter, folder: str | None) -> str:
    if folder == "":
        raise click.UsageError("--output is empty; name a folder, or leave it out for standard output")
    return folder or ""


def page_options(function: Function) -> Function:
    """Add the options for pages of HTML; ``pages_from`` gathers them."""
    return _decorate(function, _PAGES)


def engine_options(function: Function) -> Function:
    """Add the options for reading pages of HTML."""
    return _decorate(function, _ENGINES)


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
    links = options.get("links", False)
    written = options.get("format")
    return Pages(
        options["engine"], options["url"], links or written == "markdown", links, without_marks=written == "text"
    )


def inputs_from(options: dict[str, Any]) -> list[str]:
    """Return the names of the inputs; where none is named, standard input is one."""
    if not options["files_from"]:
        return list(options["files"]) or ["-"]
    if "-" in options["files_from"] and "-" in options["files"]:
        raise click.UsageError("standard input holds names or a text, not both; name the text's file")
    return [*options["files"], *chain.from_iterable(map(_listed_names, options["files_from"]))]


def _listed_names(source: str) -> list[str]:
    """Return the names in a file, one a line or, where it holds NUL, between these, as ``find -print0`` writes them."""
    with open_input(source) as stream:
        names = stream.read()
    return [os.fsdecode(name) for name in (names.split(b"\0") if b"\0" in names else names.splitlines()) if name]


def _unescape(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Return the separator with its escape sequences replaced."""

    def replacement(found: re.Match[str]) -> str:
        if found[1] not in _ESCAPES:
            raise click.BadParameter(f"{found[0]!r} is no escape sequence; a backslash is \\\\", ctx, param)
        return _ESCAPES[found[1]]

    return re.sub(r"\\(.?)", replacement, value, flags=re.DOTALL)


# --- the command ------------------------------------------------------------------------------------------------------


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
        if args and args[0] in COMMANDS:
            return load(args[0]).make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command the context was made by."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the siblings below the options."""
        super().format_options(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def load(name: str) -> click.Command:
    """Import a sibling."""
    command = completion if name == "completion" else getattr(import_module(f"cleaner.cli.{name}"), name)
    assert isinstance(command, click.Command)
    return command


def _complete_files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete file names, and the siblings' names where they can stand."""
    siblings = [name for name in COMMANDS if name.startswith(incomplete) and not ctx.params.get("files")]
    return [CompletionItem(incomplete, type="file"), *map(CompletionItem, siblings)]


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 (slow to import)

        try:
            click.echo(f"cleaner {version('article-cleaner')}")
        except PackageNotFoundError:
            click.echo("cleaner from a checkout")
        ctx.exit()


@click.command(epilog=_TO_COMPLETE)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script that teaches your shell to complete commands, options, labels and files."""
    script = get_completion_class(shell)
    assert script is not None, "click knows these shells"
    click.echo(script(app, {}, "cleaner", COMPLETION).source())


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
