# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The scorecard: small tables of points, fitted from labelled pages, that judge a line by its columns.

A table asks up to eight questions ("words > 12", "prose[1..8] > 0"); each combination of answers has its points, in
hundredths: entry ``i`` is for the conditions whose bits are set in ``i``. A line's score is the sum over all tables:
positive for content, negative for debris. These are oblivious decision trees (Kohavi 1994) written as data, in
`rules/scorecard.toml`; `benchmarks/fit/scorecards.py` says how they are fitted.

Questions are about columns of lines in their surroundings, named by small expressions:

========================  ============================================================================
``words``                 the line's own value
``words@-1``              the value of the line before; ``@2``: two lines on; -1 beyond the document
``words[-8..-1]``         the sum over the eight lines before, within the document
``words[..-1]``           the sum over all lines before; ``[1..]`` all after; ``[..]`` the whole document
``words[..-1]%``          the same, as a share of the document's sum, in percent
``since talk``            lines since the last one before with a value above 0; 999 if there is none
``until prose``           lines until the next one
========================  ============================================================================

So a removal can say what it was removed for.

Tables are read twice. Those of the second reading (``reading = 2``) may ask for what the first one found, too: the
columns of `cleaner.judge.likely`.
"""

import json
import re
import sys
from array import array
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise

from cpython.mem cimport PyMem_RawFree
from libc.stdint cimport INT8_MAX, INT16_MAX, int8_t, int16_t, int32_t, uint8_t
from libc.string cimport memset

from cleaner.judge.context cimport KNOWN, LIKELY_DENSITY, MISSING, SUMS, VALUES, Document, share_of, sum_between
from cleaner.judge.lookup cimport MOST_QUESTIONS, ROWS_TOGETHER, Tree, add_points, add_together, looks_up_together
from cleaner.lines.memory cimport resized

from cleaner.rules.cache import cached, digest, sealed
from cleaner.rules.pack import SCORECARD, default_folder


# --- where it comes from: a TOML file, compiled once for each content as rule packs are -------------------------------

Scorecard = Sequence[tuple[Sequence[str], Sequence[int]] | tuple[Sequence[str], Sequence[int], int]]
"""Pairs of conditions and points; or triples of these and the reading, 1 or 2, that the table is of."""

COMPILED = "scorecard.pack"
"""The compiled form that a wheel brings along, beside the rules."""

_FORMAT = f"3 {sys.byteorder}".encode()


def load_scorecard(file=None):
    """Return the scorecard of a file, by default the one that comes with the package."""
    file = file or default_folder() / SCORECARD
    content = file.read_bytes()
    compiled = cached(_key(content), file.with_suffix(".pack"), lambda: _compiled(content))
    conditions, _, points = compiled.partition(b"\n")
    tables, all_points = json.loads(conditions), memoryview(points).cast("i")
    bounds = accumulate([1 << len(asked) for asked, _ in tables], initial=0)
    return [
        (asked, all_points[first:behind], reading) for (asked, reading), (first, behind) in zip(tables, pairwise(bounds))
    ]


def shipped_form(folder):
    """Return the content of the file `COMPILED` for a folder of rules that a wheel brings along."""
    content = (folder / SCORECARD).read_bytes()
    return sealed(_key(content), _compiled(content))


def _key(content):
    """Return the key of the compiled form."""
    return digest([b"scorecard", _FORMAT, content])


def _compiled(content):
    """Read the TOML and return its tables: a line of JSON with all conditions, and all points as machine integers."""
    import tomllib  # only who compiles has to read TOML

    tables = tomllib.loads(content.decode()).get("table", [])
    for table in tables:
        _check_table(table["conditions"], table["points"])
    points = array("i", chain.from_iterable([table["points"] for table in tables]))
    return json.dumps([(table["conditions"], table.get("reading", 1)) for table in tables]).encode() + b"\n" + points.tobytes()


def _check_table(conditions, points):
    """Raise `ValueError` for a table that is none."""
    if len(conditions) > MOST_QUESTIONS:
        raise ValueError(f"a table of a scorecard has at most {MOST_QUESTIONS} conditions; divide it into several")
    if len(points) != 1 << len(conditions):
        raise ValueError(f"a table with {len(conditions)} conditions has {1 << len(conditions)} points, not {len(points)}")


# --- expressions ------------------------------------------------------------------------------------------------------

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

    cdef void measure_distances(self, const Document* document, int16_t* distances) noexcept nogil:
        """Measure all distances, one column behind the other, each with room for whole blocks."""
        cdef int32_t place
        cdef Py_ssize_t stride = whole_blocks(document.rows)
        cdef const Expression* expression
        for place in range(self.count):
            expression = &self.expressions[place]
            if expression.kind == SINCE:
                _measure_since(document.value[expression.column], document.rows, distances + stride * expression.first)
            elif expression.kind == UNTIL:
                _measure_until(document.value[expression.column], document.rows, distances + stride * expression.first)

    cdef void fill(self, const Document* document, const int16_t* distances, int32_t start, int16_t* table) noexcept nogil:
        """Work out all expressions for a block of rows: `BLOCK` numbers each, those behind the last row whatever."""
        cdef int32_t place, size = min(<int32_t>BLOCK, document.rows - start), row
        cdef Py_ssize_t stride = whole_blocks(document.rows)
        cdef const int32_t* values
        cdef const Expression* expression
        for place in range(self.count):
            expression = &self.expressions[place]
            if expression.kind == OWN:
                _saturate(table, document.value[expression.column] + start, size)
            elif expression.kind == NEIGHBOUR:
                _saturate(table, document.value[expression.column] + start + expression.first, size)
            elif expression.kind == WINDOW:
                _fill_window(table, document, expression, start, size)
            elif expression.kind == SHARE:
                _fill_share(table, document, expression, start, size)
            else:
                for row in range(size):
                    table[row] = distances[stride * expression.first + start + row]
            table += BLOCK

    cdef int32_t value_at(self, const Document* document, int32_t place, int32_t row, const int16_t* distances) noexcept nogil:
        """Return the value of an expression for a row, which does not saturate."""
        cdef const Expression* expression = &self.expressions[place]
        cdef int32_t total
        if expression.kind == OWN:
            return document.value[expression.column][row]
        if expression.kind == NEIGHBOUR:
            return document.value[expression.column][row + expression.first]
        if expression.kind in (SINCE, UNTIL):
            return distances[whole_blocks(document.rows) * expression.first + row]
        total = sum_between(document, expression.column, row + expression.first, row + expression.last)
        if expression.kind == SHARE:
            return share_of(total, document.before[expression.column][document.rows])
        return total


cdef Py_ssize_t whole_blocks(int32_t rows) noexcept nogil:
    """Return so many rows or, for the last block to be whole, a few more."""
    return (<Py_ssize_t>rows + BLOCK - 1) // BLOCK * BLOCK


# --- expressions: reading them ----------------------------------------------------------------------------------------


cdef Expression _read(str text, number_of) except *:
    """Read an expression."""
    parts = EXPRESSION.fullmatch(text)
    if parts is None:
        raise ValueError(f"{text!r} is no expression; the documentation of cleaner.judge.scorecard lists them")
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
        return LIKELY_DENSITY <= expression.column < KNOWN
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


# --- expressions: working them out ------------------------------------------------------------------------------------


cdef inline void _saturate(int16_t* out, const int32_t* values, int32_t size) noexcept nogil:
    """Copy values."""
    cdef int32_t row
    for row in range(size):
        out[row] = <int16_t>min(values[row], <int32_t>LARGEST)


cdef void _fill_window(int16_t* out, const Document* document, const Expression* window, int32_t start, int32_t size) noexcept nogil:
    """Write the sums over a window for each row; beyond the document's bounds sums neither rise nor fall."""
    cdef const int32_t* before = document.before[window.column]
    cdef const int32_t* first = before + start + window.first
    cdef const int32_t* behind = before + start + window.last + 1
    cdef int32_t row, total = before[document.rows]
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


