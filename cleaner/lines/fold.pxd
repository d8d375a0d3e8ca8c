"""Tables of characters, and keys of words, for those who read texts."""

from libc.stdint cimport uint8_t, uint16_t, uint64_t
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
    BEYOND = 0xFFFF  # stands for all code points above it
    SHARP_S = 0xDF
    LONGEST = 8  # characters that the key of a word is of

cdef enum:  # bits of `cleaner.lines.characters`
    INK = 1
    WORD = 2
    UPPER = 4
    DIGIT = 8
    SENTENCE_END = 16
    UNSPACED = 128

cdef uint16_t[0x10000] CLASSES
cdef uint16_t[0x10000] FOLDS
cdef uint8_t[0x10000] ENDINGS

cdef struct Output:
    uint8_t* text
    Py_ssize_t size  # bytes of the folded text so far
    uint16_t last  # what was written last

cpdef uint64_t key_of(str word) except? 0


cdef inline void write_beyond_ascii(Output* output, uint16_t code) noexcept nogil:
    """Write a folded character beyond ASCII as UTF-8, a lone surrogate as ``surrogatepass`` does.

    There is room for three bytes a character.
    """
    cdef uint8_t* text = output.text + output.size
    if code == SHARP_S:
        text[0] = text[1] = c"s"
        output.size += 2
    elif code < 0x800:
        text[0], text[1] = <uint8_t>(0xC0 | code >> 6), <uint8_t>(0x80 | code & 0x3F)
        output.size += 2
    else:
        text[0], text[1] = <uint8_t>(0xE0 | code >> 12), <uint8_t>(0x80 | code >> 6 & 0x3F)
        text[2] = <uint8_t>(0x80 | code & 0x3F)
        output.size += 3
    output.last = code


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
