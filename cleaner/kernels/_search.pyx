# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Thousands of needles at once, compiled: see `cleaner.kernels.search`.

Needles are a trie. A walk down the trie would begin at every second byte of a text and end after two more, so the
beginnings of needles are hashed: a walk begins only where the next five bytes (or three, for shorter needles) are one
of them, at one byte in twelve, and from the node that they lead to; of longer needles, the next eight bytes have to be
the first of one, too.

Searching takes 3 ms a megabyte; it took 12 with walks from the root, 13 with an automaton that hands Python its hits.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libc.string cimport memcpy

import numpy as np

from cleaner.kernels.shapes import Matches

cdef enum:
    NONE = 0  # no node: the root is nobody's child
    NO_NEEDLE = -1
    BYTES = 256
    CROWDED = 6  # nodes with more children have a row of `crowd`, those of others are gone through
    PART = 4096  # places that are looked at together

cdef enum:
    # Beginnings of so many bytes are hashed, each of the needles that have no longer one. In a megabyte of page dumps
    # stand 67,000 beginnings of five bytes (of four 116,000, of six 40,000) and, of needles of three or four bytes,
    # 15,000; a third width, for which every byte is hashed once more, gains less than it takes.
    WIDE = 5
    NARROW = 3
    WIDEST = 8  # what is hashed is taken from as many bytes
    LEVELS = 2  # of widths
    WIDE_BITS = 19  # of the hashes that tell where none starts: one in a hundred is a beginning's …
    NARROW_BITS = 15
    SPARSE = 2  # … and of those that tell which starts, beyond what would number the beginnings

cdef extern from *:
    """
    #define FACTOR 0x9E3779B97F4A7C15ull  /* as in cleaner.hashing; a constant, unlike a variable of Cython */
    """
    const uint64_t FACTOR


cdef struct Node:  # in preorder: long tails without branches stand behind each other
    int32_t byte  # that leads to it
    int32_t child  # its first child, or minus the row of its children in `crowd`
    int32_t sibling  # its parent's next child
    int32_t needle  # the needle that ends here


cdef struct Beginning:
    uint64_t key  # its bytes, and those that stand behind them in all needles that begin so, up to `WIDEST`
    uint64_t mask  # of so many bytes
    int32_t width
    int32_t node  # that they lead to


cdef struct Level:  # beginnings of one width
    Py_ssize_t longest  # bytes of these needles
    uint64_t mask  # of as many bytes as are hashed
    uint8_t* gate  # a bit for each hash that a beginning has
    Beginning* beginnings  # in a hash table with open addressing
    int shift


cdef class Needles:
    """Needles as `find` wants them."""

    cdef Node* nodes
    cdef int32_t* crowd  # children by byte, `BYTES` a row; row 1 is the root's
    cdef Level[LEVELS] levels
    cdef uint8_t* long_gate  # a bit for each hash that the first eight bytes of a needle have
    cdef uint8_t* other_gate  # the same of the first `WIDE` bytes of needles that have fewer than eight
    cdef uint8_t* short  # by two bytes, the second first: whether a needle of no more than these begins so
    cdef Py_ssize_t longest  # bytes of a needle: as many may start at one place
    cdef list arrays  # what is pointed to


def plant(needles):
    """See `cleaner.kernels.search.plant`."""
    cdef Needles planted = Needles()
    trie = np.zeros((sum(map(len, needles)) + 1, 4), np.int32)
    trie[:, 3] = NO_NEEDLE
    crowd = _crowd(trie[: _grow(needles, trie)])
    short = np.zeros((BYTES, BYTES), np.uint8)
    for needle in needles:
        if len(needle) < NARROW:
            short[needle[1] if len(needle) > 1 else slice(None), needle[0]] = True
    cdef int32_t[:, ::1] trie_view = trie, crowd_view = crowd
    cdef uint8_t[:, ::1] short_view = short
    planted.arrays = [trie, crowd, short]
    planted.nodes, planted.crowd, planted.short = <Node*>&trie_view[0, 0], &crowd_view[0, 0], &short_view[0, 0]
    planted.longest = max(map(len, needles), default=0)
    for level, (width, longest) in enumerate(((WIDE, planted.longest), (NARROW, WIDE - 1))):
        beginnings = {needle[:width] for needle in needles if width <= len(needle) <= longest}
        planted.levels[level] = _level(planted, width, longest, beginnings)
    _gates(planted, needles)
    return planted


