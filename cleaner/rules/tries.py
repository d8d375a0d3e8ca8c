"""Wordings compiled: one trie of words and slots, as flat arrays that load at once."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

from cleaner.rules.slots import MOST_SLOTS, Slot
from cleaner.rules.tokens import DOTS, SENTENCE, STOP
from cleaner.rules.wording import Symbol, Wording
from cleaner.rules.wordings import (
    FIXED_SLOTS,
    FLOATING_BIT,
    NATIVE_CLASSES,
    NUMBER_CLASS,
    edge_key,
    slot_key,
    token_key,
)

if TYPE_CHECKING:
    from cleaner.rules.rule import Rule

BEGINNING, FLOATING = 0, 1
"""Roots: of wordings that begin or are a line, and of those at its end or inside. Behind them stand those of slots."""

ROOTS = 2 + 128

_CUT = 1 << 16  # where the middle of a long row is left out
_MOST_NEEDS = 64
_CLASSES = 8
_SLOT_BITS = 64

Position = tuple[int, int]
"""A node, and the kinds of separators that have to stand before what comes next."""


@dataclass(frozen=True, slots=True)
class Trie:
    """The arrays; a node is its number.

    ``edges`` has a hash of each node's parent, what it needs and its symbol; ``slots`` and ``needs`` what may follow;
    ``first_accepts`` and ``accepts`` the wordings that end there. ``begin_keys`` are words that the slots in
    ``begin_slots`` may begin with, ``class_begins`` the slots that kinds of tokens may begin with.
    """

    edges: bytes
    slots: bytes
    needs: bytes
    first_accepts: bytes
    accepts: bytes
    begin_keys: bytes
    begin_slots: bytes
    need_kinds: list[list[int]]
    class_begins: list[int]
    numbers: list[list[int]]

    def to_bytes(self) -> bytes:
        """Return the arrays behind a line that says how long they are."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
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


class _Builder:
    """A trie that grows."""

    def __init__(self, slots: Mapping[str, Slot]) -> None:
        names = [*FIXED_SLOTS, *(name for name in slots if name not in FIXED_SLOTS)]
        if len(names) > MOST_SLOTS:
            raise ValueError(f"there are {len(names)} slots, at most {MOST_SLOTS} will do; write some out")
        numbers = (number for number in range(2 * _SLOT_BITS) if (number + 1) % _SLOT_BITS)  # one bit is for no slot
        self.number = dict(zip(names, numbers, strict=False))
        self.slots = slots
        self.edges = [0] * ROOTS
        self.children: dict[tuple[int, int, str], int] = {}
        self.follow_slots = [0] * ROOTS
        self.follow_needs = [0] * ROOTS
        self.accepts: dict[int, dict[tuple[int, int, bool, bool], None]] = {}
        self.need_numbers: dict[tuple[int, int], int] = {}
        self.floating_words: dict[str, None] = {}
        self.begins: dict[str, tuple[frozenset[str], frozenset[int]]] = {}
        self._need(0, in_slot=False)

    def add_slots(self) -> None:
        for name, slot in self.slots.items():
            for _, wording in slot.wordings:
                self.add(wording, 2 + self.number[name], (0, False, False), in_slot=True)

    def add(self, wording: Wording, root: int, use: tuple[int, bool, bool], *, in_slot: bool = False) -> None:
        """Add a wording below a root; ``use`` is its rule, whether it ends the line, and whether it is an exception."""
        positions: dict[Position, None] = {(root, 0): None}
        for chunk in wording.chunks:
            positions = dict.fromkeys(
                self._after(position, expansion, root, in_slot) for position in positions for expansion in chunk
            )
        for node, needed in positions:
            if node != root:
                need = self._need(needed & ~STOP, in_slot=in_slot)
                self.accepts.setdefault(node, {})[use[0], need, use[1], use[2]] = None

    def _after(self, position: Position, expansion: tuple[Symbol, ...], root: int, in_slot: bool) -> Position:
        node, needed = position
        for symbol in expansion:
            needed |= symbol.after
            if symbol.word or symbol.slot:
                if node == root:
                    needed &= ~STOP
                node = self._child(node, self._need(needed, in_slot=in_slot), symbol)
                needed = 0
        return node, needed

    def _need(self, kinds: int, *, in_slot: bool) -> int:
        barred = _CUT if in_slot or kinds & (STOP | DOTS) else _CUT | SENTENCE
        return self.need_numbers.setdefault((kinds, barred), len(self.need_numbers))

    def _child(self, node: int, need: int, symbol: Symbol) -> int:
        key = node, need, symbol.word or f"{{{symbol.slot}}}"
        child = self.children.get(key)
        if child is None:
            child = self.children[key] = len(self.edges)
            if symbol.slot:
                self.follow_slots[node] |= self._bit(symbol.slot)
            self.follow_needs[node] |= 1 << need
            if node == FLOATING and symbol.word:
                self.floating_words[symbol.word] = None
            self.edges.append(edge_key(node, need, self._symbol_key(symbol)))
            self.follow_slots.append(0)
            self.follow_needs.append(0)
        return child

    def _bit(self, slot: str) -> int:
        return 1 << self.number[slot] % _SLOT_BITS

    def _symbol_key(self, symbol: Symbol) -> int:
        return _word_key(symbol.word) if symbol.word else slot_key(self.number[symbol.slot])

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

    def built(self) -> Trie:
        """Return the trie as flat arrays."""
        if len(self.need_numbers) > _MOST_NEEDS:
            raise ValueError(
                f"wordings ask for {len(self.need_numbers)} mixtures of punctuation, at most {_MOST_NEEDS} will do; "
                "leave some of it out"
            )
        first, accepts = array("i", [0]), bytearray()
        for node in range(len(self.edges)):
            for rule, need, to_the_end, is_exception in self.accepts.get(node, ()):
                accepts += array("i", [rule]).tobytes() + array("H", [need]).tobytes()
                accepts += bytes([to_the_end, is_exception])
            first.append(len(accepts) // 8)
        words = dict.fromkeys(self.floating_words, FLOATING_BIT)
        class_begins = [0] * _CLASSES
        for name in self.number:
            beginning, classes = self._begins(name)
            for word in beginning:
                words[word] = words.get(word, 0) | self._bit(name)
            for kind in classes:
                class_begins[kind] |= self._bit(name)
        numbers = [[0, -1, 1, 9]] * (2 * _SLOT_BITS)
        for name, slot in self.slots.items():
            numbers[self.number[name]] = [*slot.number, *slot.digits]
        return Trie(
            edges=array("Q", self.edges).tobytes(),
            slots=array("Q", self.follow_slots).tobytes(),
            needs=array("Q", self.follow_needs).tobytes(),
            first_accepts=first.tobytes(),
            accepts=bytes(accepts),
            begin_keys=array("Q", map(_word_key, words)).tobytes(),
            begin_slots=array("Q", words.values()).tobytes(),
            need_kinds=list(map(list, self.need_numbers)),
            class_begins=class_begins,
            numbers=numbers,
        )


@cache
def _word_key(word: str) -> int:
    return token_key(word)


def compiled(rules: Iterable[Rule], slots: Mapping[str, Slot]) -> Trie:
    """Return the trie of all wordings of some rules, which are their numbers."""
    builder = _Builder(slots)
    builder.add_slots()
    for number, rule in enumerate(rules):
        root = BEGINNING if rule.match in {"line", "start"} else FLOATING
        for wording, is_exception in rule.wordings():
            builder.add(wording, root, (number, rule.match in {"line", "end"}, is_exception))
    return builder.built()
