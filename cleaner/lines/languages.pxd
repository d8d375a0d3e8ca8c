"""What depends on the language of the lines that are left."""

from libc.stdint cimport uint64_t

from cleaner.judge.rounds cimport Look, Rule
from cleaner.lines.table cimport Table


cdef void hold_hits(Look* look, Table table, const Rule* rules, uint64_t spoken) noexcept nogil
