# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What speaks for and against rows, in hundredths of a point: the rules that match them, and heuristics.

A heuristic is a function that writes its points for each row; adding one means adding it to `LISTED`, and its number to
`context.Heuristic`.
"""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from cleaner.judge.context cimport (
    BLOCK_SIZE,
    BYLINES,
    CAPITALISED_SHARE,
    CAPTION,
    COPIES,
    COPIES_BEFORE,
    CREDIT,
    BLOCKS,
    DOUBT,
    STRONG_RULES,
    GAP,
    HEURISTICS,
    HIT,
    META,
    NO_RULE,
    NO_TITLE,
    PROSE,
    PROTECT,
    SHAPE,
    SHARED,
    STRONG,
    SURE,
    TITLE_PLACE,
    TRAIL,
    Document,
    Rule,
    Workspace,
    line_letters,
    share_of,
    start_of,
    stop_of,
    sum_before,
    sum_behind,
    sum_between,
    sum_of_all,
)
from cleaner.judge.blocks cimport SENTENCE
from cleaner.lines.characters cimport (
    END,
    MOST_LETTERS,
    Letters,
    character_at,
    is_white,
    letters_of,
    next_casefolded,
    next_folded,
)
from cleaner.lines.table cimport DIGITS, ENDS_SENTENCE, FUNCTION_WORDS, INTERFACE, INTRODUCES, LARGEST, SENTENCE_ENDS, WORDS, Hit

from cleaner.lines.characters import DECORATION

ctypedef int (*Weigh)(Workspace workspace, int16_t* points) except -1 nogil

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
    Listed("doubt", "the benefit of the doubt", _weigh_doubt),
    Listed("body", "stands in the article's own part of the page", _weigh_body),
    Listed("blocks", "goes with the lines of its block", NULL),
    Listed("strong_rules", "surroundings say little against a strong rule", NULL),
]

REASONS = tuple([(LISTED[number].name.decode(), LISTED[number].reason.decode()) for number in range(<int>HEURISTICS)])
"""The heuristics by name, each with its reason in words."""


cdef int weigh_heuristics(Workspace workspace) except -1 nogil:
    """Write the points of all heuristics but the one that needs what the scorecard says."""
    cdef int number
    for number in range(<int>HEURISTICS):
        memset(workspace.document.points[number], 0, workspace.document.rows * sizeof(int16_t))
        if LISTED[number].weigh != NULL:
            LISTED[number].weigh(workspace, workspace.document.points[number])
    return 0


# --- rules ------------------------------------------------------------------------------------------------------------

cdef enum:  # strengths
    PROTECTING, HINTING

cdef enum:  # places
    ANYWHERE, HEAD, TAIL, RUN

cdef enum:
    HINTED = -60
    PROTECTION = 1500
    # A hint beside other hits weighs so much more, but less in clean lists: there countries and dates are content. Swept
    # 100-340: of single words that systems print, 82-91 % go in company (260: 90 %).
    COMPANY = -260
    HEAD_PROSE = 10  # the head ends where so many percent of the prose have been read: a standfirst may come first
    TAIL_PROSE = 50  # the tail starts where so many percent of it follow: comments and teasers are prose too


# By strength; a sure rule outweighs whatever the scorecard may say.
cdef int32_t[4] POINTS = [0, HINTED, NAMED, WEAKEST_SURE]


cdef void weigh_rules(Document* document, const Rule* rules) noexcept nogil:
    """Weigh the hits that hold where they stand; only the strongest against a row counts, and one for it."""
    cdef Py_ssize_t number
    cdef int32_t row
    cdef int strength
    cdef Hit hit
    for row in range(document.rows):
        document.from_rules[row], document.rule[row] = 0, NO_RULE
    for number in range(document.holding_count):
        hit = document.holding[number]
        if rules[hit.rule].strength == PROTECTING or not _holds(document, hit.row, rules[hit.rule].place):
            continue
        if document.rule[hit.row] == NO_RULE or rules[hit.rule].strength >= rules[document.rule[hit.row]].strength:
            document.rule[hit.row] = hit.rule
    for row in range(document.rows):
        if document.rule[row] != NO_RULE:
            strength = rules[document.rule[row]].strength
            document.from_rules[row] = POINTS[strength]
            if strength == HINTING and _in_company(document, row):
                document.from_rules[row] += COMPANY * document.list_percent // 100
        if document.value[<int>PROTECT][row] > 0:
            document.from_rules[row] += PROTECTION


cdef inline bint _holds(const Document* document, int32_t row, int place) noexcept nogil:
    """Tell whether a row stands where a rule holds."""
    if place == HEAD:
        return _at_head(document, row)
    if place == TAIL:
        return share_of(sum_behind(document, PROSE, row), sum_of_all(document, PROSE)) <= TAIL_PROSE
    return place == ANYWHERE or _in_company(document, row)


cdef inline bint _at_head(const Document* document, int32_t row) noexcept nogil:
    return share_of(sum_before(document, PROSE, row), sum_of_all(document, PROSE)) <= HEAD_PROSE


cdef inline bint _in_company(const Document* document, int32_t row) noexcept nogil:
    """Tell whether other hits stand within two lines."""
    return sum_between(document, HIT, row - 2, row - 1) > 0 or sum_between(document, HIT, row + 1, row + 2) > 0


# --- repeats: paragraphs that the document has already, or whose beginning another one is -----------------------------


cdef enum:
    REPEAT = -800  # against a repeated paragraph
    LEAST_WORDS = 12  # shorter lines repeat in content too: refrains, table cells, labels in dialogue

cdef uint8_t[128] IS_DECORATION
for _code in range(128):
    IS_DECORATION[_code] = chr(_code) in DECORATION

cdef struct Member:  # of the paragraphs that open alike
    uint64_t opening
    int64_t start  # of its text, without the decoration around it
    int64_t stop
    int32_t row


cdef int weigh_repeats(Workspace workspace, int16_t* points) except -1 nogil:
    """Weigh against paragraphs that say again what an earlier one said, wholly or in its first sentences.

    In clean text, a paragraph that stands there twice is a quotation, a refrain or an entry of a catalogue.
    """
    cdef Document* document = &workspace.document
    cdef int32_t row, count = 0
    cdef Member* members
    if not document.page_percent:
        return 0
    for row in range(document.rows):
        if document.value[<int>WORDS][row] >= LEAST_WORDS:
            count += 1
            if document.value[<int>COPIES_BEFORE][row] > 0:
                points[row] = _of_repeat(document)
    if count < 2:
        return 0
    members = <Member*>workspace.scratch(2 * count * sizeof(Member))
    count = 0
    for row in range(document.rows):
        if document.value[<int>WORDS][row] >= LEAST_WORDS:
            members[count] = Member(document.opening[document.row[row]], 0, 0, row)
            count += 1
    _sort(document, members, members + count, count)
    count = _without_single_ones(members, count)
    _weigh_beginnings(document, members, count, points)
    return 0


cdef inline int16_t _of_repeat(const Document* document) noexcept nogil:
    return REPEAT * document.page_percent // 100


cdef int32_t _without_single_ones(Member* members, int32_t count) noexcept nogil:
    """Keep those that another one opens like; return how many."""
    cdef int32_t number, kept = 0
    cdef uint64_t opening, before = 0
    for number in range(count):
        opening = members[number].opening
        if (number > 0 and opening == before) or (number + 1 < count and opening == members[number + 1].opening):
            members[kept] = members[number]
            kept += 1
        before = opening
    return kept


cdef void _weigh_beginnings(const Document* document, Member* members, int32_t count, int16_t* points) noexcept nogil:
    """Weigh against rows that are the true beginning of another one that opens alike.

    Rows are compared only with those, so this stays linear. Sorted, a beginning stands right before something that it
    begins.
    """
    cdef int32_t number
    for number in range(count):
        _find_text(document, &members[number])
    _sort(document, members, members + count, count)
    for number in range(count - 1):
        if members[number].opening == members[number + 1].opening:
            if _compared(document, &members[number], &members[number + 1]) == BEGINS:
                points[members[number].row] = _of_repeat(document)


cdef void _find_text(const Document* document, Member* member) noexcept nogil:
    """Find where a row's text begins and ends within the decoration around it."""
    cdef Letters read = line_letters(document, member.row)
    cdef int64_t before = read.place
    cdef uint32_t letter = next_folded(&read)
    member.start = member.stop = -1
    while letter != END:
        if letter >= 128 or not IS_DECORATION[letter]:
            if member.start < 0:  # the last of the characters read: those before it were skipped
                while before < read.place:
                    member.start = before
                    character_at(&document.text, &before)
            member.stop = read.place
        before = read.place
        letter = next_folded(&read)
    if member.start < 0:
        member.start = member.stop = read.place


