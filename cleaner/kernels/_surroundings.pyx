# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Columns of rows in their surroundings, compiled: see `cleaner.kernels.surroundings`."""

from libc.stdint cimport int16_t, int32_t, int64_t

import numpy as np

cdef enum:
    LARGEST = 0x7FFF
    FAR_AWAY = 999  # `FAR`
    BEYOND = -1  # `MISSING`
    BLOCK = 1024


def sums_before(columns):
    """See `cleaner.kernels.surroundings.sums_before`."""
    sums = np.empty((len(columns), len(columns[0]) + 1), np.int32)
    cdef int32_t[:, ::1] view = sums
    cdef const int32_t[::1] values
    cdef Py_ssize_t row, place
    cdef int32_t total
    for place, values in enumerate(columns):
        total = 0
        for row in range(values.shape[0]):
            view[place, row] = total
            total += values[row]
        view[place, values.shape[0]] = total
    return sums


cdef struct Windows:  # of rows of documents; where they start and stop is told for `BLOCK` rows at a time
    const int64_t* firsts
    const int64_t* lasts
    int64_t first
    int64_t last
    int32_t[BLOCK] starts
    int32_t[BLOCK] stops


cdef Windows _windows(tuple window, const int64_t[::1] firsts, const int64_t[::1] lasts):
    """Return windows of which nothing is told yet."""
    cdef Windows windows
    windows.first, windows.last = window
    if firsts.shape[0]:
        windows.firsts, windows.lasts = &firsts[0], &lasts[0]
    return windows


cdef void _tell(Windows* windows, Py_ssize_t row, Py_ssize_t size) noexcept nogil:
    """Tell where the windows of some rows start and stop, within their documents."""
    cdef Py_ssize_t number
    cdef int64_t first, last
    for number in range(size):
        first, last = windows.firsts[row + number], windows.lasts[row + number]
        windows.starts[number] = <int32_t>min(max(row + number + windows.first, first), last)
        windows.stops[number] = <int32_t>min(max(row + number + windows.last + 1, first), last)


def fill_windows(int16_t[:, ::1] table, places, sums, tuple window, tuple documents, rows):
    """See `cleaner.kernels.surroundings.fill_windows`."""
    cdef Windows windows = _windows(window, documents[0], documents[1])
    cdef const int32_t[::1] before
    cdef Py_ssize_t begin = rows.start or 0, start, size, number, place
    cdef list columns = list(zip(places, sums, strict=True))
    for start in range(0, table.shape[1], BLOCK):
        size = min(<Py_ssize_t>BLOCK, table.shape[1] - start)
        _tell(&windows, begin + start, size)
        for place, before in columns:
            for number in range(size):
                table[place, start + number] = <int16_t>min(
                    before[windows.stops[number]] - before[windows.starts[number]], <int32_t>LARGEST
                )


def fill_values(int16_t[:, ::1] table, places, columns, rows):
    """See `cleaner.kernels.surroundings.fill_values`."""
    cdef const int32_t[::1] values
    cdef Py_ssize_t row, place
    for place, column in zip(places, columns, strict=True):
        values = column[rows]
        for row in range(values.shape[0]):
            table[place, row] = <int16_t>min(values[row], <int32_t>LARGEST)


def window_sums(sums, tuple window, tuple documents):
    """See `cleaner.kernels.surroundings.window_sums`."""
    cdef Windows windows = _windows(window, documents[0], documents[1])
    cdef Py_ssize_t rows = len(documents[0]), start, size, number, place
    found = np.empty((len(sums), rows), np.int32)
    cdef int32_t[:, ::1] view = found
    cdef const int32_t[::1] before
    for start in range(0, rows, BLOCK):
        size = min(<Py_ssize_t>BLOCK, rows - start)
        _tell(&windows, start, size)
        for place, before in enumerate(sums):
            for number in range(size):
                view[place, start + number] = before[windows.stops[number]] - before[windows.starts[number]]
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


def shares(sums, tuple window, tuple documents):
    """See `cleaner.kernels.surroundings.shares`."""
    cdef const int64_t[::1] firsts = documents[0], lasts = documents[1]
    found = window_sums(sums, window, documents)
    cdef int32_t[:, ::1] view = found
    cdef const int32_t[::1] before
    cdef Py_ssize_t row, place
    for place, before in enumerate(sums):
        for row in range(firsts.shape[0]):
            view[place, row] = <int32_t>(100.0 * view[place, row] / max(before[lasts[row]] - before[firsts[row]], 1))
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
