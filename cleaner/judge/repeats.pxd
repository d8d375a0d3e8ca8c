"""Repeats inside a document."""

from libc.stdint cimport int16_t

from cleaner.judge.rounds cimport Look, Room


cdef void count_copies(Look* look) noexcept nogil
cdef int weigh_repeats(Room room, int16_t* points) except -1 nogil
