"""Wordings in rows, all at once."""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t

from cleaner.lines.memory cimport Buffer
from cleaner.lines.reading cimport Block, Row
from cleaner.lines.table cimport Table

cdef enum:
    SLOTS = 128
    SLOT_BITS = 64  # slots of one number modulo this share a bit

cdef struct Token:
    uint64_t key
    uint64_t begins  # the slots that may begin with it, as bits
    int32_t start  # in the characters of the row's text
    int32_t stop
    uint32_t value  # of a number
    uint32_t before  # kinds of separators, as bits
    uint16_t first  # its first character, folded
    uint16_t size  # folded characters
    uint16_t floating  # the groups at any place that begin with it
    uint8_t kind
    bint capital

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
    uint64_t[2] unused

cdef struct Step:  # a word that follows a node
    uint64_t key
    int32_t node  # that it leads to
    uint8_t need

cdef struct Beginning:  # a word that something may begin with
    uint64_t key
    uint64_t slots
    uint64_t groups  # of which it is an anchor
    uint16_t floating  # groups whose wordings may begin with it at any place

cdef struct Following:  # a slot that follows a node
    int32_t node  # that it leads to
    uint8_t slot
    uint8_t need
    uint8_t shortest  # tokens from the slot on
    uint8_t longest

cdef struct Seen:  # the places at which a shared node has been reached in a walk
    uint64_t places
    uint64_t walk

cdef struct Accept:  # a wording that ends at a node
    int32_t rule
    uint16_t need  # what has to stand behind it
    uint8_t to_the_end
    uint8_t is_exception

cdef struct Need:  # kinds of separators between tokens
    uint32_t wanted
    uint32_t barred

cdef struct Found:  # a wording in a row
    int32_t rule
    int32_t start  # first token
    int32_t stop  # behind the last
    bint is_exception

cdef struct Known:  # where a slot that begins at a token ends
    uint64_t ends
    uint64_t row

cdef struct Walk:  # a row, and what has been found in it
    const uint16_t* codes  # its characters
    Token* token
    Py_ssize_t count
    uint32_t behind
    Py_ssize_t first_end  # only decoration follows
    bint in_flow  # of a text in which no lines end
    bint at_bound  # behind a sentence, for one: there, a name begins where the walk does
    Known* known
    uint64_t row
    uint64_t number  # of the walk that goes on
    uint64_t walks  # so far
    Seen* seen
    Py_ssize_t found
    bint has_exception
    uint8_t may_be_excepted  # by wordings at the beginning, or anywhere: two bits
    uint64_t steps
    uint16_t[1024] word  # room for a token's characters
    Buffer[4] buffers

cdef class Wordings:
    cdef list memory
    cdef const Step* steps
    cdef const uint64_t* edges
    cdef const int32_t* ends  # of edges
    cdef const Node* nodes
    cdef const Accept* accepts
    cdef const Following* following
    cdef Py_ssize_t shared  # nodes
    cdef Need[64] need
    cdef uint8_t* tags
    cdef int32_t* places
    cdef uint64_t place_mask
    cdef const Beginning* beginnings
    cdef uint8_t* begin_tags
    cdef int32_t* begin_places
    cdef uint64_t begin_mask
    cdef uint64_t[1024] begin_words  # a bit for the top bits of the keys of those
    cdef uint64_t[1024] first_words  # the same of words that lines may begin with
    cdef uint64_t[8] class_begins
    cdef uint64_t[8] class_groups
    cdef uint64_t[32] kind_groups
    cdef uint64_t[64] groups_within  # by place: the groups whose anchors may be so far from the beginning
    cdef uint32_t[16] slots_wanted  # of each group at any place: one of these stands before slots that it begins with
    cdef int32_t[SLOTS] lowest
    cdef int32_t[SLOTS] highest
    cdef uint8_t[SLOTS] fewest_digits
    cdef uint8_t[SLOTS] most_digits
    cdef uint8_t* is_enabled
    cdef uint8_t* has_exceptions  # of rules, as those bits
    cdef uint8_t* strength  # of rules: 0 protects, 3 is sure

    cdef int match(self, const Block* block, Table table, Walk* walk) except -1 nogil
    cdef int _find_inner(self, const Block* block, const Row* row, Table table, Walk* walk) except -1 nogil
    cdef Py_ssize_t _behind_wordings(self, Walk* walk, Py_ssize_t start, Py_ssize_t shortest) except -1 nogil
    cdef int _match_row(self, const uint16_t* codes, const uint16_t* folded, const Row* row, Walk* walk) except -1 nogil
    cdef const void* _kept(self, part) except NULL
    cdef const void* _aligned(self, part) except NULL
    cdef void* _zeros(self, Py_ssize_t size) except NULL

cdef void free_walk(Walk* walk) noexcept nogil
cdef int read_flow(
    Wordings wordings, Walk* walk, const uint16_t* codes, const uint16_t* folded, Py_ssize_t size
) except -1 nogil
cdef Py_ssize_t behind_wording(
    Wordings wordings, Walk* walk, Py_ssize_t start, int least, Py_ssize_t fewest, bint at_bound, int32_t* rule
) except -1 nogil
cdef Py_ssize_t line_place(const Walk* walk, Py_ssize_t number) noexcept nogil
cdef bint is_small(const Token* token) noexcept nogil
cdef bint may_begin(const Walk* walk, Py_ssize_t place) noexcept nogil
