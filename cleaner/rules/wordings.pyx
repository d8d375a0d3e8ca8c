# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Wordings × rows → hits, in one pass.

A row becomes tokens; wordings are paths of one trie, whose edges are words and slots. A walk begins at a row's first
token (wordings that begin or are a line) or at any (those at its end or inside). It goes through the trie with a set of
places, the bits of a number, so that each node is visited at most once in a walk, whatever the ways to it: a slot has
several ends, and they are one set. So a walk takes at most as many steps as the trie has nodes, times the 64 places
that a set holds, and all walks of a row take time that grows with its tokens: a walk begins at each, and each slot is
worked out once at each, by a walk of its own, through a trie that needs only slots below it.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t
from libc.string cimport memcpy, memset

from cleaner.lines.characters cimport CLASSES, INK
from cleaner.lines.memory cimport Buffer, mixed, release, reserve
from cleaner.lines.reading cimport Block, Row
from cleaner.lines.table cimport BEGINS, Table
from cleaner.rules.slot_readers cimport read_slot
from cleaner.rules.tokens cimport (
    COMMA, CUT, FIGURE, LONG, OF_ANYTHING, OF_CAPITALS, OF_CASELESS, OF_CHARACTERS, OF_FIGURES, OF_GLUED, SENTENCE, SPACE,
    Token, all_tokens, is_decoration, is_small, line_tokens,
)

from cleaner.rules.tokens import characters, folded_characters

FIXED_SLOTS = (
    "any", "n", "name", "full_name", "site", "url", "domain", "email", "handle", "hashtag",
    "number_suffix", "particle", "honorific", "no_name", "joiner", "tld",
)
"""The first slots, in the order of the numbers that the code has for them."""

NATIVE_SORTS = {
    "any": (OF_ANYTHING,),
    "n": (OF_FIGURES,),
    "name": (OF_CAPITALS, OF_CASELESS, OF_CHARACTERS),
    "full_name": (OF_CAPITALS, OF_CASELESS, OF_CHARACTERS),
    "site": (OF_CAPITALS, OF_CASELESS, OF_CHARACTERS, OF_FIGURES, OF_GLUED),
    "url": (OF_GLUED,),
    "domain": (OF_GLUED,),
    "email": (OF_GLUED,),
    "handle": (),
    "hashtag": (),
}
"""What the slots that are read by code begin with."""

cdef uint64_t FLOATING = <uint64_t>1 << (SLOT_BITS - 1)  # among the slots that a word may begin: a wording at any place
FLOATING_BIT = FLOATING

cdef enum:  # strengths, as `Matcher` counts them
    HINT = 1
    STRONG = 2
    SURE = 3

cdef enum:  # what stands between tokens, beside what `tokens.pxd` has
    NOTHING = 1 << 18  # before a token that needs nothing there, be it glued or first

cdef enum:
    CACHE_LINE = 64
    EDGE_SET = 45  # the top bits of a key that sets of edges, and of words, are of
    WORD_SET = 48
    PARAGRAPH_TOKENS = 12  # of a paragraph beside which debris may stand on the same line
    MOST_GLUED_TOKENS = 24
    TOKENS_AHEAD = 12  # among which a word tells what a name may begin, in the flow of a text
    GLUED_TOKENS = 3  # of a wording there that is not sure to be debris

cdef enum:  # as `cleaner.rules.tries` has them
    WORD_SHIFT = 58
    NEXT_SHIFT = 60
    ANYTHING = 0xFFFF
    BEGINNING_ROOT = 0
    FLOATING_ROOT = 1
    EXCEPT_ROOT = 2
    EXCEPT_FLOATING_ROOT = 3
    SLOT_ROOTS = 4
    GROUP_ROOTS = SLOT_ROOTS + SLOTS
    BEGINNING_GROUPS = GROUPS - FLOATING_GROUPS
    FIRST_FLOATING = GROUP_ROOTS + BEGINNING_GROUPS
    EXCEPT_BEGINNING = 1
    EXCEPT_ANYWHERE = 2
    UNBOUNDED = 255

cdef uint64_t BEGINNING_MASK = (<uint64_t>1 << BEGINNING_GROUPS) - 1

cdef enum:  # buffers of a walk
    TOKENS, KNOWN, FOUND, SEEN


def edge_key(uint64_t parent, uint64_t need, uint64_t word):
    """Return the hash of an edge of the trie."""
    return _edge_key(parent, need, word)


