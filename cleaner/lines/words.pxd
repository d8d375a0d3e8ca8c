"""Words: their keys, and the lists of those that tell something, by language."""

from libc.stdint cimport int32_t, uint16_t, uint64_t
from libc.string cimport memcpy

cdef extern from *:
    """
    /* Odd multipliers without structure; slots of tables are the product's top bits, as in multiply-shift hashing
       (Dietzfelbinger et al., 1997). */
    #define FIRST_FACTOR 0x9E3779B97F4A7C15ull
    #define SECOND_FACTOR 0xC2B2AE3D27D4EB4Full
    static const uint64_t MASKS[5] = {0, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF};
    """
    const uint64_t FIRST_FACTOR, SECOND_FACTOR
    const uint64_t* MASKS  # of so many characters

cdef enum:
    LONGEST = 8  # characters that the key of a word is of
    FUNCTION_SHIFT = 48  # the top bits of a word's key are its slot
    INTERFACE_SHIFT = 46

cdef struct Listed:  # a word of the interface
    uint64_t key
    uint64_t known  # a bit for each language that it belongs to
    uint64_t telling  # the same, where it is hardly ever met in prose

cdef uint64_t* function_keys
cdef uint16_t* function_places  # of a function word among all, by slot, counted from 1
cdef uint64_t* function_languages  # a bit for each language of a function word, by place
cdef Listed* interface_words

cdef struct Word:
    uint64_t key
    int32_t start  # in the block's characters
    int32_t stop

cpdef uint64_t key_of(str word) except? 0


cdef inline uint64_t word_key(const uint16_t* folded, Py_ssize_t length) noexcept nogil:
    """Return the key of a word, of its first `LONGEST` characters; so many can be read."""
    cdef uint64_t low, high
    memcpy(&low, folded, sizeof(low))
    memcpy(&high, folded + LONGEST // 2, sizeof(high))
    low &= MASKS[min(length, <Py_ssize_t>LONGEST // 2)]
    high &= MASKS[min(max(length - LONGEST // 2, <Py_ssize_t>0), <Py_ssize_t>LONGEST // 2)]
    low = low * FIRST_FACTOR + high * SECOND_FACTOR
    low ^= low >> 32
    return low * FIRST_FACTOR


cdef inline bint is_function_word(const Word* word) noexcept nogil:
    """Tell whether a word is listed; longer ones only begin as one does."""
    return (function_keys[word.key >> FUNCTION_SHIFT] == word.key) & (word.stop - word.start <= LONGEST)
