"""What speaks for and against rows: rules, and heuristics on their surroundings."""

from cleaner.judge.rounds cimport Look, Room, Rule


cdef void know_document(Look* look) noexcept nogil
cdef void weigh_rules(Look* look, const Rule* rules) noexcept nogil
cdef int weigh_heuristics(Room room) except -1 nogil

cdef enum:
    WEAKEST_SURE = -1000  # points of a sure rule
    NAMED = -250  # points from which on rules and heuristics call a row debris, whatever the scorecard says: a strong rule
