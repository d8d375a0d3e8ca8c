"""Wordings compiled: one trie of words and slots, as flat arrays that load at once."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache, reduce
from itertools import chain
from operator import itemgetter, or_
from struct import Struct
from typing import TYPE_CHECKING, Any

from cleaner.lines.words import FUNCTION_WORDS
from cleaner.rules.slots import MOST_SLOTS, Slot
from cleaner.rules.tokens import (
    ARROW,
    BULLET,
    COLON,
    CUT,
    DOTS,
    OF_ANYTHING,
    OF_FIGURES,
    OPEN,
    PIPE,
    SEMICOLON,
    SENTENCE,
    SLASH,
    STOP,
    token_key,
)
from cleaner.rules.wording import ANY, Expansion, Symbol, Wording
from cleaner.rules.wordings import FIXED_SLOTS, FLOATING_BIT, NATIVE_SORTS, edge_key

if TYPE_CHECKING:
    from cleaner.rules.rule import Rule

BEGINNING, FLOATING, EXCEPT_BEGINNING, EXCEPT_FLOATING = range(4)
"""Roots: of wordings that begin or are a line, of those at its end or inside, and of exceptions. Behind them stand
those of slots, and of groups of wordings that would begin nearly everywhere: a group is only looked for where a line
holds an anchor of it, a word, say, without which none of its wordings is there."""

SLOT_ROOTS = 4
GROUP_ROOTS = SLOT_ROOTS + 128
BEGINNING_GROUPS = 48
FLOATING_GROUPS = 16
ROOTS = GROUP_ROOTS + BEGINNING_GROUPS + FLOATING_GROUPS

Anchors = tuple[int, set[str], set[int], int]
"""What a line must hold one of for a wording to be in it: how common that is, words, sorts of tokens, separators."""

_SELDOM, _OFTEN, _EVERYWHERE = range(1, 4)
_SHORT_WORD = 4

_TELLING = PIPE | SLASH | ARROW | BULLET | OPEN | COLON | SEMICOLON
"""Separators that are seldom in lines of text."""

UNBOUNDED = 255
"""The greatest number of tokens that may follow, where there is no such number."""

_LONGEST = {"any": 12, "n": 8, "name": 12, "full_name": 12, "site": 12, "domain": 12}
"""The most tokens of slots that are read by code: of scripts without spaces, each character is one."""

_MOST_NEEDS = 64
_SORTS = 8  # room for so many
_KINDS = 32
_FIRST_FLOATING = GROUP_ROOTS + BEGINNING_GROUPS
_NO_SLOTS = 1  # of each `_SLOT_BITS`, so many bits are for something else
_NODE = Struct("=QQQiiiiHHHBB16s")
_BEGINNING = Struct("=QQQH6x")
_STEP = Struct("=QiBxH")
_EDGE = Struct("=QiH2x")
_NEXT_SHIFT = 60  # the top bits of a key tell most words that they do not follow the next node
_ANYTHING = 0xFFFF
_FEW_WORDS = 8  # up to so many words behind a node stand in a list, beside each other in memory
_FOLLOWING = Struct("=iBBBB")
_ACCEPT = Struct("=iHBB")
_WORD_SHIFT = 58  # the top bits of a word's key tell most nodes that it does not follow
_SLOT_BITS = 64


@dataclass(frozen=True, slots=True)
class Trie:
    """The arrays; a node is its number.

    ``nodes`` tells which of ``following``, slots with the nodes they lead to, may follow, which of ``accepts``, the
    wordings that end there, and which of ``steps``, words with the nodes they lead to. Where many words may follow,
    ``edges`` has them: hashes of a node, what has to stand behind it and a word, with the node that each leads to.
    ``exceptions`` has a byte a rule: 1 where it has some at the beginning of lines, 2 where anywhere.
    ``beginnings`` has words: what slots they may begin, of which groups they are anchors, and which groups begin with
    them anywhere; ``first_words`` the words that lines may begin with;
    ``sort_slots`` and ``sort_groups`` have the same for sorts of tokens, ``kind_groups`` for kinds of separators.
    ``group_reach`` is how many tokens an anchor is from the beginning of a line at most; ``shared`` the number of nodes
    that are reached by several ways.
    """

    steps: bytes
    edges: bytes
    nodes: bytes
    accepts: bytes
    following: bytes
    exceptions: bytes
    beginnings: bytes
    first_words: bytes
    need_kinds: list[list[int]]
    sort_slots: list[int]
    sort_groups: list[int]
    kind_groups: list[int]
    group_reach: list[int]
    numbers: list[list[int]]
    shared: list[int]

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
        # The others share bits, with none that many lines begin: neither those that are read by code nor numbers.
        shared_bits = range(2 * _SLOT_BITS - _NO_SLOTS - 1, _SLOT_BITS + len(FIXED_SLOTS) - 1, -1)
        numbers = chain(own_bits, shared_bits)
        self.number = dict(zip(names, numbers, strict=False))
        self.names = {number: name for name, number in self.number.items()}
        self.slots = slots
        self.longest: dict[str, int] = {}
        self.roots = [_Node() for _ in range(ROOTS)]
        self.need_numbers: dict[tuple[int, int], int] = {}
        self.begins: dict[str, tuple[frozenset[str], frozenset[int]]] = {}
        self.groups: dict[tuple[str, bool], int] = {}
        self.word_groups: dict[str, int] = {}
        self.sort_groups = [0] * _SORTS
        self.kind_groups = [0] * _KINDS
        self.group_reach = [0] * (BEGINNING_GROUPS + FLOATING_GROUPS)
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

    def root_of(self, wording: Wording, rule: str, *, begins: bool) -> int:
        """Return the root of a rule's wording; note the anchors of its group, if it is in one."""
        plain = BEGINNING if begins else FLOATING
        found = [(*anchors, place) for place, chunk in enumerate(wording.chunks) if (anchors := self._anchors(chunk))]
        if not found or not any(self._begins_everywhere(symbol, begins) for symbol in wording.first_symbols()):
            return plain
        group = self._group(rule, begins=begins)
        _, words, sorts, kinds, place = min(found, key=itemgetter(0))
        for word in words:
            self.word_groups[word] = self.word_groups.get(word, 0) | 1 << group
        for sort in sorts:
            self.sort_groups[sort] |= 1 << group
        for kind in range(_KINDS):
            self.kind_groups[kind] |= (kinds >> kind & 1) << group
        reach = sum(map(self._longest_chunk, wording.chunks[: place + 1])) if begins else UNBOUNDED
        self.group_reach[group] = max(self.group_reach[group], min(reach, UNBOUNDED))
        return GROUP_ROOTS + group

    def _begins_everywhere(self, symbol: Symbol, begins: bool) -> bool:
        """Tell whether many lines begin with a symbol; or hold it, if wordings do not begin there alone."""
        if symbol.slot:
            return not begins or symbol.slot == ANY or bool(self._begins(symbol.slot)[1] - {OF_FIGURES})
        return not begins and _commonness(symbol.word) > 0

    def _group(self, rule: str, *, begins: bool) -> int:
        """Return the number of a rule's group; some rules share one."""
        others = sum(key[1] == begins for key in self.groups)
        new = others % BEGINNING_GROUPS if begins else BEGINNING_GROUPS + others % FLOATING_GROUPS
        return self.groups.setdefault((rule, begins), new)

    def _anchors(self, chunk: tuple[Expansion, ...]) -> Anchors | None:
        """Return what has to stand in a line for a chunk to be there: words, sorts of tokens, or of separators."""
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
            slot_words, sorts = (set[Any]().union(*sets) for sets in zip(*begins, strict=True))
            rarity = _SELDOM if not sorts else _OFTEN if sorts == {OF_FIGURES} else _EVERYWHERE
            found.append((rarity, slot_words, sorts, 0))
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
        barred = CUT if in_slot or kinds & (STOP | DOTS) else CUT | SENTENCE
        return self.need_numbers.setdefault((kinds, barred), len(self.need_numbers))

    def _bit(self, slot: int) -> int:
        return 1 << slot % _SLOT_BITS

    def _begins(self, name: str) -> tuple[frozenset[str], frozenset[int]]:
        """Return the words and the sorts of tokens that a slot may begin with."""
        if name in NATIVE_SORTS:
            sign = {"handle": "@", "hashtag": "#"}.get(name, "")
            return frozenset(sign), frozenset(NATIVE_SORTS[name])
        slot = self.slots[name]
        if slot.number[1] >= slot.number[0]:
            return frozenset(), frozenset([OF_FIGURES])
        if name not in self.begins:
            words, sorts = set[str](), set[int]()
            for _, wording in slot.wordings:
                for symbol in wording.first_symbols():
                    if symbol.slot:
                        more_words, more_sorts = self._begins(symbol.slot)
                        words |= more_words
                        sorts |= more_sorts
                    else:
                        words.add(symbol.word)
            self.begins[name] = frozenset(words), frozenset(sorts)
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
        shared = [node for node in nodes if node.ways > 1 and node.children]
        begin_slots, sort_slots = self._beginnings()
        floating = self._floating_groups()
        beginnings = sorted({*begin_slots, *self.word_groups, *floating})
        numbers = [[0, -1, 1, 9]] * (2 * _SLOT_BITS)
        for name, slot in self.slots.items():
            numbers[self.number[name]] = [*slot.number, *slot.digits]
        return Trie(
            **self._packed(nodes, shared),
            exceptions=exceptions,
            beginnings=b"".join(
                _BEGINNING.pack(
                    _word_key(word), begin_slots.get(word, 0), self.word_groups.get(word, 0), floating.get(word, 0)
                )
                for word in beginnings
            ),
            first_words=array("Q", sorted({_word_key(word) for word in self._first_words(BEGINNING)})).tobytes(),
            need_kinds=list(map(list, self.need_numbers)),
            sort_slots=[slots | sort_slots[OF_ANYTHING] for slots in sort_slots],
            sort_groups=[groups | self.sort_groups[OF_ANYTHING] for groups in self.sort_groups],
            kind_groups=self.kind_groups,
            group_reach=self.group_reach,
            numbers=numbers,
            shared=[len(shared)],
        )

    def _packed(self, nodes: Sequence[_Node], shared: Sequence[_Node]) -> dict[str, bytes]:
        """Return the arrays of nodes and of what follows them; ``shared`` are those reached by several ways."""
        places = {id(node): place for place, node in enumerate(shared, 1)}
        accepts, following, steps, edges, packed = (bytearray() for _ in range(5))
        for node in nodes:
            first = len(accepts) // _ACCEPT.size
            for accept in node.accepts:
                accepts += _ACCEPT.pack(*accept)
            first_slot = len(following) // _FOLLOWING.size
            for (need, number), child in node.slots():
                shortest, longest = self._lengths(child)
                longest = min(longest + self._longest_slot(number), UNBOUNDED)
                following += _FOLLOWING.pack(child.number, number, need, min(shortest + 1, UNBOUNDED), longest)
            words = [(need, _word_key(word), child) for (need, word), child in node.words()]
            first_step, listed = len(steps) // _STEP.size, len(words) <= _FEW_WORDS
            own = [_STEP.pack(key, child.number, need, _next_words(child)) for need, key, child in words if listed]
            if listed:
                steps += b"".join(own[1:] and own)
            else:
                for need, key, child in words:
                    edges += _EDGE.pack(edge_key(node.number, need, key), child.number, _next_words(child))
            counts = len(node.accepts), len(list(node.slots())), len(words) if listed else 0
            slots = reduce(or_, (self._bit(slot) for (_, slot), _ in node.slots()), 0)
            needs = 0 if listed else reduce(or_, (1 << need for need, _, _ in words), 0)
            word_bits = reduce(or_, (1 << (key >> _WORD_SHIFT) for _, key, _ in words), 0)
            shared_place = places.get(id(node), 0)
            lengths = self._lengths(node)
            only = own[0] if len(own) == 1 else b""
            packed += _NODE.pack(
                slots, needs, word_bits, first, first_slot, first_step, shared_place, *counts, *lengths, only
            )
        return {
            "steps": bytes(steps),
            "edges": bytes(edges),
            "nodes": bytes(packed),
            "accepts": bytes(accepts),
            "following": bytes(following),
        }

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
        if name in NATIVE_SORTS:
            return _LONGEST.get(name, UNBOUNDED)
        if self.slots[name].number[1] >= self.slots[name].number[0]:
            return 1
        if name not in self.longest:
            self.longest[name] = min(max(map(self._longest_wording, self.slots[name].wordings)), UNBOUNDED)
        return self.longest[name]

    def _longest_wording(self, wording: tuple[str, Wording]) -> int:
        return sum(map(self._longest_chunk, wording[1].chunks))

    def _longest_chunk(self, chunk: tuple[Expansion, ...]) -> int:
        """Return the most tokens that a chunk stands for."""
        return max(
            sum(1 if one.word else self._longest_slot(self.number[one.slot]) for one in each if one.word or one.slot)
            for each in chunk
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

    def _first_words(self, root: int) -> Iterator[str]:
        return (symbol for _, symbol in self.roots[root].children if isinstance(symbol, str))

    def _floating_groups(self) -> dict[str, int]:
        """Return, for each word, which groups have wordings at any place that begin with it."""
        groups: dict[str, int] = {}
        for number in range(FLOATING_GROUPS):
            for word in self._first_words(_FIRST_FLOATING + number):
                groups[word] = groups.get(word, 0) | 1 << number
        return groups

    def _beginnings(self) -> tuple[dict[str, int], list[int]]:
        """Return the slots that words and sorts of tokens may begin, and whether wordings at any place may."""
        words = dict.fromkeys(self._first_words(FLOATING), FLOATING_BIT)
        sort_slots = [0] * _SORTS
        for name, number in self.number.items():
            beginning, sorts = self._begins(name)
            for word in beginning:
                words[word] = words.get(word, 0) | self._bit(number)
            for sort in sorts:
                sort_slots[sort] |= self._bit(number)
        return words, sort_slots


def _join(node: _Node, known: dict[tuple[object, ...], _Node]) -> _Node:
    """Return the node that stands for this one and all from which the same follows."""
    for key, child in node.children.items():
        node.children[key] = _join(child, known)
    children = sorted((need, str(symbol), id(child)) for (need, symbol), child in node.children.items())
    return known.setdefault((*node.accepts, None, *children), node)


def _next_words(node: _Node) -> int:
    """Return a bit for each value of the top bits of the words that follow; all of them where more may come of it."""
    if node.accepts or any(node.slots()):
        return _ANYTHING
    return reduce(or_, (1 << (_word_key(word) >> _NEXT_SHIFT) for (_, word), _ in node.words()), 0)


def _commonness(word: str) -> int:
    """Return how often a word stands in lines, as far as can be told: longer ones less; words such as "the" always."""
    if word in _function_words() or not word.strip("0"):
        return _EVERYWHERE
    return _OFTEN if len(word) < _SHORT_WORD and word.isascii() else -len(word)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for words in FUNCTION_WORDS.values() for word in words.split())


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
                root = builder.root_of(wording, rule.id, begins=begins)
            builder.add(wording, root, (number, rule.match in {"line", "end"}, is_exception))
        exceptions.append((1 if begins else 2) if rule.exceptions else 0)
    return builder.built(bytes(exceptions))
