"""Wordings compiled: one trie of words and slots, as flat arrays that load at once."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, reduce
from itertools import chain
from operator import itemgetter, or_
from struct import Struct
from typing import TYPE_CHECKING, Any

from cleaner.lines.words import FUNCTION_WORDS
from cleaner.rules.slots import MOST_SLOTS, Slot
from cleaner.rules.tokens import ARROW, BULLET, COLON, DOTS, OPEN, PIPE, SEMICOLON, SENTENCE, SLASH, STOP
from cleaner.rules.wording import ANY, Expansion, Wording
from cleaner.rules.wordings import (
    ANCHOR_BIT,
    FIXED_SLOTS,
    FLOATING_BIT,
    FLOW_BITS,
    NATIVE_CLASSES,
    NUMBER_CLASS,
    edge_key,
    token_key,
)

if TYPE_CHECKING:
    from cleaner.rules.rule import Rule

BEGINNING, FLOATING, OPEN_BEGINNING, EXCEPT_BEGINNING, EXCEPT_FLOATING = range(5)
"""Roots: of wordings that begin or are a line, of those at its end or inside, of those that begin with `{any}`, and of
exceptions. Behind them stand those of slots."""

SLOT_ROOTS = 5
ROOTS = SLOT_ROOTS + 128

Anchors = tuple[int, set[str], set[int], int]
"""What a line must hold one of for a wording to be in it: how common that is, words, kinds of tokens, separators."""

_SELDOM, _OFTEN, _EVERYWHERE = range(1, 4)

_TELLING = PIPE | SLASH | ARROW | BULLET | OPEN | COLON | SEMICOLON
"""Separators that are seldom in lines of text."""

UNBOUNDED = 255
"""The greatest number of tokens that may follow, where there is no such number."""

_LONGEST = {"any": 12, "n": 8, "name": 12, "full_name": 12, "site": 12, "domain": 12}
"""The most tokens of slots that are read by code: of scripts without spaces, each character is one."""

_CUT = 1 << 16  # where the middle of a long row is left out
_MOST_NEEDS = 64
_CLASSES = 8
_NO_SLOTS = 2  # of each `_SLOT_BITS`, so many bits are for something else
_NODE = Struct("=QQQiiiiiBB2x")
_FOLLOWING = Struct("=iBBBB")
_ACCEPT = Struct("=iHBB")
_WORD_SHIFT = 58  # the top bits of a word's key tell most nodes that it does not follow
_SLOT_BITS = 64


@dataclass(frozen=True, slots=True)
class Trie:
    """The arrays; a node is its number.

    ``edges`` has hashes of a node, what has to stand behind it and a word; ``ends`` the node that each leads to.
    ``nodes`` tells what words need, which of ``following``, slots with the nodes they lead to, may follow, and which of
    ``accepts``, the wordings that end there.
    ``exceptions`` has a byte a rule: 1 where it has some at the beginning of lines, 2 where anywhere.
    ``flow_words`` has a bit for the top bits of each word's key with which a line begins that is debris by itself.
    ``begin_keys`` are words that the slots in ``begin_slots`` may begin with, ``class_begins`` the slots that kinds of
    tokens may begin with. ``counts`` has that of nodes that are reached by several ways, and the kinds
    of separators that are anchors.
    """

    edges: bytes
    ends: bytes
    nodes: bytes
    accepts: bytes
    following: bytes
    exceptions: bytes
    flow_words: bytes
    begin_keys: bytes
    begin_slots: bytes
    need_kinds: list[list[int]]
    class_begins: list[int]
    numbers: list[list[int]]
    counts: list[int]

    def to_bytes(self) -> bytes:
        """Return the arrays behind a line that says how long they are."""
        parts = {one.name: getattr(self, one.name) for one in fields(self)}
        arrays = {name: part for name, part in parts.items() if isinstance(part, bytes)}
        head = {name: len(part) if name in arrays else part for name, part in parts.items()}
        return b"\n".join([json.dumps(head).encode(), b"".join(arrays.values())])

    @classmethod
    def from_bytes(cls, compiled: bytes) -> Trie:
        """Return what `to_bytes` wrote."""
        head, _, rest = compiled.partition(b"\n")
        parts = json.loads(head)
        place = 0
        for name, part in parts.items():
            if isinstance(part, int):
                parts[name] = rest[place : place + part]
                place += part
        return cls(**parts)


@dataclass(slots=True, eq=False)
class _Node:
    """A node while the trie grows; a symbol is a word, or the number of a slot."""

    children: dict[tuple[int, str | int], _Node] = field(default_factory=dict)
    accepts: dict[tuple[int, int, bool, bool], None] = field(default_factory=dict)
    ways: int = 0
    number: int = -1
    lengths: tuple[int, int] | None = None

    def child(self, need: int, symbol: str | int) -> _Node:
        """Return a child, which is made if it is not there."""
        found = self.children.get((need, symbol))
        if found is None:
            found = self.children[need, symbol] = _Node()
        return found

    def words(self) -> Iterator[tuple[tuple[int, str], _Node]]:
        """Yield the children that words lead to."""
        for (need, symbol), child in self.children.items():
            if isinstance(symbol, str):
                yield (need, symbol), child

    def slots(self) -> Iterator[tuple[tuple[int, int], _Node]]:
        """Yield the children that slots lead to."""
        for (need, symbol), child in self.children.items():
            if isinstance(symbol, int):
                yield (need, symbol), child


Position = tuple[_Node, int]
"""A node, and the kinds of separators that have to stand before what comes next."""


class _Builder:
    """A trie that grows; where the same may follow, its ways meet in the end."""

    def __init__(self, slots: Mapping[str, Slot]) -> None:
        names = [*FIXED_SLOTS, *(name for name in slots if name not in FIXED_SLOTS)]
        if len(names) > MOST_SLOTS:
            raise ValueError(f"there are {len(names)} slots, at most {MOST_SLOTS} will do; write some out")
        own_bits = range(_SLOT_BITS - _NO_SLOTS)
        shared_bits = range(
            _SLOT_BITS + len(FIXED_SLOTS), 2 * _SLOT_BITS - _NO_SLOTS
        )  # with none that many lines begin
        numbers = chain(own_bits, shared_bits)
        self.number = dict(zip(names, numbers, strict=False))
        self.names = {number: name for name, number in self.number.items()}
        self.slots = slots
        self.longest: dict[str, int] = {}
        self.roots = [_Node() for _ in range(ROOTS)]
        self.need_numbers: dict[tuple[int, int], int] = {}
        self.begins: dict[str, tuple[frozenset[str], frozenset[int]]] = {}
        self.anchors: set[str] = set()
        self.flow_words: set[str] = set()
        self.anchor_classes: set[int] = set()
        self.anchor_kinds = 0
        self._need(0, in_slot=False)

    def add_slots(self) -> None:
        for name, slot in self.slots.items():
            number = self.number[name]
            for _, wording in slot.wordings:
                self.add(wording, SLOT_ROOTS + number, (-1 - number, False, False), in_slot=True)

    def add(self, wording: Wording, root: int, use: tuple[int, bool, bool], *, in_slot: bool = False) -> None:
        """Add a wording below a root; ``use`` is its rule, whether it ends the line, and whether it is an exception."""
        first = self.roots[root]
        positions: dict[Position, None] = {(first, 0): None}
        for chunk in wording.chunks:
            positions = dict.fromkeys(
                self._after(position, expansion, first, in_slot) for position in positions for expansion in chunk
            )
        for node, needed in positions:
            if node is not first:
                node.accepts[use[0], self._need(needed & ~STOP, in_slot=in_slot), use[1], use[2]] = None

    def root_of_beginning(self, wording: Wording) -> int:
        """Return the root of a wording that begins or is a line; note its anchors, if it needs them."""
        if not any(symbol.slot == ANY for symbol in wording.first_symbols()):
            return BEGINNING
        anchors = [found for chunk in wording.chunks if (found := self._anchors(chunk))]
        if not anchors:
            return BEGINNING
        _, words, classes, kinds = min(anchors, key=itemgetter(0))
        self.anchors |= words
        self.anchor_classes |= classes
        self.anchor_kinds |= kinds
        return OPEN_BEGINNING

    def _anchors(self, chunk: tuple[Expansion, ...]) -> Anchors | None:
        """Return what has to stand in a line for a chunk to be there: words, kinds of tokens, or of separators."""
        words = [min((one.word for one in each if one.word), key=_commonness, default="") for each in chunk]
        kinds = [reduce(or_, (one.after & _TELLING for one in each), 0) for each in chunk]
        slots = [next((one.slot for one in each if one.slot and one.slot != ANY), "") for each in chunk]
        found: list[Anchors] = []
        if all(words):
            found.append((max(map(_commonness, words)), set(words), set(), 0))
        if all(kinds):
            found.append((_SELDOM, set(), set(), reduce(or_, kinds)))
        if all(slots):
            begins = [self._begins(slot) for slot in slots]
            slot_words, classes = (set[Any]().union(*sets) for sets in zip(*begins, strict=True))
            found.append((_OFTEN if classes else _SELDOM, slot_words, classes, 0))
        return min(found, key=itemgetter(0)) if found else None

    def _after(self, position: Position, expansion: Expansion, first: _Node, in_slot: bool) -> Position:
        node, needed = position
        for symbol in expansion:
            needed |= symbol.after
            if symbol.word or symbol.slot:
                if node is first:  # what stands before the first symbol is never barred
                    need = self._need(needed & ~STOP, in_slot=False)
                else:
                    need = self._need(needed, in_slot=in_slot)
                node = node.child(need, symbol.word or self.number[symbol.slot])
                needed = 0
        return node, needed

    def _need(self, kinds: int, *, in_slot: bool) -> int:
        barred = _CUT if in_slot or kinds & (STOP | DOTS) else _CUT | SENTENCE
        return self.need_numbers.setdefault((kinds, barred), len(self.need_numbers))

    def _bit(self, slot: int) -> int:
        return 1 << slot % _SLOT_BITS

    def _begins(self, name: str) -> tuple[frozenset[str], frozenset[int]]:
        """Return the words and the kinds of tokens that a slot may begin with."""
        if name in NATIVE_CLASSES:
            sign = {"handle": "@", "hashtag": "#"}.get(name, "")
            return frozenset(sign), frozenset(NATIVE_CLASSES[name])
        slot = self.slots[name]
        if slot.number[1] >= slot.number[0]:
            return frozenset(), frozenset([NUMBER_CLASS])
        if name not in self.begins:
            words, classes = set[str](), set[int]()
            for _, wording in slot.wordings:
                for symbol in wording.first_symbols():
                    if symbol.slot:
                        more_words, more_classes = self._begins(symbol.slot)
                        words |= more_words
                        classes |= more_classes
                    else:
                        words.add(symbol.word)
            self.begins[name] = frozenset(words), frozenset(classes)
        return self.begins[name]

    def built(self, exceptions: bytes) -> Trie:
        """Return the trie as flat arrays, given what exceptions the rules have."""
        if len(self.need_numbers) > _MOST_NEEDS:
            raise ValueError(
                f"wordings ask for {len(self.need_numbers)} mixtures of punctuation, at most {_MOST_NEEDS} will do; "
                "leave some of it out"
            )
        known: dict[tuple[object, ...], _Node] = {}
        for root in self.roots:
            _join(root, known)
        nodes = self._numbered()
        edges = [(node.number, *key, child) for node in nodes for key, child in node.words()]
        shared = [node for node in nodes if node.ways > 1 and node.children]
        places = {id(node): place for place, node in enumerate(shared, 1)}
        accepts, following, packed = bytearray(), bytearray(), bytearray()
        for node in nodes:
            first = len(accepts) // _ACCEPT.size
            for accept in node.accepts:
                accepts += _ACCEPT.pack(*accept)
            behind = len(accepts) // _ACCEPT.size
            first_slot = len(following) // _FOLLOWING.size
            for (need, number), child in node.slots():
                shortest, longest = self._lengths(child)
                longest = min(longest + self._longest_slot(number), UNBOUNDED)
                following += _FOLLOWING.pack(child.number, number, need, min(shortest + 1, UNBOUNDED), longest)
            behind_slot = len(following) // _FOLLOWING.size
            slots = reduce(or_, (self._bit(slot) for (_, slot), _ in node.slots()), 0)
            needs = reduce(or_, (1 << need for (need, _), _ in node.words()), 0)
            word_bits = reduce(or_, (1 << (_word_key(word) >> _WORD_SHIFT) for (_, word), _ in node.words()), 0)
            shared_place = places.get(id(node), 0)
            lengths = self._lengths(node)
            packed += _NODE.pack(
                slots, needs, word_bits, first, behind, first_slot, behind_slot, shared_place, *lengths
            )
        words, class_begins = self._beginnings()
        numbers = [[0, -1, 1, 9]] * (2 * _SLOT_BITS)
        for name, slot in self.slots.items():
            numbers[self.number[name]] = [*slot.number, *slot.digits]
        return Trie(
            edges=array("Q", [edge_key(node, need, _word_key(word)) for node, need, word, _ in edges]).tobytes(),
            ends=array("i", [child.number for _, _, _, child in edges]).tobytes(),
            nodes=bytes(packed),
            accepts=bytes(accepts),
            following=bytes(following),
            exceptions=exceptions,
            flow_words=self._flow_bits(),
            begin_keys=array("Q", map(_word_key, words)).tobytes(),
            begin_slots=array("Q", words.values()).tobytes(),
            need_kinds=list(map(list, self.need_numbers)),
            class_begins=class_begins,
            numbers=numbers,
            counts=[len(shared), self.anchor_kinds],
        )

    def _flow_bits(self) -> bytes:
        bits = bytearray(1 << FLOW_BITS - 3)
        for word in self.flow_words:
            place = _word_key(word) >> 64 - FLOW_BITS
            bits[place >> 3] |= 1 << (place & 7)
        return bytes(bits)

    def _lengths(self, node: _Node) -> tuple[int, int]:
        """Return how many tokens may follow at least and at most, up to the end of the line."""
        if node.lengths is None:
            to_the_end = [at_end for _, _, at_end, _ in node.accepts]
            shortest = [0] if to_the_end else [UNBOUNDED]
            longest = [0 if all(to_the_end) else UNBOUNDED]
            for (_, symbol), child in node.children.items():
                child_shortest, child_longest = self._lengths(child)
                shortest.append(child_shortest + 1)
                longest.append(child_longest + (1 if isinstance(symbol, str) else self._longest_slot(symbol)))
            node.lengths = min(*shortest, UNBOUNDED), min(max(longest), UNBOUNDED)
        return node.lengths

    def _longest_slot(self, number: int) -> int:
        name = self.names[number]
        if name in NATIVE_CLASSES:
            return _LONGEST.get(name, UNBOUNDED)
        if self.slots[name].number[1] >= self.slots[name].number[0]:
            return 1
        if name not in self.longest:
            self.longest[name] = min(max(map(self._longest_wording, self.slots[name].wordings)), UNBOUNDED)
        return self.longest[name]

    def _longest_wording(self, wording: tuple[str, Wording]) -> int:
        return sum(
            max(
                sum(
                    1 if one.word else self._longest_slot(self.number[one.slot])
                    for one in expansion
                    if one.word or one.slot
                )
                for expansion in chunk
            )
            for chunk in wording[1].chunks
        )

    def _numbered(self) -> list[_Node]:
        """Return all nodes in the order of their numbers: the roots, and what is below each, near to it."""
        nodes = list(self.roots)
        for number, node in enumerate(nodes):
            node.number = number
        waiting = list(reversed(self.roots))
        while waiting:
            for child in waiting.pop().children.values():
                child.ways += 1
                if child.number < 0:
                    child.number = len(nodes)
                    nodes.append(child)
                    waiting.append(child)
        return nodes

    def _beginnings(self) -> tuple[dict[str, int], list[int]]:
        """Return the slots that words and kinds of tokens may begin."""
        floating = (symbol for _, symbol in self.roots[FLOATING].children)
        words = {symbol: FLOATING_BIT for symbol in floating if isinstance(symbol, str)}
        for word in sorted(self.anchors):
            words[word] = words.get(word, 0) | ANCHOR_BIT
        class_begins = [0] * _CLASSES
        for kind in self.anchor_classes:
            class_begins[kind] |= ANCHOR_BIT
        for name, number in self.number.items():
            beginning, classes = self._begins(name)
            for word in beginning:
                words[word] = words.get(word, 0) | self._bit(number)
            for kind in classes:
                class_begins[kind] |= self._bit(number)
        return words, class_begins


def _join(node: _Node, known: dict[tuple[object, ...], _Node]) -> _Node:
    """Return the node that stands for this one and all from which the same follows."""
    for key, child in node.children.items():
        node.children[key] = _join(child, known)
    children = sorted((need, str(symbol), id(child)) for (need, symbol), child in node.children.items())
    return known.setdefault((*node.accepts, None, *children), node)


def _commonness(word: str) -> int:
    """Return how often a word stands in lines, as far as can be told: words such as "the" nearly always do."""
    return _EVERYWHERE if word in _function_words() or not word.strip("0") else -len(word)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for words in FUNCTION_WORDS.values() for word in words)


@cache
def _word_key(word: str) -> int:
    return token_key(word)


def compiled(rules: Iterable[Rule], slots: Mapping[str, Slot]) -> Trie:
    """Return the trie of all wordings of some rules, which are their numbers."""
    builder = _Builder(slots)
    builder.add_slots()
    exceptions = bytearray()
    for number, rule in enumerate(rules):
        begins = rule.match in {"line", "start"}
        for wording, is_exception in rule.wordings():
            if is_exception:
                root = EXCEPT_BEGINNING if begins else EXCEPT_FLOATING
            else:
                root = builder.root_of_beginning(wording) if begins else FLOATING
                if rule.match == "line" and rule.strength in {"strong", "sure"}:
                    builder.flow_words |= {symbol.word for symbol in wording.first_symbols() if symbol.word}
            builder.add(wording, root, (number, rule.match in {"line", "end"}, is_exception))
        exceptions.append((1 if begins else 2) if rule.exceptions else 0)
    return builder.built(bytes(exceptions))
