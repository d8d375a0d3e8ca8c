"""Patterns: which are asked of which rows, and what they answer.

A pattern is asked only of rows that hold one of its keywords and are like what it matches in length, digits and edges.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers, are_in, distinct, places, run_starts, sums_before
from cleaner.automata import BYTES
from cleaner.characters import COUNTED, Class
from cleaner.folding import BEYOND, fold_table
from cleaner.hits import Asked
from cleaner.kernels import Automata, Found, PatternTable, RowFacts, may_match
from cleaner.pattern_trees import ASCII

if TYPE_CHECKING:
    from cleaner.lines import Span
    from cleaner.packs import Pack, Role
    from cleaner.rules import RuleFacts

ROLES: tuple[Role, ...] = ("start", "end", "inside", "also", "keyword")
"""The roles of needles, those of phrases first."""

ALSO = ROLES.index("also")

_INK, _DIGITS = COUNTED.index(Class.INK), COUNTED.index(Class.DIGIT)
_ANYTHING = ASCII + 1
"""Stands for a first or last character that is not known."""

_MASK_BYTES = _ANYTHING // 8 + 1

_FOLDED_TO_TWO = ord("ß")

_ACCENTED = 3, 2
"""Lines with so many times the characters (3 / 2) of a pattern's limit are too long for it even if folding drops
accents."""


class Patterns:
    """The patterns of a pack's rules."""

    def __init__(self, pack: Pack) -> None:
        """Take the pack."""
        self._pack = pack
        self._finders: dict[int, Finder] = {}  # compiled on first use, since most texts need few

    @cached_property
    def table(self) -> PatternTable:
        """What is known of the matches of each."""
        rules = self._pack.rules
        times, parts = _ACCENTED
        return PatternTable(
            longest=np.array([times * rule.limit // parts for rule in rules], np.int64),
            digit=np.array([rule.facts.digit for rule in rules], np.bool_),
            case=np.array([rule.case for rule in rules], np.int64),
            edges=np.array([_characters([rule.facts.begins, rule.facts.ends]) for rule in rules]).swapaxes(0, 1).copy(),
        )

    @cached_property
    def _wants_second(self) -> Flags:
        """Which rules want a second keyword."""
        wants = np.zeros(len(self._pack.rules), np.bool_)
        wants[[rule for uses in self._pack.needle_uses for rule, role in uses if role == "also"]] = True
        return wants

    def asked(self, span: Span, keywords: Found) -> Asked:
        """Return what patterns are to be asked, of the keywords in rows that they may match."""
        rules, rows = np.divmod(self._calls(len(span.numbers), keywords), max(len(span.numbers), 1))
        rules, rows = self._likely(span, rules, rows)
        case = self.table.case[rules]
        texts = [_texts(span, rows[case == number], case=bool(number)) for number in (0, 1)]
        return Asked(
            rows, rules, [texts[number][row] for number, row in zip(case.tolist(), rows.tolist(), strict=True)]
        )

    def answer(self, asked: Asked) -> tuple[Integers, Integers]:
        """Return the hits of patterns as rows and rules."""
        order = asked.rules.argsort(kind="stable")
        rows, rules, texts = asked.rows[order], asked.rules[order], [asked.texts[place] for place in order.tolist()]
        holds: list[int] = []
        for first, last in pairwise([*places(run_starts(rules)).tolist(), len(rules)]):
            of_rows = texts[first:last]
            matching = self._finder(int(rules[first])).matching(set(of_rows))  # in page dumps, a quarter is said twice
            if matching:
                holds += [place for place, text in enumerate(of_rows, first) if text in matching]
        return rows[holds], rules[holds]

    def _calls(self, rows: int, keywords: Found) -> Integers:
        """Return which patterns are to be asked of which rows, in order: rule × number of rows + row."""
        calls = keywords.rules * rows + keywords.rows
        also = keywords.roles == ALSO
        waiting = self._wants_second[keywords.rules] & ~also
        waiting[waiting] = ~are_in(calls[waiting], calls[also])
        return distinct(calls[~(also | waiting)])

    def _likely(self, span: Span, rules: Integers, rows: Integers) -> tuple[Integers, Integers]:
        """Return those of the rules and rows that patterns and rows may match, as automata tell."""
        likely, case = np.empty(len(rules), np.bool_), self.table.case[rules] > 0
        folded, as_they_are = (span.folded_starts, span.folded_stops), (span.starts, span.stops)
        for chosen, text, bounds in (
            (~case, np.frombuffer(span.folded, np.uint8), folded),
            (case, span.codes, as_they_are),
        ):
            likely[chosen] = may_match(rules[chosen], rows[chosen], text, bounds, self.automata)
        return rules[likely], rows[likely]

    @cached_property
    def automata(self) -> Automata:
        """The automata of all rules."""
        automata = self._pack.automata
        sizes = np.array([len(one.states) for one in automata], np.int64)
        return Automata(
            classes=np.frombuffer(b"".join(one.classes for one in automata), np.uint8).reshape(-1, BYTES),
            first=sums_before(sizes)[:-1],
            width=np.array([one.width for one in automata], np.int64),
            states=np.frombuffer(b"".join(one.states for one in automata), np.uint8),
        )

    def _finder(self, rule: int) -> Finder:
        """Return what finds the pattern of a rule."""
        if rule not in self._finders:
            self._finders[rule] = _finder(self._pack.rules[rule])
        return self._finders[rule]


class Finder(NamedTuple):
    """What finds a rule's pattern in lines that are neither too short nor too long for it."""

    find: Callable[[str], object]
    shortest: int
    longest: int

    def matching(self, texts: set[str]) -> list[str]:
        """Return those of the texts in which the pattern is found."""
        find, shortest, longest = self.find, self.shortest, self.longest
        return [text for text in texts if shortest <= len(text) <= longest and find(text)]


def _finder(rule: RuleFacts) -> Finder:
    """Return what finds the pattern of a rule."""
    return Finder(rule.finder(), rule.facts.shortest, rule.limit)


def _characters(masks: list[int]) -> Flags:
    """Return masks of characters as flags, with one for `_ANYTHING`, shape (masks, characters)."""
    known = b"".join((mask | 1 << _ANYTHING).to_bytes(_MASK_BYTES, "little") for mask in masks)
    bits = np.unpackbits(np.frombuffer(known, np.uint8), bitorder="little").view(np.bool_)
    return bits.reshape(len(masks), 8 * _MASK_BYTES)


def _texts(span: Span, rows: Integers, *, case: bool) -> dict[int, str]:
    """Return some rows as they are or, without ``case``, in folded form, without white space around them."""
    numbers = distinct(rows) if rows.size else rows
    starts, stops = (span.starts, span.stops) if case else (span.folded_starts, span.folded_stops)
    bounds = zip(numbers.tolist(), starts[numbers].tolist(), stops[numbers].tolist(), strict=True)
    if case:
        text = span.text
        return {row: text[start:stop].strip() for row, start, stop in bounds}
    folded = span.folded
    return {row: folded[start:stop].decode("utf-8", "surrogatepass").strip() for row, start, stop in bounds}


def row_facts(span: Span) -> RowFacts:
    """Return what is known of each row."""
    return RowFacts(span.counts[_INK], span.counts[_DIGITS], _edge_characters(span))


def _edge_characters(span: Span) -> NDArray[np.uint8]:
    """Return the first and the last character of each row, folded and as it is, shape (2, 2, rows).

    All beyond ASCII are `ASCII`; `_ANYTHING` stands where white space or what folds to nothing comes first or last.
    """
    edges = np.array([span.starts, np.maximum(span.stops - len("\n") - 1, span.starts)])
    codes = np.minimum(span.codes.take(edges), BEYOND).astype(np.uint16)
    characters = np.array([fold_table().take(codes), codes]).swapaxes(0, 1)
    hidden = (characters <= ord(" ")) | (characters == _FOLDED_TO_TWO)
    return np.where(hidden, _ANYTHING, np.minimum(characters, ASCII)).astype(np.uint8, order="C")
