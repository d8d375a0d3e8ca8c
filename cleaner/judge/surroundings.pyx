# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Columns of lines in their surroundings, named by small expressions.

========================  ============================================================================
``words``                 the line's own value
``words@-1``              the value of the line before; ``@2``: two lines on; -1 beyond the document
``words[-8..-1]``         the sum over the eight lines before, within the document
``words[..-1]``           the sum over all lines before; ``[1..]`` all after; ``[..]`` the whole document
``words[..-1]%``          the same, as a share of the document's sum, in percent
``since talk``            lines since the last one before with a value above 0; 999 if there is none
``until prose``           lines until the next one
========================  ============================================================================

The scorecard's conditions are written in them, so a removal can say what it was removed for.
"""

import re

from cpython.mem cimport PyMem_RawFree
from libc.stdint cimport int16_t, int32_t, uint8_t

from cleaner.judge.rounds cimport HIT_DENSITY, KNOWN, MISSING, SUMS, VALUES, Look, share_of, sum_between
from cleaner.lines.table cimport resized

cdef enum:
    FAR = 999  # the distance of what does not occur in the document
    LARGEST = 0x7FFF  # values saturate here; no threshold is that large

MOST_MARGIN = 1 << 10
"""Lines that an expression may look at before or behind its own; more than any needs, and room for them is taken."""

FARTHEST, NO_NEIGHBOUR = FAR, MISSING
"""What `since` and `until` have where there is none, and `@` beyond the document's bounds."""

EXPRESSION = re.compile(
    r"(?P<way>since |until )?(?P<name>\w+)"
    r"(?:@(?P<neighbour>-?\d+)|\[(?P<first>-?\d*)\.\.(?P<last>-?\d*)\](?P<share>%?))?"
)


cdef class Surroundings:
    """Some expressions, read once; they are worked out for `BLOCK` rows at a time."""

    def __cinit__(self, names, number_of):
        """Read the expressions; ``number_of`` gives a column's number by its name.

        Raises `ValueError` for what is no expression or no column.
        """
        cdef int32_t place
        self.names = tuple(names)
        self.count = len(self.names)
        self.expressions = <Expression*>resized(NULL, self.count * sizeof(Expression))
        self.is_constant = <uint8_t*>resized(NULL, self.count)
        for place, name in enumerate(self.names):
            self.expressions[place] = _read(name, number_of)
            if self.expressions[place].kind in (SINCE, UNTIL):
                self.expressions[place].first = self.distances
                self.distances += 1
            elif self.expressions[place].kind == NEIGHBOUR:
                self.near = max(self.near, abs(self.expressions[place].first))
            self.is_constant[place] = _is_constant(&self.expressions[place])
            self.margin = max(self.margin, _reach(&self.expressions[place]))
        if self.margin > MOST_MARGIN:
            raise ValueError(f"an expression looks at most {MOST_MARGIN} lines ahead; leave its bound out for all")

    def __dealloc__(self):
        PyMem_RawFree(self.expressions)
        PyMem_RawFree(self.is_constant)

    cdef void mark_asked(self, uint8_t* uses) noexcept nogil:
        """Mark what is asked of which columns."""
        cdef int32_t place
        for place in range(self.count):
            uses[self.expressions[place].column] |= VALUES
            if self.expressions[place].kind in (WINDOW, SHARE):
                uses[self.expressions[place].column] |= SUMS

    cdef void measure_distances(self, const Look* look, int16_t* distances) noexcept nogil:
        """Measure all distances, one column behind the other, each with room for whole blocks."""
        cdef int32_t place
        cdef Py_ssize_t stride = whole_blocks(look.rows)
        cdef const Expression* expression
        for place in range(self.count):
            expression = &self.expressions[place]
            if expression.kind == SINCE:
                _measure_since(look.value[expression.column], look.rows, distances + stride * expression.first)
            elif expression.kind == UNTIL:
                _measure_until(look.value[expression.column], look.rows, distances + stride * expression.first)

    cdef void fill(self, const Look* look, const int16_t* distances, int32_t start, int16_t* table) noexcept nogil:
        """Work out all expressions for a block of rows: `BLOCK` numbers each, those behind the last row whatever."""
        cdef int32_t place, size = min(<int32_t>BLOCK, look.rows - start), row
        cdef Py_ssize_t stride = whole_blocks(look.rows)
        cdef const int32_t* values
        cdef const Expression* expression
        for place in range(self.count):
            expression = &self.expressions[place]
            if expression.kind == OWN:
                _saturate(table, look.value[expression.column] + start, size)
            elif expression.kind == NEIGHBOUR:
                _saturate(table, look.value[expression.column] + start + expression.first, size)
            elif expression.kind == WINDOW:
                _fill_window(table, look, expression, start, size)
            elif expression.kind == SHARE:
                _fill_share(table, look, expression, start, size)
            else:
                for row in range(size):
                    table[row] = distances[stride * expression.first + start + row]
            table += BLOCK

    cdef int32_t value_at(self, const Look* look, int32_t place, int32_t row, const int16_t* distances) noexcept nogil:
        """Return the value of an expression for a row, which does not saturate."""
        cdef const Expression* expression = &self.expressions[place]
        cdef int32_t total
        if expression.kind == OWN:
            return look.value[expression.column][row]
        if expression.kind == NEIGHBOUR:
            return look.value[expression.column][row + expression.first]
        if expression.kind in (SINCE, UNTIL):
            return distances[whole_blocks(look.rows) * expression.first + row]
        total = sum_between(look, expression.column, row + expression.first, row + expression.last)
        if expression.kind == SHARE:
            return share_of(total, look.before[expression.column][look.rows])
        return total