cdef _gates(Needles planted, needles):
    """Note what tells that no needle starts at most places where its first `WIDE` bytes do."""
    gates = np.zeros((2, 1 << (WIDE_BITS - 3)), np.uint8)
    planted.arrays.append(gates)
    cdef uint8_t[:, ::1] view = gates
    planted.long_gate, planted.other_gate = &view[0, 0], &view[1, 0]
    cdef uint64_t slot
    for needle in needles:
        if len(needle) >= WIDEST:
            slot = _hash(int.from_bytes(needle[:WIDEST], "little"))
            planted.long_gate[slot >> 3] |= 1 << (slot & 7)
        elif len(needle) >= WIDE:
            slot = _wide(int.from_bytes(needle[:WIDE], "little"))
            planted.other_gate[slot >> 3] |= 1 << (slot & 7)


cdef inline uint64_t _hash(uint64_t eight) noexcept nogil:
    """Return the hash of eight bytes."""
    return eight * FACTOR >> 64 - WIDE_BITS


cdef Py_ssize_t _likelier(Needles planted, const uint8_t* text, int32_t* places, Py_ssize_t count) noexcept nogil:
    """Keep those of the places where a needle of at least `WIDE` bytes may start; return how many.

    In a megabyte of page dumps 27,000 of 57,000 are left: what is looked up for each of these is seldom in the cache.
    """
    cdef Py_ssize_t number, kept = 0
    cdef uint64_t eight
    for number in range(count):
        memcpy(&eight, text + places[number], WIDEST)
        places[kept] = places[number]
        kept += (
            planted.long_gate[_hash(eight) >> 3] >> (_hash(eight) & 7)
            | planted.other_gate[_wide(eight) >> 3] >> (_wide(eight) & 7)
        ) & 1
    return kept


def _grow(needles, int32_t[:, ::1] trie):
    """Put needles into a trie in their order; return the number of nodes."""
    path = np.zeros(max(map(len, needles), default=0) + 1, np.int32)  # the nodes of the needle before
    cdef int32_t[::1] path_view = path
    cdef Node* nodes = <Node*>&trie[0, 0]
    cdef int32_t count = 1
    cdef Py_ssize_t depth
    cdef const uint8_t[::1] text
    before = b""
    for number in sorted(range(len(needles)), key=needles.__getitem__):
        text, depth = needles[number], _shared(needles[number], before)
        if depth < len(before):
            nodes[path_view[depth + 1]].sibling = count
        for depth in range(depth, text.shape[0]):
            nodes[count].byte = text[depth]
            if not nodes[path_view[depth]].child:
                nodes[path_view[depth]].child = count
            path_view[depth + 1] = count
            count += 1
        nodes[path_view[text.shape[0]]].needle = number
        before = needles[number]
    return count


cdef Py_ssize_t _shared(const uint8_t[::1] one, const uint8_t[::1] other) noexcept:
    """Return how many bytes two needles begin with in common."""
    cdef Py_ssize_t count = 0
    while count < min(one.shape[0], other.shape[0]) and one[count] == other[count]:
        count += 1
    return count