cdef enum:  # how two texts compare
    BEGUN = 2  # the first is begun by the second
    BEHIND = 1
    EQUAL = 0
    BEFORE = -1
    BEGINS = -2


cdef int _compared(const Document* document, const Member* one, const Member* other) noexcept nogil:
    """Compare two texts in folded form."""
    cdef Letters ours = letters_of(&document.text, one.start, one.stop)
    cdef Letters theirs = letters_of(&document.text, other.start, other.stop)
    cdef int width = document.text.kind if document.text.kind else 1
    cdef const char* data = <const char*>document.text.data
    cdef uint32_t letter, another
    if one.stop - one.start == other.stop - other.start:
        if not memcmp(data + one.start * width, data + other.start * width, (one.stop - one.start) * width):
            return EQUAL
    while True:
        letter, another = next_folded(&ours), next_folded(&theirs)
        if letter != another:
            break
        if letter == END:
            return EQUAL
    if letter == END:
        return BEGINS
    if another == END:
        return BEGUN
    return BEFORE if letter < another else BEHIND


cdef bint _in_order(const Document* document, const Member* one, const Member* other) noexcept nogil:
    """Tell whether one need not stand behind another: by opening, text (empty, as long as it is not known) and row."""
    cdef int order
    if one.opening != other.opening:
        return one.opening < other.opening
    order = _compared(document, one, other)
    return order < 0 or (order == EQUAL and one.row <= other.row)


