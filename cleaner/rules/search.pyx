# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Thousands of needles at once, wherever they stand in a text.

Needles are a trie. A walk down the trie would begin at every second byte of a text and end after two more, so the
beginnings of needles are hashed: a walk begins only where the next five bytes (or three, for shorter needles) are one
of them, at one byte in twelve, and from the node that they lead to; of longer needles, the next eight bytes have to be
the first of one, too.

Searching takes 3 ms a megabyte; it took 12 with walks from the root.
"""

from libc.stdint cimport int32_t, uint8_t, uint64_t
from libc.string cimport memcpy

from cleaner.lines.memory cimport Buffer, release, reserve

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
    WIDEST = PADDING  # what is hashed is taken from as many bytes
    WIDE_BITS = 19  # of the hashes that tell where none starts: one in a hundred is a beginning's …
    NARROW_BITS = 15
    SPARSE = 2  # … and of those that tell which starts, beyond what would number the beginnings

cdef extern from *:
    """
    #define FACTOR 0x9E3779B97F4A7C15ull  /* a constant, unlike a variable of Cython */
    """
    const uint64_t FACTOR


cdef class Needles:
    """Needles as `find` wants them: bytes without a zero among them, as folding leaves none."""

    def __init__(self, list needles not None):
        """Take the needles; what is found has their indexes."""
        self.memory = []
        self.longest = max(map(len, needles), default=0)
        self._add_crowd(self._grow(needles))
        self.short = <uint8_t*>self._zeros(BYTES * BYTES)
        cdef int second
        cdef const uint8_t* text
        for needle in needles:
            text = needle
            if len(needle) == 2:
                self.short[text[1] * BYTES + text[0]] = True
            elif len(needle) == 1:
                for second in range(BYTES):
                    self.short[second * BYTES + text[0]] = True
        for number, (width, longest) in enumerate(((WIDE, self.longest), (NARROW, WIDE - 1))):
            beginnings = {needle[:width] for needle in needles if width <= len(needle) <= longest}
            self._add_level(number, width, longest, beginnings)
        self._add_gates(needles)

    cdef void* _zeros(self, Py_ssize_t size):
        """Return some zeros that live as long as this."""
        cdef uint8_t[::1] view = bytearray(max(size, 1))
        self.memory.append(view)
        return &view[0]

    cdef int32_t _grow(self, list needles) except -1:
        """Put needles into a trie in their order; return the number of nodes."""
        cdef Py_ssize_t depth, size, room = sum(map(len, needles)) + 1
        cdef int32_t node, count = 1
        cdef const uint8_t* text
        cdef bytes needle, before = b""
        self.nodes = <Node*>self._zeros(room * sizeof(Node))
        cdef int32_t* path = <int32_t*>self._zeros((self.longest + 1) * sizeof(int32_t))  # of the needle before
        for node in range(<int32_t>room):
            self.nodes[node].needle = NO_NEEDLE
        for number in sorted(range(len(needles)), key=needles.__getitem__):
            needle = needles[number]
            text, size, depth = needle, len(needle), _shared(needle, before)
            if depth < len(before):
                self.nodes[path[depth + 1]].sibling = count
            for depth in range(depth, size):
                self.nodes[count].byte = text[depth]
                if not self.nodes[path[depth]].child:
                    self.nodes[path[depth]].child = count
                path[depth + 1] = count
                count += 1
            self.nodes[path[size]].needle = number
            before = needle
        return count

    cdef int _add_crowd(self, int32_t nodes) except -1:
        """Give the root and nodes with many children a row of children by byte."""
        cdef int32_t node, child, count, row
        cdef list crowded = [0]
        for node in range(1, nodes):
            count, child = 0, self.nodes[node].child
            while child:
                count += 1
                child = self.nodes[child].sibling
            if count > CROWDED:
                crowded.append(node)
        self.crowd = <int32_t*>self._zeros((len(crowded) + 1) * BYTES * sizeof(int32_t))
        for row in range(1, <int32_t>len(crowded) + 1):
            node = crowded[row - 1]
            child = self.nodes[node].child
            self.nodes[node].child = -row
            while child:
                self.crowd[row * BYTES + self.nodes[child].byte] = child
                child = self.nodes[child].sibling
        return 0

    cdef int _add_level(self, int number, int width, Py_ssize_t longest, set beginnings) except -1:
        """Note the beginnings of some needles."""
        cdef int bits = len(beginnings).bit_length() + SPARSE
        cdef Level* level = &self.levels[number]
        cdef uint64_t key, slot
        level.longest, level.mask, level.shift = longest, _mask(width), 64 - bits
        level.gate = <uint8_t*>self._zeros(1 << (WIDE_BITS if width == WIDE else NARROW_BITS) >> 3)
        level.beginnings = <Beginning*>self._zeros(sizeof(Beginning) << bits)
        for beginning in beginnings:
            key = int.from_bytes(beginning, "little")
            slot = _wide(key) if width == WIDE else _narrow(key)
            level.gate[slot >> 3] |= 1 << (slot & 7)
            slot = key * FACTOR >> level.shift
            while level.beginnings[slot].node:
                slot = (slot + 1) & ((1 << bits) - 1)
            level.beginnings[slot] = _extended(self.nodes, key, width, self._node(beginning, len(beginning)))
        return 0

    cdef int _add_gates(self, list needles) except -1:
        """Note what tells that no needle starts at most places where its first `WIDE` bytes do."""
        cdef uint64_t slot
        self.long_gate = <uint8_t*>self._zeros(1 << (WIDE_BITS - 3))
        self.other_gate = <uint8_t*>self._zeros(1 << (WIDE_BITS - 3))
        for needle in needles:
            if len(needle) >= WIDEST:
                slot = _hash(int.from_bytes(needle[:WIDEST], "little"))
                self.long_gate[slot >> 3] |= 1 << (slot & 7)
            elif len(needle) >= WIDE:
                slot = _wide(int.from_bytes(needle[:WIDE], "little"))
                self.other_gate[slot >> 3] |= 1 << (slot & 7)
        return 0

    cdef int32_t _node(self, const uint8_t* beginning, Py_ssize_t size) noexcept:
        """Return the node that some bytes lead to."""
        cdef int32_t node = 0
        cdef Py_ssize_t place
        for place in range(size):
            node = _next(self.nodes, self.crowd, node, beginning[place])
        return node

    def found_in(self, bytes text not None):
        """Return the indexes of the needles that stand in a text."""
        cdef Buffer found = Buffer(NULL, 0)
        cdef bytes padded = text + bytes(PADDING)
        cdef Py_ssize_t number, count
        try:
            count = self.find(padded, len(text), &found)
            return {(<Match*>found.memory)[number].needle for number in range(count)}
        finally:
            release(&found)

    cdef Py_ssize_t find(self, const uint8_t* text, Py_ssize_t size, Buffer* found) except -1 nogil:
        """Find the needles in a text with `PADDING` zeros behind it, overlapping ones too, in any order.

        Return how many there are; ``found`` has a `Match` for each.
        """
        cdef int32_t[LEVELS + 1][PART] places
        cdef Py_ssize_t[LEVELS + 1] likely
        cdef Py_ssize_t first, number, count = 0
        cdef int level
        for first from 0 <= first < size by PART:
            _likely(self, text + first, min(<Py_ssize_t>PART, size - first), places, likely)
            likely[0] = _likelier(self, text + first, places[0], likely[0])
            for level in range(LEVELS + 1):
                for number in range(likely[level]):
                    reserve(found, (count + self.longest) * sizeof(Match))
                    count += _found_at(self, level, text, first + places[level][number], <Match*>found.memory + count)
        return count


cdef Py_ssize_t _shared(bytes one, bytes other) noexcept:
    """Return how many bytes two needles begin with in common."""
    cdef Py_ssize_t count = 0, most = min(len(one), len(other))
    cdef const uint8_t* left = one
    cdef const uint8_t* right = other
    while count < most and left[count] == right[count]:
        count += 1
    return count


cdef inline uint64_t _hash(uint64_t eight) noexcept nogil:
    """Return the hash of eight bytes."""
    return eight * FACTOR >> 64 - WIDE_BITS


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


cdef inline int32_t _next(const Node* nodes, const int32_t* crowd, int32_t node, int32_t byte) noexcept nogil:
    """Return the child of a node that a byte leads to, or `NONE`."""
    cdef int32_t child = nodes[node].child
    if child < 0:
        return crowd[-child * BYTES + byte]
    while child and nodes[child].byte < byte:
        child = nodes[child].sibling
    return child if child and nodes[child].byte == byte else NONE


cdef void _likely(
    Needles needles, const uint8_t* text, Py_ssize_t size, int32_t[PART]* places, Py_ssize_t* count
) noexcept nogil:
    """Write the places in a part of the text where a needle may start, by level, short ones behind; count them.

    There is no branch in this, which could only be guessed wrongly.
    """
    cdef const uint8_t* wide = needles.levels[0].gate
    cdef const uint8_t* narrow = needles.levels[1].gate
    cdef const uint8_t* short = needles.short
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


cdef Py_ssize_t _likelier(Needles needles, const uint8_t* text, int32_t* places, Py_ssize_t count) noexcept nogil:
    """Keep those of the places where a needle of at least `WIDE` bytes may start; return how many.

    In a megabyte of page dumps 27,000 of 57,000 are left: what is looked up for each of these is seldom in the cache.
    """
    cdef Py_ssize_t number, kept = 0
    cdef uint64_t eight
    for number in range(count):
        memcpy(&eight, text + places[number], WIDEST)
        places[kept] = places[number]
        kept += (
            needles.long_gate[_hash(eight) >> 3] >> (_hash(eight) & 7)
            | needles.other_gate[_wide(eight) >> 3] >> (_wide(eight) & 7)
        ) & 1
    return kept


cdef inline Py_ssize_t _found_at(
    Needles needles, int level, const uint8_t* text, Py_ssize_t start, Match* out
) noexcept nogil:
    """Write the needles of a level that start at a place; return how many."""
    cdef const Beginning* beginning
    cdef uint64_t eight
    if level == LEVELS:
        return _walk(needles, text, start, start + 1, start + 2, needles.crowd[BYTES + text[start]], out)
    memcpy(&eight, text + start, WIDEST)
    beginning = _beginning(&needles.levels[level], eight)
    if eight & beginning.mask != beginning.key or not beginning.node:
        return 0
    last = start + needles.levels[level].longest
    return _walk(needles, text, start, start + beginning.width, last, beginning.node, out)


cdef inline const Beginning* _beginning(const Level* level, uint64_t eight) noexcept nogil:
    """Return the slot of the beginning that bytes may be, an empty one if there is none."""
    cdef uint64_t key = eight & level.mask, slot = key * FACTOR >> level.shift
    while level.beginnings[slot].node and level.beginnings[slot].key & level.mask != key:
        slot = (slot + 1) & (<uint64_t>-1 >> level.shift)
    return &level.beginnings[slot]


cdef inline Py_ssize_t _walk(
    Needles needles, const uint8_t* text, Py_ssize_t start, Py_ssize_t stop, Py_ssize_t last, int32_t node, Match* out
) noexcept nogil:
    """Walk on from the node that ``text[start:stop]`` leads to, as far as the last byte that counts.

    Needles that are found on the way are written; return how many. The zeros behind a text lead nowhere.
    """
    cdef Py_ssize_t count = 0
    while node != NONE:
        if needles.nodes[node].needle != NO_NEEDLE:
            out[count].needle, out[count].start, out[count].stop = needles.nodes[node].needle, <int32_t>start, <int32_t>stop
            count += 1
        if stop == last:
            break
        node = _next(needles.nodes, needles.crowd, node, text[stop])
        stop += 1
    return count
