"""Rule packs × lines → hits: the one place that knows how phrases are found.

Phrases that are a whole line are looked up in a dictionary, line by line; all others, and the keywords that call for
a pattern, are needles of one Aho–Corasick automaton that reads the folded text once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.characters import COUNTED, Class
from cleaner.folding import DECORATION
from cleaner.lines import Flags, Integers, Span
from cleaner.packs import EDGE
from cleaner.pattern_facts import ASCII
from cleaner.rules import LONG_LINE, pattern_finder, searched_part, stands_alone

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

    from cleaner.packs import Pack, Role
    from cleaner.rules import RuleFacts

_DECORATION = DECORATION.encode()
_COUNTED = [counted for group in COUNTED for counted in group]
_INK, _DIGITS = _COUNTED.index(Class.INK), _COUNTED.index(Class.DIGIT)
_MARKS = b" .,!?;\"'"
"""Decoration that no keyword ends with: most sentences do, and need not be searched twice."""

_ANYTHING = ASCII + 1
"""Stands for a first character that is not known."""

_FOLDED_TO_TWO = ord("ß")

_LONGEST_CHARACTER = 4
"""Bytes of a character in UTF-8."""
_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")

_ROLES: tuple[Role, ...] = ("start", "end", "inside", "also", "keyword")
_START, _END, _INSIDE, _ALSO, _KEYWORD = range(len(_ROLES))

_ACCENTED = 1.5
"""Lines with so many times the characters of a pattern's limit are too long for it even if folding drops accents."""

Hit = tuple[int, int]
"""A row and the rule (by its index in the pack) that matches it."""


class Found(NamedTuple):
    """Needles that were found, one entry for each use: in which row, for which rule, in which role."""

    rows: Integers
    rules: Integers
    roles: Integers

    def select(self, chosen: Flags) -> Found:
        """Return some of the entries."""
        return Found(*(column[chosen] for column in self))


