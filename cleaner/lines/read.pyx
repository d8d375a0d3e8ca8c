# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A text as blocks of whole lines: their characters, folded form, rows and words, in a pass each.

A block has some thousand characters, so what is noted of it stays in the processor's cache, and a text of any size
needs little more memory than its own. Only a line longer than a block makes a longer one.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memset

from cleaner.lines.buffers cimport release, reserve
from cleaner.lines.fold cimport (
    BEYOND,
    CLASSES,
    DIGIT,
    FOLDS,
    LONGEST,
    Output,
    SENTENCE_END,
    UPPER,
    WORD,
    word_key,
    write_beyond_ascii,
)
from cleaner.lines.text cimport Text, UTF_8, character_at

cdef enum:
    NEWLINE = 10
    RETURN = 13
    SPACE = 32
    LONGEST_SUM = 255  # characters that eight counters of a byte may count before one could run into the next
    BLOCK = 1 << 13  # characters

cdef enum:  # buffers of a block
    CODES, FOLDED, ROWS, WORDS, FOLDED_CODES

ctypedef fused Unit:
    uint8_t
    uint16_t
    uint32_t

cdef uint64_t[0x10000] COUNTED  # for each character, a counter of a byte for each class that is counted


cdef _fill_counted():
    """Fill the table: all bits of a class are counted but `WORD`."""
    cdef Py_ssize_t code, place
    cdef uint64_t bits
    for code in range(0x10000):
        bits = CLASSES[code] & 1 | CLASSES[code] >> 1 & 0xFE
        for place in range(COUNTERS):
            COUNTED[code] |= (bits >> place & 1) << 8 * place


_fill_counted()


cdef void free_block(Block* block) noexcept nogil:
    """Give the memory of a block back."""
    cdef int number
    for number in range(5):
        release(&block.buffers[number])


cdef bint read_block(Block* block, Text text) except -1 nogil:
    """Read the lines of a text behind those of the block before; tell whether there were some.

    A block that is all zeros is before the first.
    """
    block.start += block.units
    if block.start >= text.length:
        return False
    if text.kind == 1:
        _take(block, <const uint8_t*>text.data, text.length)
    elif text.kind == 2:
        _take(block, <const uint16_t*>text.data, text.length)
    elif text.kind == 4:
        _take(block, <const uint32_t*>text.data, text.length)
    else:
        _take_utf_8(block, <const uint8_t*>text.data, text.length)
    _read_lines(block)
    _read_words(block)
    return True


cdef int _take(Block* block, const Unit* characters, int64_t length) except -1 nogil:
    """Take the characters of whole lines."""
    cdef Py_ssize_t place
    _bound(block, characters, length)
    block.size = block.units
    for place in range(block.size):
        if Unit is uint32_t:
            block.codes[place] = <uint16_t>min(characters[block.start + place], <uint32_t>BEYOND)
        else:
            block.codes[place] = characters[block.start + place]
    _close(block, length)
    return 0


cdef int _take_utf_8(Block* block, const uint8_t* text, int64_t length) except -1 nogil:
    """Take the characters of whole lines, of sound UTF-8."""
    cdef Text units = Text(text, UTF_8, length)
    cdef int64_t place = block.start
    _bound(block, text, length)
    block.size = 0
    while place < block.start + block.units:
        block.codes[block.size] = <uint16_t>min(character_at(&units, &place), <uint32_t>BEYOND)
        block.size += 1
    _close(block, length)
    return 0


cdef int _bound(Block* block, const Unit* units, int64_t length) except -1 nogil:
    """Find where the block ends, which is behind a line, and make room for its characters."""
    cdef int64_t stop = min(block.start + BLOCK, length)
    while stop < length and not _ends_line(units, stop - 1):
        stop += 1
    block.units = stop - block.start
    reserve(&block.buffers[CODES], (block.units + 1) * sizeof(uint16_t))
    block.codes = <uint16_t*>block.buffers[CODES].memory
    return 0


cdef inline bint _ends_line(const Unit* units, int64_t place) noexcept nogil:
    """Tell whether a line ends behind a character, which is not the last of the text."""
    return units[place] == NEWLINE or (units[place] == RETURN and units[place + 1] != NEWLINE)


cdef void _close(Block* block, int64_t length) noexcept nogil:
    """Put a newline behind the last line of the text; behind other blocks, nothing that one would be waited for."""
    block.codes[block.size] = NEWLINE if block.start + block.units == length else 0
    block.size += block.start + block.units == length


