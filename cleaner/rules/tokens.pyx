# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Tokens: what a line is made of for wordings; see tokens.pxd."""

from array import array

from libc.string cimport memset

from cleaner.lines.characters cimport CLASSES, DIGIT, FOLDS, SHARP_S, UNSPACED, UPPER, WORD
from cleaner.lines.words cimport LONGEST, word_key

from cleaner.lines.characters import fold

SEPARATORS = {
    COMMA: ",\u060c\u104a\u3001\uff0c",
    COLON: ":\uff1a\u2236",
    SEMICOLON: ";\u061b\uff1b",
    DASH: "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d",
    PIPE: "|\uff5c\u00a6\u2502",
    SLASH: "/\\\uff0f",
    STOP: ".!?\u00a1\u00bf\u3002\uff01\uff1f\uff0e\u061f\u06d4\u0964\u0965\u055e\u1362\u104b\u17d4\u17d5",
    DOTS: "\u2026",
    BULLET: "\u2022\u00b7\u30fb\u25cf\u25cb\u25aa\u25a0\u25a1\u2219\u22c5",
    ARROW: ">\u00bb\u203a\u2192\u21d2\u25b6\u25b8\u25ba\u2197\u276f\u279c\u27a1\u3009\u2190",
    OPEN: "([{\u300c\u300e\u3010\uff08<\u00ab\u2039\u276e\u300a\u3008\u25c0\u25c2\u25c4",
    CLOSE: ")]}\u300b\u300d\u300f\u3011\uff09",
    QUOTE: "'\"\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4\u2032\u201c\u201d\u201e\u201f\u2033`",
}
FULL_STOPS = "\u3002\uff01\uff1f\u06d4\u0964\u0965\u104b\u17d4\u17d5"
"""They end a sentence whether or not white space follows."""

SYMBOLS = "©®™@#&$€£¥₹₽₩₺₴₫₱₦฿₪¢%+§°"
"""Characters that are tokens by themselves."""

DECORATIONS = "#+@&"
"""Symbols that do not matter at the ends of a line."""

cdef enum:
    LONGEST_WORD = 1000  # characters of a word that are read, if some are not as they are written
    HEAD = 160  # of longer lines, so many characters at the start are read
    TAIL = LONG - HEAD  # and so many at the end
    FULL_STOP = 1 << 17  # of separators: ends a sentence whether or not white space follows
    PLAIN = 8  # of kinds: a letter that folds to one character
    KIND = PLAIN - 1

cdef uint8_t[0x10000] KINDS
cdef uint8_t[0x10000] SORTS
cdef uint32_t[0x10000] SEPARATOR_KINDS
cdef uint8_t[0x10000] IS_DECORATION


def _fill_tables():
    cdef int code
    for code in range(0x10000):
        KINDS[code] = _kind(code, FOLDS[code])
        SORTS[code] = _sort(code, FOLDS[code])
        KINDS[code] |= PLAIN if KINDS[code] == LETTER and FOLDS[code] != SHARP_S else 0
        SEPARATOR_KINDS[code] = SPACE if FOLDS[code] in (0x20, 0x0A, 0x0D) else OTHER
    for symbol in SYMBOLS:
        KINDS[ord(symbol)] = SYMBOL
    for kind, marks in SEPARATORS.items():
        for mark in marks:
            SEPARATOR_KINDS[ord(mark)] = kind
    for mark in FULL_STOPS:
        SEPARATOR_KINDS[ord(mark)] |= FULL_STOP
    for mark in DECORATIONS:
        IS_DECORATION[ord(mark)] = True


cdef uint8_t _kind(uint16_t code, uint16_t folded) noexcept:
    if not folded and code:
        return SKIPPED
    if CLASSES[folded] & DIGIT:
        return FIGURE
    if CLASSES[folded] & UNSPACED:
        return CHARACTER
    return LETTER if CLASSES[folded] & WORD else SEPARATOR


cdef uint8_t _sort(uint16_t code, uint16_t folded) noexcept:
    """Return the sort of a token that begins with a character."""
    if KINDS[code] == FIGURE:
        return OF_FIGURES
    if KINDS[code] == CHARACTER:
        return OF_CHARACTERS
    if CLASSES[code] & UPPER:
        return OF_CAPITALS
    return OF_CASELESS if KINDS[code] == LETTER and is_caseless_script(folded) else OF_ANYTHING


_fill_tables()


def tokenized(str text not None):
    """Return the tokens of a text, as wordings are made of: folded (digits as zeros), kind, kinds of separators before
    it; and the kinds of separators behind the last.

    >>> tokenized("Read more: 25 items …")[0]
    [('read', 2, 0), ('more', 2, 1), ('00', 3, 5), ('items', 2, 1)]
    """
    cdef uint16_t[::1] codes = characters(text), folded = folded_characters(codes)
    cdef uint8_t[::1] room = bytearray(max(len(text), 1) * sizeof(Token))
    cdef Token* token = <Token*>&room[0]
    cdef uint32_t behind = 0
    cdef Py_ssize_t number
    tokens = []
    for number in range(line_tokens(token, &codes[0], &folded[0], len(text), &behind)):
        word = "0" * token.size if token.kind == FIGURE else fold(text[token.start : token.stop])
        tokens.append((word, token.kind, token.before))
        token += 1
    return tokens, behind


def characters(str text not None):
    """Return the characters of a text and a newline, as blocks have them."""
    return array("H", [min(ord(character), 0xFFFF) for character in text] + [10])


def folded_characters(const uint16_t[::1] codes):
    """Return folded characters, as blocks have them: so many more can be read."""
    return array("H", [FOLDS[code] for code in codes] + [0] * LONGEST)


def token_key(str text not None):
    """Return the key of a folded word; of a number, that of as many zeros."""
    cdef uint16_t[::1] folded = characters(text) + array("H", [0] * LONGEST)
    return _key(&folded[0], len(text))


cdef inline uint64_t _key(const uint16_t* folded, Py_ssize_t size) noexcept nogil:
    """Return the key of a word: of its first and last `LONGEST` characters, and how many there are."""
    cdef uint64_t key = word_key(folded, size)
    if size > LONGEST:
        key ^= (word_key(folded + size - LONGEST, LONGEST) + size) * <uint64_t>0xC2B2AE3D27D4EB4F
    return key


cdef bint is_decoration(const Token* token) noexcept nogil:
    """Tell whether a token does not matter at the ends of a line."""
    return IS_DECORATION[token.first]


cdef Py_ssize_t line_tokens(
    Token* token, const uint16_t* codes, const uint16_t* folded, Py_ssize_t size, uint32_t* behind
) noexcept nogil:
    """Write the tokens of a line, of a long one those at its start and its end; return how many there are.

    ``behind`` becomes the kinds of separators behind the last. A newline follows the characters, or ends them.
    """
    cdef Between between = Between(0, True, 0)
    cdef Py_ssize_t count
    if size <= LONG:
        return all_tokens(token, codes, folded, size, behind)
    count = _read_tokens(token, 0, &between, codes, folded, 0, _word_start(codes, HEAD))
    between = Between(between.kinds | SPACE | SENTENCE | CUT, False, 0)
    count = _read_tokens(token, count, &between, codes, folded, _word_end(codes, size - TAIL, size), size)
    behind[0] = between.kinds
    return count


cdef Py_ssize_t all_tokens(
    Token* token, const uint16_t* codes, const uint16_t* folded, Py_ssize_t size, uint32_t* behind
) noexcept nogil:
    """The same, of all characters."""
    cdef Between between = Between(0, True, 0)
    cdef Py_ssize_t count = _read_tokens(token, 0, &between, codes, folded, 0, size)
    behind[0] = between.kinds
    return count


cdef Py_ssize_t _word_start(const uint16_t* codes, Py_ssize_t place) noexcept nogil:
    """Return where the word around a place starts."""
    while place and KINDS[codes[place - 1]] & KIND in (LETTER, FIGURE, SKIPPED):
        place -= 1
    return place


cdef Py_ssize_t _word_end(const uint16_t* codes, Py_ssize_t place, Py_ssize_t stop) noexcept nogil:
    """Return where the word around a place ends."""
    while place < stop and KINDS[codes[place]] & KIND in (LETTER, FIGURE, SKIPPED):
        place += 1
    return place


