"""Explanations in colour, for terminals."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from cleaner.result import Label

if TYPE_CHECKING:
    from cleaner.cli.rows import Row

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


class ColourRenderer:
    """Turns rows into text with escape sequences, wrapped under their column."""

    def __init__(self) -> None:
        """Take the width of the terminal."""
        self._width = shutil.get_terminal_size().columns
        self._console = Console(
            file=io.StringIO(), force_terminal=True, color_system="standard", no_color=False, width=self._width
        )

    def __call__(self, row: Row) -> str:
        """Return one row; what is removed is struck through."""
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