class Searched(NamedTuple):
    """The text that is searched for needles, and the row that each of its lines is.

    A row stands there without the decoration around it and, where it has some besides that of sentences, once more as
    it is: ``(c) 2025``.
    """

    text: bytes
    rows: Integers


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
    def _is_phrase(self) -> Flags:
        """Which needles are phrases."""
        return np.array([any(role in {"start", "end", "inside"} for _, role in uses) for uses in self.pack.needle_uses])

    @cached_property
    def _limits(self) -> Integers:
        """The longest line on which each rule's pattern runs, in characters."""
        return np.array([rule.limit for rule in self.pack.rules], np.int64)

    @cached_property
    def _wants_second(self) -> Flags:
        """Which rules want a second keyword."""
        wants = np.zeros(len(self.pack.rules), np.bool_)
        wants[[rule for uses in self.pack.needle_uses for rule, role in uses if role == "also"]] = True
        return wants

    @cached_property
    def _wants_digit(self) -> Flags:
        """Which rules' patterns match nothing without a digit."""
        return np.array([rule.facts.digit for rule in self.pack.rules])

    @cached_property
    def _begins(self) -> Flags:
        """With which first characters a rule's pattern may match, shape (rules, `_ANYTHING` + 1)."""
        codes = range(ASCII + 1)
        return np.array([[*(rule.facts.begins >> code & 1 for code in codes), 1] for rule in self.pack.rules], np.bool_)

    @cached_property
    def _case(self) -> Integers:
        """Which rules' patterns look at lines as they are (1) rather than folded (0)."""
        return np.array([rule.case for rule in self.pack.rules], np.int64)

    @cached_property
    def _finders(self) -> dict[int, Finder]:
        """What finds the patterns of rules that were called: compiled on first use, since most texts need few."""
        return {}

    def match(self, span: Span) -> tuple[Integers, Integers]:
        """Return the hits of a span as rows and rules, by row, each pair once."""
        stripped = [line.strip(_DECORATION) for line in span.folded_lines]
        hits = {*self._whole_lines(span, stripped), *self._inside_lines(span, _searched(span.folded_lines, stripped))}
        table = np.array(sorted(hits), np.int64).reshape(-1, 2)
        table = table[self._enabled[table[:, 1]]]
        return table[:, 0], table[:, 1]

    def _whole_lines(self, span: Span, stripped: Sequence[bytes]) -> Iterator[Hit]:
        """Yield the hits of phrases that are a whole line."""
        lines = list(stripped)
        for row in np.flatnonzero(span.counts[_DIGITS]).tolist():
            lines[row] = lines[row].translate(_DIGITS_TO_ZERO)
        for row, rules in enumerate(map(self.pack.line_phrases.get, lines)):
            if rules is not None:
                for rule in rules:
                    yield row, rule

    def _inside_lines(self, span: Span, searched: Searched) -> Iterator[Hit]:
        """Yield the hits of phrases inside lines, and of patterns."""
        found = self._needles(searched)
        yield from self._patterns(span, self._calls(span, found))
        placed = found.select(found.roles <= _INSIDE)
        yield from zip(placed.rows.tolist(), placed.rules.tolist(), strict=True)

    def _needles(self, searched: Searched) -> Found:
        """Return the needles in the text that stand where they count."""
        text = searched.text
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True) if self.pack.needles else []
        # `np.array` takes ten times as long for a list of tuples.
        needles, starts, stops = np.fromiter(chain.from_iterable(matches), np.int64, 3 * len(matches)).reshape(-1, 3).T
        phrases = np.flatnonzero(self._is_phrase[needles])
        stands = np.ones(len(needles), np.bool_)
        stands[phrases] = _stand_alone(text, starts[phrases], stops[phrases])
        edges = np.flatnonzero(np.frombuffer(text, np.uint8) == EDGE[0])
        rows = searched.rows[np.searchsorted(edges, starts, side="right") - 1]
        first, rules, roles = self._uses
        counts = first[needles + 1] - first[needles]
        use = np.repeat(first[needles] - np.cumsum(counts) + counts, counts) + np.arange(int(counts.sum()))
        found = Found(np.repeat(rows, counts), rules[use], roles[use])
        return found if stands.all() else found.select(np.repeat(stands, counts) | (found.roles > _INSIDE))

    def _calls(self, span: Span, found: Found) -> Integers:
        """Return which patterns are to be asked of which rows, in order: row × number of rules + rule."""
        asked = (found.roles >= _ALSO) & (span.counts[_INK, found.rows] <= self._limits[found.rules] * _ACCENTED)
        asked &= ~self._wants_digit[found.rules] | (span.counts[_DIGITS, found.rows] > 0)
        asked &= self._begins[found.rules, _first_characters(span)[self._case[found.rules], found.rows]]
        rows, rules, roles = found.select(asked)
        calls = rules * len(span.numbers) + rows
        also = roles == _ALSO
        waiting = self._wants_second[rules] & ~also
        waiting[waiting] = ~_are_in(calls[waiting], calls[also])
        return _distinct(calls[~(also | waiting)])

    def _patterns(self, span: Span, calls: Integers) -> Iterator[Hit]:
        """Yield the hits of patterns, rule by rule; calls are as `_calls` gives them."""
        rules, rows = np.divmod(calls, max(len(span.numbers), 1))
        folded, unfolded = Folded(span), Unfolded(span)
        for rule, of_rule in groupby(zip(rules.tolist(), rows.tolist(), strict=True), key=itemgetter(0)):
            finder = self._finders.get(rule) or self._finders.setdefault(rule, _finder(self.pack.rules[rule]))
            find, limit, texts = finder.find, finder.limit, unfolded if finder.case else folded
            for _, row in of_rule:
                text = texts[row]
                if len(text) <= limit and find(text):
                    yield row, rule


