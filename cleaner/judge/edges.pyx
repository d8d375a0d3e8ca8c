# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Edges: what stands before the headline, between it and the first paragraph, and after the last one."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint32_t

from cleaner.lines.letters cimport END, MOST_LETTERS, Letters, is_white, letters_of, line_end, next_casefolded
from cleaner.judge.rounds cimport (
    GAP,
    HIT,
    NO_TITLE,
    PROSE,
    Look,
    Room,
    start_of,
    stop_of,
    sum_before,
    sum_behind,
    sum_between,
)
from cleaner.lines.table cimport ENDS_SENTENCE, WORDS
from cleaner.lines.text cimport character_at

cdef enum:
    AT_EDGE = -300  # against a short line at an edge of the article
    # Against a line before the headline that holds its beginning: a breadcrumb trail, or the page's title.
    CUT_TRAIL = -600
    # For the headline of short or clean running text. On a whole page it is one of many lines like it, and the scorecard
    # decides: the main content that people mark on such pages leaves the headline out (WCXB: on 92 % of the articles).
    HEADLINE_POINTS = 480
    # For one or two words between the headline and the first paragraph of running text: they name a place.
    DATELINE = 320
    DATELINE_WORDS = 2
    TITLE_LEAST_WORDS = 3
    TITLE_MOST_WORDS = 40
    # A trail that holds a whole headline and an ellipsis passes for so many words of prose, as does a headline that ends
    # with a full stop.
    TRAIL_WORDS = 20
    # Lines farther than this from both ends of the document are not at its edges, whatever stands between.
    NEAR_EDGE = 12
    MENU_WORDS = 8
    MENU_RUN = 3  # so many short lines in a row, between headline and first paragraph, are a menu and no standfirst
    BEGINNING = 24  # letters by which a headline is told
    FAR_ENOUGH = 40  # lines behind the first that might be a headline in which it is looked for

TITLE_POINTS = HEADLINE_POINTS

cdef struct Beginning:
    uint32_t[BEGINNING + MOST_LETTERS] letters
    int size


# --- the headline ---------------------------------------------------------------------------------------------------


cdef int32_t find_title(Room room, const uint8_t* debris) except -2 nogil:
    """Return the row of the headline, or `NO_TITLE`; ``debris`` says which rows are none, or is NULL.

    It is the longest line before the first paragraph that could be one, and of equals the last; but where a later line
    is the beginning of what that line holds, it is the later one: pages start with a trail, or with "Headline - Site".
    """
    cdef Look* look = &room.look
    cdef int32_t row, best = NO_TITLE
    for row in range(look.rows):
        if sum_before(look, PROSE, row) > TRAIL_WORDS or sum_behind(look, PROSE, row) == 0:
            break
        if _may_be_title(look, row, debris):
            if best == NO_TITLE or look.value[<int>WORDS][row] >= look.value[<int>WORDS][best]:
                best = row
    return best if best == NO_TITLE else _echo(room, best, debris)


cdef inline bint _may_be_title(const Look* look, int32_t row, const uint8_t* debris) noexcept nogil:
    """Tell whether a row may be the headline, seen by itself."""
    cdef int32_t words = look.value[<int>WORDS][row]
    if not TITLE_LEAST_WORDS <= words <= TITLE_MOST_WORDS or look.value[<int>HIT][row] != 0:
        return False
    if debris != NULL and debris[row]:
        return False
    return look.value[<int>PROSE][row] == 0 or _stands_apart(look, row)


cdef inline bint _stands_apart(const Look* look, int32_t row) noexcept nogil:
    """Tell whether a row is the first one, apart from a paragraph that is at least twice as long."""
    cdef const int32_t* words = look.value[<int>WORDS]
    return (
        row == 0
        and look.value[<int>GAP][1] > 0
        and words[1] >= 2 * words[0]
        and words[0] <= TRAIL_WORDS
    )


cdef int32_t _echo(Room room, int32_t best, const uint8_t* debris) except -2 nogil:
    """Return the last of the rows behind one whose beginning that one holds, or that one itself."""
    cdef Look* look = &room.look
    cdef int32_t row = best + 1, found = best, seen = 0
    cdef int64_t size
    cdef const uint32_t* held = _casefolded(room, best, &size)
    cdef Beginning beginning
    while row < look.rows and seen < FAR_ENOUGH:
        if sum_before(look, PROSE, row) > TRAIL_WORDS or sum_behind(look, PROSE, row) == 0:
            break
        if _may_be_title(look, row, debris):
            seen += 1
            if _read_beginning(look, row, &beginning) and _holds(held, size, &beginning):
                found = row
        row += 1
    return found


cdef const uint32_t* _casefolded(Room room, int32_t row, int64_t* size) except NULL nogil:
    """Return a row case-folded, in the spare room."""
    cdef Look* look = &room.look
    cdef Letters letters = letters_of(&look.text, start_of(look, row), stop_of(look, row))
    cdef size_t most = MOST_LETTERS * (stop_of(look, row) - start_of(look, row)) * sizeof(uint32_t)
    cdef uint32_t* folded = <uint32_t*>room.spare_room(most)
    cdef uint32_t letter = next_casefolded(&letters)
    size[0] = 0
    while letter != END:
        folded[size[0]] = letter
        size[0] += 1
        letter = next_casefolded(&letters)
    return folded


