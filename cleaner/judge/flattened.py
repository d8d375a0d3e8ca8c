"""A text without lines, in segments: sentences that rules say nothing of are judged together, as paragraphs are."""

from __future__ import annotations

from itertools import compress, pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaner.lines.kinds import FLATTENED
from cleaner.lines.view import View
from cleaner.rules.segments import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaner.lines.table import Table
    from cleaner.rules.segments import Segmenter

PARAGRAPH_WORDS = 60
"""Sentences are judged together up to so many words: the scorecard is fitted on paragraphs. Of 250 flattened page dumps
F1 is .934 with 60, .927 with 40, .932 with 90 and .918 with each sentence by itself."""

SENTENCE_WORDS = 4
"""A shorter one is judged by itself: it may be a button."""

_SENTENCE, _SEPARATOR = KINDS.index("sentence"), KINDS.index("separator")


class Flattened(NamedTuple):
    """A text without lines as it is judged: the table of its view, that view, and which rows have to stay, if any."""

    table: Table
    view: View
    protected: bytes | None


def flattened(text: str, segmenter: Segmenter, read: Callable[[str], Table]) -> Flattened:
    """Return a text without lines in segments.

    Where rules know next to no debris, the text is clean: there only what they know may go.
    """
    places, kinds, has_debris = segmenter.split(text)
    places.append(len(text))
    lines = [_line(text[start:stop]) for start, stop in pairwise(places)]
    for number, kind in enumerate(kinds):
        if kind == _SEPARATOR:
            lines[number] = "\n"
    table = read("".join(lines))
    begins = _paragraphs(table, [kind for kind, line in zip(kinds, lines, strict=True) if line != "\n"])
    table.join(begins)
    view = _view(text, list(places), lines, begins)
    return Flattened(table, view, None if has_debris else _unhit(table))


def _line(segment: str) -> str:
    line = segment.strip()
    if "\n" in line or "\r" in line:
        line = line.replace("\r", " ").replace("\n", " ")
    return line + "\n"


def _paragraphs(table: Table, kinds: list[int]) -> bytes:
    """Return a byte a row: 0 where a sentence goes on the paragraph of the one before it."""
    hit = {row for row, _ in table.found()}
    ends, words = table.values("ends_sentence"), table.values("words")
    bounds = table.bounds()
    begins = bytearray(b"\1" * len(table))
    in_paragraph = 0
    for row, kind in enumerate(kinds):
        if kind != _SENTENCE or row in hit or not ends[row] or words[row] < SENTENCE_WORDS:
            in_paragraph = 0
            continue
        follows = in_paragraph and bounds[row][0] == bounds[row - 1][1]
        in_paragraph += words[row]
        if follows and in_paragraph <= PARAGRAPH_WORDS:
            begins[row] = 0
        else:
            in_paragraph = words[row]
    return bytes(begins)


def _view(text: str, places: list[int], lines: list[str], begins: bytes) -> View:
    """Return the view, a line for each row of the table and for each separator."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    of_rows = iter(begins)
    begin = [line == "\n" or next(of_rows) != 0 for line in lines] + [True]
    return View(FLATTENED, text, "".join(lines), list(compress(places, begin)), starts=list(compress(starts, begin)))


def _unhit(table: Table) -> bytes:
    """Tell which rows no rule matches."""
    hit = {row for row, _ in table.found()}
    return bytes(row not in hit for row in range(len(table)))
