"""``cleaner explain``: what was decided about every line, and why."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.cleaning import build_cleaner
from cleaner.cli.documents import read_texts
from cleaner.cli.options import cleaning_from, cleaning_options, files_argument, reading_from, reading_options
from cleaner.cli.problems import Log, display_name
from cleaner.cli.rows import plain, rows
from cleaner.cli.streams import standard_output, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cleaner.cli.rows import Row

_EXAMPLES = """
\b
Examples:
  cleaner explain page.txt
  cleaner explain --only removed page.txt
  cleaner explain --color always page.txt | less -R
"""


@click.command(epilog=_EXAMPLES)
@files_argument()
@cleaning_options
@reading_options
@click.option("--only", type=click.Choice(["removed", "kept", "all"]), default="all", help="Which lines to show.")
@click.option("--color", type=click.Choice(["always", "never", "auto"]), default="auto", help="Colours; see below.")
@click.pass_context
def explain(ctx: click.Context, /, files: Sequence[str], only: str, color: str, **options: Any) -> None:
    """Show every line with its number, label and points, and below it the reason.

    Lines that are removed have a `-`; on a terminal they are struck through, in a colour for their category. The
    lower the points, the surer it is debris. `--color auto` is plain in a pipe, or when NO_COLOR is set.
    """
    log = Log()
    names = files or ["-"]
    cleaner = build_cleaner(cleaning_from(options))
    render = _renderer(color)
    stream = standard_output()
    for name, text in read_texts(names, reading_from(options), log):
        heading = f"==> {display_name(name)} <==\n" if len(names) > 1 else ""
        write_text(stream, heading + "".join(map(render, rows(cleaner.explain(text), only))))
    ctx.exit(log.exit_code)


def _renderer(color: str) -> Callable[[Row], str]:
    """Return what turns a row into text: in colours where they are wanted."""
    is_plain_terminal = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    if color == "always" or (color == "auto" and sys.stdout.isatty() and not is_plain_terminal):
        from cleaner.cli.colours import ColourRenderer  # noqa: PLC0415 (rich is for terminals only)

        return ColourRenderer()
    return plain
