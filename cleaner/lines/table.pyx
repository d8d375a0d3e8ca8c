# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A document as a table: what both halves of the core share."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_RawFree
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.string cimport memcpy

from cleaner.lines.characters cimport UTF_8, Text, first_fault
from cleaner.lines.memory cimport mixed, resized

NAMES = (
    "characters",
    "words",
    "function_words",
    "capitalised",
    "capitals",
    "digits",
    "sentence_ends",
    "commas",
    "separators",
    "unspaced",
    "ends_sentence",
    "interface",
    "opening",
    "asks",
    "exclaims",
    "introduces",
    "trails_off",
    "item",
    "latin",
    "other_script",
)
"""The measured columns, in the order of `Column`."""

assert len(NAMES) == MEASURED

cdef bint[MEASURED] IS_COUNTED
for _column, _name in enumerate(NAMES):
    IS_COUNTED[_column] = not _name.startswith(("ends", "interface", "opening", "asks", "excl", "intro", "trails", "item"))

cdef enum:
    # What is surely debris is parted in lines of so many words, and in texts of so few lines. Shorter ones, such as notices
    # of two sentences, belong together: of page dumps, 64 % have some, and judging these in parts changes F1 by .0001.
    MISSED_WORDS = 60
    FEW_ROWS = 3

LARGEST_VALUE = LARGEST
"""Columns saturate here; no threshold is that large."""

cdef enum:
    ROW_BYTES = 7 * 8 + 2 * MEASURED + 1  # of what there is for each row, in one memory: most documents have few rows

LONGEST_DOCUMENT = (1 << 31) - 1
"""Characters (or bytes) of a document: sums over one fit 32 bits."""


