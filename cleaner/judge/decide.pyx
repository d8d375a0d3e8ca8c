# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The one place that decides: evidence in, debris or not out; and what rows are called then."""

from math import exp

from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.stdlib cimport qsort
from libc.string cimport memset

from cleaner.judge.edges cimport find_title
from cleaner.judge.heuristics cimport NAMED, WEAKEST_SURE
from cleaner.judge.rounds cimport ALONG, HEADLINE, HEURISTICS, LONG, NO_RULE, NO_TITLE, PROSE, REPEATS, Look, Room, Rule
from cleaner.lines.table cimport ENDS_SENTENCE, WORDS

from cleaner.result import Label

cdef enum:
    MOST_SURE = 800  # points, in hundredths, from which on nothing gets surer
    STEP = 16  # points that count as equally likely: so many levels are few enough to try them all
    LEVELS = 2 * MOST_SURE // STEP + 1
    THOUSAND = 1000
    # A cleaning that leaves fewer words than both is taken back: only what is sure is removed.
    LEAST_KEPT_WORDS = 25
    LEAST_KEPT_PERCENT = 3

CERTAINTY = 0.8
"""How fast points turn into probability, against the logistic function that the scorecard is fitted with; swept 0.6–1.2
on WCXB's development articles, cross-validated by host: the fit is a little too sure of pages that it has not seen."""

cdef int64_t[LEVELS] PROBABILITY  # how likely a row of each level is content, in thousandths
for _level in range(LEVELS):
    PROBABILITY[_level] = round(THOUSAND / (1 + exp(-CERTAINTY * (STEP * _level - MOST_SURE + STEP / 2) / 100)))


cdef int decide(Look* look, int32_t threshold, bint spare_prose) noexcept nogil:
    """Decide for each row: debris is what falls under the threshold (in hundredths), unless the guard objects.

    A document of which little is likely to be content has a lower threshold (see `_best_level`), but for lines that a
    rule or a heuristic names. ``spare_prose`` keeps long paragraphs of running text against which only the scorecard
    speaks. Return `CHANGED` if rows go, and `GUARDED` if the guard held some back.
    """
    cdef int32_t row, level
    cdef int32_t best
    _add_up(look)
    best = _best_level(look, threshold)
    for row in range(look.rows):
        look.debris[row] = (
            look.total[row] < threshold
            and not look.protected[look.row[row]]
            and (_level_of(look, row, threshold) < best or _is_named(look, row))
            and not (spare_prose and needs_reason(look, row) and not has_reason(look, row))
        )
    return _guard(look)


cdef void _add_up(Look* look) noexcept nogil:
    """Add up the evidence of each row."""
    cdef int32_t row
    cdef int number
    for row in range(look.rows):
        look.total[row] = look.from_rules[row] + look.from_scorecard[row]
    for number in range(<int>HEURISTICS):
        for row in range(look.rows):
            look.total[row] += look.points[number][row]


