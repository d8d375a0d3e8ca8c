# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A document as a table of its lines: what can be measured of each by itself, and which rules match it."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t
from libc.string cimport memcmp

import os

from cleaner.lines.fold cimport CLASSES, DIGIT, ENDINGS, INK
from cleaner.lines.hashing cimport Secret, hashed, hashed_with
from cleaner.lines.word_lists cimport (
    FUNCTION_SHIFT,
    INTERFACE_SHIFT,
    Listed,
    function_languages,
    function_places,
    interface_words,
)
from cleaner.rules.matcher cimport Matcher, Matching, free_matching
from cleaner.lines.read cimport (
    Block,
    COMMA_COUNT,
    DIGIT_COUNT,
    FUNCTION_COUNT,
    INK_COUNT,
    Row,
    SENTENCE_END_COUNT,
    SEPARATOR_COUNT,
    UNSPACED_COUNT,
    UPPER_COUNT,
    Word,
    free_block,
    is_function_word,
    read_block,
)
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
    OPENING,
    SENTENCE_ENDS,
    SEPARATORS,
    TRAILS_OFF,
    Table,
    UNSPACED as UNSPACED_COLUMN,
    WORDS,
    saturated,
)
from cleaner.lines.text cimport Text, UTF_8

from cleaner.lines import characters
from cleaner.lines.word_lists import FUNCTION_WORDS as LISTED_WORDS

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

cdef uint16_t OTHER, ASKS_MARK, EXCLAIMS_MARK, INTRODUCES_MARK, TRAILS_OFF_MARK, PASSED_OVER
OTHER, ASKS_MARK, EXCLAIMS_MARK = characters.OTHER, characters.ASKS, characters.EXCLAIMS
INTRODUCES_MARK, TRAILS_OFF_MARK, PASSED_OVER = characters.INTRODUCES, characters.TRAILS_OFF, characters.PASSED_OVER

cdef uint8_t[0x10000] BULLETS
for _bullet in characters.BULLETS:
    BULLETS[<Py_UCS4>_bullet] = True


cdef class Reader:
    """Reads texts, one at a time: a reader belongs to one thread."""

    def __cinit__(self, Matcher matcher not None):
        """Take what finds the rules."""
        self.matcher = matcher

    def __dealloc__(self):
        free_block(&self.block)
        free_matching(&self.matching)

    def read(self, str text not None):
        """Return the table of a text."""
        cdef Table table = Table()
        table.open_str(text)
        self.fill(table)
        return table

    cdef int fill(self, Table table) except -1:
        """Fill a table that has a text."""
        try:
            with nogil:
                self._fill(table)
            return self.matcher.answer(table, &self.matching)
        finally:
            self.matching.asked = self.matching.asked_bytes = 0
            if self.block.buffers[0].room > LARGEST_ROOM:  # kept for the next text, unless only a very long line needs it
                free_block(&self.block)
                free_matching(&self.matching)

    cdef int _fill(self, Table table) except -1 nogil:
        """Read the text block by block; patterns are still to be asked."""
        self.block.start = self.block.units = 0
        table.word_languages = function_languages
        table.reserve_rows(1)
        table.first_word[0] = 0
        while read_block(&self.block, table.text):
            if table.capacity < table.rows + self.block.rows:
                table.reserve_rows(2 * table.rows + self.block.rows)
            _measure(&self.block, table)
            self.matcher.match(&self.block, table, &self.matching)
            table.rows += self.block.rows
        return 0


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
        at += 1
    return 0


cdef void _write_bounds(const Block* block, Table table) noexcept nogil:
    """Write where rows start and stop, in units of the text; the last may end with a newline that is not there."""
    cdef Py_ssize_t number, at = table.rows
    cdef Place place = Place(0, block.start)
    for number in range(block.rows):
        if table.text.kind == UTF_8:
            table.start[at + number] = _move_to(&place, table.text, block.row[number].start)
            table.stop[at + number] = _move_to(&place, table.text, block.row[number].stop)
        else:
            table.start[at + number] = block.start + block.row[number].start
            table.stop[at + number] = min(block.start + block.row[number].stop, table.text.length)


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


cdef int _write_words(const Block* block, Table table) except -1 nogil:
    """Write of each function word which one it is, and which is the first behind each row."""
    cdef Py_ssize_t row, number
    cdef int64_t count = table.first_word[table.rows]
    cdef const Word* words
    table.reserve_words(count + block.words + 1)
    for row in range(block.rows):
        words = block.word + block.row[row].first_word
        for number in range(block.row[row].words):  # without a branch: what is no function word is written over
            table.word[count] = function_places[words[number].key >> FUNCTION_SHIFT]
            count += is_function_word(&words[number])
        table.first_word[table.rows + row + 1] = count
    return 0


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
        listed = &interface_words[word.key >> INTERFACE_SHIFT]
        if listed.key == word.key:
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
    table.column[CAPITALS][at] = saturated(row.counts[UPPER_COUNT])
    table.column[DIGITS][at] = saturated(row.counts[DIGIT_COUNT])
    table.column[SENTENCE_ENDS][at] = saturated(row.counts[SENTENCE_END_COUNT])
    table.column[COMMAS][at] = saturated(row.counts[COMMA_COUNT])
    table.column[SEPARATORS][at] = saturated(row.counts[SEPARATOR_COUNT])
    table.column[UNSPACED_COLUMN][at] = saturated(row.counts[UNSPACED_COUNT])
    table.column[ENDS_SENTENCE][at] = row.ends_sentence
    table.column[INTERFACE][at] = 0
    table.column[OPENING][at] = row.opening


cdef void _write_ending(const Block* block, const Row* row, Table table, Py_ssize_t at) noexcept nogil:
    """Write how a row ends, and whether it begins with a bullet and a space."""
    cdef int passed
    cdef Py_ssize_t last = row.stop - 1, behind = min(row.start + 1, row.stop - 1)
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
    table.column[ITEM][at] = BULLETS[block.codes[row.start]] and not CLASSES[block.codes[behind]] & INK


# --- Thai, Lao, Khmer and Burmese: no spaces between words, and in Thai and Lao no full stops either ------------------
# Their words are estimated from the letters, function words are looked for inside lines, and where a line has as many of
# them as a sentence it counts as one: else all prose in these scripts would look like labels.

# Words longest first; all are of characters of three bytes, so what is found begins with a character.
UNSPACED_LANGUAGES = ("th", "lo", "km", "my")
UNSPACED_WORDS = sorted(
    {word.encode() for language in UNSPACED_LANGUAGES for word in LISTED_WORDS[language]},
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
