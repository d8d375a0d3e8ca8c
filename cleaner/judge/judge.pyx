# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""From a table to a verdict: the stages in order, again and again until nothing more goes.

What is debris depends on what stands around it, so a cut can lay bare the next one. Judging the rows that are left
until nothing changes makes cleaning idempotent by construction: a cleaned text has nothing left to clean.
"""

from array import array
from typing import NamedTuple

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_RawFree
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint64_t
from libc.string cimport memcpy, memset

from cleaner.judge.columns cimport block_columns, fill_margins, hit_columns, shape_columns, sum_columns
from cleaner.judge.decide cimport CHANGED, GUARDED, content_label, debris_label, decide, find_content, has_reason, hurry, needs_reason
from cleaner.judge.heuristics cimport know_document, weigh_heuristics, weigh_rules
from cleaner.lines.languages cimport hold_hits
from cleaner.judge.rounds cimport (
    ALONG,
    CAPITALISED_SHARE,
    GAP,
    HEURISTICS,
    KNOWN,
    LINE,
    MOST_COLUMNS,
    NO_RULE,
    SHORT,
    SUMS,
    VALUES,
    Look,
    Room,
    Rule,
    keep_rows,
)
from cleaner.judge.repeats cimport count_copies
from cleaner.judge.scorecard cimport Scorecard
from cleaner.judge.surroundings cimport BLOCK, Surroundings, whole_blocks
from cleaner.lines.table cimport (
    DIGITS,
    ENDS_SENTENCE,
    FUNCTION_WORDS,
    INTERFACE,
    SENTENCE_ENDS,
    WORDS,
    Table,
    resized,
)
from cleaner.lines.text cimport UTF_8

from cleaner.judge.decide import LABELS
from cleaner.judge.heuristics import REASONS
from cleaner.judge.rounds import NAMES
from cleaner.result import Label

cdef enum:
    # Of 4,000 page dumps and extracted texts, none needs more than 13. A document made to lose a line a round would take
    # time by the square of its length; after so many looks, the worst rows go along with those that do (`hurry`).
    PATIENT_LOOKS = 30
    LARGEST_ROOM = 1 << 25  # bytes: for a document of some megabytes
    MOST_WEIGHED = 1024  # expressions of a scorecard
    NAMED_COLUMNS = 3  # are named where the scorecard decided: those that weigh most

EVERY_LANGUAGE = 2**64 - 1

STRENGTHS = ("protect", "hint", "strong", "sure")
PLACES = ("anywhere", "head", "tail", "run")

# Labels that say the same of the lines around them.
FAMILIES = (
    {"navigation", "breadcrumb", "site_name", "search", "login", "pagination", "consent", "legal", "copyright"},
    {"comment_form", "comments"},
    {"related", "tags", "author_bio"},
    {"newsletter", "share", "ad", "paywall", "app_promo", "source_link"},
    {"byline", "date", "player"},
    {"caption"},
    {"credit"},
)


class Weighed(NamedTuple):
    """What weighed most for a row, in hundredths of a point; see `Judge.account`.

    ``rule`` is the number of the rule, -1 for none; ``heuristics`` has the points of each, in their order; ``along``
    tells that it went with others only; ``columns`` are the scorecard's that weighed most, by name, with value and
    weight; ``others`` how many more did, and ``points`` what all comes to.
    """

    rule: int
    from_rules: int
    heuristics: tuple[int, ...]
    along: bool
    columns: tuple[tuple[str, int, int], ...]
    others: int
    points: int


class Examination(NamedTuple):
    """What one look finds of a document; see `Judge.examine`."""

    columns: dict[str, array]
    points: dict[str, array]
    spared: array


cdef class Judge:
    """Judges documents; one judge may be asked by several threads at a time.

    ``rules`` have a strength, a place (``where``) and a label each, ``bound`` the bits of the languages that they count
    in; ``scorecard`` are pairs of conditions and points; ``threshold`` is in hundredths of a point; ``removed`` are the
    labels that are removed, ``spoken`` the languages in which labels of interfaces count. ``once`` is for lines with markup: that says where a line stands on the page, whatever else
    is left of it, so one look is enough and long prose needs no reason to go (other stories on the page are long prose
    too; F1 +0.007).
    """

    def __cinit__(self, rules, bound, scorecard, int32_t threshold, removed, *, bint once=False, spoken=EVERY_LANGUAGE):
        cdef int number
        self.threshold, self.once, self.spoken, self.rooms = threshold, once, int(spoken), []
        self.rule_ids = tuple([rule.id for rule in rules])
        self.rules = <Rule*>resized(NULL, len(rules) * sizeof(Rule))
        for number, (rule, languages) in enumerate(zip(rules, bound)):
            family = [place for place, labels in enumerate(FAMILIES) if rule.label in labels]
            self.rules[number] = Rule(
                STRENGTHS.index(rule.strength),
                rule.match == "start",
                PLACES.index(rule.where),
                family[0] if family else -1,
                LABELS.index(rule.label),
                <uint64_t>int(languages),
            )
        self.removed = <uint8_t*>resized(NULL, len(LABELS))
        for number, label in enumerate(LABELS):
            self.removed[number] = label in removed
        self._take_scorecard(scorecard)

    def _take_scorecard(self, scorecard):
        """Take the scorecard, and note which columns it asks for."""
        self.more, self.number = [], {name: number for number, name in enumerate(NAMES)}
        self.scorecard = Scorecard(scorecard, self._number_of)
        self.asked = len(self.more)
        if self.once:
            for name in ("in_h1", "link_share", "extracted"):
                self._number_of(name)
        if self.scorecard.surroundings.count > MOST_WEIGHED:
            raise ValueError(f"a scorecard asks for at most {MOST_WEIGHED} different expressions")
        self.columns = KNOWN + <int32_t>len(self.more)
        self.uses = <uint8_t*>resized(NULL, self.columns)
        memset(self.uses, VALUES, self.columns)
        memset(self.uses, 0, SHORT)
        self.scorecard.surroundings.mark_asked(self.uses)
        for column in (WORDS, FUNCTION_WORDS, DIGITS, SENTENCE_ENDS, ENDS_SENTENCE, INTERFACE, CAPITALISED_SHARE, LINE, GAP):
            self.uses[<int>column] |= VALUES
        for name in ("words", "prose", "hit", "sure", "in_h1"):
            if name in self.number:
                self.uses[<int>self.number[name]] |= SUMS | VALUES

    def _number_of(self, str name):
        """Return the number of a column; those that not every document has follow the others."""
        if name not in self.number:
            if KNOWN + len(self.more) == MOST_COLUMNS:
                raise ValueError(f"a scorecard asks for at most {MOST_COLUMNS} columns")
            self.number[name] = KNOWN + len(self.more)
            self.more.append(name)
        return self.number[name]

    def __dealloc__(self):
        PyMem_RawFree(self.rules)
        PyMem_RawFree(self.removed)
        PyMem_RawFree(self.uses)

    def judge(self, Table table, protected=None):
        """Return the verdict on a document; ``protected`` has a byte a row, 1 for those that must stay."""
        cdef Verdict verdict = Verdict()
        cdef Room room = self._room(table, protected, True)
        with nogil:
            verdict.take(table)
            self.look_until_done(room, table, verdict)
        verdict.source, verdict.rule_ids = table.source, self.rule_ids
        self._return(room)
        return verdict

    def rows_hit(self, Table table):
        """Return a byte a row: whether a rule that holds in the document's language matches it."""
        cdef Room room = self._room(table, None, False)
        cdef Py_ssize_t hit
        found = bytearray(table.rows)
        hold_hits(&room.look, table, self.rules, self.spoken)
        for hit in range(room.look.holding_count):
            found[room.look.holding[hit].row] = 1
        self._return(room)
        return bytes(found)

    cdef Room _room(self, Table table, protected, bint with_markup):
        """Return room for looks at a document, with its rows in it."""
        cdef Room room
        cdef Surroundings asked = self.scorecard.surroundings
        cdef const uint8_t[::1] flags
        cdef Py_ssize_t hit
        cdef int32_t rules = <int32_t>len(self.rule_ids)
        for hit in range(table.hit_count):
            if table.hits[hit].rule >= rules:
                raise ValueError("the table was read with rules that the judge does not have")
        try:
            room = self.rooms.pop()
        except IndexError:
            room = Room()
        with nogil:
            room.take(table, self.columns, asked.margin, max(asked.near, 1), self.uses)
        room.look.in_h1 = room.look.link_share = room.look.extracted = -1
        for number, name in enumerate(self.more if with_markup else ()):
            self._take_column(&room.look, KNOWN + number, table.more.get(name), name)
        if protected is not None and table.rows:
            flags = protected
            if len(flags) != table.rows:
                raise ValueError(f"there are {table.rows} rows, and {len(flags)} are protected or not")
            memcpy(room.look.protected, &flags[0], table.rows)
        return room

    cdef int _return(self, Room room) except -1:
        """Keep room for the next document, but none that only a very long one needs."""
        if room.size + room.spare_size <= LARGEST_ROOM:
            self.rooms.append(room)
        return 0

    cdef int _take_column(self, Look* look, int number, values, str name) except -1:
        """Take a column that not every document has; raises `ValueError` if the scorecard asks for it in vain."""
        cdef const uint16_t[::1] column
        cdef int32_t row
        if values is None:
            if number < KNOWN + self.asked:
                raise ValueError(f"{name!r} is no column, so nothing can be worked out from it")
            return 0
        column = values
        for row in range(look.rows):
            look.value[number][row] = column[row]
        if name == "in_h1":
            look.in_h1 = number
        elif name == "link_share":
            look.link_share = number
        elif name == "extracted":
            look.extracted = number
        return 0

    cdef int look_until_done(self, Room room, Table table, Verdict verdict) except -1 nogil:
        """Judge all rows, then those that are left, until no more go."""
        cdef int number = 0, outcome = CHANGED
        shape_columns(&room.look, table)
        while room.look.rows and outcome & CHANGED and not (self.once and number):
            verdict.looked_at += room.look.rows
            self.look_once(room, table, number == 0)
            outcome = decide(&room.look, self.threshold, not self.once)
            verdict.guarded |= (outcome & GUARDED) != 0
            if outcome & CHANGED and number >= PATIENT_LOOKS:
                hurry(&room.look)
            if outcome & CHANGED and not self.once:
                _note_debris(&room.look, self.rules, verdict, number)
                keep_rows(&room.look)
            else:
                _note_all(room, self.rules, verdict, number)
            number += 1
        _keep(self, verdict, room)
        return 0

    cdef int look_once(self, Room room, Table table, bint first) except -1 nogil:
        """Weigh what speaks for and against the rows that are left."""
        cdef Look* look = &room.look
        hold_hits(look, table, self.rules, self.spoken)
        if first or table.ask_languages:
            hit_columns(look, self.rules)
        count_copies(look)
        block_columns(look)
        fill_margins(look)
        sum_columns(look)
        know_document(look)
        weigh_rules(look, self.rules)
        weigh_heuristics(room)
        self.scorecard.score(look, <int16_t*>room.spare_room(self.scorecard.room(look.rows) * sizeof(int16_t)))
        return 0

    # --- for who fits scorecards and tests heuristics ---------------------------------------------------------------

    def examine(self, Table table):
        """Return what a first look finds: the columns that the scorecard asks for, and points by source, a number a row.

        ``spared`` has 1 for the rows that the scorecard must not remove, since nothing else speaks against them.
        """
        cdef Room room = self._room(table, None, True)
        cdef Look* look = &room.look
        cdef Surroundings asked = self.scorecard.surroundings
        cdef int16_t* distances
        cdef int32_t row, place
        shape_columns(look, table)
        self.look_once(room, table, True)
        decide(look, self.threshold, not self.once)
        distances = <int16_t*>room.spare_room(asked.distances * whole_blocks(look.rows) * sizeof(int16_t))
        asked.measure_distances(look, distances)
        columns = {
            name: array("i", [asked.value_at(look, place, row, distances) for row in range(look.rows)])
            for place, name in enumerate(asked.names)
        }
        points = {
            REASONS[place][0]: array("i", [look.points[place][row] for row in range(look.rows)])
            for place in range(<int32_t>HEURISTICS)
        }
        points["rules"] = array("i", [look.from_rules[row] for row in range(look.rows)])
        points["scorecard"] = array("i", [look.from_scorecard[row] for row in range(look.rows)])
        spared = array("i", [needs_reason(look, row) and not has_reason(look, row) for row in range(look.rows)])
        return Examination(columns, points, spared)

    # --- what weighed most ------------------------------------------------------------------------------------------

    def account(self, Table table, Verdict verdict, bint all_rows=True):
        """Return what weighed most for each row in the last look at it, or for each that is removed; None for others.

        ``table`` is that of the verdict, read again; nothing is decided again.
        """
        cdef Room room = self._room(table, None, True)
        cdef int32_t row, number = 0
        cdef list found = [None] * table.rows
        shape_columns(&room.look, table)
        while room.look.rows:
            self.look_once(room, table, number == 0)
            self._account_look(room, verdict, number, all_rows, found)
            for row in range(room.look.rows):
                room.look.debris[row] = verdict.look[room.look.row[row]] == number
            keep_rows(&room.look)
            number += 1
        self._return(room)
        return found

    cdef int _account_look(self, Room room, Verdict verdict, int number, bint all_rows, list found) except -1:
        """Account for the rows that this was the last look at."""
        cdef Look* look = &room.look
        cdef int16_t* block = <int16_t*>room.spare_room(self.scorecard.room(look.rows) * sizeof(int16_t))
        cdef int16_t* distances = block + BLOCK * self.scorecard.surroundings.count
        cdef int32_t row, origin, filled = -1
        self.scorecard.surroundings.measure_distances(look, distances)
        for row in range(look.rows):
            origin = look.row[row]
            if verdict.look[origin] != number or not (all_rows or not verdict.kept[origin]):
                continue
            if filled != row // BLOCK:
                filled = row // BLOCK
                self.scorecard.surroundings.fill(look, distances, filled * BLOCK, block)
            columns, others = self._weigh_columns(look, row, block, distances)
            found[origin] = Weighed(
                look.rule[row],
                look.from_rules[row],
                tuple([look.points[place][row] for place in range(<int>HEURISTICS)]),
                verdict.is_debris[origin] == ALONG,
                columns,
                others,
                verdict.points[origin],
            )
        return 0

    cdef tuple _weigh_columns(self, const Look* look, int32_t row, const int16_t* block, const int16_t* distances):
        """Return the columns that weigh most for a row, and how many others weigh anything."""
        cdef int32_t[MOST_WEIGHED] weights
        cdef list heaviest = []
        cdef Surroundings asked = self.scorecard.surroundings
        cdef int32_t place, best = 0, others = 0, _
        self.scorecard.weigh_columns(block, row % BLOCK, weights)
        for place in range(asked.count):
            weights[place] = _half(weights[place])
            others += weights[place] != 0
        for _ in range(min(others, <int32_t>NAMED_COLUMNS)):
            for place in range(asked.count):
                if abs(weights[place]) > abs(weights[best]):
                    best = place
            heaviest.append((asked.names[best], asked.value_at(look, best, row, distances), weights[best]))
            weights[best] = 0
        return tuple(heaviest), others - len(heaviest)


