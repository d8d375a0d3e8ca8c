"""A text that is judged again when parts of it are gone, and its ledger.

In a text without lines, what is left may fall into other segments than before. So it is judged again, until nothing
goes: cleaning a clean text changes nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from cleaner.result import Cut, Judgement, Ledger, Result

if TYPE_CHECKING:
    from cleaner.judge.verdict import Judged
    from cleaner.lines.view import Slice

MOST_ROUNDS = 12
"""Of 250 flattened page dumps, none needs more than 2. A text that is made to come to no end stays as it is."""


class Rounds(Ledger):
    """What was judged of a text, and then of what was left of it each time."""

    __slots__ = ("_rounds",)

    def __init__(self, rounds: Sequence[Judged]) -> None:
        """Take what was judged, the whole text first."""
        self._rounds = rounds

    def result(self) -> Result:
        """Return what is left in the end, and what was found first."""
        results = [one.result() for one in self._rounds]
        first, last = results[0], results[-1]
        title, byline, date = (
            next((value for value in (getattr(one, name) for one in results) if value), "")
            for name in ("title", "byline", "date")
        )
        warning = next((one.warning for one in results if one.warning), "")
        return Result(last.text, title, byline, date, warning, kind=first.kind, metadata=first.metadata, ledger=self)

    def confidence(self) -> float:
        """Return the F1 to expect, by what the first round saw of the document."""
        return self._rounds[0].confidence()

    def cuts(self) -> Iterator[Cut]:
        """Yield what is removed in any round, in the order of the original."""
        found = [
            (start, stop, label, rule, points, self._source[start:stop])
            for judged, places in self._with_places()
            for begin, end, label, rule, points, _ in judged.cuts()
            for start, stop in places.of(begin, end)
        ]
        yield from sorted(found)

    def reasons(self) -> dict[int, str]:
        """Return why what is removed goes, by where it starts."""
        return {one.start: one.why for one in self.judgements() if not one.kept}

    def judgements(self) -> tuple[Judgement, ...]:
        """Return what was decided about each part: of what goes when it did, of what stays in the last round."""
        found: list[Judgement] = []
        for judged, places in self._with_places():
            is_last = judged is self._rounds[-1]
            for one in judged.judgements():
                if is_last or not one.kept:
                    found += self._placed(one, places)
        return tuple(sorted(found, key=lambda one: one.start))

    @property
    def _source(self) -> str:
        return self._rounds[0].source

    def _with_places(self) -> Iterator[tuple[Judged, Places]]:
        """Yield each round with where its text stands in the original."""
        places = Places([(0, len(self._source))])
        for judged in self._rounds:
            yield judged, places
            places = Places([part for start, stop in judged.kept() for part in places.of(start, stop)])

    def _placed(self, one: Judgement, places: Places) -> Iterator[Judgement]:
        for start, stop in places.of(one.start, one.end):
            text = self._source[start:stop]
            yield Judgement(start, stop, text, one.label, one.rule, one.why, one.points, one.kept)


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


def until_settled(text: str, judge: Callable[[str], Judged], keep: Callable[[str], Judged]) -> Judged | Rounds:
    """Judge a text, and then what is left of it, until nothing goes; ``keep`` is for one that comes to no end."""
    rounds = [judge(text)]
    while not rounds[-1].is_settled():
        if len(rounds) == MOST_ROUNDS:
            return keep(text)
        rounds.append(judge(rounds[-1].left()))
    if len(rounds) > 1 and not rounds[-1].removes():
        rounds.pop()
    return rounds[0] if len(rounds) == 1 else Rounds(rounds)
