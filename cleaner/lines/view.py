"""A view: the text that is judged in place of one whose lines are not what a reader takes for lines.

A line of a view is a segment, the unit of judgement: a part of a line of the source, or several lines that are one
paragraph. What stays and what goes is a matter of the source, so a view knows where each of its lines comes from.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from cleaner.lines.kinds import LINES

MARKDOWN = "markdown"
"""The kind of a text that was read as Markdown."""

Slice = tuple[int, int]

NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class View:
    r"""The text that is judged, a line for each segment, and where in the source each line comes from.

    Line ``n`` of ``text`` stands for ``source[bounds[n]:bounds[n + 1]]``. The first bound is 0 and the last the length
    of the source, so each character belongs to a line: white space between two segments to the one before it, as
    newlines do. Every line of ``text`` ends with ``\n``; those that are blank stand for blank lines. ``columns`` has
    what is known of lines beyond their text: unsigned 16-bit numbers, one for each line that is not blank, and
    ``protected`` a byte for each of them where some must stay. ``starts`` says where the lines of the text start, and
    where the last stops, if some of them are judged as one. So many characters of the source are its ``front`` matter,
    which goes whatever the judge says, and ``declared`` is what it says about the document. Each slice of the source
    that is ``needed`` stays where the line does that starts at one of some places. ``kinds`` has a byte for each line
    where there are pictures: see `with_pictures`.

    >>> view = View("flattened", "All ferries sail. Source link", "All ferries sail.\nSource link\n", [0, 18, 29])
    >>> view.kept([(0, 18)]), view.line_start(28)
    ([(0, 17)], 18)
    """

    kind: str
    source: str
    text: str
    bounds: Sequence[int]
    columns: Mapping[str, Any] = field(default_factory=dict)
    starts: Sequence[int] = ()
    protected: bytes | None = None
    front: int = 0
    declared: Mapping[str, str] = field(default_factory=dict)
    needed: Sequence[tuple[Slice, Sequence[int]]] = ()
    kinds: bytes = b""

    @cached_property
    def _starts(self) -> Sequence[int]:
        """Where each line of the text starts, and where the last one stops."""
        return self.starts or [0, *accumulate(len(line) + 1 for line in self.text.split("\n")[:-1])]

    def line_start(self, place: int) -> int:
        """Return where the line to which a character of the source belongs starts in the text."""
        return self._starts[bisect_right(self.bounds, place) - 1]

    def _in_source(self, slices: Iterable[Slice]) -> list[Slice]:
        """Return the slices of the source that slices of the text stand for, pictures with what they belong to."""
        lines = [(bisect_left(self._starts, start), bisect_left(self._starts, stop)) for start, stop in slices]
        if self.kinds:
            lines = with_pictures(lines, self.kinds)
        return [(self.bounds[first], self.bounds[last]) for first, last in lines]

    def kind_at(self, place: int) -> int:
        """Return of what kind the line is to which a character of the source belongs; blank where nobody asked."""
        return self.kinds[bisect_right(self.bounds, place) - 1] if self.kinds else BLANK

    def kept(self, slices: Iterable[Slice]) -> list[Slice]:
        """Return the slices of the source that stay, given those of the text.

        A cut that begins inside a line leaves that line's end. What stays before it loses the white space behind it.
        """
        stay = [(max(start, self.front), stop) for start, stop in self._in_source(slices)]
        behind = [start for start, _ in stay[1:]] + [len(self.source)]
        found: list[Slice] = []
        for (start, stop), place in zip(stay, behind, strict=False):
            found += self._before_cut(start, stop, place)
        return _joined([*found, *self._needed(found)] if self.needed else found)

    def _needed(self, kept: Sequence[Slice]) -> Iterator[Slice]:
        """Yield what is needed by lines that stay, and does not itself."""
        starts, stops = [start for start, _ in kept], [stop for _, stop in kept]
        for (start, stop), users in self.needed:
            if not _holds(starts, stops, start) and any(_holds(starts, stops, user) for user in users):
                yield start, stop

    def _before_cut(self, start: int, stop: int, behind: int) -> Iterator[Slice]:
        """Yield what stays of a slice before a cut that goes from its end up to a place, and of the cut."""
        newline = NEWLINE.search(self.source, stop, behind)
        is_inside_line = stop < behind and stop > 0 and self.source[stop - 1] not in "\r\n"
        if not is_inside_line or (newline is None and behind < len(self.source)):
            yield start, stop
            return
        while stop > start and self.source[stop - 1].isspace() and self.source[stop - 1] not in "\r\n":
            stop -= 1
        yield start, stop
        if newline is not None:
            yield newline.span()

    def of_marked(self, source: str, places: Sequence[int]) -> View:
        """Return the view of Markdown of whose text this one is; ``places`` says where its characters come from."""
        return replace(self, kind=MARKDOWN, source=source, bounds=[places[bound] for bound in self.bounds])

    def parts(self, start: int, stop: int) -> Iterator[Slice]:
        """Yield the parts of a slice of the source: each is of one segment and one line, behind white space if any."""
        segments = self.bounds[bisect_right(self.bounds, start) : bisect_left(self.bounds, stop)]
        lines = [newline.end() for newline in NEWLINE.finditer(self.source, start, stop)]
        for end in sorted({*segments, *lines, stop} - {start}):
            part = self.source[start:end]
            if end == stop or part[-1] in "\r\n" or not part.isspace():
                yield start, end
                start = end


TEXT, BLANK, PICTURE, UNSEEN = range(4)
"""Kinds of lines: one of words, one of nothing, pictures alone, and what shows nothing but is no blank line."""


def with_pictures(kept: Iterable[Slice], kinds: bytes) -> list[Slice]:
    """Return the lines that stay, given as slices, when a picture does what the line behind it does.

    That may be its text. What shows nothing goes. Blank lines behind such lines do what these do; behind the last line,
    pictures stay.

    >>> with_pictures([(0, 3), (4, 5)], bytes([TEXT, BLANK, PICTURE, TEXT, TEXT]))
    [(0, 2), (4, 5)]
    >>> with_pictures([(0, 1), (3, 4)], bytes([TEXT, TEXT, PICTURE, TEXT]))
    [(0, 1), (2, 4)]
    """
    stays = bytearray(len(kinds))
    for start, stop in kept:
        stays[start:stop] = bytes([True]) * (stop - start)
    behind = -1
    for number in range(len(kinds) - 1, -1, -1):
        kind = kinds[number]
        if kind == TEXT:
            behind = stays[number]
        does = False if kind == UNSEEN else behind if kind == PICTURE and behind >= 0 else stays[number]
        if does != stays[number]:
            stays[number] = does
            _take_along(stays, kinds, number)
    edges = [number for number, (one, other) in enumerate(pairwise([0, *stays, 0])) if one != other]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _take_along(stays: bytearray, kinds: bytes, number: int) -> None:
    """Have the blank lines behind a line do what it does; without blank lines before it, they stay where they do."""
    if not stays[number] and number and kinds[number - 1] == TEXT:
        return
    while number + 1 < len(kinds) and kinds[number + 1] == BLANK:
        number += 1
        stays[number] = stays[number - 1]


def _holds(starts: Sequence[int], stops: Sequence[int], place: int) -> bool:
    """Tell whether one of some slices, in order, holds a place."""
    number = bisect_right(starts, place) - 1
    return number >= 0 and place < stops[number]


def parted(text: str, places: Iterable[int]) -> View:
    r"""Return a view of the lines of a text in which some are parted at places.

    >>> parted("All ferries sail. Source link\n", [18]).text
    'All ferries sail. \nSource link\n'
    """
    bounds = sorted({0, *places, *(newline.end() for newline in NEWLINE.finditer(text)), len(text)})
    lines = [text[start:stop].rstrip("\r\n") for start, stop in pairwise(bounds)]
    return View(LINES, text, "".join(f"{line}\n" for line in lines), bounds)


def rests(source: str, places: Sequence[int], kept: Sequence[Slice]) -> str:
    r"""Return what stays of the lines that were parted at places and lose a part.

    >>> rests("All ferries sail. Source link\nStorm\n", [18], [(0, 17), (29, 36)])
    'All ferries sail.\n'
    """
    ends = [0, *(newline.end() for newline in NEWLINE.finditer(source)), len(source)]
    starts = [start for start, _ in kept]
    found = []
    for place in places:
        number = bisect_right(ends, place)
        begin, end = ends[number - 1], ends[number]
        first = max(bisect_right(starts, begin) - 1, 0)
        within = kept[first : bisect_left(starts, end)]
        rest = "".join([source[max(start, begin) : min(stop, end)] for start, stop in within])
        if len(rest) < end - begin:
            found.append(rest.rstrip("\r\n") + "\n")
    return "".join(found)


def _joined(slices: Iterable[Slice]) -> list[Slice]:
    """Return slices sorted, with those that touch made one, without empty ones.

    >>> _joined([(0, 2), (2, 2), (2, 5), (7, 9)])
    [(0, 5), (7, 9)]
    """
    found: list[Slice] = []
    for start, stop in sorted(set(slices)):
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], stop
        elif start < stop:
            found.append((start, stop))
    return found
