"""``cleaner explain``: what was decided about every line, and why."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import asdict
from io import StringIO
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cleaner.cli.app import (
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
from cleaner.cli.filter import Pages, build_cleaner
from cleaner.cli.inputs import Document, read_documents
from cleaner.cli.outputs import json_line, standard_output, write_text
from cleaner.errors import Log, display_name, shown
from cleaner.lines.kinds import LINES, kind_of
from cleaner.result import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.text import Text

    from cleaner import Cleaner, Judgement

_EXAMPLES = """
\b
Examples:
  cleaner explain page.txt
  cleaner explain --only removed page.html
  cleaner explain --color always page.txt | less -R
"""


_NUMBER, _LABEL, _POINTS = 6, 12, 7  # widths of the columns
# Labels of a kind share a colour: the site's frame, what it asks of its readers, ways to elsewhere, facts about the
# article, its readers' words, small print.
_COLOURS = {
    "blue": ("breadcrumb", "navigation", "site_name", "pagination", "search", "template"),
    "red": ("newsletter", "share", "login", "paywall", "consent", "ad", "app_promo"),
    "cyan": ("related", "source_link", "tags", "player", "widget"),
    "yellow": ("caption", "credit", "byline", "date", "author_bio"),
    "green": ("comment_form", "comments"),
    "magenta": ("copyright", "legal", "duplicate", "debris"),
}
_STYLES = {Label(label): colour for colour, labels in _COLOURS.items() for label in labels}
_STYLES |= {Label.TITLE: "bold", Label.HEADING: "bold"}
_NARROWEST = 20  # columns for the text, however narrow the terminal


@click.command(epilog=_EXAMPLES)
@inputs_options()
@cleaning_options
@reading_options
@html_option
@engine_options
@click.option("--only", type=click.Choice(["removed", "kept", "all"]), default="all", help="Which lines to show.")
@click.option("--json", "as_json", is_flag=True, help="Write one line of JSON for each document.")
@click.option(
    "--color", type=click.Choice(["always", "never", "auto"]), default="auto", help="Colours; auto: on terminals."
)
@click.pass_context
def explain(ctx: click.Context, /, only: str, color: str, as_json: bool, **options: Any) -> None:
    """Show every line with its number, label and points, and below it the reason; at the end, how many went.

    Lines that are removed have a `-`; on a terminal they are struck through, in a colour for their category. The
    lower the points, the surer it is debris. Parts of a line have its number and their own behind a point. Of HTML,
    the lines are those of the page's text. Colours are left out in a pipe, and when NO_COLOR is set.
    """
    log = Log()
    names, pages = inputs_from(options), pages_from(options)
    cleaner = build_cleaner(cleaning_from(options))
    render = None if as_json else _renderer(color)
    stream = standard_output()
    for document in read_documents(names, reading_from(options), log):
        judgements = _judgements(cleaner, document, pages, log)
        if judgements is not None and render is None:
            write_text(stream, to_explanation(document.name, judgements, only, _kind(document)))
        elif judgements is not None and render is not None:
            heading = f"==> {display_name(document.name)} <==\n" if len(names) > 1 else ""
            shown = "".join(map(render, rows(judgements, only)))
            write_text(stream, heading + shown + sums(judgements, _kind(document)))
    ctx.exit(log.exit_code)


def _judgements(cleaner: Cleaner, document: Document, pages: Pages, log: Log) -> tuple[Judgement, ...] | None:
    """Return what was decided about each line of a document, None if that failed, which the log has been told."""
    name, content, is_page = document
    try:
        if is_page:
            return cleaner.explain_html(content, pages.url, pages.engine)
        pages.warn_of_text(name, log)
        return cleaner.explain(str(content))
    except Exception as error:
        log.fail_on(name, error)
        return None


def _kind(document: Document) -> str:
    """Return how a document is read."""
    return LINES if document.is_page else kind_of(str(document.content))


def _renderer(color: str) -> Callable[[Row], str]:
    """Return what turns a row into text: in colours where they are wanted."""
    is_plain_terminal = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    if color == "always" or (color == "auto" and sys.stdout.isatty() and not is_plain_terminal):
        return ColourRenderer()
    return plain


def to_explanation(source: str, judgements: Sequence[Judgement], only: str, kind: str = LINES) -> str:
    """Return what was decided about a document's lines as a line of JSON; the sums are those of all lines."""
    lines = [
        {"number": number, "part": part, **asdict(judgement)}
        for number, part, judgement in numbered(judgements)
        if is_wanted(judgement, only)
    ]
    labels = removed_labels(judgements)
    sums = {"lines": len(judgements), "removed": sum(labels.values()), "labels": labels}
    return json_line({"source": source, "kind": kind, "lines": lines, "sums": sums})


