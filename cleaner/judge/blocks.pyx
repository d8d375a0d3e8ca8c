# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Blocks: rows that belong together, as text alone tells, and what they say of each other.

A row has a shape by itself. Rows of one shape in a row, or of shapes that come in turns (title, date, title, date), are
a run: a list, a table, a menu, verses, questions and their answers. A stretch without rules' hits is quiet: pages print
what rules know around the text, so a body is mostly the largest quiet stretch, in whatever form it is written.
"""

from libc.stdint cimport int16_t, int32_t, int64_t

from cleaner.judge.context cimport (
    HEADED,
    HINT,
    HIT,
    LISTING,
    PROSE,
    QUIET_LINES,
    QUIET_PLACE,
    QUIET_SIZE,
    RUN_HITS,
    RUN_LINES,
    RUN_PLACE,
    RUN_WORDS,
    SHAPE,
    STRONG,
    SURE,
    Document,
)
from cleaner.lines.table cimport ASKS, ENDS_SENTENCE, INTRODUCES, ITEM, SEPARATORS, WORDS

SHAPED_BY = ASKS, ENDS_SENTENCE, INTRODUCES, ITEM, SEPARATORS, WORDS
"""The measured columns that a row's shape depends on."""

cdef enum:
    PHRASE_WORDS = 5  # names and entries of menus have fewer
    PARAGRAPH_WORDS = 20  # so long, a row is a paragraph, whether or not its language is known and its sentences end
    CELL_MARKS = 2


cdef void find_blocks(Document* document) noexcept nogil:
    """Write the columns of runs and of quiet stretches."""
    cdef int32_t row, period
    for row in range(document.rows):
        document.value[<int>SHAPE][row] = _shape_of(document, row)
        document.value[<int>RUN_LINES][row], document.run[row] = 1, row
    for period in range(1, <int32_t>LONGEST_PERIOD + 1):
        _find_runs(document, period)
    _run_columns(document)
    _quiet_columns(document)


cdef inline int _shape_of(const Document* document, int32_t row) noexcept nogil:
    cdef int32_t words = document.value[<int>WORDS][row]
    if document.value[<int>PROSE][row] > 0 or words >= PARAGRAPH_WORDS:
        return PARAGRAPH
    if document.value[<int>ITEM][row]:
        return ENTRY
    if document.value[<int>ASKS][row]:
        return QUESTION
    if document.value[<int>INTRODUCES][row]:
        return LABEL
    if document.value[<int>SEPARATORS][row] >= CELL_MARKS:
        return CELLS
    if document.value[<int>ENDS_SENTENCE][row]:
        return SENTENCE
    return PHRASE if words >= PHRASE_WORDS else NAME


# --- runs -------------------------------------------------------------------------------------------------------------

cdef enum:
    LONGEST_PERIOD = 4  # shapes that come in turns: title, author, date, teaser
    LEAST_TURNS = 3  # so often they have to come; once is chance
    LEAST_ALIKE = 2  # rows of one shape
    LISTING_LINES = 5  # so many short rows in a run are a listing, and not a heading and what stands below it


cdef void _find_runs(Document* document, int32_t period) noexcept nogil:
    """Find runs of rows that are each of the shape of the one so many rows before; a row is in the longest of its runs."""
    cdef int32_t row, one, first = 0, least = LEAST_TURNS * period if period > 1 else LEAST_ALIKE
    cdef const int32_t* shape = document.value[<int>SHAPE]
    cdef int32_t* lines = document.value[<int>RUN_LINES]
    for row in range(period, document.rows + 1):
        if row < document.rows and shape[row] == shape[row - period]:
            continue
        if row - first >= least:
            for one in range(first, row):
                if lines[one] < row - first:
                    lines[one], document.run[one] = row - first, first
        first = row - period + 1


cdef int32_t _run_end(const Document* document, int32_t row) noexcept nogil:
    """Return the row behind those that follow one in its run."""
    cdef int32_t behind = row + 1
    while behind < document.rows and document.run[behind] == document.run[row]:
        behind += 1
    return behind


cdef void _run_columns(Document* document) noexcept nogil:
    """Write what is known of each run in the rows of it."""
    cdef int32_t row = 0, one, behind, hits, words, heading
    while row < document.rows:
        behind, hits, words = _run_end(document, row), 0, 0
        heading = _strength_of_heading(document, row - 1) if row else 0
        for one in range(row, behind):
            hits += document.value[<int>HIT][one] > 0
            words += document.value[<int>WORDS][one]
        for one in range(row, behind):
            document.value[<int>RUN_PLACE][one] = one - row
            document.value[<int>RUN_HITS][one] = 100 * hits // (behind - row)
            document.value[<int>RUN_WORDS][one] = words // (behind - row)
            document.value[<int>HEADED][one] = heading
            document.value[<int>LISTING][one] = (
                document.value[<int>RUN_LINES][one] >= LISTING_LINES and document.value[<int>SHAPE][one] <= PHRASE
            )
        row = behind