cdef void _fill_share(int16_t* out, const Document* document, const Expression* window, int32_t start, int32_t size) noexcept nogil:
    """Write which part of the document's sum the sums over a window are, in percent."""
    cdef int32_t row, part
    cdef const int32_t* before = document.before[window.column]
    cdef double whole = max(before[document.rows], 1)
    if window.first == -ENDLESS and window.last != ENDLESS:
        for row in range(size):
            out[row] = <int16_t>(100.0 * before[start + row + window.last + 1] / whole)
        return
    for row in range(size):
        part = sum_between(document, window.column, start + row + window.first, start + row + window.last)
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


# --- tables -----------------------------------------------------------------------------------------------------------

cdef enum:
    PART = 16  # points that are looked up at once


cdef class Trees:
    """All tables of a scorecard; their points add up."""

    def __cinit__(self, trees, number_of):
        """Take pairs of conditions and points; ``number_of`` gives a column's number by its name.

        Raises `ValueError` for what is no condition, no expression or no column.
        """
        tables = [(list(map(_condition, asked)), points) for asked, points in trees]
        names = sorted({name for asked, _ in tables for name, _ in asked})
        place = {name: at for at, name in enumerate(names)}
        self.surroundings = Surroundings(names, number_of)
        self.count = len(tables)
        self.trees = <Tree*>resized(NULL, self.count * sizeof(Tree))
        size = sum([len(points) for _, points in tables])
        self.points = <int32_t*>resized(NULL, size * sizeof(int32_t))
        self.small_points = <int8_t*>resized(NULL, size + PART)
        first = 0
        for number, (asked, points) in enumerate(self._in_order(tables, place)):
            _check_table(asked, points)
            self._add_tree(number, [(place[name], threshold) for name, threshold in asked], points, first)
            first += len(points)

    def _in_order(self, tables, place):
        """Return the tables in the order in which they are looked up: first those that are so together.

        Their points fit a byte, and those of a row 16 bits; and those with as many questions follow each other.
        """
        asks = [sum([not self.surroundings.is_constant[<int>place[name]] for name, _ in asked]) for asked, _ in tables]
        largest = [max(map(abs, points), default=0) for _, points in tables]
        order = sorted(range(len(tables)), key=asks.__getitem__)
        sums = accumulate([largest[number] for number in order])
        together = {
            number
            for number, most in zip(order, sums)
            if looks_up_together() and asks[number] and largest[number] <= INT8_MAX and most <= INT16_MAX
        }
        self.together = <int32_t>len(together)
        return [tables[number] for number in sorted(order, key=lambda number: number not in together)]

    def __dealloc__(self):
        PyMem_RawFree(self.trees)
        PyMem_RawFree(self.points)
        PyMem_RawFree(self.small_points)

    cdef int _add_tree(self, int number, list asked, points, int first) except -1:
        """Take a tree, with the questions first whose answers differ by row."""
        cdef Tree* tree = &self.trees[number]
        cdef int[MOST_QUESTIONS] order
        cdef int bit = 0, entry, old
        cdef const int32_t[::1] given = points if isinstance(points, memoryview) else array("i", points)
        tree.bits, tree.first, tree.asked = <int32_t>len(asked), first, 0
        for constant in (False, True):
            for old, (column, threshold) in enumerate(asked):
                if self.surroundings.is_constant[<int>column] == constant:
                    tree.columns[bit], tree.thresholds[bit] = column, min(threshold, LARGEST)
                    order[bit] = old
                    bit += 1
            tree.asked = tree.asked if constant else bit
        for entry in range(1 << tree.bits):
            old = 0
            for bit in range(tree.bits):
                old |= (entry >> bit & 1) << order[bit]
            self.points[first + entry] = given[old]
            self.small_points[first + entry] = <int8_t>given[old]
        return 0

    cdef Py_ssize_t scratch_size(self, int32_t rows) noexcept nogil:
        """Return how many numbers scoring needs memory for: a block of all columns, distances, and what is known."""
        cdef Py_ssize_t known = self.count * (sizeof(int32_t) // sizeof(int16_t))
        return BLOCK * self.surroundings.count + whole_blocks(rows) * self.surroundings.distances + known

    cdef void score(self, Document* document, int16_t* scratch) noexcept nogil:
        """Add the points of each row."""
        cdef int16_t* distances = scratch + BLOCK * self.surroundings.count
        cdef int32_t* known = <int32_t*>(distances + whole_blocks(document.rows) * self.surroundings.distances)
        cdef int32_t[BLOCK] total
        cdef int32_t block, start, size, row
        if not self.count:
            return
        memset(scratch, 0, BLOCK * self.surroundings.count * sizeof(int16_t))
        self.surroundings.measure_distances(document, distances)
        for block in range(<int32_t>(whole_blocks(document.rows) // BLOCK)):
            start = block * BLOCK
            self.surroundings.fill(document, distances, start, scratch)
            if not block:
                self._know_constants(scratch, known)
            memset(total, 0, sizeof(total))
            size = min(<int32_t>BLOCK, document.rows - start)
            _score(self, scratch, known, size, total)
            for row in range(size):
                document.from_scorecard[start + row] += total[row]

    cdef void _know_constants(self, const int16_t* block, int32_t* known) noexcept nogil:
        """Write where the points of each tree begin, given the answers that are the same for all rows."""
        cdef int32_t number, bit
        cdef const Tree* tree
        for number in range(self.count):
            tree = &self.trees[number]
            known[number] = tree.first
            for bit in range(tree.asked, tree.bits):
                known[number] += (block[tree.columns[bit] * BLOCK] > tree.thresholds[bit]) << bit

    cdef void weigh_columns(self, const int16_t* block, int32_t row, int32_t* weights) noexcept nogil:
        """Write what each column did to the points of a row, in halves of a hundredth.

        A column's weight is what the row's score would lose if the answers about it were the opposite. ``block``
        holds all columns of the block that the row is of, and ``row`` is counted in it.
        """
        cdef int32_t number, bit, entry
        cdef const Tree* tree
        memset(weights, 0, self.surroundings.count * sizeof(int32_t))
        for number in range(self.count):
            tree = &self.trees[number]
            entry = 0
            for bit in range(tree.bits):
                entry |= (block[tree.columns[bit] * BLOCK + row] > tree.thresholds[bit]) << bit
            for bit in range(tree.bits):
                weights[tree.columns[bit]] += (
                    self.points[tree.first + entry] - self.points[tree.first + (entry ^ 1 << bit)]
                )


cdef void _score(Trees scorecard, const int16_t* block, const int32_t* known, int32_t rows, int32_t* total) noexcept nogil:
    """Add up the points of the first rows of a block; a few more are scored, for whole vectors."""
    cdef int32_t number, part, row, parts = (rows + ROWS_TOGETHER - 1) // ROWS_TOGETHER
    for part in range(parts if scorecard.together else 0):
        row = part * ROWS_TOGETHER
        add_together(scorecard.trees, scorecard.together, known, scorecard.small_points, block + row, BLOCK, total + row)
    rows = parts * ROWS_TOGETHER
    for number in range(scorecard.together, scorecard.count):
        add_points(&scorecard.trees[number], scorecard.points + known[number], block, BLOCK, rows, total)


def _condition(str text):
    """Read a condition such as ``words[-8..-1] > 20``; raises `ValueError` if it is none."""
    column, sign, threshold = text.rpartition(" > ")
    if not column or not threshold.removeprefix("-").isdecimal():
        raise ValueError(f"{text!r} is no condition of the form 'COLUMN > NUMBER'")
    return column, int(threshold)
