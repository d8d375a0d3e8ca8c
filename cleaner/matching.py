"""Rule packs × lines → hits: the one place that knows how phrases are found.

Phrases that are a whole line are looked up, line by line; all others, and the keywords that call for a pattern, are
needles of one search that reads the folded text once.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from cleaner.arrays import Flags, Integers, places, ranges, sums_before
from cleaner.hits import Hits
from cleaner.kernels import (
    Comparable,
    Found,
    Searched,
    Uses,
    comparable_rows,
    find,
    index,
    look_up,
    match_rows,
    plant,
    searched_text,
    uses_of,
)
from cleaner.pattern_trees import ASCII
from cleaner.patterns import ALSO, ROLES, Patterns, row_facts
from cleaner.rules import joins, stands_alone

if TYPE_CHECKING:
    from cleaner.kernels import Indexed, Planted
    from cleaner.lines import Span
    from cleaner.packs import Pack

_LONGEST_CHARACTER = 4
"""Bytes of a character in UTF-8."""


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
    def _uses(self) -> Uses:
        """What needles are for."""
        counts = [len(uses) for uses in self.pack.needle_uses]
        rules = [rule for uses in self.pack.needle_uses for rule, _ in uses]
        roles = [ROLES.index(role) for uses in self.pack.needle_uses for _, role in uses]
        starts = sums_before(np.array(counts, np.int64))
        return Uses(starts, np.array(rules, np.int64), np.array(roles, np.int64), ALSO)

    @cached_property
    def _is_phrase(self) -> Flags:
        """Which needles are phrases."""
        return np.array([any(role in {"start", "end", "inside"} for _, role in uses) for uses in self.pack.needle_uses])

    @cached_property
    def _patterns(self) -> Patterns:
        """The patterns of the rules."""
        return Patterns(self.pack)

    def match(self, span: Span) -> Hits:
        """Return the hits of a span, and what its patterns are to be asked."""
        rows = comparable_rows(span.folded, span.folded_starts, span.folded_stops)
        found = self._needles(span, searched_text(rows, span.folded_starts, span.folded_stops))
        found = found.select(self._enabled[found.rules])
        phrases = found.select(found.roles < ALSO)
        of_lines, rules = self._whole_lines(rows)
        return Hits(
            np.concatenate((phrases.rows, of_lines)),
            np.concatenate((phrases.rules, rules)),
            self._patterns.asked(span, found.select(found.roles >= ALSO)),
            self._patterns.answer,
        )

    def _whole_lines(self, rows: Comparable) -> tuple[Integers, Integers]:
        """Return the hits of phrases that are a whole line, as rows and rules."""
        found, phrases = look_up(self._phrases, rows)
        first, rules = self._phrase_uses
        counts = first[phrases + 1] - first[phrases]
        of_rows, of_rules = found.repeat(counts), rules[ranges(first[phrases], counts)]
        enabled = self._enabled[of_rules]
        return of_rows[enabled], of_rules[enabled]

    def _needles(self, span: Span, searched: Searched) -> Found:
        """Return the needles in the text that stand where they count."""
        matches = find(self._planted, searched.text)
        phrases = places(self._is_phrase[matches.needles])
        stands = np.ones(len(matches.needles), np.bool_)
        stands[phrases] = _stand_alone(searched.text, matches.starts[phrases], matches.stops[phrases])
        given = self._uses, self._patterns.table, row_facts(span)
        needles, rows = matches.needles, match_rows(matches, searched)
        if stands.all():
            return uses_of(needles, rows, *given)
        found, others = (uses_of(needles[chosen], rows[chosen], *given) for chosen in (stands, ~stands))
        keywords = others.select(others.roles >= ALSO)
        return Found(*map(np.concatenate, zip(found, keywords, strict=True)))


def _stand_alone(text: bytes, starts: Integers, stops: Integers) -> Flags:
    """Tell which ``text[start:stop]`` begin and end at the bounds of words."""
    around = np.frombuffer(text, np.uint8).take([starts - 1, starts, stops - 1, stops], mode="clip")
    before, first, last, behind = _in_words().take(around)
    alone: Flags = ~((before & first) | (last & behind))
    beyond_ascii = places(around.max(axis=0) >= ASCII)
    bounds = zip(starts[beyond_ascii].tolist(), stops[beyond_ascii].tolist(), strict=True)
    alone[beyond_ascii] = [_stands_alone(text, *bound) for bound in bounds]
    return alone


@cache
def _in_words() -> Flags:
    """Tell which bytes are characters of words; those beyond ASCII are parts of characters, and asked otherwise."""
    return np.array([byte < ASCII and joins("a", chr(byte)) for byte in range(256)])


def _stands_alone(text: bytes, start: int, stop: int) -> bool:
    """Tell whether ``text[start:stop]`` begins and ends at the bounds of words, whatever they are written in."""
    before = text[max(start - _LONGEST_CHARACTER, 0) : start].decode("utf-8", "ignore")[-1:]
    phrase = text[start:stop].decode("utf-8", "surrogatepass")
    behind = text[stop : stop + _LONGEST_CHARACTER].decode("utf-8", "ignore")[:1]
    return stands_alone(before + phrase + behind, len(before), len(before + phrase))
