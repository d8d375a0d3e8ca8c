# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The columns that are worked out of those that the reader measured: shapes, hits, blocks of paragraphs, sums."""

from libc.stdint cimport int32_t, int64_t, uint16_t
from libc.string cimport memset

from cleaner.judge.rounds cimport (
    BLOCK_PLACE,
    BLOCK_SHARE,
    BLOCK_SIZE,
    CAPITAL_SHARE,
    CAPITALISED_SHARE,
    CREDIT,
    DIGIT_SHARE,
    FUNCTION_SHARE,
    HIT,
    HIT_DENSITY,
    LINE,
    LONG,
    MENU,
    MENU_DENSITY,
    MISSING,
    PROSE,
    PROSE_DENSITY,
    PROTECT,
    SENTENCE_SHARE,
    SHORT,
    SHORT_DENSITY,
    WORD_LENGTH,
    Look,
    Rule,
)
from cleaner.lines.table cimport CAPITALISED, CAPITALS, CHARACTERS, DIGITS, FUNCTION_WORDS, SENTENCE_ENDS, WORDS, Table

cdef enum:
    # A line is prose from so many words on, if so many percent of them are function words and a sentence ends in it.
    PROSE_WORDS = 10
    PROSE_FUNCTION_SHARE = 20
    SHORT_WORDS = 4  # menu entries, tags and names have at most so many
    LONG_WORDS = 40  # teasers are hardly ever longer
    BETWEEN = 3  # so many lines that are no prose end a block: a heading, a picture's caption and a credit do not

PROSE_LIMITS = PROSE_WORDS, PROSE_FUNCTION_SHARE


cdef void shape_columns(Look* look, Table table) noexcept nogil:
    """Work out what each row's own columns say of each other."""
    cdef int32_t row, words
    cdef const uint16_t* functions = table.column[<int>FUNCTION_WORDS]
    _percent(look, FUNCTION_SHARE, functions, table.column[<int>WORDS])
    _percent(look, CAPITALISED_SHARE, table.column[<int>CAPITALISED], table.column[<int>WORDS])
    _percent(look, CAPITAL_SHARE, table.column[<int>CAPITALS], table.column[<int>CHARACTERS])
    _percent(look, DIGIT_SHARE, table.column[<int>DIGITS], table.column[<int>CHARACTERS])
    _percent(look, SENTENCE_SHARE, table.column[<int>SENTENCE_ENDS], table.column[<int>WORDS])
    _percent(look, WORD_LENGTH, table.column[<int>CHARACTERS], table.column[<int>WORDS])
    for row in range(look.rows):
        words = table.column[<int>WORDS][row]
        look.value[<int>LINE][row] = 1
        look.value[<int>SHORT][row] = words <= SHORT_WORDS
        look.value[<int>PROSE][row] = words * (
            (words >= PROSE_WORDS)
            & (100 * <int32_t>functions[row] >= PROSE_FUNCTION_SHARE * words)
            & (table.column[<int>SENTENCE_ENDS][row] > 0)
        )
        look.value[<int>LONG][row] = look.value[<int>PROSE][row] >= LONG_WORDS
        if look.value[<int>WORD_LENGTH] != NULL:
            look.value[<int>WORD_LENGTH][row] //= 10


cdef void _percent(Look* look, int column, const uint16_t* part, const uint16_t* whole) noexcept nogil:
    """Write how many percent parts are, rounded down; doubles are exact that far, and divided several at a time."""
    cdef int32_t row
    cdef int32_t* out = look.value[column]
    if out != NULL:
        for row in range(look.rows):
            out[row] = <int32_t>(100.0 * part[row] / max(<int32_t>whole[row], 1))


# --- hits -----------------------------------------------------------------------------------------------------------


