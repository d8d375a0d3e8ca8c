"""Tokens: what a line is made of for wordings: words, numbers and symbols, and what stands between them.

A token is a run of letters, a run of digits, a symbol that means something, or a character of a script without spaces.
All else separates; of that, the kinds count.
"""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t

cpdef enum:  # kinds of separators
    SPACE = 1
    COMMA = 1 << 1
    COLON = 1 << 2
    SEMICOLON = 1 << 3
    DASH = 1 << 4
    PIPE = 1 << 5
    SLASH = 1 << 6
    STOP = 1 << 7
    DOTS = 1 << 8
    BULLET = 1 << 9
    ARROW = 1 << 10
    OPEN = 1 << 11
    CLOSE = 1 << 12
    QUOTE = 1 << 13
    OTHER = 1 << 14
    SENTENCE = 1 << 15  # a stop that ends a sentence: white space follows it
    CUT = 1 << 16  # the middle of a long line is left out here

cpdef enum:  # what a character is: nothing, a separator, a part of a word or of a number, or a token by itself: one of
    # a script without spaces, or a symbol
    SKIPPED
    SEPARATOR
    LETTER
    FIGURE
    CHARACTER
    SYMBOL

cpdef enum:  # what slots that are read by code may begin with: a token is of one of the first sorts
    OF_ANYTHING
    OF_FIGURES
    OF_CAPITALS
    OF_CASELESS
    OF_CHARACTERS
    OF_GLUED  # to the next

cdef struct Token:
    uint64_t key
    uint64_t begins  # the slots that may begin with it, as bits
    int32_t start  # in the characters of the line
    int32_t stop
    uint32_t value  # of a number
    uint32_t before  # kinds of separators, as bits
    int32_t known  # its number among tokens whose slots have been asked, 0 for others
    uint16_t first  # its first character, folded
    uint16_t size  # folded characters
    uint16_t floating  # the groups at any place that begin with it
    uint8_t kind
    uint8_t sort
    bint capital

cdef struct Between:  # what has been read since the last token
    uint32_t kinds
    bint is_weak  # only full stops: one may belong to an abbreviation
    uint16_t last  # a mark that may end a sentence, before a space

cdef Py_ssize_t line_tokens(
    Token* token, const uint16_t* codes, const uint16_t* folded, Py_ssize_t size, uint32_t* behind
) noexcept nogil
cdef Py_ssize_t all_tokens(
    Token* token, const uint16_t* codes, const uint16_t* folded, Py_ssize_t size, uint32_t* behind
) noexcept nogil
cdef bint is_decoration(const Token* token) noexcept nogil

cdef enum:  # characters of a line whose tokens are read at most
    LONG = 240


cdef inline bint is_caseless(const Token* token) noexcept nogil:
    """Tell whether a word is of a script with spaces and without capitals."""
    return token.kind == LETTER and is_caseless_script(token.first)


cdef inline bint is_caseless_script(uint16_t code) noexcept nogil:
    return (0x590 <= code < 0x1E00 or code >= 0x2E80) and not 0x10A0 <= code < 0x1100


cdef inline bint is_small(const Token* token) noexcept nogil:
    """Tell whether a token begins with a small letter."""
    return token.kind == LETTER and not token.capital and not is_caseless(token)
