# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The points of a scorecard, compiled: 3 ms a megabyte of page dumps instead of 13."""

from libc.stdint cimport int16_t, int32_t, int64_t
from libc.string cimport memcpy

import numpy as np

cdef enum:
    BLOCK = 128  # rows that are scored together: their columns fit the cache, and loops over them become vectors
    BITS = 8  # of an answer, at most: `cleaner.kernels.scoring.MOST_BITS`
    NEVER = 0x7FFF  # what no value is above


ctypedef const int16_t* Column


cdef extern from *:
    # C, since gcc turns these into vectors only where it knows the arrays to be apart, and does not mix them with the
    # loops around them. All questions of a tree in one pass take 3 ms a megabyte, one by one 5; in two forms, for
    # processors with and without longer vectors, half a millisecond less.
    """
    #if defined(__GNUC__) && !defined(__clang__) && defined(__GLIBC__) && defined(__x86_64__)
    #define APART __attribute__((noinline, target_clones("avx2", "default")))
    #elif defined(__GNUC__)
    #define APART __attribute__((noinline))
    #else
    #define APART
    #endif
    #define ABOVE(bit) ((columns[bit][row] > thresholds[bit]) << bit)

    APART static void ask(const short **given, const short *limits, short *CYTHON_RESTRICT answer, int rows) {
        const short *columns[8];
        short thresholds[8];
        for (int bit = 0; bit < 8; bit++)
            columns[bit] = given[bit], thresholds[bit] = limits[bit];
        for (int row = 0; row < rows; row++)
            answer[row] = ABOVE(0) + ABOVE(1) + ABOVE(2) + ABOVE(3) + ABOVE(4) + ABOVE(5) + ABOVE(6) + ABOVE(7);
    }

    APART static void add(const int *points, const short *CYTHON_RESTRICT answer, int *CYTHON_RESTRICT total, int rows) {
        for (int row = 0; row < rows; row++)
            total[row] += points[answer[row]];
    }
    """
    void ask(Column* columns, const int16_t* thresholds, int16_t* answer, int rows) noexcept nogil
    void add(const int32_t* points, const int16_t* answer, int32_t* total, int rows) noexcept nogil


cdef struct Trees:
    Py_ssize_t count
    Py_ssize_t bits
    const int64_t* asked
    const int16_t* thresholds
    const int32_t* points
    const int64_t* first


def score_rows(
    const int16_t[:, ::1] table,
    const int64_t[:, ::1] asked,
    const int16_t[:, ::1] thresholds,
    const int32_t[::1] points,
    const int64_t[::1] first,
):
    """See `cleaner.kernels.scoring.score_rows`."""
    cdef Py_ssize_t rows = table.shape[1], part, start, size, column
    cdef Trees trees = Trees(first.shape[0], asked.shape[0], &asked[0, 0], &thresholds[0, 0], &points[0], &first[0])
    total = np.zeros(rows + BLOCK, np.int32)
    block = np.zeros((table.shape[0], BLOCK), np.int16)
    cdef int32_t[::1] total_view = total
    cdef int16_t[:, ::1] columns = block
    with nogil:
        for part in range((rows + BLOCK - 1) // BLOCK):
            start = part * BLOCK
            size = min(<Py_ssize_t>BLOCK, rows - start)
            for column in range(table.shape[0]):
                memcpy(&columns[column, 0], &table[column, start], size * sizeof(int16_t))
            _score(&columns[0, 0], trees, &total_view[start])
    return total[:rows]


cdef void _score(const int16_t* columns, Trees trees, int32_t* total) noexcept nogil:
    """Add up the points of the rows of a block."""
    cdef int16_t[BLOCK] answer
    cdef Column[BITS] given
    cdef int16_t[BITS] limits
    cdef Py_ssize_t tree, bit, asked
    for bit in range(trees.bits, BITS):
        given[bit], limits[bit] = columns, NEVER
    for tree in range(trees.count):
        for bit in range(trees.bits):
            asked = bit * trees.count + tree
            given[bit], limits[bit] = columns + trees.asked[asked] * BLOCK, trees.thresholds[asked]
        ask(given, limits, answer, BLOCK)
        add(trees.points + trees.first[tree], answer, total, BLOCK)


def account_rows(
    values,
    const int64_t[:, ::1] asked,
    const int16_t[:, ::1] thresholds,
    const int64_t[::1] first,
    const int32_t[:, ::1] changes,
):
    """See `cleaner.kernels.scoring.account_rows`."""
    cdef const int16_t[:, ::1] by_row = np.ascontiguousarray(values.T)
    totals = np.zeros((values.shape[1], values.shape[0]), np.int32)
    cdef int32_t[:, ::1] view = totals
    cdef Py_ssize_t row, tree, bit
    cdef int64_t entry
    with nogil:
        for row in range(by_row.shape[0]):
            for tree in range(first.shape[0]):
                entry = first[tree]
                for bit in range(asked.shape[0]):
                    entry += (by_row[row, asked[bit, tree]] > thresholds[bit, tree]) << bit
                for bit in range(asked.shape[0]):
                    view[row, asked[bit, tree]] += changes[entry, bit]
    return np.ascontiguousarray(totals.T)
