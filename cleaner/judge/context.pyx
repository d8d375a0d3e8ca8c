# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A document in one round: the rows that are left, and what their columns say in these surroundings."""

from array import array

from cpython.mem cimport PyMem_RawFree
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from cleaner.judge.blocks cimport find_blocks
from cleaner.lines.bits cimport lowest_bit
from cleaner.lines.characters cimport END, Letters, letters_of, line_end, next_folded, unit_at
from cleaner.lines.memory cimport mixed, resized
from cleaner.lines.table cimport (
    CAPITALISED,
    CAPITALS,
    CHARACTERS,
    DIGITS,
    ENDS_SENTENCE,
    FUNCTION_WORDS,
    INTERFACE,
    LATIN,
    MEASURED,
    OTHER_SCRIPT,
    SENTENCE_ENDS,
    WORDS,
    Hit,
    Table,
)

from cleaner.lines.table import NAMES as MEASURED_NAMES
from cleaner.result import Label

NAMES = (
    *MEASURED_NAMES,
    "function_share",
    "capitalised_share",
    "capital_share",
    "digit_share",
    "word_length",
    "sentence_share",
    "line",
    "gap",
    "short",
    "prose",
    "long",
    "copies",
    "copies_before",
    "hit",
    "protect",
    "hint",
    "strong",
    "sure",
    "menu",
    "talk",
    "more",
    "offer",
    "meta",
    "caption",
    "credit",
    "block_size",
    "block_share",
    "block_place",
    "shape",
    "run_lines",
    "run_place",
    "run_words",
    "run_hits",
    "listing",
    "headed",
    "quiet_lines",
    "quiet_size",
    "quiet_place",
    "title_place",
    "trail",
    "shared",
    "foreign",
    "likely",
    "likely_words",
    "unlikely_words",
    "content",
    "passage",
    "refuse",
    "run_likely",
    "shape_likely",
    "main_place",
    "main_rest",
    "main_gap",
    "kin",
    "kin_share",
    "kin_passage",
    "kin_refuse",
    "kin_lead",
    "likely_density",
    "main_lines",
    "main_words",
    "main_share",
    "main_likely",
    "hit_density",
    "menu_density",
    "short_density",
    "prose_density",
)
"""The columns that every document has, in the order of `Derived`."""

assert len(NAMES) == KNOWN

cdef enum:
    ALIGNED = 64  # bytes: where arrays begin, for the processor's vectors
    MOST_SUM = 0x7FFFFFFF
    NEWLINE = 10
    RETURN = 13


