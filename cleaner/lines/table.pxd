"""A document as a table: one row for each line that is not blank. The reader fills it, the judge reads it.

Nothing but this file is shared by the two.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from cleaner.lines.characters cimport Text


cdef enum:  # what is measured of a line by itself; `NAMES` in table.pyx has the same order
    CHARACTERS
    WORDS
    FUNCTION_WORDS
    CAPITALISED
    CAPITALS
    DIGITS
    SENTENCE_ENDS
    COMMAS
    SEPARATORS
    UNSPACED
    ENDS_SENTENCE
    INTERFACE
    OPENING
    ASKS
    EXCLAIMS
    INTRODUCES
    TRAILS_OFF
    ITEM
    LATIN
    OTHER_SCRIPT
    MEASURED  # how many there are

cdef enum:
    BEGINS = 2  # a row begins with what a rule says; whether it goes on as a sentence is still to be asked

cdef enum:
    LARGEST = 0xFFFF  # columns saturate here; no threshold is that large

cdef struct Hit:
    int32_t row
    int32_t rule


cdef class Table:
    cdef readonly object source  # the str, or a memoryview of UTF-8: kept alive, never changed
    cdef Text text

    cdef Py_ssize_t rows, capacity
    cdef char* memory  # of what there is for each row
    cdef int64_t* start  # units of the text
    cdef int64_t* stop  # newline included
    cdef uint64_t* key  # equal where the folded lines are, and seldom elsewhere
    cdef uint64_t* opening  # the same of the first 40 bytes of the folded lines
    cdef uint8_t* goes_on  # 1 where what begins like a notice goes on as a sentence of the text
    cdef uint16_t* column[MEASURED]  # `capacity` numbers each

    cdef Hit* hits  # by row and then by rule, each pair once
    cdef Py_ssize_t hit_count, hit_capacity

    cdef bint looks_inside  # whether these are asked for
    cdef int64_t* inner  # places in the text at which a line seems to hold a second thing, in order
    cdef Py_ssize_t inner_count, inner_capacity

    # Languages, where something may depend on them (`ask_languages`): a hit of a rule that is bound to languages counts,
    # and a row is a label of an interface, only in a document of one of them.
    cdef bint ask_languages
    cdef uint64_t* interface  # the languages that a row may be a label in, a bit each; 0 for most
    cdef uint16_t* word  # the function words of all rows: each one's place in `word_languages`
    cdef int64_t* first_word  # of each row and, behind the last, the number of all: rows + 1 numbers
    cdef Py_ssize_t word_capacity
    cdef const uint64_t* word_languages  # a bit for each language of a function word; the reader's, never freed

    cdef uint32_t* term  # what the rows are about: hashes of their words, or of pieces of them; see `reading`
    cdef int64_t* first_term  # of each row and, behind the last, the number of all: rows + 1 numbers
    cdef Py_ssize_t term_capacity

    cdef dict more  # further columns by name: `uint16` arrays with a number a row

    cdef int open_str(self, str text) except -1
    cdef int open_utf8(self, object buffer) except -1
    cdef int reserve_rows(self, Py_ssize_t rows) except -1 nogil
    cdef int reserve_words(self, Py_ssize_t words) except -1 nogil
    cdef void _move_row(self, Py_ssize_t row, Py_ssize_t to) noexcept nogil
    cdef void _add_row(self, Py_ssize_t to, Py_ssize_t row) noexcept nogil
    cdef void _move_hits(self, const uint8_t[::1] begins) noexcept nogil
    cdef int64_t _long_row(self) noexcept nogil
    cdef bint _may_be_mixed(self, Py_ssize_t row, int64_t least) noexcept nogil
    cdef int add_inner(self, int64_t place) except -1 nogil
    cdef int reserve_terms(self, Py_ssize_t terms) except -1 nogil
    cdef int add_hit(self, int32_t row, int32_t rule) except -1 nogil


cdef inline uint16_t saturated(int64_t value) noexcept nogil:
    """Return a value as columns hold it."""
    return <uint16_t>value if value < LARGEST else LARGEST