# --- rows: a line with what was decided about it, in columns ----------------------------------------------------------


class Row(NamedTuple):
    """One line, or part of one, as it is shown: its place and verdict in columns, its text, and the reason below."""

    judgement: Judgement
    columns: str
    text: str
    reason: str


def rows(judgements: Sequence[Judgement], only: str) -> Iterator[Row]:
    """Yield the rows to show."""
    for number, part, judgement in numbered(judgements):
        if is_wanted(judgement, only) and (part == 1 or not judgement.text.isspace()):
            yield _row(f"{number}.{part}" if part > 1 else str(number), judgement)


def numbered(judgements: Iterable[Judgement]) -> Iterator[tuple[int, int, Judgement]]:
    """Yield what was decided about each part of a line, with the line's number and that of the part in it, from 1."""
    number, part, ended = 0, 0, True
    for judgement in judgements:
        number, part = (number + 1, 1) if ended else (number, part + 1)
        ended = judgement.text[-1:] in ("\r", "\n")
        yield number, part, judgement


def is_wanted(judgement: Judgement, only: str) -> bool:
    """Tell whether a line is among those to show: "all", "kept" or "removed"."""
    return only == "all" or judgement.kept == (only == "kept")


def removed_labels(judgements: Sequence[Judgement]) -> dict[str, int]:
    """Return how many lines of each label were removed, the most frequent first."""
    return dict(Counter(str(judgement.label) for judgement in judgements if not judgement.kept).most_common())


def sums(judgements: Sequence[Judgement], kind: str = LINES) -> str:
    """Return the last line of an explanation: how many lines there are, and how many of which label were removed."""
    labels = removed_labels(judgements)
    named = ": " + ", ".join(f"{label} {count}" for label, count in labels.items()) if labels else ""
    parts = LINES if kind == LINES else f"parts of {kind} text"
    return f"{len(judgements)} {parts}, {sum(labels.values())} removed{named}\n"


def _row(number: str, judgement: Judgement) -> Row:
    mark = " " if judgement.kept else "-"
    columns = f"{number:>{_NUMBER}} {mark} {judgement.label:{_LABEL}} {judgement.points:{_POINTS}.2f}  "
    reason = f"{judgement.rule}: {judgement.why}" if judgement.rule else judgement.why
    if judgement.element and not judgement.text.isspace():
        reason = f"{reason}; in {judgement.element}" if reason else f"in {judgement.element}"
    return Row(judgement, columns, shown(judgement.text.rstrip("\r\n")), shown(reason))


def plain(row: Row) -> str:
    """Return a row without colours."""
    below = " " * len(row.columns) + row.reason + "\n" if row.reason else ""
    return (row.columns + row.text).rstrip() + "\n" + below


class ColourRenderer:
    """Turns rows into text with escape sequences, wrapped under their column; rich is loaded for terminals only."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - see above

        self._width = get_terminal_size().columns
        self._console = Console(
            file=StringIO(), force_terminal=True, color_system="standard", no_color=False, width=self._width
        )

    def __call__(self, row: Row) -> str:
        """Return one row; what is removed is struck through."""
        from rich.text import Text  # noqa: PLC0415 - see above

        style = _STYLES.get(row.judgement.label, "")
        text = Text(row.text.expandtabs(4), style if row.judgement.kept else f"strike {style}")
        lines = self._wrap(text, len(row.columns)) or [Text()]
        lines += self._wrap(Text(row.reason, "dim"), len(row.columns))
        lines[0] = Text(row.columns, style) + lines[0]
        lines[1:] = [Text(" " * len(row.columns)) + line for line in lines[1:]]
        with self._console.capture() as capture:
            self._console.print(Text("\n").join(lines), soft_wrap=True)
        return capture.get()

    def _wrap(self, text: Text, indent: int) -> list[Text]:
        """Return a text in lines that fit beside the columns; none for an empty one."""
        return list(text.wrap(self._console, max(_NARROWEST, self._width - indent))) if text else []
