"""Lines that a pattern may take for ever to refuse, made from the pattern itself.

A backtracking matcher tries all ways to match. Where a part that is repeated can match the same text in two ways,
each repetition doubles their number. Such parts are found by following a pattern's positions (see
`cleaner.rules.automata`) in pairs: two ways part, read the same characters, and meet again. What they read, repeated,
is the attack (Weideman and others, "Analyzing matching time behavior of backtracking regular expression matchers",
2016).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from random import Random
from re import _constants as ops  # type: ignore[attr-defined]  # see `cleaner.rules.pattern_trees`
from typing import Any

from cleaner.rules.automata import _numbers, _Part, _Positions, _UnreadableError
from cleaner.rules.pattern_trees import _BEYOND, _CATEGORIES, _OPPOSITES, CHARACTERS, Tree, parse

ENDS = ("", "!", "\x00", " ~", "ж", "1")
"""What spoils a match at the end of a line."""

MOST_PAIRS = 300
"""So many pairs of positions are looked at from each loop, the nearest first: what is ambiguous is so soon."""

Pair = tuple[int, int]


def attacks(pattern: str, length: int) -> Iterator[str]:
    """Yield lines of at most ``length`` characters, for each part that matches the same text in two ways."""
    tree = parse(pattern)
    if tree is None:
        return
    positions = _Spelled(tree, sorted({*map(chr, range(32, 127)), *pattern, "é", "字"}))
    try:
        whole = positions.sequence(tree.items, ignore_case=tree.ignore_case)
    except _UnreadableError:
        return
    for head, pump, tail in _pumps(positions, whole):
        for end in (*ENDS, *(end + tail for end in ENDS)):
            yield (head + pump * (length // len(pump) + 1))[: max(length - len(end), 0)] + end


def repetitions(pieces: Iterable[str], length: int, count: int, seed: str) -> Iterator[str]:
    """Yield ``count`` lines of ``length`` characters: the beginning of a piece, and parts of pieces again and again."""
    chosen, random = sorted({piece for piece in pieces if piece}), Random(seed)
    for _ in range(count):
        head = _beginning(random, chosen)
        pump = "".join(_part(random, chosen) for _ in range(random.choice((1, 1, 2, 3)))) or "a"
        end = random.choice(ENDS)
        yield (head + pump * (length // len(pump) + 1))[: length - len(end)] + end


def _beginning(random: Random, pieces: list[str]) -> str:
    """Return the beginning of a piece."""
    piece = random.choice(pieces)
    return piece[: random.randrange(len(piece) + 1)]


def _part(random: Random, pieces: list[str]) -> str:
    """Return a part of a piece, short ones mostly."""
    piece = random.choice(pieces)
    start = random.randrange(len(piece))
    return piece[start : start + random.choice((1, 1, 2, 3, 5, 8, 13, 30))]


class _Spelled(_Positions):
    """Positions whose masks have a bit for each character of an alphabet; ``loops`` has one position of each loop."""

    def __init__(self, tree: Tree, alphabet: list[str]) -> None:
        """Take the pattern, and the characters that attacks are made of."""
        super().__init__(tree)
        self.alphabet = alphabet
        self.loops: list[int] = []

    def _joined(self, one: _Part, other: _Part) -> _Part:
        """Have one part stand behind another, or behind itself."""
        if one is other:
            self.loops += list(_numbers(one.first))[:1]
        return super()._joined(one, other)

    @cached_property
    def before(self) -> list[int]:
        """The positions that may stand before each, as bits."""
        found = [0] * len(self.masks)
        for one, following in enumerate(self.follow):
            for other in _numbers(following):
                found[other] |= 1 << one
        return found

    def _item(self, op: Any, argument: Any, *, ignore_case: bool) -> _Part:
        """Add an item."""
        if op not in CHARACTERS:
            return super()._item(op, argument, ignore_case=ignore_case)
        matching = (place for place, one in enumerate(self.alphabet) if _matches(one, op, argument, ignore_case))
        return self._character(sum(1 << place for place in matching))

    def _character(self, mask: int) -> _Part:
        """Add a position."""
        return super()._character(mask & (1 << len(self.alphabet)) - 1)

    def letter(self, mask: int) -> str:
        """Return a character of a mask, a letter if it has one."""
        return max((self.alphabet[place] for place in _numbers(mask)), key=str.isalpha)


def _matches(one: str, op: Any, argument: Any, ignore_case: bool) -> bool:
    """Tell whether an item, or a member of a set, matches a character."""
    if op is ops.IN:
        negated = argument[0][0] is ops.NEGATE
        return negated != any(_matches(one, *member, ignore_case) for member in argument[negated:])
    if op is ops.CATEGORY:
        return _CATEGORIES[argument](one) if argument in _CATEGORIES else not _CATEGORIES[_OPPOSITES[argument]](one)
    if op is ops.RANGE:
        return bool(argument[0] <= ord(one) <= argument[1])
    return op is ops.ANY or _is_literal(one, chr(argument), ignore_case) != (op is ops.NOT_LITERAL)


def _is_literal(one: str, literal: str, ignore_case: bool) -> bool:
    """Tell whether a character is the one that is written, or one of those that it stands for."""
    if literal == _BEYOND:
        return not one.isascii()
    return one == literal or (ignore_case and one.lower() == literal.lower())


def _pumps(positions: _Spelled, whole: _Part) -> Iterator[tuple[str, str, str]]:
    """Yield what leads to a part that matches something in two ways, what it so matches, and what ends the match."""
    heads = _words(positions, whole.first, positions.follow, lambda word, letter: word + letter)
    tails = _words(positions, whole.last, positions.before, lambda word, letter: letter + word)
    for start in dict.fromkeys(loop for loop in positions.loops if loop in heads):
        ahead = _pair_words(positions, start, _pairs_ahead)
        back = _pair_words(positions, start, _pairs_behind)
        met = [pair for pair in ahead if pair in back and pair[0] != pair[1]]
        for pump in dict.fromkeys(ahead[pair] + back[pair] for pair in met):
            yield heads[start], pump, tails.get(start, "")[1:]


def _words(positions: _Spelled, starts: int, follow: list[int], joined: Callable[[str, str], str]) -> dict[int, str]:
    """Return the shortest text between some positions and each that can be reached from them, with both of these."""
    words = {start: positions.letter(positions.masks[start]) for start in _numbers(starts) if positions.masks[start]}
    waiting = list(words)
    for one in waiting:
        for following in _numbers(follow[one]):
            if following not in words and positions.masks[following]:
                words[following] = joined(words[one], positions.letter(positions.masks[following]))
                waiting.append(following)
    return words


def _pair_words(positions: _Spelled, start: int, step: Any) -> dict[Pair, str]:
    """Return the pairs of positions that both ways reach from one, or reach it from, with the shortest common text."""
    words = {(start, start): ""}
    waiting = [(start, start)]
    for pair in waiting:
        for other, letter in step(positions, pair):
            if other not in words and len(words) < MOST_PAIRS:
                words[other] = words[pair] + letter if step is _pairs_ahead else letter + words[pair]
                waiting.append(other)
    return words


def _pairs_ahead(positions: _Spelled, pair: Pair) -> Iterator[tuple[Pair, str]]:
    """Yield the pairs that can stand behind one, with the character that both read there."""
    for one in _numbers(positions.follow[pair[0]]):
        for other in _numbers(positions.follow[pair[1]]):
            if common := positions.masks[one] & positions.masks[other]:
                yield (min(one, other), max(one, other)), positions.letter(common)


def _pairs_behind(positions: _Spelled, pair: Pair) -> Iterator[tuple[Pair, str]]:
    """Yield the pairs that can stand before one, with the character that it reads."""
    common = positions.masks[pair[0]] & positions.masks[pair[1]]
    if not common:
        return
    for one in _numbers(positions.before[pair[0]]):
        for other in _numbers(positions.before[pair[1]]):
            yield (min(one, other), max(one, other)), positions.letter(common)
