"""``cleaner explain``: what was decided about every line, and why."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cleaner.cli.cleaning import build_cleaner
from cleaner.cli.documents import read_texts
from cleaner.cli.options import cleaning_from, cleaning_options, files_argument, reading_from, reading_options
from cleaner.cli.output import standard_output, write_text
from cleaner.cli.problems import Log, display_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cleaner.model import Judgement

# A line of a web page may hold what would drive the terminal; it is shown instead.
_SHOWN_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(0x7F, 0xA0)) if chr(code) != "\t"}
_NUMBER, _LABEL, _POINTS = 6, 12, 7  # widths of the columns


class Row(NamedTuple):
    """One line as it is shown: its place and verdict in columns, its text, and the reason below."""

    judgement: Judgement
    columns: str
    text: str
    reason: str


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
        write_text(stream, heading + "".join(map(render, _rows(cleaner.explain(text), only))))
    ctx.exit(log.exit_code)


def _rows(judgements: Sequence[Judgement], only: str) -> Iterator[Row]:
    """Yield the rows to show."""
    for number, judgement in enumerate(judgements, 1):
        if only == "all" or judgement.kept == (only == "kept"):
            yield _row(number, judgement)


def _row(number: int, judgement: Judgement) -> Row:
    """Lay out one line."""
    mark = " " if judgement.kept else "-"
    columns = f"{number:{_NUMBER}} {mark} {judgement.label:{_LABEL}} {judgement.points:{_POINTS}.2f}  "
    text = judgement.text.rstrip("\r\n").translate(_SHOWN_CONTROLS)
    reason = f"{judgement.rule}: {judgement.why}" if judgement.rule else judgement.why
    return Row(judgement, columns, text, reason)


def _renderer(color: str) -> Callable[[Row], str]:
    """Return what turns a row into text: in colours where they are wanted."""
    is_plain_terminal = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    if color == "always" or (color == "auto" and sys.stdout.isatty() and not is_plain_terminal):
        from cleaner.cli.colours import ColourRenderer  # noqa: PLC0415 (rich is for terminals only)

        return ColourRenderer()
    return _plain


def _plain(row: Row) -> str:
    """Return a row without colours."""
    below = " " * len(row.columns) + row.reason + "\n" if row.reason else ""
    return (row.columns + row.text).rstrip() + "\n" + below
