"""A document as it is in one round: the rows that are left of it, their columns, and what speaks for and against them.

All heuristics are functions on this.
"""

from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from cleaner.lines.characters cimport Letters, Text
from cleaner.lines.table cimport MEASURED, Hit, Table


cdef enum Derived:  # columns behind those of `table.Column`; `NAMES` in context.pyx has the same order
    FUNCTION_SHARE = MEASURED
    CAPITALISED_SHARE
    CAPITAL_SHARE
    DIGIT_SHARE
    WORD_LENGTH
    SENTENCE_SHARE
    LINE
    GAP
    SHORT
    PROSE
    LONG
    COPIES
    COPIES_BEFORE
    HIT
    PROTECT  # by strength: as `STRENGTHS`
    HINT
    STRONG
    SURE
    MENU  # by family: as `FAMILIES`
    TALK
    MORE
    OFFER
    META
    CAPTION
    CREDIT
    BLOCK_SIZE
    BLOCK_SHARE
    BLOCK_PLACE
    SHAPE
    RUN_LINES
    RUN_PLACE
    RUN_WORDS
    RUN_HITS
    LISTING
    HEADED
    QUIET_LINES
    QUIET_SIZE
    QUIET_PLACE
    TITLE_PLACE
    TRAIL
    SHARED
    FOREIGN
    LIKELY  # of the second reading: see `likely`
    LIKELY_WORDS
    UNLIKELY_WORDS
    CONTENT
    PASSAGE
    REFUSE
    RUN_LIKELY
    SHAPE_LIKELY
    MAIN_PLACE
    MAIN_REST
    MAIN_GAP
    KIN
    KIN_SHARE
    KIN_PASSAGE
    KIN_REFUSE
    KIN_LEAD
    LIKELY_DENSITY  # the same for all rows of a document, from here on
    MAIN_LINES
    MAIN_WORDS
    MAIN_SHARE
    MAIN_LIKELY
    HIT_DENSITY  # of the first reading, too, from here on
    MENU_DENSITY
    SHORT_DENSITY
    PROSE_DENSITY
    KNOWN  # how many there are; markup's columns stand behind them

cdef enum:
    MISSING = -1  # the value of a neighbour beyond the document's bounds
    MOST_COLUMNS = 256
    STRENGTHS = 4
    SURELY = 3  # the strongest
    FAMILIES = 7
    HEURISTICS = 11

cdef enum Heuristic:  # in the order of `HEURISTICS` in heuristics.pyx
    REPEATS
    CAPTIONS
    BYLINES
    EDGES
    HEADLINE
    SECOND_OPINION
    INTERFACES
    DOUBT
    BODIES
    BLOCKS  # knows what the scorecard says: see `blocks.weigh_blocks`
    STRONG_RULES  # the same

cdef enum:
    NO_RULE = -1
    NO_TITLE = -1

cdef enum:
    DEBRIS = 1
    ALONG = 2  # no debris itself, but goes with others: see `decide.drop_worst`

cdef struct Rule:  # what is known of a rule: indexes of strengths, places, families and labels
    int8_t strength
    bint partial  # says something of a part of a line alone
    int8_t place
    int8_t family  # or -1
    uint8_t label
    uint64_t bound  # the languages that it counts in, a bit each; 0 for every one


cdef struct Seen:  # a term of the body
    uint32_t term
    int32_t row  # the row that has it, counted from 1, or `SEVERAL`; 0 in slots that are free


