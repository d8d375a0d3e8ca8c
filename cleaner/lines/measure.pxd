"""A document as a table of its lines, with what can be measured of each by itself."""

from cleaner.rules.matcher cimport Matcher, Matching
from cleaner.lines.read cimport Block
from cleaner.lines.table cimport Table


cdef class Reader:
    cdef Matcher matcher
    cdef Block block
    cdef Matching matching

    cdef int fill(self, Table table) except -1
    cdef int _fill(self, Table table) except -1 nogil