cdef void _sort(const Document* document, Member* members, Member* spare, int32_t count) noexcept nogil:
    """Sort by merging; ``spare`` has room for as many."""
    cdef int32_t half = count // 2, left = 0, right = half, number
    if count < 2:
        return
    _sort(document, members, spare, half)
    _sort(document, members + half, spare, count - half)
    memcpy(spare, members, count * sizeof(Member))
    for number in range(count):
        if left < half and (right == count or _in_order(document, &spare[left], &spare[right])):
            members[number] = spare[left]
            left += 1
        else:
            members[number] = spare[right]
            right += 1


# --- captions and credits: a credit line marks the caption beside it --------------------------------------------------

cdef enum:
    BESIDE_CREDIT = -700  # against a line that looks like a caption beside a credit, and against the credit


cdef int _weigh_captions(Workspace workspace, int16_t* points) except -1 nogil:
    """Weigh against captions whose neighbour is a credit, and against credits beside captions."""
    cdef int32_t row
    cdef const int32_t* caption = workspace.document.value[<int>CAPTION]
    cdef const int32_t* credit = workspace.document.value[<int>CREDIT]
    for row in range(workspace.document.rows):
        if caption[row] > 0 and (credit[row - 1] > 0 or credit[row + 1] > 0):
            points[row] = BESIDE_CREDIT
        elif credit[row] > 0 and (caption[row - 1] > 0 or caption[row + 1] > 0):
            points[row] = BESIDE_CREDIT
    return 0


# --- bylines that are a bare name: nothing but the date beside them tells what they are -------------------------------

cdef enum:
    NAME_BESIDE_DATE = -600  # against a bare name beside a date line before the body's second half
    SIDE_BY_SIDE = -300  # against a byline and a date that stand side by side there: each says what the other is
    MOST_NAMES = 3  # an article has hardly more authors that stand so
    LEAST_NAME_WORDS = 2
    MOST_NAME_WORDS = 5
    CAPITALISED_PERCENT = 80  # one word in five may be small, as in "Vincent van Gogh"


cdef int _weigh_bylines(Workspace workspace, int16_t* points) except -1 nogil:
    """Weigh against bare bylines, and against bylines and dates side by side at the head.

    In clean lists of posts and events they are content. Where many names stand so, they are of a list or of comments,
    and the scorecard decides.
    """
    cdef Document* document = &workspace.document
    cdef int32_t row
    cdef const int32_t* meta = document.value[<int>META]
    cdef bint beside_name
    cdef int32_t names = 0
    for row in range(document.rows):
        document.is_name[row] = _is_bare_name(document, row)
        names += document.is_name[row]
    if names > MOST_NAMES and document.in_h1 < 0:
        return 0
    for row in range(document.rows):
        if document.is_name[row]:
            points[row] = NAME_BESIDE_DATE * document.list_percent // 100
        elif meta[row] > 0 and _at_head(document, row):
            beside_name = (row > 0 and document.is_name[row - 1]) or (row + 1 < document.rows and document.is_name[row + 1])
            if meta[row - 1] > 0 or meta[row + 1] > 0 or beside_name:
                points[row] = SIDE_BY_SIDE * document.list_percent // 100
    return 0


cdef inline bint _is_bare_name(const Document* document, int32_t row) noexcept nogil:
    """Tell whether a row is a few capitalised words and stands beside a date or another byline at the head."""
    cdef int32_t words = document.value[<int>WORDS][row]
    return (
        LEAST_NAME_WORDS <= words <= MOST_NAME_WORDS
        and document.value[<int>CAPITALISED_SHARE][row] >= CAPITALISED_PERCENT
        and (document.value[<int>META][row - 1] > 0 or document.value[<int>META][row + 1] > 0)
        and document.value[<int>DIGITS][row] == 0
        and document.value[<int>SENTENCE_ENDS][row] <= 1
        and document.value[<int>FUNCTION_WORDS][row] <= 1
        and document.value[<int>COPIES][row] == 1
        and _at_head(document, row)
    )