cdef Py_ssize_t whole_blocks(int32_t rows) noexcept nogil:
    """Return so many rows or, for the last block to be whole, a few more."""
    return (<Py_ssize_t>rows + BLOCK - 1) // BLOCK * BLOCK


# --- reading --------------------------------------------------------------------------------------------------------


cdef Expression _read(str text, number_of) except *:
    """Read an expression."""
    parts = EXPRESSION.fullmatch(text)
    if parts is None:
        raise ValueError(f"{text!r} is no expression; see the table in cleaner/_core/surroundings.pyx")
    number = number_of(parts["name"])
    if parts["way"] is not None:
        return Expression(SINCE if parts["way"] == "since " else UNTIL, number, 0, 0)
    if parts["neighbour"] is not None:
        return Expression(NEIGHBOUR, number, int(parts["neighbour"]), 0)
    if parts["first"] is not None:
        kind = SHARE if parts["share"] else WINDOW
        return Expression(kind, number, int(parts["first"] or -ENDLESS), int(parts["last"] or ENDLESS))
    return Expression(OWN, number, 0, 0)


cdef bint _is_constant(const Expression* expression) noexcept:
    """Tell whether an expression has one value for all rows of a document."""
    if expression.kind == OWN:
        return HIT_DENSITY <= expression.column < KNOWN
    return expression.kind in (WINDOW, SHARE) and expression.first == -ENDLESS and expression.last == ENDLESS


cdef int32_t _reach(const Expression* expression) noexcept:
    """Return how many rows before or behind its own an expression looks at, the document's bounds apart."""
    cdef int32_t reach = 0
    if expression.kind in (NEIGHBOUR, WINDOW, SHARE):
        if expression.first != -ENDLESS:
            reach = max(reach, abs(expression.first) + 1)
        if expression.last != ENDLESS:
            reach = max(reach, abs(expression.last) + 1)
    return reach


# --- working out ----------------------------------------------------------------------------------------------------


cdef inline void _saturate(int16_t* out, const int32_t* values, int32_t size) noexcept nogil:
    """Copy values."""
    cdef int32_t row
    for row in range(size):
        out[row] = <int16_t>min(values[row], <int32_t>LARGEST)


cdef void _fill_window(int16_t* out, const Look* look, const Expression* window, int32_t start, int32_t size) noexcept nogil:
    """Write the sums over a window for each row; beyond the document's bounds sums neither rise nor fall."""
    cdef const int32_t* before = look.before[window.column]
    cdef const int32_t* first = before + start + window.first
    cdef const int32_t* behind = before + start + window.last + 1
    cdef int32_t row, total = before[look.rows]
    if window.first == -ENDLESS and window.last == ENDLESS:
        for row in range(size):
            out[row] = <int16_t>min(total, <int32_t>LARGEST)
    elif window.first == -ENDLESS:
        _saturate(out, behind, size)
    elif window.last == ENDLESS:
        for row in range(size):
            out[row] = <int16_t>min(total - first[row], <int32_t>LARGEST)
    else:
        for row in range(size):
            out[row] = <int16_t>min(behind[row] - first[row], <int32_t>LARGEST)


cdef void _fill_share(int16_t* out, const Look* look, const Expression* window, int32_t start, int32_t size) noexcept nogil:
    """Write which part of the document's sum the sums over a window are, in percent."""
    cdef int32_t row, part
    cdef const int32_t* before = look.before[window.column]
    cdef double whole = max(before[look.rows], 1)
    if window.first == -ENDLESS and window.last != ENDLESS:
        for row in range(size):
            out[row] = <int16_t>(100.0 * before[start + row + window.last + 1] / whole)
        return
    for row in range(size):
        part = sum_between(look, window.column, start + row + window.first, start + row + window.last)
        out[row] = <int16_t>(100.0 * part / whole)


cdef void _measure_since(const int32_t* values, int32_t rows, int16_t* distances) noexcept nogil:
    """Write how many rows ago a value was above 0."""
    cdef int32_t row, distance = FAR
    for row in range(rows):
        distances[row] = <int16_t>distance
        distance = 1 if values[row] > 0 else min(distance + 1, <int32_t>FAR)


cdef void _measure_until(const int32_t* values, int32_t rows, int16_t* distances) noexcept nogil:
    """Write in how many rows a value is above 0."""
    cdef int32_t row, distance = FAR
    for row in range(rows - 1, -1, -1):
        distances[row] = <int16_t>distance
        distance = 1 if values[row] > 0 else min(distance + 1, <int32_t>FAR)
