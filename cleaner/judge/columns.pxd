"""The columns that are worked out of those that the reader measured."""

from cleaner.judge.rounds cimport Look, Rule
from cleaner.lines.table cimport Table


cdef void shape_columns(Look* look, Table table) noexcept nogil
cdef void hit_columns(Look* look, const Rule* rules) noexcept nogil
cdef void block_columns(Look* look) noexcept nogil
cdef void sum_columns(Look* look) noexcept nogil
cdef void fill_margins(Look* look) noexcept nogil