# --- edges: what stands before the headline, between it and the first paragraph, after the last one -------------------

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
    # A body begins with the first block of prose that is so many percent of the largest. Of the headlines in frames, 35 %
    # are found at 2 and 10, 29 % at 25, 26 % at 40: lists and headings cut a body into blocks, too.
    BODY_PERCENT = 10
    # So many lines before it may be a headline, if any of them may, and each word of one counts as much as so many percent
    # of words that stand in the body. Swept with frames: by words alone 34 % of the headlines are found, with 5 points a
    # word 43 % among 6 lines, 44 % among 12, 45 % among 25 (of the articles' 79 %).
    TITLE_LINES = 25
    POINTS_A_WORD = 5
    LONG_TITLE = 10  # among headlines that have so many words, length says nothing
    TELLING_WORDS = 200  # what is shared with a shorter body counts in proportion: a few sentences share words by chance
    # Lines farther than this from both ends of the document are not at its edges, whatever stands between.
    NEAR_EDGE = 12
    MENU_WORDS = 8
    MENU_RUN = 3  # so many short lines in a row, between headline and first paragraph, are a menu and no standfirst
    BEGINNING = 24  # letters by which a headline is told
    NOWHERE = 999  # a line's distance from a headline that is not there
    FAR_ENOUGH = 40  # lines behind the first that might be a headline in which it is looked for

cdef struct Beginning:
    uint32_t[BEGINNING + MOST_LETTERS] letters
    int size


cdef int32_t find_title(Workspace workspace, const uint8_t* debris) except -2 nogil:
    """Return the row of the headline, or `NO_TITLE`; ``debris`` says which rows are none, or is NULL.

    Of the lines before the first paragraph that could be one, it is the one that says most of what the body says; but
    where a later line is the beginning of what that line holds, it is the later one: pages start with a trail, or with
    "Headline - Site".
    """
    cdef Document* document = &workspace.document
    cdef int32_t behind = _first_paragraph(document), best
    best = _likeliest(document, max(behind - <int32_t>TITLE_LINES, 0), behind, debris)
    if best == NO_TITLE:
        best = _likeliest(document, 0, behind, debris)
    return best if best == NO_TITLE else _echo(workspace, best, behind, debris)


cdef int32_t _first_paragraph(const Document* document) noexcept nogil:
    """Return the row of the first paragraph of a block that is large enough to be a body's, or 0; what may be a trail or
    a headline is one only where no other paragraph follows."""
    cdef int32_t row, last = 0
    for row in range(document.rows):
        if document.value[<int>PROSE][row] == 0 or document.value[<int>BLOCK_SIZE][row] < BODY_PERCENT:
            continue
        last = row
        if sum_before(document, PROSE, row + 1) > TRAIL_WORDS and not _stands_apart(document, row):
            return row
    return last


cdef int32_t _likeliest(const Document* document, int32_t first, int32_t behind, const uint8_t* debris) noexcept nogil:
    """Return the row that is likeliest a headline, by its words and how many of them stand in the body; or `NO_TITLE`."""
    cdef int32_t row, best = NO_TITLE, likely, most = -1
    cdef int32_t body_words = min(sum_of_all(document, PROSE), <int32_t>TELLING_WORDS)
    for row in range(first, behind):
        if _may_be_title(document, row, debris):
            likely = POINTS_A_WORD * min(document.value[<int>WORDS][row], <int32_t>LONG_TITLE)
            likely += document.value[<int>SHARED][row] * body_words // TELLING_WORDS
            if likely > most:
                best, most = row, likely
    return best


cdef inline bint _may_be_title(const Document* document, int32_t row, const uint8_t* debris) noexcept nogil:
    """Tell whether a row may be the headline, seen by itself."""
    cdef int32_t words = document.value[<int>WORDS][row]
    if not TITLE_LEAST_WORDS <= words <= TITLE_MOST_WORDS or document.value[<int>HIT][row] != 0:
        return False
    if document.value[<int>INTRODUCES][row]:
        return False
    if debris != NULL and debris[row]:
        return False
    return document.value[<int>PROSE][row] == 0 or _stands_apart(document, row)


