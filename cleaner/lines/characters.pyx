# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Characters: classes, folded forms and cases, from Unicode's tables.

Reading a text is one look-up a character, for every script alike. Folding gives one form to what readers take to be the
same text (case, accents, quotes, dashes, spaces, invisible marks): half- and full-width forms, accents written as one
character or two, and capitals that drop their accents (Greek) all meet in the same form.
"""

import unicodedata
from functools import cache

from cpython.unicode cimport (
    Py_UNICODE_TOLOWER,
    PyUnicode_4BYTE_KIND,
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
)
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

cdef enum:
    SIZE = 0x10000
    NEWLINE = 10
    RETURN = 13
    SPACE = 32
    LOOPED = 0x2100  # up to here classes come from Unicode's categories one by one; beyond, whole blocks share one
    SURROGATES = 0xD800
    CHUNK = 256
    SEVERAL = 1 << 24  # marks a place of `_SEVERAL` in the table

DECORATION = " .,:;!?|/\\<>[](){}#\"'+=~_*-&@^`"
"""What may stand before or after a phrase on its line, in folded form, without changing what the line says."""

# Scripts that put no spaces between words: Thai, Lao; Myanmar; Khmer; kana; Han.
_UNSPACED_BLOCKS = (
    (0xE00, 0xF00),
    (0x1000, 0x10A0),
    (0x1780, 0x1800),
    (0x3040, 0x30FB),
    (0x3400, 0xA000),
    (0xF900, 0xFB00),
)
_UNSPACED_MARKS = "\u104a\u104b\u17d4\u17d5\u17d6"  # the marks of sentences among the letters of Burmese and Khmer
_LETTER_BLOCKS = (
    (0x2C00, 0x2E00),
    (0x3105, 0x3190),
    (0xA000, 0xD800),
    (0xFB00, 0xFE00),
    (0xFE70, 0xFF00),
    (0xFF10, 0xFFDD),
)
_BLANK = (0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF, *range(0x2000, 0x2010), *range(0x202A, 0x202F))
_MEMBERS = {
    # Latin, Chinese, Arabic, Urdu, Devanagari, Armenian, Ethiopic, Burmese, Khmer, Tibetan, Mongolian.
    SENTENCE_END: ".!?\u2026\u3002\uff01\uff1f\uff0e\u061f\u06d4\u0964\u0965\u055e\u055c\u0589\u1362\u1367\u104b\u17d4\u17d5\u0f0d\u0f0e\u1803",
    COMMA: ",;\u060c\u061b\u055d\u104a\u1363\u1802\u3001\uff0c\uff1b",
    SEPARATOR: "|/\\\u00b7\u2022\u00bb\u203a\u25b8\u25ba\u2192<>\u00ab\u2039\u30fb\uff5c",
    # The grammatical characters of Chinese (both scripts) and Japanese: what function words are elsewhere. One in two
    # words of Chinese prose has one, of headlines and labels one in five.
    FUNCTION: "的了是在和不有我他这這们們也就而与與为為之以及其对對从從被将將但或可都已于於会會着著过過个個来來到说說等把让讓很最"
    "还還又向并並由因如所此该該则則却卻只才再更没沒无無未曾正能够夠应應当當自您她它你吗嗎呢吧啊各每某些那哪谁誰何怎么麼什便即若虽雖然"
    "且乃令使得地给給跟比按据據经經仍尚のはをにがでとも",
}

# What it looks like → what it becomes.
_UNIFIED = {
    "'": "\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4\u2032",
    '"': "\u201c\u201d\u201e\u201f\u2033",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
    " ": "\t\v\f\x1c\x1d\x1e\x1f\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B))),
    ".": "\u2026\u3002\u06d4\u0964\u0965\u104b\u17d4\u17d5",
    ",": "\u3001\u060c\u104a",
    ";": "\u061b",
    ":": "\u2236",
    "?": "\u061f\u00bf",
    "!": "\u00a1",
    ">": "\u00bb\u203a\u2192\u21d2\u25b6\u25b8\u25ba\u2197\u276f\u279c\u27a1\u300b\u3009",
    "<": "\u00ab\u2039\u2190\u25c0\u25c2\u25c4\u276e\u300a\u3008",
    "*": "\u2022\u00b7\u30fb\u25cf\u25cb\u25aa\u25a0\u25a1\u25be\u25bc\u25b2"
    "\u2713\u2714\u2715\u2716\u00d7\u2605\u2606\u2767\u2191\u2193",
    "[": "\u300c\u300e\u3010",
    "]": "\u300d\u300f\u3011",
    "i": "\u0131\u0130",  # Turkish: the capital of dotless i is everybody else's I
    "\u03c3": "\u03c2",  # Greek final sigma, which capitals do not tell apart
    "\u064a": "\u06cc\u0649",  # Arabic yeh as Persian keyboards write it, or without its dots
    "\u0643": "\u06a9",  # Persian kaf
}
# The zeros of Arabic, Persian, Devanagari, Bengali, Tamil, Thai, Lao, Tibetan, Myanmar and Khmer digits.
_ZEROS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0BE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0)
# Soft hyphen, zero-width characters, bidirectional controls, byte order mark, Hebrew and Arabic points, tatweel,
# combining accents (their letters lose them too).
_INVISIBLE_RANGES = (
    (0x00, 0x08),
    (0xAD, 0xAD),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2069),
    (0xFEFF, 0xFEFF),
    (0xFE00, 0xFE0F),
    (0x0300, 0x036F),
    (0x3099, 0x309A),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0640, 0x0640),
    (0x0670, 0x0670),
)
# Latin, Greek, Cyrillic, Arabic; Latin and Greek extended; kana.
_DECOMPOSED_RANGES = ((0xC0, 0x6D6), (0x1E00, 0x2000), (0x3041, 0x3100))
_FORMS = (0xFF00, 0xFFF0)  # half- and full-width


cdef _fill_classes():
    """Write the class bits of each character."""
    cdef int code
    for code in range(SIZE):
        CLASSES[code] = _class_of(unicodedata.category(chr(code))) if code < LOOPED else INK
    for blocks, bits in ((_LETTER_BLOCKS, INK | WORD), (_UNSPACED_BLOCKS, INK | WORD | UNSPACED)):
        for first, stop in blocks:
            for code in range(first, stop):
                CLASSES[code] = bits
    for mark in _UNSPACED_MARKS:
        CLASSES[<Py_UCS4>mark] = INK
    for bit, characters in _MEMBERS.items():
        for character in characters:
            CLASSES[<Py_UCS4>character] |= bit
    for code in _BLANK:
        CLASSES[code] = 0


@cache
def _class_of(category):
    """Return the class bits of the characters of one of Unicode's categories."""
    if category in {"Cc", "Cf", "Zs", "Zl", "Zp"}:
        return 0
    is_word, is_upper, is_digit = category[0] in "LMN", category in {"Lu", "Lt"}, category == "Nd"
    return INK | WORD * is_word | UPPER * is_upper | DIGIT * is_digit


