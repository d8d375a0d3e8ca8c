# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Characters to lines and words, compiled: what `cleaner.kernels.reading` does in many passes, in one each."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

import numpy as np

from cleaner.kernels.shapes import Reading, Words

cdef enum:
    NEWLINE = 10
    RETURN = 13
    SPACE = 32
    SHARP_S = 0xDF
    HIGH = 0xD800  # the first of 1024 high surrogates, and of as many low ones
    LOW = 0xDC00
    BEYOND = 0xFFFF  # stands for all code points above it
    LONGEST_SUM = 255  # characters that a sum of counters may cover: see `cleaner.characters.COUNTED`
    COUNTERS = 8

cdef enum:  # bits of `cleaner.characters.Class`
    WORD = 2
    UPPER = 4
    DIGIT = 8
    SENTENCE_END = 16

cdef enum:  # of `cleaner.features.OPENINGS`
    NO_WORD, LOWER_CASE, CAPITAL, NUMBER

cdef enum:  # of `cleaner.hashing`
    LONGEST = 8
    SLOT_SHIFT = 48

cdef enum:
    PART = 1 << 13  # characters whose words are read together: what is noted of them stays in the cache

cdef uint64_t FIRST_FACTOR = 0x9E3779B97F4A7C15
cdef uint64_t EVERY_LANGUAGE = 0xFFFFFFFFFFFFFFFF
cdef uint64_t SECOND_FACTOR = 0xC2B2AE3D27D4EB4F
cdef uint64_t[5] MASKS = [0, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF]  # of so many characters


cdef struct Output:
    uint8_t* text
    Py_ssize_t size  # bytes of the folded text so far
    uint32_t last  # what was written last, as code point


def read_lines(const uint32_t[::1] codes, const uint64_t[::1] counters, const uint16_t[::1] folds):
    """See `cleaner.kernels.reading.read_lines`."""
    cdef Py_ssize_t most = _newlines(codes)
    text = np.empty(3 * codes.shape[0] + 1, np.uint8)
    stops, folded_stops, counts = np.empty(most, np.int64), np.empty(most, np.int64), np.zeros((most, COUNTERS), np.int64)
    cdef uint8_t[::1] text_view = text
    cdef int64_t[::1] stops_view = stops, folded_stops_view = folded_stops
    cdef int64_t[:, ::1] counts_view = counts
    cdef Output output = Output(&text_view[0], 0, NEWLINE)
    cdef Py_ssize_t place = 0, stop, lines = 0
    with nogil:
        while place < codes.shape[0]:
            stop = min(place + LONGEST_SUM, codes.shape[0])
            if _read_part(&codes[0], &place, stop, &counters[0], &folds[0], &output, &counts_view[lines, 0]):
                stops_view[lines], folded_stops_view[lines] = place, output.size
                lines += 1
    return Reading(stops[:lines], counts[:lines].T, text[: output.size].tobytes(), folded_stops[:lines])


cdef Py_ssize_t _newlines(const uint32_t[::1] codes) noexcept nogil:
    """Count what may end a line."""
    cdef Py_ssize_t place, count = 0
    for place in range(codes.shape[0]):
        count += (codes[place] == NEWLINE) | (codes[place] == RETURN)
    return count


cdef bint _read_part(
    const uint32_t* codes,
    Py_ssize_t* first,
    Py_ssize_t stop,
    const uint64_t* counters,
    const uint16_t* folds,
    Output* output,
    int64_t* counts,
) noexcept nogil:
    """Read up to ``stop`` or the end of the line, whichever comes first; tell whether the line ends."""
    cdef Py_ssize_t place = first[0]
    cdef uint64_t sums = 0
    cdef uint32_t code, folded
    cdef bint ended = False
    cdef Output written = output[0]
    while place < stop and not ended:
        code = min(codes[place], <uint32_t>BEYOND)
        place += 1
        if code == RETURN:
            if codes[place] == NEWLINE:  # a text ends with a newline, so there is something behind
                continue
            code = NEWLINE
        ended = code == NEWLINE
        sums += counters[code]
        folded = folds[code]
        if folded >= 0x80:
            _write(&written, folded)
            continue
        # What is invisible, and a space behind another, is written, too, but does not count.
        written.text[written.size] = <uint8_t>folded
        written.size += (folded != 0) & ((folded != SPACE) | (written.last != SPACE))
        written.last = folded if folded else written.last
    for code in range(<uint32_t>COUNTERS):
        counts[code] += (sums >> 8 * code) & 0xFF
    first[0], output[0] = place, written
    return ended