cdef class Table:
    """One row for each line of a document that is not blank; see table.pxd for what a row has."""

    def __cinit__(self):
        self.more = {}

    def __dealloc__(self):
        PyMem_RawFree(self.memory)
        PyMem_RawFree(self.hits)
        PyMem_RawFree(self.inner)
        PyMem_RawFree(self.word)
        PyMem_RawFree(self.term)

    cdef int open_str(self, str text) except -1:
        """Take a text, of which nothing is copied; raises `ValueError` if it is too long."""
        _check_length(PyUnicode_GET_LENGTH(text))
        self.source = text
        self.text = Text(PyUnicode_DATA(text), PyUnicode_KIND(text), PyUnicode_GET_LENGTH(text))

    cdef int open_utf8(self, object buffer) except -1:
        """Take a buffer of UTF-8, of which nothing is copied; raises `ValueError` if it is none, or too long."""
        cdef const uint8_t[::1] units
        cdef const uint8_t* data = NULL
        cdef int64_t fault
        self.source = memoryview(buffer)  # of our own: nobody else can release it
        units = self.source
        _check_length(len(units))
        if len(units):
            data = &units[0]
        self.text = Text(data, UTF_8, len(units))
        with nogil:
            fault = first_fault(data, self.text.length)
        if fault >= 0:
            raise ValueError(f"the text is not UTF-8 at byte {fault:,}; decode it by its encoding, and give str")

    cdef int reserve_rows(self, Py_ssize_t rows) except -1 nogil:
        """Have room for so many rows; what is there stays."""
        cdef char* memory
        cdef char* at
        cdef int column
        if rows <= self.capacity and self.memory != NULL:
            return 0
        memory = at = <char*>resized(NULL, (rows + 1) * ROW_BYTES)
        self.start = <int64_t*>_moved(&at, self.start, self.rows, rows, sizeof(int64_t))
        self.stop = <int64_t*>_moved(&at, self.stop, self.rows, rows, sizeof(int64_t))
        self.key = <uint64_t*>_moved(&at, self.key, self.rows, rows, sizeof(uint64_t))
        self.opening = <uint64_t*>_moved(&at, self.opening, self.rows, rows, sizeof(uint64_t))
        self.interface = <uint64_t*>_moved(&at, self.interface, self.rows, rows, sizeof(uint64_t))
        self.first_word = <int64_t*>_moved(&at, self.first_word, self.rows + 1, rows + 1, sizeof(int64_t))
        self.first_term = <int64_t*>_moved(&at, self.first_term, self.rows + 1, rows + 1, sizeof(int64_t))
        for column in range(<int>MEASURED):
            self.column[column] = <uint16_t*>_moved(&at, self.column[column], self.rows, rows, sizeof(uint16_t))
        self.goes_on = <uint8_t*>_moved(&at, self.goes_on, self.rows, rows, 1)
        PyMem_RawFree(self.memory)
        self.memory, self.capacity = memory, rows
        return 0

    cdef int reserve_words(self, Py_ssize_t words) except -1 nogil:
        """Have room for so many words, twice as many as before at least."""
        if words > self.word_capacity:
            words = max(words, 2 * self.word_capacity)
            self.word = <uint16_t*>resized(self.word, words * sizeof(uint16_t))
            self.word_capacity = words
        return 0

    cdef int reserve_terms(self, Py_ssize_t terms) except -1 nogil:
        """Have room for so many terms, twice as many as before at least."""
        if terms > self.term_capacity:
            terms = max(terms, 2 * self.term_capacity)
            self.term = <uint32_t*>resized(self.term, terms * sizeof(uint32_t))
            self.term_capacity = terms
        return 0

    cdef int add_hit(self, int32_t row, int32_t rule) except -1 nogil:
        """Add a hit behind the others."""
        cdef Py_ssize_t capacity
        if self.hit_count == self.hit_capacity:
            capacity = max(<Py_ssize_t>64, 2 * self.hit_capacity)
            self.hits = <Hit*>resized(self.hits, capacity * sizeof(Hit))
            self.hit_capacity = capacity
        self.hits[self.hit_count] = Hit(row, rule)
        self.hit_count += 1
        return 0

    cdef int add_inner(self, int64_t place) except -1 nogil:
        """Add a place at which a line seems to hold a second thing."""
        if self.inner_count == self.inner_capacity:
            self.inner_capacity = max(<Py_ssize_t>16, 2 * self.inner_capacity)
            self.inner = <int64_t*>resized(self.inner, self.inner_capacity * sizeof(int64_t))
        self.inner[self.inner_count] = place
        self.inner_count += 1
        return 0

    def inner_bounds(self):
        """Return the places in the text at which a line seems to hold a second thing, in order."""
        return [self.inner[number] for number in range(self.inner_count)]

    def mixed_lines(self, const uint8_t[::1] speaks_of_part, const uint8_t[::1] speaks_of_line):
        """Return the bounds of long rows with a sentence, of a part of which, and not of all, one of some rules speaks.

        Both are a byte a rule: whether it speaks of a part of a line, or of a whole one. In a text of few, all are long.
        """
        cdef Py_ssize_t hit, row = -1
        cdef int64_t least = self._long_row()
        cdef list found = []
        cdef bint is_known = False, is_mixed = False
        for hit in range(self.hit_count + 1):
            if hit == self.hit_count or self.hits[hit].row != row:
                if is_mixed and not is_known and self._may_be_mixed(row, least):
                    found.append((self.start[row], self.stop[row]))
                is_known = is_mixed = False
            if hit < self.hit_count:
                row = self.hits[hit].row
                is_mixed |= speaks_of_part[self.hits[hit].rule]
                is_known |= speaks_of_line[self.hits[hit].rule]
        return found

    cdef int64_t _long_row(self) noexcept nogil:
        """Return how many words a row has that would be missed."""
        return 0 if self.rows <= FEW_ROWS else MISSED_WORDS

    cdef bint _may_be_mixed(self, Py_ssize_t row, int64_t least) noexcept nogil:
        return self.column[<int>SENTENCE_ENDS][row] > 0 and self.column[<int>WORDS][row] >= least

    def sentences(self, const uint8_t[::1] candidates, int least_words):
        """Return a byte a row: 1 for the candidates that are sentences of so many words, of which no rule says anything.

        Raises `ValueError` for another number of rows.
        """
        cdef Py_ssize_t row, hit
        cdef bytearray found = bytearray(candidates)
        cdef uint8_t[::1] is_sentence = found
        if len(candidates) != self.rows:
            raise ValueError(f"{len(candidates)} rows are told of, and there are {self.rows}")
        for row in range(self.rows):
            is_sentence[row] &= self.column[<int>ENDS_SENTENCE][row] and self.column[<int>WORDS][row] >= least_words
        for hit in range(self.hit_count):
            is_sentence[self.hits[hit].row] = 0
        return bytes(found)

    def join(self, const uint8_t[::1] may_join, int most_words):
        """Join rows that may be joined and follow each other, up to so many words; return a byte a row, 0 for those
        that became a part of the row before them.

        None of them may have a hit. Raises `ValueError` for another number of rows, and where there are further columns.
        """
        cdef Py_ssize_t row, last = -1
        cdef int64_t words, joined = 0
        cdef bytearray found = bytearray(b"\1") * self.rows
        cdef uint8_t[::1] begins = found
        if len(may_join) != self.rows or self.more:
            raise ValueError(f"{len(may_join)} rows are told of, and there are {self.rows}")
        for row in range(self.rows):
            words = self.column[<int>WORDS][row]
            if may_join[row] and joined and self.start[row] == self.stop[last] and joined + words <= most_words:
                begins[row], joined = 0, joined + words
                self._add_row(last, row)
            else:
                last, joined = last + 1, words if may_join[row] else 0
                self._move_row(row, last)
        self._move_hits(begins)
        self.first_word[last + 1] = self.first_word[self.rows]
        self.first_term[last + 1] = self.first_term[self.rows]
        self.rows = last + 1
        return bytes(found)

    cdef void _move_row(self, Py_ssize_t row, Py_ssize_t to) noexcept nogil:
        cdef int column
        for column in range(<int>MEASURED):
            self.column[column][to] = self.column[column][row]
        self.start[to], self.stop[to] = self.start[row], self.stop[row]
        self.key[to], self.opening[to] = self.key[row], self.opening[row]
        self.goes_on[to], self.interface[to] = self.goes_on[row], self.interface[row]
        self.first_word[to], self.first_term[to] = self.first_word[row], self.first_term[row]

    cdef void _add_row(self, Py_ssize_t to, Py_ssize_t row) noexcept nogil:
        """Add a row to one before it: what is counted is summed up, and it ends as this one does."""
        cdef int column
        for column in range(<int>MEASURED):
            if IS_COUNTED[column]:
                self.column[column][to] = saturated(<int64_t>self.column[column][to] + self.column[column][row])
            elif column != <int>OPENING and column != <int>ITEM:
                self.column[column][to] = self.column[column][row]
        self.stop[to] = self.stop[row]
        self.key[to] = mixed(self.key[to] ^ self.key[row])
        self.interface[to] = 0

    cdef void _move_hits(self, const uint8_t[::1] begins) noexcept nogil:
        cdef Py_ssize_t hit, row = 0, gone = 0
        for hit in range(self.hit_count):
            while row <= self.hits[hit].row:
                gone += row > 0 and not begins[row]
                row += 1
            self.hits[hit].row -= <int32_t>gone

    def __len__(self):
        """Return the number of rows."""
        return self.rows

    def bounds(self):
        """Return where each row starts and stops, in units of the text, newline included."""
        return [(self.start[row], self.stop[row]) for row in range(self.rows)]

    def found(self):
        """Return the hits as pairs of row and rule."""
        return [(self.hits[hit].row, self.hits[hit].rule) for hit in range(self.hit_count)]

    def rows_without(self, rules):
        """Return which rows have no hit of some rules, a byte each."""
        cdef Py_ssize_t hit
        without = bytearray(b"\1" * self.rows)
        for hit in range(self.hit_count):
            if self.hits[hit].rule in rules:
                without[self.hits[hit].row] = 0
        return bytes(without)

    def values(self, str name):
        """Return a column by name, as a buffer with a number a row; raises `KeyError` if there is none."""
        return _numbers(self, NAMES.index(name)) if name in NAMES else self.more[name]

    def add_column(self, str name, values):
        """Add a column, such as markup's: a buffer of unsigned 16-bit numbers, one a row."""
        if memoryview(values).format != "H" or len(values) != self.rows:
            raise ValueError(f"the column {name} has to hold {self.rows} unsigned 16-bit numbers")
        self.more[name] = values


cdef void* _moved(char** at, const void* array, Py_ssize_t kept, Py_ssize_t room, size_t size) noexcept nogil:
    """Move what is kept of an array to a place in a memory, and that place behind the room for it."""
    cdef char* place = at[0]
    if array != NULL:
        memcpy(place, array, kept * size)
    at[0] = place + room * size
    return place


cdef object _numbers(Table table, int column):
    """Return a copy of a measured column as a buffer of unsigned 16-bit numbers."""
    cdef const char* data = <const char*>table.column[column]
    return memoryview(PyBytes_FromStringAndSize(data, table.rows * sizeof(uint16_t))).cast("H")


cdef int _check_length(Py_ssize_t length) except -1:
    """Raise `ValueError` for a document that is too long to be counted in 32 bits."""
    if length > LONGEST_DOCUMENT:
        raise ValueError(
            f"a document of {length:,} characters is too long; give it in parts of less than {LONGEST_DOCUMENT:,}"
        )
    return 0
