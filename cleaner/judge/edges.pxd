"""The edges of the article, and its headline."""

from libc.stdint cimport int16_t, int32_t, uint8_t

from cleaner.judge.rounds cimport Look, Room


cdef int weigh_edges(Room room, int16_t* points) except -1 nogil
cdef int32_t find_title(Room room, const uint8_t* debris) except -2 nogil
