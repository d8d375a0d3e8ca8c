# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A text becomes a table of its lines: block by block, with what can be measured of each line by itself.

A block is some thousand characters of whole lines, so what is noted of it stays in the processor's cache, and a text of
any size needs little more memory than its own. Only a line longer than a block makes a longer one.
"""

import os

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memset

from cleaner.lines.bits cimport lowest_bit
from cleaner.lines.characters cimport (
    ASKS_MARK,
    BEYOND,
    CLASSES,
    DIGIT,
    ENDINGS,
    EXCLAIMS_MARK,
    FOLDS,
    FUNCTION,
    INK,
    INTRODUCES_MARK,
    Output,
    PASSED_OVER,
    SENTENCE_END,
    TRAILS_OFF_MARK,
    UNSPACED as IS_UNSPACED,
    UPPER,
    UTF_8,
    WORD,
    Text,
    character_at,
    write_beyond_ascii,
)
from cleaner.lines.memory cimport Secret, hashed, hashed_with, release, reserve
from cleaner.lines.sixteen cimport SIXTEEN, read_plain, read_words
from cleaner.lines.table cimport (
    ASKS,
    CAPITALISED,
    CAPITALS,
    CHARACTERS,
    COMMAS,
    DIGITS,
    ENDS_SENTENCE,
    EXCLAIMS,
    FUNCTION_WORDS,
    INTERFACE,
    INTRODUCES,
    ITEM,
    LATIN,
    OPENING,
    OTHER_SCRIPT,
    SENTENCE_ENDS,
    SEPARATORS,
    TRAILS_OFF,
    UNSPACED,
    WORDS,
    Table,
    saturated,
)
from cleaner.lines.words cimport LONGEST, Listed, Word, function_languages, function_place, interface_word, word_key
from cleaner.rules.matcher cimport Matcher, Matching, free_matching

from cleaner.lines.characters import BULLETS
from cleaner.lines.words import FUNCTION_WORDS as LISTED_WORDS


cdef class Reader:
    """Reads texts, one at a time: a reader belongs to one thread."""

    cdef Matcher matcher
    cdef Block block
    cdef Matching matching

    def __cinit__(self, Matcher matcher not None):
        """Take what finds the rules."""
        self.matcher = matcher

    def __dealloc__(self):
        free_block(&self.block)
        free_matching(&self.matching)

    def read(self, text not None, *, bint inside=False):
        """Return the table of a text: a `str`, or a buffer of UTF-8, which is read in place and must not change.

        ``inside`` has it note where lines of a `str` seem to hold a second thing. Raises `ValueError` for a buffer that
        is not UTF-8, and for 2 GB and more.
        """
        cdef Table table = Table()
        if isinstance(text, str):
            table.open_str(text)
            table.looks_inside = inside
        else:
            table.open_utf8(text)
        self.fill(table)
        return table

    cdef int fill(self, Table table) except -1:
        """Fill a table that has a text."""
        try:
            with nogil:
                self._fill(table)
            return self.matcher.answer(table, &self.matching)
        finally:
            self.matching.count = 0
            if self.block.buffers[0].room > LARGEST_ROOM:  # kept for the next text, unless only a very long line needs it
                free_block(&self.block)
                free_matching(&self.matching)

    cdef int _fill(self, Table table) except -1 nogil:
        """Read the text block by block; patterns are still to be asked."""
        self.block.start = self.block.units = 0
        table.word_languages = function_languages
        table.reserve_rows(1)
        table.first_word[0] = table.first_term[0] = 0
        while read_block(&self.block, table.text):
            if table.capacity < table.rows + self.block.rows:
                table.reserve_rows(_expected_rows(&self.block, table))
            _measure(&self.block, table)
            self.matcher.match(&self.block, table, &self.matching)
            table.rows += self.block.rows
        return 0


cdef int64_t _expected_rows(const Block* block, Table table) noexcept nogil:
    """Return how many rows a text has if it goes on as up to this block, and some more if that is not all."""
    cdef int64_t read = block.start + block.units, rows = table.rows + block.rows
    return rows if read == table.text.length else rows + <int64_t>(1.1 * rows * (table.text.length - read) / read) + 64


# --- blocks -----------------------------------------------------------------------------------------------------------

cdef enum:
    NEWLINE = 10
    RETURN = 13
    SPACE = 32
    ASCII = 0x80  # the first code behind it
    LONGEST_SUM = 255  # characters that eight counters of a byte may count before one could run into the next
    BLOCK = 1 << 13  # characters

cdef enum:  # buffers of a block
    CODES, FOLDED, ROWS, BLOCK_WORDS, FOLDED_CODES

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
    block.size, block.is_even = block.units, True
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
        if text[place] < 0x80:
            block.codes[block.size] = text[place]
            place += 1
        else:
            block.codes[block.size] = <uint16_t>min(character_at(&units, &place), <uint32_t>BEYOND)
        block.size += 1
    block.is_even = block.size == block.units
    _close(block, length)
    return 0


cdef int _bound(Block* block, const Unit* units, int64_t length) except -1 nogil:
    """Find where the block ends, which is behind a line, and make room for its characters."""
    cdef int64_t stop = min(block.start + BLOCK, length)
    while stop < length and not _ends_line(units, stop - 1):
        stop += 1
    block.units = stop - block.start
    reserve(&block.buffers[CODES], (block.units + 1 + SIXTEEN) * sizeof(uint16_t))
    block.codes = <uint16_t*>block.buffers[CODES].memory
    return 0


cdef inline bint _ends_line(const Unit* units, int64_t place) noexcept nogil:
    """Tell whether a line ends behind a character, which is not the last of the text."""
    return units[place] == NEWLINE or (units[place] == RETURN and units[place + 1] != NEWLINE)


cdef void _close(Block* block, int64_t length) noexcept nogil:
    """Put a newline behind the last line of the text; behind other blocks, nothing that one would be waited for."""
    block.codes[block.size] = NEWLINE if block.start + block.units == length else 0
    block.size += block.start + block.units == length
    memset(block.codes + block.size, 0, SIXTEEN * sizeof(uint16_t))


cdef int _read_lines(Block* block) except -1 nogil:
    """Fold the block, and find its lines that are not blank."""
    cdef Py_ssize_t place = 0, start = 0, folded_start = 0
    cdef Row* row
    reserve(&block.buffers[FOLDED], 3 * block.size + 1 + SIXTEEN)
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
    cdef Py_ssize_t place = first[0]
    cdef uint64_t sums = 0
    cdef uint16_t code, folded
    cdef bint ended = False
    cdef Output written = output[0]
    cdef int counter, others = 0
    while place < block.size and others < LONGEST_SUM and not ended:
        _read_plain(block, &place, &written, row)
        code = block.codes[place]
        place += 1
        others += 1
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


cdef inline void _read_plain(const Block* block, Py_ssize_t* place, Output* written, Row* row) noexcept nogil:
    """Read plain characters; the last of a block is none."""
    cdef int32_t size
    if block.codes[place[0]] < ASCII:
        size = read_plain(
            block.codes + place[0],
            <int32_t>(block.size - 1 - place[0]),
            written.last == SPACE,
            written.text + written.size,
            row.counts,
        )
        place[0] += size
        written.size += size
        written.last = written.text[written.size - 1] if size else written.last


cdef int _read_words(Block* block) except -1 nogil:
    """Find the words of the block, and what they come to in each row."""
    cdef Py_ssize_t number, words
    cdef Row* row
    reserve(&block.buffers[BLOCK_WORDS], (block.size // 2 + 2) * sizeof(Word))
    reserve(&block.buffers[FOLDED_CODES], (block.size + SIXTEEN) * sizeof(uint16_t))
    block.word = <Word*>block.buffers[BLOCK_WORDS].memory
    block.folded_codes = <uint16_t*>block.buffers[FOLDED_CODES].memory
    block.words = _bound_words(block, block.folded_codes)
    for number in range(LONGEST):
        block.folded_codes[block.size + number] = 0
    words = 0
    for number in range(block.rows):
        row = &block.row[number]
        row.first_word = <int32_t>words
        while words < block.words and block.word[words].start < row.stop:
            words += 1
        row.words = <int32_t>(words - row.first_word)
        _read_row(block, block.folded_codes, row)
    return 0


cdef Py_ssize_t _bound_words(Block* block, uint16_t* folded) noexcept nogil:
    """Fold the block character by character, and write where its words start and stop; return how many there are.

    A block ends with a newline, so its last word has stopped.
    """
    cdef Py_ssize_t start = 0, place, count = 0
    cdef uint32_t in_word, bounds, before = 0
    while start < block.size:
        in_word = _read_sixteen(block.codes + start, folded + start)
        bounds = (in_word ^ (in_word << 1 | before)) & 0xFFFF
        before = in_word >> 15
        while bounds:
            place = start + lowest_bit(bounds)
            bounds &= bounds - 1
            # Without a branch, both bounds are written each time; the one that counts is written last.
            block.word[count + 1 >> 1].start = <int32_t>place
            block.word[count >> 1].stop = <int32_t>place
            count += 1
        start += SIXTEEN
    return count // 2


cdef inline uint32_t _read_sixteen(const uint16_t* codes, uint16_t* folded) noexcept nogil:
    """Fold sixteen characters; return a bit for each that is of a word."""
    cdef int32_t in_word = read_words(codes, folded), number
    if in_word < 0:
        in_word = 0
        for number in range(<int32_t>SIXTEEN):
            folded[number] = FOLDS[codes[number]]
            in_word |= (CLASSES[codes[number]] & WORD != 0) << number
    return in_word


cdef enum:
    BEHIND_LATIN = 0x370  # the first letter of Greek

cdef inline bint _is_latin(uint16_t code) noexcept nogil:
    """Tell whether the first character of a word is a letter of Latin script: digits are no letters."""
    return c"A" <= code < BEHIND_LATIN


cdef void _read_row(Block* block, const uint16_t* folded, Row* row) noexcept nogil:
    """Read the words of a row."""
    cdef Word* words = block.word + row.first_word
    cdef Py_ssize_t number, place
    cdef uint16_t first
    for number in range(row.words):
        words[number].key = word_key(folded + words[number].start, words[number].stop - words[number].start)
    for number in range(row.words):  # apart, so that waiting for the table's memory overlaps; without a branch
        words[number].function = function_place(words[number].key, words[number].stop - words[number].start)
        # A mark without a letter, such as one that strikes a number out, has no key, and counts as one.
        row.function_words += (words[number].function != 0) | (words[number].key == 0)
        row.capitalised += (CLASSES[block.codes[words[number].start]] & UPPER) != 0
        row.latin += _is_latin(block.codes[words[number].start])
        row.other_script += block.codes[words[number].start] >= BEHIND_LATIN
    if row.words:
        first = CLASSES[block.codes[words[0].start]]
        row.opening = NUMBER if first & DIGIT else CAPITAL if first & UPPER else LOWER_CASE
        for place in range(words[row.words - 1].stop, row.stop):
            row.ends_sentence |= (CLASSES[block.codes[place]] & SENTENCE_END) != 0


# --- what can be measured of a line by itself -------------------------------------------------------------------------

cdef enum:
    CHARACTERS_A_WORD = 2  # of Chinese and Japanese text, on average
    OPENING_BYTES = 40  # rows that share so many bytes of their folded form begin alike
    MOST_PASSED_OVER = 8  # characters behind a line's last mark
    LARGEST_ROOM = 1 << 20  # bytes of a block's characters

cdef enum:  # A single word may be a heading: what is known of those stands in rules. Longer lines are sentences or lists.
    FEWEST_OF_LABEL = 2
    MOST_OF_LABEL = 10

LABEL_WORDS = (FEWEST_OF_LABEL, MOST_OF_LABEL)

cdef enum:  # of Thai, Lao, Khmer and Burmese
    LETTERS_A_WORD = 5  # letters and marks of the mean Thai word
    FUNCTION_WORDS_A_SENTENCE = 4  # a line without full stops has one sentence for so many

# Of this process alone, so that nobody can make up lines that all fall into one slot of a table.
cdef Secret SECRET = Secret(int.from_bytes(os.urandom(8)), int.from_bytes(os.urandom(8)))

cdef uint8_t[0x10000] IS_BULLET
for _bullet in BULLETS:
    IS_BULLET[<Py_UCS4>_bullet] = True


cdef int _measure(const Block* block, Table table) except -1 nogil:
    """Write what can be measured of the rows of a block, behind those of the table."""
    cdef Py_ssize_t number, at = table.rows
    cdef const Row* row
    cdef Py_ssize_t size
    _write_bounds(block, table)
    _write_words(block, table)
    for number in range(block.rows):
        row = &block.row[number]
        size = row.folded_stop - row.folded_start
        table.key[at] = hashed_with(SECRET, block.folded + row.folded_start, size)
        table.opening[at] = hashed(block.folded + row.folded_start, min(size, <Py_ssize_t>OPENING_BYTES))
        table.interface[at] = _languages_of_label(block, row)
        table.ask_languages |= table.interface[at] != 0
        table.goes_on[at] = False
        _write_columns(block, row, table, at)
        _write_ending(block, row, table, at)
        if 2 * row.counts[UNSPACED_COUNT] > row.counts[INK_COUNT]:
            _mend_unspaced(block, row, table, at)
        if row.words and _is_hangul(block.codes[block.word[row.first_word + row.words - 1].start]):
            _mend_korean(block, row, table, at)
        at += 1
    return 0


cdef void _write_bounds(const Block* block, Table table) noexcept nogil:
    """Write where rows start and stop, in units of the text; the last may end with a newline that is not there."""
    cdef Py_ssize_t number, at = table.rows
    cdef Place place = Place(0, block.start)
    for number in range(block.rows):
        if block.is_even:
            table.start[at + number] = block.start + block.row[number].start
            table.stop[at + number] = min(block.start + block.row[number].stop, table.text.length)
        else:
            table.start[at + number] = _move_to(&place, table.text, block.row[number].start)
            table.stop[at + number] = _move_to(&place, table.text, block.row[number].stop)


cdef struct Place:
    int64_t character  # of a block
    int64_t byte  # of the text


cdef int64_t _move_to(Place* place, Text text, int64_t character) noexcept nogil:
    """Move on to a character of UTF-8; return its byte."""
    cdef const uint8_t* units = <const uint8_t*>text.data
    while place.character < character and place.byte < text.length:
        place.byte += 1
        while place.byte < text.length and units[place.byte] & 0xC0 == 0x80:
            place.byte += 1
        place.character += 1
    return place.byte


# --- terms: what a line is about, to be compared with what others are about -------------------------------------------
# A term is the beginning of a word, which its endings leave alone in most languages; of a script without spaces, pieces
# of a run of letters. Function words and numbers are none.

cdef enum:
    SHORTEST_TERM = 4  # letters of a word that is a term
    STEM = 5  # letters by which it is told
    KOREAN_STEM = 2
    PAIR = 2  # characters of a term of Chinese and Japanese
    PIECE = 4  # letters of one of Thai, Lao, Khmer and Burmese
    HIRAGANA = 0x3041  # the script of grammar in Japanese
    BEHIND_HIRAGANA = 0x30A0
    THAI = 0xE00  # the first script without spaces
    IDEOGRAPHS = 0x3000  # scripts without spaces before it have alphabets
    HANGUL = 0xAC00
    MOST_TERMS = 48  # of a row: enough to tell what it is about


cdef int _write_words(const Block* block, Table table) except -1 nogil:
    """Write the function words of each row, which ones they are, and its first terms."""
    cdef Py_ssize_t row
    cdef const Row* one
    cdef int64_t words = table.first_word[table.rows], terms = table.first_term[table.rows]
    table.reserve_words(words + block.words + 1)
    table.reserve_terms(terms + min(block.size, block.rows * MOST_TERMS) + 1)
    for row in range(block.rows):
        one = &block.row[row]
        words += _write_function_words(block, one, table.word + words)
        terms += _write_terms(block, one, table.term + terms)
        table.first_word[table.rows + row + 1] = words
        table.first_term[table.rows + row + 1] = terms
    return 0


cdef Py_ssize_t _write_function_words(const Block* block, const Row* row, uint16_t* found) noexcept nogil:
    """Write of each function word of a row which one it is; return how many there are."""
    cdef Py_ssize_t number, count = 0
    cdef const Word* words = block.word + row.first_word
    for number in range(row.words):  # without a branch: what is no function word is written over
        found[count] = words[number].function
        count += words[number].function != 0
    return count


cdef Py_ssize_t _write_terms(const Block* block, const Row* row, uint32_t* found) noexcept nogil:
    """Write the first terms of a row; return how many there are."""
    cdef const uint16_t* folded = <const uint16_t*>block.buffers[FOLDED_CODES].memory
    cdef Py_ssize_t number = row.first_word, count = 0, size
    cdef const Word* word
    cdef uint16_t first
    while number < row.first_word + row.words and count < MOST_TERMS:
        word = &block.word[number]
        number += 1
        first, size = folded[word.start], word.stop - word.start
        if first < HANGUL:
            if first >= THAI and CLASSES[first] & IS_UNSPACED:
                count += _write_pieces(folded, word, found + count, MOST_TERMS - count)
            else:  # without a branch: what is no term is written over
                found[count] = _term(folded + word.start, min(size, <Py_ssize_t>STEM))
                count += (size >= SHORTEST_TERM) & (CLASSES[first] & DIGIT == 0) & (word.function == 0)
        elif size >= KOREAN_STEM:
            found[count] = _term(folded + word.start, KOREAN_STEM)
            count += 1
    return count


cdef inline uint32_t _term(const uint16_t* folded, Py_ssize_t size) noexcept nogil:
    return <uint32_t>(word_key(folded, size) >> 32)


cdef Py_ssize_t _write_pieces(const uint16_t* folded, const Word* word, uint32_t* found, Py_ssize_t most) noexcept nogil:
    """Write the first terms of a run of letters of a script without spaces; return how many there are."""
    cdef Py_ssize_t place = word.start, count = 0, size = PAIR if folded[word.start] >= IDEOGRAPHS else PIECE
    while place + size <= word.stop and count < most:
        if size == PIECE or not (_is_grammar(folded[place]) or _is_grammar(folded[place + 1])):
            found[count] = _term(folded + place, size)
            count += 1
        place += 1
    return count


cdef inline bint _is_grammar(uint16_t code) noexcept nogil:
    return HIRAGANA <= code < BEHIND_HIRAGANA or CLASSES[code] & FUNCTION != 0


cdef uint64_t _languages_of_label(const Block* block, const Row* row) noexcept nogil:
    """Return the languages (bits) of whose interfaces alone a row speaks; none of most rows."""
    cdef uint64_t of_all = <uint64_t>-1, of_any = 0
    cdef const Listed* listed
    cdef const Word* word
    cdef Py_ssize_t number
    if not FEWEST_OF_LABEL <= row.words <= MOST_OF_LABEL:
        return 0
    for number in range(row.words):
        word = &block.word[row.first_word + number]
        listed = interface_word(word.key)
        if listed != NULL:
            of_all &= listed.known
            of_any |= listed.telling
        elif not CLASSES[block.codes[word.start]] & DIGIT:
            return 0
    return of_all & of_any


cdef void _write_columns(const Block* block, const Row* row, Table table, Py_ssize_t at) noexcept nogil:
    """Write what is counted in a row."""
    table.column[CHARACTERS][at] = saturated(row.counts[INK_COUNT])
    table.column[WORDS][at] = saturated(row.words + row.counts[UNSPACED_COUNT] // CHARACTERS_A_WORD)
    table.column[FUNCTION_WORDS][at] = saturated(row.function_words + row.counts[FUNCTION_COUNT])
    table.column[CAPITALISED][at] = saturated(row.capitalised)
    table.column[LATIN][at] = saturated(row.latin)
    table.column[OTHER_SCRIPT][at] = saturated(row.other_script + row.counts[UNSPACED_COUNT] // CHARACTERS_A_WORD)
    table.column[CAPITALS][at] = saturated(row.counts[UPPER_COUNT])
    table.column[DIGITS][at] = saturated(row.counts[DIGIT_COUNT])
    table.column[SENTENCE_ENDS][at] = saturated(row.counts[SENTENCE_END_COUNT])
    table.column[COMMAS][at] = saturated(row.counts[COMMA_COUNT])
    table.column[SEPARATORS][at] = saturated(row.counts[SEPARATOR_COUNT])
    table.column[UNSPACED][at] = saturated(row.counts[UNSPACED_COUNT])
    table.column[ENDS_SENTENCE][at] = row.ends_sentence
    table.column[INTERFACE][at] = 0
    table.column[OPENING][at] = row.opening


cdef void _write_ending(const Block* block, const Row* row, Table table, Py_ssize_t at) noexcept nogil:
    """Write how a row ends, and whether it begins with a bullet and a space."""
    cdef int passed
    cdef Py_ssize_t last = row.stop - 1, first = row.start
    cdef uint8_t mark
    for passed in range(MOST_PASSED_OVER):
        if ENDINGS[block.codes[last]] != PASSED_OVER or last == row.start:
            break
        last -= 1
    mark = ENDINGS[block.codes[last]]
    table.column[ASKS][at] = mark == ASKS_MARK
    table.column[EXCLAIMS][at] = mark == EXCLAIMS_MARK
    table.column[INTRODUCES][at] = mark == INTRODUCES_MARK
    table.column[TRAILS_OFF][at] = mark == TRAILS_OFF_MARK or (
        last > row.start and block.codes[last] == c"." and block.codes[last - 1] == c"."
    )
    while first < last and not CLASSES[block.codes[first]] & INK:
        first += 1
    table.column[ITEM][at] = IS_BULLET[block.codes[first]] and not CLASSES[block.codes[min(first + 1, row.stop - 1)]] & INK


# --- Thai, Lao, Khmer and Burmese: no spaces between words, and in Thai and Lao no full stops either ------------------
# Their words are estimated from the letters, function words are looked for inside lines, and where a line has as many of
# them as a sentence it counts as one: else all prose in these scripts would look like labels.

# Words longest first; all are of characters of three bytes, so what is found begins with a character.
UNSPACED_LANGUAGES = ("th", "lo", "km", "my")
UNSPACED_WORDS = sorted(
    {word.encode() for language in UNSPACED_LANGUAGES for word in LISTED_WORDS[language].split()},
    key=lambda word: (-len(word), word),
)

cdef struct Needle:
    const char* text
    Py_ssize_t size

cdef enum:
    MOST_UNSPACED_WORDS = 1024

cdef Needle[MOST_UNSPACED_WORDS] unspaced_words
cdef Py_ssize_t unspaced_word_count = len(UNSPACED_WORDS)
assert unspaced_word_count <= MOST_UNSPACED_WORDS
for _number, _word in enumerate(UNSPACED_WORDS):
    unspaced_words[_number] = Needle(_word, len(_word))


cdef void _mend_unspaced(const Block* block, const Row* row, Table table, Py_ssize_t at) noexcept nogil:
    """Write the columns of a row that look different if it is mainly of these scripts."""
    cdef int64_t letters = _unspaced_letters(block, row), found, sentences
    if 2 * letters <= row.counts[INK_COUNT]:
        return
    found = _unspaced_function_words(block, row)
    sentences = max(<int64_t>row.counts[SENTENCE_END_COUNT], found // FUNCTION_WORDS_A_SENTENCE)
    table.column[WORDS][at] = saturated(row.words + letters // LETTERS_A_WORD)
    table.column[FUNCTION_WORDS][at] = saturated(found)
    table.column[SENTENCE_ENDS][at] = saturated(sentences)
    if sentences:
        table.column[ENDS_SENTENCE][at] = 1


cdef int64_t _unspaced_letters(const Block* block, const Row* row) noexcept nogil:
    """Count the characters of these scripts in a row."""
    cdef int64_t letters = 0
    cdef Py_ssize_t place
    cdef uint16_t code
    for place in range(row.start, row.stop):
        code = block.codes[place]
        letters += (0x0E00 <= code < 0x0F00) or (0x1000 <= code < 0x10A0) or (0x1780 <= code < 0x1800)
    return letters


cdef int64_t _unspaced_function_words(const Block* block, const Row* row) noexcept nogil:
    """Count the function words of these languages in a row, none inside another."""
    cdef int64_t found = 0
    cdef Py_ssize_t place = row.folded_start, number, size
    while place < row.folded_stop:
        size = 1
        for number in range(unspaced_word_count):
            if (
                unspaced_words[number].size <= row.folded_stop - place
                and memcmp(block.folded + place, unspaced_words[number].text, unspaced_words[number].size) == 0
            ):
                size = unspaced_words[number].size
                found += 1
                break
        place += size
    return found


# --- Korean: what is a word elsewhere, "of" or "to" or "is", is the end of one ----------------------------------------

cdef uint8_t[0x10000] IS_PARTICLE
for _syllable in "은는이가을를에의로와과도고다서며면지만한된할들게던":
    IS_PARTICLE[<Py_UCS4>_syllable] = True


cdef inline bint _is_hangul(uint16_t code) noexcept nogil:
    return 0xAC00 <= code < 0xD7A4


cdef void _mend_korean(const Block* block, const Row* row, Table table, Py_ssize_t at) noexcept nogil:
    """Count the words that end in a particle or an ending of verbs among a row's function words."""
    cdef int64_t found = row.function_words
    cdef Py_ssize_t number
    cdef const Word* word
    for number in range(row.first_word, row.first_word + row.words):
        word = &block.word[number]
        if word.stop - word.start > 1 and IS_PARTICLE[block.codes[word.stop - 1]]:
            found += not word.function
    table.column[FUNCTION_WORDS][at] = saturated(found)
