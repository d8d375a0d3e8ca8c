# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A look's memory, and which rows are left of a document."""

from cpython.mem cimport PyMem_RawFree
from libc.string cimport memcpy, memset

from cleaner.lines.table cimport Table, resized
from cleaner.lines.text cimport unit_at

from cleaner.lines.table import NAMES as MEASURED_NAMES

NAMES = (
    *MEASURED_NAMES,
    "function_share",
    "capitalised_share",
    "capital_share",
    "digit_share",
    "word_length",
    "sentence_share",
    "line",
    "gap",
    "short",
    "prose",
    "long",
    "copies",
    "copies_before",
    "hit",
    "protect",
    "hint",
    "strong",
    "sure",
    "menu",
    "talk",
    "more",
    "offer",
    "meta",
    "caption",
    "credit",
    "block_size",
    "block_share",
    "block_place",
    "hit_density",
    "menu_density",
    "short_density",
    "prose_density",
)
"""The columns that every document has, in the order of `Derived`."""

assert len(NAMES) == KNOWN

cdef enum:
    ALIGNED = 64  # bytes: where arrays begin, for the processor's vectors
    NEWLINE = 10
    RETURN = 13


cdef class Room:
    """The memory of looks at documents, one after the other; a row takes about 320 bytes, with markup twice as many."""

    def __dealloc__(self):
        PyMem_RawFree(self.memory)
        PyMem_RawFree(self.spare)

    cdef int take(self, Table table, int32_t columns, int32_t margin, int32_t near, const uint8_t* asked) except -1 nogil:
        """Take all rows of a document; tell what is derived of each row by itself later."""
        cdef Look* look = &self.look
        cdef size_t size
        look.rows, look.columns, look.margin, look.near = <int32_t>table.rows, columns, max(margin, near), near
        look.hit_count = table.hit_count
        look.text = table.text
        size = _lay_out(look, asked, table.ask_languages, NULL)
        if size > self.size:
            self.memory, self.size = resized(self.memory, size + size // 4), size + size // 4
        _lay_out(look, asked, table.ask_languages, <char*>self.memory)
        _take_rows(look, table)
        return 0

    cdef void* spare_room(self, size_t size) except NULL nogil:
        """Return room for so many bytes; what was written there stays."""
        if size > self.spare_size or self.spare == NULL:
            self.spare, self.spare_size = resized(self.spare, size + size // 4), size + size // 4
        return self.spare


cdef char* _placed(char** at, size_t size) noexcept nogil:
    """Return where an array of so many bytes begins, and move behind it."""
    cdef char* place = at[0]
    at[0] = place + (size + ALIGNED - 1) // ALIGNED * ALIGNED
    return place


cdef size_t _lay_out(Look* look, const uint8_t* asked, bint ask_languages, char* memory) noexcept nogil:
    """Give each array of a look its place in the memory, and return how many bytes all take."""
    cdef char* at = <char*>(<size_t>memory + (ALIGNED - 1) & ~<size_t>(ALIGNED - 1))
    cdef size_t rows = look.rows, hits = look.hit_count
    cdef size_t column = (rows + 2 * look.margin + 1) * sizeof(int32_t), ahead = look.margin * sizeof(int32_t)
    cdef int number
    for number in range(look.columns):
        look.value[number] = <int32_t*>(_placed(&at, column) + ahead) if asked[number] else NULL
        look.before[number] = <int32_t*>(_placed(&at, column) + ahead) if asked[number] & SUMS else NULL
    look.row = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    look.protected = <uint8_t*>_placed(&at, rows)
    look.hits = <Hit*>_placed(&at, hits * sizeof(Hit))
    look.holding = <Hit*>_placed(&at, hits * sizeof(Hit)) if ask_languages else look.hits
    look.from_rules = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    look.rule = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    for number in range(HEURISTICS):
        look.points[number] = <int16_t*>_placed(&at, rows * sizeof(int16_t))
    look.from_scorecard = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    look.total = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    look.is_name = <uint8_t*>_placed(&at, rows)
    look.debris = <uint8_t*>_placed(&at, rows)
    look.sums = <int64_t*>_placed(&at, (rows + 1) * sizeof(int64_t))
    look.slots = <int32_t*>_placed(&at, power_of_two(2 * rows) * sizeof(int32_t))
    return at - memory + ALIGNED


cdef int32_t power_of_two(int64_t least) noexcept nogil:
    """Return the smallest power of two that is at least so much, and at least 4."""
    cdef int32_t power = 4
    while power < least and power < 1 << 30:
        power *= 2
    return power


cdef void _take_rows(Look* look, Table table) noexcept nogil:
    """Take what the table has of each row."""
    cdef int32_t row, column, rows = look.rows
    look.all_rows = rows
    look.start, look.stop, look.key, look.opening = table.start, table.stop, table.key, table.opening
    look.goes_on = table.goes_on
    look.interface = table.interface if table.ask_languages else NULL
    memcpy(look.hits, table.hits, look.hit_count * sizeof(Hit))
    look.holding_count = look.hit_count
    memset(look.protected, False, rows)
    for column in range(<int32_t>MEASURED):
        if look.value[column] != NULL:
            widen(look.value[column], table.column[column], rows)
    for row in range(rows):
        look.row[row] = row
        look.value[<int>GAP][row] = row > 0 and table.start[row] > table.stop[row - 1]


cdef void widen(int32_t* out, const uint16_t* column, int32_t rows) noexcept nogil:
    """Copy a column."""
    cdef int32_t row
    for row in range(rows):
        out[row] = column[row]


# --- the rows that are left -----------------------------------------------------------------------------------------


cdef void keep_rows(Look* look) noexcept nogil:
    """Go on with the rows that are no debris, as if the others had never stood in the document."""
    cdef int32_t* stay = <int32_t*>look.sums  # the rows that stay, in order: none is moved to behind where it is
    cdef int32_t row, kept = 0, column
    for row in range(look.rows):
        if not look.debris[row]:
            stay[kept] = row
            kept += 1
    _keep_hits(look)
    _keep_values(look.row, stay, kept)
    for column in range(look.columns):
        if look.value[column] == NULL:
            continue
        if column < <int32_t>COPIES or HIT <= column <= CREDIT or column >= <int32_t>KNOWN:
            _keep_values(look.value[column], stay, kept)
    look.rows = kept
    _find_gaps(look)


cdef void _keep_values(int32_t* values, const int32_t* stay, int32_t kept) noexcept nogil:
    """Move the values of rows that stay to where they go."""
    cdef int32_t row
    for row in range(kept):
        values[row] = values[stay[row]]


cdef void _keep_hits(Look* look) noexcept nogil:
    """Keep the hits of the rows that stay; both are in order."""
    cdef Py_ssize_t hit, kept = 0
    cdef int32_t row = 0, gone = 0
    for hit in range(look.hit_count):
        while row < look.hits[hit].row:
            gone += look.debris[row] != 0
            row += 1
        if not look.debris[row]:
            look.hits[kept] = Hit(row - gone, look.hits[hit].rule)
            kept += 1
    look.hit_count = look.holding_count = kept


cdef void _find_gaps(Look* look) noexcept nogil:
    """Tell before which rows blank lines stand once the rows between them are cut.

    The blank lines before a cut stay or, where there were none, those behind it: see `cut`. Those between rows that
    were cut have gone, in whichever round.
    """
    cdef int32_t row
    cdef int32_t* gap = look.value[<int>GAP]
    if look.rows:
        gap[0] = False
    for row in range(1, look.rows):
        gap[row] = _is_blank_behind(look, look.row[row - 1]) or (
            _blank_start(look, look.row[row]) < start_of(look, row) and not _fuse(look, row)
        )


cdef inline bint _is_blank_behind(const Look* look, int32_t origin) noexcept nogil:
    """Tell whether blank lines stand behind a row of the table."""
    return origin + 1 < look.all_rows and look.start[origin + 1] > look.stop[origin]


cdef inline int64_t _blank_start(const Look* look, int32_t origin) noexcept nogil:
    """Return where the blank lines before a row of the table begin or, where there are none, the row itself."""
    return look.stop[origin - 1] if origin else 0


cdef bint _fuse(const Look* look, int32_t row) noexcept nogil:
    r"""Tell whether the blank line before a row becomes part of the newline before a cut: \r and \n are one then."""
    cdef int64_t blank = _blank_start(look, look.row[row])
    return (
        unit_at(&look.text, stop_of(look, row - 1) - 1) == RETURN
        and start_of(look, row) - blank == 1
        and unit_at(&look.text, blank) == NEWLINE
    )