cdef class Workspace:
    """The memory for judging documents, one after the other; a row takes about 320 bytes, with markup twice as many."""

    def __dealloc__(self):
        PyMem_RawFree(self.memory)
        PyMem_RawFree(self.spare)

    cdef int take(self, Table table, int32_t columns, int32_t margin, int32_t near, const uint8_t* asked) except -1 nogil:
        """Take all rows of a document; tell what is derived of each row by itself later."""
        cdef Document* document = &self.document
        cdef size_t size
        document.rows, document.columns, document.margin, document.near = <int32_t>table.rows, columns, max(margin, near), near
        document.hit_count = table.hit_count
        document.text = table.text
        document.term, document.first_term = table.term, table.first_term
        document.body = NOT_YET
        size = _lay_out(document, asked, NULL)
        if size > self.size:
            self.memory, self.size = resized(self.memory, size + size // 4), size + size // 4
        _lay_out(document, asked, <char*>self.memory)
        _take_rows(document, table)
        return 0

    cdef void* scratch(self, size_t size) except NULL nogil:
        """Return room for so many bytes; what was written there stays."""
        if size > self.spare_size or self.spare == NULL:
            self.spare, self.spare_size = resized(self.spare, size + size // 4), size + size // 4
        return self.spare


cdef char* _placed(char** at, size_t size) noexcept nogil:
    """Return where an array of so many bytes begins, and move behind it."""
    cdef char* place = at[0]
    at[0] = place + (size + ALIGNED - 1) // ALIGNED * ALIGNED
    return place


cdef size_t _lay_out(Document* document, const uint8_t* asked, char* memory) noexcept nogil:
    """Give each array of a document its place in the memory, and return how many bytes all take."""
    cdef char* at = <char*>(<size_t>memory + (ALIGNED - 1) & ~<size_t>(ALIGNED - 1))
    cdef size_t rows = document.rows, hits = document.hit_count
    cdef size_t column = (rows + 2 * document.margin + 1) * sizeof(int32_t), ahead = document.margin * sizeof(int32_t)
    cdef int number
    for number in range(document.columns):
        document.value[number] = <int32_t*>(_placed(&at, column) + ahead) if asked[number] else NULL
        document.before[number] = <int32_t*>(_placed(&at, column) + ahead) if asked[number] & SUMS else NULL
    document.row = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    document.protected = <uint8_t*>_placed(&at, rows)
    document.hits = <Hit*>_placed(&at, hits * sizeof(Hit))
    document.holding = <Hit*>_placed(&at, hits * sizeof(Hit))
    document.from_rules = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    document.rule = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    for number in range(HEURISTICS):
        document.points[number] = <int16_t*>_placed(&at, rows * sizeof(int16_t))
    document.from_scorecard = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    document.total = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    document.run = <int32_t*>_placed(&at, rows * sizeof(int32_t))
    document.is_name = <uint8_t*>_placed(&at, rows)
    document.debris = <uint8_t*>_placed(&at, rows)
    document.sums = <int64_t*>_placed(&at, (rows + 1) * sizeof(int64_t))
    document.seen = <Seen*>_placed(&at, power_of_two(2 * document.first_term[rows]) * sizeof(Seen))
    document.slots = <int32_t*>_placed(&at, power_of_two(2 * rows) * sizeof(int32_t))
    return at - memory + ALIGNED


cdef int32_t power_of_two(int64_t least) noexcept nogil:
    """Return the smallest power of two that is at least so much, and at least 4."""
    cdef int32_t power = 4
    while power < least and power < 1 << 30:
        power *= 2
    return power


cdef void _take_rows(Document* document, Table table) noexcept nogil:
    """Take what the table has of each row."""
    cdef int32_t row, column, rows = document.rows
    document.all_rows = rows
    document.start, document.stop, document.key, document.opening = table.start, table.stop, table.key, table.opening
    document.goes_on = table.goes_on
    document.interface = table.interface if table.ask_languages else NULL
    memcpy(document.hits, table.hits, document.hit_count * sizeof(Hit))
    memset(document.protected, False, rows)
    for column in range(<int32_t>MEASURED):
        if document.value[column] != NULL:
            widen(document.value[column], table.column[column], rows)
    for row in range(rows):
        document.row[row] = row
        document.value[<int>GAP][row] = row > 0 and table.start[row] > table.stop[row - 1]


cdef void widen(int32_t* out, const uint16_t* column, int32_t rows) noexcept nogil:
    """Copy a column."""
    cdef int32_t row
    for row in range(rows):
        out[row] = column[row]


# --- the rows that are left -------------------------------------------------------------------------------------------


cdef void keep_rows(Document* document) noexcept nogil:
    """Go on with the rows that are no debris, as if the others had never stood in the document."""
    cdef int32_t* stay = <int32_t*>document.sums  # the rows that stay, in order: none is moved to behind where it is
    cdef int32_t row, kept = 0, column
    for row in range(document.rows):
        if not document.debris[row]:
            stay[kept] = row
            kept += 1
    _keep_hits(document)
    _keep_values(document.row, stay, kept)
    for column in range(document.columns):
        if document.value[column] == NULL:
            continue
        if column < <int32_t>COPIES or column == SHARED or HIT <= column <= CREDIT or column >= <int32_t>KNOWN:
            _keep_values(document.value[column], stay, kept)
    document.rows = kept
    _find_gaps(document)


cdef void _keep_values(int32_t* values, const int32_t* stay, int32_t kept) noexcept nogil:
    """Move the values of rows that stay to where they go."""
    cdef int32_t row
    for row in range(kept):
        values[row] = values[stay[row]]


cdef void _keep_hits(Document* document) noexcept nogil:
    """Keep the hits of the rows that stay; both are in order."""
    cdef Py_ssize_t hit, kept = 0
    cdef int32_t row = 0, gone = 0
    for hit in range(document.hit_count):
        while row < document.hits[hit].row:
            gone += document.debris[row] != 0
            row += 1
        if not document.debris[row]:
            document.hits[kept] = Hit(row - gone, document.hits[hit].rule)
            kept += 1
    document.hit_count = kept


cdef void _find_gaps(Document* document) noexcept nogil:
    """Tell before which rows blank lines stand once the rows between them are cut.

    The blank lines before a cut stay or, where there were none, those behind it: see `cut`. Those between rows that
    were cut have gone, in whichever round.
    """
    cdef int32_t row
    cdef int32_t* gap = document.value[<int>GAP]
    if document.rows:
        gap[0] = False
    for row in range(1, document.rows):
        gap[row] = _is_blank_behind(document, document.row[row - 1]) or (
            _blank_start(document, document.row[row]) < start_of(document, row) and not _fuse(document, row)
        )


cdef inline bint _is_blank_behind(const Document* document, int32_t origin) noexcept nogil:
    """Tell whether blank lines stand behind a row of the table."""
    return origin + 1 < document.all_rows and document.start[origin + 1] > document.stop[origin]


cdef inline int64_t _blank_start(const Document* document, int32_t origin) noexcept nogil:
    """Return where the blank lines before a row of the table begin or, where there are none, the row itself."""
    return document.stop[origin - 1] if origin else 0


cdef bint _fuse(const Document* document, int32_t row) noexcept nogil:
    r"""Tell whether the blank line before a row becomes part of the newline before a cut: \r and \n are one then."""
    cdef int64_t blank = _blank_start(document, document.row[row])
    return (
        unit_at(&document.text, stop_of(document, row - 1) - 1) == RETURN
        and start_of(document, row) - blank == 1
        and unit_at(&document.text, blank) == NEWLINE
    )


# --- what each row's own columns say of each other --------------------------------------------------------------------

cdef enum:
    # A line is prose from so many words on, if so many percent of them are function words and a sentence ends in it.
    PROSE_WORDS = 10
    PROSE_FUNCTION_SHARE = 20
    # Languages differ: function words are 45 % of the words of English prose, 30 % of Russian, 20 % of Turkish. So this
    # much of what is usual in the document is enough.
    PROSE_USUAL_PERCENT = 67
    # With fewer percent, the language is one that no list is of: then a line is prose if it is no list of names. Words
    # that others happen to have come to 12 % in Malagasy, and to 4 % in Quechua; of listed languages none has under 20.
    KNOWN_LANGUAGE = 15
    NAMES_PERCENT = 50
    SHORT_WORDS = 4  # menu entries, tags and names have at most so many
    LONG_WORDS = 40  # teasers are hardly ever longer
    BETWEEN = 3  # so many lines that are no prose end a block: a heading, a picture's caption and a credit do not

PROSE_LIMITS = PROSE_WORDS, PROSE_FUNCTION_SHARE

ctypedef fused Number:
    const uint16_t
    const int32_t

cdef struct Prose:  # what prose is told by in a document: percents
    int32_t functions  # so many are enough
    int32_t capitalised  # and so many not too many


cdef Prose _usual_prose(Number* words, Number* functions, Number* ends, int32_t rows) noexcept nogil:
    """Tell by what prose is told in a document of so many rows."""
    cdef int64_t all_words = 0, all_functions = 0
    cdef int32_t row, usual
    for row in range(rows):
        if words[row] >= PROSE_WORDS and ends[row] > 0:
            all_words += words[row]
            all_functions += functions[row]
    usual = <int32_t>(100 * all_functions // max(all_words, <int64_t>1))
    if usual < KNOWN_LANGUAGE:
        return Prose(0, NAMES_PERCENT)
    return Prose(min(usual * PROSE_USUAL_PERCENT // 100, <int32_t>PROSE_FUNCTION_SHARE), 100)


cdef inline bint _is_prose(int64_t words, int64_t functions, int64_t ends, int64_t capitalised, Prose prose) noexcept nogil:
    return (
        (words >= PROSE_WORDS)
        & (100 * functions >= prose.functions * words)
        & (ends > 0)
        & (100 * capitalised <= prose.capitalised * words)
    )


def prose_words(
    const uint16_t[::1] words, const uint16_t[::1] functions, const uint16_t[::1] ends, const uint16_t[::1] capitalised
):
    """Return the words of each line of a document that is prose, 0 for others, given its columns of these names."""
    cdef Py_ssize_t row
    cdef Prose prose
    if not len(words):
        return array("H")
    prose = _usual_prose(&words[0], &functions[0], &ends[0], <int32_t>len(words))
    return array("H", [
        words[row] if _is_prose(words[row], functions[row], ends[row], capitalised[row], prose) else 0
        for row in range(len(words))
    ])


cdef void _prose_columns(Document* document) noexcept nogil:
    """Tell which of the rows that are left are prose, and which of these are long."""
    cdef int32_t row
    cdef const int32_t* words = document.value[<int>WORDS]
    cdef const int32_t* functions = document.value[<int>FUNCTION_WORDS]
    cdef const int32_t* ends = document.value[<int>SENTENCE_ENDS]
    cdef const int32_t* capitalised = document.value[<int>CAPITALISED]
    cdef int32_t* out = document.value[<int>PROSE]
    cdef Prose prose = _usual_prose(words, functions, ends, document.rows)
    for row in range(document.rows):
        out[row] = words[row] * _is_prose(words[row], functions[row], ends[row], capitalised[row], prose)
    for row in range(document.rows):
        document.value[<int>LONG][row] = out[row] >= LONG_WORDS


cdef void shape_columns(Document* document, Table table) noexcept nogil:
    """Work out what each row's own columns say of each other."""
    cdef int32_t row, words
    cdef const uint16_t* functions = table.column[<int>FUNCTION_WORDS]
    _percent(document, FUNCTION_SHARE, functions, table.column[<int>WORDS])
    _percent(document, CAPITALISED_SHARE, table.column[<int>CAPITALISED], table.column[<int>WORDS])
    _percent(document, CAPITAL_SHARE, table.column[<int>CAPITALS], table.column[<int>CHARACTERS])
    _percent(document, DIGIT_SHARE, table.column[<int>DIGITS], table.column[<int>CHARACTERS])
    _percent(document, SENTENCE_SHARE, table.column[<int>SENTENCE_ENDS], table.column[<int>WORDS])
    _percent(document, WORD_LENGTH, table.column[<int>CHARACTERS], table.column[<int>WORDS])
    for row in range(document.rows):
        words = table.column[<int>WORDS][row]
        document.value[<int>LINE][row] = 1
        document.value[<int>SHORT][row] = words <= SHORT_WORDS
        if document.value[<int>WORD_LENGTH] != NULL:
            document.value[<int>WORD_LENGTH][row] //= 10


cdef void _percent(Document* document, int column, const uint16_t* part, const uint16_t* whole) noexcept nogil:
    """Write how many percent parts are, rounded down; doubles are exact that far, and divided several at a time."""
    cdef int32_t row
    cdef int32_t* out = document.value[column]
    if out != NULL:
        for row in range(document.rows):
            out[row] = <int32_t>(100.0 * part[row] / max(<int32_t>whole[row], 1))


# --- what depends on other rows ---------------------------------------------------------------------------------------


cdef void fill_columns(Document* document, Table table, const Rule* rules, uint64_t spoken) noexcept nogil:
    """Work out all columns that depend on other rows, and what kind of document it is."""
    _prose_columns(document)
    hold_hits(document, table, rules, spoken)
    _hit_columns(document, rules)
    _count_copies(document)
    _block_columns(document)
    find_blocks(document)
    _shared_column(document)
    _foreign_column(document)
    _fill_margins(document)
    sum_columns(document, 0, LIKELY)
    sum_columns(document, HIT_DENSITY, document.columns)
    _know_document(document)


cdef void _hit_columns(Document* document, const Rule* rules) noexcept nogil:
    """Tell which kinds of rules match each row: by strength, and the strongest by family."""
    cdef int32_t row
    cdef Py_ssize_t hit
    cdef int column
    cdef int32_t* of_family
    cdef const Rule* rule
    for column in range(<int>HIT, <int>CREDIT + 1):
        memset(document.value[column], 0, document.rows * sizeof(int32_t))
    for hit in range(document.holding_count):
        row, rule = document.holding[hit].row, &rules[document.holding[hit].rule]
        document.value[<int>PROTECT + rule.strength][row] = 1
        if rule.strength > 0:
            document.value[<int>HIT][row] = 1
        if rule.family >= 0:
            of_family = &document.value[<int>MENU + rule.family][row]
            of_family[0] = max(of_family[0], <int32_t>rule.strength)


# --- what depends on the language, which is that of the lines that are left -------------------------------------------
# "Annonce" is the label of an advertisement in Danish and an announcement in French, "propaganda" the same in Portuguese
# and a subject everywhere else. A document's language is read off its function words, and only where there is such a hit.

cdef enum:
    FEWEST_WORDS = 8  # with fewer function words of any one language, a document's language is not known
    # A document may be of each language that has so many percent of the function words of the commonest: Danish and
    # Norwegian text have four fifths of theirs in common, Spanish and Portuguese half.
    ALIKE_PERCENT = 60
    MOST_LANGUAGES = 64


cdef void hold_hits(Document* document, Table table, const Rule* rules, uint64_t spoken) noexcept nogil:
    """Find the hits that hold: those of the document's language, but for what it is about.

    Tell which rows are labels in the language, too, if it is one of those spoken. Where it cannot be told, what is bound
    holds, and nothing is a label.
    """
    cdef uint64_t languages = 0, bound
    cdef Py_ssize_t hit, kept = 0
    cdef int32_t row
    if table.ask_languages and _is_doubtful(document, rules):
        languages = _languages(document, table)
    for hit in range(document.hit_count):
        bound = rules[document.hits[hit].rule].bound
        if not bound or not languages or bound & languages:
            document.holding[kept] = document.hits[hit]
            kept += 1
    document.holding_count = kept
    _leave_sentences(document, rules)
    _leave_subject(document, rules)
    for row in range(document.rows if table.ask_languages else 0):
        document.value[<int>INTERFACE][row] = (document.interface[document.row[row]] & spoken & languages) != 0


cdef bint _is_doubtful(const Document* document, const Rule* rules) noexcept nogil:
    """Tell whether anything depends on the language."""
    cdef Py_ssize_t hit
    cdef int32_t row
    for hit in range(document.hit_count):
        if rules[document.hits[hit].rule].bound:
            return True
    for row in range(document.rows):
        if document.interface[document.row[row]]:
            return True
    return False


cdef uint64_t _languages(const Document* document, Table table) noexcept nogil:
    """Return the languages that the rows may be of, a bit each; 0 where they say too little."""
    cdef int64_t[MOST_LANGUAGES] counts
    cdef int64_t most = 0
    cdef uint64_t languages = 0
    cdef int language
    memset(counts, 0, sizeof(counts))
    _count(document, table, counts)
    for language in range(<int>MOST_LANGUAGES):
        most = max(most, counts[language])
    if most < FEWEST_WORDS:
        return 0
    for language in range(<int>MOST_LANGUAGES):
        if 100 * counts[language] >= ALIKE_PERCENT * most:
            languages |= <uint64_t>1 << language
    return languages


cdef void _count(const Document* document, Table table, int64_t* counts) noexcept nogil:
    """Count the function words of each language in the rows."""
    cdef int64_t word
    cdef int32_t row
    cdef uint64_t bits
    for row in range(document.rows):
        for word in range(table.first_word[document.row[row]], table.first_word[document.row[row] + 1]):
            bits = table.word_languages[table.word[word]]
            while bits:
                counts[lowest_bit(bits)] += 1
                bits &= bits - 1


# --- what begins like a notice and goes on as a sentence of the text: "We use cookies as weights for the tablecloth" -----


cdef void _leave_sentences(Document* document, const Rule* rules) noexcept nogil:
    """Let no sure beginning hold where its row is a sentence of the text for all we know."""
    cdef Py_ssize_t hit, kept = 0
    cdef int32_t row, hits = 0
    cdef int32_t* is_hit = document.slots
    memset(is_hit, 0, document.rows * sizeof(int32_t))
    for hit in range(document.holding_count):
        if rules[document.holding[hit].rule].strength > 0:
            hits += not is_hit[document.holding[hit].row]
            is_hit[document.holding[hit].row] = True
    for hit in range(document.holding_count):
        row = document.holding[hit].row
        if not (
            rules[document.holding[hit].rule].partial
            and rules[document.holding[hit].rule].strength == SURELY
            and document.goes_on[document.row[row]]
            and _is_beside_text(document, is_hit, row, hits == 1)
        ):
            document.holding[kept] = document.holding[hit]
            kept += 1
    document.holding_count = kept


cdef inline bint _is_beside_text(const Document* document, const int32_t* is_hit, int32_t row, bint is_only) noexcept nogil:
    """Tell whether a row stands between two sentences or paragraphs of which no rule says anything.

    The only hit of a document may be its first or last row, too.
    """
    cdef bint is_first = row == 0, is_last = row == document.rows - 1
    cdef bint before = not is_first and not is_hit[row - 1] and _is_said(document, row - 1)
    cdef bint behind = not is_last and not is_hit[row + 1] and _is_said(document, row + 1)
    if is_only:
        before |= is_first and behind
        behind |= is_last and before
    return before and behind


# --- what a document is about: a privacy policy says what rules know of notices, and it is its text -------------------

cdef enum:
    SAID_WORDS = 6  # a row of so many words that ends a sentence is part of a text
    # So many sentences of a notice stand among others that no rule matches, and a heading of it above one; between them
    # lie so many percent of all words that stand in sentences. A notice of cookies is shorter than the article below it.
    SUBJECT_SENTENCES = 2
    SUBJECT_PERCENT = 50
    BESIDE = 2  # rows

cdef uint64_t NOTICES = 0  # by label, a bit each: what such documents are about
cdef uint64_t NOTICED = 0  # and what else stands in them
for _number, _label in enumerate(Label):
    NOTICES |= <uint64_t>(_label in {Label.LEGAL, Label.CONSENT}) << <int>_number
    NOTICED |= <uint64_t>(
        _label in {Label.LEGAL, Label.CONSENT, Label.NEWSLETTER, Label.LOGIN, Label.DATE, Label.NAVIGATION}
    ) << <int>_number

cdef enum:  # what a row is to a subject
    NOTHING, SAID, NOTICE_SAID, NOTICE_NAMED  # a sentence; one of a notice; the heading of one


cdef void _leave_subject(Document* document, const Rule* rules) noexcept nogil:
    """Let no hit hold for what the document is about."""
    cdef int32_t first, last
    cdef Py_ssize_t hit, kept = 0
    if not _find_subject(document, rules, &first, &last):
        return
    for hit in range(document.holding_count):
        if not first <= document.holding[hit].row <= last or not NOTICED >> rules[document.holding[hit].rule].label & 1:
            document.holding[kept] = document.holding[hit]
            kept += 1
    document.holding_count = kept


cdef bint _find_subject(Document* document, const Rule* rules, int32_t* first, int32_t* last) noexcept nogil:
    """Tell whether the document is about what notices say, and from which row to which."""
    cdef int32_t* what = document.slots
    cdef int32_t row, sentences = 0, names = 0
    cdef int64_t words = 0, inside = 0
    if not _tell_sentences(document, rules, what):
        return False
    first[0], last[0] = document.rows, -1
    for row in range(document.rows):
        if what[row] == NOTICE_SAID and (_is_near(document, what, row, -BESIDE) or _is_near(document, what, row, BESIDE)):
            sentences += 1
        elif what[row] == NOTICE_NAMED and _is_near(document, what, row, BESIDE):
            names += 1
        else:
            continue
        first[0], last[0] = min(first[0], row), row
    if sentences < SUBJECT_SENTENCES or not names:
        return False
    for row in range(last[0] + 1, document.rows):
        if row > last[0] + BESIDE + 1:
            break
        if _is_said(document, row):
            last[0] = row
    for row in range(document.rows):
        if what[row] in (SAID, NOTICE_SAID):
            words += document.value[<int>WORDS][row]
            inside += document.value[<int>WORDS][row] if first[0] <= row <= last[0] else 0
    return 100 * inside >= SUBJECT_PERCENT * words


cdef bint _tell_sentences(const Document* document, const Rule* rules, int32_t* what) noexcept nogil:
    """Tell what each row is to a subject; return whether there are notices at all."""
    cdef int32_t row
    cdef Py_ssize_t hit
    cdef bint found = False
    for hit in range(document.holding_count):
        found |= NOTICES >> rules[document.holding[hit].rule].label & 1
    if not found:
        return False
    for row in range(document.rows):
        what[row] = SAID if _is_said(document, row) else NOTHING
    for hit in range(document.holding_count):
        row = document.holding[hit].row
        if NOTICES >> rules[document.holding[hit].rule].label & 1:
            what[row] = NOTICE_SAID if _is_said(document, row) else NOTICE_NAMED
        elif what[row] == SAID:
            what[row] = NOTHING
    return True


cdef inline bint _is_said(const Document* document, int32_t row) noexcept nogil:
    return document.value[<int>PROSE][row] > 0 or (
        document.value[<int>ENDS_SENTENCE][row] > 0 and document.value[<int>WORDS][row] >= SAID_WORDS
    )


cdef inline bint _is_near(const Document* document, const int32_t* what, int32_t row, int32_t farthest) noexcept nogil:
    """Tell whether a sentence that no rule matches stands within some rows of one, on one side."""
    cdef int32_t at
    for at in range(max(row + min(farthest, 0), 0), min(row + max(farthest, 0), document.rows - 1) + 1):
        if what[at] == SAID:
            return True
    return False


# --- copies -----------------------------------------------------------------------------------------------------------


cdef void _count_copies(Document* document) noexcept nogil:
    """Count how often each line stands in the document, and how often before; lines are compared in folded form.

    A slot of the table holds the first row with a key and a text, counted from 1.
    """
    cdef int32_t row, one, size = power_of_two(2 * <int64_t>document.rows)
    cdef int32_t* copies = document.value[<int>COPIES]
    cdef int32_t* before = document.value[<int>COPIES_BEFORE]
    cdef uint64_t slot
    memset(document.slots, 0, size * sizeof(int32_t))
    for row in range(document.rows):
        slot = (document.key[document.row[row]] ^ document.key[document.row[row]] >> 32) & <uint64_t>(size - 1)
        while document.slots[slot] and not _same(document, document.slots[slot] - 1, row):
            slot = (slot + 1) & <uint64_t>(size - 1)
        if not document.slots[slot]:
            document.slots[slot] = row + 1
            copies[row] = 0
        one = document.slots[slot] - 1
        before[row] = copies[one]
        copies[one] += 1
        if one != row:
            copies[row] = -1 - one  # until all are counted
    for row in range(document.rows):
        if copies[row] < 0:
            copies[row] = copies[-1 - copies[row]]


cdef inline bint _same(const Document* document, int32_t row, int32_t other) noexcept nogil:
    """Tell whether two lines are the same; most with the same key are so to the letter."""
    cdef int64_t length = stop_of(document, row) - start_of(document, row)
    cdef int width = document.text.kind if document.text.kind else 1
    cdef const char* data = <const char*>document.text.data
    if document.key[document.row[row]] != document.key[document.row[other]]:
        return False
    if stop_of(document, other) - start_of(document, other) == length:
        if not memcmp(data + start_of(document, row) * width, data + start_of(document, other) * width, length * width):
            return True
    return _folds_alike(document, row, other)


cdef bint _folds_alike(const Document* document, int32_t row, int32_t other) noexcept nogil:
    """Tell whether two lines have the same folded form."""
    cdef Letters ours = line_letters(document, row), theirs = line_letters(document, other)
    cdef uint32_t letter = next_folded(&ours)
    while letter == next_folded(&theirs):
        if letter == END:
            return True
        letter = next_folded(&ours)
    return False


cdef Letters line_letters(const Document* document, int32_t row) noexcept nogil:
    """Return the letters of a line, without its newline."""
    return letters_of(&document.text, start_of(document, row), line_end(&document.text, start_of(document, row), stop_of(document, row)))


# --- blocks -----------------------------------------------------------------------------------------------------------


cdef void _block_columns(Document* document) noexcept nogil:
    """Tell of each row's block: paragraphs with at most a few other lines between them.

    The article is mostly the largest of a page's blocks; teasers and comments are blocks of their own. All lines belong
    to the last block that started, if any. Sizes are in words of prose, in percent of the largest block's and of the
    document's; a block's place is how many it comes after the largest one (before: negative).
    """
    cdef int32_t row, last = -BETWEEN - 1, block = 0, main = 0
    cdef int64_t all_prose = 0, largest = 0
    cdef const int32_t* prose = document.value[<int>PROSE]
    cdef int32_t* place = document.value[<int>BLOCK_PLACE]
    cdef int64_t* size = document.sums  # of each block; none has the number 0, which stands for no block yet
    size[0] = 0
    for row in range(document.rows):
        if prose[row] > 0:
            if row - last > BETWEEN:
                block += 1
                size[block] = 0
            last = row
            size[block] += prose[row]
            all_prose += prose[row]
        place[row] = block
    for block in range(block, 0, -1):
        if size[block] >= largest:
            largest, main = size[block], block
    for row in range(document.rows):
        document.value[<int>BLOCK_SIZE][row] = _percent_of(size[place[row]], largest)
        document.value[<int>BLOCK_SHARE][row] = _percent_of(size[place[row]], all_prose)
        place[row] -= main
    _densities(document, all_prose)


cdef void _densities(Document* document, int64_t prose) noexcept nogil:
    """Tell how many percent of the lines are of a kind, and of the words prose."""
    fill_column(document, HIT_DENSITY, _percent_of(_sum(document, HIT), document.rows))
    fill_column(document, MENU_DENSITY, _percent_of(_sum(document, MENU), document.rows))
    fill_column(document, SHORT_DENSITY, _percent_of(_sum(document, SHORT), document.rows))
    fill_column(document, PROSE_DENSITY, _percent_of(prose, _sum(document, WORDS)))


cdef inline int32_t _percent_of(int64_t part, int64_t whole) noexcept nogil:
    return <int32_t>(100 * part // max(whole, <int64_t>1))


cdef int64_t _sum(const Document* document, int column) noexcept nogil:
    """Sum a column."""
    cdef int64_t total = 0
    cdef int32_t row
    for row in range(document.rows):
        total += document.value[column][row]
    return total


cdef void fill_column(Document* document, int column, int32_t value) noexcept nogil:
    """Give all rows one value."""
    cdef int32_t row
    for row in range(document.rows):
        document.value[column][row] = value


# --- what rows share with the body of the document, whatever its language: words and script ---------------------------

cdef uint64_t NOT_YET = 0xFFFFFFFFFFFFFFFF  # hardly the hash of any rows

cdef enum:
    SEVERAL = -1  # rows have a term
    MOST_PROBES = 16  # in the table of terms, whatever strangers write


cdef void _shared_column(Document* document) noexcept nogil:
    """Tell how many percent of a row's terms other rows of the body have: the paragraphs of the main block.

    A story's lines are about the same things; other stories, menus and forms are about others.
    """
    cdef int32_t row, origin
    cdef int64_t term, first, last, found, terms = 0
    cdef uint64_t mask, body = 0
    for row in range(document.rows):
        if _is_of_body(document, row):
            origin = document.row[row]
            terms += document.first_term[origin + 1] - document.first_term[origin]
            body = mixed(body ^ <uint64_t>(origin + 1))
    if body == document.body:
        return  # and so is what rows share with it
    document.body, mask = body, power_of_two(2 * terms) - 1
    memset(document.seen, 0, (mask + 1) * sizeof(Seen))
    for row in range(document.rows):
        if _is_of_body(document, row):
            origin = document.row[row]
            for term in range(document.first_term[origin], document.first_term[origin + 1]):
                _see(document.seen, mask, document.term[term], row + 1)
    for row in range(document.rows):
        first, last, found = document.first_term[document.row[row]], document.first_term[document.row[row] + 1], 0
        for term in range(first, last):
            found += _is_seen(document.seen, mask, document.term[term], row + 1)
        document.value[<int>SHARED][row] = <int32_t>(100 * found // max(last - first, <int64_t>1))


cdef inline bint _is_of_body(const Document* document, int32_t row) noexcept nogil:
    return document.value[<int>PROSE][row] > 0 and document.value[<int>BLOCK_PLACE][row] == 0


cdef inline void _see(Seen* seen, uint64_t mask, uint32_t term, int32_t row) noexcept nogil:
    """Note that a row of the body has a term."""
    cdef int probe
    cdef Seen* slot
    for probe in range(<int>MOST_PROBES):
        slot = &seen[(term + probe) & mask]
        if slot.row == 0:
            slot[0] = Seen(term, row)
            return
        if slot.term == term:
            slot.row = row if slot.row == row else SEVERAL
            return


cdef inline bint _is_seen(const Seen* seen, uint64_t mask, uint32_t term, int32_t row) noexcept nogil:
    """Tell whether another row of the body has a term."""
    cdef int probe
    cdef const Seen* slot
    for probe in range(<int>MOST_PROBES):
        slot = &seen[(term + probe) & mask]
        if slot.row == 0:
            return False
        if slot.term == term:
            return slot.row != row
    return False


cdef void _foreign_column(Document* document) noexcept nogil:
    """Tell how many percent of a row's words are of another script than the document's: Latin, or any other."""
    cdef int32_t row
    cdef const int32_t* latin = document.value[<int>LATIN]
    cdef const int32_t* other = document.value[<int>OTHER_SCRIPT]
    cdef bint is_latin = _sum(document, LATIN) >= _sum(document, OTHER_SCRIPT)
    for row in range(document.rows):
        document.value[<int>FOREIGN][row] = <int32_t>_percent_of(other[row] if is_latin else latin[row], latin[row] + other[row])


# --- sums and margins -------------------------------------------------------------------------------------------------


cdef void sum_columns(Document* document, int32_t first, int32_t behind) noexcept nogil:
    """Sum up some columns over the rows before each; before the first it is 0, behind the last what all sum up to.

    Sums stay at the largest number of 31 bits: 70,000 copies of a line come to more.
    """
    cdef int32_t row, column
    cdef int64_t total
    cdef int32_t* before
    cdef const int32_t* values
    for column in range(first, behind):
        if document.before[column] == NULL:
            continue
        before, values, total = document.before[column], document.value[column], 0
        memset(before - document.margin, 0, document.margin * sizeof(int32_t))
        for row in range(document.rows):
            before[row] = <int32_t>total
            total = min(total + values[row], <int64_t>MOST_SUM)
        for row in range(document.rows, document.rows + document.margin + 1):
            before[row] = <int32_t>total


cdef void _fill_margins(Document* document) noexcept nogil:
    """Write what stands beyond the document's bounds."""
    cdef int32_t row, column
    for column in range(document.columns):
        if document.value[column] == NULL:
            continue
        for row in range(document.near):
            document.value[column][-1 - row] = MISSING
            document.value[column][document.rows + row] = MISSING


# --- what kind of document it is: a dump of a page or clean text, prose or lists --------------------------------------

cdef enum:
    RUNNING_TEXT_PERCENT = 75  # from so many percent of its words in prose on, a document is running text
    # Each line that is surely debris makes a document so many percent of a page. One may stand in clean text by chance:
    # of WCXB's development pages 2 % of the page dumps have none, but 87 % of trafilatura's texts and 97 % of the main
    # contents.
    PAGE_PERCENT = 50


cdef void _know_document(Document* document) noexcept nogil:
    """Tell what kind of document it is.

    Clean text that is no running text is a list: catalogues, tables, code, forum posts, job offers. Its short lines are
    its content; most of what clean text of unseen sites lost stood in them.
    """
    cdef long long words = max(sum_of_all(document, WORDS), 1), prose = sum_of_all(document, PROSE)
    document.is_running = 100 * prose >= RUNNING_TEXT_PERCENT * words
    document.page_percent = <int32_t>min(<int64_t>PAGE_PERCENT * sum_of_all(document, SURE), <int64_t>100)
    document.list_percent = 100 if document.is_running else document.page_percent