cdef void _write(Output* output, uint32_t code) noexcept nogil:
    """Write a character beyond ASCII; two surrogates behind each other, which stand for one, make four bytes."""
    cdef uint8_t* text = output.text + output.size
    if code == SHARP_S:
        text[0] = text[1] = c"s"
        output.size += 2
    elif code < 0x800:
        text[0], text[1] = <uint8_t>(0xC0 | code >> 6), <uint8_t>(0x80 | code & 0x3F)
        output.size += 2
    elif code >> 10 == LOW >> 10 and output.last >> 10 == HIGH >> 10:
        text -= 3
        code = 0x10000 + ((output.last & 0x3FF) << 10) + (code & 0x3FF)
        text[0], text[1] = <uint8_t>(0xF0 | code >> 18), <uint8_t>(0x80 | code >> 12 & 0x3F)
        text[2], text[3] = <uint8_t>(0x80 | code >> 6 & 0x3F), <uint8_t>(0x80 | code & 0x3F)
        output.size += 1
    else:
        text[0], text[1] = <uint8_t>(0xE0 | code >> 12), <uint8_t>(0x80 | code >> 6 & 0x3F)
        text[2] = <uint8_t>(0x80 | code & 0x3F)
        output.size += 3
    output.last = code


cdef struct Row:
    int64_t words, function_words, capitalised, opening
    bint ends_sentence


cdef struct Text:
    const uint32_t* codes
    const uint16_t* classes
    const uint16_t* folds
    const uint64_t* listed


cdef struct Part:  # of a text: some rows
    Py_ssize_t start
    Py_ssize_t stop
    uint16_t* folded


