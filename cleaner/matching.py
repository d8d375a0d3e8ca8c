"""Rule packs × lines → hits: the one place that knows how phrases are found.

Phrases that are a whole line are looked up, line by line; all others, and the keywords that call for a pattern, are
needles of one search that reads the folded text once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers, are_in, distinct, places, ranges, run_starts, sums_before
from cleaner.characters import COUNTED, Class
from cleaner.folding import BEYOND, fold_table
from cleaner.kernels import Comparable, Searched, comparable_rows, find, index, look_up, plant, searched_text
from cleaner.keywords import EDGE
from cleaner.lines import Span
from cleaner.pattern_facts import ASCII
from cleaner.rules import pattern_finder, stands_alone

if TYPE_CHECKING:
    from cleaner.kernels import Indexed, Planted
    from cleaner.packs import Pack, Role
    from cleaner.rules import RuleFacts

_INK, _DIGITS = COUNTED.index(Class.INK), COUNTED.index(Class.DIGIT)
_ANYTHING = ASCII + 1
"""Stands for a first or last character that is not known."""

_MASK_BYTES = _ANYTHING // 8 + 1

_FOLDED_TO_TWO = ord("ß")

_LONGEST_CHARACTER = 4
"""Bytes of a character in UTF-8."""

_ROLES: tuple[Role, ...] = ("start", "end", "inside", "also", "keyword")
_START, _END, _INSIDE, _ALSO, _KEYWORD = range(len(_ROLES))

_ACCENTED = 1.5
"""Lines with so many times the characters of a pattern's limit are too long for it even if folding drops accents."""

Hit = int
"""A row and the rule (by its index in the pack) that matches it, as one number: row × number of rules + rule."""

Number = TypeVar("Number", int, Integers)


class Found(NamedTuple):
    """Needles that were found, one entry for each use: in which row, for which rule, in which role."""

    rows: Integers
    rules: Integers
    roles: Integers

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
    def _planted(self) -> Planted:
        """What finds the needles."""
        return plant(self.pack.needles)

    @cached_property
    def _phrases(self) -> Indexed:
        """What knows the phrases that are a whole line."""
        return index(list(self.pack.line_phrases))

    @cached_property
    def _phrase_uses(self) -> tuple[Integers, Integers]:
        """The rules of all such phrases in one list, and where each phrase's begin."""
        uses = self.pack.line_phrases.values()
        rules = [rule for rules in uses for rule in rules]
        return sums_before(np.array(list(map(len, uses)), np.int64)), np.array(rules, np.int64)

    @cached_property
    def _uses(self) -> tuple[Integers, Integers, Integers]:
        """The uses of all needles in one list: where each needle's begin, and the rule and role of each use."""
        counts = [len(uses) for uses in self.pack.needle_uses]
        rules = [rule for uses in self.pack.needle_uses for rule, _ in uses]
        roles = [_ROLES.index(role) for uses in self.pack.needle_uses for _, role in uses]
        return sums_before(np.array(counts, np.int64)), np.array(rules, np.int64), np.array(roles, np.int64)

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
    def _edges(self) -> Flags:
        """With which first and last characters a rule's pattern may match, shape (2, rules, characters)."""
        masks = [rule.facts.begins for rule in self.pack.rules] + [rule.facts.ends for rule in self.pack.rules]
        known = b"".join((mask | 1 << _ANYTHING).to_bytes(_MASK_BYTES, "little") for mask in masks)
        bits = np.unpackbits(np.frombuffer(known, np.uint8), bitorder="little").view(np.bool_)
        return bits.reshape(2, len(self.pack.rules), 8 * _MASK_BYTES)

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
        rows = comparable_rows(span.folded, span.folded_starts, span.folded_stops)
        found = self._needles(searched_text(rows, span.folded_starts, span.folded_stops))
        phrases = found.select(found.roles <= _INSIDE)
        from_patterns = np.array(self._patterns(span, self._calls(span, found)), np.int64)
        hits = np.concatenate((self._hits(phrases.rows, phrases.rules), self._whole_lines(rows), from_patterns))
        of_rows, rules = np.divmod(distinct(hits), len(self.pack.rules))
        enabled = self._enabled[rules]
        return of_rows[enabled], rules[enabled]

    def _hits(self, rows: Number, rules: Number) -> Number:
        """Return hits of rules in rows, each as one number: by row, then by rule."""
        return rows * len(self.pack.rules) + rules

    def _whole_lines(self, rows: Comparable) -> Integers:
        """Return the hits of phrases that are a whole line."""
        found, phrases = look_up(self._phrases, rows)
        first, rules = self._phrase_uses
        counts = first[phrases + 1] - first[phrases]
        return self._hits(found.repeat(counts), rules[ranges(first[phrases], counts)])

    def _needles(self, searched: Searched) -> Found:
        """Return the needles in the text that stand where they count."""
        text = searched.text
        needles, starts, stops = find(self._planted, text)
        phrases = places(self._is_phrase[needles])
        stands = np.ones(len(needles), np.bool_)
        stands[phrases] = _stand_alone(text, starts[phrases], stops[phrases])
        edges = places(np.frombuffer(text, np.uint8) == ord(EDGE))
        rows = searched.rows[np.searchsorted(edges, starts, side="right") - 1]
        first, rules, roles = self._uses
        counts = first[needles + 1] - first[needles]
        use = ranges(first[needles], counts)
        found = Found(rows.repeat(counts), rules[use], roles[use])
        return found if stands.all() else found.select(stands.repeat(counts) | (found.roles > _INSIDE))

    def _calls(self, span: Span, found: Found) -> Integers:
        """Return which patterns are to be asked of which rows, in order: row × number of rules + rule."""
        asked = (found.roles >= _ALSO) & (span.counts[_INK, found.rows] <= self._limits[found.rules] * _ACCENTED)
        asked &= ~self._wants_digit[found.rules] | (span.counts[_DIGITS, found.rows] > 0)
        case = self._case[found.rules]
        for may_be, characters in zip(self._edges, _edge_characters(span), strict=True):
            asked &= may_be[found.rules, characters[case, found.rows]]
        rows, rules, roles = found.select(asked)
        calls = rules * len(span.numbers) + rows
        also = roles == _ALSO
        waiting = self._wants_second[rules] & ~also
        waiting[waiting] = ~are_in(calls[waiting], calls[also])
        return distinct(calls[~(also | waiting)])

    def _patterns(self, span: Span, calls: Integers) -> list[Hit]:
        """Return the hits of patterns, rule by rule; calls are as `_calls` gives them."""
        rules, rows = np.divmod(calls, max(len(span.numbers), 1))
        bounds = [*places(run_starts(rules)).tolist(), len(rules)]
        folded, unfolded, called = Folded(span), Unfolded(span), rows.tolist()
        hits: list[Hit] = []
        for first, last in pairwise(bounds):
            rule = int(rules[first])
            finder = self._finders.get(rule) or self._finders.setdefault(rule, _finder(self.pack.rules[rule]))
            find, shortest, longest = finder.find, finder.shortest, finder.longest
            texts = unfolded if finder.case else folded
            found = [row for row in called[first:last] if shortest <= len(texts[row]) <= longest and find(texts[row])]
            hits += [self._hits(row, rule) for row in found]
        return hits


