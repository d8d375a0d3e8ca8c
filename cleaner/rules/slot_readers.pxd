"""Slots that are read by code, since no wordings say what they are."""

from libc.stdint cimport uint64_t

from cleaner.rules.wordings cimport Walk

cdef uint64_t read_slot(Walk* walk, int slot, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil
