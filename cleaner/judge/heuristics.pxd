"""What speaks for and against rows: rules, and heuristics on their surroundings."""

from libc.stdint cimport int32_t, uint8_t

from cleaner.judge.context cimport Document, Rule, Workspace


cdef void weigh_rules(Document* document, const Rule* rules) noexcept nogil
cdef void weigh_strong_rules(Document* document) noexcept nogil
cdef int weigh_heuristics(Workspace workspace) except -1 nogil

cdef enum:
    WEAKEST_SURE = -1000  # points of a sure rule
    NAMED = -250  # points from which on rules and heuristics call a row debris, whatever the scorecard says: a strong rule

cdef int32_t find_title(Workspace workspace, const uint8_t* debris) except -2 nogil