cdef inline uint64_t _edge_key(uint64_t parent, uint64_t need, uint64_t word) noexcept nogil:
    return mixed(word + (parent << 6 | need) * <uint64_t>0xD6E8FEB86659FD93)


cdef class Wordings:
    """All wordings of some rules, compiled: see `cleaner.rules.tries`."""

    def __init__(self, compiled, rules, disabled=()):
        """Take a `cleaner.rules.tries.Trie`, the rules' number, and indices of those that are not to be found."""
        cdef Trie* trie = &self.trie
        cdef uint64_t key
        self.memory = []
        trie.nodes = <const Node*>self._aligned(compiled.nodes)
        trie.steps = <const Step*>self._kept(compiled.steps)
        trie.accepts = <const Accept*>self._kept(compiled.accepts)
        trie.following = <const Following*>self._kept(compiled.following)
        trie.edges = <const Edge*>self._hashed(compiled.edges, sizeof(Edge), &trie.edge_shift)
        trie.beginnings = <const Beginning*>self._hashed(compiled.beginnings, sizeof(Beginning), &trie.beginning_shift)
        trie.shared = compiled.shared[0]
        for key in _keys(compiled.edges, sizeof(Edge)):
            add_to(trie.has_edge, key >> EDGE_SET)
        for key in _keys(compiled.beginnings, sizeof(Beginning)):
            add_to(trie.has_beginning, key >> WORD_SET)
        for key in _keys(compiled.first_words, sizeof(uint64_t)):
            add_to(trie.begins_line, key >> WORD_SET)
        self._read_sorts(compiled)
        for number, (wanted, barred) in enumerate(compiled.need_kinds):
            trie.need[number] = Need(wanted, barred)
        for number, (low, high, fewest, most) in enumerate(compiled.numbers):
            trie.numbers[number] = Number(low, high, fewest, most)
        self._find_wanted()
        trie.is_enabled = <const uint8_t*>self._kept(bytes(number not in disabled for number in range(rules)))
        trie.has_exceptions = <const uint8_t*>self._kept(compiled.exceptions)
        trie.strength = <uint8_t*>self._zeros(rules)

    cdef int _read_sorts(self, compiled) except -1:
        """Take what tokens of each sort may begin, and what groups are called for by what stands where."""
        cdef Trie* trie = &self.trie
        cdef Py_ssize_t number
        cdef uint64_t slots, groups
        for number, (slots, groups) in enumerate(zip(compiled.sort_slots, compiled.sort_groups, strict=True)):
            trie.sort_slots[number], trie.sort_groups[number] = slots, groups
            trie.names |= slots if number != OF_FIGURES else 0
        for number, groups in enumerate(compiled.kind_groups):
            trie.kind_groups[number] = groups
        for number in range(PLACES):
            trie.groups_within[number] = sum(1 << group for group in range(GROUPS) if compiled.group_reach[group] > number)
        return 0

    cdef int _find_wanted(self) except -1:
        """Note what stands before the slots that groups at any place begin with."""
        cdef const Node* root
        cdef Py_ssize_t number, slot
        cdef uint32_t wanted
        for number in range(FLOATING_GROUPS):
            root = &self.trie.nodes[FIRST_FLOATING + number]
            for slot in range(root.first_slot, root.first_slot + root.slot_count):
                wanted = self.trie.need[self.trie.following[slot].need].wanted
                self.trie.slots_wanted[number] |= wanted if wanted else <uint32_t>0xFFFFFFFF
        return 0

    cdef const void* _kept(self, part) except NULL:
        """Return where some bytes are, which live as long as this."""
        cdef const uint8_t[::1] view = part if len(part) else b"\0" * 8
        self.memory.append(view)
        return &view[0]

    cdef const void* _aligned(self, part) except NULL:
        """Return where a copy of some bytes is, which begins with a line of the processor's cache."""
        cdef const uint8_t[::1] view = part
        cdef void* copy = self._zeros(len(part))
        memcpy(copy, &view[0], len(part))
        return copy

    cdef const void* _hashed(self, const uint8_t[::1] part, size_t size, int* shift) except NULL:
        """Return a hash table of entries of so many bytes, which begin with their keys; its places are their top bits."""
        cdef int bits = (3 * (len(part) // size) // 2 + 2).bit_length()  # a third to two thirds are in use
        cdef char* table = <char*>self._zeros(size << bits)
        cdef uint64_t place
        cdef Py_ssize_t start
        shift[0] = 64 - bits
        for start in range(0, len(part), <Py_ssize_t>size):
            place = (<const uint64_t*>&part[start])[0] >> shift[0]
            while (<const uint64_t*>(table + place * size))[0]:
                place = place + 1 & (<uint64_t>1 << bits) - 1
            memcpy(table + place * size, &part[start], size)
        return table

    cdef void* _zeros(self, Py_ssize_t size) except NULL:
        """Return so many zeros, which begin with a line of the processor's cache, and live as long as this."""
        cdef uint8_t[::1] view = bytearray(size + CACHE_LINE)
        self.memory.append(view)
        return &view[-<uintptr_t>&view[0] % CACHE_LINE]

    cdef int match(self, const Block* block, Table table, Walk* walk) except -1 nogil:
        """Add the hits in a block whose first row is the first behind those of the table."""
        cdef Py_ssize_t number, hit
        cdef const Row* row
        cdef const Found* found
        for number in range(block.rows):
            row = &block.row[number]
            _match_row(&self.trie, walk, block.codes + row.start, block.folded_codes + row.start, row.stop - row.start)
            found = <const Found*>walk.buffers[FOUND].memory
            for hit in range(walk.found):
                if not found[hit].is_exception and not _is_excepted(walk, found[hit].rule):
                    table.add_hit(<int32_t>(table.rows + number), found[hit].rule)
                    if found[hit].start == 0:
                        table.goes_on[table.rows + number] = BEGINS
            if table.looks_inside and walk.count >= PARAGRAPH_TOKENS and not _begins_as_debris(walk):
                _find_inner(walk, block.start + row.start, table)
        return 0

    def spans(self, str line not None):
        """Return what is in a single line: rule, and where the wording starts and stops in the line; sorted."""
        cdef Walk walk
        cdef Py_ssize_t number
        cdef const Found* found
        cdef uint16_t[::1] codes = characters(line), folded = folded_characters(codes)
        memset(&walk, 0, sizeof(walk))
        try:
            _match_row(&self.trie, &walk, &codes[0], &folded[0], len(codes))
            found = <const Found*>walk.buffers[FOUND].memory
            return sorted(
                (found[number].rule, walk.token[found[number].start].start, walk.token[found[number].stop - 1].stop)
                for number in range(walk.found)
                if not found[number].is_exception and not _is_excepted(&walk, found[number].rule)
            ), walk.steps
        finally:
            free_walk(&walk)


def _keys(const uint8_t[::1] part, size_t size):
    """Return the keys that entries of so many bytes begin with."""
    cdef Py_ssize_t start
    return [(<const uint64_t*>&part[start])[0] for start in range(0, len(part), <Py_ssize_t>size)]


cdef inline const Beginning* _beginning(const Trie* trie, uint64_t key) noexcept nogil:
    """Return what a word may begin, NULL for nothing."""
    cdef uint64_t place = key >> trie.beginning_shift, mask = <uint64_t>-1 >> trie.beginning_shift
    if not is_in(trie.has_beginning, key >> WORD_SET):
        return NULL
    while trie.beginnings[place].key:
        if trie.beginnings[place].key == key:
            return &trie.beginnings[place]
        place = place + 1 & mask
    return NULL


cdef inline const Edge* _edge(const Trie* trie, int32_t node, int need, uint64_t word) noexcept nogil:
    """Return where a word leads to, NULL for nowhere."""
    cdef uint64_t key = _edge_key(node, need, word), place = key >> trie.edge_shift
    cdef uint64_t mask = <uint64_t>-1 >> trie.edge_shift
    if not is_in(trie.has_edge, key >> EDGE_SET):
        return NULL
    while trie.edges[place].key:
        if trie.edges[place].key == key:
            return &trie.edges[place]
        place = place + 1 & mask
    return NULL


# --- rows -------------------------------------------------------------------------------------------------------------


cdef int _match_row(
    const Trie* trie, Walk* walk, const uint16_t* codes, const uint16_t* folded, Py_ssize_t size
) except -1 nogil:
    """Find the wordings in a row."""
    cdef Py_ssize_t start, starts = 0
    cdef uint64_t groups
    reserve(&walk.buffers[TOKENS], min(size, <Py_ssize_t>LONG) * sizeof(Token))
    walk.count = line_tokens(<Token*>walk.buffers[TOKENS].memory, codes, folded, size, &walk.behind)
    _begin_row(trie, walk, codes)
    if not walk.count:
        return 0
    while starts < walk.count and is_decoration(&walk.token[starts]):
        starts += 1
    while walk.first_end and is_decoration(&walk.token[walk.first_end - 1]):
        walk.first_end -= 1
    groups = _begin_slots(walk, starts)
    starts = min(starts + 1, walk.count)
    for start in range(starts):
        if walk.token[start].begins & trie.nodes[BEGINNING_ROOT].slots or is_in(
            trie.begins_line, walk.token[start].key >> WORD_SET
        ):
            _walk(walk, BEGINNING_ROOT, start, False)
        _walk_groups(walk, GROUP_ROOTS, groups & BEGINNING_MASK, start)
    _walk_floating(walk, groups >> BEGINNING_GROUPS)
    if walk.may_be_excepted & EXCEPT_BEGINNING:
        for start in range(starts):
            _walk(walk, EXCEPT_ROOT, start, False)
    if walk.may_be_excepted & EXCEPT_ANYWHERE:
        for start in range(walk.count):
            _walk(walk, EXCEPT_FLOATING_ROOT, start, False)
    return 0


cdef int _begin_row(const Trie* trie, Walk* walk, const uint16_t* codes) except -1 nogil:
    """Make ready for walks from tokens that have been read."""
    walk.trie, walk.ends, walk.codes = trie, _ends, codes
    walk.token = <Token*>walk.buffers[TOKENS].memory
    walk.first_end = walk.count
    walk.found = walk.known = walk.has_exception = walk.may_be_excepted = walk.way.in_flow = 0
    if walk.buffers[SEEN].room < (trie.shared + 1) * sizeof(Seen):
        reserve(&walk.buffers[SEEN], (trie.shared + 1) * sizeof(Seen))
        memset(walk.buffers[SEEN].memory, 0, walk.buffers[SEEN].room)
    walk.seen = <Seen*>walk.buffers[SEEN].memory
    return 0


cdef void free_walk(Walk* walk) noexcept nogil:
    """Give the memory back."""
    cdef int number
    for number in range(4):
        release(&walk.buffers[number])


cdef uint64_t _begin_slots(Walk* walk, Py_ssize_t starts) noexcept nogil:
    """Write which slots each token may begin; return the groups whose anchors there are."""
    cdef const Trie* trie = walk.trie
    cdef Py_ssize_t number
    cdef Token* token = walk.token
    cdef const Beginning* listed
    cdef uint64_t groups = 0, here
    cdef uint32_t kinds = walk.behind
    walk.begins = 0
    for number in range(walk.count):
        kinds |= token.before
        token.begins, here = trie.sort_slots[token.sort], trie.sort_groups[token.sort]
        if number + 1 < walk.count and not token[1].before & SPACE:
            token.begins |= trie.sort_slots[OF_GLUED]
            here |= trie.sort_groups[OF_GLUED]
        token.floating = 0
        listed = _beginning(trie, token.key)
        if listed != NULL:
            token.begins |= listed.slots
            token.floating = listed.floating
            here |= listed.groups
        if here:
            groups |= here & trie.groups_within[min(max(number - starts, 0), <Py_ssize_t>(PLACES - 1))]
        walk.begins |= token.begins
        token += 1
    while kinds:
        groups |= trie.kind_groups[lowest_bit(kinds)]
        kinds &= kinds - 1
    return groups


cdef int _walk_groups(Walk* walk, int32_t first, uint64_t groups, Py_ssize_t start) except -1 nogil:
    """Go from the roots of some groups, of which the first is given, and a token."""
    cdef const Token* token = &walk.token[start]
    cdef const Node* root
    while groups:
        root = &walk.trie.nodes[first + lowest_bit(groups)]
        if token.begins & root.slots or root.words >> (token.key >> WORD_SHIFT) & 1:
            _walk(walk, first + lowest_bit(groups), start, False)
        groups &= groups - 1
    return 0


cdef int _walk_floating(Walk* walk, uint64_t groups) except -1 nogil:
    """Go from each token to wordings that may begin at any place, those of some groups among them."""
    cdef uint64_t wanted = FLOATING | walk.trie.nodes[FLOATING_ROOT].slots
    cdef Py_ssize_t start
    if not (groups or walk.begins & wanted):
        return 0
    for start in range(walk.count):
        if walk.token[start].begins & wanted:
            _walk(walk, FLOATING_ROOT, start, False)
        if groups:
            _walk_groups(walk, FIRST_FLOATING, _begun_groups(walk, groups, start), start)
    return 0


cdef inline uint64_t _begun_groups(const Walk* walk, uint64_t groups, Py_ssize_t start) noexcept nogil:
    """Return those of some groups at any place that begin with a token."""
    cdef const Token* token = &walk.token[start]
    cdef uint64_t begun = groups & token.floating, rest = groups & ~begun
    while rest:
        if (token.before | NOTHING) & walk.trie.slots_wanted[lowest_bit(rest)]:
            if token.begins & walk.trie.nodes[FIRST_FLOATING + lowest_bit(rest)].slots:
                begun |= rest & -rest
        rest &= rest - 1
    return begun


cdef bint _is_excepted(const Walk* walk, int32_t rule) noexcept nogil:
    cdef const Found* found = <const Found*>walk.buffers[FOUND].memory
    cdef Py_ssize_t number
    if walk.has_exception:
        for number in range(walk.found):
            if found[number].is_exception and found[number].rule == rule:
                return True
    return False


cdef bint _begins_as_debris(const Walk* walk) noexcept nogil:
    """Tell whether a row begins with what is surely debris, and so is no paragraph."""
    cdef const Found* found = <const Found*>walk.buffers[FOUND].memory
    cdef Py_ssize_t number
    for number in range(walk.found):
        if not (found[number].start or found[number].is_exception) and walk.trie.strength[found[number].rule] == SURE:
            return True
    return False


# --- walks ------------------------------------------------------------------------------------------------------------


cdef uint64_t _walk(
    Walk* walk, int32_t root, Py_ssize_t start, bint in_slot
) except? 0xFFFFFFFFFFFFFFFF nogil:
    """Go from a root and a token as far as the trie goes; return the ends of what is a slot.

    Slots are worked out on the way, by walks of their own.
    """
    cdef Way outer = walk.way
    cdef uint64_t ends
    walk.ways += 1
    walk.way = Way(walk.ways, start, 0, in_slot, outer.in_flow and not in_slot)
    _visit(walk, root, 1)
    ends = walk.way.ends
    walk.way = outer
    return ends


cdef int _visit(Walk* walk, int32_t number, uint64_t places) except -1 nogil:
    """Go on from a node, reached at some places, counted from the start of the walk."""
    cdef const Node* node = &walk.trie.nodes[number]
    cdef const Token* start = &walk.token[walk.way.start]
    cdef const Token* token
    cdef uint64_t words = 0, begun = 0, rest
    walk.steps += 1
    if node.shared:
        places = _not_seen(&walk.seen[node.shared], walk.way.number, places)
        if not places:
            return 0
    if node.accepts:
        _accept(walk, node, places)
    places = rest = _within(walk, places, max(node.shortest, 1), node.longest)
    while rest:
        token = &start[lowest_bit(rest)]
        if node.words >> (token.key >> WORD_SHIFT) & 1:
            words |= rest & -rest
        begun |= token.begins
        rest &= rest - 1
    begun &= node.slots
    if walk.way.in_flow and not walk.at_bound and places == 1:  # nothing tells where a name begins
        begun &= ~walk.trie.names
    if begun:
        _follow_slots(walk, node, begun, places)
    if words and node.steps:
        _follow_steps(walk, node, words)
    elif words:
        _follow_edges(walk, number, words)
    return 0


cdef inline uint64_t _not_seen(Seen* seen, uint64_t walk, uint64_t places) noexcept nogil:
    """Return the places at which a node has not been reached yet, and note that it has been now."""
    if seen.walk != walk:
        seen.walk, seen.places = walk, 0
    places &= ~seen.places
    seen.places |= places
    return places


cdef inline uint64_t _within(const Walk* walk, uint64_t places, uint8_t shortest, uint8_t longest) noexcept nogil:
    """Return the places from which so many tokens at least, and at most, follow up to the end of the row."""
    cdef Py_ssize_t last = walk.count - walk.way.start - shortest, first = walk.first_end - walk.way.start - longest
    if last < 0:
        return 0
    if last < PLACES - 1:
        places &= (<uint64_t>2 << last) - 1
    if longest < UNBOUNDED and first > 0 and not walk.way.in_flow:
        places = places >> first << first if first < PLACES else 0
    return places


cdef inline bint _stands(const Need* need, uint32_t before, bint at_start) noexcept nogil:
    """Tell whether what is between two tokens is as needed; what is before the first is not barred."""
    return before & need.wanted == need.wanted and (at_start or not before & need.barred)


cdef inline uint64_t _standing(const Walk* walk, uint8_t number, uint64_t places) noexcept nogil:
    """Return those of some places before which there is what is needed."""
    cdef const Need* need = &walk.trie.need[number]
    cdef uint64_t standing = 0
    cdef int place
    while places:
        place = lowest_bit(places)
        if _stands(need, walk.token[walk.way.start + place].before, place == 0):
            standing |= places & -places
        places &= places - 1
    return standing


cdef inline uint64_t _with_key(const Walk* walk, uint64_t key, uint64_t places) noexcept nogil:
    """Return those of some places where a word is."""
    cdef const Token* start = &walk.token[walk.way.start]
    cdef uint64_t found = 0
    while places:
        if start[lowest_bit(places)].key == key:
            found |= places & -places
        places &= places - 1
    return found


cdef inline bint _goes_on(const Walk* walk, uint16_t next, uint64_t places) noexcept nogil:
    """Tell whether words behind some places may go on from the next node: most nodes need not be looked at for that."""
    cdef Py_ssize_t place
    if next == ANYTHING:
        return True
    while places:
        place = walk.way.start + lowest_bit(places) + 1
        if place < walk.count and next >> (walk.token[place].key >> NEXT_SHIFT) & 1:
            return True
        places &= places - 1
    return False


cdef int _follow_steps(Walk* walk, const Node* node, uint64_t places) except -1 nogil:
    """Go on with the few words that may follow."""
    cdef const Step* step = &node.step if node.steps == 1 else &walk.trie.steps[node.first_step]
    cdef const Step* stop = step + node.steps
    cdef uint64_t standing
    while step < stop:
        standing = _with_key(walk, step.key, places)
        if standing and _goes_on(walk, step.next, standing):
            standing = _standing(walk, step.need, standing)
            if standing:
                _visit(walk, step.node, standing << 1)
        step += 1
    return 0


cdef int _follow_edges(Walk* walk, int32_t number, uint64_t places) except -1 nogil:
    """Go on with words of which many may follow; places with the same word go on together."""
    cdef uint64_t needs = walk.trie.nodes[number].needs, rest, same, key
    cdef const Edge* edge
    cdef int need
    while needs:
        need = lowest_bit(needs)
        needs &= needs - 1
        rest = _standing(walk, need, places)
        while rest:
            key = walk.token[walk.way.start + lowest_bit(rest)].key
            same = _with_key(walk, key, rest)
            rest ^= same
            walk.steps += 1
            edge = _edge(walk.trie, number, need, key)
            if edge != NULL and _goes_on(walk, edge.next, same):
                _visit(walk, edge.node, same << 1)
    return 0


cdef int _follow_slots(Walk* walk, const Node* node, uint64_t begun, uint64_t places) except -1 nogil:
    """Go on with slots; ``begun`` are those that begin at any of some places."""
    cdef const Following* following = &walk.trie.following[node.first_slot]
    cdef const Following* stop = following + node.slot_count
    cdef uint64_t after, rest
    cdef int place
    while following < stop:
        if begun >> (following.slot & (SLOT_BITS - 1)) & 1 and not (walk.way.in_flow and following.slot == ANY):
            after, rest = 0, _within(walk, places, following.shortest, following.longest)
            walk.steps += rest != 0
            rest = _standing(walk, following.need, rest)
            while rest:
                place = lowest_bit(rest)
                rest &= rest - 1
                after |= _ends(walk, following.slot, walk.way.start + place) << place
            if after:
                _visit(walk, following.node, after)
        following += 1
    return 0


cdef uint64_t _ends(Walk* walk, int slot, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """Return where a slot that begins at a token may end, counted from there; worked out once."""
    cdef Token* token = &walk.token[start]
    cdef const Number* number = &walk.trie.numbers[slot]
    cdef Known* known
    cdef uint64_t ends
    if start >= walk.count or not token.begins >> (slot & (SLOT_BITS - 1)) & 1:
        return 0
    if number.lowest <= number.highest:
        return _number_ends(number, token)
    if not token.known:
        _know(walk, token)
    known = <Known*>walk.buffers[KNOWN].memory + token.known
    if is_in(known.asked, slot):
        return known.ends[slot]
    add_to(known.asked, slot)
    ends = read_slot(walk, slot, start) if slot < NATIVE else _walk(walk, slot + SLOT_ROOTS, start, True)
    (<Known*>walk.buffers[KNOWN].memory + token.known).ends[slot] = ends  # which may have moved
    return ends


cdef inline uint64_t _number_ends(const Number* number, const Token* token) noexcept nogil:
    if token.kind != FIGURE or not number.fewest_digits <= token.size <= number.most_digits:
        return 0
    return 2 if number.lowest <= <int32_t>token.value <= number.highest else 0


cdef int _know(Walk* walk, Token* token) except -1 nogil:
    """Have room for what is known of the slots at a token."""
    walk.known += 1
    reserve(&walk.buffers[KNOWN], (walk.known + 1) * sizeof(Known))
    token.known = <int32_t>walk.known
    memset((<Known*>walk.buffers[KNOWN].memory)[walk.known].asked, 0, SLOTS // 8)
    return 0


cdef int _accept(Walk* walk, const Node* node, uint64_t places) except -1 nogil:
    """Note the wordings that end at a node."""
    cdef const Accept* accept
    cdef int32_t number
    cdef uint64_t standing
    for number in range(node.first_accept, node.first_accept + node.accepts):
        accept = &walk.trie.accepts[number]
        standing = _accepted(walk, accept, places)
        if not standing:
            continue
        if walk.way.in_slot:
            walk.way.ends |= standing
        elif walk.trie.is_enabled[accept.rule]:
            reserve(&walk.buffers[FOUND], (walk.found + 1) * sizeof(Found))
            (<Found*>walk.buffers[FOUND].memory)[walk.found] = Found(
                accept.rule, <int32_t>walk.way.start, <int32_t>(walk.way.start + highest_bit(standing)), accept.is_exception
            )
            walk.found += 1
            walk.has_exception |= accept.is_exception
            walk.may_be_excepted |= walk.trie.has_exceptions[accept.rule]
    return 0


cdef inline uint64_t _accepted(const Walk* walk, const Accept* accept, uint64_t places) noexcept nogil:
    """Return those of some places before which a wording may end."""
    cdef const Need* need = &walk.trie.need[accept.need]
    cdef uint64_t accepted = 0
    cdef Py_ssize_t place
    while places:
        place = walk.way.start + lowest_bit(places)
        if _may_accept(walk, accept, place):
            if _stands(need, walk.token[place].before if place < walk.count else walk.behind, True):
                accepted |= places & -places
        places &= places - 1
    return accepted


cdef inline bint _may_accept(const Walk* walk, const Accept* accept, Py_ssize_t place) noexcept nogil:
    """Tell whether a wording may end before a place."""
    if walk.way.in_flow:
        return accept.to_the_end and may_begin(walk, place)
    return not accept.to_the_end or place >= walk.first_end


# --- lines in lines: wordings before or behind a paragraph on its line ------------------------------------------------


cdef int _find_inner(Walk* walk, int64_t start, Table table) except -1 nogil:
    """Note where a row goes on behind wordings at its beginning, and where the wordings at its end begin."""
    cdef Py_ssize_t place, behind = _behind_wordings(walk, 0, GLUED_TOKENS)
    if behind and walk.count - behind >= PARAGRAPH_TOKENS:
        table.add_inner(start + line_place(walk, behind))
    for place in range(max(behind + PARAGRAPH_TOKENS, walk.count - MOST_GLUED_TOKENS), walk.count):
        if not walk.token[place].before & SENTENCE or walk.token[place].before & CUT or is_small(&walk.token[place]):
            continue
        if _behind_wordings(walk, place, GLUED_TOKENS - 1) >= walk.first_end:
            table.add_inner(start + line_place(walk, place))
            break
    return 0


cdef Py_ssize_t _behind_wordings(Walk* walk, Py_ssize_t start, Py_ssize_t fewest) except -1 nogil:
    """Return the token behind wordings that follow each other, 0 if there are none that are sure to be debris.

    Before a sure one, others have so many tokens at least; behind it, any will do.
    """
    cdef int least = STRONG
    cdef int32_t rule = 0
    cdef Py_ssize_t behind = _behind_wording(walk, start, least, fewest, False, &rule), last = 0
    while behind:
        last = behind
        if walk.trie.strength[rule] == SURE:
            least, fewest = HINT, 1
        behind = _behind_wording(walk, last, least, fewest, False, &rule) if last < walk.count else 0
    return last if least == HINT else 0


cdef Py_ssize_t line_place(const Walk* walk, Py_ssize_t number) noexcept nogil:
    """Return where a line would begin with a token: behind the first white space before it."""
    cdef Py_ssize_t place = walk.token[number - 1].stop, stop = walk.token[number].start
    while place < stop and CLASSES[walk.codes[place]] & INK:
        place += 1
    while place < stop and not CLASSES[walk.codes[place]] & INK:
        place += 1
    return place


# --- wordings in the flow of a text, where no line ends ---------------------------------------------------------------


cdef int read_flow(
    Wordings wordings, Walk* walk, const uint16_t* codes, const uint16_t* folded, Py_ssize_t size
) except -1 nogil:
    """Write the tokens of a stretch of text, all of them, for `behind_wording`; a newline follows it."""
    reserve(&walk.buffers[TOKENS], size * sizeof(Token))
    walk.count = all_tokens(<Token*>walk.buffers[TOKENS].memory, codes, folded, size, &walk.behind)
    _begin_row(&wordings.trie, walk, codes)
    _begin_slots(walk, 0)
    return 0


cdef Py_ssize_t behind_wording(
    Wordings wordings, Walk* walk, Py_ssize_t start, int least, Py_ssize_t fewest, bint at_bound, int32_t* rule
) except -1 nogil:
    """Return the token behind the longest wording that would be a line if one began at a token, 0 if there is none.

    It ends before a token that may begin another, and its rule, which is noted, has so much strength at least; one that
    is not sure to be debris has so many tokens at least. It may begin with a name where something ends before it.
    """
    return _behind_wording(walk, start, least, fewest, at_bound, rule)


cdef Py_ssize_t _behind_wording(
    Walk* walk, Py_ssize_t start, int least, Py_ssize_t fewest, bint at_bound, int32_t* rule
) except -1 nogil:
    cdef const Found* found
    cdef Py_ssize_t number, best = 0
    cdef int here
    walk.at_bound = at_bound
    _find_in_flow(walk, start)
    found = <const Found*>walk.buffers[FOUND].memory
    for number in range(walk.found):
        here = walk.trie.strength[found[number].rule]
        if found[number].is_exception or here < least or found[number].stop <= best:
            continue
        if here == SURE or found[number].stop - start >= fewest:
            best, rule[0] = found[number].stop, found[number].rule
    return best


cdef int _find_in_flow(Walk* walk, Py_ssize_t start) except -1 nogil:
    cdef const Token* token = &walk.token[start]
    cdef uint64_t begun = token.begins if walk.at_bound else token.begins & ~walk.trie.names
    walk.found = walk.has_exception = walk.may_be_excepted = 0
    walk.way.in_flow = True
    if is_in(walk.trie.begins_line, token.key >> WORD_SET) or begun & walk.trie.nodes[BEGINNING_ROOT].slots:
        _walk(walk, BEGINNING_ROOT, start, False)
    if walk.at_bound and token.capital:
        _walk_groups(walk, GROUP_ROOTS, _groups_ahead(walk, start), start)
    if walk.found and walk.may_be_excepted & EXCEPT_BEGINNING:
        _walk(walk, EXCEPT_ROOT, start, False)
    walk.way.in_flow = False
    return 0


cdef uint64_t _groups_ahead(const Walk* walk, Py_ssize_t start) noexcept nogil:
    """Return the groups whose anchors are among the next tokens."""
    cdef Py_ssize_t number
    cdef uint64_t groups = 0
    cdef uint32_t kinds = 0
    cdef const Beginning* listed
    for number in range(start, min(start + TOKENS_AHEAD, walk.count)):
        kinds |= walk.token[number].before if number > start else 0
        listed = _beginning(walk.trie, walk.token[number].key)
        if listed != NULL:
            groups |= listed.groups & walk.trie.groups_within[number - start]
    while kinds:
        groups |= walk.trie.kind_groups[lowest_bit(kinds)]
        kinds &= kinds - 1
    return groups & BEGINNING_MASK


cdef bint may_begin(const Walk* walk, Py_ssize_t place) noexcept nogil:
    """Tell whether a line might begin at a place: behind white space, with anything but a small letter."""
    cdef const Token* token
    if place >= walk.count:
        return True
    token = &walk.token[place]
    if token.before & SENTENCE:
        return True
    return token.before & SPACE and not token.before & COMMA and not is_small(token)
