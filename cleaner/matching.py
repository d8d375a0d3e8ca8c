"""Rule packs × lines → hits: the one place that knows how phrases are found.

Phrases that are a whole line are looked up in a dictionary, line by line; all others, and the keywords that call for
a pattern, are needles of one Aho–Corasick automaton that reads the folded text once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaner.characters import NEWLINE
from cleaner.folding import DECORATION
from cleaner.lines import Flags, Integers, Span
from cleaner.rules import pattern_finder, stands_alone

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

    from cleaner.packs import Pack
    from cleaner.rules import RuleFacts

_DECORATION = DECORATION.encode()
_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")

_ROLES = ("start", "end", "inside", "keyword", "lead")
_START, _END, _INSIDE, _KEYWORD, _LEAD = range(len(_ROLES))

MOST_DECORATION = 16
"""Bytes of decoration that may stand between a phrase and its end of the line."""

_WHITE_SPACE_AROUND = 100
"""Lines that are longer than a pattern's limit by more than this are not even stripped to see whether they are."""

Hit = tuple[int, int]
"""A row and the rule (by its index in the pack) that matches it."""


class Found(NamedTuple):
    """Needles that were found and might be hits, one entry each: where, for which rule and in which role."""

    rows: Integers
    rules: Integers
    roles: Integers
    starts: Integers
    stops: Integers
    line_starts: Integers
    line_stops: Integers

    def select(self, chosen: Flags) -> Found:
        """Return some of the entries."""
        return Found(*(column[chosen] for column in self))


class Matcher:
    """Finds the hits of one pack, but for those of disabled rules."""

    def __init__(self, pack: Pack, disabled: frozenset[str] = frozenset()) -> None:
        """Take the pack, and the ids of rules not to use."""
        self.pack = pack
        self._enabled = np.array([rule.id not in disabled for rule in pack.rules], np.bool_)

    @cached_property
    def _automaton(self) -> BytesAhoCorasick:
        """The automaton of all needles."""
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # noqa: PLC0415 - only long texts need it at once

        return BytesAhoCorasick(self.pack.needles, implementation=Implementation.ContiguousNFA)

    @cached_property
    def _uses(self) -> tuple[Integers, Integers, Integers]:
        """The uses of all needles in one list: where each needle's begin, and the rule and role of each use."""
        counts = [len(uses) for uses in self.pack.needle_uses]
        rules = [rule for uses in self.pack.needle_uses for rule, _ in uses]
        roles = [_ROLES.index(role) for uses in self.pack.needle_uses for _, role in uses]
        first = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))
        return first, np.array(rules, np.int64), np.array(roles, np.int64)

    @cached_property
    def _limits(self) -> Integers:
        """The longest line on which each rule's pattern runs, in characters."""
        return np.array([rule.limit for rule in self.pack.rules], np.int64)

    def match(self, span: Span) -> tuple[Integers, Integers]:
        """Return the hits of a span as rows and rules, by row, each pair once."""
        text = span.folded.translate(_DIGITS_TO_ZERO)
        hits = {*self._whole_lines(span.rows_of(text)), *self._inside_lines(span, text)}
        table = np.array(sorted(hits), np.int64).reshape(-1, 2)
        table = table[self._enabled[table[:, 1]]]
        return table[:, 0], table[:, 1]

    def _whole_lines(self, lines: list[bytes]) -> Iterator[Hit]:
        """Yield the hits of phrases that are a whole line."""
        stripped = [line.strip(_DECORATION) for line in lines]
        for row, rules in enumerate(map(self.pack.line_phrases.get, stripped)):
            if rules is not None:
                for rule in rules:
                    yield row, rule

    def _inside_lines(self, span: Span, text: bytes) -> Iterator[Hit]:
        """Yield the hits of phrases inside lines, and of patterns."""
        found = self._needles(span, text)
        found = found.select(_in_place(found))
        called = found.roles >= _KEYWORD
        lengths = (span.stops - span.starts)[found.rows]
        calls = found.select(called & (lengths <= self._limits[found.rules] + _WHITE_SPACE_AROUND))
        yield from self._patterns(span, np.unique(calls.rows * len(self.pack.rules) + calls.rules))
        placed = found.select(~called)
        for row, rule, role, *bounds in zip(*(column.tolist() for column in placed), strict=True):
            if _plays(role, text, *bounds):
                yield row, rule

    def _needles(self, span: Span, text: bytes) -> Found:
        """Return all needles in the text that may come to something."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True) if self.pack.needles else []
        # `np.array` takes ten times as long for a list of tuples.
        needles, starts, stops = np.fromiter(chain.from_iterable(matches), np.int64, 3 * len(matches)).reshape(-1, 3).T
        first, rules, roles = self._uses
        counts = first[needles + 1] - first[needles]
        match = np.repeat(np.arange(len(needles)), counts)
        use = np.arange(len(match)) - np.repeat(np.cumsum(counts) - counts, counts) + first[needles[match]]
        line_bounds = np.flatnonzero(np.frombuffer(text, np.uint8) == NEWLINE) + 1
        line = np.searchsorted(line_bounds, starts[match], side="right")
        line_starts = np.where(line > 0, line_bounds[line - 1], 0)
        row = np.searchsorted(span.numbers, line)
        return Found(row, rules[use], roles[use], starts[match], stops[match], line_starts, line_bounds[line] - 1)

    def _patterns(self, span: Span, calls: Integers) -> Iterator[Hit]:
        """Yield the hits of patterns; a call is row × number of rules + rule, and they come in order."""
        rules, finders = self.pack.rules, self._finders
        last_row, folded, unfolded = -1, "", ""
        for row, rule in zip(*(part.tolist() for part in np.divmod(calls, max(len(rules), 1))), strict=True):
            if row != last_row:
                last_row, unfolded = row, ""
                folded = span.folded_lines[row].decode("utf-8", "surrogatepass").strip()
            finder = finders.get(rule) or finders.setdefault(rule, _finder(rules[rule]))
            text = folded
            if finder.case:
                text = unfolded = unfolded or span.text_of(row).strip()
            if len(text) <= finder.limit and finder.find(text):
                yield row, rule

    @cached_property
    def _finders(self) -> dict[int, Finder]:
        """What finds the patterns of rules that were called: compiled on first use, since most texts need few."""
        return {}


class Finder(NamedTuple):
    """What finds a rule's pattern: in the folded line or, where ``case`` is true, in the line as it is."""

    find: Callable[[str], object]
    case: bool
    limit: int


