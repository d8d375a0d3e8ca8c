"""Wordings in rows, all at once."""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t

from cleaner.lines.bits cimport highest_bit, lowest_bit
from cleaner.lines.memory cimport Buffer
from cleaner.lines.reading cimport Block, Row
from cleaner.lines.table cimport Table
from cleaner.rules.tokens cimport Token, is_small

cdef enum:
    SLOTS = 128
    SLOT_BITS = 64  # slots of one number modulo this share a bit
    GROUPS = 64
    FLOATING_GROUPS = 16
    PLACES = 64  # from the start of a walk
    SORTS = 8

cdef enum:  # slots that are read by code, and those that they ask
    ANY, N, NAME, FULL_NAME, SITE, URL, DOMAIN, EMAIL, HANDLE, HASHTAG, NATIVE
    NUMBER_SUFFIX = NATIVE
    PARTICLE, HONORIFIC, NO_NAME, JOINER, TLD

cdef struct Step:  # a word that follows a node
    uint64_t key
    int32_t node  # that it leads to
    uint8_t need
    uint16_t next  # words that follow there, as bits

cdef struct Edge:  # the same of a node that many words follow; the key is of node, need and word
    uint64_t key
    int32_t node
    uint16_t next

cdef struct Node:  # of the size of a line of the processor's cache
    uint64_t slots  # that may follow, as bits
    uint64_t needs  # of the words that may follow, where these are many
    uint64_t words  # that may follow: a bit for each value of the top bits of their keys
    int32_t first_accept
    int32_t first_slot  # among those that follow nodes
    int32_t first_step
    int32_t shared  # its number among those that are reached by several ways, 0 for others
    uint16_t accepts  # how many there are
    uint16_t slot_count
    uint16_t steps  # words that may follow, where these are few
    uint8_t shortest  # tokens that follow at least, and at most up to the end of the line
    uint8_t longest
    Step step  # if there is only one

cdef struct Following:  # a slot that follows a node
    int32_t node  # that it leads to
    uint8_t slot
    uint8_t need
    uint8_t shortest  # tokens from the slot on
    uint8_t longest

cdef struct Accept:  # a wording that ends at a node
    int32_t rule
    uint16_t need  # what has to stand behind it
    uint8_t to_the_end
    uint8_t is_exception

cdef struct Beginning:  # a word that something may begin with
    uint64_t key
    uint64_t slots
    uint64_t groups  # of which it is an anchor
    uint16_t floating  # groups whose wordings may begin with it at any place

cdef struct Need:  # kinds of separators between tokens
    uint32_t wanted
    uint32_t barred

cdef struct Number:  # a slot that is a number, if the lowest is not above the highest
    int32_t lowest
    int32_t highest
    int32_t fewest_digits
    int32_t most_digits

cdef struct Trie:  # all wordings: see `cleaner.rules.tries`
    const Node* nodes
    const Step* steps
    const Accept* accepts
    const Following* following
    const Edge* edges  # a hash table
    int edge_shift
    const Beginning* beginnings  # a hash table
    int beginning_shift
    uint64_t[8192] has_edge  # sets of keys: a bit for each value of their top bits
    uint64_t[1024] has_beginning
    uint64_t[1024] begins_line
    uint64_t[SORTS] sort_slots  # that tokens of each sort may begin
    uint64_t[SORTS] sort_groups  # of which they are anchors
    uint64_t[32] kind_groups  # of which kinds of separators are anchors
    uint64_t[PLACES] groups_within  # by place: the groups whose anchors may be so far from the beginning
    uint32_t[FLOATING_GROUPS] slots_wanted  # of each group at any place: one of these stands before slots it begins with
    uint64_t names  # slots that any word may begin
    Need[64] need
    Number[SLOTS] numbers
    const uint8_t* is_enabled  # of rules
    const uint8_t* has_exceptions  # of rules: at the beginning, or anywhere, as two bits
    uint8_t* strength  # of rules: 0 protects, 3 is sure
    Py_ssize_t shared  # nodes

cdef struct Seen:  # the places at which a shared node has been reached in a walk
    uint64_t places
    uint64_t walk

cdef struct Known:  # the slots that have been asked at a token, and where each ends
    uint64_t[2] asked  # a bit for each of `SLOTS`
    uint64_t[SLOTS] ends

cdef struct Found:  # a wording in a row
    int32_t rule
    int32_t start  # first token
    int32_t stop  # behind the last
    bint is_exception

cdef struct Way:  # a walk from a root and a token
    uint64_t number
    Py_ssize_t start
    uint64_t ends  # of the slot that it is for
    bint in_slot
    bint in_flow  # of a text in which no lines end

cdef struct Walk  # a row, and what has been found in it

ctypedef uint64_t (*Ends)(Walk* walk, int slot, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil

cdef struct Walk:
    const Trie* trie
    Ends ends  # tells where a slot that begins at a token may end
    const uint16_t* codes  # its characters
    Token* token
    Py_ssize_t count
    uint32_t behind
    Py_ssize_t first_end  # only decoration follows
    uint64_t begins  # what any of its tokens may
    bint at_bound  # behind a sentence, for one: there, a name begins where the walk does
    Way way
    uint64_t ways  # so far
    Seen* seen
    Py_ssize_t known  # tokens whose slots have been asked
    Py_ssize_t found
    bint has_exception
    uint8_t may_be_excepted  # by wordings at the beginning, or anywhere: two bits
    uint64_t steps
    Buffer[4] buffers

cdef class Wordings:
    cdef list memory
    cdef Trie trie

    cdef int match(self, const Block* block, Table table, Walk* walk) except -1 nogil
    cdef int _read_sorts(self, compiled) except -1
    cdef int _find_wanted(self) except -1
    cdef const void* _kept(self, part) except NULL
    cdef const void* _aligned(self, part) except NULL
    cdef const void* _hashed(self, const uint8_t[::1] part, size_t size, int* shift) except NULL
    cdef void* _zeros(self, Py_ssize_t size) except NULL

cdef void free_walk(Walk* walk) noexcept nogil
cdef int read_flow(
    Wordings wordings, Walk* walk, const uint16_t* codes, const uint16_t* folded, Py_ssize_t size
) except -1 nogil
cdef Py_ssize_t behind_wording(
    Wordings wordings, Walk* walk, Py_ssize_t start, int least, Py_ssize_t fewest, bint at_bound, int32_t* rule
) except -1 nogil
cdef Py_ssize_t line_place(const Walk* walk, Py_ssize_t number) noexcept nogil
cdef bint may_begin(const Walk* walk, Py_ssize_t place) noexcept nogil


cdef inline void add_to(uint64_t* numbers, uint64_t number) noexcept nogil:
    """Add a number to a set of a bit for each."""
    numbers[number >> 6] |= <uint64_t>1 << (number & 63)


cdef inline bint is_in(const uint64_t* numbers, uint64_t number) noexcept nogil:
    """Tell whether a number is in such a set."""
    return numbers[number >> 6] >> (number & 63) & 1