cdef inline int32_t _half(int32_t number) noexcept nogil:
    """Return half of a number; of those in the middle between two, the even one."""
    cdef int32_t half = number >> 1
    return half + (number & half & 1)


# --- noting what was found ------------------------------------------------------------------------------------------


cdef void _note(const Look* look, int32_t row, uint8_t label, Verdict verdict, int number) noexcept nogil:
    """Note what a look found of a row."""
    cdef int32_t origin = look.row[row]
    verdict.label[origin], verdict.points[origin], verdict.rule[origin] = label, look.total[row], look.rule[row]
    verdict.is_debris[origin], verdict.look[origin] = look.debris[row], <uint8_t>number


cdef void _note_debris(const Look* look, const Rule* rules, Verdict verdict, int number) noexcept nogil:
    """Note what was found of the rows that go; the others are looked at again."""
    cdef int32_t row
    for row in range(look.rows):
        if look.debris[row]:
            _note(look, row, debris_label(look, row, rules), verdict, number)


cdef int _note_all(Room room, const Rule* rules, Verdict verdict, int number) except -1 nogil:
    """Note what the last look found."""
    cdef int32_t row, title
    find_content(room, &title)
    for row in range(room.look.rows):
        if room.look.debris[row]:
            _note(&room.look, row, debris_label(&room.look, row, rules), verdict, number)
        else:
            _note(&room.look, row, content_label(&room.look, row, title), verdict, number)
    return 0


