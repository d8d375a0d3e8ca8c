"""Hard-wrapped text: lines of a page's width, each broken where the next word no longer fits.

Whether it did not fit tells which lines belong together: a paragraph's last line, a heading and an entry of a list end
earlier. So paragraphs are found without blank lines between them, and a list stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from cleaner.lines.kinds import WRAPPED
from cleaner.lines.view import NEWLINE, View

NARROWEST, WIDEST = 40, 110
"""Widths that are tried, in characters."""

LEAST_BREAKS = 5
"""A text has at least so many breaks where the next word did not fit ..."""

LEAST_SHARE = 0.6
"""... which are so large a share of ends of lines that fill `FILLED` of the width, but for those of sentences ..."""

FILLED = 0.6

LEAST_SMALL = 0.4
"""... and behind so large a share of them, a line goes on with a small letter: menus and tables have lines of similar
lengths, too. Of 300 articles wrapped at 72 characters the least has .15 (capitals for emphasis), 98 of 100 have .6."""

MOST_WIDER = 0.03
"""Lines may be wider, such as addresses, but no larger share."""

_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+|[ \t]+")
_ENDS_SENTENCE = re.compile(r"[.!?…:。！？][\"'”’»)\]]*\s*$")
_CHUNK = re.compile(r"[^\s-]*-?")


class Line(NamedTuple):
    """A line as it is, what is quoted or indented before it, and its text."""

    source: str
    lead: str
    text: str

    @property
    def width(self) -> int:
        """Characters of the line, white space at its end apart."""
        return len(self.lead) + len(self.text)


def wrap_width(text: str) -> int:
    r"""Return the width at which a text is wrapped, 0 if it is not.

    >>> wrap_width("Storm\nThe ferry was late again on Tuesday.\n")
    0
    """
    return _width(_lines(text))


def wrapped(text: str) -> View:
    """Return a view of a hard-wrapped text in which each paragraph is a line."""
    lines = _lines(text)
    width = _width(lines)
    starts = [0, *(number for number, pair in enumerate(pairwise(lines), 1) if not _goes_on(*pair, width)), len(lines)]
    passed = [0, *accumulate(len(line.source) for line in lines)]
    paragraphs = [_joined(lines[first:last]) + "\n" for first, last in pairwise(starts)]
    return View(WRAPPED, text, "".join(paragraphs), [passed[number] for number in starts])


def _lines(text: str) -> list[Line]:
    ends = [newline.end() for newline in NEWLINE.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return [_line(text[start:end]) for start, end in pairwise([0, *ends])]


def _line(source: str) -> Line:
    lead = found.group() if (found := _QUOTED.match(source)) else ""
    return Line(source, lead, source[len(lead) :].rstrip())


def _goes_on(line: Line, following: Line, width: int) -> bool:
    """Tell whether a line was broken because the next word did not fit."""
    return _may_go_on(line, following) and line.width <= width < _needed(line, following)


def _may_go_on(line: Line, following: Line) -> bool:
    return bool(line.text and following.text) and line.lead.count(">") == following.lead.count(">")


def _needed(line: Line, following: Line) -> int:
    """Return the width at which the next word, or its part up to a hyphen, would have fit."""
    found = _CHUNK.match(following.text)
    return line.width + (not line.text.endswith("-")) + max(len(found.group()) if found else 1, 1)


def _width(lines: Sequence[Line]) -> int:
    """Return the width that explains most ends of lines, 0 if none explains enough."""
    pairs = [pair for pair in pairwise(lines) if _may_go_on(*pair)]
    changes = [0] * (WIDEST + 2)
    for line, following in pairs:
        if NARROWEST <= line.width <= WIDEST:
            changes[line.width] += 1
            changes[min(_needed(line, following), WIDEST + 1)] -= 1
    explained = list(accumulate(changes))
    width = max(range(WIDEST, NARROWEST - 1, -1), key=explained.__getitem__)
    return width if _is_wrapped(lines, pairs, width) else 0


def _is_wrapped(lines: Sequence[Line], pairs: Sequence[tuple[Line, Line]], width: int) -> bool:
    broken = [pair for pair in pairs if _goes_on(*pair, width)]
    small = sum(_begins_small(following.text) for _, following in broken)
    early = sum(
        FILLED * width <= line.width and not _ENDS_SENTENCE.search(line.text)
        for line, following in pairs
        if width >= _needed(line, following)
    )
    wider = sum(line.width > width and " " in line.text for line in lines)
    return (
        len(broken) >= LEAST_BREAKS
        and len(broken) >= LEAST_SHARE * (len(broken) + early)
        and small >= LEAST_SMALL * len(broken)
        and wider <= MOST_WIDER * len(lines)
    )


def _begins_small(text: str) -> bool:
    """Tell whether a text begins with a letter that is no capital."""
    return text[0].isalpha() and not text[0].isupper()


def _joined(lines: Sequence[Line]) -> str:
    r"""Return lines as one, a word that was parted at its end as one word.

    >>> _joined([_line("> The fer-\n"), _line("> ry was late.\n")])
    'The ferry was late.'
    """
    return "".join(_pieces(lines)).rstrip(" ")


def _pieces(lines: Sequence[Line]) -> Iterator[str]:
    for line, following in pairwise([*lines, Line("", "", "")]):
        if line.text[-1:] == "-" and line.text[-2:-1].isalpha() and following.text[:1].islower():
            yield line.text[:-1]
        else:
            yield line.text + " "
