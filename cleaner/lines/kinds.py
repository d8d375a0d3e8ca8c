"""What kind of text one is: whether its lines are what a reader takes for lines."""

from __future__ import annotations

from cleaner.lines.lengths import line_lengths

LINES, FLATTENED, WRAPPED = "lines", "flattened", "wrapped"


def kind_of(text: str) -> str:
    """Return the kind of a text.

    ``lines``: a paragraph is a line. ``flattened``: there are no lines, or next to none. ``wrapped``: a paragraph is
    several lines of a page's width.

    >>> kind_of("All ferries sail. " * 20)
    'flattened'
    """
    lengths = line_lengths(text)
    if lengths == "long":
        return FLATTENED
    if lengths == "narrow":
        from cleaner.lines.wrapped import wrap_width  # noqa: PLC0415 - hardly any text needs it

        return WRAPPED if wrap_width(text) else LINES
    return LINES