cdef inline bint _stands_apart(const Document* document, int32_t row) noexcept nogil:
    """Tell whether a row is the first one, apart from a paragraph that is at least twice as long."""
    cdef const int32_t* words = document.value[<int>WORDS]
    return (
        row == 0
        and document.value[<int>GAP][1] > 0
        and words[1] >= 2 * words[0]
        and words[0] <= TRAIL_WORDS
    )


cdef int32_t _echo(Workspace workspace, int32_t best, int32_t behind, const uint8_t* debris) except -2 nogil:
    """Return the last of the rows behind one whose beginning that one holds, or that one itself."""
    cdef Document* document = &workspace.document
    cdef int32_t row = best + 1, found = best, seen = 0
    cdef int64_t size
    cdef const uint32_t* held = _casefolded(workspace, best, &size)
    cdef Beginning beginning
    while row < behind and seen < FAR_ENOUGH:
        if _may_be_title(document, row, debris):
            seen += 1
            if _read_beginning(document, row, &beginning) and _holds_beginning(held, size, &beginning):
                found = row
        row += 1
    return found


cdef const uint32_t* _casefolded(Workspace workspace, int32_t row, int64_t* size) except NULL nogil:
    """Return a row case-folded, in the spare workspace."""
    cdef Document* document = &workspace.document
    cdef Letters letters = letters_of(&document.text, start_of(document, row), stop_of(document, row))
    cdef size_t most = MOST_LETTERS * (stop_of(document, row) - start_of(document, row)) * sizeof(uint32_t)
    cdef uint32_t* folded = <uint32_t*>workspace.scratch(most)
    cdef uint32_t letter = next_casefolded(&letters)
    size[0] = 0
    while letter != END:
        folded[size[0]] = letter
        size[0] += 1
        letter = next_casefolded(&letters)
    return folded


cdef bint _read_beginning(const Document* document, int32_t row, Beginning* beginning) noexcept nogil:
    """Read the beginning of a headline; tell whether it is long enough to tell one by."""
    cdef int64_t place = start_of(document, row), stop = _without_white(document, row, &place)
    cdef int64_t at = place
    cdef int number = 0
    while at < stop and number < BEGINNING:  # so many characters, before they are case-folded
        character_at(&document.text, &at)
        number += 1
    cdef Letters letters = letters_of(&document.text, place, at)
    cdef uint32_t letter = next_casefolded(&letters)
    beginning.size = 0
    while letter != END and beginning.size < BEGINNING:
        beginning.letters[beginning.size] = letter
        beginning.size += 1
        letter = next_casefolded(&letters)
    return beginning.size == BEGINNING


cdef int64_t _without_white(const Document* document, int32_t row, int64_t* start) noexcept nogil:
    """Move the start of a row behind white space, and return where it stops before such."""
    cdef int64_t place = start_of(document, row), begin, stop
    start[0] = place
    while place < stop_of(document, row) and is_white(character_at(&document.text, &place)):
        start[0] = place
    stop = place = start[0]
    while place < stop_of(document, row):
        begin = place
        if not is_white(character_at(&document.text, &place)):
            stop = place
    return stop


cdef bint _holds_beginning(const uint32_t* letters, int64_t size, const Beginning* beginning) noexcept nogil:
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


cdef int weigh_edges(Workspace workspace, int16_t* points) except -1 nogil:
    """Weigh for the headline of a page, and against short lines at the article's edges that end no sentence.

    A clean list has none: there is no telling its edges from its entries. Of text, columns tell the same, and the
    scorecard weighs it.
    """
    cdef Document* document = &workspace.document
    cdef int32_t row, title = find_title(workspace, NULL)
    _title_columns(workspace, title)
    for row in range(title):
        if document.value[<int>TRAIL][row] and document.run[row] != document.run[title]:
            points[row] = CUT_TRAIL
    if document.in_h1 < 0 or not document.list_percent:
        return 0
    for row in range(min(document.rows, <int32_t>NEAR_EDGE)):
        points[row] = _points_at_edge(document, row, title)
    for row in range(max(document.rows - <int32_t>NEAR_EDGE, <int32_t>NEAR_EDGE), document.rows):
        points[row] = _points_at_edge(document, row, title)
    if title == NO_TITLE:
        return 0
    if document.is_running:
        if not document.page_percent or document.rows < SHORT_PAGE_LINES:
            points[title] = HEADLINE_POINTS
        if _is_dateline(document, title + 1):
            points[title + 1] = DATELINE
    for row in range(title):
        if document.value[<int>TRAIL][row]:
            points[row] = CUT_TRAIL
    return 0


