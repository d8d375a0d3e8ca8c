"""Which rules match which rows of a text."""

from libc.stdint cimport int32_t, uint8_t, uint64_t

from cleaner.lines.memory cimport Buffer
from cleaner.lines.reading cimport Block
from cleaner.lines.table cimport Table
from cleaner.rules.wordings cimport Walk, Wordings

cdef struct Facts:  # of a rule
    int32_t longest  # characters of a row that its pattern is asked of
    bint bound  # to a language
    bint heads_debris  # is a part of a line that is surely debris, for all that this part says

cdef struct Keyword:  # calls for a pattern
    const uint8_t* text
    int32_t size
    int32_t rule
    int32_t next  # with the same first byte, 0 for none

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
    cdef int32_t[0x100] first_keyword  # of each byte
    cdef uint64_t[1024] first_windows  # sets of the three bytes that long keywords begin with
    cdef uint64_t[1024] second_windows  # and of those behind the first
    cdef int short_count
    cdef uint8_t[0x100] short_firsts  # first bytes of short keywords

    cdef int match(self, const Block* block, Table table, Matching* matching) except -1 nogil
    cdef int answer(self, Table table, Matching* matching) except -1
    cdef void* _zeros(self, Py_ssize_t size)
    cdef int _add_keywords(self, list keywords) except -1
    cdef int _call(self, const Block* block, Py_ssize_t rows, Matching* matching) except -1 nogil
    cdef int _call_at(
        self, const Block* block, Py_ssize_t* row, Py_ssize_t place, Py_ssize_t rows, Matching* matching
    ) except -1 nogil
    cdef bint _matches(self, int32_t number, str line) except -1

cdef void free_matching(Matching* matching) noexcept nogil
