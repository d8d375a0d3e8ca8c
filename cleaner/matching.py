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
from numpy.typing import NDArray

from cleaner.characters import COUNTED, NEWLINE, Class
from cleaner.folding import DECORATION
from cleaner.lines import Flags, Integers, Span
from cleaner.rules import pattern_finder, stands_alone

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

    from cleaner.packs import Pack, Role
    from cleaner.rules import RuleFacts

_DECORATION = DECORATION.encode()
_ALPHANUMERIC = np.array([chr(code).isalnum() and code < 128 for code in range(256)])  # noqa: PLR2004 - ASCII
_DIGITS = [counted for group in COUNTED for counted in group].index(Class.DIGIT)
_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")

_ROLES: tuple[Role, ...] = ("start", "end", "inside", "also", "keyword", "part", "lead")
_START, _END, _INSIDE, _ALSO, _KEYWORD, _PART, _LEAD = range(len(_ROLES))

MOST_DECORATION = 16
"""Bytes of decoration that may stand between a phrase and its end of the line."""

_WHITE_SPACE_AROUND = 100
"""Lines that are longer than a limit by more than this are not even stripped to see whether they are."""

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


class Uses(NamedTuple):
    """The uses of all needles in one list: where each needle's begin, and the rule and role of each."""

    first: Integers
    rules: Integers
    roles: Integers


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
    def _uses(self) -> Uses:
        """The uses of all needles."""
        counts = [len(uses) for uses in self.pack.needle_uses]
        rules = [rule for uses in self.pack.needle_uses for rule, _ in uses]
        roles = [_ROLES.index(role) for uses in self.pack.needle_uses for _, role in uses]
        first = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))
        return Uses(first, np.array(rules, np.int64), np.array(roles, np.int64))

    @cached_property
    def _limits(self) -> Integers:
        """The longest line on which each rule's pattern runs, in characters."""
        return np.array([rule.limit for rule in self.pack.rules], np.int64)

    @cached_property
    def _longest_line_phrase(self) -> int:
        """Bytes of the longest phrase that is a whole line."""
        return max(map(len, self.pack.line_phrases), default=0)

    @cached_property
    def _needs(self) -> dict[str, Flags]:
        """Which rules want a second keyword, and which a digit."""
        return {needs: np.array([rule.needs == needs for rule in self.pack.rules]) for needs in ("also", "digit")}

    @cached_property
    def _finders(self) -> dict[int, Finder]:
        """What finds the patterns of rules that were called: compiled on first use, since most texts need few."""
        return {}

    def match(self, span: Span) -> tuple[Integers, Integers]:
        """Return the hits of a span as rows and rules, by row, each pair once."""
        text = span.folded.translate(_DIGITS_TO_ZERO)
        hits = {*self._whole_lines(span, text), *self._inside_lines(span, text)}
        table = np.array(sorted(hits), np.int64).reshape(-1, 2)
        table = table[self._enabled[table[:, 1]]]
        return table[:, 0], table[:, 1]

    def _whole_lines(self, span: Span, text: bytes) -> Iterator[Hit]:
        """Yield the hits of phrases that are a whole line."""
        short = span.stops - span.starts <= self._longest_line_phrase + _WHITE_SPACE_AROUND
        rows, lines = np.flatnonzero(short).tolist(), text.split(b"\n")
        stripped = [lines[number].strip(_DECORATION) for number in span.numbers[short].tolist()]
        for row, rules in zip(rows, map(self.pack.line_phrases.get, stripped), strict=True):
            if rules is not None:
                for rule in rules:
                    yield row, rule

    def _inside_lines(self, span: Span, text: bytes) -> Iterator[Hit]:
        """Yield the hits of phrases inside lines, and of patterns."""
        found = self._needles(span, text)
        yield from self._patterns(span, self._calls(span, found, text))
        placed = found.select(found.roles <= _INSIDE)
        for row, rule, role, *bounds in zip(*(column.tolist() for column in placed), strict=True):
            if _plays(role, text, *bounds):
                yield row, rule

    def _needles(self, span: Span, text: bytes) -> Found:
        """Return the needles in the text that may come to something."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True) if self.pack.needles else []
        # `np.array` takes ten times as long for a list of tuples.
        needles, starts, stops = np.fromiter(chain.from_iterable(matches), np.int64, 3 * len(matches)).reshape(-1, 3).T
        first, rules, roles = self._uses
        counts = first[needles + 1] - first[needles]
        match = np.repeat(np.arange(len(needles)), counts)
        use = np.arange(len(match)) - np.repeat(np.cumsum(counts) - counts, counts) + first[needles[match]]
        characters = np.frombuffer(text, np.uint8)
        bounds = np.concatenate((np.zeros(1, np.int64), np.flatnonzero(characters == NEWLINE) + 1))
        line = np.searchsorted(bounds, starts, side="right") - 1
        row = np.searchsorted(span.numbers, line)
        found = Found(
            rows=row[match],
            rules=rules[use],
            roles=roles[use],
            starts=starts[match],
            stops=stops[match],
            line_starts=bounds[line][match],
            line_stops=bounds[line + 1][match] - 1,
        )
        return found.select(_in_place(found, characters))

    def _calls(self, span: Span, found: Found, text: bytes) -> Integers:
        """Return which patterns are to be asked of which rows, in order: row × number of rules + rule."""
        lengths = (span.stops - span.starts)[found.rows]
        asked = (found.roles >= _ALSO) & (lengths <= self._limits[found.rules] + _WHITE_SPACE_AROUND)
        asked &= ~self._needs["digit"][found.rules] | (span.counts[_DIGITS, found.rows] > 0)
        asked = found.select(asked)
        calls = asked.rows * len(self.pack.rules) + asked.rules
        also = asked.roles == _ALSO
        waiting = self._needs["also"][asked.rules] & ~also
        waiting[waiting] = ~np.isin(calls[waiting], calls[also])
        return np.unique(calls[~(also | waiting | _behind_text(asked, text))])

    def _patterns(self, span: Span, calls: Integers) -> Iterator[Hit]:
        """Yield the hits of patterns."""
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


class Finder(NamedTuple):
    """What finds a rule's pattern: in the folded line or, where ``case`` is true, in the line as it is."""

    find: Callable[[str], object]
    case: bool
    limit: int


