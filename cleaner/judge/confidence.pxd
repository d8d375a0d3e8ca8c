"""What a verdict says of the whole document: facts from which the F1 to expect is told."""

from libc.stdint cimport int32_t, int64_t, uint8_t

from cleaner.judge.context cimport Document
from cleaner.lines.table cimport Table


cdef enum:  # the facts; `FACTS` in confidence.pyx has the same order
    ROWS
    WORDS_KEPT
    KEPT
    EXPECTED
    DOUBTED
    DOUBTED_KEPT
    DOUBTED_REMOVED
    PROSE_KEPT
    PROSE_REMOVED
    SHARED_KEPT
    LARGEST_RUN
    RUNS
    SURE
    FUNCTION_KEPT
    POINTS_KEPT
    POINTS_REMOVED
    ENDING_KEPT
    SHORT_KEPT
    CAPITALISED_KEPT
    COMMAS_KEPT
    UNSPACED_KEPT
    DIGITS_KEPT
    HIT_KEPT
    TALK_KEPT
    MORE_KEPT
    META_KEPT
    MENU_KEPT
    LENGTH_KEPT
    LONGEST_KEPT
    WORDS_REMOVED
    ROWS_BEFORE
    ROWS_BEHIND
    FOREIGN_KEPT
    MAIN_KEPT
    LATIN_KEPT
    PRECISION
    RECALL
    KIN_KEPT
    LIKELY_AT_FIRST
    MAIN_LIKELY_AT_FIRST
    MAIN_SHARE_AT_FIRST
    GUARDED_OR_PAGE
    FACT_COUNT


cdef void state_first_facts(const Document* document, int32_t* facts) noexcept nogil
cdef void state_facts(
    Table table, const Document* document, const int32_t* points, const uint8_t* is_debris, const int32_t* rule, int32_t* facts
) noexcept nogil
