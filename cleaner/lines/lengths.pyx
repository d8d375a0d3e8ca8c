# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""How long the lines of a text are: whether a paragraph is a line, or none of them is, or lines are of a page's width."""

from libc.stdint cimport int64_t

cdef extern from "Python.h":
    Py_ssize_t PyUnicode_FindChar(object text, Py_UCS4 character, Py_ssize_t start, Py_ssize_t stop, int direction) except -2

LENGTHS = ("mixed", "long", "narrow")

cdef enum:
    NEWLINE = 10
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
    # Where it is wrapped, `wrapped` asks for so many lines that are as wide as the narrowest page with the word behind
    # them: lists of names and numbers have none, and need not be looked at line by line.
    NARROWEST = 40
    LEAST_BREAKS = 5

cdef struct Lengths:
    int64_t lines
    int64_t last  # the length of the last one that is not empty
    int64_t breaks  # lines that are so long with the one before them
    int64_t characters
    int64_t in_long_lines
    int64_t in_wide_lines


def line_lengths(str text not None):
    """Return how long the lines of a text are: one of `LENGTHS`.

    >>> line_lengths("Storm\\nThe ferry was late again on Tuesday.\\n"), line_lengths("All ferries sail. " * 20)
    ('mixed', 'long')
    """
    cdef Lengths lengths = Lengths(0, 0, 0, 0, 0, 0)
    cdef Py_ssize_t size = len(text), start = 0, stop
    cdef Py_UCS4 newline = NEWLINE
    if "\r" in text:
        text = text.replace("\r", "\n")
    while start < size:
        stop = PyUnicode_FindChar(text, newline, start, size, 1)
        stop = size if stop < 0 else stop
        _add_line(&lengths, stop - start)
        start = stop + 1
    return LENGTHS[1 if _is_long(&lengths) else 2 if _is_narrow(&lengths) else 0]


cdef bint _is_long(const Lengths* lengths) noexcept nogil:
    if lengths.lines <= FEW_LINES and lengths.characters >= LEAST_MEAN * max(lengths.lines, <int64_t>1):
        return True
    return 100 * lengths.in_long_lines > LONG_PERCENT * lengths.characters


cdef bint _is_narrow(const Lengths* lengths) noexcept nogil:
    return (
        lengths.lines >= LEAST_LINES
        and lengths.breaks >= LEAST_BREAKS
        and 100 * lengths.in_wide_lines <= WIDE_PERCENT * lengths.characters
    )


cdef inline void _add_line(Lengths* lengths, int64_t size) noexcept nogil:
    if size == 0:
        return
    lengths.breaks += lengths.last + size >= NARROWEST
    lengths.last = size
    lengths.lines += 1
    lengths.characters += size
    lengths.in_long_lines += size if size > LONG_LINE else 0
    lengths.in_wide_lines += size if size > WIDE_LINE else 0