cdef void _keep(Judge judge, Verdict verdict, Room room) noexcept nogil:
    """Tell which rows the policy keeps; what is debris by no means stays because a line like it is protected."""
    cdef Py_ssize_t row
    for row in range(verdict.rows):
        verdict.kept[row] = not judge.removed[verdict.label[row]]
    for row in range(room.look.rows):
        if room.look.protected[room.look.row[row]] and not room.look.debris[row]:
            verdict.kept[room.look.row[row]] = True


cdef uint8_t[64] IS_METADATA
for _code, _label in enumerate(LABELS):
    IS_METADATA[_code] = _label in {Label.TITLE, Label.BYLINE, Label.DATE}


cdef class Verdict:
    """What judging a document came to: some 35 bytes a row, and its text."""

    def __dealloc__(self):
        PyMem_RawFree(self.start)

    cdef int take(self, Table table) except -1 nogil:
        """Make room, and copy where rows start and stop."""
        cdef size_t rows = table.rows
        cdef char* memory = <char*>resized(NULL, rows * (2 * sizeof(int64_t) + 2 * sizeof(int32_t) + 4))
        self.rows, self.text = table.rows, table.text
        self.start = <int64_t*>memory
        self.stop = self.start + rows
        self.points = <int32_t*>(self.stop + rows)
        self.rule = self.points + rows
        self.label = <uint8_t*>(self.rule + rows)
        self.is_debris = self.label + rows
        self.kept = self.is_debris + rows
        self.look = self.kept + rows
        memcpy(self.start, table.start, rows * sizeof(int64_t))
        memcpy(self.stop, table.stop, rows * sizeof(int64_t))
        return 0

    def slices(self):
        """Return the slices of the text that stay, in its units, in order.

        Blank lines between two lines that stay do so too. Of the blank lines around a cut, those before it stay or,
        where there were none, those behind it; none at the document's ends. A document of blank lines stays as it is.
        """
        cdef Py_ssize_t row, last = -1
        cdef int64_t begin = 0
        cdef list found = []
        if not self.rows:
            return [(0, self.text.length)]
        for row in range(self.rows):
            if not self.kept[row]:
                continue
            if last < 0:
                begin = self.start[row] if row else 0
            elif last < row - 1 and self.start[last + 1] > self.stop[last]:
                found.append((begin, self.start[last + 1]))
                begin = self.start[row]
            elif last < row - 1:
                found.append((begin, self.stop[last]))
                begin = self.stop[row - 1]
            last = row
        if last >= 0:
            found.append((begin, self.stop[last] if last + 1 < self.rows else self.text.length))
        return found

    def cut(self):
        """Return what stays: of a `str` a `str`, of UTF-8 bytes."""
        cdef list slices = self.slices()
        cdef const char* data = <const char*>self.text.data
        cdef int64_t start, stop
        if self.text.kind == UTF_8:
            return b"".join([PyBytes_FromStringAndSize(data + start, stop - start) for start, stop in slices])
        if slices == [(0, self.text.length)]:
            return self.source
        return "".join([self.source[start:stop] for start, stop in slices])

    def found(self, Py_ssize_t row):
        """Return the label of a row, the id of the rule that weighed most or "", and its points."""
        if not 0 <= row < self.rows:
            raise IndexError(row)
        return LABELS[self.label[row]], self.rule_ids[self.rule[row]] if self.rule[row] >= 0 else "", self.points[row] / 100.0

    def starts(self, bint removed):
        """Return where each row starts, or each that is removed, with its number."""
        cdef Py_ssize_t row
        return {self.start[row]: row for row in range(self.rows) if not removed or not self.kept[row]}

    def metadata_rows(self):
        """Return label, start and stop of the rows that hold metadata, in order."""
        cdef Py_ssize_t row
        return [
            (LABELS[self.label[row]], self.start[row], self.stop[row])
            for row in range(self.rows)
            if IS_METADATA[self.label[row]]
        ]

    def findings(self):
        """Return, for each row, its label, rule (or -1), points in hundredths, whether it is debris, and kept."""
        return [
            (LABELS[self.label[row]], self.rule[row], self.points[row], bool(self.is_debris[row]), bool(self.kept[row]))
            for row in range(self.rows)
        ]