def read_words(
    const uint32_t[::1] codes,
    tuple rows,
    const uint16_t[::1] classes,
    const uint16_t[::1] folds,
    const uint64_t[::1] listed,
):
    """See `cleaner.kernels.reading.read_words`."""
    cdef const int64_t[::1] stops = rows[1]
    cdef Py_ssize_t row = 0, behind, words, count = 0
    longest = np.diff(rows[1], prepend=0).max(initial=0)
    bounds, folded = np.empty(codes.shape[0] + 1, np.int32), np.zeros(longest + PART + LONGEST, np.uint16)
    keys, columns = np.empty(codes.shape[0] // 2 + 1, np.uint64), np.empty((5, stops.shape[0]), np.int64)
    cdef int32_t[::1] bounds_view = bounds
    cdef uint16_t[::1] folded_view = folded
    cdef uint64_t[::1] keys_view = keys
    cdef int64_t[:, ::1] found = columns
    cdef Text text = Text(&codes[0], &classes[0], &folds[0], &listed[0])
    cdef Part part = Part(0, 0, &folded_view[0])
    cdef Row of
    with nogil:
        while row < stops.shape[0]:
            behind = row + 1
            while behind < stops.shape[0] and stops[behind] - part.start < PART:
                behind += 1
            part.stop = stops[behind - 1]
            words = count + _bound_words(text, part, &bounds_view[2 * count])
            for row in range(row, behind):
                of = _read_row(text, part, stops[row], words - count, &bounds_view[2 * count], &keys_view[count])
                found[0, row], found[1, row], found[2, row] = count, of.function_words, of.capitalised
                found[3, row], found[4, row] = of.opening, of.ends_sentence
                count += of.words
            row, part.start = behind, part.stop
    starts, ends = bounds[: 2 * count].reshape(-1, 2).T
    return Words(starts, ends, keys[:count], *columns)


cdef Py_ssize_t _bound_words(Text text, Part part, int32_t* bounds) noexcept nogil:
    """Fold a part character by character, and write where its words start and stop; return how many there are.

    There is no branch in this: where a word ends can only be guessed wrongly.
    """
    cdef Py_ssize_t place, count = 0
    cdef uint32_t code
    cdef uint16_t in_word, before = 0
    for place in range(part.start, part.stop):
        code = min(text.codes[place], <uint32_t>BEYOND)
        part.folded[place - part.start] = text.folds[code]
        in_word = text.classes[code] & WORD
        bounds[count] = <int32_t>place
        count += in_word != before
        before = in_word
    return count // 2  # a row ends with a newline, so its last word has stopped


cdef Row _read_row(
    Text text, Part part, Py_ssize_t stop, Py_ssize_t words, const int32_t* bounds, uint64_t* keys
) noexcept nogil:
    """Read the words of a row, which are the first of those left, up to where the row stops."""
    cdef Row row = Row(0, 0, 0, NO_WORD, False)
    cdef Py_ssize_t word, place
    cdef uint16_t first
    while row.words < words and bounds[2 * row.words] < stop:
        place = bounds[2 * row.words]
        keys[row.words] = _key(part.folded + (place - part.start), bounds[2 * row.words + 1] - place)
        row.words += 1
    for word in range(row.words):  # apart, so that waiting for the table's memory overlaps; without a branch
        row.function_words += (text.listed[keys[word] >> SLOT_SHIFT] == keys[word]) & (
            bounds[2 * word + 1] - bounds[2 * word] <= LONGEST
        )
        row.capitalised += (text.classes[min(text.codes[bounds[2 * word]], <uint32_t>BEYOND)] & UPPER) != 0
    if row.words:
        first = text.classes[min(text.codes[bounds[0]], <uint32_t>BEYOND)]
        row.opening = NUMBER if first & DIGIT else CAPITAL if first & UPPER else LOWER_CASE
        for place in range(bounds[2 * row.words - 1], stop):
            row.ends_sentence |= (text.classes[min(text.codes[place], <uint32_t>BEYOND)] & SENTENCE_END) != 0
    return row


cdef inline uint64_t _key(const uint16_t* folded, Py_ssize_t length) noexcept nogil:
    """Return the key of a word, as `cleaner.hashing` makes it; `LONGEST` characters can be read."""
    cdef uint64_t low, high
    memcpy(&low, folded, sizeof(low))
    memcpy(&high, folded + LONGEST // 2, sizeof(high))
    low &= MASKS[min(length, <Py_ssize_t>LONGEST // 2)]
    high &= MASKS[min(max(length - LONGEST // 2, <Py_ssize_t>0), <Py_ssize_t>LONGEST // 2)]
    low = low * FIRST_FACTOR + high * SECOND_FACTOR
    low ^= low >> 32
    return low * FIRST_FACTOR


def count_languages(const int64_t[::1] documents, const uint64_t[::1] languages, Py_ssize_t number):
    """See `cleaner.kernels.reading.count_languages`."""
    cdef Py_ssize_t word, bit
    cdef uint64_t bits
    counts = np.zeros((number, 64), np.int32)
    cdef int32_t[:, ::1] view = counts
    with nogil:
        for word in range(documents.shape[0]):
            bits, bit = languages[word], 0
            while bits:
                while not bits & 0xFF:
                    bits >>= 8
                    bit += 8
                view[documents[word], bit] += bits & 1
                bits >>= 1
                bit += 1
    return counts


def languages_of_rows(const uint32_t[::1] text, words, const uint16_t[::1] classes, table, tuple counts):
    """See `cleaner.kernels.reading.languages_of_rows`."""
    cdef const int64_t[:] first = words.first
    cdef const int32_t[:] starts = words.starts
    cdef const uint64_t[::1] keys = words.keys, listed = table.keys, known = table.known, telling = table.telling
    cdef Py_ssize_t row, word, behind, rows = first.shape[0]
    cdef int64_t fewest = counts[0], most = counts[1]
    cdef int shift = 65 - len(table.keys).bit_length()
    cdef uint64_t of_all, of_any, slot
    found = np.zeros(rows, np.uint64)
    cdef uint64_t[::1] view = found
    with nogil:
        for row in range(rows):
            behind = first[row + 1] if row + 1 < rows else starts.shape[0]
            if not fewest <= behind - first[row] <= most:
                continue
            of_all, of_any = EVERY_LANGUAGE, 0
            for word in range(first[row], behind):
                slot = keys[word] >> shift
                if listed[slot] == keys[word]:
                    of_all &= known[slot]
                    of_any |= telling[slot]
                elif not classes[min(text[starts[word]], <uint32_t>BEYOND)] & DIGIT:
                    of_all = 0
                    break
            view[row] = of_all & of_any
    return found
