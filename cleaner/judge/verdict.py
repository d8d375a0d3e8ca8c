"""From a verdict to what users get: results, what was removed, and judgements with reasons in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaner.lines.kinds import LINES, kind_of
from cleaner.lines.view import BLANK, NEWLINE, PICTURE, TEXT, UNSEEN, Slice, View
from cleaner.result import Cut, Judgement, Label, Ledger, Metadatum, Result
from cleaner.result import known as known_metadata

if TYPE_CHECKING:
    from cleaner.judge.decide import Judge, Verdict
    from cleaner.lines.table import Table
    from cleaner.rules.rule import RuleFacts

GUARD_WARNING = "nearly nothing would have been left, so only what is surely debris was removed"
_BLANK = (Label.BLANK, "", 0.0)
_BLANK_WHY = "blank line beside a cut"
_GIVEN_WHY = {Label.HIDDEN: "readers of the page do not see it", Label.DEBRIS: "drop_selector names it"}
_FRONT = (Label.FRONT_MATTER, "", 0.0)
_FRONT_WHY = "what the document says about itself before its text"
_UNJUDGED = {
    PICTURE: ((Label.DEBRIS, "", 0.0), "a picture, which goes with the line behind it"),
    UNSEEN: ((Label.HIDDEN, "", 0.0), "a link or picture that shows nothing"),
    BLANK: (_BLANK, _BLANK_WHY),
    TEXT: (_BLANK, _BLANK_WHY),
}
"""What is said of a line of a view that has no row, by its kind, and why it goes."""
FRONT_MATTER = "front matter"
"""Where metadata was found that a document declares."""


class Judged(Ledger):
    """A judged document: its table, the verdict of a judge on it, and the view that was judged in its place, if any.

    Threads may share it. Two that ask first at the same time may both work something out, and get the same.
    """

    __slots__ = ("_judge", "_left", "_rules", "_source", "_table", "_verdict", "_view", "stands")

    def __init__(
        self, judge: Judge, table: Table, verdict: Verdict, rules: Sequence[RuleFacts], view: View | None = None
    ) -> None:
        """Take what was judged, the judge's rules among it: they say why."""
        self._judge, self._table, self._verdict, self._rules = judge, table, verdict, rules
        self._view = view
        self._source: str = table.source if view is None else view.source
        self._left: str | None = None
        self.stands: Callable[[str, Sequence[Slice]], bool] | None = None
        """Tells whether what is left would be judged in the same segments."""

    def result(self) -> Result:
        """Return what is left of the document, and what was found in it."""
        text, verdict = self._table.source, self._verdict
        fields = read_metadata(*[text[start:stop].strip(_WHITE_SPACE) for start, stop in verdict.metadata_rows()])
        kind = LINES if self._view is None else self._view.kind
        warning = GUARD_WARNING if verdict.guarded else ""
        result = Result(self._text(), *fields, warning=warning, kind=kind, ledger=self)
        return with_declared(result, self._view.declared) if self._view and self._view.declared else result

    def confidence(self) -> float:
        """Return the F1 to expect."""
        from cleaner.judge.confidence import shipped  # noqa: PLC0415 - who does not ask need not read the scorecard

        return shipped().expect(self._verdict.facts())

    def cuts(self) -> Iterator[Cut]:
        """Yield what is removed, part by part of a line; blank lines beside a cut, too."""
        row_at = self._verdict.starts(removed=True)
        for start, stop in self._removed_parts():
            row = self._row(start, stop, row_at)
            found = self._unjudged(start)[0] if row is None else self._verdict.found(row)
            yield (start, stop, *found, self._source[start:stop])

    def reasons(self) -> dict[int, str]:
        """Return why what is removed goes, by where it starts."""
        words, row_at = self._words(all_rows=False), self._verdict.starts(removed=True)
        rows = {start: self._row(start, stop, row_at) for start, stop in self._removed_parts()}
        return {start: self._unjudged(start)[1] if row is None else words[row] for start, row in rows.items()}

    def judgements(self) -> tuple[Judgement, ...]:
        """Return what was decided about each line, or each part of one, and why."""
        return tuple(self.parts())

    def parts(self, *, asked: bool = True, reasons: bool = True) -> Iterator[Judgement]:
        """Yield what was decided about each part, with ``reasons`` or without; for ``asked`` see `kept`."""
        words, row_at = self._words(all_rows=True) if reasons else [], self._verdict.starts(removed=False)
        for start, stop, kept in self._all_parts(asked=asked):
            row = self._row(start, stop, row_at)
            if row is None:
                found, why = (_BLANK, "") if kept else self._unjudged(start)
            else:
                found, why = self._verdict.found(row), words[row] if words else ""
            label, rule, points = found
            yield Judgement(start, stop, self._source[start:stop], label, rule, why, points, kept)

    def _unjudged(self, start: int) -> tuple[tuple[Label, str, float], str]:
        """Return what is said of a part that has no row, and why it goes."""
        if self._view is None:
            return _BLANK, _BLANK_WHY
        return (_FRONT, _FRONT_WHY) if start < self._view.front else _UNJUDGED[self._view.kind_at(start)]

    def _words(self, *, all_rows: bool) -> list[str]:
        """Return the reason of each row, "" for those that are not asked about."""
        from cleaner.judge.explain import why  # noqa: PLC0415 - who asks for no reasons does not need it

        weighed = self._judge.account(self._table, self._verdict, all_rows)
        return [
            why(row, self._rules) if row else _GIVEN_WHY.get(self._verdict.found(number)[0], "")
            for number, row in enumerate(weighed)
        ]

    # --- what stays of the source, and what comes of it when it is judged again ---

    @property
    def source(self) -> str:
        """The text of which parts stay."""
        return self._source

    def kept(self, *, asked: bool = True) -> list[Slice]:
        """Return the slices of the source that stay: those the user ``asked`` for by label, or all content."""
        slices = self._verdict.slices(asked)
        return slices if self._view is None else self._view.kept(slices)

    def left(self) -> str:
        """Return the content of the source, whatever labels the user asks for: so these change no other verdict."""
        if self._left is None:
            self._left = self._cut(asked=False)
        return self._left

    def _text(self) -> str:
        return self.left() if self._verdict.is_as_asked() else self._cut(asked=True)

    def _cut(self, *, asked: bool) -> str:
        if self._view is None:
            return str(self._verdict.cut(asked))
        slices = self.kept(asked=asked)
        whole = slices == [(0, len(self._source))]
        return self._source if whole else "".join([self._source[start:stop] for start, stop in slices])

    def removes(self) -> bool:
        """Tell whether anything but content was found."""
        return len(self.left()) < len(self._source)

    def is_settled(self) -> bool:
        """Tell whether nothing would go of what is left: it has been judged as it is, or in the same lines."""
        if not self.removes():
            return True
        if self.stands is not None:
            return self.stands(self.left(), self.kept(asked=False))
        return self._view is None and kind_of(self.left()) == LINES

    # --- from rows to parts of the source ---

    def _parts(self, part: Slice) -> Iterator[Slice]:
        return line_bounds(self._source, part) if self._view is None else self._view.parts(*part)

    def _removed_parts(self) -> Iterator[Slice]:
        for gap in gaps(self.kept(), len(self._source)):
            yield from self._parts(gap)

    def _all_parts(self, *, asked: bool) -> Iterator[tuple[int, int, bool]]:
        """Yield all parts in order, and whether each stays."""
        stay = self.kept(asked=asked)
        kept = [(part, True) for part in stay] + [(part, False) for part in gaps(stay, len(self._source))]
        for whole, stays in sorted(kept):
            for start, stop in self._parts(whole):
                yield start, stop, stays

    def _row(self, start: int, stop: int, row_at: Mapping[int, int]) -> int | None:
        """Return the row that a part belongs to, None for a blank one."""
        if self._view is None:
            return row_at.get(start)
        return None if self._source[start:stop].isspace() else row_at.get(self._view.line_start(stop - 1))


