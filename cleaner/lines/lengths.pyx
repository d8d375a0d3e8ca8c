# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""How long the lines of a text are and how they end: whether a paragraph is a line, a part of one, or many of them are."""

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


# --- lines that are sentences -----------------------------------------------------------------------------------------

cdef enum:
    FEWEST_SENTENCES = 8  # lines
    SENTENCES_PERCENT = 70  # of the lines end one
    BLANK_PERCENT = 34  # of the lines, at most, are blank: those between paragraphs
    TRIED_LINES = 32  # a text whose first lines end none hardly has sentences as lines
    SENTENCE_CHARACTERS = 160  # of the mean line: paragraphs of one sentence are longer, in news 200
    MOST_CLOSING = 3  # marks behind a full stop

cdef str CLOSING = "\"'”’»)]」』 \r"
cdef str STOPS = ".!?…。！？।؟"


def lines_end_sentences(str text not None):
    """Tell whether most lines of a text end a sentence, and few blank lines stand between them.

    >>> lines_end_sentences("The ferry was late.\\nNobody knew why.\\n" * 5), lines_end_sentences("Home\\nNews\\n" * 9)
    (True, False)
    """
    cdef Py_ssize_t size = len(text), start = 0, stop
    cdef int64_t lines = 0, ends = 0, blank = 0, characters = 0
    cdef Py_UCS4 newline = NEWLINE
    while start < size:
        stop = PyUnicode_FindChar(text, newline, start, size, 1)
        stop = size if stop < 0 else stop
        if stop - start < 2:
            blank += 1
        else:
            lines += 1
            characters += stop - start
            ends += _ends_sentence(text, start, stop)
            if lines >= TRIED_LINES and 2 * ends < lines:
                return False
        start = stop + 1
    return (
        lines >= FEWEST_SENTENCES
        and characters <= SENTENCE_CHARACTERS * lines
        and 100 * ends >= SENTENCES_PERCENT * lines
        and 100 * blank <= BLANK_PERCENT * lines
    )


cdef bint _ends_sentence(str text, Py_ssize_t start, Py_ssize_t stop):
    cdef int passed = 0
    while stop > start and passed < MOST_CLOSING and text[stop - 1] in CLOSING:
        stop -= 1
        passed += 1
    return stop > start and text[stop - 1] in STOPS
