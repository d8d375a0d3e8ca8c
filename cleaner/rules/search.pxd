"""Thousands of needles at once."""

from libc.stdint cimport int32_t, uint8_t, uint64_t

from cleaner.lines.memory cimport Buffer

cdef enum:
    LEVELS = 2  # of the widths of beginnings

cdef struct Match:
    int32_t needle
    int32_t start
    int32_t stop

cdef struct Node:  # in preorder: long tails without branches stand behind each other
    int32_t byte  # that leads to it
    int32_t child  # its first child, or minus the row of its children in `crowd`
    int32_t sibling  # its parent's next child
    int32_t needle  # the needle that ends here

cdef struct Beginning:
    uint64_t key  # its bytes, and those that stand behind them in all needles that begin so, up to `WIDEST`
    uint64_t mask  # of so many bytes
    int32_t width
    int32_t node  # that they lead to

cdef struct Level:  # beginnings of one width
    Py_ssize_t longest  # bytes of these needles
    uint64_t mask  # of as many bytes as are hashed
    uint8_t* gate  # a bit for each hash that a beginning has
    Beginning* beginnings  # in a hash table with open addressing
    int shift

cdef class Needles:
    cdef Node* nodes
    cdef int32_t* crowd  # children by byte, `BYTES` a row; row 1 is the root's
    cdef Level[LEVELS] levels
    cdef uint8_t* long_gate  # a bit for each hash that the first eight bytes of a needle have
    cdef uint8_t* other_gate  # the same of the first `WIDE` bytes of needles that have fewer than eight
    cdef uint8_t* short  # by two bytes, the second first: whether a needle of no more than these begins so
    cdef Py_ssize_t longest  # bytes of a needle: as many may start at one place
    cdef list memory  # what is pointed to
    cdef Py_ssize_t find(self, const uint8_t* text, Py_ssize_t size, Buffer* found) except -1 nogil
    cdef void* _zeros(self, Py_ssize_t size)
    cdef int32_t _grow(self, list needles) except -1
    cdef int _add_crowd(self, int32_t nodes) except -1
    cdef int _add_level(self, int number, int width, Py_ssize_t longest, set beginnings) except -1
    cdef int _add_gates(self, list needles) except -1
    cdef int32_t _node(self, const uint8_t* beginning, Py_ssize_t size) noexcept

cdef enum:
    PADDING = 8  # zeros behind a text that is searched
