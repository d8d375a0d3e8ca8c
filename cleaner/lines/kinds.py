"""What kind of text one is: whether its lines are what a reader takes for lines."""

from __future__ import annotations

import re

from cleaner.lines.lengths import line_lengths, lines_end_sentences

LINES, FLATTENED, WRAPPED, SENTENCES, SUBTITLES = "lines", "flattened", "wrapped", "sentences", "subtitles"

MOST_INNER_ENDS = 0.1
"""Of lines that are sentences, so large a share may hold the end of another one: splitters miss some."""

_INNER_END = re.compile(r"[^\W\d_]{3}[.!?]+[\"”’)]*[ \t]+[\"“‘(]?[^\W\d_a-z]|[。！？](?=[^\s」』”])")


def kind_of(text: str) -> str:
    """Return the kind of a text.

    ``lines``: a paragraph is a line. ``flattened``: there are no lines, or next to none. ``wrapped``: a paragraph is
    several lines of a page's width. ``sentences``: each of its sentences is a line. ``subtitles``: a file of these.

    >>> kind_of("All ferries sail. " * 20)
    'flattened'
    """
    if "-->" in text:
        from cleaner.lines.subtitles import is_subtitles  # noqa: PLC0415 - hardly any text needs it

        if is_subtitles(text):
            return SUBTITLES
    lengths = line_lengths(text)
    if lengths == "long":
        return FLATTENED
    if lengths == "narrow":
        from cleaner.lines.wrapped import wrap_width  # noqa: PLC0415 - hardly any text needs it

        if wrap_width(text):
            return WRAPPED
    return SENTENCES if _are_sentences(text) else LINES


def _are_sentences(text: str) -> bool:
    """Tell whether lines are sentences, and hardly any of them are several."""
    if not lines_end_sentences(text):
        return False
    most = MOST_INNER_ENDS * (text.count("\n") + 1)
    return sum(1 for _ in _INNER_END.finditer(text)) <= most
