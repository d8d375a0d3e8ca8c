"""A text without lines, in segments: sentences that rules say nothing of are judged together, as paragraphs are."""

from __future__ import annotations

from itertools import accumulate, chain, compress
from typing import TYPE_CHECKING, NamedTuple

from cleaner.lines.kinds import FLATTENED, SENTENCES, kind_of
from cleaner.lines.view import View
from cleaner.rules.segments import KINDS, segment_lines

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Collection, Sequence

    from cleaner.lines.table import Table
    from cleaner.lines.view import Slice

    Split = Callable[[str], tuple[array[int], bytes, bool]]
    """Return where the segments of a text start, their kinds, and whether there is debris: `Segmenter.split`."""

PARAGRAPH_WORDS = 60
"""Sentences are judged together up to so many words: the scorecard is fitted on paragraphs. Of 250 flattened page dumps
F1 is .934 with 60, .927 with 40, .932 with 90 and .918 with each sentence by itself."""

SENTENCE_WORDS = 4
"""A shorter one is judged by itself: it may be a button."""

OTHER_WEIGHT = 6
"""So much a word counts against the core of a text that stands in no sentence, or in one that a rule matches."""

CORE_WORDS = 200
"""The core of a page dump has so many words, of 97 in 100: a text with less is a list, such as a shop's, or a form."""

_SENTENCE, _SEPARATOR = KINDS.index("sentence"), KINDS.index("separator")


class Flattened(NamedTuple):
    """A text without lines as it is judged: the table of its view, that view, and which rows have to stay."""

    table: Table
    view: View
    protected: bytes


class Segments(NamedTuple):
    """How a text without lines is cut and read: `Segmenter.split`, `Reader.read`, and the numbers of the sure rules."""

    split: Split
    read: Callable[[str], Table]
    sure: Collection[int]


def flattened(text: str, segments: Segments) -> Flattened:
    """Return a text without lines in segments.

    Where rules know next to no debris, the text is clean: there only what is surely debris may go. Elsewhere this is so
    of the sentences in the text's core, and other parts of it go if a rule knows them.
    """
    places, kinds, has_debris = segments.split(text)
    lines = segment_lines(text, places, kinds)
    table = segments.read("".join(lines))
    is_row = bytes(line != "\n" for line in lines)
    is_sentence = bytes(kind == _SENTENCE for kind in compress(kinds, is_row))
    may_join = table.sentences(is_sentence, SENTENCE_WORDS)
    begins = table.join(may_join, PARAGRAPH_WORDS)
    is_sentence = bytes(compress(is_sentence, begins))
    stays = table.rows_without(segments.sure)
    if has_debris:
        core = _core(table, bytes(compress(may_join, begins)), bytes(map(min, is_sentence, stays)))
        if sum(table.values("words")[slice(*core)]) >= CORE_WORDS:
            stays = _within(core, _known_stays(table, is_sentence, stays))
    return Flattened(table, _view(text, places, lines, _of_lines(begins, is_row, 1)), stays)


def segment_starts(line: str, split: Split) -> list[int]:
    """Return where the segments of a line start, but for the first; what separates two belongs to the one before."""
    places, kinds, _ = split(line)
    return [place for place, kind in zip(places, kinds, strict=True) if place and kind != _SEPARATOR]


def all_stay(judged: Flattened, segments: Segments, left: str, _kept: Sequence[Slice]) -> bool:
    """Tell whether all that is left of a text would stay: it has no debris, and none of its segments is surely some.

    Segments that stood in the text as well are known not to be.
    """
    if kind_of(left) != FLATTENED:
        return False
    places, kinds, has_debris = segments.split(left)
    if has_debris:
        return False
    text, table = judged.view.text, judged.table
    bounds = table.bounds()
    known = {f"{line}\n" for line in text.split("\n")}
    known -= {text[slice(*bounds[row])] for row, rule in table.found() if rule in segments.sure}
    others = "".join([line for line in segment_lines(left, places, kinds) if line not in known])
    return not any(rule in segments.sure for _, rule in segments.read(others).found())


def joined(text: str, table: Table) -> View:
    """Join lines that are sentences as paragraphs are, in a table; return the view of what is judged together."""
    bounds = {0, len(text), *chain.from_iterable(table.bounds())}
    may_join = table.sentences(b"\1" * len(table), SENTENCE_WORDS)
    rows = [start for start, _ in table.bounds()]
    begins = table.join(may_join, PARAGRAPH_WORDS)
    places = sorted(bounds - {start for start, begin in zip(rows, begins, strict=True) if not begin})
    return View(SENTENCES, text, text, places, starts=places)


def _of_lines(of_rows: bytes, is_row: bytes, blank: int) -> bytes:
    """Return a byte for each line, given one for each that is not blank."""
    if len(of_rows) == len(is_row):
        return of_rows
    rows = iter(of_rows)
    return bytes(next(rows) if one else blank for one in is_row)


def _view(text: str, places: Sequence[int], lines: Sequence[str], begins: bytes) -> View:
    """Return the view, a line for each row of the table and for each separator."""
    starts = list(accumulate(map(len, lines), initial=0))
    bounds = [*compress(places, begins), len(text)]
    return View(FLATTENED, text, "".join(lines), bounds, starts=[*compress(starts, begins), starts[-1]])


def _known_stays(table: Table, is_sentence: bytes, sure_stays: bytes) -> bytes:
    """Tell in which rows no rule finds what is surely debris and, in what is no sentence, none anything."""
    stays = bytearray(sure_stays)
    for row, _ in table.found():
        if not is_sentence[row]:
            stays[row] = 0
    return bytes(stays)


def _core(table: Table, is_prose: bytes, doubtful: bytes) -> Slice:
    """Return the rows from the first to the last of the text's core: there, prose outweighs what may go by the most."""
    best, start, weight, most = 0, 0, 0, (0, 0)
    for row, words in enumerate(table.values("words")):
        if weight <= 0:
            weight, start = 0, row
        if is_prose[row]:
            weight += words
        elif not doubtful[row]:
            weight -= OTHER_WEIGHT * words
        if weight > best:
            best, most = weight, (start, row + 1)
    return most


def _within(bounds: Slice, flags: bytes) -> bytes:
    """Return flags, a byte each, as they are within bounds and 0 outside."""
    first, last = bounds
    return bytes(first) + flags[first:last] + bytes(len(flags) - last)