cdef int _title_columns(Workspace workspace, int32_t title) except -1 nogil:
    """Tell how many rows each stands behind the headline, and which before it hold its beginning."""
    cdef Document* document = &workspace.document
    cdef int32_t row
    memset(document.value[<int>TRAIL], 0, document.rows * sizeof(int32_t))
    for row in range(document.rows):
        document.value[<int>TITLE_PLACE][row] = row - title if title != NO_TITLE else <int32_t>NOWHERE
    return _find_trails(workspace, title) if title != NO_TITLE else 0


cdef int16_t _points_at_edge(const Document* document, int32_t row, int32_t title) noexcept nogil:
    """Weigh a row that stands near an end of the document, and not in the article's own element."""
    cdef bint ahead = sum_before(document, PROSE, row) == 0
    if _is_own(document, row):
        return 0
    if title != NO_TITLE and row < title and _is_plain(document, row):
        return AT_EDGE
    if not _is_in_menu(document, row):
        return 0
    if ahead:
        return AT_EDGE if title != NO_TITLE and row > title and _is_in_run(document, row) else 0
    if sum_behind(document, PROSE, row) > 0:
        return 0
    if sum_between(document, HIT, row - 3, row - 1) > 0 or sum_between(document, HIT, row + 1, row + 3) > 0:
        return AT_EDGE
    return 0


cdef inline bint _is_plain(const Document* document, int32_t row) noexcept nogil:
    return document.value[<int>PROSE][row] == 0 and document.value[<int>ENDS_SENTENCE][row] == 0


cdef inline bint _is_in_menu(const Document* document, int32_t row) noexcept nogil:
    return _is_plain(document, row) and document.value[<int>WORDS][row] <= MENU_WORDS


cdef bint _is_in_run(const Document* document, int32_t row) noexcept nogil:
    """Tell whether a line of a menu stands in a run of such."""
    cdef int32_t first = row, last = row
    while first > 0 and row - first < MENU_RUN and _is_in_menu(document, first - 1):
        first -= 1
    while last + 1 < document.rows and last - row < MENU_RUN and _is_in_menu(document, last + 1):
        last += 1
    return last - first + 1 >= MENU_RUN


cdef bint _is_dateline(const Document* document, int32_t row) noexcept nogil:
    """Tell whether the row behind a headline names a place, or may."""
    return (
        row < document.rows
        and document.value[<int>WORDS][row] <= DATELINE_WORDS
        and document.value[<int>HIT][row] == 0
        and document.value[<int>PROSE][row + 1] > 0
    )


cdef int _find_trails(Workspace workspace, int32_t title) except -1 nogil:
    """Tell which rows before a headline hold its beginning: trails cut short, and titles of pages."""
    cdef Document* document = &workspace.document
    cdef Beginning beginning
    cdef int32_t row
    cdef int64_t size
    cdef const uint32_t* held
    if not _read_beginning(document, title, &beginning):
        return 0
    for row in range(max(title - <int32_t>FAR_ENOUGH, 0), title):
        held = _casefolded(workspace, row, &size)
        document.value[<int>TRAIL][row] = _holds_beginning(held, size, &beginning)
    return 0


# --- the headline of a short page, as the markup names it -------------------------------------------------------------

cdef enum:
    # For the headline of a short page: more than hints in company and the scorecard say against it. On the 40 labelled
    # pages that have one, all other evidence gives it from -6 to +4 points, but for one sure rule.
    MARKED_HEADLINE = 600
    # On longer pages the headline is one line among many like it, and the scorecard decides, as it has learnt to.
    SHORT_PAGE_LINES = 50
    LINKED_PERCENT = 50  # a heading that is a link leads to the front page or to another story


cdef int _weigh_headline(Workspace workspace, int16_t* points) except -1 nogil:
    """Weigh for the only first-level heading of a short page; lines without markup have none."""
    cdef Document* document = &workspace.document
    cdef int32_t row, only = -1
    if document.in_h1 < 0 or document.link_share < 0 or document.rows >= SHORT_PAGE_LINES:
        return 0
    if sum_of_all(document, document.in_h1) != 1:
        return 0
    for row in range(document.rows):
        if document.value[document.in_h1][row] > 0:
            only = row
    if sum_behind(document, WORDS, only) > 0 and document.value[document.link_share][only] < LINKED_PERCENT:
        points[only] = MARKED_HEADLINE
    return 0


# --- a second opinion: what another extractor took for the body of the page is likelier to be it ----------------------

cdef enum:  # its column
    NO_OPINION, LEFT, TAKEN

OPINIONS = LEFT, TAKEN
"""What another extractor did with a line, as the column `extracted` has it; 0 where it has no opinion."""

cdef enum:
    # What its word weighs. Swept 50-300 with trafilatura on WCXB's development articles, cross-validated by host: F1
    # .9554 at 100, .9533 at 200, .9474 at 300, where its word is nearly law; without it .9526, alone .9380.
    WORD = 100