cdef inline int32_t _level_of(const Look* look, int32_t row, int32_t threshold) noexcept nogil:
    return min(max((look.total[row] - threshold + MOST_SURE) // STEP, 0), <int32_t>LEVELS - 1)


cdef int32_t _best_level(const Look* look, int32_t threshold) noexcept nogil:
    """Return the level of points from which on keeping rows makes the best text.

    The best text has the highest expected F1: words that are content count for it, words that are kept against it
    (Ye, Chai, Lee and Chieu 2012, "Optimizing F-measures"). Where the body is certain, that is the threshold or a
    little less; on a page where every line is doubtful, it keeps the likeliest.
    """
    cdef int64_t[LEVELS] words
    cdef int64_t kept = 0, content = 0, all_content = 0
    cdef int32_t row, level, best = LEVELS - 1
    cdef double expected, highest = 0
    memset(words, 0, sizeof(words))
    for row in range(look.rows):
        words[_level_of(look, row, threshold)] += look.value[<int>WORDS][row]
    for level in range(<int32_t>LEVELS):
        all_content += words[level] * PROBABILITY[level]
    for level in range(<int32_t>LEVELS - 1, -1, -1):
        kept += words[level]
        content += words[level] * PROBABILITY[level]
        expected = <double>content / <double>max(THOUSAND * kept + all_content, <int64_t>1)
        if expected > highest:
            best, highest = level, expected
    return best


cdef inline bint _is_named(const Look* look, int32_t row) noexcept nogil:
    """Tell whether rules and heuristics call a row debris, whatever the scorecard says."""
    return look.total[row] - look.from_scorecard[row] <= NAMED


cdef inline bint _is_sure(const Look* look, int32_t row) noexcept nogil:
    """Tell whether a row is debris whatever its surroundings: by a sure rule, or as a repetition."""
    return look.from_rules[row] <= WEAKEST_SURE or look.points[<int>REPEATS][row] < 0


cdef bint has_reason(const Look* look, int32_t row) noexcept nogil:
    """Tell whether a rule or a heuristic speaks against a row, and not just the scorecard."""
    cdef int number
    if look.rule[row] != NO_RULE:
        return True
    for number in range(<int>HEURISTICS):
        if look.points[number][row] < 0:
            return True
    return False


cdef bint needs_reason(const Look* look, int32_t row) noexcept nogil:
    """Tell whether the scorecard alone must not remove a row.

    These are long paragraphs of clean text, all lines of clean lists, prose in short documents, and in running text
    single lines between two paragraphs: headings, verses, what somebody says.
    """
    cdef const int32_t* prose = look.value[<int>PROSE]
    if look.is_clean_list:
        return True
    if prose[row] > 0:
        return look.is_short or (look.is_clean and look.is_running and look.value[<int>LONG][row])
    return look.is_running and prose[row - 1] > 0 and prose[row + 1] > 0


cdef int _guard(Look* look) noexcept nogil:
    """Hold back all but what is sure where nearly nothing would be left; a headline alone is no article."""
    cdef int64_t words = 0, left = 0
    cdef int32_t row, debris = 0, held_back = 0
    for row in range(look.rows):
        words += look.value[<int>WORDS][row]
        debris += look.debris[row]
        if not (look.debris[row] or look.points[<int>HEADLINE][row] > 0):
            left += look.value[<int>WORDS][row]
    if left < LEAST_KEPT_WORDS and 100 * left < LEAST_KEPT_PERCENT * words:
        for row in range(look.rows):
            if look.debris[row] and not _is_sure(look, row):
                look.debris[row] = False
                held_back += 1
    return (CHANGED if debris > held_back else 0) | (GUARDED if held_back else 0)


# --- documents that come to no end ----------------------------------------------------------------------------------

cdef enum:
    WORST_PART = 8  # the larger part goes at once, the more of what would stay goes too; the smaller, the more looks


cdef void hurry(Look* look) noexcept nogil:
    """Have the worst rows go, too: one in `WORST_PART`, but none that is protected.

    A document that loses a few rows each time it is looked at comes to its end so, in time by its length: when none of
    its rows is debris any more. What is left is what a document made of these rows would keep.
    """
    cdef int64_t* worst = look.sums  # points and row in one number
    cdef int32_t row, count = 0, most = (look.rows + WORST_PART - 1) // WORST_PART, number
    for row in range(look.rows):
        if not look.protected[look.row[row]]:
            worst[count] = look.total[row] * (<int64_t>1 << 32) + row
            count += 1
    qsort(worst, count, sizeof(int64_t), _compare)
    for number in range(min(count, most)):
        row = <int32_t>worst[number]
        if not look.debris[row]:
            look.debris[row] = ALONG


cdef int _compare(const void* one, const void* other) noexcept nogil:
    cdef int64_t ours = (<const int64_t*>one)[0], theirs = (<const int64_t*>other)[0]
    return (ours > theirs) - (ours < theirs)


# --- labels ---------------------------------------------------------------------------------------------------------

cdef enum:
    HEADING_WORDS = 15  # headings are at most so long, end no sentence, and a paragraph follows

LABELS = tuple(Label)

cdef uint8_t TITLE_CODE = LABELS.index(Label.TITLE), HEADING_CODE = LABELS.index(Label.HEADING)
cdef uint8_t BODY_CODE = LABELS.index(Label.BODY), DEBRIS_CODE = LABELS.index(Label.DEBRIS)
cdef uint8_t BYLINE_CODE = LABELS.index(Label.BYLINE), DUPLICATE_CODE = LABELS.index(Label.DUPLICATE)


cdef uint8_t debris_label(const Look* look, int32_t row, const Rule* rules) noexcept nogil:
    """Name debris by the rule or the heuristic that speaks against it."""
    if look.points[<int>REPEATS][row] < 0:
        return DUPLICATE_CODE
    if look.rule[row] != NO_RULE:
        return rules[look.rule[row]].label
    return BYLINE_CODE if look.is_name[row] else DEBRIS_CODE


cdef int find_content(Room room, int32_t* title) except -1 nogil:
    """Find the headline among the rows that stay, for `content_label`: the one that the markup names, if there is one."""
    cdef int32_t row
    title[0] = NO_TITLE
    for row in range(room.look.rows):
        if room.look.points[<int>HEADLINE][row] > 0:
            title[0] = row
    if title[0] == NO_TITLE:
        title[0] = find_title(room, room.look.debris)
    return 0


cdef uint8_t content_label(const Look* look, int32_t row, int32_t title) noexcept nogil:
    """Tell title and headings from the rest of the body."""
    if row == title:
        return TITLE_CODE
    if (
        look.value[<int>WORDS][row] <= HEADING_WORDS
        and look.value[<int>ENDS_SENTENCE][row] == 0
        and look.value[<int>PROSE][row + 1] > 0
    ):
        return HEADING_CODE
    return BODY_CODE
