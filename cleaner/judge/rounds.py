"""A text that is judged again when parts of it are gone, and its ledger.

In a text without lines, what is left may fall into other segments than before. So it is judged again, until nothing
goes: cleaning a clean text changes nothing. Labels that the user keeps or drops do so when all is judged: what they
name stands where it stood, or goes with what is left, and changes no other verdict.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING

from cleaner.result import Cut, Judgement, Label, Ledger, Result

if TYPE_CHECKING:
    from cleaner.judge.verdict import Judged
    from cleaner.lines.view import Slice

MOST_ROUNDS = 12
"""Of 250 flattened page dumps, none needs more than 2. A text that is made to come to no end stays as it is."""


class Rounds(Ledger):
    """What was judged of a text, and then of what was left of it each time."""

    __slots__ = ("_labels", "_rounds")

    def __init__(self, rounds: Sequence[Judged], labels: Collection[str]) -> None:
        """Take what was judged, the whole text first, and the labels of debris that stays."""
        self._rounds, self._labels = rounds, labels

    def result(self) -> Result:
        """Return what is left in the end, and what was found first."""
        results = [one.result() for one in self._rounds]
        first = results[0]
        title, byline, date = (
            next((value for value in (getattr(one, name) for one in results) if value), "")
            for name in ("title", "byline", "date")
        )
        warning = next((one.warning for one in results if one.warning), "")
        text = "".join(one.text for one in self._parts(reasons=False) if one.kept)
        return Result(text, title, byline, date, warning, kind=first.kind, metadata=first.metadata, ledger=self)

    def confidence(self) -> float:
        """Return the F1 to expect, by what the first round saw of the document."""
        return self._rounds[0].confidence()

    def cuts(self) -> Iterator[Cut]:
        """Yield what is removed in any round, in the order of the original."""
        for one in self._parts(reasons=False):
            if not one.kept:
                yield one.start, one.end, one.label, one.rule, one.points, one.text

    def reasons(self) -> dict[int, str]:
        """Return why what is removed goes, by where it starts."""
        return {one.start: one.why for one in self.judgements() if not one.kept}

    def judgements(self) -> tuple[Judgement, ...]:
        """Return what was decided about each part: of what goes when it did, of what stays in the last round."""
        return tuple(self._parts(reasons=True))

    def _parts(self, *, reasons: bool) -> Iterator[Judgement]:
        """Yield what was decided about each part, in the order of the original."""
        found: list[Judgement] = []
        for judged, places in self._with_places():
            is_last = judged is self._rounds[-1]
            parts = judged.parts(asked=is_last, reasons=reasons)
            for one in parts if is_last else self._gone(parts):
                found += self._placed(one, places)
        return with_line_ends(sorted(found, key=attrgetter("start")))

    def _gone(self, parts: Iterable[Judgement]) -> Iterator[Judgement]:
        """Yield the parts that are no content; those the user keeps stay, and blank lines behind them."""
        stays = False
        for one in parts:
            stays = not one.kept and (one.label in self._labels or (stays and one.label == Label.BLANK))
            if not one.kept:
                yield replace(one, kept=stays)

    @property
    def _source(self) -> str:
        return self._rounds[0].source

    def _with_places(self) -> Iterator[tuple[Judged, Places]]:
        """Yield each round with where its text stands in the original."""
        places = Places([(0, len(self._source))])
        for judged in self._rounds:
            yield judged, places
            content = judged.kept(asked=False)
            places = Places([part for start, stop in content for part in places.of(start, stop)])

    def _placed(self, one: Judgement, places: Places) -> Iterator[Judgement]:
        for start, stop in places.of(one.start, one.end):
            yield replace(one, start=start, end=stop, text=self._source[start:stop])


class Places:
    """Where a text stands in the original, of whose slices it was made.

    >>> list(Places([(0, 10), (20, 30)]).of(8, 15))
    [(8, 10), (20, 25)]
    """

    def __init__(self, slices: Sequence[Slice]) -> None:
        """Take the slices."""
        self._slices = slices
        self._passed = [0, *accumulate(stop - start for start, stop in slices)]

    def of(self, start: int, stop: int) -> Iterator[Slice]:
        """Yield the slices of the original that a slice of the text is made of."""
        for number in range(bisect_right(self._passed, start) - 1, len(self._slices)):
            passed = self._passed[number]
            if passed >= stop:
                break
            begin, end = self._slices[number]
            yield begin + max(start - passed, 0), min(end, begin + stop - passed)


def with_line_ends(parts: Iterable[Judgement]) -> Iterator[Judgement]:
    r"""Yield parts with the line end of one that goes as a part that stays, where something before it in its line does.

    >>> kept = Judgement(0, 6, "Photo ", Label.CAPTION, "", "", -1, True)
    >>> gone = Judgement(6, 12, "Share\n", Label.SHARE, "", "", -2, False)
    >>> [(one.text, one.kept) for one in with_line_ends([kept, gone])]
    [('Photo ', True), ('Share', False), ('\n', True)]
    """
    before = ""
    for one in parts:
        text = one.text.rstrip("\r\n") if before[-1:] not in {"", "\r", "\n"} and not one.kept else one.text
        place = one.start + len(text)
        if text:
            yield replace(one, end=place, text=text)
        if place < one.end:
            yield replace(one, start=place, text=one.text[len(text) :], label=Label.BLANK, rule="", why="", kept=True)
        before = one.text if one.kept or place < one.end else before


def until_settled(
    text: str, judge: Callable[[str], Judged], keep: Callable[[str], Judged], labels: Collection[str] = ()
) -> Judged | Rounds:
    """Judge a text, and then what is left of it, until nothing goes; ``keep`` is for one that comes to no end.

    Debris of some ``labels`` stays.
    """
    rounds = [judge(text)]
    while not rounds[-1].is_settled():
        if len(rounds) == MOST_ROUNDS:
            return keep(text)
        rounds.append(judge(rounds[-1].left()))
    if len(rounds) > 1 and not rounds[-1].removes():
        rounds.pop()
    return rounds[0] if len(rounds) == 1 else Rounds(rounds, labels)
