"""What the first reading says of each row and of those around it."""

from libc.stdint cimport int32_t, uint32_t

from cleaner.judge.context cimport Document


cdef struct Kin:  # a term, and what is likely of the rows that have it
    uint32_t term
    int32_t last  # of these rows, counted from 1; 0 in slots that are free
    uint32_t likely  # summed up
    uint32_t rows
    uint32_t passages
    uint32_t refuse


cdef void fill_likely(Document* document, Kin* table) noexcept nogil
cdef void leave_decided(Document* document, const int32_t* first) noexcept nogil
cdef size_t kin_slots(const Document* document) noexcept nogil
