# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""How far a verdict can be trusted: the F1 to expect of what is kept, from facts about the whole document.

The facts are sums over the rows: how much is kept, how near the threshold its points are, how much of it is prose, in
how many runs it stands. A small scorecard of its own, `rules/confidence.toml`, adds up what they say; it is fitted on
documents whose F1 is known, judged by scorecards that have not seen their hosts (`benchmarks/fit/confidence.py`).
"""

import re
from functools import cache

from cpython.mem cimport PyMem_RawFree
from libc.math cimport exp
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memset

from cleaner.judge.context cimport (
    BLOCK_PLACE,
    FOREIGN,
    HIT,
    KIN_LEAD,
    LIKELY_DENSITY,
    MAIN_LIKELY,
    MAIN_SHARE,
    MENU,
    META,
    MORE,
    NO_RULE,
    PROSE,
    SHARED,
    TALK,
)
from cleaner.lines.memory cimport resized
from cleaner.lines.table cimport (
    CAPITALISED,
    CHARACTERS,
    COMMAS,
    DIGITS,
    ENDS_SENTENCE,
    FUNCTION_WORDS,
    LATIN,
    UNSPACED,
    WORDS,
)

from cleaner.judge.scorecard import load_scorecard
from cleaner.rules.pack import CONFIDENCE, default_folder

FACTS = (
    "rows",
    "words_kept",
    "kept",
    "expected",
    "doubted",
    "doubted_kept",
    "doubted_removed",
    "prose_kept",
    "prose_removed",
    "shared_kept",
    "largest_run",
    "runs",
    "sure",
    "function_kept",
    "points_kept",
    "points_removed",
    "ending_kept",
    "short_kept",
    "capitalised_kept",
    "commas_kept",
    "unspaced_kept",
    "digits_kept",
    "hit_kept",
    "talk_kept",
    "more_kept",
    "meta_kept",
    "menu_kept",
    "length_kept",
    "longest_kept",
    "words_removed",
    "rows_before",
    "rows_behind",
    "foreign_kept",
    "main_kept",
    "latin_kept",
    "precision",
    "recall",
    "kin_kept",
    "likely_at_first",
    "main_likely_at_first",
    "main_share_at_first",
    "guarded_or_page",
)
"""What is known of a document, in this order: shares are in percent of its words, those of what is kept (or
removed) of the words kept, ``expected`` and ``runs`` in thousandths, points in hundredths. Those ``at_first`` are what the
first reading says of the whole document, 0 where there is no second one, as is ``kin_kept``."""

assert len(FACTS) == FACT_COUNT

cdef enum:
    DOUBT = 150  # points in hundredths: rows nearer to the threshold are doubtful
    SHORT_ROW = 4  # words
    MOST_POINTS = 1000  # nothing is surer
    FINEST = 10_000  # points of the scorecard that make an F1 of 1
    MOST_CONDITIONS = 8

cdef struct Sums:  # over the rows that are kept or removed
    int64_t rows, words, points, doubted, prose, shared, functions, ending, short_rows, capitalised, commas, unspaced
    int64_t characters, digits, hits, talk, more, meta, menu, longest, foreign, main, latin, kin
    double content  # words that are likely to be content


cdef void state_first_facts(const Document* document, int32_t* facts) noexcept nogil:
    """Write what the first reading of the first round says of the whole document."""
    cdef bint is_read_twice = document.rows and document.value[<int>LIKELY_DENSITY] != NULL
    facts[LIKELY_AT_FIRST] = document.value[<int>LIKELY_DENSITY][0] if is_read_twice else 0
    facts[MAIN_LIKELY_AT_FIRST] = document.value[<int>MAIN_LIKELY][0] if is_read_twice else 0
    facts[MAIN_SHARE_AT_FIRST] = document.value[<int>MAIN_SHARE][0] if is_read_twice else 0


cdef void state_facts(
    Table table, const Document* document, const int32_t* points, const uint8_t* is_debris, const int32_t* rule, int32_t* facts
) noexcept nogil:
    """Write the facts of a document that is judged, but `GUARDED_OR_PAGE` and those of the first reading; ``document`` has the last round's rows."""
    cdef Sums kept, removed
    cdef int64_t run = 0, largest = 0, runs = 0, sure = 0
    cdef Py_ssize_t row, first = -1, last = -1
    memset(&kept, 0, sizeof(Sums))
    memset(&removed, 0, sizeof(Sums))
    for row in range(table.rows):
        if is_debris[row]:
            _add_row(&removed, table, row, points[row])
            sure += rule[row] != NO_RULE
            run = 0
        else:
            _add_row(&kept, table, row, points[row])
            runs += run == 0
            run += table.column[<int>WORDS][row] + 1
            largest = max(largest, run)
            first, last = row if first < 0 else first, row
    _add_columns(&kept, &removed, document)
    _state_kept(&kept, facts)
    facts[ROWS], facts[KEPT] = <int32_t>table.rows, _percent(kept.words, kept.words + removed.words)
    facts[EXPECTED] = <int32_t>(2000 * kept.content / max(1.0, kept.words + kept.content + removed.content))
    facts[PRECISION] = <int32_t>(1000 * kept.content / max(1.0, <double>kept.words))
    facts[RECALL] = <int32_t>(1000 * kept.content / max(1.0, kept.content + removed.content))
    facts[DOUBTED] = _percent(kept.doubted + removed.doubted, kept.words + removed.words)
    facts[DOUBTED_REMOVED] = _percent(removed.doubted, kept.words)
    facts[PROSE_REMOVED] = _percent(removed.prose, kept.words)
    facts[LARGEST_RUN], facts[RUNS] = _percent(largest, kept.words), <int32_t>(1000 * runs // max(kept.rows, 1))
    facts[SURE] = _percent(sure, table.rows)
    facts[WORDS_REMOVED] = <int32_t>min(removed.words, <int64_t>1 << 20)
    facts[ROWS_BEFORE], facts[ROWS_BEHIND] = _percent(first, table.rows), _percent(table.rows - 1 - last, table.rows)
    facts[POINTS_REMOVED] = <int32_t>(removed.points // max(removed.words, 1))


cdef inline void _add_row(Sums* sums, Table table, Py_ssize_t row, int32_t points) noexcept nogil:
    """Add what a row is by itself."""
    cdef int64_t words = table.column[<int>WORDS][row]
    cdef int32_t bounded = min(max(points, -<int32_t>MOST_POINTS), <int32_t>MOST_POINTS)
    sums.rows += 1
    sums.words += words
    sums.points += words * bounded
    sums.doubted += words * (-<int32_t>DOUBT < points < <int32_t>DOUBT)
    sums.content += words / (1 + exp(-bounded / 100.0))
    sums.functions += table.column[<int>FUNCTION_WORDS][row]
    sums.ending += table.column[<int>ENDS_SENTENCE][row]
    sums.short_rows += words <= SHORT_ROW
    sums.capitalised += table.column[<int>CAPITALISED][row]
    sums.commas += table.column[<int>COMMAS][row]
    sums.unspaced += table.column[<int>UNSPACED][row]
    sums.digits += table.column[<int>DIGITS][row]
    sums.latin += table.column[<int>LATIN][row]
    sums.longest = max(sums.longest, words)
    sums.characters += table.column[<int>CHARACTERS][row]


cdef void _add_columns(Sums* kept, Sums* removed, const Document* document) noexcept nogil:
    """Add what rows are in their surroundings; of those that went in earlier rounds it is not known."""
    cdef int32_t row
    cdef Sums* sums
    cdef bint is_read_twice = document.value[<int>KIN_LEAD] != NULL
    for row in range(document.rows):
        sums = removed if document.debris[row] else kept
        sums.prose += document.value[<int>PROSE][row]
        sums.main += document.value[<int>WORDS][row] * (document.value[<int>BLOCK_PLACE][row] == 0)
        sums.hits += document.value[<int>HIT][row]
        sums.talk += document.value[<int>TALK][row] > 0
        sums.more += document.value[<int>MORE][row] > 0
        sums.meta += document.value[<int>META][row] > 0
        sums.menu += document.value[<int>MENU][row] > 0
        sums.foreign += <int64_t>document.value[<int>WORDS][row] * document.value[<int>FOREIGN][row]
        sums.shared += <int64_t>document.value[<int>WORDS][row] * document.value[<int>SHARED][row]
        if is_read_twice:
            sums.kin += <int64_t>document.value[<int>WORDS][row] * document.value[<int>KIN_LEAD][row]


cdef void _state_kept(const Sums* kept, int32_t* facts) noexcept nogil:
    """Write the facts that are about what is kept alone."""
    facts[WORDS_KEPT] = <int32_t>min(kept.words, <int64_t>1 << 20)
    facts[DOUBTED_KEPT], facts[PROSE_KEPT] = _percent(kept.doubted, kept.words), _percent(kept.prose, kept.words)
    facts[SHARED_KEPT] = <int32_t>(kept.shared // max(kept.words, 1))
    facts[KIN_KEPT] = <int32_t>(kept.kin // max(kept.words, 1))
    facts[FUNCTION_KEPT] = _percent(kept.functions, kept.words)
    facts[POINTS_KEPT] = <int32_t>(kept.points // max(kept.words, 1))
    facts[ENDING_KEPT], facts[SHORT_KEPT] = _percent(kept.ending, kept.rows), _percent(kept.short_rows, kept.rows)
    facts[CAPITALISED_KEPT] = _percent(kept.capitalised, kept.words)
    facts[COMMAS_KEPT] = _percent(kept.commas, kept.words)
    facts[DIGITS_KEPT], facts[HIT_KEPT] = _percent(kept.digits, kept.characters), _percent(kept.hits, kept.rows)
    facts[TALK_KEPT], facts[MORE_KEPT] = _percent(kept.talk, kept.rows), _percent(kept.more, kept.rows)
    facts[META_KEPT], facts[MENU_KEPT] = _percent(kept.meta, kept.rows), _percent(kept.menu, kept.rows)
    facts[LENGTH_KEPT], facts[LONGEST_KEPT] = <int32_t>(kept.words // max(kept.rows, 1)), _percent(kept.longest, kept.words)
    facts[MAIN_KEPT], facts[LATIN_KEPT] = _percent(kept.main, kept.words), _percent(kept.latin, kept.words)
    facts[FOREIGN_KEPT] = <int32_t>(kept.foreign // max(kept.words, 1))
    facts[UNSPACED_KEPT] = _percent(kept.unspaced, kept.characters)


cdef inline int32_t _percent(int64_t part, int64_t whole) noexcept nogil:
    """Return a share in percent, 1,000 at most: removed parts may be larger than what they are compared with."""
    return <int32_t>min(100 * part // max(whole, <int64_t>1), <int64_t>1000)


# --- the scorecard of documents ---------------------------------------------------------------------------------------

CONDITION = re.compile(r"(\w+) > (-?\d+)")


cdef struct Weights:  # a table: what is asked, and the first of its points
    int count
    int[MOST_CONDITIONS] fact
    int32_t[MOST_CONDITIONS] threshold
    Py_ssize_t first


cdef class Confidence:
    """The F1 to expect, by a scorecard: pairs of conditions about `FACTS` and points, ten thousand for an F1 of 1."""

    cdef Weights* tables
    cdef int32_t* points
    cdef int count

    def __cinit__(self, scorecard):
        cdef Py_ssize_t number, first = 0
        scorecard = [(conditions, list(points)) for conditions, points, *_ in scorecard]
        self.count = len(scorecard)
        self.tables = <Weights*>resized(NULL, self.count * sizeof(Weights))
        self.points = <int32_t*>resized(NULL, sum([len(points) for _, points in scorecard]) * sizeof(int32_t))
        for number, (conditions, points) in enumerate(scorecard):
            self._take(&self.tables[number], conditions)
            self.tables[number].first = first
            for value in points:
                self.points[first] = value
                first += 1

    cdef int _take(self, Weights* table, conditions) except -1:
        cdef int number
        table.count = len(conditions)
        for number, condition in enumerate(conditions):
            parts = CONDITION.fullmatch(condition)
            if parts is None or parts[1] not in FACTS:
                raise ValueError(f"{condition!r} asks for no fact of a document; there are {', '.join(FACTS)}")
            table.fact[number], table.threshold[number] = FACTS.index(parts[1]), int(parts[2])
        return 0

    def __dealloc__(self):
        PyMem_RawFree(self.tables)
        PyMem_RawFree(self.points)

    def expect(self, facts):
        """Return the F1 to expect, 0 to 1, of a document with these facts.

        >>> Confidence([([], [5000]), (["kept > 50"], [0, 2500])]).expect([0, 0, 80] + 35 * [0])
        0.75
        """
        cdef int32_t[FACT_COUNT] known
        cdef int number, bit
        cdef Py_ssize_t entry
        cdef int64_t total = 0
        for number in range(<int>FACT_COUNT):
            known[number] = facts[number]
        for number in range(self.count):
            entry = 0
            for bit in range(self.tables[number].count):
                entry |= (known[self.tables[number].fact[bit]] > self.tables[number].threshold[bit]) << bit
            total += self.points[self.tables[number].first + entry]
        return min(max(total, 0), <int64_t>FINEST) / <double>FINEST


@cache
def shipped():
    """Return the scorecard of documents that comes with the package, read once."""
    return Confidence(load_scorecard(default_folder() / CONFIDENCE))