cdef int _weigh_second_opinion(Workspace workspace, int16_t* points) except -1 nogil:
    """Weigh for the lines that another extractor took, and against those that it left out."""
    cdef Document* document = &workspace.document
    cdef int32_t row
    if document.extracted >= 0:
        for row in range(document.rows):
            if document.value[document.extracted][row] == TAKEN:
                points[row] = WORD
            elif document.value[document.extracted][row] == LEFT:
                points[row] = -WORD
    return 0


# --- interface: short lines all of whose words sites say around articles, whoever put them together -------------------

cdef enum:
    # Against a line of nothing but interface words of one language before or after all prose. Of phrases of unknown
    # systems (every fourth held out), 17 % go without it, 32 % with it.
    AROUND_TEXT = -600
    BETWEEN_PARAGRAPHS = -300  # the same between paragraphs, where it may head a part of an article about such things


cdef int _weigh_interface(Workspace workspace, int16_t* points) except -1 nogil:
    """Weigh against labels that no rule knows; those that one knows are weighed by its strength."""
    cdef Document* document = &workspace.document
    cdef int32_t row
    for row in range(document.rows):
        if document.value[<int>INTERFACE][row] > 0 and document.value[<int>HIT][row] == 0:
            if sum_before(document, PROSE, row) == 0 or sum_behind(document, PROSE, row) == 0:
                points[row] = AROUND_TEXT
            else:
                points[row] = BETWEEN_PARAGRAPHS
    return 0


# --- the benefit of the doubt: what is asked beyond the scorecard before a line goes that no rule or word speaks against

cdef enum:
    # For a sentence, in a document of no lines; it fades to none at `MANY_LINES`. In short texts, prose is hardly ever
    # another story's. Swept 0-400 with frames and field cases: of 324 content lines, 42 fall without it, 33 at 200, 24
    # at 400, at the cost of .003 of the frames' chrome. At 700 paragraphs stay among four times as many lines of debris.
    SENTENCE_DOUBT = 700
    MANY_LINES = 100
    # For any line, where none is surely debris; it fades to none at `MANY_SURE` of them. Swept 0-200: of clean text .89 %
    # goes without it, .58 % at 100, .54 % at 200; of the frames' chrome .18, .22 and .24 stay.
    CLEAN_DOUBT = 100
    MANY_SURE = 4
    # For the headline, as far as it is told: in frames 86 % stay without it, 90 % at 200, 91 % at 400, where of page
    # dumps .003 more of what is unwanted stays.
    HEADLINE_DOUBT = 200


cdef inline bint _is_doubted(const Document* document, int32_t row) noexcept nogil:
    """Tell whether another heuristic speaks against a row."""
    cdef int number
    for number in range(<int>DOUBT):
        if document.points[number][row] < 0:
            return True
    return False


cdef int _weigh_doubt(Workspace workspace, int16_t* points) except -1 nogil:
    """Weigh for lines that hardly any rule matches, the more the shorter and the cleaner the document is, and for the
    headline; markup leaves no doubt.

    It is no part of what the scorecard is fitted with: a wrong removal costs more than a line too many.
    """
    cdef Document* document = &workspace.document
    cdef int32_t row, any_line, sentence
    if document.in_h1 >= 0:
        return 0
    any_line = CLEAN_DOUBT * max(<int32_t>MANY_SURE - sum_of_all(document, SURE), 0) // MANY_SURE
    sentence = SENTENCE_DOUBT * max(<int32_t>MANY_LINES - document.rows, 0) // MANY_LINES
    for row in range(document.rows):
        if document.value[<int>STRONG][row] or document.value[<int>SURE][row] or _is_doubted(document, row):
            continue
        points[row] = any_line
        if document.value[<int>HIT][row] == 0 and document.value[<int>SHAPE][row] >= SENTENCE:
            points[row] += sentence
        if document.value[<int>TITLE_PLACE][row] == 0:
            points[row] += HEADLINE_DOUBT
    return 0


# --- strong rules: what they name may stand anywhere ------------------------------------------------------------------

cdef enum:
    # The most that surroundings say for a line that a strong rule names: less than the rule says against it. "Published
    # May 15, 2024" between two paragraphs is no heading of the text, however much it stands where one would. Sentences,
    # and lines of a list or a table, may be content all the same. (Of 162 lines of debris in field cases 25 stay without
    # it, 13 with it.)
    MOST_AGAINST_A_RULE = 200
    LIST_ITEMS = 5  # more for each percent of a clean list that a document is: there dates are content


