"""``cleaner explain``: what was decided about every line, and why."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.cleaning import build_cleaner
from cleaner.cli.documents import Document, read_documents
from cleaner.cli.options import (
    cleaning_from,
    cleaning_options,
    engine_options,
    html_option,
    inputs_from,
    inputs_options,
    pages_from,
    reading_from,
    reading_options,
)
from cleaner.cli.pages import Pages, explain_page
from cleaner.cli.problems import Log, display_name
from cleaner.cli.rows import plain, rows, sums
from cleaner.cli.streams import standard_output, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cleaner import Cleaner, Judgement
    from cleaner.cli.rows import Row

_EXAMPLES = """
\b
Examples:
  cleaner explain page.txt
  cleaner explain --only removed page.html
  cleaner explain --color always page.txt | less -R
"""


@click.command(epilog=_EXAMPLES)
@inputs_options()
@cleaning_options
@reading_options
@html_option
@engine_options
@click.option("--only", type=click.Choice(["removed", "kept", "all"]), default="all", help="Which lines to show.")
@click.option("--json", "as_json", is_flag=True, help="Write one line of JSON for each document.")
@click.option("--color", type=click.Choice(["always", "never", "auto"]), default="auto", help="Colours; see below.")
@click.pass_context
def explain(ctx: click.Context, /, only: str, color: str, as_json: bool, **options: Any) -> None:
    """Show every line with its number, label and points, and below it the reason; at the end, how many went.

    Lines that are removed have a `-`; on a terminal they are struck through, in a colour for their category. The
    lower the points, the surer it is debris. Of HTML, the lines are those of the page's text. `--color auto` is plain
    in a pipe, or when NO_COLOR is set.
    """
    log = Log()
    names, pages = inputs_from(options), pages_from(options)
    cleaner = build_cleaner(cleaning_from(options))
    render = None if as_json else _renderer(color)
    stream = standard_output()
    for document in read_documents(names, reading_from(options), log):
        judgements = _judgements(cleaner, document, pages, log)
        if judgements is not None and render is None:
            write_text(stream, _json_line(document.name, judgements, only))
        elif judgements is not None and render is not None:
            heading = f"==> {display_name(document.name)} <==\n" if len(names) > 1 else ""
            shown = "".join(map(render, rows(judgements, only)))
            write_text(stream, heading + shown + sums(judgements))
    ctx.exit(log.exit_code)


def _judgements(cleaner: Cleaner, document: Document, pages: Pages, log: Log) -> tuple[Judgement, ...] | None:
    """Return what was decided about each line of a document, None if that failed, which the log has been told."""
    name, content, is_page = document
    try:
        if is_page:
            return explain_page(cleaner, content, pages)
        pages.warn_of_text(name, log)
        return cleaner.explain(str(content))
    except Exception as error:
        log.fail_on(name, error)
        return None


def _json_line(name: str, judgements: Sequence[Judgement], only: str) -> str:
    """Return the judgements on a document's lines as a line of JSON."""
    from cleaner.cli.records import to_explanation  # noqa: PLC0415 - people do without

    return to_explanation(name, judgements, only)


def _renderer(color: str) -> Callable[[Row], str]:
    """Return what turns a row into text: in colours where they are wanted."""
    is_plain_terminal = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    if color == "always" or (color == "auto" and sys.stdout.isatty() and not is_plain_terminal):
        from cleaner.cli.colours import ColourRenderer  # noqa: PLC0415 (rich is for terminals only)

        return ColourRenderer()
    return plain
