"""Characters in the forms in which texts are compared: folded as rules are, or case-folded as Python does it."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

from cleaner.lines.text cimport Text, character_at

cdef enum:
    END = 0xFFFFFFFF  # what follows the last character
    BEYOND = 0xFFFF  # stands for all characters above it
    SHARP_S = 0xDF
    MOST_LETTERS = 3  # that one character is case-folded to
    CASED = 0x20000  # characters above are never of two cases


cdef struct Letters:  # a part of a text, read letter by letter
    const Text* text
    int64_t place
    int64_t stop
    uint32_t last
    uint32_t[MOST_LETTERS] waiting  # to be told next, the last of them first
    int waiting_count


cdef inline Letters letters_of(const Text* text, int64_t start, int64_t stop) noexcept nogil:
    """Return the letters of a part of a text."""
    cdef Letters letters
    letters = Letters(text, start, stop, 0, [0, 0, 0], 0)
    return letters


cdef uint32_t next_folded(Letters* letters) noexcept nogil
cdef uint32_t next_casefolded(Letters* letters) noexcept nogil
cdef bint is_white(uint32_t character) noexcept nogil
cdef int64_t line_end(const Text* text, int64_t start, int64_t stop) noexcept nogil