cdef _fill_folds():
    """Write the folded form of each character; 0 stands for "nothing"."""
    cdef int code
    for code in range(SIZE):
        FOLDS[code] = code
    for first, stop in _DECOMPOSED_RANGES:
        for code, character in enumerate(_without_accents(first, stop), first):
            FOLDS[code] = <Py_UCS4>character
    for code in range(SURROGATES):
        FOLDS[code] = Py_UNICODE_TOLOWER(FOLDS[code])
    for code, character in enumerate(_without_accents(_FORMS[0], _FORMS[1]), _FORMS[0]):
        FOLDS[code] = FOLDS[<Py_UCS4>character]
    for unified, variants in _UNIFIED.items():
        for variant in variants:
            FOLDS[<Py_UCS4>variant] = <Py_UCS4>unified
    for zero in _ZEROS:
        for code in range(10):
            FOLDS[zero + code] = c"0" + code
    for first, last in _INVISIBLE_RANGES:
        for code in range(first, last + 1):
            FOLDS[code] = 0
    FOLDS[BEYOND] = c"*"  # emoji: decoration


cdef str _characters(int first, int stop):
    """Return the characters of a range, surrogates among them."""
    cdef uint32_t* codes = <uint32_t*>malloc((stop - first) * sizeof(uint32_t))
    cdef int code
    if codes == NULL:
        raise MemoryError
    for code in range(first, stop):
        codes[code - first] = code
    try:
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, codes, stop - first)
    finally:
        free(codes)


cdef str _without_accents(int first, int stop):
    """Return the characters of a range without their accents, each taken apart by itself."""
    parts = unicodedata.normalize("NFKD", "\0".join(_characters(first, stop))).split("\0")
    return "".join([part[0] for part in parts])


# How lines end: by a question, a colon, dots for what is left out. Questions head the parts of an article, and of its
# list of answers; a colon announces what belongs to it; teasers end in dots. On unseen page dumps these columns gain
# .002 of F1.

BULLETS = "•·*-–►▪■○◦✓→"
"""Marks of a list's entries, at the start of a line and before a space."""

