"""From a table to a verdict: looks at the rows that are left, until no more go."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint64_t

from cleaner.judge.rounds cimport Look, Room, Rule
from cleaner.judge.scorecard cimport Scorecard
from cleaner.lines.table cimport Table
from cleaner.lines.text cimport Text


cdef class Verdict:
    cdef readonly object source
    cdef tuple rule_ids
    cdef readonly Py_ssize_t rows
    cdef Text text  # kept alive by the source
    cdef int64_t* start
    cdef int64_t* stop
    cdef int32_t* points
    cdef int32_t* rule
    cdef uint8_t* label
    cdef uint8_t* is_debris
    cdef uint8_t* kept
    cdef uint8_t* look  # the last one at each row
    cdef readonly bint guarded
    cdef readonly int64_t looked_at  # rows, summed up over all looks: the work that it took

    cdef int take(self, Table table) except -1 nogil


cdef class Judge:
    cdef readonly Scorecard scorecard
    cdef readonly tuple rule_ids
    cdef Rule* rules
    cdef int32_t threshold
    cdef bint once
    cdef uint64_t spoken
    cdef uint8_t* removed  # by label: whether the policy removes it
    cdef int asked  # how many of these the scorecard cannot do without
    cdef list more  # names of further columns that the scorecard or a heuristic asks for
    cdef dict number  # of each column
    cdef uint8_t* uses  # what is asked of each column
    cdef int32_t columns
    cdef list rooms

    cdef Room _room(self, Table table, protected, bint with_markup)
    cdef int _return(self, Room room) except -1
    cdef int _take_column(self, Look* look, int number, values, str name) except -1
    cdef int _account_look(self, Room room, Verdict verdict, int number, bint all_rows, list found) except -1
    cdef tuple _weigh_columns(self, const Look* look, int32_t row, const int16_t* block, const int16_t* distances)
    cdef int look_until_done(self, Room room, Table table, Verdict verdict) except -1 nogil
    cdef int look_once(self, Room room, Table table, bint first) except -1 nogil
