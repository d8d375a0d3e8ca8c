"""A text as blocks of whole lines: their characters, folded form, rows and words."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t

from cleaner.lines.characters cimport Text
from cleaner.lines.memory cimport Buffer
from cleaner.lines.words cimport Word

cdef enum:
    COUNTERS = 8

cdef enum:  # the classes of characters that are counted in each row
    INK_COUNT
    UPPER_COUNT
    DIGIT_COUNT
    SENTENCE_END_COUNT
    COMMA_COUNT
    SEPARATOR_COUNT
    UNSPACED_COUNT
    FUNCTION_COUNT

cdef enum:  # how the first word of a row begins
    NO_WORD
    LOWER_CASE
    CAPITAL
    NUMBER

cdef struct Row:  # a line that is not blank
    int32_t start  # in the block's characters
    int32_t stop  # newline included
    int32_t folded_start  # in the block's folded text, in bytes
    int32_t folded_stop  # without the newline
    int32_t first_word
    int32_t words
    int32_t function_words
    int32_t capitalised
    int32_t latin  # words that begin with a letter of Latin script
    int32_t other_script
    int32_t opening
    bint ends_sentence
    int32_t[COUNTERS] counts

cdef struct Block:
    int64_t start  # in the text, in units
    int64_t units
    bint is_even  # a unit is a character: always, but in UTF-8 beyond ASCII
    Py_ssize_t size  # characters, with a newline behind the last line of the text
    Py_ssize_t folded_size
    Py_ssize_t rows
    Py_ssize_t words
    uint16_t* codes  # characters; `BEYOND` stands for all above it
    uint16_t* folded_codes  # the same folded, character by character; `LONGEST` more can be read
    uint8_t* folded  # UTF-8, one newline a line
    Row* row
    Word* word
    Buffer[5] buffers

cdef bint read_block(Block* block, Text text) except -1 nogil
cdef void free_block(Block* block) noexcept nogil