def with_declared(result: Result, declared: Mapping[str, str]) -> Result:
    """Return a result with what the document declares; the headline that its text has is better than its own title."""
    known = {name: Metadatum(value, FRONT_MATTER) for name, value in declared.items()}
    found = {name: Metadatum(value, "text") for name in ("title", "byline", "date") if (value := getattr(result, name))}
    every = found | known | {name: found[name] for name in ("title",) if name in found}
    title, byline, date = (every[name].value if name in every else "" for name in ("title", "byline", "date"))
    return replace(result, title=title, byline=byline, date=date, metadata=known_metadata(every))


def gaps(slices: Iterable[Slice], length: int) -> Iterator[Slice]:
    """Yield what lies between the slices that stay.

    >>> list(gaps([(2, 5), (7, 9)], 9))
    [(0, 2), (5, 7)]
    """
    position = 0
    for start, stop in slices:
        if start > position:
            yield position, start
        position = stop
    if length > position:
        yield position, length


def line_bounds(text: str, bounds: Slice) -> Iterator[Slice]:
    r"""Return the bounds of each line of a slice that is made of whole ones.

    >>> list(line_bounds("a\r\n\rb", (0, 5)))
    [(0, 3), (3, 4), (4, 5)]
    """
    start, stop = bounds
    ends = [newline.end() for newline in NEWLINE.finditer(text, start, stop)]
    if start < stop and (not ends or ends[-1] < stop):
        ends.append(stop)
    return pairwise([start, *ends])


# --- metadata found in the text: headline, byline and date ------------------------------------------------------------

_WHITE_SPACE = " \t\r\n\v\f\ufeff\u00a0\u200b"

# Compiled when the first line asks for them.
_BYLINE_LEAD = r"(?i)(?:(?:written|posted|published|story|words|reported|article)\s+)?by[:\s]+|authors?\s*:\s*"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?i)\b(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:{_MONTH}|\w{{3,12}}),?\s+\d{{4}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
)


class Metadata(NamedTuple):
    """What was found; "" for what was not."""

    title: str = ""
    byline: str = ""
    date: str = ""


def read_metadata(title: str, byline: str, date: str) -> Metadata:
    """Return the metadata of a document from the lines that hold them, "" for those that it does not have."""
    return Metadata(title, _read_byline(byline) if byline else "", _read_date(date) if date else "")


def _read_byline(line: str) -> str:
    """Return the names, without the words before them and a date behind them.

    >>> _read_byline("Written by Ada Osei")
    'Ada Osei'
    """
    lead = re.match(_BYLINE_LEAD, line)
    return (line[lead.end() :] if lead else line).strip(_WHITE_SPACE)


def _read_date(line: str) -> str:
    """Return the date as the site printed it, without the words around it where it is one we know.

    >>> _read_date("Published May 15, 2024Updated May 16, 2024, 12:51 a.m. ET")
    'May 15, 2024'
    """
    date = re.search(_DATE, line)
    return date.group() if date else line
