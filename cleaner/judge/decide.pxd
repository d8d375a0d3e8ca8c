"""The one place that decides: evidence in, debris or not out."""

from libc.stdint cimport int32_t, uint8_t

from cleaner.judge.rounds cimport Look, Room, Rule

cdef enum:
    CHANGED = 1  # rows go
    GUARDED = 2  # nearly nothing would have been left, so only what is surely debris goes


cdef int decide(Look* look, int32_t threshold, bint spare_prose) noexcept nogil
cdef void hurry(Look* look) noexcept nogil
cdef uint8_t debris_label(const Look* look, int32_t row, const Rule* rules) noexcept nogil
cdef int find_content(Room room, int32_t* title) except -1 nogil
cdef uint8_t content_label(const Look* look, int32_t row, int32_t title) noexcept nogil
cdef bint has_reason(const Look* look, int32_t row) noexcept nogil
cdef bint needs_reason(const Look* look, int32_t row) noexcept nogil
