# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What speaks for and against rows, in hundredths of a point: the rules that match them, and heuristics.

A heuristic is a function that writes its points for each row; adding one means adding it to `LISTED`, and its number to
`look.Heuristic`.
"""

from libc.stdint cimport int16_t, int32_t, uint8_t
from libc.string cimport memset

from cleaner.judge.edges cimport weigh_edges
from cleaner.judge.rounds cimport (
    BYLINES,
    CAPITALISED_SHARE,
    CAPTION,
    COPIES,
    CREDIT,
    HEURISTICS,
    HIT,
    LINE,
    META,
    NO_RULE,
    PROSE,
    PROTECT,
    SURE,
    Look,
    Room,
    Rule,
    share_of,
    sum_before,
    sum_behind,
    sum_between,
    sum_of_all,
)
from cleaner.judge.repeats cimport weigh_repeats
from cleaner.lines.table cimport DIGITS, FUNCTION_WORDS, INTERFACE, SENTENCE_ENDS, WORDS, Hit

ctypedef int (*Weigh)(Room room, int16_t* points) except -1 nogil

cdef struct Listed:
    const char* name
    const char* reason
    Weigh weigh

cdef Listed[HEURISTICS] LISTED = [
    Listed("repeats", "repeats another paragraph or its beginning", weigh_repeats),
    Listed("captions", "a caption and its credit side by side", _weigh_captions),
    Listed("bylines", "a name and a date side by side", _weigh_bylines),
    Listed("edges", "at the edge of the article", weigh_edges),
    Listed("headline", "the only first-level heading of a short page", _weigh_headline),
    Listed("second_opinion", "what another extractor took or left", _weigh_second_opinion),
    Listed("interface", "nothing but words that sites say around articles", _weigh_interface),
]

REASONS = tuple([(LISTED[number].name.decode(), LISTED[number].reason.decode()) for number in range(<int>HEURISTICS)])
"""The heuristics by name, each with its reason in words."""


cdef int weigh_heuristics(Room room) except -1 nogil:
    """Write the points of all heuristics."""
    cdef int number
    for number in range(<int>HEURISTICS):
        memset(room.look.points[number], 0, room.look.rows * sizeof(int16_t))
        LISTED[number].weigh(room, room.look.points[number])
    return 0


# --- what kind of document it is: a dump of a page or clean text, prose or lists ------------------------------------

cdef enum:
    RUNNING_TEXT_PERCENT = 75  # from so many percent of its words in prose on, a document is running text
    # Whole pages are longer (median of page dumps: 250 lines); in less, prose is hardly ever another story's.
    SHORT_DOCUMENT_LINES = 50


cdef void know_document(Look* look) noexcept nogil:
    """Tell what kind of document it is.

    In clean text no line is surely debris: of WCXB's development pages 2 % of the page dumps are so, 87 % of
    trafilatura's texts and 97 % of the main contents. A clean document that is no running text is a list, whose short
    lines are its content: catalogues, tables, code, forum posts, job offers. Most of what clean text of unseen sites
    lost stood in them.
    """
    cdef long long words = max(sum_of_all(look, WORDS), 1), prose = sum_of_all(look, PROSE)
    look.is_running = 100 * prose >= RUNNING_TEXT_PERCENT * words
    look.is_short = look.rows < SHORT_DOCUMENT_LINES
    look.is_clean = sum_of_all(look, SURE) == 0
    look.is_clean_list = look.is_clean and not look.is_running


# --- rules ----------------------------------------------------------------------------------------------------------

cdef enum:  # strengths
    PROTECTING, HINTING, STRONGLY, SURELY

cdef enum:  # places
    ANYWHERE, HEAD, TAIL, RUN

cdef enum:
    HINTED = -60
    PROTECTION = 1500
    # A hint beside other hits weighs so much more, but in clean lists: there countries and dates are content. Swept
    # 100-340: of single words that systems print, 82-91 % go in company (260: 90 %).
    COMPANY = -260
    HEAD_PROSE = 10  # the head ends where so many percent of the prose have been read: a standfirst may come first
    TAIL_PROSE = 50  # the tail starts where so many percent of it follow: comments and teasers are prose too


# By strength; a sure rule outweighs whatever the scorecard may say.
cdef int32_t[4] POINTS = [0, HINTED, NAMED, WEAKEST_SURE]


cdef void weigh_rules(Look* look, const Rule* rules) noexcept nogil:
    """Weigh the hits that hold where they stand; only the strongest against a row counts, and one for it."""
    cdef Py_ssize_t number
    cdef int32_t row
    cdef int strength
    cdef Hit hit
    for row in range(look.rows):
        look.from_rules[row], look.rule[row] = 0, NO_RULE
    for number in range(look.holding_count):
        hit = look.holding[number]
        if rules[hit.rule].strength == PROTECTING or not _holds(look, hit.row, rules[hit.rule].place):
            continue
        strength = _strength(look, &rules[hit.rule], hit.row)
        if look.rule[hit.row] == NO_RULE or strength >= _strength(look, &rules[look.rule[hit.row]], hit.row):
            look.rule[hit.row] = hit.rule
    for row in range(look.rows):
        if look.rule[row] != NO_RULE:
            strength = _strength(look, &rules[look.rule[row]], row)
            look.from_rules[row] = POINTS[strength]
            if strength == HINTING and not look.is_clean_list and _in_company(look, row):
                look.from_rules[row] += COMPANY
        if look.value[<int>PROTECT][row] > 0:
            look.from_rules[row] += PROTECTION


cdef inline int _strength(const Look* look, const Rule* rule, int32_t row) noexcept nogil:
    """Return the strength of a hit: a sure beginning is none where the row is a sentence of the text for all we know."""
    if rule.begins and rule.strength == SURELY and look.goes_on[look.row[row]] and _is_beside_text(look, row):
        return STRONGLY
    return rule.strength


cdef inline bint _is_beside_text(const Look* look, int32_t row) noexcept nogil:
    """Tell whether a row stands between two paragraphs of which no rule says anything.

    The only hit of a document may be its first or last row, too.
    """
    cdef const int32_t* prose = look.value[<int>PROSE]
    cdef const int32_t* hit = look.value[<int>HIT]
    cdef bint before = prose[row - 1] > 0 and hit[row - 1] == 0, behind = prose[row + 1] > 0 and hit[row + 1] == 0
    if sum_of_all(look, HIT) == 1:
        before |= row == 0 and prose[row + 1] > 0
        behind |= row == look.rows - 1 and prose[row - 1] > 0
    return before and behind


cdef inline bint _holds(const Look* look, int32_t row, int place) noexcept nogil:
    """Tell whether a row stands where a rule holds."""
    if place == HEAD:
        return _at_head(look, row)
    if place == TAIL:
        return share_of(sum_behind(look, PROSE, row), sum_of_all(look, PROSE)) <= TAIL_PROSE
    return place == ANYWHERE or _in_company(look, row)


cdef inline bint _at_head(const Look* look, int32_t row) noexcept nogil:
    return share_of(sum_before(look, PROSE, row), sum_of_all(look, PROSE)) <= HEAD_PROSE


cdef inline bint _in_company(const Look* look, int32_t row) noexcept nogil:
    """Tell whether other hits stand within two lines."""
    return sum_between(look, HIT, row - 2, row - 1) > 0 or sum_between(look, HIT, row + 1, row + 2) > 0


# --- captions and credits: a credit line marks the caption beside it ------------------------------------------------

cdef enum:
    BESIDE_CREDIT = -700  # against a line that looks like a caption beside a credit, and against the credit


cdef int _weigh_captions(Room room, int16_t* points) except -1 nogil:
    """Weigh against captions whose neighbour is a credit, and against credits beside captions."""
    cdef int32_t row
    cdef const int32_t* caption = room.look.value[<int>CAPTION]
    cdef const int32_t* credit = room.look.value[<int>CREDIT]
    for row in range(room.look.rows):
        if caption[row] > 0 and (credit[row - 1] > 0 or credit[row + 1] > 0):
            points[row] = BESIDE_CREDIT
        elif credit[row] > 0 and (caption[row - 1] > 0 or caption[row + 1] > 0):
            points[row] = BESIDE_CREDIT
    return 0


# --- bylines that are a bare name: nothing but the date beside them tells what they are -----------------------------

cdef enum:
    NAME_BESIDE_DATE = -600  # against a bare name beside a date line before the body's second half
    SIDE_BY_SIDE = -300  # against a byline and a date that stand side by side there: each says what the other is
    LEAST_NAME_WORDS = 2
    MOST_NAME_WORDS = 5
    CAPITALISED_PERCENT = 80  # one word in five may be small, as in "Vincent van Gogh"


cdef int _weigh_bylines(Room room, int16_t* points) except -1 nogil:
    """Weigh against bare bylines, and against bylines and dates side by side at the head.

    In clean lists of posts and events they are content.
    """
    cdef Look* look = &room.look
    cdef int32_t row
    cdef const int32_t* meta = look.value[<int>META]
    cdef bint beside_name
    for row in range(look.rows):
        look.is_name[row] = _is_bare_name(look, row)
    if look.is_clean_list:
        return 0
    for row in range(look.rows):
        if look.is_name[row]:
            points[row] = NAME_BESIDE_DATE
        elif meta[row] > 0 and _at_head(look, row):
            beside_name = (row > 0 and look.is_name[row - 1]) or (row + 1 < look.rows and look.is_name[row + 1])
            if meta[row - 1] > 0 or meta[row + 1] > 0 or beside_name:
                points[row] = SIDE_BY_SIDE
    return 0


cdef inline bint _is_bare_name(const Look* look, int32_t row) noexcept nogil:
    """Tell whether a row is a few capitalised words and stands beside a date or another byline at the head."""
    cdef int32_t words = look.value[<int>WORDS][row]
    return (
        LEAST_NAME_WORDS <= words <= MOST_NAME_WORDS
        and look.value[<int>CAPITALISED_SHARE][row] >= CAPITALISED_PERCENT
        and (look.value[<int>META][row - 1] > 0 or look.value[<int>META][row + 1] > 0)
        and look.value[<int>DIGITS][row] == 0
        and look.value[<int>SENTENCE_ENDS][row] <= 1
        and look.value[<int>FUNCTION_WORDS][row] <= 1
        and look.value[<int>COPIES][row] == 1
        and _at_head(look, row)
    )


# --- the headline of a short page, as the markup names it -----------------------------------------------------------

cdef enum:
    # For the headline of a short page: more than hints in company and the scorecard say against it. On the 40 labelled
    # pages that have one, all other evidence gives it from -6 to +4 points, but for one sure rule.
    MARKED_HEADLINE = 600
    # On longer pages the headline is one line among many like it, and the scorecard decides, as it has learnt to.
    SHORT_PAGE_LINES = 50
    LINKED_PERCENT = 50  # a heading that is a link leads to the front page or to another story


cdef int _weigh_headline(Room room, int16_t* points) except -1 nogil:
    """Weigh for the only first-level heading of a short page; lines without markup have none."""
    cdef Look* look = &room.look
    cdef int32_t row, only = -1
    if look.in_h1 < 0 or look.rows >= SHORT_PAGE_LINES or sum_of_all(look, look.in_h1) != 1:
        return 0
    for row in range(look.rows):
        if look.value[look.in_h1][row] > 0:
            only = row
    if sum_behind(look, WORDS, only) > 0 and look.value[look.link_share][only] < LINKED_PERCENT:
        points[only] = MARKED_HEADLINE
    return 0


# --- a second opinion: what another extractor took for the body of the page is likelier to be it --------------------

cdef enum:  # its column
    NO_OPINION, LEFT, TAKEN

OPINIONS = LEFT, TAKEN
"""What another extractor did with a line, as the column `extracted` has it; 0 where it has no opinion."""

cdef enum:
    # What its word weighs. Swept 50-300 with trafilatura on WCXB's development articles, cross-validated by host: F1
    # .9554 at 100, .9533 at 200, .9474 at 300, where its word is nearly law; without it .9526, alone .9380.
    WORD = 100


cdef int _weigh_second_opinion(Room room, int16_t* points) except -1 nogil:
    """Weigh for the lines that another extractor took, and against those that it left out."""
    cdef Look* look = &room.look
    cdef int32_t row
    if look.extracted >= 0:
        for row in range(look.rows):
            if look.value[look.extracted][row] == TAKEN:
                points[row] = WORD
            elif look.value[look.extracted][row] == LEFT:
                points[row] = -WORD
    return 0


# --- interface: short lines all of whose words sites say around articles, whoever put them together -----------------

cdef enum:
    # Against a line of nothing but interface words of one language before or after all prose. Of phrases of unknown
    # systems (every fourth held out), 17 % go without it, 32 % with it.
    AROUND_TEXT = -600
    BETWEEN_PARAGRAPHS = -300  # the same between paragraphs, where it may head a part of an article about such things


cdef int _weigh_interface(Room room, int16_t* points) except -1 nogil:
    """Weigh against labels that no rule knows; those that one knows are weighed by its strength."""
    cdef Look* look = &room.look
    cdef int32_t row
    for row in range(look.rows):
        if look.value[<int>INTERFACE][row] > 0 and look.value[<int>HIT][row] == 0:
            if sum_before(look, PROSE, row) == 0 or sum_behind(look, PROSE, row) == 0:
                points[row] = AROUND_TEXT
            else:
                points[row] = BETWEEN_PARAGRAPHS
    return 0
