# cython: language_level=3, boundscheck=False
"""How many of a line's words stand in the page's title."""

from cpython.unicode cimport Py_UNICODE_ISALNUM

from libc.stdint cimport uint64_t

import re

_WORD = re.compile(r"\w+")


def title_shares(lines, str title, int longest):
    """Return for each line, in small letters as the title, how many percent of its words the title has, 0 if it is longer.

    Words are runs of letters, digits and underscores.

    >>> title_shares(["rain in the valley", "what a day"], "rain, and more rain", 100)
    [25, 0]
    """
    cdef set known = set(_WORD.findall(title))
    cdef str line, word
    cdef Py_UCS4 letter
    cdef uint64_t first = 0
    if not known:
        return [0] * len(lines)
    for word in known:
        letter = word[0]
        first |= <uint64_t>1 << (<uint64_t>letter & 63)
    return [_share(line, known, first) if len(line) <= longest else 0 for line in lines]


cdef int _share(str line, set known, uint64_t first):
    """Return the share; ``first`` has a bit for what known words begin with, so that few words are looked up."""
    cdef Py_UCS4 letter
    cdef Py_ssize_t at, begin = -1, words = 0, shared = 0, size = len(line)
    for at in range(size + 1):
        if at < size and (Py_UNICODE_ISALNUM(line[at]) or line[at] == c"_"):
            if begin < 0:
                begin = at
        elif begin >= 0:
            words += 1
            letter = line[begin]
            if first >> (<uint64_t>letter & 63) & 1:
                shared += line[begin:at] in known
            begin = -1
    return 100 * shared // words if words else 0
