# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Wordings × rows → hits, in one pass.

A row becomes tokens; wordings are paths of one trie, whose edges are words and slots. A walk begins at a row's first
token (wordings that begin or are a line) or at any (those at its end or inside). It goes through the trie with a set of
places, the bits of a number, so that each node is visited at most once in a walk, whatever the ways to it: a slot has
several ends, and they are one set. So a walk takes at most as many steps as the trie has nodes, times the 64 places
that a set holds, and all walks of a row take time that grows with its tokens: a walk begins at each, and each slot is
worked out once at each, by a walk of its own, through a trie that needs only slots below it.
"""

from array import array

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t
from libc.string cimport memcpy, memset

from cleaner.lines.characters cimport CLASSES, DIGIT, FOLDS, INK, SHARP_S, UNSPACED, UPPER, WORD
from cleaner.lines.memory cimport Buffer, mixed, release, reserve
from cleaner.lines.reading cimport Block, Row
from cleaner.lines.table cimport BEGINS, Table
from cleaner.lines.words cimport LONGEST, word_key

from cleaner.lines.characters import fold
from cleaner.rules import tokens as _tokens

cdef extern from *:
    """
    #if defined(_MSC_VER)
    #include <intrin.h>
    static int lowest_bit(unsigned long long bits) { unsigned long place; _BitScanForward64(&place, bits); return place; }
    static int highest_bit(unsigned long long bits) { unsigned long place; _BitScanReverse64(&place, bits); return place; }
    #else
    static int lowest_bit(unsigned long long bits) { return __builtin_ctzll(bits); }
    static int highest_bit(unsigned long long bits) { return 63 - __builtin_clzll(bits); }
    #endif
    """
    int lowest_bit(uint64_t bits) noexcept nogil
    int highest_bit(uint64_t bits) noexcept nogil

cdef enum:  # kinds of characters and tokens, as `cleaner.rules.tokens` has them
    SKIPPED, SEPARATOR, LETTER, FIGURE, CHARACTER, SYMBOL

cdef enum:  # kinds of separators, the same
    SPACE = 1
    COMMA = 2
    COLON = 4
    DASH = 16
    SLASH = 64
    STOP = 128
    DOTS = 256
    CLOSE = 1 << 12
    QUOTE = 1 << 13
    OTHER = 1 << 14
    SENTENCE = 1 << 15
    CUT = 1 << 16  # the middle of a long row is left out here
    FULL_STOP = 1 << 17  # ends a sentence whether or not white space follows
    NOTHING = 1 << 18  # what stands before a token that needs nothing there, be it glued or first

cdef enum:  # slots that are read by code, and those that they ask
    ANY, N, NAME, FULL_NAME, SITE, URL, DOMAIN, EMAIL, HANDLE, HASHTAG, NATIVE
    NUMBER_SUFFIX = NATIVE
    PARTICLE, HONORIFIC, NO_NAME, JOINER, TLD

cdef enum:  # kinds of tokens that slots begin with
    OF_ANYTHING, OF_FIGURES, OF_CAPITALS, OF_CASELESS, OF_CHARACTERS, OF_GLUED

FIXED_SLOTS = (
    "any", "n", "name", "full_name", "site", "url", "domain", "email", "handle", "hashtag",
    "number_suffix", "particle", "honorific", "no_name", "joiner", "tld",
)
"""The first slots, in the order of the numbers that the code has for them."""

NATIVE_CLASSES = {
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
"""What tokens the slots that are read by code begin with."""
NUMBER_CLASS = OF_FIGURES

cdef uint64_t FLOATING = <uint64_t>1 << (SLOT_BITS - 1)  # among the slots that a word may begin: a wording at any place
FLOATING_BIT = FLOATING

cdef enum:  # strengths, as `Matcher` counts them
    HINT = 1
    STRONG = 2
    SURE = 3

cdef enum:  # limits
    CACHE_LINE = 64
    SLOTS_A_KEY = 4  # of a hash table, at least: where a word mostly is not there, few places are asked
    LONGEST_WORD = 1000  # characters of a word that are read, if some are not as they are written; room for more is there
    LONG = 240  # of rows with more characters, so many are looked at, at the start and at the end
    HEAD = 160
    TAIL = 80
    PLACES = 64
    MOST_ANY = 6
    MOST_NAME_WORDS = 5
    MOST_NAME_CHARACTERS = 6
    MOST_CASELESS_WORDS = 3
    MOST_PARTICLES = 3
    MOST_SITE_TOKENS = 12
    MOST_URL_TOKENS = 40
    MOST_TAG_TOKENS = 30
    PARAGRAPH_TOKENS = 12  # of a paragraph beside which debris may stand on the same line
    MOST_GLUED_TOKENS = 24
    TOKENS_AHEAD = 12  # among which a word tells what a name may begin, in the flow of a text
    GLUED_TOKENS = 3  # of a wording there that is not sure to be debris

cdef enum:  # as `cleaner.rules.tries` has them
    WORD_SHIFT = 58
    FLOATING_ROOT = 1
    EXCEPT_ROOT = 2
    EXCEPT_FLOATING_ROOT = 3
    SLOT_ROOTS = 4
    GROUP_ROOTS = SLOT_ROOTS + SLOTS
    BEGINNING_GROUPS = 48
    FLOATING_GROUPS = 16
    GROUPS = 64
    FIRST_FLOATING = GROUP_ROOTS + BEGINNING_GROUPS
    EXCEPT_BEGINNING = 1
    EXCEPT_ANYWHERE = 2
    UNBOUNDED = 255

cdef uint64_t BEGINNING_MASK = (<uint64_t>1 << BEGINNING_GROUPS) - 1

cdef enum:  # buffers of a walk
    TOKENS, KNOWN, FOUND, SEEN

cdef uint8_t[0x10000] KINDS
cdef uint32_t[0x10000] KINDS_OF_SEPARATOR
cdef uint8_t[0x10000] IS_DECORATION
cdef uint8_t[0x10000] IS_PLAIN  # letters that fold to one character

cdef uint64_t FACTOR = <uint64_t>0xC2B2AE3D27D4EB4F


def _fill_tables():
    cdef int code
    for code in range(0x10000):
        KINDS[code] = _kind(code, FOLDS[code])
        IS_PLAIN[code] = KINDS[code] == LETTER and FOLDS[code] != SHARP_S
        KINDS_OF_SEPARATOR[code] = SPACE if FOLDS[code] in (0x20, 0x0A, 0x0D) else OTHER
    for symbol in _tokens.SYMBOLS:
        KINDS[ord(symbol)] = SYMBOL
    for code, kind in _tokens.separator_kinds().items():
        KINDS_OF_SEPARATOR[code] = kind
    for mark in _tokens.FULL_STOPS:
        KINDS_OF_SEPARATOR[ord(mark)] |= FULL_STOP
    for mark in _tokens.DECORATIONS:
        IS_DECORATION[ord(mark)] = True


cdef uint8_t _kind(uint16_t code, uint16_t folded) noexcept:
    if not folded and code:
        return SKIPPED
    if CLASSES[folded] & DIGIT:
        return FIGURE
    if CLASSES[folded] & UNSPACED:
        return CHARACTER
    return LETTER if CLASSES[folded] & WORD else SEPARATOR


_fill_tables()


def tokenized(str text not None):
    """Return the tokens of a text, as wordings are made of: folded (digits as zeros), kind, kinds of separators before
    it; and the kinds of separators behind the last.

    >>> tokenized("Read more: 25 items …")[0]
    [('read', 2, 0), ('more', 2, 1), ('00', 3, 5), ('items', 2, 1)]
    """
    cdef Walk walk
    cdef uint16_t[::1] codes = _codes(text), folded = _folded(codes)
    cdef Token* token
    memset(&walk, 0, sizeof(walk))
    try:
        _tokenize(&walk, &codes[0], &folded[0], 0, len(text))
        tokens = []
        for number in range(walk.count):
            token = &walk.token[number]
            word = "0" * token.size if token.kind == FIGURE else fold(text[token.start : token.stop])
            tokens.append((word, token.kind, token.before))
        return tokens, walk.behind
    finally:
        free_walk(&walk)


def _codes(str text):
    """Return the characters of a text and a newline, as blocks have them."""
    return array("H", [min(ord(character), 0xFFFF) for character in text] + [10])


def _folded(const uint16_t[::1] codes):
    """Return folded characters, as blocks have them: so many more can be read."""
    return array("H", [FOLDS[code] for code in codes] + [0] * LONGEST)


def token_key(str text not None):
    """Return the key of a folded word; of a number, that of as many zeros."""
    codes = _codes(text)
    cdef uint16_t[::1] folded = codes + array("H", [0] * LONGEST)
    return _key(&folded[0], len(text))


def edge_key(uint64_t parent, uint64_t need, uint64_t word):
    """Return the hash of an edge of the trie."""
    return _edge(parent, need, word)


cdef inline uint64_t _key(const uint16_t* folded, Py_ssize_t size) noexcept nogil:
    """Return the key of a word: of its first and last `LONGEST` characters, and how many there are."""
    cdef uint64_t key = word_key(folded, size)
    if size > LONGEST:
        key ^= word_key(folded + size - LONGEST, LONGEST) * FACTOR + size
    return mixed(key ^ key >> 29)


cdef inline uint64_t _edge(uint64_t parent, uint64_t need, uint64_t word) noexcept nogil:
    return mixed(word + (parent << 6 | need) * <uint64_t>0xD6E8FEB86659FD93)


cdef class Wordings:
    """All wordings of some rules, compiled: see `cleaner.rules.tries`."""

    def __init__(self, compiled, rules, disabled=()):
        """Take a `cleaner.rules.tries.Trie`, the rules' number, and indices of those that are not to be found."""
        cdef Py_ssize_t number, slot
        cdef const Node* root
        cdef const uint64_t* first_words
        self.memory = []
        self.steps = <const Step*>self._kept(compiled.steps)
        self.edges = <const uint64_t*>self._kept(compiled.edges)
        self.ends = <const int32_t*>self._kept(compiled.ends)
        self.nodes = <const Node*>self._aligned(compiled.nodes)
        self.accepts = <const Accept*>self._kept(compiled.accepts)
        self.following = <const Following*>self._kept(compiled.following)
        self.shared = compiled.shared[0]
        self.beginnings = <const Beginning*>self._kept(compiled.beginnings)
        first_words = <const uint64_t*>self._kept(compiled.first_words)
        for number in range(len(compiled.first_words) // <Py_ssize_t>sizeof(uint64_t)):
            _add_word(self.first_words, first_words[number])
        for number in range(len(compiled.beginnings) // <Py_ssize_t>sizeof(Beginning)):
            _add_word(self.begin_words, self.beginnings[number].key)
        for number, (wanted, barred) in enumerate(compiled.need_kinds):
            self.need[number] = Need(wanted, barred)
        for number, (slots, groups) in enumerate(zip(compiled.class_begins, compiled.class_groups, strict=True)):
            self.class_begins[number], self.class_groups[number] = slots, groups
        for number, groups in enumerate(compiled.kind_groups):
            self.kind_groups[number] = groups
        for number in range(PLACES):
            self.groups_within[number] = sum(1 << group for group in range(GROUPS) if compiled.group_reach[group] > number)
        for number, (low, high, fewest, most) in enumerate(compiled.numbers):
            self.lowest[number], self.highest[number] = low, high
            self.fewest_digits[number], self.most_digits[number] = fewest, most
        for number in range(FLOATING_GROUPS):
            root = &self.nodes[GROUP_ROOTS + BEGINNING_GROUPS + number]
            for slot in range(root.first_slot, root.first_slot + root.slot_count):
                wanted = self.need[self.following[slot].need].wanted
                self.slots_wanted[number] |= wanted if wanted else <uint32_t>0xFFFFFFFF
        self.is_enabled = <uint8_t*>self._zeros(rules)
        for number in range(rules):
            self.is_enabled[number] = number not in disabled
        self.has_exceptions = <uint8_t*>self._zeros(rules)
        self.strength = <uint8_t*>self._zeros(rules)
        for number in range(len(compiled.exceptions)):
            self.has_exceptions[number] = compiled.exceptions[number]
        self.place_mask = _index(
            self, self.edges, len(compiled.edges) // sizeof(uint64_t), sizeof(uint64_t), &self.tags, &self.places
        )
        self.begin_mask = _index(
            self, &self.beginnings.key, len(compiled.beginnings) // sizeof(Beginning), sizeof(Beginning),
            &self.begin_tags, &self.begin_places,
        )

    cdef const void* _kept(self, part) except NULL:
        """Return where some bytes are, which live as long as this."""
        cdef const uint8_t[::1] view = part if len(part) else b"\0" * 8
        self.memory.append(view)
        return &view[0]

    cdef const void* _aligned(self, part) except NULL:
        """Return where a copy of some bytes is, which begins with a line of the processor's cache."""
        cdef const uint8_t[::1] view = part
        cdef char* copy = <char*>self._zeros(len(part) + CACHE_LINE)
        copy += -<uintptr_t>copy % CACHE_LINE
        memcpy(copy, &view[0], len(part))
        return copy

    cdef void* _zeros(self, Py_ssize_t size) except NULL:
        cdef uint8_t[::1] view = bytearray(max(size, 1))
        self.memory.append(view)
        return &view[0]

    cdef int match(self, const Block* block, Table table, Walk* walk) except -1 nogil:
        """Add the hits in a block whose first row is the first behind those of the table."""
        cdef Py_ssize_t number, hit
        cdef const Found* found
        for number in range(block.rows):
            self._match_row(block.codes, block.folded_codes, &block.row[number], walk)
            if walk.found:
                found = <const Found*>walk.buffers[FOUND].memory
                for hit in range(walk.found):
                    if not found[hit].is_exception and not (walk.has_exception and _is_excepted(walk, found[hit].rule)):
                        table.add_hit(<int32_t>(table.rows + number), found[hit].rule)
                        if found[hit].start == 0:
                            table.goes_on[table.rows + number] = BEGINS
            if table.looks_inside and walk.count >= PARAGRAPH_TOKENS and not _begins_as_debris(self, walk):
                self._find_inner(block, &block.row[number], table, walk)
        return 0

    cdef int _find_inner(self, const Block* block, const Row* row, Table table, Walk* walk) except -1 nogil:
        """Note where a row goes on behind wordings at its beginning, and where the wordings at its end begin."""
        cdef Py_ssize_t place, behind = self._behind_wordings(walk, 0, GLUED_TOKENS)
        cdef int64_t start = block.start + row.start
        if behind and walk.count - behind >= PARAGRAPH_TOKENS:
            table.add_inner(start + line_place(walk, behind))
        for place in range(max(behind + PARAGRAPH_TOKENS, walk.count - MOST_GLUED_TOKENS), walk.count):
            if not walk.token[place].before & SENTENCE or walk.token[place].before & CUT or is_small(&walk.token[place]):
                continue
            if self._behind_wordings(walk, place, GLUED_TOKENS - 1) >= walk.first_end:
                table.add_inner(start + line_place(walk, place))
                break
        return 0

    cdef Py_ssize_t _behind_wordings(self, Walk* walk, Py_ssize_t start, Py_ssize_t fewest) except -1 nogil:
        """Return the token behind wordings that follow each other, 0 if there are none that are sure to be debris.

        Before a sure one, others have so many tokens at least; behind it, any will do.
        """
        cdef int least = STRONG
        cdef int32_t rule = 0
        cdef Py_ssize_t behind = behind_wording(self, walk, start, least, fewest, False, &rule), last = 0
        while behind:
            last = behind
            if self.strength[rule] == SURE:
                least, fewest = HINT, 1
            behind = behind_wording(self, walk, last, least, fewest, False, &rule) if last < walk.count else 0
        return last if least == HINT else 0

    cdef int _match_row(self, const uint16_t* codes, const uint16_t* folded, const Row* row, Walk* walk) except -1 nogil:
        """Find the wordings in a row."""
        cdef Py_ssize_t start, starts
        cdef uint64_t ends = 0, groups, grouped
        _tokenize(walk, codes, folded, row.start, row.stop)
        walk.row += 1
        walk.found = walk.has_exception = walk.may_be_excepted = 0
        if not walk.count:
            return 0
        _reserve_known(walk)
        _reserve_seen(walk, self.shared + 1)
        starts = 0
        while starts < walk.count and IS_DECORATION[walk.token[starts].first]:
            starts += 1
        walk.first_end = walk.count
        while walk.first_end and IS_DECORATION[walk.token[walk.first_end - 1].first]:
            walk.first_end -= 1
        groups = _begin_slots(self, walk, starts)
        grouped = groups >> BEGINNING_GROUPS
        for start in range(min(starts + 1, walk.count)):
            if walk.token[start].begins & self.nodes[0].slots or _may_have(self.first_words, walk.token[start].key):
                _walk(self, walk, 0, start, &ends, False)
            _walk_groups(self, walk, GROUP_ROOTS, groups & BEGINNING_MASK, start)
        for start in range(walk.count):
            if walk.token[start].begins & (FLOATING | self.nodes[FLOATING_ROOT].slots):
                _walk(self, walk, FLOATING_ROOT, start, &ends, False)
            if grouped:
                _walk_groups(self, walk, FIRST_FLOATING, _begun_groups(self, walk, grouped, start), start)
        if walk.may_be_excepted & EXCEPT_BEGINNING:
            for start in range(min(starts + 1, walk.count)):
                _walk(self, walk, EXCEPT_ROOT, start, &ends, False)
        if walk.may_be_excepted & EXCEPT_ANYWHERE:
            for start in range(walk.count):
                _walk(self, walk, EXCEPT_FLOATING_ROOT, start, &ends, False)
        return 0

    def spans(self, str line not None):
        """Return what is in a single line: rule, and where the wording starts and stops in the line; sorted."""
        cdef Walk walk
        cdef Row row
        cdef Py_ssize_t number
        cdef uint16_t[::1] codes = _codes(line), folded = _folded(codes)
        memset(&walk, 0, sizeof(walk))
        memset(&row, 0, sizeof(row))
        row.stop = <int32_t>len(codes)
        try:
            self._match_row(&codes[0], &folded[0], &row, &walk)
            found = <const Found*>walk.buffers[FOUND].memory
            return sorted(
                (
                    found[number].rule,
                    walk.token[found[number].start].start,
                    walk.token[found[number].stop - 1].stop,
                )
                for number in range(walk.found)
                if not found[number].is_exception and not _is_excepted(&walk, found[number].rule)
            ), walk.steps
        finally:
            free_walk(&walk)


cdef bint _begins_as_debris(Wordings wordings, const Walk* walk) noexcept nogil:
    """Tell whether a row begins with what is surely debris, and so is no paragraph."""
    cdef const Found* found = <const Found*>walk.buffers[FOUND].memory
    cdef Py_ssize_t number
    for number in range(walk.found):
        if not (found[number].start or found[number].is_exception) and wordings.strength[found[number].rule] == SURE:
            return True
    return False


cdef Py_ssize_t line_place(const Walk* walk, Py_ssize_t number) noexcept nogil:
    """Return where a line would begin with a token: behind the first white space before it."""
    cdef Py_ssize_t place = walk.token[number - 1].stop, stop = walk.token[number].start
    while place < stop and CLASSES[walk.codes[place]] & INK:
        place += 1
    while place < stop and not CLASSES[walk.codes[place]] & INK:
        place += 1
    return place


cdef bint _is_excepted(const Walk* walk, int32_t rule) noexcept nogil:
    cdef const Found* found = <const Found*>walk.buffers[FOUND].memory
    cdef Py_ssize_t number
    for number in range(walk.found):
        if found[number].is_exception and found[number].rule == rule:
            return True
    return False


cdef uint64_t _index(
    Wordings wordings, const uint64_t* keys, Py_ssize_t count, size_t stride, uint8_t** tags, int32_t** places
):
    """Make a hash table of keys, which are so many bytes apart, with open addressing; return the mask of its slots."""
    cdef uint64_t mask = (1 << (SLOTS_A_KEY // 2 * count + 2).bit_length()) - 1, slot, key
    cdef Py_ssize_t number
    tags[0] = <uint8_t*>wordings._zeros(mask + 1)
    places[0] = <int32_t*>wordings._zeros((mask + 1) * sizeof(int32_t))
    for number in range(count):
        key = (<const uint64_t*>(<const char*>keys + number * stride))[0]
        slot = key & mask
        while tags[0][slot]:
            slot = (slot + 1) & mask
        tags[0][slot], places[0][slot] = _tag(key), <int32_t>number
    return mask


cdef inline uint8_t _tag(uint64_t key) noexcept nogil:
    """Return a byte of a hash, but not 0."""
    return <uint8_t>(key >> 56) | 1


cdef inline const Beginning* _beginning(Wordings wordings, uint64_t key) noexcept nogil:
    """Return what a word may begin, NULL for nothing."""
    cdef uint64_t slot = key & wordings.begin_mask
    while wordings.begin_tags[slot]:
        if wordings.begin_tags[slot] == _tag(key) and wordings.beginnings[wordings.begin_places[slot]].key == key:
            return &wordings.beginnings[wordings.begin_places[slot]]
        slot = (slot + 1) & wordings.begin_mask
    return NULL


cdef inline int32_t _child(Wordings wordings, int32_t node, int need, uint64_t word) noexcept nogil:
    """Return the node that a word leads to, 0 if there is none."""
    cdef uint64_t key = _edge(node, need, word), slot = key & wordings.place_mask
    while wordings.tags[slot]:
        if wordings.tags[slot] == _tag(key) and wordings.edges[wordings.places[slot]] == key:
            return wordings.ends[wordings.places[slot]]
        slot = (slot + 1) & wordings.place_mask
    return 0


cdef inline void _add_word(uint64_t* words, uint64_t key) noexcept nogil:
    """Add a word to a set of a bit for each value of the top bits of keys."""
    words[key >> 54] |= <uint64_t>1 << (key >> 48 & 63)


cdef inline bint _may_have(const uint64_t* words, uint64_t key) noexcept nogil:
    """Tell whether a word is in such a set; False is sure."""
    return words[key >> 54] >> (key >> 48 & 63) & 1


cdef void free_walk(Walk* walk) noexcept nogil:
    """Give the memory back."""
    cdef int number
    for number in range(4):
        release(&walk.buffers[number])


cdef int _reserve_known(Walk* walk) except -1 nogil:
    """Have room for what is known of the slots at each token; entries of other rows do not count."""
    cdef Py_ssize_t before = walk.buffers[KNOWN].room, size = walk.count * SLOTS * sizeof(Known)
    if size > before:
        release(&walk.buffers[KNOWN])
        reserve(&walk.buffers[KNOWN], size)
        memset(walk.buffers[KNOWN].memory, 0, walk.buffers[KNOWN].room)
    walk.known = <Known*>walk.buffers[KNOWN].memory
    return 0


cdef int _reserve_seen(Walk* walk, Py_ssize_t count) except -1 nogil:
    """Have room for the shared nodes of a trie."""
    if walk.buffers[SEEN].room < count * sizeof(Seen):
        reserve(&walk.buffers[SEEN], count * sizeof(Seen))
        memset(walk.buffers[SEEN].memory, 0, walk.buffers[SEEN].room)
    walk.seen = <Seen*>walk.buffers[SEEN].memory
    return 0


# --- tokens -----------------------------------------------------------------------------------------------------------


cdef struct Between:  # what has been read since the last token
    uint32_t kinds
    bint is_weak  # only full stops: one may belong to an abbreviation
    uint16_t last  # a mark that may end a sentence, before a space


cdef int _tokenize(
    Walk* walk, const uint16_t* codes, const uint16_t* folded, Py_ssize_t start, Py_ssize_t stop
) except -1 nogil:
    """Write the tokens of a row; of a long one, those at its start and its end."""
    cdef Between between = Between(0, True, 0)
    reserve(&walk.buffers[TOKENS], min(stop - start, <Py_ssize_t>LONG) * sizeof(Token))
    walk.token, walk.count = <Token*>walk.buffers[TOKENS].memory, 0
    walk.codes = codes + start
    if stop - start <= LONG:
        _read_tokens(walk, &between, codes, folded, start, stop, start)
    else:
        _read_tokens(walk, &between, codes, folded, start, _word_start(codes, start + HEAD, start), start)
        between = Between(between.kinds | SPACE | SENTENCE | CUT, False, 0)
        _read_tokens(walk, &between, codes, folded, _word_end(codes, stop - TAIL, stop), stop, start)
    walk.behind = between.kinds
    return 0


cdef Py_ssize_t _word_start(const uint16_t* codes, Py_ssize_t place, Py_ssize_t start) noexcept nogil:
    """Return where the word around a place starts."""
    while place > start and KINDS[codes[place - 1]] in (LETTER, FIGURE, SKIPPED):
        place -= 1
    return place


cdef Py_ssize_t _word_end(const uint16_t* codes, Py_ssize_t place, Py_ssize_t stop) noexcept nogil:
    """Return where the word around a place ends."""
    while place < stop and KINDS[codes[place]] in (LETTER, FIGURE, SKIPPED):
        place += 1
    return place


cdef void _read_tokens(
    Walk* walk, Between* between, const uint16_t* codes, const uint16_t* folded, Py_ssize_t place, Py_ssize_t stop,
    Py_ssize_t origin,
) noexcept nogil:
    """Write tokens; room is there for one a character."""
    cdef uint8_t kind
    cdef Token* token
    while place < stop:
        kind = KINDS[codes[place]]
        if kind == SEPARATOR:
            _pass_separator(between, codes[place])
            place += 1
        elif kind == SKIPPED:
            place += 1
        else:
            token = &walk.token[walk.count]
            token.start = <int32_t>(place - origin)
            place = _read_token(walk, token, kind, codes, folded, place, stop)
            token.stop = <int32_t>(place - origin)
            token.before = between.kinds
            if between.kinds & SENTENCE and between.is_weak and walk.count:
                if kind == FIGURE or _abbreviates(token - 1):
                    token.before ^= SENTENCE
            walk.count += 1
            between[0] = Between(0, True, 0)


cdef inline void _pass_separator(Between* between, uint16_t code) noexcept nogil:
    """Note a separator."""
    cdef uint32_t kind = KINDS_OF_SEPARATOR[code]
    if kind == SPACE:
        if between.last:
            between.kinds |= SENTENCE
            between.is_weak &= between.last == c"."
            between.last = 0
        between.kinds |= SPACE
        return
    if kind & FULL_STOP:
        between.kinds |= SENTENCE
        between.is_weak = False
        kind ^= FULL_STOP
    if kind == STOP and between.last and between.kinds & STOP and code == c".":
        between.kinds |= DOTS
    between.kinds |= kind
    if kind & (STOP | DOTS):
        between.last = c"." if code == c"." else c"!"
    elif not kind & (CLOSE | QUOTE):
        between.last = 0


cdef inline bint _abbreviates(const Token* token) noexcept nogil:
    """Tell whether a full stop behind a token need not end a sentence: "J. Smith", "12. Mai"."""
    return token.kind == FIGURE or token.size == 1


cdef inline Py_ssize_t _read_token(
    Walk* walk, Token* token, uint8_t kind, const uint16_t* codes, const uint16_t* folded, Py_ssize_t place, Py_ssize_t stop
) noexcept nogil:
    """Fill a token; return the place behind it. Behind a row's words stands a newline."""
    cdef Py_ssize_t end = place + 1
    token.kind = kind
    token.capital = (CLASSES[codes[place]] & UPPER) != 0
    token.first = folded[place]
    token.value = 0
    if kind >= CHARACTER:
        token.size, token.key = 1, _key(folded + place, 1)
        return end
    if kind == LETTER:
        end = place
        while IS_PLAIN[codes[end]]:
            end += 1
        if KINDS[codes[end]] != LETTER and KINDS[codes[end]] != SKIPPED:
            token.size, token.key = <uint16_t>min(end - place, <Py_ssize_t>0xFFFF), _key(folded + place, end - place)
            return end
    return _read_letters(walk, token, kind, codes, folded, place, stop)


cdef Py_ssize_t _read_letters(
    Walk* walk, Token* token, uint8_t kind, const uint16_t* codes, const uint16_t* folded, Py_ssize_t place, Py_ssize_t stop
) noexcept nogil:
    """Fill a token of figures, or of letters some of which are not as they are written."""
    cdef uint8_t here = kind
    cdef uint16_t size = 0
    while place < stop and (here == kind or here == SKIPPED):
        if here == kind and size < LONGEST_WORD:
            if kind == FIGURE:
                token.value = min(token.value, <uint32_t>99_999_999) * 10 + (folded[place] - c"0")
                walk.word[size] = c"0"
            elif folded[place] == SHARP_S:
                walk.word[size] = walk.word[size + 1] = c"s"
                size += 1
            else:
                walk.word[size] = folded[place]
            size += 1
        place += 1
        here = KINDS[codes[place]]
    token.first, token.size = walk.word[0], size
    memset(&walk.word[size], 0, LONGEST * sizeof(uint16_t))
    token.key = _key(walk.word, size)
    return place


cdef uint64_t _begin_slots(Wordings wordings, Walk* walk, Py_ssize_t starts) noexcept nogil:
    """Write which slots each token may begin; return the groups whose anchors there are."""
    cdef Py_ssize_t number
    cdef Token* token
    cdef const Beginning* listed
    cdef uint64_t groups = 0, here
    cdef uint32_t kinds = walk.behind
    for number in range(walk.count):
        token = &walk.token[number]
        kinds |= token.before
        token.begins = wordings.class_begins[OF_ANYTHING]
        token.floating = 0
        here = wordings.class_groups[OF_ANYTHING]
        if token.kind == FIGURE:
            token.begins |= wordings.class_begins[OF_FIGURES]
            here |= wordings.class_groups[OF_FIGURES]
        elif token.kind == CHARACTER:
            token.begins |= wordings.class_begins[OF_CHARACTERS]
            here |= wordings.class_groups[OF_CHARACTERS]
        elif token.capital:
            token.begins |= wordings.class_begins[OF_CAPITALS]
            here |= wordings.class_groups[OF_CAPITALS]
        elif _is_caseless(token):
            token.begins |= wordings.class_begins[OF_CASELESS]
            here |= wordings.class_groups[OF_CASELESS]
        if number + 1 < walk.count and not walk.token[number + 1].before & SPACE:
            token.begins |= wordings.class_begins[OF_GLUED]
            here |= wordings.class_groups[OF_GLUED]
        listed = _beginning(wordings, token.key) if _may_have(wordings.begin_words, token.key) else NULL
        if listed != NULL:
            token.begins |= listed.slots
            token.floating = listed.floating
            here |= listed.groups
        groups |= here & wordings.groups_within[min(max(number - starts, 0), <Py_ssize_t>(PLACES - 1))]
    while kinds:
        groups |= wordings.kind_groups[lowest_bit(kinds)]
        kinds &= kinds - 1
    return groups


cdef inline bint _is_caseless(const Token* token) noexcept nogil:
    """Tell whether a word is of a script with spaces and without capitals."""
    cdef uint16_t code = token.first
    if token.kind != LETTER:
        return False
    return (0x590 <= code < 0x1E00 or code >= 0x2E80) and not 0x10A0 <= code < 0x1100


# --- walks ------------------------------------------------------------------------------------------------------------


cdef inline uint32_t _before(const Walk* walk, Py_ssize_t place) noexcept nogil:
    """Return the kinds of separators before a place, which may be behind the last token."""
    return walk.token[place].before if place < walk.count else walk.behind


cdef int _walk(
    Wordings wordings, Walk* walk, int32_t root, Py_ssize_t start, uint64_t* ends, bint in_slot
) except -1 nogil:
    """Go from a root and a token as far as the trie goes. Slots are worked out on the way, by walks of their own."""
    cdef uint64_t outer = walk.number
    walk.walks += 1
    walk.number = walk.walks
    _visit(wordings, walk, root, 1, start, ends, in_slot)
    walk.number = outer
    return 0


cdef uint64_t _begun_groups(Wordings wordings, const Walk* walk, uint64_t groups, Py_ssize_t start) noexcept nogil:
    """Return those of some groups at any place that begin with a token."""
    cdef const Token* token = &walk.token[start]
    cdef uint64_t begun = groups & token.floating, rest = groups & ~begun
    while rest:
        if (token.before | NOTHING) & wordings.slots_wanted[lowest_bit(rest)]:
            if token.begins & wordings.nodes[FIRST_FLOATING + lowest_bit(rest)].slots:
                begun |= rest & -rest
        rest &= rest - 1
    return begun


cdef int _walk_groups(Wordings wordings, Walk* walk, int32_t first, uint64_t groups, Py_ssize_t start) except -1 nogil:
    """Go from the roots of some groups, of which the first is given, and a token."""
    cdef uint64_t ends = 0
    while groups:
        _walk(wordings, walk, first + lowest_bit(groups), start, &ends, False)
        groups &= groups - 1
    return 0


cdef int _visit(
    Wordings wordings, Walk* walk, int32_t node, uint64_t places, Py_ssize_t start, uint64_t* ends, bint in_slot
) except -1 nogil:
    """Go on from a node, reached at some places, counted from the start of the walk; add the ends of a slot."""
    cdef const Node* at = &wordings.nodes[node]
    cdef const Token* token
    cdef uint64_t needs = at.needs, words = 0, begun = 0, standing, rest
    cdef int need, place
    walk.steps += 1
    if at.shared:
        places = _not_seen(&walk.seen[at.shared], walk.number, places)
        if not places:
            return 0
    if at.accepts:
        _accept(wordings, walk, node, places, start, ends, in_slot)
    places = _within(walk, start, places, max(at.shortest, 1), at.longest)
    rest = places
    while rest:
        token = &walk.token[start + lowest_bit(rest)]
        if at.words >> (token.key >> WORD_SHIFT) & 1:
            words |= rest & -rest
        begun |= token.begins
        rest &= rest - 1
    if walk.in_flow and not walk.at_bound and not in_slot and places == 1:
        begun &= ~_names(wordings)
    if at.slots & begun:
        _follow_slots(wordings, walk, at, begun, places, start, ends, in_slot)
    if words and at.steps:
        _follow_steps(wordings, walk, at, words, start, ends, in_slot)
    while words and needs:
        need = lowest_bit(needs)
        needs &= needs - 1
        standing, rest = 0, words
        while rest:
            place = lowest_bit(rest)
            if _stands(&wordings.need[need], walk.token[start + place].before, place == 0):
                standing |= rest & -rest
            rest &= rest - 1
        if standing:
            _follow_words(wordings, walk, node, need, standing, start, ends, in_slot)
    return 0


cdef inline uint64_t _within(
    const Walk* walk, Py_ssize_t start, uint64_t places, uint8_t shortest, uint8_t longest
) noexcept nogil:
    """Return the places from which so many tokens at least, and at most, follow up to the end of the row."""
    cdef Py_ssize_t last = walk.count - start - shortest, first = walk.first_end - start - longest
    if last < 0:
        return 0
    if last < PLACES - 1:
        places &= (<uint64_t>2 << last) - 1
    if longest < UNBOUNDED and first > 0 and not walk.in_flow:
        places = places >> first << first if first < PLACES else 0
    return places


cdef inline uint64_t _not_seen(Seen* seen, uint64_t walk, uint64_t places) noexcept nogil:
    """Return the places at which a node has not been reached yet, and note that it has been now."""
    if seen.walk != walk:
        seen.walk, seen.places = walk, 0
    places &= ~seen.places
    seen.places |= places
    return places


cdef inline bint _stands(const Need* need, uint32_t before, bint at_start) noexcept nogil:
    """Tell whether what is between two tokens is as needed; what is before the first is not barred."""
    return before & need.wanted == need.wanted and (at_start or not before & need.barred)


cdef int _follow_steps(
    Wordings wordings, Walk* walk, const Node* node, uint64_t places, Py_ssize_t start, uint64_t* ends, bint in_slot
) except -1 nogil:
    """Go on with the few words that may follow."""
    cdef const Step* step = &wordings.steps[node.first_step]
    cdef uint64_t standing, rest
    cdef int number, place
    for number in range(node.steps):
        standing, rest = 0, places
        while rest:
            place = lowest_bit(rest)
            if walk.token[start + place].key == step.key:
                if _stands(&wordings.need[step.need], walk.token[start + place].before, place == 0):
                    standing |= rest & -rest
            rest &= rest - 1
        if standing:
            _visit(wordings, walk, step.node, standing << 1, start, ends, in_slot)
        step += 1
    return 0


cdef int _follow_words(
    Wordings wordings, Walk* walk, int32_t node, int need, uint64_t places, Py_ssize_t start, uint64_t* ends, bint in_slot
) except -1 nogil:
    """Go on with the words at some places; places with the same word go on together."""
    cdef uint64_t same, rest, here, key
    cdef int32_t child
    while places:
        same = places & -places
        key = walk.token[start + lowest_bit(places)].key
        rest = places ^ same
        while rest:
            here = rest & -rest
            rest ^= here
            if walk.token[start + lowest_bit(here)].key == key:
                same |= here
        places &= ~same
        walk.steps += 1
        child = _child(wordings, node, need, key)
        if child:
            _visit(wordings, walk, child, same << 1, start, ends, in_slot)
    return 0


cdef int _follow_slots(
    Wordings wordings, Walk* walk, const Node* node, uint64_t begun, uint64_t places, Py_ssize_t start, uint64_t* ends,
    bint in_slot,
) except -1 nogil:
    """Go on with the slots that begin at some places; ``begun`` are those that begin at any of them."""
    cdef const Following* following
    cdef uint64_t after, rest
    cdef Py_ssize_t number
    cdef int place
    for number in range(node.first_slot, node.first_slot + node.slot_count):
        following = &wordings.following[number]
        if not begun >> (following.slot & (SLOT_BITS - 1)) & 1:
            continue
        if following.slot == ANY and walk.in_flow and not in_slot:  # nothing but the end of a line bounds it
            continue
        after, rest = 0, _within(walk, start, places, following.shortest, following.longest)
        walk.steps += rest != 0
        while rest:
            place = lowest_bit(rest)
            rest &= rest - 1
            if _stands(&wordings.need[following.need], walk.token[start + place].before, place == 0):
                after |= _ends(wordings, walk, following.slot, start + place) << place
        if after:
            _visit(wordings, walk, following.node, after, start, ends, in_slot)
    return 0


cdef int _accept(
    Wordings wordings, Walk* walk, int32_t node, uint64_t places, Py_ssize_t start, uint64_t* ends, bint in_slot
) except -1 nogil:
    """Note the wordings that end at a node."""
    cdef const Node* at = &wordings.nodes[node]
    cdef const Accept* accept
    cdef int32_t number
    cdef uint64_t standing, rest
    cdef int place
    for number in range(at.first_accept, at.first_accept + at.accepts):
        accept = &wordings.accepts[number]
        standing, rest = 0, places
        while rest:
            place = lowest_bit(rest)
            if _may_accept(walk, accept, start + place, in_slot):
                if _stands(&wordings.need[accept.need], _before(walk, start + place), True):
                    standing |= rest & -rest
            rest &= rest - 1
        if not standing:
            continue
        if in_slot:
            ends[0] |= standing
        elif wordings.is_enabled[accept.rule]:
            reserve(&walk.buffers[FOUND], (walk.found + 1) * sizeof(Found))
            (<Found*>walk.buffers[FOUND].memory)[walk.found] = Found(
                accept.rule, <int32_t>start, <int32_t>(start + highest_bit(standing)), accept.is_exception
            )
            walk.found += 1
            walk.has_exception |= accept.is_exception
            walk.may_be_excepted |= wordings.has_exceptions[accept.rule]
    return 0


cdef inline bint _may_accept(const Walk* walk, const Accept* accept, Py_ssize_t place, bint in_slot) noexcept nogil:
    """Tell whether a wording may end before a place."""
    if walk.in_flow and not in_slot:
        return accept.to_the_end and may_begin(walk, place)
    return not accept.to_the_end or place >= walk.first_end


# --- wordings in the flow of a text, where no line ends ---------------------------------------------------------------


cdef inline uint64_t _names(Wordings wordings) noexcept nogil:
    """Return the slots that any word may begin: in the flow of a sentence, nothing tells where a name begins."""
    return (
        wordings.class_begins[OF_ANYTHING]
        | wordings.class_begins[OF_CAPITALS]
        | wordings.class_begins[OF_CASELESS]
        | wordings.class_begins[OF_CHARACTERS]
        | wordings.class_begins[OF_GLUED]
    )


cdef int read_flow(
    Wordings wordings, Walk* walk, const uint16_t* codes, const uint16_t* folded, Py_ssize_t size
) except -1 nogil:
    """Write the tokens of a stretch of text, all of them, for `behind_wording`; a newline follows it."""
    cdef Between between = Between(0, True, 0)
    reserve(&walk.buffers[TOKENS], size * sizeof(Token))
    walk.token, walk.count = <Token*>walk.buffers[TOKENS].memory, 0
    walk.codes = codes
    _read_tokens(walk, &between, codes, folded, 0, size, 0)
    walk.behind = between.kinds
    walk.row += 1
    walk.first_end = walk.count
    _reserve_known(walk)
    _reserve_seen(walk, wordings.shared + 1)
    _begin_slots(wordings, walk, 0)
    return 0


cdef Py_ssize_t behind_wording(
    Wordings wordings, Walk* walk, Py_ssize_t start, int least, Py_ssize_t fewest, bint at_bound, int32_t* rule
) except -1 nogil:
    """Return the token behind the longest wording that would be a line if one began at a token, 0 if there is none.

    It ends before a token that may begin another, and its rule, which is noted, has so much strength at least; one that is not
    sure to be debris has so many tokens at least. It may begin with a name where something ends before it.
    """
    cdef const Found* found
    cdef Py_ssize_t number, best = 0
    cdef int here
    walk.at_bound = at_bound
    _find_in_flow(wordings, walk, start)
    found = <const Found*>walk.buffers[FOUND].memory
    for number in range(walk.found):
        here = wordings.strength[found[number].rule]
        if found[number].is_exception or here < least or found[number].stop <= best:
            continue
        if here == SURE or found[number].stop - start >= fewest:
            best, rule[0] = found[number].stop, found[number].rule
    return best


cdef int _find_in_flow(Wordings wordings, Walk* walk, Py_ssize_t start) except -1 nogil:
    cdef uint64_t ends = 0
    cdef const Token* token = &walk.token[start]
    walk.found = walk.has_exception = walk.may_be_excepted = 0
    cdef uint64_t begun = token.begins if walk.at_bound else token.begins & ~_names(wordings)
    walk.in_flow = True
    if _may_have(wordings.first_words, token.key) or begun & wordings.nodes[0].slots:
        _walk(wordings, walk, 0, start, &ends, False)
    if walk.at_bound and token.capital:
        _walk_groups(wordings, walk, GROUP_ROOTS, _groups_ahead(wordings, walk, start), start)
    if walk.found and walk.may_be_excepted & EXCEPT_BEGINNING:
        _walk(wordings, walk, EXCEPT_ROOT, start, &ends, False)
    walk.in_flow = False
    return 0


cdef uint64_t _groups_ahead(Wordings wordings, const Walk* walk, Py_ssize_t start) noexcept nogil:
    """Return the groups whose anchors are among the next tokens."""
    cdef Py_ssize_t number, stop = min(start + TOKENS_AHEAD, walk.count)
    cdef uint64_t groups = 0
    cdef uint32_t kinds = 0
    cdef const Beginning* listed
    for number in range(start, stop):
        kinds |= walk.token[number].before if number > start else 0
        if _may_have(wordings.begin_words, walk.token[number].key):
            listed = _beginning(wordings, walk.token[number].key)
            if listed != NULL:
                groups |= listed.groups & wordings.groups_within[number - start]
    while kinds:
        groups |= wordings.kind_groups[lowest_bit(kinds)]
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


cdef bint is_small(const Token* token) noexcept nogil:
    """Tell whether a token begins with a small letter."""
    return token.kind == LETTER and not token.capital and not _is_caseless(token)


# --- slots ------------------------------------------------------------------------------------------------------------
# A set of ends is counted from where the slot begins: bit 2 is "two tokens".


cdef uint64_t _ends(Wordings wordings, Walk* walk, int slot, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """Return where a slot that begins at a token may end; worked out once."""
    cdef Known* known
    cdef uint64_t ends = 0
    if start >= walk.count or not walk.token[start].begins >> (slot & (SLOT_BITS - 1)) & 1:
        return 0
    known = &walk.known[start * SLOTS + slot]
    if known.row == walk.row:
        return known.ends
    if slot < NATIVE:
        ends = _native_ends(wordings, walk, slot, start)
        if slot in (N, NAME, FULL_NAME, SITE, DOMAIN):
            ends &= (<uint64_t>2 << (8 if slot == N else MOST_SITE_TOKENS)) - 1
    elif wordings.highest[slot] >= wordings.lowest[slot]:
        ends = _number_ends(wordings, slot, &walk.token[start])
    else:
        _walk(wordings, walk, slot + SLOT_ROOTS, start, &ends, True)
    known.ends, known.row = ends, walk.row
    return ends


cdef inline uint64_t _number_ends(Wordings wordings, int slot, const Token* token) noexcept nogil:
    if token.kind != FIGURE or not wordings.fewest_digits[slot] <= token.size <= wordings.most_digits[slot]:
        return 0
    return 2 if wordings.lowest[slot] <= <int32_t>token.value <= wordings.highest[slot] else 0


cdef uint64_t _native_ends(Wordings wordings, Walk* walk, int slot, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    if slot == ANY:
        return _any_ends(walk, start)
    if slot == N:
        return _n_ends(wordings, walk, start)
    if slot == NAME or slot == FULL_NAME:
        return _name_ends(wordings, walk, start, 1 if slot == NAME else 2)
    if slot == SITE:
        return _site_ends(wordings, walk, start)
    if slot == URL:
        return _url_ends(wordings, walk, start)
    if slot == DOMAIN:
        return _domain_ends(wordings, walk, start)
    if slot == EMAIL:
        return _email_ends(wordings, walk, start)
    return _tag_ends(walk, start, c"@" if slot == HANDLE else c"#")


cdef inline bint _follows(const Walk* walk, Py_ssize_t place, uint32_t allowed) noexcept nogil:
    """Tell whether there is a token at a place, with nothing before it but some kinds of separators."""
    return place < walk.count and not walk.token[place].before & ~allowed


cdef inline uint64_t _bit(Py_ssize_t length) noexcept nogil:
    return <uint64_t>1 << length if length < PLACES else 0


cdef uint64_t _any_ends(const Walk* walk, Py_ssize_t start) noexcept nogil:
    """One to six words of a sentence; a character of a script without spaces is half a word."""
    cdef uint64_t ends = 2
    cdef Py_ssize_t place = start + 1
    cdef int weight = 1 + (walk.token[start].kind != CHARACTER)
    while place < walk.count and not walk.token[place].before & (SENTENCE | CUT):
        weight += 1 + (walk.token[place].kind != CHARACTER)
        if weight > 2 * MOST_ANY:
            break
        place += 1
        ends |= _bit(place - start)
    return ends


cdef uint64_t _n_ends(Wordings wordings, Walk* walk, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """A number: its groups of thousands, its decimals, what makes it larger, and a plus."""
    cdef uint64_t ends = 2, rest
    cdef Py_ssize_t place = start + 1
    if walk.token[start].kind != FIGURE:
        return 0
    while walk.token[start].size <= 3 and place < walk.count and _is_thousands(&walk.token[place]):
        place += 1
        ends |= _bit(place - start)
    if place < walk.count and walk.token[place].kind == FIGURE and walk.token[place].size <= 2:
        if walk.token[place].before == STOP or walk.token[place].before == COMMA:
            ends |= _bit(place + 1 - start)
    rest = ends
    while rest:
        place = start + lowest_bit(rest)
        if _follows(walk, place, SPACE):
            ends |= _ends(wordings, walk, NUMBER_SUFFIX, place) << (place - start)
        rest &= rest - 1
    rest = ends
    while rest:
        place = start + lowest_bit(rest)
        if _follows(walk, place, 0) and walk.token[place].first == c"+":
            ends |= _bit(place + 1 - start)
        rest &= rest - 1
    return ends


cdef inline bint _is_thousands(const Token* token) noexcept nogil:
    return token.kind == FIGURE and token.size == 3 and (
        token.before == COMMA or token.before == STOP or token.before == SPACE or token.before == QUOTE
    )


cdef uint64_t _name_ends(
    Wordings wordings, Walk* walk, Py_ssize_t start, int fewest
) except? 0xFFFFFFFFFFFFFFFF nogil:
    """Capitalised words with particles between them; initials and titles may have a full stop."""
    cdef uint64_t ends = 0, titles
    cdef Py_ssize_t place = start, end
    cdef int words = 0
    if walk.token[start].kind == CHARACTER:
        return _character_name_ends(walk, start)
    if _is_caseless(&walk.token[start]):
        return _caseless_name_ends(walk, start)
    while words < MOST_NAME_WORDS:
        if words:
            place = _behind_particles(wordings, walk, place)
        end = _behind_name_word(wordings, walk, place) if _joins(wordings, walk, place, start) else 0
        if not end:
            break
        titles = _ends(wordings, walk, HONORIFIC, place)
        if titles and place + highest_bit(titles) == end:
            place = end
            continue
        place = end
        words += 1
        if words >= fewest:
            ends |= _bit(place - start)
    return ends


cdef bint _joins(Wordings wordings, Walk* walk, Py_ssize_t place, Py_ssize_t start) except? True nogil:
    """Tell whether a word may go on a name: there is a space before it, or an abbreviation's full stop."""
    cdef uint32_t before
    if place == start:
        return True
    if place >= walk.count:
        return False
    before = walk.token[place].before
    if before == SPACE:
        return True
    if before & ~<uint32_t>(STOP | SPACE | SENTENCE):
        return False
    return walk.token[place - 1].size == 1 or _ends(wordings, walk, HONORIFIC, place - 1) != 0


cdef Py_ssize_t _behind_particles(Wordings wordings, Walk* walk, Py_ssize_t place) except -1 nogil:
    """Return the place behind particles such as "van der", if a capital follows them."""
    cdef Py_ssize_t end = place
    cdef uint64_t found
    cdef int number
    for number in range(MOST_PARTICLES):
        if not _follows(walk, end, SPACE):
            break
        found = _ends(wordings, walk, PARTICLE, end)
        if not found:
            break
        end += highest_bit(found)
    return end if end < walk.count and walk.token[end].capital else place


cdef Py_ssize_t _behind_name_word(Wordings wordings, Walk* walk, Py_ssize_t place) except -1 nogil:
    """Return the place behind a capitalised word and what hyphens and apostrophes join to it, 0 if it is none."""
    if place >= walk.count or walk.token[place].kind != LETTER or not walk.token[place].capital:
        return 0
    if _ends(wordings, walk, NO_NAME, place):
        return 0
    place += 1
    while _follows(walk, place, QUOTE | DASH) and walk.token[place].before and walk.token[place].kind == LETTER:
        place += 1
    return place


cdef uint64_t _character_name_ends(const Walk* walk, Py_ssize_t start) noexcept nogil:
    """Two to six characters of a script without spaces."""
    cdef uint64_t ends = 0
    cdef Py_ssize_t place = start + 1
    while _follows(walk, place, 0) and walk.token[place].kind == CHARACTER and place - start < MOST_NAME_CHARACTERS:
        place += 1
        ends |= _bit(place - start)
    return ends


cdef uint64_t _caseless_name_ends(const Walk* walk, Py_ssize_t start) noexcept nogil:
    """One to three words of a script without capitals."""
    cdef uint64_t ends = 2
    cdef Py_ssize_t place = start + 1
    while place - start < MOST_CASELESS_WORDS and _follows(walk, place, SPACE) and _is_caseless(&walk.token[place]):
        place += 1
        ends |= _bit(place - start)
    return ends


cdef uint64_t _site_ends(Wordings wordings, Walk* walk, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """Capitalised words and numbers, with small words between them, or a domain."""
    cdef uint64_t ends = _ends(wordings, walk, DOMAIN, start)
    cdef Py_ssize_t place = start
    cdef const Token* token
    while place < walk.count and place - start < MOST_SITE_TOKENS:
        token = &walk.token[place]
        if place > start and token.before & ~<uint32_t>(SPACE | QUOTE | DASH) and token.before != STOP:
            break
        if token.capital or token.kind == FIGURE or token.kind == CHARACTER or _is_caseless(token):
            ends |= _bit(place + 1 - start)
        elif place == start or (token.before & SPACE and not _ends(wordings, walk, JOINER, place)):
            break
        place += 1
    return ends


cdef inline Py_ssize_t _behind_label(const Walk* walk, Py_ssize_t place) noexcept nogil:
    """Return the place behind a part of a domain, 0 if there is none."""
    if walk.token[place].kind == SYMBOL:
        return 0
    place += 1
    while _follows(walk, place, DASH) and walk.token[place].kind != SYMBOL:
        place += 1
    return place


cdef bint _is_in_capitals(const Walk* walk, const Token* token) noexcept nogil:
    cdef Py_ssize_t place
    for place in range(token.start, token.stop):
        if not CLASSES[walk.codes[place]] & UPPER:
            return False
    return True


cdef uint64_t _domain_ends(Wordings wordings, Walk* walk, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """Parts with points between them, the last of which is known."""
    cdef uint64_t ends = 0
    cdef Py_ssize_t place = _behind_label(walk, start), label
    while place and place < walk.count and walk.token[place].before == STOP:
        label = place
        place = _behind_label(walk, place)
        if place == label + 1 and (not walk.token[label].capital or _is_in_capitals(walk, &walk.token[label])):
            if _ends(wordings, walk, TLD, label):
                ends |= _bit(place - start)
    return ends


cdef uint64_t _url_ends(Wordings wordings, Walk* walk, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """An address up to the next space: with its scheme, www, or a domain."""
    cdef uint64_t domains, rest
    cdef Py_ssize_t place = start + 1
    if _is_word(&walk.token[start], HTTP) or _is_word(&walk.token[start], HTTPS):
        if not (_follows(walk, place, COLON | SLASH) and walk.token[place].before & COLON):
            return 0
    elif _is_word(&walk.token[start], WWW):
        if not (_follows(walk, place, STOP) and walk.token[place].before):
            return 0
    else:
        domains = rest = _ends(wordings, walk, DOMAIN, start)
        place = 0
        while rest:
            if _follows(walk, start + lowest_bit(rest), SLASH):
                place = start + lowest_bit(rest)
            rest &= rest - 1
        if not place:
            return domains
    while _follows(walk, place, ~<uint32_t>SPACE) and place - start < MOST_URL_TOKENS:
        place += 1
    return _bit(place - start)


cdef uint64_t HTTP = token_key("http"), HTTPS = token_key("https"), WWW = token_key("www")


cdef inline bint _is_word(const Token* token, uint64_t key) noexcept nogil:
    return token.key == key


cdef uint64_t _email_ends(Wordings wordings, Walk* walk, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """What stands before an at sign without spaces, and a domain."""
    cdef Py_ssize_t place = start
    while walk.token[place].first != c"@":
        if walk.token[place].kind == SYMBOL and walk.token[place].first not in (c"+", c"&"):
            return 0
        place += 1
        if not _follows(walk, place, STOP | DASH | OTHER | QUOTE) or place - start > MOST_TAG_TOKENS:
            return 0
    if place == start or not _follows(walk, place + 1, 0):
        return 0
    return _ends(wordings, walk, DOMAIN, place + 1) << (place + 1 - start)


cdef uint64_t _tag_ends(const Walk* walk, Py_ssize_t start, uint16_t mark) noexcept nogil:
    """A sign and what is joined to it."""
    cdef Py_ssize_t place = start + 2
    if walk.token[start].first != mark or not _follows(walk, start + 1, OTHER):
        return 0
    while _follows(walk, place, OTHER | STOP | DASH) and walk.token[place].kind != SYMBOL:
        if place - start >= MOST_TAG_TOKENS:
            break
        place += 1
    return _bit(place - start)