cdef bint _read_beginning(const Look* look, int32_t row, Beginning* beginning) noexcept nogil:
    """Read the beginning of a headline; tell whether it is long enough to tell one by."""
    cdef int64_t place = start_of(look, row), stop = _without_white(look, row, &place)
    cdef int64_t at = place
    cdef int number = 0
    while at < stop and number < BEGINNING:  # so many characters, before they are case-folded
        character_at(&look.text, &at)
        number += 1
    cdef Letters letters = letters_of(&look.text, place, at)
    cdef uint32_t letter = next_casefolded(&letters)
    beginning.size = 0
    while letter != END and beginning.size < BEGINNING:
        beginning.letters[beginning.size] = letter
        beginning.size += 1
        letter = next_casefolded(&letters)
    return beginning.size == BEGINNING


cdef int64_t _without_white(const Look* look, int32_t row, int64_t* start) noexcept nogil:
    """Move the start of a row behind white space, and return where it stops before such."""
    cdef int64_t place = start_of(look, row), begin, stop
    start[0] = place
    while place < stop_of(look, row) and is_white(character_at(&look.text, &place)):
        start[0] = place
    stop = place = start[0]
    while place < stop_of(look, row):
        begin = place
        if not is_white(character_at(&look.text, &place)):
            stop = place
    return stop


cdef bint _holds(const uint32_t* letters, int64_t size, const Beginning* beginning) noexcept nogil:
    """Tell whether letters hold a beginning."""
    cdef int64_t place
    cdef int number
    for place in range(size - beginning.size + 1):
        if letters[place] != beginning.letters[0]:
            continue
        number = 1
        while number < beginning.size and letters[place + number] == beginning.letters[number]:
            number += 1
        if number == beginning.size:
            return True
    return False


# --- the edges ------------------------------------------------------------------------------------------------------


cdef int weigh_edges(Room room, int16_t* points) except -1 nogil:
    """Weigh for the headline, and against short lines at the article's edges that end no sentence.

    A clean list has none: there is no telling its edges from its entries.
    """
    cdef Look* look = &room.look
    cdef int32_t row, title
    if look.is_clean_list:
        return 0
    title = find_title(room, NULL)
    for row in range(min(look.rows, <int32_t>NEAR_EDGE)):
        points[row] = _points_at_edge(look, row, title)
    for row in range(max(look.rows - <int32_t>NEAR_EDGE, <int32_t>NEAR_EDGE), look.rows):
        points[row] = _points_at_edge(look, row, title)
    if title == NO_TITLE:
        return 0
    if look.is_running:
        if look.is_clean or look.is_short:
            points[title] = HEADLINE_POINTS
        if _is_dateline(look, title + 1):
            points[title + 1] = DATELINE
    _weigh_trails(room, title, points)
    return 0


cdef int16_t _points_at_edge(const Look* look, int32_t row, int32_t title) noexcept nogil:
    """Weigh a row that stands near an end of the document."""
    cdef bint ahead = sum_before(look, PROSE, row) == 0
    if title != NO_TITLE and row < title and _is_plain(look, row):
        return AT_EDGE
    if not _is_in_menu(look, row):
        return 0
    if ahead:
        return AT_EDGE if title != NO_TITLE and row > title and _is_in_run(look, row) else 0
    if sum_behind(look, PROSE, row) > 0:
        return 0
    if sum_between(look, HIT, row - 3, row - 1) > 0 or sum_between(look, HIT, row + 1, row + 3) > 0:
        return AT_EDGE
    return 0


cdef inline bint _is_plain(const Look* look, int32_t row) noexcept nogil:
    return look.value[<int>PROSE][row] == 0 and look.value[<int>ENDS_SENTENCE][row] == 0


cdef inline bint _is_in_menu(const Look* look, int32_t row) noexcept nogil:
    return _is_plain(look, row) and look.value[<int>WORDS][row] <= MENU_WORDS


cdef bint _is_in_run(const Look* look, int32_t row) noexcept nogil:
    """Tell whether a line of a menu stands in a run of such."""
    cdef int32_t first = row, last = row
    while first > 0 and row - first < MENU_RUN and _is_in_menu(look, first - 1):
        first -= 1
    while last + 1 < look.rows and last - row < MENU_RUN and _is_in_menu(look, last + 1):
        last += 1
    return last - first + 1 >= MENU_RUN


cdef bint _is_dateline(const Look* look, int32_t row) noexcept nogil:
    """Tell whether the row behind a headline names a place, or may."""
    return (
        row < look.rows
        and look.value[<int>WORDS][row] <= DATELINE_WORDS
        and look.value[<int>HIT][row] == 0
        and look.value[<int>PROSE][row + 1] > 0
    )


cdef int _weigh_trails(Room room, int32_t title, int16_t* points) except -1 nogil:
    """Weigh against rows before a headline that hold its beginning: trails cut short, and titles of pages."""
    cdef Look* look = &room.look
    cdef Beginning beginning
    cdef int32_t row
    cdef int64_t size
    cdef const uint32_t* held
    if not _read_beginning(look, title, &beginning):
        return 0
    for row in range(max(title - <int32_t>FAR_ENOUGH, 0), title):
        held = _casefolded(room, row, &size)
        if _holds(held, size, &beginning):
            points[row] = CUT_TRAIL
    return 0
