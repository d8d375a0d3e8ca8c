"""Rule packs × lines → hits: the one place that knows how phrases are found.

Phrases that are a whole line are looked up in a dictionary, line by line; all others, and the keywords that call for
a pattern, are needles of one Aho–Corasick automaton that reads the folded text once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cleaner.folding import DECORATION
from cleaner.lines import Integers, Span
from cleaner.rules import stands_alone

if TYPE_CHECKING:
    import ahocorasick_rs

    from cleaner.packs import Pack, Role

_DECORATION = DECORATION.encode()
_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")

Hit = tuple[int, int]
"""A row and the rule (by its index in the pack) that matches it."""


class Matcher:
    """Finds the hits of one pack."""

    def __init__(self, pack: Pack, disabled: frozenset[str] = frozenset()) -> None:
        """Take the pack, and the ids of rules not to use; the automaton is built on first use."""
        self.pack = pack
        self._disabled = {index for index, rule in enumerate(pack.rules) if rule.id in disabled}

    @cached_property
    def _automaton(self) -> ahocorasick_rs.BytesAhoCorasick | None:
        """The automaton of all needles, or None if there are none."""
        if not self.pack.needles:
            return None
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # noqa: PLC0415 - start-up

        return BytesAhoCorasick(self.pack.needles, implementation=Implementation.ContiguousNFA)

    def match(self, span: Span) -> tuple[Integers, Integers]:
        """Return the hits of a span as rows and rules, by row, each pair once."""
        text = span.folded.translate(_DIGITS_TO_ZERO)
        hits = {*self._whole_lines(span.rows_of(text)), *self._needles(span, text)}
        if self._disabled:
            hits = {hit for hit in hits if hit[1] not in self._disabled}
        table = np.array(sorted(hits), np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def _whole_lines(self, lines: list[bytes]) -> Iterator[Hit]:
        """Yield the hits of phrases that are a whole line."""
        stripped = [line.strip(_DECORATION) for line in lines]
        for row, rules in enumerate(map(self.pack.line_phrases.get, stripped)):
            if rules is not None:
                for rule in rules:
                    yield row, rule

    def _needles(self, span: Span, text: bytes) -> Iterator[Hit]:
        """Yield the hits of phrases inside lines, and of patterns."""
        if self._automaton is None:
            return
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        bounds = np.concatenate((np.zeros(1, np.int64), np.flatnonzero(np.frombuffer(text, np.uint8) == 10) + 1))
        lines = np.searchsorted(bounds, [start for _, start, _ in found], side="right") - 1
        rows = np.searchsorted(span.numbers, lines)
        uses = self.pack.needle_uses
        called: set[Hit] = set()
        for (needle, start, stop), line, row in zip(found, lines.tolist(), rows.tolist(), strict=True):
            for rule, role in uses[needle]:
                if role == "keyword":
                    called.add((row, rule))
                elif _plays(role, text, start, stop, int(bounds[line]), int(bounds[line + 1]) - 1):
                    yield row, rule
        yield from (hit for hit in called if self._pattern_matches(span, *hit))

    def _pattern_matches(self, span: Span, row: int, rule: int) -> bool:
        """Tell whether the pattern of a rule matches a row."""
        facts = self.pack.rules[rule]
        line = span.text_of(row) if facts.case else span.folded_lines[row].decode("utf-8", "surrogatepass")
        return facts.pattern_matches(line)


def _plays(role: Role, text: bytes, start: int, stop: int, line_start: int, line_stop: int) -> bool:
    """Tell whether ``text[start:stop]`` stands where its role wants it: nothing but decoration on the closed side."""
    if role == "start" and text[line_start:start].strip(_DECORATION):
        return False
    if role == "end" and text[stop:line_stop].strip(_DECORATION):
        return False
    return _stands_alone(text[line_start:line_stop], start - line_start, stop - line_start)


def _stands_alone(line: bytes, start: int, stop: int) -> bool:
    """Tell whether ``line[start:stop]`` begins and ends at the bounds of words."""
    if line.isascii():
        before, after = line[start - 1 : start], line[stop : stop + 1]
        joined_before = before.isalnum() and line[start : start + 1].isalnum()
        return not (joined_before or (after.isalnum() and line[stop - 1 : stop].isalnum()))
    head, phrase, tail = (part.decode("utf-8", "surrogatepass") for part in (line[:start], line[start:stop], line[stop:]))
    return stands_alone(head + phrase + tail, len(head), len(head) + len(phrase))