def _crowd(int32_t[:, ::1] trie):
    """Return rows of children by byte, for the root and for nodes with many children; note the rows in the trie."""
    cdef Node* nodes = <Node*>&trie[0, 0]
    cdef int32_t node, child, count
    cdef list crowded = [0]
    for node in range(1, <int32_t>trie.shape[0]):
        count, child = 0, nodes[node].child
        while child:
            count += 1
            child = nodes[child].sibling
        if count > CROWDED:
            crowded.append(node)
    crowd = np.zeros((len(crowded) + 1, BYTES), np.int32)
    for row, node in enumerate(crowded, 1):
        child = nodes[node].child
        nodes[node].child = -row
        while child:
            crowd[row, nodes[child].byte] = child
            child = nodes[child].sibling
    return crowd


cdef Level _level(Needles planted, int width, Py_ssize_t longest, beginnings):
    """Note the beginnings of some needles."""
    cdef int bits = len(beginnings).bit_length() + SPARSE
    gate = np.zeros(1 << (WIDE_BITS if width == WIDE else NARROW_BITS) >> 3, np.uint8)
    slots = np.zeros((1 << bits, sizeof(Beginning)), np.uint8)
    planted.arrays += gate, slots
    cdef uint8_t[::1] gate_view = gate
    cdef uint8_t[:, ::1] slots_view = slots
    cdef Level level = Level(longest, _mask(width), &gate_view[0], <Beginning*>&slots_view[0, 0], 64 - bits)
    cdef uint64_t key, slot
    for beginning in beginnings:
        key = int.from_bytes(beginning, "little")
        slot = _wide(key) if width == WIDE else _narrow(key)
        level.gate[slot >> 3] |= 1 << (slot & 7)
        slot = key * FACTOR >> level.shift
        while level.beginnings[slot].node:
            slot = (slot + 1) & (len(slots) - 1)
        level.beginnings[slot] = _extended(planted.nodes, key, width, _node(planted, beginning))
    return level


cdef inline uint64_t _wide(uint64_t eight) noexcept nogil:
    """Return the hash of the first `WIDE` of eight bytes."""
    return (eight << 8 * (WIDEST - WIDE)) * FACTOR >> 64 - WIDE_BITS


cdef inline uint64_t _narrow(uint64_t eight) noexcept nogil:
    """Return the hash of the first `NARROW` of eight bytes."""
    return (eight << 8 * (WIDEST - NARROW)) * FACTOR >> 64 - NARROW_BITS


cdef Beginning _extended(const Node* nodes, uint64_t key, int32_t width, int32_t node) noexcept:
    """Return a beginning with what stands behind it in all needles: it tells most places where none starts."""
    cdef int32_t child = nodes[node].child
    while width < WIDEST and child > 0 and not nodes[child].sibling and nodes[node].needle == NO_NEEDLE:
        key |= <uint64_t>nodes[child].byte << 8 * width
        width += 1
        node, child = child, nodes[child].child
    return Beginning(key, _mask(width), width, node)


cdef uint64_t _mask(int width) noexcept:
    """Return the mask of so many bytes, of eight."""
    return <uint64_t>-1 >> 8 * (WIDEST - width)


cdef int32_t _node(Needles planted, const uint8_t[::1] beginning) noexcept:
    """Return the node that some bytes lead to."""
    cdef int32_t node = 0
    cdef Py_ssize_t place
    for place in range(beginning.shape[0]):
        node = _next(planted.nodes, planted.crowd, node, beginning[place])
    return node


cdef inline int32_t _next(const Node* nodes, const int32_t* crowd, int32_t node, int32_t byte) noexcept nogil:
    """Return the child of a node that a byte leads to, or `NONE`."""
    cdef int32_t child = nodes[node].child
    if child < 0:
        return crowd[-child * BYTES + byte]
    while child and nodes[child].byte < byte:
        child = nodes[child].sibling
    return child if child and nodes[child].byte == byte else NONE


