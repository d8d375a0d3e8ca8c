"""Automata: whether a pattern may match a row is read off a table, a look-up a character.

Most rows that hold a keyword of a pattern are no match of it, and a backtracking matcher takes a microsecond or two to
tell. A pattern's automaton accepts what the pattern matches, and little more: what is beyond ASCII is one character,
look-around is passed over, long repetitions are endless, atomic groups give back what they took. So a row that it
refuses need not be asked. In a megabyte of page dumps, patterns would be asked 3,600 times; 1,100 of these rows are
accepted, and 750 are matches. In a megabyte of articles, it is 1,400, 160 and 70.

It is made of the characters that may follow each other (Glushkov, "The abstract theory of automata", 1961), by
following all ways at once (Rabin and Scott, "Finite automata and their decision problems", 1959).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain
from re import _constants as ops  # type: ignore[attr-defined]  # see `pattern_trees`
from typing import Any, NamedTuple

from cleaner.rules.pattern_trees import (
    ANY,
    ASCII,
    CHARACTERS,
    GROUPS,
    REPEATS,
    ZERO_WIDTH,
    Tree,
    characters,
    group,
    parse,
    union,
)

REFUSED, ACCEPTED, START = range(3)
"""States of every automaton; nothing leads away from the first two."""

END, SAME = range(2)
"""Columns of every table: what the end of the row leads to, and what leads to no other state."""

BYTES = 256
BEYOND_ASCII = 0xC0
"""The first byte of UTF-8 that begins a character beyond ASCII; those from 0x80 on continue one."""

_MOST_STATES = BYTES
"""A state is a byte. What would need more is accepted; half of the patterns of the rules do. Half as many states accept
1,400 rows a megabyte instead of 1,100, twice as many 900, in tables of four times the size."""

_MOST_COPIES = 4
"""What is repeated more often may be repeated for ever."""

_MOST_POSITIONS = 1 << 12
_MOST_SEQUENCES = 1 << 14  # repetitions of repetitions, and groups that call groups, need not have positions


class Automaton(NamedTuple):
    """A table of states, shape (states, ``width``): each entry is the next state for a class of characters.

    ``classes`` has the column of each byte of UTF-8: that of a character beyond ASCII at its first, `SAME` at others.
    """

    classes: bytes
    width: int
    states: bytes

    def accepts(self, text: str) -> bool:
        """Tell whether the pattern may match a text.

        >>> [automaton("by [a-z]+", "line").accepts(text) for text in ("by ada", "by", "by 8")]
        [True, False, False]
        """
        state = START
        for byte in text.encode("utf-8", "surrogatepass"):
            state = self.states[state * self.width + self.classes[byte]]
        return self.states[state * self.width + END] == ACCEPTED


EVERYTHING = Automaton(bytes(BYTES), 1, bytes((REFUSED, ACCEPTED, ACCEPTED)))
"""Accepts any text: what is known of a pattern that cannot be read."""


def automaton(pattern: str, match: str) -> Automaton:
    """Return the automaton of a pattern that has to be the whole row ("line") or stand at its "start".

    Of those that may stand elsewhere, which are few, it is `EVERYTHING`, as it is of those that cannot be read.
    """
    tree = parse(pattern) if match in {"line", "start"} else None
    if tree is None:
        return EVERYTHING
    try:
        positions = _Positions(tree)
        whole = positions.sequence(tree.items, ignore_case=tree.ignore_case)
    except _UnreadableError:
        return EVERYTHING
    if whole.empty and match == "start":
        return EVERYTHING
    return _deterministic(positions, whole, only_start=match == "start")


class _UnreadableError(Exception):
    """A pattern has items that are not understood, or too many."""


class _Part(NamedTuple):
    """A part of a pattern: whether it may be empty, and the positions that it may begin and end with, as bits."""

    empty: bool
    first: int
    last: int


_NOTHING = _Part(empty=True, first=0, last=0)


@dataclass
class _Positions:
    """The places in a pattern that match one character.

    Of each, by number: the ``masks`` of characters and, as bits, the positions that may ``follow``.
    """

    tree: Tree
    masks: list[int] = field(default_factory=list)
    follow: list[int] = field(default_factory=list)
    _calling: list[int] = field(default_factory=list)
    _sequences: int = 0

    def sequence(self, items: Any, *, ignore_case: bool) -> _Part:
        """Add what stands behind each other."""
        self._sequences += 1
        if self._sequences > _MOST_SEQUENCES:
            raise _UnreadableError
        return reduce(self._joined, (self._item(*item, ignore_case=ignore_case) for item in items), _NOTHING)

    def _item(self, op: Any, argument: Any, *, ignore_case: bool) -> _Part:
        """Add an item."""
        if op in ZERO_WIDTH:
            called = self.tree.called_group(op, argument)
            return _NOTHING if called is None else self._called(called)
        if op in CHARACTERS:
            return self._character(characters(op, argument, ignore_case=ignore_case))
        if op in GROUPS:
            inner, ignored = group(op, argument, ignore_case=ignore_case)
            return self.sequence(inner, ignore_case=ignored)
        if op in REPEATS:
            return self._repeated(*argument, ignore_case=ignore_case)
        if op is ops.BRANCH:
            return _any_of([self.sequence(branch, ignore_case=ignore_case) for branch in argument[1]])
        if op is ops.GROUPREF:
            return self._anything()
        raise _UnreadableError

    def _character(self, mask: int) -> _Part:
        """Add a position."""
        if len(self.masks) == _MOST_POSITIONS:
            raise _UnreadableError
        bit = 1 << len(self.masks)
        self.masks.append(mask)
        self.follow.append(0)
        return _Part(empty=False, first=bit, last=bit)

    def _joined(self, one: _Part, other: _Part) -> _Part:
        """Have one part stand behind another."""
        for position in _numbers(one.last):
            self.follow[position] |= other.first
        first = one.first | (other.first if one.empty else 0)
        last = other.last | (one.last if other.empty else 0)
        return _Part(one.empty and other.empty, first, last)

    def _repeated(self, least: int, most: int, items: Any, *, ignore_case: bool) -> _Part:
        """Add something that is repeated; each copy has positions of its own."""
        endless = most > _MOST_COPIES
        count = min(max(least, 1), _MOST_COPIES) if endless else most
        copies = [self.sequence(items, ignore_case=ignore_case) for _ in range(count)]
        if endless:
            self._joined(copies[-1], copies[-1])
        parts = (copy if number < least else copy._replace(empty=True) for number, copy in enumerate(copies))
        return reduce(self._joined, parts, _NOTHING)

    def _called(self, number: int) -> _Part:
        """Add a group that is called by its name; of one that calls itself, or is none, anything is expected."""
        found = self.tree.group(number)
        if found is None or number in self._calling:
            return self._anything()
        self._calling.append(number)
        items, ignored = found
        part = self.sequence(items, ignore_case=ignored)
        self._calling.pop()
        return part

    def _anything(self) -> _Part:
        """Add any number of characters."""
        one = self._character(ANY)
        return self._joined(one, one)._replace(empty=True)


def _any_of(parts: Sequence[_Part]) -> _Part:
    """Return the part that is one of some."""
    empty, first, last = zip(*parts, strict=True)
    return _Part(any(empty), union(first), union(last))


def _numbers(bits: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _deterministic(positions: _Positions, whole: _Part, *, only_start: bool) -> Automaton:
    """Return the automaton whose states are what positions of a pattern may have been reached.

    ``only_start`` says that anything may stand behind a match.
    """
    columns, classes = _columns(positions.masks)
    numbers = {0: REFUSED}  # of states, by their positions
    reached = [0, 0, 0]  # the positions of each state; those that every automaton has are none of them
    table = [[REFUSED] * (len(columns) + 2), [ACCEPTED] * (len(columns) + 2)]
    while len(table) < len(reached):
        state = len(table)
        at_start = state == START
        ends = whole.empty if at_start else bool(reached[state] & whole.last)
        following = whole.first if at_start else union(map(positions.follow.__getitem__, _numbers(reached[state])))
        row = [ACCEPTED if ends else REFUSED, state]
        for column in columns:
            goal = following & column
            if only_start and goal & whole.last:
                row.append(ACCEPTED)
                continue
            if goal not in numbers and len(reached) < _MOST_STATES:
                numbers[goal] = len(reached)
                reached.append(goal)
            row.append(numbers.get(goal, ACCEPTED))
        table.append(row)
    return Automaton(classes, len(columns) + 2, bytes(chain.from_iterable(table)))


def _columns(masks: Sequence[int]) -> tuple[list[int], bytes]:
    """Return, for each class of characters that positions do not tell apart, the positions; and the class of each byte.

    The first two columns of a table are of no class.
    """
    by_mask: dict[int, int] = {}
    for position, mask in enumerate(masks):
        by_mask[mask] = by_mask.get(mask, 0) | 1 << position
    numbers: dict[int, int] = {}
    of_characters = [
        numbers.setdefault(union(bits for mask, bits in by_mask.items() if mask >> character & 1), len(numbers))
        for character in range(ASCII + 1)
    ]
    *ascii_classes, beyond = (number + 2 for number in of_characters)
    classes = [*ascii_classes, *[SAME] * (BEYOND_ASCII - ASCII), *[beyond] * (BYTES - BEYOND_ASCII)]
    return list(numbers), bytes(classes)
