"""The scorecard: small tables of points that judge a line by its columns."""

from libc.stdint cimport int16_t, int32_t

from cleaner.judge.rounds cimport Look
from cleaner.judge.surroundings cimport Surroundings

cdef enum:
    MOST_BITS = 8  # questions of a tree, at most


cdef struct Tree:
    int32_t asked  # questions whose answers differ by row; those that have one for all rows stand behind them
    int32_t bits  # all questions
    int32_t first  # of its points
    int32_t[MOST_BITS] columns  # places of expressions
    int16_t[MOST_BITS] thresholds


cdef class Scorecard:
    cdef readonly Surroundings surroundings
    cdef Tree* trees
    cdef readonly int32_t count
    cdef int32_t* points

    cdef int _plant(self, int number, list asked, points, int first) except -1
    cdef Py_ssize_t room(self, int32_t rows) noexcept nogil
    cdef void score(self, Look* look, int16_t* room) noexcept nogil
    cdef void weigh_columns(self, const int16_t* block, int32_t row, int32_t* weights) noexcept nogil