def _finder(rule: RuleFacts) -> Finder:
    """Return what finds the pattern of a rule."""
    return Finder(pattern_finder(rule.pattern, rule.match), rule.case, rule.limit)


def _splits_word(characters: NDArray[np.uint8], places: Integers) -> Flags:
    """Tell which places lie inside a word, as far as ASCII can tell."""
    flags: Flags = (places > 0) & _ALPHANUMERIC[characters[places - 1]] & _ALPHANUMERIC[characters[places]]
    return flags


def _in_place(found: Found, characters: NDArray[np.uint8]) -> Flags:
    """Tell which needles stand at words and near enough to the end of the line where their role wants them."""
    roles = found.roles
    in_word = _splits_word(characters, found.starts)
    misplaced = ((roles == _START) | (roles == _LEAD)) & (found.starts - found.line_starts > MOST_DECORATION)
    misplaced |= (roles == _END) & (found.line_stops - found.stops > MOST_DECORATION)
    misplaced |= (roles <= _INSIDE) & (in_word | _splits_word(characters, found.stops))
    misplaced |= ((roles == _KEYWORD) | (roles == _ALSO)) & in_word & (characters[found.starts] > ord("9"))
    in_place: Flags = ~misplaced
    return in_place


def _behind_text(found: Found, text: bytes) -> Flags:
    """Tell which leads have more than decoration before them on their line."""
    behind = np.zeros(len(found.rows), np.bool_)
    for entry in np.flatnonzero((found.roles == _LEAD) & (found.starts > found.line_starts)).tolist():
        behind[entry] = bool(text[found.line_starts[entry] : found.starts[entry]].strip(_DECORATION))
    return behind


def _plays(role: int, text: bytes, start: int, stop: int, line_start: int, line_stop: int) -> bool:  # noqa: PLR0913, PLR0917 - bounds
    """Tell whether ``text[start:stop]`` stands where its role wants it: nothing but decoration on the closed side."""
    if role == _START and text[line_start:start].strip(_DECORATION):
        return False
    if role == _END and text[stop:line_stop].strip(_DECORATION):
        return False
    return _stands_alone(text[line_start:line_stop], start - line_start, stop - line_start)


def _stands_alone(line: bytes, start: int, stop: int) -> bool:
    """Tell whether ``line[start:stop]``, at the bounds of ASCII's words, is at those of words of other letters too."""
    before, after = line[max(start - 1, 0) : start], line[stop : stop + 1]
    if (before + after).isascii():
        return True
    head, phrase, tail = (
        part.decode("utf-8", "surrogatepass") for part in (line[:start], line[start:stop], line[stop:])
    )
    return stands_alone(head + phrase + tail, len(head), len(head) + len(phrase))
