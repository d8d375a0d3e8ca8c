# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Folding, and the keys of folded words: what readers take to be the same has one form."""

from libc.stdint cimport uint8_t, uint16_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from cleaner.lines import characters

cdef enum:
    SPACE = 32

cdef _fill_tables():
    cdef const uint16_t[::1] classes = characters.class_table(), folds = characters.fold_table()
    cdef const uint8_t[::1] endings = characters.ending_table()
    memcpy(CLASSES, &classes[0], sizeof(CLASSES))
    memcpy(FOLDS, &folds[0], sizeof(FOLDS))
    memcpy(ENDINGS, &endings[0], sizeof(ENDINGS))


_fill_tables()


def fold(str text not None):
    r"""Return ``text`` in folded form; it has as many newlines as before.

    The invisible goes, runs of white space become one space, and the ß is doubled.

    >>> fold("Leave a\N{NO-BREAK SPACE}Reply – it’s FREE")
    "leave a reply - it's free"
    >>> fold("GİRİŞ YAP") == fold("giriş yap")
    True
    >>> fold("ΣΧΟΛΙΑΣΤΕ") == fold("Σχολιάστε")
    True
    """
    cdef uint8_t* memory = <uint8_t*>malloc(3 * len(text) + 1)
    if memory == NULL:
        raise MemoryError
    cdef Output output = Output(memory, 0, 0)
    cdef Py_UCS4 character
    cdef uint16_t folded
    try:
        for character in text:
            folded = FOLDS[min(character, <Py_UCS4>BEYOND)]
            if folded >= 0x80:
                write_beyond_ascii(&output, folded)
            elif folded and not (folded == SPACE and output.last == SPACE):
                output.text[output.size] = <uint8_t>folded
                output.size += 1
                output.last = folded
        return output.text[: output.size].decode("utf-8", "surrogatepass")
    finally:
        free(memory)


cpdef uint64_t key_of(str word) except? 0:
    """Return the key of a folded word."""
    cdef uint16_t[LONGEST] folded
    cdef Py_ssize_t place, size = min(len(word), LONGEST)
    for place in range(size):
        folded[place] = min(<Py_UCS4>word[place], <Py_UCS4>BEYOND)
    for place in range(size, LONGEST):
        folded[place] = 0
    return word_key(folded, size)


def in_spaced_word(str character not None):
    """Tell whether a character is a letter, mark or digit of a script that puts spaces between words."""
    return (CLASSES[min(ord(character), BEYOND)] & (WORD | UNSPACED)) == WORD


def fold_phrase(str text not None):
    """Fold a phrase or a line as rules compare them: decoration at the ends goes.

    >>> fold_phrase("  » Leave a   Reply: ")
    'leave a reply'
    """
    return fold(text).strip(characters.DECORATION)
