"""Languages of words: function words, and words that sites say around articles."""

from libc.stdint cimport uint16_t, uint64_t

cdef enum:
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