cdef struct Document:
    Text text
    int32_t rows
    int32_t* row  # which row of the table each is
    # Of the table, so by `row[…]`: see `start_of` and the like. They live as long as that.
    int32_t all_rows
    const int64_t* start
    const int64_t* stop
    const uint64_t* key
    const uint64_t* opening
    const uint8_t* goes_on
    const uint64_t* interface  # the languages that a row may be a label in; NULL where they are not asked for
    uint8_t* protected

    int32_t* value[MOST_COLUMNS]  # by column, with `MISSING` on both sides; NULL for what nobody asks for
    int32_t* before[MOST_COLUMNS]  # sums over all rows before each; NULL where nobody asks
    int32_t columns
    int32_t margin  # rows on both sides for which there is room
    int32_t near  # rows on both sides whose values are asked for; of all others it is sums

    Hit* hits  # of the rows that are left
    Py_ssize_t hit_count
    Hit* holding  # those of them that hold in the document's language
    Py_ssize_t holding_count

    bint is_running  # text: most words stand in prose
    int32_t page_percent  # how far it is taken for a page with chrome, and not for clean text
    int32_t list_percent  # the same, but all the way for running text: it has no lists of names, dates and countries

    int32_t in_h1, link_share, extracted, given, unit, in_body, heading  # columns of pages; -1 where there are none

    int32_t* from_rules
    int32_t* rule  # that weighs most against a row, or `NO_RULE`
    int16_t* points[HEURISTICS]
    int32_t* from_scorecard
    int32_t* total
    int32_t* run  # the first row of the run that each is in
    uint8_t* is_name  # bare bylines
    uint8_t* debris  # 0, `DEBRIS`, or `ALONG`
    int32_t title

    const uint32_t* term  # of the table: what the rows are about
    const int64_t* first_term
    Seen* seen  # room for a table of all terms
    uint64_t body  # a hash of the rows that `SHARED` was worked out with

    int32_t* slots  # room for a table of rows: a power of two, twice the rows at least
    int64_t* sums  # room for a number a row


cdef enum:  # what is asked of a column
    VALUES = 1
    SUMS = 2


cdef inline int64_t start_of(const Document* document, int32_t row) noexcept nogil:
    """Return where a row starts in the text."""
    return document.start[document.row[row]]


cdef inline int64_t stop_of(const Document* document, int32_t row) noexcept nogil:
    """Return where a row stops, behind its newline."""
    return document.stop[document.row[row]]


cdef inline int32_t sum_between(const Document* document, int column, int64_t first, int64_t last) noexcept nogil:
    """Sum a column over the rows from first to last, both counted in, as far as there are such rows."""
    if first < 0:
        first = 0
    if last >= document.rows:
        last = document.rows - 1
    return document.before[column][last + 1] - document.before[column][first] if last >= first else 0


cdef inline int32_t sum_before(const Document* document, int column, int32_t row) noexcept nogil:
    """Sum a column over all rows before one."""
    return document.before[column][row]


cdef inline int32_t sum_behind(const Document* document, int column, int32_t row) noexcept nogil:
    """Sum a column over all rows behind one."""
    return document.before[column][document.rows] - document.before[column][row + 1]


cdef inline int32_t sum_of_all(const Document* document, int column) noexcept nogil:
    """Sum a column over the document."""
    return document.before[column][document.rows]


cdef inline int32_t share_of(int32_t part, int32_t whole) noexcept nogil:
    """Return how many percent a part is, rounded down."""
    return <int32_t>(100.0 * part / (whole if whole > 1 else 1))


cdef class Workspace:
    """The memory of documents, used again and again by one judge at a time."""

    cdef Document document
    cdef void* memory
    cdef size_t size
    cdef void* spare  # grows as heuristics need it
    cdef size_t spare_size

    cdef int take(self, Table table, int32_t columns, int32_t margin, int32_t near, const uint8_t* asked) except -1 nogil
    cdef void* scratch(self, size_t size) except NULL nogil


cdef void keep_rows(Document* document) noexcept nogil
cdef void fill_column(Document* document, int column, int32_t value) noexcept nogil
cdef void sum_columns(Document* document, int32_t first, int32_t behind) noexcept nogil
cdef int32_t power_of_two(int64_t least) noexcept nogil
cdef void shape_columns(Document* document, Table table) noexcept nogil
cdef void fill_columns(Document* document, Table table, const Rule* rules, uint64_t spoken) noexcept nogil
cdef void hold_hits(Document* document, Table table, const Rule* rules, uint64_t spoken) noexcept nogil
cdef Letters line_letters(const Document* document, int32_t row) noexcept nogil
