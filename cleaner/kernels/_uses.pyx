# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""From needles that were found to what they are for, compiled: see `cleaner.kernels.uses`."""

from libc.stdint cimport int64_t, uint8_t
from libc.string cimport memchr

import numpy as np

from cleaner.kernels.shapes import Found
from cleaner.keywords import EDGE

cdef uint8_t EDGE_BYTE = ord(EDGE)


def match_rows(matches, searched):
    """See `cleaner.kernels.uses.match_rows`."""
    cdef const int64_t[:] starts = matches.starts
    cdef const int64_t[::1] edges = _edges(searched.text), of_lines = searched.rows
    rows = np.empty(starts.shape[0], np.int64)
    cdef int64_t[::1] view = rows
    cdef Py_ssize_t number, line = 0
    with nogil:
        for number in range(starts.shape[0]):  # nearly in order
            while line + 1 < edges.shape[0] and edges[line + 1] <= starts[number]:
                line += 1
            while edges[line] > starts[number]:
                line -= 1
            view[number] = of_lines[line]
    return rows


cdef _edges(const uint8_t[::1] text):
    """Return where lines begin and end; the first edge is the first byte."""
    found = np.empty(text.shape[0], np.int64)
    cdef int64_t[::1] view = found
    cdef const uint8_t* place = &text[0]
    cdef Py_ssize_t count = 0
    while place != NULL:
        view[count] = place - &text[0]
        count += 1
        place = <const uint8_t*>memchr(place + 1, EDGE_BYTE, text.shape[0] - view[count - 1] - 1)
    return found[:count]


cdef struct Patterns:
    const int64_t* longest
    const uint8_t* digit
    const int64_t* case
    const uint8_t* edges
    Py_ssize_t rules
    Py_ssize_t characters


cdef struct Rows:
    const int64_t* ink
    const int64_t* digits
    const uint8_t* edges
    Py_ssize_t count


def uses_of(const int64_t[:] needles, const int64_t[::1] rows, uses, patterns, facts):
    """See `cleaner.kernels.uses.uses_of`."""
    cdef const int64_t[::1] first = uses.first, rules = uses.rules, roles = uses.roles
    cdef int64_t of_patterns = uses.first_of_patterns
    cdef const int64_t[::1] longest = patterns.longest, case = patterns.case, ink = facts.ink, digits = facts.digits
    cdef const uint8_t[::1] digit = patterns.digit.view(np.uint8)
    cdef const uint8_t[:, :, ::1] may_be = patterns.edges.view(np.uint8), edges = facts.edges
    found = np.empty((3, _count(needles, first)), np.int64)
    cdef int64_t[:, ::1] view = found
    cdef Py_ssize_t number, use, count = 0
    if not found.shape[1]:
        return Found(*found)
    cdef Patterns known = Patterns(&longest[0], &digit[0], &case[0], &may_be[0, 0, 0], may_be.shape[1], may_be.shape[2])
    cdef Rows of_rows = Rows(&ink[0], &digits[0], &edges[0, 0, 0], ink.shape[0])
    with nogil:
        for number in range(needles.shape[0]):
            for use in range(first[needles[number]], first[needles[number] + 1]):
                if roles[use] < of_patterns or _fits(known, of_rows, rules[use], rows[number]):
                    view[0, count], view[1, count], view[2, count] = rows[number], rules[use], roles[use]
                    count += 1
    return Found(*found[:, :count])


cdef Py_ssize_t _count(const int64_t[:] needles, const int64_t[::1] first) noexcept nogil:
    """Count the uses of some needles."""
    cdef Py_ssize_t number, count = 0
    for number in range(needles.shape[0]):
        count += first[needles[number] + 1] - first[needles[number]]
    return count


cdef inline bint _fits(Patterns known, Rows rows, int64_t rule, int64_t row) noexcept nogil:
    """Tell whether the pattern of a rule may match a row."""
    cdef const uint8_t* begins = known.edges + rule * known.characters
    cdef const uint8_t* ends = begins + known.rules * known.characters
    cdef const uint8_t* characters = rows.edges + known.case[rule] * rows.count + row
    return (
        rows.ink[row] <= known.longest[rule]
        and (not known.digit[rule] or rows.digits[row] > 0)
        and begins[characters[0]]
        and ends[characters[2 * rows.count]]
    )
