"""A document's characters, read in place: 1, 2 or 4 bytes each, as Python holds them, or UTF-8."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

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
