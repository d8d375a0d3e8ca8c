"""Subtitles: cues, each with a number, with the times at which it is shown, and with the lines that are."""

from __future__ import annotations

import re
from itertools import pairwise

from cleaner.lines.kinds import SUBTITLES
from cleaner.lines.view import View

MOST_LINES_A_CUE = 8
"""So many lines there are to each cue at most, in a file of subtitles: others quote some."""

_TIME = r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{2,3}"
_CUE = re.compile(rf"^[ \t]*(?:\d+[ \t]*\r?\n[ \t]*)?{_TIME}[ \t]+-->[ \t]+{_TIME}[^\n]*$", re.MULTILINE)


def is_subtitles(text: str) -> bool:
    r"""Tell whether a text is a file of subtitles, SRT or WebVTT.

    >>> is_subtitles("1\n00:00:01,000 --> 00:00:02,500\nThe ferry is late.\n")
    True
    """
    cues = sum(1 for _ in _CUE.finditer(text))
    return cues > 0 and text.count("\n") <= MOST_LINES_A_CUE * cues


def subtitles(text: str) -> View:
    r"""Return a view of subtitles in which each cue is a line, of what is shown: number and times go where it goes.

    >>> subtitles("1\n00:00:01,000 --> 00:00:02,500\nThe ferry\nis late.\n\n").text
    'The ferry is late.\n'
    """
    cues = list(_CUE.finditer(text))
    bounds = [0, *(cue.start() for cue in cues if cue.start()), len(text)]
    ends = {cue.start(): cue.end() for cue in cues}
    shown = [text[ends.get(start, start) : stop].split() for start, stop in pairwise(bounds)]
    return View(SUBTITLES, text, "".join(" ".join(words) + "\n" for words in shown), bounds)