class Finder(NamedTuple):
    """What finds a rule's pattern: in the folded line or, where ``case`` is true, in the line as it is."""

    find: Callable[[str], object]
    case: bool
    limit: int


def _finder(rule: RuleFacts) -> Finder:
    """Return what finds the pattern of a rule."""
    return Finder(pattern_finder(rule.pattern, rule.match), rule.case, rule.limit)


def _first_characters(span: Span) -> NDArray[np.uint8]:
    """Return the first character of each row, folded and as it is, shape (2, rows).

    All beyond ASCII are `ASCII`; `_ANYTHING` stands where white space or what folds to nothing comes first.
    """
    first: Integers = np.stack((span.folded_codes[span.starts], span.codes[span.starts])).astype(np.int64)
    hidden = (first <= ord(" ")) | (first == _FOLDED_TO_TWO)
    return np.where(hidden, _ANYTHING, np.minimum(first, ASCII)).astype(np.uint8)


# `np.unique` and `np.isin` load `numpy.ma` on first use, which takes 25 ms.


def _distinct(numbers: Integers) -> Integers:
    """Return each number once, in order."""
    ascending = np.sort(numbers)
    distinct: Integers = ascending[np.append(True, ascending[1:] != ascending[:-1])[: len(ascending)]]
    return distinct


def _are_in(numbers: Integers, others: Integers) -> Flags:
    """Tell which numbers are among the others."""
    ascending = np.append(np.sort(others), np.iinfo(np.int64).max)
    flags: Flags = ascending[np.searchsorted(ascending, numbers)] == numbers
    return flags


def _searched(lines: Sequence[bytes], stripped: Sequence[bytes]) -> Searched:
    """Return the text that is searched of some rows."""
    decorated = [
        row
        for row, (line, bare) in enumerate(zip(lines, stripped, strict=True))
        if len(line) > len(bare) and _is_decorated(line, bare)
    ]
    parts = [
        line if len(line) <= LONG_LINE else searched_part(line)
        for line in chain((b"",), stripped, map(lines.__getitem__, decorated), (b"",))
    ]
    text = EDGE.join(parts).translate(_DIGITS_TO_ZERO)
    return Searched(text, np.concatenate((np.arange(len(lines)), np.array(decorated, np.int64))))


class Folded(dict[int, str]):
    """Rows in folded form, without white space around them; made when they are asked for."""

    def __init__(self, span: Span) -> None:
        """Take the span of the rows."""
        super().__init__()
        self._lines = span.folded_lines

    def __missing__(self, row: int) -> str:
        """Fold a row."""
        text = self[row] = self._lines[row].decode("utf-8", "surrogatepass").strip()
        return text


class Unfolded(dict[int, str]):
    """Rows as they are, without white space around them; made when they are asked for."""

    def __init__(self, span: Span) -> None:
        """Take the span of the rows."""
        super().__init__()
        self._span = span

    def __missing__(self, row: int) -> str:
        """Cut a row out of the text."""
        text = self[row] = self._span.text_of(row).strip()
        return text


def _is_decorated(line: bytes, bare: bytes) -> bool:
    """Tell whether there is more around a line than the marks of sentences."""
    only_a_mark = len(line) == len(bare) + 1 and line[-1] in _MARKS  # so most sentences end: no need to strip them
    return not only_a_mark and len(line.strip(_MARKS)) > len(bare)


def _stand_alone(text: bytes, starts: Integers, stops: Integers) -> list[bool]:
    """Tell which ``text[start:stop]`` begin and end at the bounds of words."""
    alone = []
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        before = text[max(start - _LONGEST_CHARACTER, 0) : start].decode("utf-8", "ignore")[-1:]
        phrase = text[start:stop].decode("utf-8", "surrogatepass")
        behind = text[stop : stop + _LONGEST_CHARACTER].decode("utf-8", "ignore")[:1]
        alone.append(stands_alone(before + phrase + behind, len(before), len(before + phrase)))
    return alone