cdef void weigh_strong_rules(Document* document) noexcept nogil:
    """Hold down what the scorecard says for lines that strong rules name."""
    cdef int32_t row, most = MOST_AGAINST_A_RULE + LIST_ITEMS * (100 - document.list_percent)
    for row in range(document.rows):
        if document.from_rules[row] <= WEAKEST_SURE or document.from_rules[row] > NAMED:
            continue
        if document.points[<int>BLOCKS][row] == 0 and document.value[<int>SHAPE][row] < SENTENCE:
            document.points[<int>STRONG_RULES][row] = <int16_t>min(most - document.from_scorecard[row], 0)


# --- body: lines of the article's own element, as the markup has it ---------------------------------------------------

cdef enum:
    # For a line, and for one of a block, that stands in the element around most of the prose and in nothing there that is
    # called something beside an article. Of lines of lists, tables, poems and the like that were put into pages of other
    # hosts, 26 % are lost so at the end of the article and 40 % without; at 100 and 400 for all of them it is 23 %, and
    # F1 of pages of the world .002 less.
    OWN_LINE = 50
    OWN_BLOCK = 250
    MOST_BLOCK_LINES = 12  # longer ones are lists of other stories as often
    # Blocks of links lead to other stories; without a heading, right beside a paragraph, they belong to it as often. Of
    # the same lines, 18 % are lost at the end so, 20 % with 250 points, and F1 stays the same.
    OWN_LINKS = 450
    # More for a line with nothing but such lines between it and a paragraph: names below a letter, what people say.
    NEAR_PARAGRAPH = 50
    NEAR_LINES = 6


cdef inline bint _is_own(const Document* document, int32_t row) noexcept nogil:
    """Tell whether a row stands in the article's own element, and no rule knows it; rows without markup stand in none."""
    return document.in_body >= 0 and document.value[document.in_body][row] > 0 and document.value[<int>HIT][row] == 0


cdef inline bint _is_own_paragraph(const Document* document, int32_t row) noexcept nogil:
    """Tell whether a row holds prose of the article's own element; rows beyond the document's ends do not."""
    return (
        0 <= row < document.rows
        and document.value[<int>PROSE][row] > 0
        and document.value[document.in_body][row] > 0
    )


cdef int _weigh_body(Workspace workspace, int16_t* points) except -1 nogil:
    """Weigh for lines in the article's own element that no rule knows, and for blocks of which it knows half at most."""
    cdef Document* document = &workspace.document
    cdef int32_t first = 0, row, behind, hits
    cdef int16_t own
    if document.in_body < 0 or document.unit < 0:
        return 0
    while first < document.rows:
        behind, hits = _unit_end(document, first), 0
        own = _points_of_unit(document, first, behind)
        for row in range(first, behind):
            hits += document.value[<int>HIT][row] > 0
        for row in range(first, behind):
            if document.value[document.in_body][row] > 0 and hits <= (behind - first) // 2:
                points[row] = own
        first = behind
    return 0


cdef int32_t _unit_end(const Document* document, int32_t first) noexcept nogil:
    """Return the row behind those of a unit: a list, a table, a poem; a row that is in none is one by itself."""
    cdef int32_t behind = first + 1
    cdef const int32_t* unit = document.value[document.unit]
    while behind < document.rows and 0 < unit[first] < LARGEST and unit[behind] == unit[first]:
        behind += 1
    return behind


cdef int16_t _points_of_unit(const Document* document, int32_t first, int32_t behind) noexcept nogil:
    """Return what each row of a unit in the article's own element has for it."""
    cdef int32_t row
    cdef bint leads_away = False, is_block = 1 < behind - first <= MOST_BLOCK_LINES
    for row in range(first, behind):
        leads_away |= document.value[document.link_share][row] >= LINKED_PERCENT
    if leads_away:
        if is_block and (_is_own_paragraph(document, first - 1) or _is_own_paragraph(document, behind)):
            return OWN_LINKS
        return 0
    if is_block:
        return OWN_BLOCK
    if behind == first + 1 and (_is_near_paragraph(document, first, -1) or _is_near_paragraph(document, first, 1)):
        return OWN_LINE + NEAR_PARAGRAPH
    return OWN_LINE


cdef bint _is_near_paragraph(const Document* document, int32_t row, int step) noexcept nogil:
    """Tell whether nothing but lines of the article stands between a row, if it holds no prose, and a paragraph."""
    cdef int _
    if _is_own_paragraph(document, row):
        return False
    for _ in range(<int>NEAR_LINES):
        row += step
        if _is_own_paragraph(document, row):
            return True
        if not 0 <= row < document.rows or not _is_own(document, row):
            return False
        if document.value[document.link_share][row] >= LINKED_PERCENT:
            return False
    return False