class Finder(NamedTuple):
    """What finds a rule's pattern: in the folded line or, where ``case`` is true, in the line as it is."""

    find: Callable[[str], object]
    case: bool
    shortest: int
    longest: int


def _finder(rule: RuleFacts) -> Finder:
    """Return what finds the pattern of a rule."""
    return Finder(pattern_finder(rule.pattern, rule.match), rule.case, rule.facts.shortest, rule.limit)


def _edge_characters(span: Span) -> NDArray[np.uint8]:
    """Return the first and the last character of each row, folded and as it is, shape (2, 2, rows).

    All beyond ASCII are `ASCII`; `_ANYTHING` stands where white space or what folds to nothing comes first or last.
    """
    edges = np.array([span.starts, np.maximum(span.stops - len("\n") - 1, span.starts)])
    codes = np.minimum(span.codes.take(edges), BEYOND).astype(np.uint16)
    characters = np.array([fold_table().take(codes), codes]).swapaxes(0, 1)
    hidden = (characters <= ord(" ")) | (characters == _FOLDED_TO_TWO)
    return np.where(hidden, _ANYTHING, np.minimum(characters, ASCII)).astype(np.uint8)


class Folded(dict[int, str]):
    """Rows in folded form, without white space around them; made when they are asked for."""

    def __init__(self, span: Span) -> None:
        """Take the span of the rows."""
        super().__init__()
        self._span = span

    def __missing__(self, row: int) -> str:
        """Fold a row."""
        text = self[row] = self._span.folded_row(row).decode("utf-8", "surrogatepass").strip()
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


def _stand_alone(text: bytes, starts: Integers, stops: Integers) -> list[bool]:
    """Tell which ``text[start:stop]`` begin and end at the bounds of words."""
    alone = []
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        before = text[max(start - _LONGEST_CHARACTER, 0) : start].decode("utf-8", "ignore")[-1:]
        phrase = text[start:stop].decode("utf-8", "surrogatepass")
        behind = text[stop : stop + _LONGEST_CHARACTER].decode("utf-8", "ignore")[:1]
        alone.append(stands_alone(before + phrase + behind, len(before), len(before + phrase)))
    return alone
