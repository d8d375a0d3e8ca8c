"""Characters: where they stand in a text, their classes, and the forms in which texts are compared."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t


# --- a document's characters, read in place: 1, 2 or 4 bytes each, as Python holds them, or UTF-8 ---------------------

cdef enum:
    UTF_8 = 0  # the kind of a text whose units are bytes


cdef struct Text:
    const void* data
    int kind  # bytes a unit: 1, 2 or 4, and a unit is a character; or `UTF_8`
    int64_t length  # in units


cdef inline uint32_t character_at(const Text* text, int64_t* place) noexcept nogil:
    """Return the character at a place, which moves behind it; the place lies inside of the text.

    Of UTF-8 nothing is checked here: who fills a table has made sure that it is.
    """
    cdef const uint8_t* units
    cdef int64_t at = place[0]
    cdef uint32_t code
    place[0] = at + 1
    if text.kind == 1:
        return (<const uint8_t*>text.data)[at]
    if text.kind == 2:
        return (<const uint16_t*>text.data)[at]
    if text.kind == 4:
        return (<const uint32_t*>text.data)[at]
    units = <const uint8_t*>text.data + at
    code = units[0]
    if code < 0x80:
        return code
    if code < 0xE0:
        place[0] = at + 2
        return (code & 0x1F) << 6 | (units[1] & 0x3F)
    if code < 0xF0:
        place[0] = at + 3
        return (code & 0x0F) << 12 | (units[1] & 0x3F) << 6 | (units[2] & 0x3F)
    place[0] = at + 4
    return (code & 0x07) << 18 | (units[1] & 0x3F) << 12 | (units[2] & 0x3F) << 6 | (units[3] & 0x3F)


cdef inline uint32_t unit_at(const Text* text, int64_t place) noexcept nogil:
    """Return a unit of a text: a character, or a byte of UTF-8; enough to know newlines and blanks of ASCII."""
    if text.kind == 2:
        return (<const uint16_t*>text.data)[place]
    if text.kind == 4:
        return (<const uint32_t*>text.data)[place]
    return (<const uint8_t*>text.data)[place]


cdef int64_t first_fault(const uint8_t* data, int64_t length) noexcept nogil


# --- tables of all characters below U+10000 ---------------------------------------------------------------------------

cdef enum:
    BEYOND = 0xFFFF  # stands for all code points above it
    SHARP_S = 0xDF

cdef enum:  # bits of a character's class
    INK = 1
    WORD = 2
    UPPER = 4
    DIGIT = 8
    SENTENCE_END = 16
    COMMA = 32
    SEPARATOR = 64
    UNSPACED = 128  # of a script that puts no spaces between words
    FUNCTION = 256  # a word such as "the" in a script where a character is a word

cdef enum:  # what a character says at the end of a line
    OTHER_MARK
    ASKS_MARK
    EXCLAIMS_MARK
    INTRODUCES_MARK
    TRAILS_OFF_MARK
    PASSED_OVER  # white space, and what closes quotations

cdef uint16_t[0x10000] CLASSES
cdef uint16_t[0x10000] FOLDS
cdef uint8_t[0x10000] ENDINGS

cdef struct Output:
    uint8_t* text
    Py_ssize_t size  # bytes of the folded text so far
    uint16_t last  # what was written last


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


# --- a part of a text, letter by letter: folded as rules are, or case-folded as Python does it ------------------------

cdef enum:
    END = 0xFFFFFFFF  # what follows the last character
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
