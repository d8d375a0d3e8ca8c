# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""How long the lines of a text are: whether a paragraph is a line, or none of them is, or lines are of a page's width."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

LENGTHS = ("mixed", "long", "narrow")

cdef enum:
    NEWLINE = 10
    RETURN = 13
    # In a flattened text, half of the characters stand in lines that are longer than paragraphs are. Of 889 page dumps
    # none is such a text, of their main contents 7, each of one or two lines; the longest paragraphs have some 1,300.
    LONG_LINE = 2000
    LONG_PERCENT = 50
    # Short texts of a line or two: a cell of a table, an entry of a feed.
    FEW_LINES = 3
    LEAST_MEAN = 300
    # Text of a page's width: mail has 72 characters a line, printed pages up to 100, and addresses are longer.
    WIDE_LINE = 112
    WIDE_PERCENT = 10
    LEAST_LINES = 6

ctypedef fused Unit:
    uint8_t
    uint16_t
    uint32_t

cdef struct Lengths:
    int64_t lines
    int64_t characters
    int64_t in_long_lines
    int64_t in_wide_lines


def line_lengths(str text not None):
    """Return how long the lines of a text are: one of `LENGTHS`.

    >>> line_lengths("Storm\\nThe ferry was late again on Tuesday.\\n"), line_lengths("All ferries sail. " * 20)
    ('mixed', 'long')
    """
    cdef Lengths lengths = Lengths(0, 0, 0, 0)
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    if kind == 1:
        _measure(<const uint8_t*>PyUnicode_DATA(text), size, &lengths)
    elif kind == 2:
        _measure(<const uint16_t*>PyUnicode_DATA(text), size, &lengths)
    else:
        _measure(<const uint32_t*>PyUnicode_DATA(text), size, &lengths)
    return LENGTHS[1 if _is_long(&lengths) else 2 if _is_narrow(&lengths) else 0]


cdef bint _is_long(const Lengths* lengths) noexcept nogil:
    if lengths.lines <= FEW_LINES and lengths.characters >= LEAST_MEAN * max(lengths.lines, <int64_t>1):
        return True
    return 100 * lengths.in_long_lines > LONG_PERCENT * lengths.characters


cdef bint _is_narrow(const Lengths* lengths) noexcept nogil:
    return lengths.lines >= LEAST_LINES and 100 * lengths.in_wide_lines <= WIDE_PERCENT * lengths.characters


cdef void _measure(const Unit* text, Py_ssize_t size, Lengths* lengths) noexcept nogil:
    """Measure the lines of a text; empty ones do not count."""
    cdef Py_ssize_t place, start = 0
    for place in range(size + 1):
        if place == size or text[place] == NEWLINE or text[place] == RETURN:
            if place > start:
                lengths.lines += 1
                lengths.characters += place - start
                lengths.in_long_lines += place - start if place - start > LONG_LINE else 0
                lengths.in_wide_lines += place - start if place - start > WIDE_LINE else 0
            start = place + 1
