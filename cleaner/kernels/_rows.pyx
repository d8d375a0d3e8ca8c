# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Rows of a folded text, compiled: see `cleaner.kernels.rows`."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libc.string cimport memcpy, memset

import os

import numpy as np

from cleaner.kernels._hashing cimport Secret, hashed, hashed_with, mixed

from cleaner.folding import DECORATION
from cleaner.kernels.rows import MARKS
from cleaner.kernels.shapes import Comparable, Searched
from cleaner.keywords import CUT, EDGE, LONG_LINE, SEARCHED_HEAD, SEARCHED_TAIL

cdef uint8_t[256] IS_DECORATION, IS_MARK
for _byte in range(256):
    IS_DECORATION[_byte] = _byte in DECORATION.encode()
    IS_MARK[_byte] = _byte in MARKS

cdef uint8_t EDGE_BYTE = ord(EDGE), CUT_BYTE = CUT[0]
# Of this process alone, so that nobody can make up lines that count as one, or that all fall into one slot of a table.
cdef Secret SECRET = Secret(int.from_bytes(os.urandom(8)), int.from_bytes(os.urandom(8)))
cdef Py_ssize_t LONG = LONG_LINE, HEAD = SEARCHED_HEAD, TAIL = SEARCHED_TAIL


def row_keys(const uint8_t[::1] text, const int64_t[::1] starts, const int64_t[::1] stops, Py_ssize_t opening):
    """See `cleaner.kernels.rows.row_keys`."""
    keys = np.empty((2, starts.shape[0]), np.int64)
    cdef int64_t[:, ::1] view = keys
    cdef Py_ssize_t row, size
    with nogil:
        for row in range(starts.shape[0]):
            size = stops[row] - starts[row]
            view[0, row] = <int64_t>hashed_with(SECRET, &text[starts[row]], size)
            view[1, row] = <int64_t>hashed(&text[starts[row]], min(size, opening))
    return keys[0], keys[1]


def count_copies(const int64_t[::1] keys, const int64_t[::1] first):
    """See `cleaner.kernels.rows.count_copies`."""
    cdef Py_ssize_t document, rows = keys.shape[0]
    found = np.zeros((2, rows), np.int32)
    cdef int32_t[:, ::1] view = found
    slots = np.zeros(_slots(rows), np.int32)
    cdef int32_t[::1] slots_view = slots
    if rows:
        for document in range(first.shape[0] - 1):
            _count(&keys[0], first[document], first[document + 1], &slots_view[0], &view[0, 0], &view[1, 0])
    return found[0], found[1]


cdef Py_ssize_t _slots(Py_ssize_t rows) noexcept nogil:
    """Return the size of a hash table for so many rows, a power of two."""
    cdef Py_ssize_t size = 4
    while size < 2 * rows:
        size *= 2
    return size


cdef void _count(
    const int64_t* keys, Py_ssize_t first, Py_ssize_t last, int32_t* slots, int32_t* copies, int32_t* before
) noexcept nogil:
    """Count the copies in a document; a slot holds the first row with a key, counted from 1 within it."""
    cdef Py_ssize_t row, one, size = _slots(last - first)
    cdef uint64_t slot
    memset(slots, 0, size * sizeof(int32_t))
    for row in range(first, last):
        slot = mixed(<uint64_t>keys[row]) & <uint64_t>(size - 1)
        while slots[slot] and keys[first + slots[slot] - 1] != keys[row]:
            slot = (slot + 1) & <uint64_t>(size - 1)
        if not slots[slot]:
            slots[slot] = <int32_t>(row - first) + 1
        one = first + slots[slot] - 1
        before[row] = copies[one]
        copies[one] += 1
        if one != row:
            copies[row] = -<int32_t>(row - one)  # until all are counted
    for row in range(first, last):
        if copies[row] < 0:
            copies[row] = copies[row + copies[row]]


def comparable_rows(const uint8_t[::1] text, const int64_t[::1] starts, const int64_t[::1] stops):
    """See `cleaner.kernels.rows.comparable_rows`."""
    zeroed = bytearray(text)
    bare = np.empty((2, starts.shape[0]), np.int64)
    cdef uint8_t[::1] bytes_view = zeroed
    cdef int64_t[:, ::1] view = bare
    cdef Py_ssize_t row, place
    with nogil:
        for place in range(text.shape[0]):
            bytes_view[place] = c"0" if c"1" <= text[place] <= c"9" else text[place]
        for row in range(starts.shape[0]):
            view[0, row], view[1, row] = starts[row], stops[row]
            _strip(&text[0], &view[0, row], &view[1, row], IS_DECORATION)
    return Comparable(bytes(zeroed), *bare)


cdef inline void _strip(const uint8_t* text, int64_t* start, int64_t* stop, const uint8_t* stripped) noexcept nogil:
    """Move the bounds of a row inwards, past what is stripped."""
    while start[0] < stop[0] and stripped[text[start[0]]]:
        start[0] += 1
    while start[0] < stop[0] and stripped[text[stop[0] - 1]]:
        stop[0] -= 1


def searched_text(rows, const int64_t[::1] starts, const int64_t[::1] stops):
    """See `cleaner.kernels.rows.searched_text`."""
    cdef const uint8_t[::1] text = rows.text
    cdef const int64_t[::1] bare_starts = rows.starts, bare_stops = rows.stops
    searched = np.empty(2 * (text.shape[0] + 3 * starts.shape[0]) + 1, np.uint8)
    numbers = np.arange(2 * starts.shape[0])
    cdef uint8_t[::1] out = searched
    cdef int64_t[::1] numbers_view = numbers
    cdef Py_ssize_t row, count = starts.shape[0], size = 1
    with nogil:
        out[0] = EDGE_BYTE
        for row in range(starts.shape[0]):
            size += _copy(&out[size], &text[bare_starts[row]], bare_stops[row] - bare_starts[row])
        for row in range(starts.shape[0]):
            if _is_decorated(&text[0], starts[row], stops[row], bare_stops[row] - bare_starts[row]):
                size += _copy(&out[size], &text[starts[row]], stops[row] - starts[row])
                numbers_view[count] = row
                count += 1
    # Without rows, the text is still a line: an empty one between two edges.
    return Searched(searched[:size].tobytes(), numbers[:count])


cdef inline Py_ssize_t _copy(uint8_t* out, const uint8_t* line, Py_ssize_t size) noexcept nogil:
    """Copy a line, or the beginning and the end of a long one, and an edge behind it; return how many bytes."""
    if size <= LONG:
        memcpy(out, line, size)
    else:
        memcpy(out, line, HEAD)
        out[HEAD] = CUT_BYTE
        memcpy(out + HEAD + 1, line + size - TAIL, TAIL)
        size = HEAD + 1 + TAIL
    out[size] = EDGE_BYTE
    return size + 1


cdef inline bint _is_decorated(const uint8_t* text, int64_t start, int64_t stop, Py_ssize_t bare) noexcept nogil:
    """Tell whether there is more around a line than the marks of sentences."""
    if stop - start == bare or (stop - start == bare + 1 and IS_MARK[text[stop - 1]]):
        return False
    _strip(text, &start, &stop, IS_MARK)
    return stop - start > bare
