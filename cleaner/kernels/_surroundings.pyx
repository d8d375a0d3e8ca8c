# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Columns of rows in their surroundings, compiled: see `cleaner.kernels.surroundings`."""

from libc.stdint cimport int16_t, int32_t, int64_t

import numpy as np

cdef enum:
    LARGEST = 0x7FFF
    FAR_AWAY = 999  # `FAR`
    BEYOND = -1  # `MISSING`


def fill_windows(int16_t[:, ::1] table, places, sums, tuple windows):
    """See `cleaner.kernels.surroundings.fill_windows`."""
    cdef const int64_t[::1] starts = windows[0], stops = windows[1]
    cdef const int32_t[::1] before
    cdef Py_ssize_t row, place
    for place, before in zip(places, sums, strict=True):
        for row in range(starts.shape[0]):
            table[place, row] = <int16_t>min(before[stops[row]] - before[starts[row]], <int32_t>LARGEST)


def fill_values(int16_t[:, ::1] table, places, columns, rows):
    """See `cleaner.kernels.surroundings.fill_values`."""
    cdef const int32_t[::1] values
    cdef Py_ssize_t row, place
    for place, column in zip(places, columns, strict=True):
        values = column[rows]
        for row in range(values.shape[0]):
            table[place, row] = <int16_t>min(values[row], <int32_t>LARGEST)


def window_sums(sums, tuple windows):
    """See `cleaner.kernels.surroundings.window_sums`."""
    cdef const int64_t[::1] starts = windows[0], stops = windows[1]
    found = np.empty((len(sums), starts.shape[0]), np.int32)
    cdef int32_t[:, ::1] view = found
    cdef const int32_t[::1] before
    cdef Py_ssize_t row, place
    for place, before in enumerate(sums):
        for row in range(starts.shape[0]):
            view[place, row] = before[stops[row]] - before[starts[row]]
    return found


def neighbours(columns, tuple documents, Py_ssize_t offset):
    """See `cleaner.kernels.surroundings.neighbours`."""
    cdef const int64_t[::1] firsts = documents[0], lasts = documents[1]
    found = np.empty((len(columns), firsts.shape[0]), np.int32)
    cdef int32_t[:, ::1] view = found
    cdef const int32_t[::1] values
    cdef Py_ssize_t row, place
    cdef bint inside
    for place, values in enumerate(columns):
        for row in range(firsts.shape[0]):
            inside = firsts[row] <= row + offset < lasts[row]
            view[place, row] = values[row + offset] if inside else BEYOND
    return found


def shares(sums, tuple windows, tuple documents):
    """See `cleaner.kernels.surroundings.shares`."""
    cdef const int64_t[::1] starts = windows[0], stops = windows[1], firsts = documents[0], lasts = documents[1]
    found = np.empty((len(sums), starts.shape[0]), np.int32)
    cdef int32_t[:, ::1] view = found
    cdef const int32_t[::1] before
    cdef Py_ssize_t row, place
    cdef int32_t part, whole
    for place, before in enumerate(sums):
        for row in range(starts.shape[0]):
            part, whole = before[stops[row]] - before[starts[row]], before[lasts[row]] - before[firsts[row]]
            view[place, row] = <int32_t>(100.0 * part / max(whole, 1))
    return found


def distances(columns, tuple documents, *, bint forwards):
    """See `cleaner.kernels.surroundings.distances`."""
    cdef const int64_t[::1] firsts = documents[0], lasts = documents[1]
    found = np.empty((len(columns), firsts.shape[0]), np.int32)
    cdef int32_t[:, ::1] view = found
    cdef const int32_t[::1] values
    cdef Py_ssize_t place
    for place, values in enumerate(columns):
        if firsts.shape[0]:
            _distances(&values[0], firsts, lasts, forwards, &view[place, 0])
    return found


cdef void _distances(
    const int32_t* values, const int64_t[::1] firsts, const int64_t[::1] lasts, bint forwards, int32_t* found
) noexcept nogil:
    """Write the distances to the nearest row that is marked."""
    cdef Py_ssize_t rows = firsts.shape[0], nearest, row
    if forwards:
        nearest = rows + FAR_AWAY
        for row in range(rows - 1, -1, -1):
            found[row] = <int32_t>min(nearest - row, <Py_ssize_t>FAR_AWAY) if nearest < lasts[row] else FAR_AWAY
            nearest = row if values[row] > 0 else nearest
    else:
        nearest = -FAR_AWAY
        for row in range(rows):
            found[row] = <int32_t>min(row - nearest, <Py_ssize_t>FAR_AWAY) if nearest >= firsts[row] else FAR_AWAY
            nearest = row if values[row] > 0 else nearest