_ENDINGS = {
    ASKS_MARK: "?？؟",
    EXCLAIMS_MARK: "!！",
    INTRODUCES_MARK: ":：",
    TRAILS_OFF_MARK: "…",
    PASSED_OVER: "\"'”“’‘»«›)]}」』）",
}


cdef _fill_endings():
    """Write what each character says at the end of a line."""
    cdef int code
    for code in range(SIZE):
        ENDINGS[code] = OTHER_MARK if CLASSES[code] & INK else PASSED_OVER
    for kind, characters in _ENDINGS.items():
        for character in characters:
            ENDINGS[<Py_UCS4>character] = kind


_fill_classes()
_fill_folds()
_fill_endings()


def character_tables():
    """Return the tables as bytes: what rules are compiled to depends on them."""
    return bytes(<uint8_t[: sizeof(CLASSES)]><uint8_t*>CLASSES) + bytes(<uint8_t[: sizeof(FOLDS)]><uint8_t*>FOLDS)


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


def in_spaced_word(str character not None):
    """Tell whether a character is a letter, mark or digit of a script that puts spaces between words."""
    return (CLASSES[min(ord(character), BEYOND)] & (WORD | UNSPACED)) == WORD


def has_ink(str text not None):
    """Tell whether a text holds a character that can be seen; a line that holds none is blank."""
    cdef Py_UCS4 character
    for character in text:
        if CLASSES[min(character, <Py_UCS4>BEYOND)] & INK:
            return True
    return False


def fold_phrase(str text not None):
    """Fold a phrase or a line as rules compare them: decoration at the ends goes.

    >>> fold_phrase("  » Leave a   Reply: ")
    'leave a reply'
    """
    return fold(text).strip(DECORATION)


# --- UTF-8 ------------------------------------------------------------------------------------------------------------


cdef int64_t first_fault(const uint8_t* data, int64_t length) noexcept nogil:
    """Return the first byte that is not UTF-8 (surrogates are not), or -1 where all are."""
    cdef int64_t place = 0
    cdef uint64_t eight
    cdef int size
    while place < length:
        if data[place] < 0x80:
            place += 1
            while place + 8 <= length:
                memcpy(&eight, data + place, 8)
                if eight & <uint64_t>0x8080808080808080:
                    break
                place += 8
            continue
        size = _sound_size(data + place, length - place)
        if not size:
            return place
        place += size
    return -1


cdef int _sound_size(const uint8_t* data, int64_t length) noexcept nogil:
    """Return how many bytes a character beyond ASCII takes, or 0 if it is not sound: see table 3-7 of Unicode."""
    cdef uint8_t first = data[0], least = 0x80, most = 0xBF
    cdef int size = 2 if first < 0xE0 else 3 if first < 0xF0 else 4, place
    if not 0xC2 <= first <= 0xF4 or length < size:
        return 0
    if first == 0xE0:
        least = 0xA0
    elif first == 0xED:
        most = 0x9F
    elif first == 0xF0:
        least = 0x90
    elif first == 0xF4:
        most = 0x8F
    if not least <= data[1] <= most:
        return 0
    for place in range(2, size):
        if data[place] & 0xC0 != 0x80:
            return 0
    return size


# --- letters ----------------------------------------------------------------------------------------------------------

cdef uint32_t[CASED] _CASES
cdef uint32_t[1024][MOST_LETTERS] _SEVERAL


cdef _fill_cases():
    """Write what each character is case-folded to, chunk by chunk: in few, a character becomes several."""
    cdef int code, start, several = 0, number
    cdef str folded, everything = _characters(0, CASED)
    for start in range(0, CASED, CHUNK):
        folded = everything[start : start + CHUNK].casefold()
        if len(folded) == CHUNK:
            for number in range(CHUNK):
                _CASES[start + number] = <Py_UCS4>folded[number]
            continue
        for code in range(start, start + CHUNK):
            folded = everything[code].casefold()
            if len(folded) == 1:
                _CASES[code] = <Py_UCS4>folded[0]
                continue
            for number in range(MOST_LETTERS):
                _SEVERAL[several][number] = <Py_UCS4>folded[number] if number < len(folded) else <uint32_t>END
            _CASES[code] = SEVERAL | several
            several += 1


_fill_cases()


cdef uint32_t next_folded(Letters* letters) noexcept nogil:
    """Return the next letter in folded form, as `fold` has it, or `END`: runs of spaces are one."""
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
    """Return what `fold` returns, as the core reads it: for tests."""
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
