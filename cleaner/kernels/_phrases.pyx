# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Phrases that are a whole row, compiled: see `cleaner.kernels.phrases`."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libc.string cimport memcmp

import numpy as np

from cleaner.kernels._hashing cimport hashed


cdef class Index:
    """A hash table of phrases with open addressing."""

    cdef const uint8_t[::1] text  # all phrases, one behind the other
    cdef int64_t[::1] stops
    cdef int32_t[::1] slots  # phrases by hash, counted from 1
    cdef uint8_t[::1] tags  # a byte of each phrase's hash, 0 where there is none: these fit the cache, the slots do not
    cdef uint64_t mask
    cdef Py_ssize_t longest  # bytes of a phrase


def index(phrases):
    """See `cleaner.kernels.phrases.index`."""
    cdef Index table = Index()
    cdef int32_t number
    cdef uint64_t key, slot
    lengths = np.fromiter(map(len, phrases), np.int64, len(phrases))
    table.text = b"".join(phrases) or b"\0"
    table.stops = np.concatenate((np.zeros(1, np.int64), lengths.cumsum()))
    table.longest = lengths.max(initial=0)
    table.mask = (1 << (4 * len(phrases)).bit_length()) - 1
    table.slots, table.tags = np.zeros(table.mask + 1, np.int32), np.zeros(table.mask + 1, np.uint8)
    for number in range(table.stops.shape[0] - 1):
        key = hashed(&table.text[0] + table.stops[number], table.stops[number + 1] - table.stops[number])
        slot = key & table.mask
        while table.tags[slot]:
            slot = (slot + 1) & table.mask
        table.slots[slot], table.tags[slot] = number + 1, _tag(key)
    return table


cdef inline uint8_t _tag(uint64_t key) noexcept nogil:
    """Return a byte of a hash, but not 0."""
    return <uint8_t>(key >> 56) | 1


def look_up(Index table, rows):
    """See `cleaner.kernels.phrases.look_up`."""
    cdef const uint8_t[::1] text = rows.text
    cdef const int64_t[::1] starts = rows.starts, stops = rows.stops
    found = np.empty((2, starts.shape[0]), np.int64)
    cdef int64_t[:, ::1] view = found
    cdef Py_ssize_t row, count = 0
    cdef int32_t phrase
    with nogil:
        for row in range(starts.shape[0]):
            phrase = _phrase(table, &text[0] + starts[row], stops[row] - starts[row])
            if phrase:
                view[0, count], view[1, count] = row, phrase - 1
                count += 1
    return tuple(found[:, :count])


cdef inline int32_t _phrase(Index table, const uint8_t* row, Py_ssize_t size) noexcept nogil:
    """Return the phrase that a row is, counted from 1, or 0."""
    cdef uint64_t key, slot
    cdef int32_t phrase
    cdef int64_t start
    if size > table.longest:
        return 0
    key = hashed(row, size)
    slot = key & table.mask
    while table.tags[slot]:
        if table.tags[slot] == _tag(key):
            phrase = table.slots[slot]
            start = table.stops[phrase - 1]
            if table.stops[phrase] - start == size and memcmp(&table.text[0] + start, row, size) == 0:
                return phrase
        slot = (slot + 1) & table.mask
    return 0
