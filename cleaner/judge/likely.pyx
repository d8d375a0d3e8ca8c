# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What the first reading says of each row and of those around it: the columns that the second one asks about.

A line is judged by what stands around it, and what that is was judged in the first reading: a heading between two lines
of a menu is one of them, a short line between two verses is a verse, and a list that has its words in common with the
text is a part of it. So the scorecard is read twice (stacked generalisation: Wolpert 1992; for sequences, Cohen and
Carvalho 2005).
"""

from math import exp

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from cleaner.judge.blocks cimport PARAGRAPH
from cleaner.judge.context cimport (
    CONTENT,
    DOUBT,
    EDGES,
    KIN,
    KIN_LEAD,
    KIN_PASSAGE,
    KIN_REFUSE,
    KIN_SHARE,
    LIKELY,
    LIKELY_DENSITY,
    LIKELY_WORDS,
    MAIN_GAP,
    MAIN_LIKELY,
    MAIN_LINES,
    MAIN_PLACE,
    MAIN_REST,
    MAIN_SHARE,
    MAIN_WORDS,
    PASSAGE,
    REFUSE,
    REPEATS,
    RUN_LIKELY,
    SHAPE,
    SHAPE_LIKELY,
    UNLIKELY_WORDS,
    Document,
    fill_column,
    power_of_two,
    sum_columns,
)
from cleaner.lines.table cimport WORDS

cdef enum:
    SUREST = 600  # points, in hundredths, from which on nothing gets likelier
    HALF = 50  # percent: likelier content than debris
    SURELY_CONTENT = 80
    SURELY_REFUSE = 20
    PASSAGE_WORDS = 10
    DECIDED = 700  # points for or against a row: it stays or goes whatever is likely, so it is no part of the fit

cdef uint8_t[2 * SUREST + 1] PERCENT  # how likely a row is content, by its points
for _points in range(-SUREST, SUREST + 1):
    PERCENT[_points + SUREST] = round(100 / (1 + exp(-_points / 100)))


cdef void fill_likely(Document* document, Kin* table) noexcept nogil:
    """Work out what the points so far say of each row and of those around it; ``table`` has room for `kin_slots`."""
    _fill_own(document)
    _fill_means(document)
    _fill_main(document)
    _fill_kin(document, table)
    sum_columns(document, LIKELY, LIKELY_DENSITY)


cdef void leave_decided(Document* document, const int32_t* first) noexcept nogil:
    """Take back what the second reading says of rows that others decide, and of repetitions and trails.

    These are kin to what they repeat. ``first`` has the points of the first reading.
    """
    cdef int32_t row
    for row in range(document.rows):
        if (
            document.points[<int>REPEATS][row] < 0
            or document.points[<int>EDGES][row] < 0
            or not -<int32_t>DECIDED < _known(document, row) < <int32_t>DECIDED
        ):
            document.from_scorecard[row] = first[row]


cdef inline int32_t _known(const Document* document, int32_t row) noexcept nogil:
    """Return what rules and heuristics say of a row."""
    cdef int32_t points = document.from_rules[row]
    cdef int number
    for number in range(<int>DOUBT):
        points += document.points[number][row]
    return points


cdef void _fill_own(Document* document) noexcept nogil:
    """Tell of each row how likely it is content."""
    cdef int32_t row, points, percent, words
    for row in range(document.rows):
        points, words = _known(document, row) + document.from_scorecard[row], document.value[<int>WORDS][row]
        percent = PERCENT[min(max(points, -<int32_t>SUREST), <int32_t>SUREST) + SUREST]
        document.value[<int>LIKELY][row] = percent
        document.value[<int>LIKELY_WORDS][row] = (percent * words + HALF) // 100
        document.value[<int>UNLIKELY_WORDS][row] = words - document.value[<int>LIKELY_WORDS][row]
        document.value[<int>CONTENT][row] = percent > HALF
        document.value[<int>PASSAGE][row] = percent > SURELY_CONTENT and words >= PASSAGE_WORDS
        document.value[<int>REFUSE][row] = percent < SURELY_REFUSE


# --- means of what is alike -------------------------------------------------------------------------------------------


cdef void _fill_means(Document* document) noexcept nogil:
    """Tell how likely the rows of each run are, by words, and those of each shape."""
    cdef int64_t[PARAGRAPH + 1] likely, rows
    cdef int64_t total, words
    cdef int32_t row = 0, behind, one
    cdef const int32_t* shape = document.value[<int>SHAPE]
    memset(likely, 0, sizeof(likely))
    memset(rows, 0, sizeof(rows))
    for row in range(document.rows):
        likely[shape[row]] += document.value[<int>LIKELY][row]
        rows[shape[row]] += 1
    for row in range(document.rows):
        document.value[<int>SHAPE_LIKELY][row] = <int32_t>(likely[shape[row]] // rows[shape[row]])
    row = 0
    while row < document.rows:
        behind, total, words = row, 0, 0
        while behind < document.rows and document.run[behind] == document.run[row]:
            total += <int64_t>document.value[<int>LIKELY][behind] * (document.value[<int>WORDS][behind] + 1)
            words += document.value[<int>WORDS][behind] + 1
            behind += 1
        for one in range(row, behind):
            document.value[<int>RUN_LIKELY][one] = <int32_t>(total // words)
        row = behind


# --- the main stretch: rows in which likely words outweigh unlikely ones by the most ----------------------------------


cdef void _fill_main(Document* document) noexcept nogil:
    """Tell where each row is to the main stretch, and what that is of the document."""
    cdef int32_t row, first = 0, behind = 0
    cdef int64_t gap = 0
    cdef int32_t* place = document.value[<int>MAIN_PLACE]
    cdef int32_t* unlikely = document.value[<int>UNLIKELY_WORDS]
    _find_main(document, &first, &behind)
    for row in range(document.rows):
        place[row] = row - first if row < first else row - behind + 1 if row >= behind else 0
        document.value[<int>MAIN_REST][row] = -1 if place[row] else min(row - first, behind - 1 - row)
        document.value[<int>MAIN_GAP][row] = 0
    for row in range(behind, document.rows):
        document.value[<int>MAIN_GAP][row] = <int32_t>min(gap, <int64_t>0x7FFFFFFF)
        gap += unlikely[row]
    gap = 0
    for row in range(first - 1, -1, -1):
        document.value[<int>MAIN_GAP][row] = <int32_t>min(gap, <int64_t>0x7FFFFFFF)
        gap += unlikely[row]
    _describe_main(document, first, behind)


cdef void _find_main(const Document* document, int32_t* first, int32_t* behind) noexcept nogil:
    """Find the stretch (Kadane's algorithm)."""
    cdef int64_t weight = 0, most = 0
    cdef int32_t row, start = 0
    for row in range(document.rows):
        if weight <= 0:
            weight, start = 0, row
        weight += <int64_t>(document.value[<int>LIKELY][row] - HALF) * (document.value[<int>WORDS][row] + 1)
        if weight > most:
            most, first[0], behind[0] = weight, start, row + 1


cdef void _describe_main(Document* document, int32_t first, int32_t behind) noexcept nogil:
    """Tell how large the main stretch is, and how likely."""
    cdef int64_t all_words = 0, all_likely = 0, likely = 0, weighed = 0, words = 0
    cdef int32_t row
    for row in range(document.rows):
        all_words += document.value[<int>WORDS][row]
        all_likely += document.value[<int>LIKELY_WORDS][row]
    for row in range(first, behind):
        likely += document.value[<int>LIKELY_WORDS][row]
        weighed += <int64_t>document.value[<int>LIKELY][row] * (document.value[<int>WORDS][row] + 1)
        words += document.value[<int>WORDS][row] + 1
    fill_column(document, LIKELY_DENSITY, <int32_t>(100 * all_likely // max(all_words, <int64_t>1)))
    fill_column(document, MAIN_LINES, behind - first)
    fill_column(document, MAIN_WORDS, <int32_t>min(likely, <int64_t>0x7FFFFFFF))
    fill_column(document, MAIN_SHARE, <int32_t>(100 * likely // max(all_likely, <int64_t>1)))
    fill_column(document, MAIN_LIKELY, <int32_t>(weighed // max(words, <int64_t>1)))


# --- kin: rows that have terms in common ------------------------------------------------------------------------------

cdef enum:
    NO_KIN = -2  # not what stands for no neighbour
    MOST_PROBES = 16  # in the table of terms, whatever strangers write


cdef size_t kin_slots(const Document* document) noexcept nogil:
    """Return how many slots the table of terms needs."""
    return power_of_two(2 * document.first_term[document.all_rows])


cdef void _fill_kin(Document* document, Kin* table) noexcept nogil:
    """Tell how likely the other rows are that have a row's terms, and how many of its terms such rows have."""
    cdef int64_t term, terms = 0
    cdef int32_t row, origin
    cdef uint64_t mask
    for row in range(document.rows):
        terms += document.first_term[document.row[row] + 1] - document.first_term[document.row[row]]
    mask = power_of_two(2 * terms) - 1
    memset(table, 0, (mask + 1) * sizeof(Kin))
    for row in range(document.rows):
        origin = document.row[row]
        for term in range(document.first_term[origin], document.first_term[origin + 1]):
            _note_kin(document, _slot(table, mask, document.term[term]), document.term[term], row)
    for row in range(document.rows):
        _tell_kin(document, table, mask, row)


cdef inline Kin* _slot(Kin* table, uint64_t mask, uint32_t term) noexcept nogil:
    """Return the slot of a term, or the free one where it goes; NULL where there is none near by."""
    cdef int probe
    cdef Kin* slot
    for probe in range(<int>MOST_PROBES):
        slot = &table[(term + probe) & mask]
        if slot.last == 0 or slot.term == term:
            return slot
    return NULL


cdef inline void _note_kin(const Document* document, Kin* slot, uint32_t term, int32_t row) noexcept nogil:
    """Note that a row has a term."""
    if slot == NULL or slot.last == row + 1:
        return
    slot.term, slot.last = term, row + 1
    slot.rows += 1
    slot.likely += document.value[<int>LIKELY][row]
    slot.passages += document.value[<int>PASSAGE][row]
    slot.refuse += document.value[<int>REFUSE][row]


cdef void _tell_kin(Document* document, Kin* table, uint64_t mask, int32_t row) noexcept nogil:
    """Tell what others say of a row's terms."""
    cdef int32_t origin = document.row[row], common = 0, passages = 0, refuse = 0, likely = 0
    cdef int64_t first = document.first_term[origin], behind = document.first_term[origin + 1], term
    cdef int64_t terms = max(behind - first, <int64_t>1)
    cdef const Kin* slot
    for term in range(first, behind):
        slot = _slot(table, mask, document.term[term])
        if slot == NULL or slot.rows < 2:
            continue
        common += 1
        likely += <int32_t>(slot.likely - document.value[<int>LIKELY][row]) // <int32_t>(slot.rows - 1)
        passages += <int32_t>slot.passages > document.value[<int>PASSAGE][row]
        refuse += <int32_t>slot.refuse > document.value[<int>REFUSE][row]
    document.value[<int>KIN][row] = likely // common if common else <int32_t>NO_KIN
    document.value[<int>KIN_SHARE][row] = <int32_t>(100 * common // terms)
    document.value[<int>KIN_PASSAGE][row] = <int32_t>(100 * passages // terms)
    document.value[<int>KIN_REFUSE][row] = <int32_t>(100 * refuse // terms)
    document.value[<int>KIN_LEAD][row] = <int32_t>(100 * (passages - refuse) // terms)