cdef int _read_lines(Block* block) except -1 nogil:
    """Fold the block, and find its lines that are not blank."""
    cdef Py_ssize_t place = 0, start = 0, folded_start = 0
    cdef Row* row
    reserve(&block.buffers[FOLDED], 3 * block.size + 1)
    reserve(&block.buffers[ROWS], sizeof(Row))
    block.folded, block.rows = <uint8_t*>block.buffers[FOLDED].memory, 0
    cdef Output output = Output(block.folded, 0, NEWLINE)
    while place < block.size:
        reserve(&block.buffers[ROWS], (block.rows + 1) * sizeof(Row))
        block.row = <Row*>block.buffers[ROWS].memory
        row = &block.row[block.rows]
        memset(row, 0, sizeof(Row))
        while not _read_part(block, &place, &output, row):
            pass
        row.start, row.stop = <int32_t>start, <int32_t>place
        row.folded_start, row.folded_stop = <int32_t>folded_start, <int32_t>(output.size - 1)
        start, folded_start = place, output.size
        block.rows += row.counts[INK_COUNT] > 0
    block.folded_size = output.size
    return 0


cdef bint _read_part(Block* block, Py_ssize_t* first, Output* output, Row* row) noexcept nogil:
    """Read some characters or up to the end of the line, whichever comes first; tell whether the line ends.

    A block ends with a line, so there is something behind all other characters.
    """
    cdef Py_ssize_t place = first[0], stop = min(place + LONGEST_SUM, block.size)
    cdef uint64_t sums = 0
    cdef uint16_t code, folded
    cdef bint ended = False
    cdef Output written = output[0]
    cdef int counter
    while place < stop and not ended:
        code = block.codes[place]
        place += 1
        if code == RETURN:
            if block.codes[place] == NEWLINE:
                continue
            code = NEWLINE
        ended = code == NEWLINE
        sums += COUNTED[code]
        folded = FOLDS[code]
        if folded >= 0x80:
            write_beyond_ascii(&written, folded)
            continue
        # What is invisible, and a space behind another, is written, too, but does not count.
        written.text[written.size] = <uint8_t>folded
        written.size += (folded != 0) & ((folded != SPACE) | (written.last != SPACE))
        written.last = folded if folded else written.last
    for counter in range(COUNTERS):
        row.counts[counter] += (sums >> 8 * counter) & 0xFF
    first[0], output[0] = place, written
    return ended


cdef int _read_words(Block* block) except -1 nogil:
    """Find the words of the block, and what they come to in each row."""
    cdef Py_ssize_t number, words
    cdef uint16_t* folded
    cdef Row* row
    reserve(&block.buffers[WORDS], (block.size // 2 + 2) * sizeof(Word))
    reserve(&block.buffers[FOLDED_CODES], (block.size + LONGEST) * sizeof(uint16_t))
    block.word, folded = <Word*>block.buffers[WORDS].memory, <uint16_t*>block.buffers[FOLDED_CODES].memory
    block.words = _bound_words(block, folded)
    for number in range(LONGEST):
        folded[block.size + number] = 0
    words = 0
    for number in range(block.rows):
        row = &block.row[number]
        row.first_word = <int32_t>words
        while words < block.words and block.word[words].start < row.stop:
            words += 1
        row.words = <int32_t>(words - row.first_word)
        _read_row(block, folded, row)
    return 0


cdef Py_ssize_t _bound_words(Block* block, uint16_t* folded) noexcept nogil:
    """Fold the block character by character, and write where its words start and stop; return how many there are.

    There is no branch in this: where a word ends can only be guessed wrongly. A block ends with a newline, so its last
    word has stopped.
    """
    cdef Py_ssize_t place, count = 0
    cdef uint16_t code, in_word, before = 0
    for place in range(block.size):
        code = block.codes[place]
        folded[place] = FOLDS[code]
        in_word = CLASSES[code] & WORD
        # Both bounds are written each time; the one that counts is written last.
        block.word[count + 1 >> 1].start = <int32_t>place
        block.word[count >> 1].stop = <int32_t>place
        count += in_word != before
        before = in_word
    return count // 2


cdef void _read_row(Block* block, const uint16_t* folded, Row* row) noexcept nogil:
    """Read the words of a row."""
    cdef Word* words = block.word + row.first_word
    cdef Py_ssize_t number, place
    cdef uint16_t first
    for number in range(row.words):
        words[number].key = word_key(folded + words[number].start, words[number].stop - words[number].start)
    for number in range(row.words):  # apart, so that waiting for the table's memory overlaps; without a branch
        row.function_words += is_function_word(&words[number])
        row.capitalised += (CLASSES[block.codes[words[number].start]] & UPPER) != 0
    if row.words:
        first = CLASSES[block.codes[words[0].start]]
        row.opening = NUMBER if first & DIGIT else CAPITAL if first & UPPER else LOWER_CASE
        for place in range(words[row.words - 1].stop, row.stop):
            row.ends_sentence |= (CLASSES[block.codes[place]] & SENTENCE_END) != 0
