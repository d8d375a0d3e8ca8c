# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Characters in the forms in which texts are compared."""

from array import array

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.stdint cimport int64_t, uint32_t

from cleaner.lines.fold cimport FOLDS
from cleaner.lines.text cimport Text, character_at, unit_at

cdef enum:
    NEWLINE = 10
    RETURN = 13
    SPACE = 32
    CHUNK = 256
    SEVERAL = 1 << 24  # marks a place of `_SEVERAL` in the table

cdef uint32_t[CASED] _CASES
cdef uint32_t[1024][MOST_LETTERS] _SEVERAL


def _read_cases():
    """Write what each character is case-folded to, chunk by chunk: most hold no letters of two cases."""
    cdef int code, several = 0, number
    everything = array("I", range(CASED)).tobytes().decode("utf-32", "surrogatepass")
    for code in range(CASED):
        _CASES[code] = code
    for start in range(0, CASED, CHUNK):
        chunk = everything[start : start + CHUNK]
        if chunk.casefold() == chunk:
            continue
        for code in range(start, start + CHUNK):
            form = chr(code).casefold()
            if len(form) == 1:
                _CASES[code] = ord(form)
                continue
            for number in range(MOST_LETTERS):
                _SEVERAL[several][number] = ord(form[number]) if number < len(form) else END
            _CASES[code] = SEVERAL | several
            several += 1


_read_cases()


cdef uint32_t next_folded(Letters* letters) noexcept nogil:
    """Return the next letter in folded form, as `cleaner.lines.fold` has it, or `END`: runs of spaces are one."""
    cdef uint32_t code
    if letters.waiting_count:
        letters.waiting_count -= 1
        return letters.waiting[letters.waiting_count]
    while letters.place < letters.stop:
        code = FOLDS[min(character_at(letters.text, &letters.place), <uint32_t>BEYOND)]
        if code == 0 or (code == SPACE and letters.last == SPACE):
            continue
        letters.last = code
        if code == SHARP_S:
            letters.waiting[0], letters.waiting_count = c"s", 1
            return c"s"
        return code
    return END


cdef uint32_t next_casefolded(Letters* letters) noexcept nogil:
    """Return the next letter as `str.casefold` has it, or `END`."""
    cdef uint32_t code, number
    if letters.waiting_count:
        letters.waiting_count -= 1
        return letters.waiting[letters.waiting_count]
    if letters.place >= letters.stop:
        return END
    code = character_at(letters.text, &letters.place)
    if code >= CASED or _CASES[code] < SEVERAL:
        return code if code >= CASED else _CASES[code]
    code = _CASES[code] & (SEVERAL - 1)
    for number in range(<uint32_t>MOST_LETTERS - 1, 0, -1):
        if _SEVERAL[code][number] != END:
            letters.waiting[letters.waiting_count] = _SEVERAL[code][number]
            letters.waiting_count += 1
    return _SEVERAL[code][0]


cdef bint is_white(uint32_t character) noexcept nogil:
    """Tell whether a character is white space, as `str.isspace` has it."""
    if character < 0x80:
        return character == SPACE or 9 <= character <= 13 or 28 <= character <= 31
    return (
        character in (0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000) or 0x2000 <= character <= 0x200A
    )


cdef int64_t line_end(const Text* text, int64_t start, int64_t stop) noexcept nogil:
    """Return where a line stops without its newline."""
    if stop > start and unit_at(text, stop - 1) == NEWLINE:
        stop -= 1
        if stop > start and unit_at(text, stop - 1) == RETURN:
            stop -= 1
    elif stop > start and unit_at(text, stop - 1) == RETURN:
        stop -= 1
    return stop


def casefolded(str text):
    """Return what `str.casefold` returns, as the core reads it: for tests."""
    return _read(text, next_casefolded)


def folded(str text):
    """Return what `cleaner.lines.fold.fold` returns, as the core reads it: for tests."""
    return _read(text, next_folded)


ctypedef uint32_t (*Next)(Letters* letters) noexcept nogil


cdef str _read(str text, Next next_letter):
    """Read a whole text."""
    cdef Text read = Text(PyUnicode_DATA(text), PyUnicode_KIND(text), PyUnicode_GET_LENGTH(text))
    cdef Letters letters = letters_of(&read, 0, read.length)
    cdef uint32_t letter = next_letter(&letters)
    found = []
    while letter != END:
        found.append(chr(letter))
        letter = next_letter(&letters)
    return "".join(found)
