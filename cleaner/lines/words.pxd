"""Words: their keys, and the lists of those that tell something, by language."""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint64_t
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
    # Slots are the top bits of a word's key; what a slot has is the place of its word in small arrays, which the
    # processor's cache holds.
    FUNCTION_SHIFT = 48
    INTERFACE_SHIFT = 46
    MOST_FUNCTION_WORDS = 1 << 13
    MOST_INTERFACE_WORDS = 1 << 15

cdef struct Listed:  # a word of the interface
    uint64_t key
    uint64_t known  # a bit for each language that it belongs to
    uint64_t telling  # the same, where it is hardly ever met in prose

cdef uint16_t[0x10000] function_places  # by slot, counted from 1
cdef uint8_t[0x2000] function_slots  # a bit for each slot that has a word: these stay in the processor's first cache
cdef uint64_t[MOST_FUNCTION_WORDS] function_keys
cdef uint64_t[MOST_FUNCTION_WORDS] function_languages  # a bit for each language of a function word
cdef uint16_t[0x40000] interface_places
cdef uint8_t[0x8000] interface_slots  # the same
cdef Listed[MOST_INTERFACE_WORDS] interface_words

cdef struct Word:
    uint64_t key
    int32_t start  # in the block's characters
    int32_t stop
    uint16_t function  # which function word it is, counted from 1

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


cdef inline bint has_word(const uint8_t* slots, uint64_t slot) noexcept nogil:
    return slots[slot >> 3] >> (slot & 7) & 1


cdef inline void note_slot(uint8_t* slots, uint64_t slot) noexcept nogil:
    slots[slot >> 3] |= 1 << (slot & 7)


cdef inline uint16_t function_place(uint64_t key, Py_ssize_t length) noexcept nogil:
    """Return which function word one is, counted from 1, or 0; longer ones only begin as one does."""
    cdef uint64_t slot = key >> FUNCTION_SHIFT
    cdef uint16_t place = function_places[slot * has_word(function_slots, slot)]
    return place * ((function_keys[place] == key) & (length <= LONGEST))  # without a branch: every second word is one


cdef inline const Listed* interface_word(uint64_t key) noexcept nogil:
    """Return what is known of a word of the interface, NULL for others."""
    cdef uint64_t slot = key >> INTERFACE_SHIFT
    cdef const Listed* listed
    if not has_word(interface_slots, slot):
        return NULL
    listed = &interface_words[interface_places[slot]]
    return listed if listed.key == key else NULL
