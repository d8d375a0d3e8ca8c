"""Which rules match which rows of a text."""

from libc.stdint cimport int32_t, uint8_t

from cleaner.lines.memory cimport Buffer
from cleaner.lines.reading cimport Block, Row
from cleaner.lines.table cimport Table
from cleaner.rules.wordings cimport Walk, Wordings

cdef struct Facts:  # of a rule
    int32_t longest  # characters of a row that its pattern is asked of
    bint bound  # to a language
    bint heads_debris  # is a part of a line that is surely debris, for all that this part says

cdef struct Keyword:  # calls for a pattern
    int32_t next  # with the same first two bytes
    int32_t rule
    int32_t text  # place among all of them
    int32_t size

cdef struct Asked:  # a pattern that is to be asked of a row
    int32_t rule
    int32_t row

cdef struct Matching:  # what matching a text needs, and what patterns are to be asked at its end
    Py_ssize_t count
    Buffer asked
    Walk walk

cdef class Matcher:
    cdef Wordings wordings
    cdef list memory  # what is pointed to
    cdef list rules
    cdef dict finders
    cdef Facts* facts
    cdef Keyword* keywords
    cdef Py_ssize_t keyword_count
    cdef uint8_t* keyword_text
    cdef int32_t long_row  # characters: of longer rows, only patterns are asked whose keywords begin with one of few
    cdef int long_firsts
    cdef uint8_t[4] long_first
    cdef int single_count
    cdef uint8_t[0x100] singles  # keywords of a single byte
    cdef uint8_t[0x2000] continues_keyword  # a bit for each pair behind the first byte of longer ones
    cdef uint8_t[0x2000] begins_keyword  # a bit for each pair of bytes
    cdef int32_t* first_keyword  # of each pair of bytes; 0 for none

    cdef int match(self, const Block* block, Table table, Matching* matching) except -1 nogil
    cdef int answer(self, Table table, Matching* matching) except -1
    cdef void* _zeros(self, Py_ssize_t size)
    cdef int _add_keywords(self, list keywords) except -1
    cdef int _add_pairs(self, bytes word) except -1
    cdef int _find_long_rows(self, list keywords) except -1
    cdef int _call_at(
        self, const uint8_t* folded, int32_t place, const Row* row, int32_t number, Matching* matching
    ) except -1 nogil
    cdef int _call_of(
        self, int count, const uint8_t* firsts, const uint8_t* folded, const Row* row, int32_t number, Matching* matching
    ) except -1 nogil
    cdef int _call(self, const uint8_t* folded, const Row* row, int32_t number, Matching* matching) except -1 nogil
    cdef bint _matches(self, int32_t number, str line) except -1

cdef void free_matching(Matching* matching) noexcept nogil
