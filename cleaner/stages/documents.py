"""What kind of document a row stands in: a dump of a page or clean text, prose or lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import numpy as np

from cleaner.arrays import Flags
from cleaner.context import Context

Tell = Callable[[Context], Flags]

RUNNING_TEXT_PERCENT = 75
"""From so many percent of its words in prose on, a document is running text."""


SHORT_DOCUMENT_LINES = 50
"""Whole pages are longer (median of page dumps: 250 lines); in less, prose is hardly ever another story's."""


def told_once(tell: Tell) -> Tell:
    """Have a function that is asked by many stages work out once what it tells of a context."""

    @wraps(tell)
    def told(context: Context) -> Flags:
        return context.once(tell)

    return told


@told_once
def running_text(context: Context) -> Flags:
    """Tell which rows stand in a document that is running text, and no dump of a page."""
    words = np.maximum(context["words[..]"].astype(np.int64), 1)
    running: Flags = 100 * context["prose[..]"].astype(np.int64) >= RUNNING_TEXT_PERCENT * words
    return running


@told_once
def is_short(context: Context) -> Flags:
    """Tell which rows stand in a document that is shorter than most whole pages."""
    short: Flags = context["line[..]"] < SHORT_DOCUMENT_LINES
    return short


@told_once
def is_clean(context: Context) -> Flags:
    """Tell which rows stand in a document in which no line is surely debris.

    On WCXB's development pages these are 2 % of the page dumps, 87 % of trafilatura's texts and 97 % of the main
    contents.
    """
    clean: Flags = context["sure[..]"] == 0
    return clean


@told_once
def is_clean_list(context: Context) -> Flags:
    """Tell which rows stand in a clean document that is no running text: short lines are its content.

    Catalogues, tables, code, forum posts, job offers. Most of what clean text of unseen sites lost stood in them.
    """
    listed: Flags = is_clean(context) & ~running_text(context)
    return listed
