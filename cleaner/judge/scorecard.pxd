"""The scorecard: small tables of points that judge a line by its columns, and the expressions that name these."""

from libc.stdint cimport int8_t, int16_t, int32_t, uint8_t

from cleaner.judge.context cimport Document
from cleaner.judge.lookup cimport Tree


cdef enum:
    BLOCK = 128  # rows that are worked out together: all their columns fit the processor's cache
    ENDLESS = 1 << 30  # as far as a window reaches to the document's end


cdef enum Kind:
    OWN, NEIGHBOUR, WINDOW, SHARE, SINCE, UNTIL


cdef struct Expression:
    Kind kind
    int32_t column
    int32_t first  # of a window, counted from the row itself; how many rows on the neighbour is; which of the distances
    int32_t last


cdef class Surroundings:
    """Some expressions, read once."""

    cdef readonly tuple names
    cdef Expression* expressions
    cdef readonly int32_t count
    cdef readonly int32_t distances  # how many of them are such
    cdef readonly int32_t near  # how far the neighbours are that they ask for
    cdef readonly int32_t margin  # rows beyond the document's bounds that they look at
    cdef uint8_t* is_constant  # which have one value for all rows of a document

    cdef void mark_asked(self, uint8_t* uses) noexcept nogil
    cdef void fill(self, const Document* document, const int16_t* distances, int32_t start, int16_t* table) noexcept nogil
    cdef void measure_distances(self, const Document* document, int16_t* distances) noexcept nogil
    cdef int32_t value_at(self, const Document* document, int32_t expression, int32_t row, const int16_t* distances) noexcept nogil


cdef Py_ssize_t whole_blocks(int32_t rows) noexcept nogil


cdef class Trees:
    cdef readonly Surroundings surroundings
    cdef Tree* trees
    cdef readonly int32_t count
    cdef int32_t together  # the first so many are looked up together
    cdef int32_t* points
    cdef int8_t* small_points  # the same, where they fit; so many are looked up at once that there is room behind them

    cdef int _add_tree(self, int number, list asked, points, int first) except -1
    cdef Py_ssize_t scratch_size(self, int32_t rows) noexcept nogil
    cdef void _know_constants(self, const int16_t* block, int32_t* known) noexcept nogil
    cdef void score(self, Document* document, int16_t* scratch) noexcept nogil
    cdef void weigh_columns(self, const int16_t* block, int32_t row, int32_t* weights) noexcept nogil