cdef inline int32_t _strength_of_heading(const Document* document, int32_t row) noexcept nogil:
    """Return how strong the strongest rule is that matches a row, 0 for none and for a paragraph."""
    if document.value[<int>SHAPE][row] == PARAGRAPH:
        return 0
    if document.value[<int>SURE][row]:
        return 3
    return 2 if document.value[<int>STRONG][row] else document.value[<int>HINT][row]


# --- quiet stretches --------------------------------------------------------------------------------------------------

cdef enum:
    NEAR = 2  # rows on both sides
    BUSY_HITS = 2  # so many of them and itself that rules match make a row busy: one may stand in the middle of a text


cdef void _quiet_columns(Document* document) noexcept nogil:
    """Tell of each row how long its quiet stretch is: in rows, and in percent of the words of the largest.

    A stretch's place is how many it comes after the largest one (before: negative); busy rows have that of the last.
    """
    cdef int32_t row = 0, one, behind, number = 0, main = 0
    cdef int64_t words, most = 0
    cdef int32_t* size = document.value[<int>QUIET_SIZE]
    while row < document.rows:
        behind, words = row, 0
        while behind < document.rows and not _is_busy(document, behind):
            words += document.value[<int>WORDS][behind]
            behind += 1
        number += behind > row
        if words > most:
            most, main = words, number
        for one in range(row, max(behind, row + 1)):
            size[one] = <int32_t>min(words, <int64_t>0x7FFFFFFF)
            document.value[<int>QUIET_LINES][one] = behind - row
            document.value[<int>QUIET_PLACE][one] = number
        row = max(behind, row + 1)
    for row in range(document.rows):
        size[row] = <int32_t>(100 * <int64_t>size[row] // max(most, <int64_t>1))
        document.value[<int>QUIET_PLACE][row] -= main


cdef inline bint _is_busy(const Document* document, int32_t row) noexcept nogil:
    cdef int32_t near, hits = 0
    for near in range(max(row - NEAR, 0), min(row + NEAR + 1, document.rows)):
        hits += document.value[<int>HIT][near] > 0
    return hits >= BUSY_HITS


# --- what the rows of a block say of each other -----------------------------------------------------------------------

cdef enum:
    LEAST_POOLED = 3  # rows without a sure rule, in a run that is decided as one
    # How far a heading goes with what it heads, in percent of the difference, and at most in hundredths of a point. Swept
    # 0-60 with frames and field cases: of 324 content lines in chrome 33 fall without it, 30 at 30, 29 at 60; of the
    # headlines 86.5 % stay, 86.5 % and 87.5 %.
    HEADING_PERCENT = 60
    MOST_OF_HEADING = 300


cdef void weigh_blocks(const Document* document, int16_t* points) noexcept nogil:
    """Weigh rows that are decided together, and headings with what they head, beyond what the scorecard says of each."""
    cdef int32_t row = 0, behind
    while row < document.rows:
        behind = _run_end(document, row)
        if _is_decided_as_one(document, row, behind):
            _pool(document, row, behind, points)
        row = behind
    for row in range(document.rows - 2, -1, -1):
        if _heads(document, row):
            points[row] = _of_heading(document, row, points)


cdef bint _is_decided_as_one(const Document* document, int32_t first, int32_t behind) noexcept nogil:
    """Tell whether a run is a list, a table, or something that comes in turns; a menu may have a heading below it."""
    cdef int32_t row
    cdef const int32_t* shape = document.value[<int>SHAPE]
    if shape[first] in (CELLS, LABEL, ENTRY):
        return True
    for row in range(first + 1, behind):
        if shape[row] != shape[first]:
            return True
    return False


cdef void _pool(const Document* document, int32_t first, int32_t behind, int16_t* points) noexcept nogil:
    """Give the rows of a run that no sure rule matches the mean of what the scorecard says of them."""
    cdef int32_t row, count = 0
    cdef int64_t total = 0
    for row in range(first, behind):
        if document.value[<int>SURE][row] == 0:
            total += document.from_scorecard[row]
            count += 1
    if count >= LEAST_POOLED:
        for row in range(first, behind):
            if document.value[<int>SURE][row] == 0:
                points[row] = <int16_t>(total // count - document.from_scorecard[row])


cdef inline bint _heads(const Document* document, int32_t row) noexcept nogil:
    """Tell whether a row that no rule matches is a heading of the one behind it."""
    cdef const int32_t* shape = document.value[<int>SHAPE]
    return (
        shape[row] < ENTRY
        and shape[row] != CELLS
        and shape[row + 1] >= ENTRY
        and document.value[<int>HIT][row] == 0
        and document.value[<int>SURE][row + 1] == 0
    )


cdef inline int16_t _of_heading(const Document* document, int32_t row, const int16_t* points) noexcept nogil:
    cdef int32_t more = document.from_scorecard[row + 1] + points[row + 1] - document.from_scorecard[row]
    return <int16_t>min(max(more * HEADING_PERCENT // 100, -<int32_t>MOST_OF_HEADING), <int32_t>MOST_OF_HEADING)
