# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The scorecard: small tables of points, fitted from labelled pages, that judge a line by its columns.

A tree asks up to eight questions ("words > 12", "prose[1..8] > 0"); each combination of answers has its points, in
hundredths. A line's score is the sum over all trees: positive for content, negative for debris. These are oblivious
decision trees (Kohavi 1994) written as data; `benchmarks/fit_scorecard.py` says how they are fitted.
"""

import re

from cpython.mem cimport PyMem_RawFree
from libc.stdint cimport int16_t, int32_t
from libc.string cimport memset

from cleaner.judge.rounds cimport Look
from cleaner.judge.surroundings cimport BLOCK, Surroundings, whole_blocks
from cleaner.lines.table cimport resized

ctypedef const int16_t* Column

cdef enum:
    LARGEST = 0x7FFF  # what no value is above
    TOGETHER = 16  # rows that fit one vector; blocks are made of whole ones

_CONDITION = re.compile(r"(?P<column>.+) > (?P<threshold>-?\d+)")


cdef extern from *:
    # C, since gcc turns these into vectors only where it knows the arrays to be apart, and does not mix them with the
    # loops around them. All questions of a tree in one pass, in two forms, for processors with and without longer
    # vectors.
    """
    #if defined(__GNUC__) && !defined(__clang__) && defined(__GLIBC__) && defined(__x86_64__)
    #define APART __attribute__((noinline, target_clones("avx2", "default")))
    #elif defined(__GNUC__)
    #define APART __attribute__((noinline))
    #else
    #define APART
    #endif
    #define ABOVE(bit) ((columns[bit][row] > thresholds[bit]) << bit)
    #define ASK(number, answers)                                                                                       \
        APART static void ask_##number(                                                                                \
            const short **columns, const short *limits, short *CYTHON_RESTRICT answer, int rows) {                     \
            short thresholds[8];                                                                                       \
            for (int bit = 0; bit < number; bit++)                                                                     \
                thresholds[bit] = limits[bit];                                                                         \
            for (int row = 0; row < rows; row++)                                                                       \
                answer[row] = answers;                                                                                 \
        }
    ASK(1, ABOVE(0))
    ASK(2, ABOVE(0) + ABOVE(1))
    ASK(3, ABOVE(0) + ABOVE(1) + ABOVE(2))
    ASK(4, ABOVE(0) + ABOVE(1) + ABOVE(2) + ABOVE(3))
    ASK(5, ABOVE(0) + ABOVE(1) + ABOVE(2) + ABOVE(3) + ABOVE(4))
    ASK(6, ABOVE(0) + ABOVE(1) + ABOVE(2) + ABOVE(3) + ABOVE(4) + ABOVE(5))
    ASK(7, ABOVE(0) + ABOVE(1) + ABOVE(2) + ABOVE(3) + ABOVE(4) + ABOVE(5) + ABOVE(6))
    ASK(8, ABOVE(0) + ABOVE(1) + ABOVE(2) + ABOVE(3) + ABOVE(4) + ABOVE(5) + ABOVE(6) + ABOVE(7))

    static void ask(int questions, const short **columns, const short *limits, short *answer, int rows) {
        switch (questions) {
        case 1: ask_1(columns, limits, answer, rows); break;
        case 2: ask_2(columns, limits, answer, rows); break;
        case 3: ask_3(columns, limits, answer, rows); break;
        case 4: ask_4(columns, limits, answer, rows); break;
        case 5: ask_5(columns, limits, answer, rows); break;
        case 6: ask_6(columns, limits, answer, rows); break;
        case 7: ask_7(columns, limits, answer, rows); break;
        case 8: ask_8(columns, limits, answer, rows); break;
        }
    }

    APART static void add(const int *points, const short *CYTHON_RESTRICT answer, int *CYTHON_RESTRICT total, int rows) {
        for (int row = 0; row < rows; row++)
            total[row] += points[answer[row]];
    }
    """
    void ask(int questions, Column* columns, const int16_t* thresholds, int16_t* answer, int rows) noexcept nogil
    void add(const int32_t* points, const int16_t* answer, int32_t* total, int rows) noexcept nogil


cdef class Scorecard:
    """All trees; their points add up."""

    def __cinit__(self, trees, number_of):
        """Take pairs of conditions and points; ``number_of`` gives a column's number by its name.

        Raises `ValueError` for what is no condition, no expression or no column.
        """
        conditions = [list(map(_condition, asked)) for asked, _ in trees]
        names = sorted({name for asked in conditions for name, _ in asked})
        place = {name: at for at, name in enumerate(names)}
        self.surroundings = Surroundings(names, number_of)
        self.count = len(conditions)
        self.trees = <Tree*>resized(NULL, self.count * sizeof(Tree))
        self.points = <int32_t*>resized(NULL, sum([1 << len(asked) for asked in conditions]) * sizeof(int32_t))
        first = 0
        for number, (asked, (_, points)) in enumerate(zip(conditions, trees)):
            if len(asked) > MOST_BITS:
                raise ValueError(f"a table of a scorecard has at most {MOST_BITS} conditions; divide it into several")
            if len(points) != 1 << len(asked):
                raise ValueError(f"a table with {len(asked)} conditions has {1 << len(asked)} points, not {len(points)}")
            self._plant(number, [(place[name], threshold) for name, threshold in asked], points, first)
            first += len(points)

    def __dealloc__(self):
        PyMem_RawFree(self.trees)
        PyMem_RawFree(self.points)

    cdef int _plant(self, int number, list asked, points, int first) except -1:
        """Take a tree, with the questions first whose answers differ by row."""
        cdef Tree* tree = &self.trees[number]
        cdef int[MOST_BITS] order
        cdef int bit = 0, entry, old
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
            self.points[first + entry] = points[old]
        return 0

    cdef Py_ssize_t room(self, int32_t rows) noexcept nogil:
        """Return how many numbers have to fit the room that scoring takes: a block of all columns, and distances."""
        return BLOCK * self.surroundings.count + whole_blocks(rows) * self.surroundings.distances

    cdef void score(self, Look* look, int16_t* room) noexcept nogil:
        """Write the points of each row."""
        cdef int16_t* distances = room + BLOCK * self.surroundings.count
        cdef int32_t[BLOCK] total
        cdef int32_t block, start, size, row
        if not self.count:
            memset(look.from_scorecard, 0, look.rows * sizeof(int32_t))
            return
        memset(room, 0, BLOCK * self.surroundings.count * sizeof(int16_t))
        self.surroundings.measure_distances(look, distances)
        for block in range(<int32_t>(whole_blocks(look.rows) // BLOCK)):
            start = block * BLOCK
            self.surroundings.fill(look, distances, start, room)
            memset(total, 0, sizeof(total))
            size = min(<int32_t>BLOCK, look.rows - start)
            _score(self, room, size, total)
            for row in range(size):
                look.from_scorecard[start + row] = total[row]

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


cdef void _score(Scorecard scorecard, const int16_t* table, int32_t rows, int32_t* total) noexcept nogil:
    """Add up the points of the first rows of a block; a few more are scored, for whole vectors."""
    cdef int16_t[BLOCK] answer
    cdef Column[MOST_BITS] columns
    cdef int32_t number, bit, row, known, base = 0
    cdef const Tree* tree
    rows = (rows + TOGETHER - 1) // TOGETHER * TOGETHER
    for number in range(scorecard.count):
        tree = &scorecard.trees[number]
        for bit in range(tree.asked):
            columns[bit] = table + tree.columns[bit] * BLOCK
        known = tree.first
        for bit in range(tree.asked, tree.bits):
            known += (table[tree.columns[bit] * BLOCK] > tree.thresholds[bit]) << bit
        if tree.asked:
            ask(tree.asked, columns, tree.thresholds, answer, rows)
            add(scorecard.points + known, answer, total, rows)
        else:
            base += scorecard.points[known]
    for row in range(rows):
        total[row] += base


def _condition(str text):
    """Read a condition such as ``words[-8..-1] > 20``; raises `ValueError` if it is none."""
    parts = _CONDITION.fullmatch(text)
    if parts is None:
        raise ValueError(f"{text!r} is no condition of the form 'COLUMN > NUMBER'")
    return parts["column"], int(parts["threshold"])