cdef Py_ssize_t _read_tokens(
    Token* tokens, Py_ssize_t count, Between* since, const uint16_t* codes, const uint16_t* folded, Py_ssize_t place,
    Py_ssize_t stop,
) noexcept nogil:
    """Write the tokens between two places behind so many others; return how many there are then."""
    cdef Between between = since[0]
    cdef Token* token
    cdef uint8_t kind
    while place < stop:
        kind = KINDS[codes[place]]
        if kind == SEPARATOR:
            _pass_separator(&between, codes[place])
            place += 1
        elif kind == SKIPPED:
            place += 1
        else:
            token = &tokens[count]
            token.start = <int32_t>place
            token.kind = kind & KIND
            token.sort = SORTS[codes[place]]
            token.capital = (CLASSES[codes[place]] & UPPER) != 0
            token.known = 0
            place = _read_token(token, kind, codes, folded, place, stop)
            token.stop = <int32_t>place
            token.before = between.kinds
            if between.kinds & SENTENCE and between.is_weak and count:
                if token.kind == FIGURE or _abbreviates(token - 1):
                    token.before ^= SENTENCE
            count += 1
            between = Between(0, True, 0)
    since[0] = between
    return count


cdef inline void _pass_separator(Between* between, uint16_t code) noexcept nogil:
    """Note a separator."""
    cdef uint32_t kind = SEPARATOR_KINDS[code]
    if kind == SPACE:
        if between.last:
            between.kinds |= SENTENCE
            between.is_weak &= between.last == c"."
            between.last = 0
        between.kinds |= SPACE
        return
    if kind & FULL_STOP:
        between.kinds |= SENTENCE
        between.is_weak = False
        kind ^= FULL_STOP
    if kind == STOP and between.last and between.kinds & STOP and code == c".":
        between.kinds |= DOTS
    between.kinds |= kind
    if kind & (STOP | DOTS):
        between.last = c"." if code == c"." else c"!"
    elif not kind & (CLOSE | QUOTE):
        between.last = 0


cdef inline bint _abbreviates(const Token* token) noexcept nogil:
    """Tell whether a full stop behind a token need not end a sentence: "J. Smith", "12. Mai"."""
    return token.kind == FIGURE or token.size == 1


cdef inline Py_ssize_t _read_token(
    Token* token, uint8_t kind, const uint16_t* codes, const uint16_t* folded, Py_ssize_t place, Py_ssize_t stop
) noexcept nogil:
    """Fill in what a token is; return the place behind it. Behind a line's words stands a newline."""
    cdef Py_ssize_t end = place + 1
    token.first, token.value = folded[place], 0
    if kind == CHARACTER or kind == SYMBOL:
        token.size, token.key = 1, _key(folded + place, 1)
        return end
    if kind & PLAIN:
        while KINDS[codes[end]] & PLAIN:
            end += 1
        if KINDS[codes[end]] != LETTER and KINDS[codes[end]] != SKIPPED:
            token.size, token.key = <uint16_t>min(end - place, <Py_ssize_t>0xFFFF), _key(folded + place, end - place)
            return end
    return _read_letters(token, codes, folded, place, stop)


cdef Py_ssize_t _read_letters(
    Token* token, const uint16_t* codes, const uint16_t* folded, Py_ssize_t place, Py_ssize_t stop
) noexcept nogil:
    """The same of figures, or of letters some of which are not as they are written."""
    cdef uint16_t[LONGEST_WORD + LONGEST + 2] word
    cdef uint8_t here = token.kind
    cdef uint16_t size = 0
    while place < stop and (here == token.kind or here == SKIPPED):
        if here == token.kind and size < LONGEST_WORD:
            if here == FIGURE:
                token.value = min(token.value, <uint32_t>99_999_999) * 10 + (folded[place] - c"0")
                word[size] = c"0"
            elif folded[place] == SHARP_S:
                word[size] = word[size + 1] = c"s"
                size += 1
            else:
                word[size] = folded[place]
            size += 1
        place += 1
        here = KINDS[codes[place]] & KIND
    memset(&word[size], 0, LONGEST * sizeof(uint16_t))
    token.first, token.size, token.key = word[0], size, _key(word, size)
    return place