def find(Needles planted, text):
    """See `cleaner.kernels.search.find`."""
    cdef const uint8_t[::1] padded = text + bytes(WIDEST)
    cdef Py_ssize_t size = len(text), first, count = 0, number, room = size // 16
    cdef int32_t[LEVELS + 1][PART] places
    cdef Py_ssize_t[LEVELS + 1] likely
    cdef int level
    found = np.empty((room, 3), np.int64)
    cdef int64_t[:, ::1] view = found
    for first in range(0, size, PART):
        _likely(planted, &padded[first], min(<Py_ssize_t>PART, size - first), places, likely)
        likely[0] = _likelier(planted, &padded[first], places[0], likely[0])
        for level in range(LEVELS + 1):
            for number in range(likely[level]):
                if room < count + planted.longest:
                    found = np.concatenate((found[:count], np.empty((count + planted.longest, 3), np.int64)))
                    view, room = found, len(found)
                count += _found_at(planted, level, &padded[0], first + places[level][number], &view[count, 0])
    return Matches(*found[:count].T)


cdef void _likely(
    Needles planted, const uint8_t* text, Py_ssize_t size, int32_t[PART]* places, Py_ssize_t* count
) noexcept nogil:
    """Write the places in a part of the text where a needle may start, by level, short ones behind; count them.

    There is no branch in this, which could only be guessed wrongly.
    """
    cdef const uint8_t* wide = planted.levels[0].gate
    cdef const uint8_t* narrow = planted.levels[1].gate
    cdef const uint8_t* short = planted.short
    cdef Py_ssize_t in_wide = 0, in_narrow = 0, in_short = 0
    cdef int32_t place
    cdef uint64_t eight
    for place in range(<int32_t>size):
        memcpy(&eight, text + place, WIDEST)
        places[0][in_wide] = places[1][in_narrow] = places[2][in_short] = place
        in_wide += wide[_wide(eight) >> 3] >> (_wide(eight) & 7) & 1
        in_narrow += narrow[_narrow(eight) >> 3] >> (_narrow(eight) & 7) & 1
        in_short += short[eight & 0xFFFF]
    count[0], count[1], count[2] = in_wide, in_narrow, in_short


cdef inline Py_ssize_t _found_at(
    Needles planted, int level, const uint8_t* text, Py_ssize_t start, int64_t* out
) noexcept nogil:
    """Write the needles of a level that start at a place; return how many."""
    cdef const Beginning* beginning
    cdef uint64_t eight
    if level == LEVELS:
        return _walk(planted, text, start, start + 1, start + 2, planted.crowd[BYTES + text[start]], out)
    memcpy(&eight, text + start, WIDEST)
    beginning = _beginning(&planted.levels[level], eight)
    if eight & beginning.mask != beginning.key or not beginning.node:
        return 0
    last = start + planted.levels[level].longest
    return _walk(planted, text, start, start + beginning.width, last, beginning.node, out)


cdef inline const Beginning* _beginning(const Level* level, uint64_t eight) noexcept nogil:
    """Return the slot of the beginning that bytes may be, an empty one if there is none."""
    cdef uint64_t key = eight & level.mask, slot = key * FACTOR >> level.shift
    while level.beginnings[slot].node and level.beginnings[slot].key & level.mask != key:
        slot = (slot + 1) & (<uint64_t>-1 >> level.shift)
    return &level.beginnings[slot]


cdef inline Py_ssize_t _walk(
    Needles planted, const uint8_t* text, Py_ssize_t start, Py_ssize_t stop, Py_ssize_t last, int32_t node, int64_t* out
) noexcept nogil:
    """Walk on from the node that ``text[start:stop]`` leads to, as far as the last byte that counts.

    Needles that are found on the way are written; return how many.
    """
    cdef Py_ssize_t count = 0
    while node != NONE:
        if planted.nodes[node].needle != NO_NEEDLE:
            out[3 * count], out[3 * count + 1], out[3 * count + 2] = planted.nodes[node].needle, start, stop
            count += 1
        if stop == last:
            break
        node = _next(planted.nodes, planted.crowd, node, text[stop])
        stop += 1
    return count
