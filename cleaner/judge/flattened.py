"""A text without lines, in segments: sentences that rules say nothing of are judged together, as paragraphs are."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, compress, pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaner.lines.kinds import FLATTENED, kind_of
from cleaner.lines.view import View
from cleaner.rules.segments import KINDS, segment_lines

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Sequence

    from cleaner.lines.table import Table
    from cleaner.lines.view import Slice

    Split = Callable[[str], tuple[array[int], bytes, bool]]
    """Return where the segments of a text start, their kinds, and whether there is debris: `Segmenter.split`."""

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
    segments: Segments


class Segments(NamedTuple):
    """The segments of a text: where they start, their kinds, and which of them others may join to a paragraph."""

    places: Sequence[int]
    kinds: bytes
    may_join: bytes

    def stand_in(self, left: str, kept: Sequence[Slice], split: Split) -> bool:
        """Tell whether what is left of the text falls into those of its segments that stay, and no others."""
        if kind_of(left) != FLATTENED:
            return False
        shift = [start - passed for (start, _), passed in zip(kept, _passed(kept), strict=False)]
        starts = [start for start, _ in kept]
        slices = [bisect_right(starts, place) - 1 for place in self.places]
        stays = [number >= 0 and place < kept[number][1] for number, place in zip(slices, self.places, strict=True)]
        if any(self.may_join[one] and self.may_join[other] for one, other in _neighbours(stays)):
            return False
        places, kinds, _ = split(left)
        moved = [place - shift[number] for number, place in compress(zip(slices, self.places, strict=True), stays)]
        return list(places) == moved and kinds == bytes(compress(self.kinds, stays))


def _passed(kept: Sequence[Slice]) -> list[int]:
    """Return how long what stays before each slice is."""
    return list(accumulate((stop - start for start, stop in kept), initial=0))


def _neighbours(stays: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the segments that stay, two by two, where others between them go."""
    numbers = [number for number, stay in enumerate(stays) if stay]
    return [(one, other) for one, other in pairwise(numbers) if other > one + 1]


def flattened(text: str, split: Split, read: Callable[[str], Table]) -> Flattened:
    """Return a text without lines in segments.

    Where rules know next to no debris, the text is clean: there only what they know may go.
    """
    places, kinds, has_debris = split(text)
    lines = segment_lines(text, places, kinds)
    table = read("".join(lines))
    is_row = bytes(line != "\n" for line in lines)
    may_join = table.sentences(bytes(kind == _SENTENCE for kind in compress(kinds, is_row)), SENTENCE_WORDS)
    begins = table.join(may_join, PARAGRAPH_WORDS)
    segments = Segments(places, kinds, _of_lines(may_join, is_row, 0))
    view = _view(text, places, lines, _of_lines(begins, is_row, 1))
    return Flattened(table, view, None if has_debris else _unhit(table), segments)


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


def _unhit(table: Table) -> bytes:
    """Tell which rows no rule matches."""
    hit = {row for row, _ in table.found()}
    return bytes(row not in hit for row in range(len(table)))