def _finder(rule: RuleFacts) -> Finder:
    """Return what finds the pattern of a rule."""
    return Finder(pattern_finder(rule.pattern, rule.match), rule.case, rule.limit)


def _in_place(found: Found) -> Flags:
    """Tell which needles stand near enough to the end of the line where their role wants them."""
    far_from_start = ((found.roles == _START) | (found.roles == _LEAD)) & (
        found.starts - found.line_starts > MOST_DECORATION
    )
    far_from_stop = (found.roles == _END) & (found.line_stops - found.stops > MOST_DECORATION)
    in_place: Flags = ~(far_from_start | far_from_stop)
    return in_place


def _plays(role: int, text: bytes, start: int, stop: int, line_start: int, line_stop: int) -> bool:  # noqa: PLR0913, PLR0917 - bounds
    """Tell whether ``text[start:stop]`` stands where its role wants it: nothing but decoration on the closed side."""
    if role == _START and text[line_start:start].strip(_DECORATION):
        return False
    if role == _END and text[stop:line_stop].strip(_DECORATION):
        return False
    return _stands_alone(text[line_start:line_stop], start - line_start, stop - line_start)


def _stands_alone(line: bytes, start: int, stop: int) -> bool:
    """Tell whether ``line[start:stop]`` begins and ends at the bounds of words."""
    before, after = line[max(start - 1, 0) : start], line[stop : stop + 1]
    if (before + after).isascii() and line[start : start + 1].isascii() and line[stop - 1 : stop].isascii():
        joined_before = before.isalnum() and line[start : start + 1].isalnum()
        return not (joined_before or (after.isalnum() and line[stop - 1 : stop].isalnum()))
    head, phrase, tail = (
        part.decode("utf-8", "surrogatepass") for part in (line[:start], line[start:stop], line[stop:])
    )
    return stands_alone(head + phrase + tail, len(head), len(head) + len(phrase))
