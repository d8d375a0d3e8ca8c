"""Which rules match which rows of a text."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint64_t

from cleaner.lines.memory cimport Buffer
from cleaner.lines.reading cimport Block, Row
from cleaner.rules.search cimport Needles
from cleaner.lines.table cimport Table
from cleaner.rules.wordings cimport Walk, Wordings

cdef enum:
    ASCII = 128
    ANYTHING = 129  # stands for a first or last character that is not known
    EDGE_CHARACTERS = 130

cdef struct Use:  # what a needle is for
    int32_t rule
    int32_t role

cdef struct Pattern:  # what is known of the matches of a rule's pattern
    int32_t longest  # characters of ink
    bint digit
    bint case
    bint wants_second  # keyword
    bint bound  # to a language, as all of the rule
    bint heads_debris  # begins a line that is surely debris, for all that the beginning says
    uint8_t[EDGE_CHARACTERS] begins
    uint8_t[EDGE_CHARACTERS] ends
    const uint8_t* classes  # of its automaton
    const uint8_t* states
    int32_t width

cdef struct Asked:  # a pattern that is to be asked of a row
    int32_t rule
    int32_t row
    int64_t start  # of the folded row among all that are asked; of the row as it is, in units of the text
    int64_t stop

cdef struct Matching:  # what matching a text needs, and what patterns are to be asked at its end
    Py_ssize_t asked
    Py_ssize_t asked_bytes
    Buffer[8] buffers
    Walk walk

cdef class Matcher:
    cdef Needles needles
    cdef Wordings wordings
    cdef list memory  # what is pointed to
    cdef list rules
    cdef dict finders
    cdef int32_t* first_use  # of each needle
    cdef Use* uses
    cdef Pattern* patterns

    cdef int match(self, const Block* block, Table table, Matching* matching) except -1 nogil
    cdef int answer(self, Table table, Matching* matching) except -1
    cdef void* _zeros(self, Py_ssize_t size)
    cdef int _add_uses(self, list needle_uses, set disabled) except -1
    cdef int _add_patterns(self, pack) except -1

cdef void free_matching(Matching* matching) noexcept nogil