cdef void hit_columns(Look* look, const Rule* rules) noexcept nogil:
    """Tell which kinds of rules match each row: by strength, and the strongest by family."""
    cdef int32_t row
    cdef Py_ssize_t hit
    cdef int column
    cdef int32_t* of_family
    cdef const Rule* rule
    for column in range(<int>HIT, <int>CREDIT + 1):
        memset(look.value[column], 0, look.rows * sizeof(int32_t))
    for hit in range(look.holding_count):
        row, rule = look.holding[hit].row, &rules[look.holding[hit].rule]
        look.value[<int>PROTECT + rule.strength][row] = 1
        if rule.strength > 0:
            look.value[<int>HIT][row] = 1
        if rule.family >= 0:
            of_family = &look.value[<int>MENU + rule.family][row]
            of_family[0] = max(of_family[0], <int32_t>rule.strength)


# --- blocks ---------------------------------------------------------------------------------------------------------


cdef void block_columns(Look* look) noexcept nogil:
    """Tell of each row's block: paragraphs with at most a few other lines between them.

    The article is mostly the largest of a page's blocks; teasers and comments are blocks of their own. All lines belong
    to the last block that started, if any. Sizes are in words of prose, in percent of the largest block's and of the
    document's; a block's place is how many it comes after the largest one (before: negative).
    """
    cdef int32_t row, last = -BETWEEN - 1, block = 0, main = 0
    cdef int64_t all_prose = 0, largest = 0
    cdef const int32_t* prose = look.value[<int>PROSE]
    cdef int32_t* place = look.value[<int>BLOCK_PLACE]
    cdef int64_t* size = look.sums  # of each block; none has the number 0, which stands for no block yet
    size[0] = 0
    for row in range(look.rows):
        if prose[row] > 0:
            if row - last > BETWEEN:
                block += 1
                size[block] = 0
            last = row
            size[block] += prose[row]
            all_prose += prose[row]
        place[row] = block
    for block in range(block, 0, -1):
        if size[block] >= largest:
            largest, main = size[block], block
    for row in range(look.rows):
        look.value[<int>BLOCK_SIZE][row] = _percent_of(size[place[row]], largest)
        look.value[<int>BLOCK_SHARE][row] = _percent_of(size[place[row]], all_prose)
        place[row] -= main
    _densities(look, all_prose)


cdef void _densities(Look* look, int64_t prose) noexcept nogil:
    """Tell how many percent of the lines are of a kind, and of the words prose."""
    _fill(look, HIT_DENSITY, _percent_of(_sum(look, HIT), look.rows))
    _fill(look, MENU_DENSITY, _percent_of(_sum(look, MENU), look.rows))
    _fill(look, SHORT_DENSITY, _percent_of(_sum(look, SHORT), look.rows))
    _fill(look, PROSE_DENSITY, _percent_of(prose, _sum(look, WORDS)))


cdef inline int32_t _percent_of(int64_t part, int64_t whole) noexcept nogil:
    return <int32_t>(100 * part // max(whole, <int64_t>1))


cdef int64_t _sum(const Look* look, int column) noexcept nogil:
    """Sum a column."""
    cdef int64_t total = 0
    cdef int32_t row
    for row in range(look.rows):
        total += look.value[column][row]
    return total


cdef void _fill(Look* look, int column, int32_t value) noexcept nogil:
    """Give all rows one value."""
    cdef int32_t row
    for row in range(look.rows):
        look.value[column][row] = value


# --- sums and margins -----------------------------------------------------------------------------------------------


cdef void sum_columns(Look* look) noexcept nogil:
    """Sum up columns over the rows before each; before the first it is 0, behind the last what all sum up to."""
    cdef int32_t row, total, column
    cdef int32_t* before
    cdef const int32_t* values
    for column in range(look.columns):
        if look.before[column] == NULL:
            continue
        before, values, total = look.before[column], look.value[column], 0
        memset(before - look.margin, 0, look.margin * sizeof(int32_t))
        for row in range(look.rows):
            before[row] = total
            total += values[row]
        for row in range(look.rows, look.rows + look.margin + 1):
            before[row] = total


cdef void fill_margins(Look* look) noexcept nogil:
    """Write what stands beyond the document's bounds."""
    cdef int32_t row, column
    for column in range(look.columns):
        if look.value[column] == NULL:
            continue
        for row in range(look.near):
            look.value[column][-1 - row] = MISSING
            look.value[column][look.rows + row] = MISSING
