# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The one place that decides: evidence in, debris or not out; round after round, until nothing more goes.

What is debris depends on what stands around it, so a cut can lay bare the next one. Judging the rows that are left
until nothing changes makes cleaning idempotent by construction: a cleaned text has nothing left to clean.
"""

from array import array
from math import exp
from typing import NamedTuple

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_RawFree
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport qsort
from libc.string cimport memcpy, memset

from cleaner.judge.blocks cimport weigh_blocks
from cleaner.judge.context cimport (
    ALONG,
    BLOCKS,
    STRONG_RULES,
    BODIES,
    DEBRIS,
    CAPITALISED_SHARE,
    DOUBT,
    GAP,
    HEADLINE,
    HEURISTICS,
    KNOWN,
    LIKELY,
    LINE,
    HIT_DENSITY,
    MOST_COLUMNS,
    NO_RULE,
    NO_TITLE,
    PROSE,
    REPEATS,
    SHORT,
    SUMS,
    VALUES,
    Document,
    Rule,
    Workspace,
    fill_columns,
    hold_hits,
    keep_rows,
    shape_columns,
)
from cleaner.judge.confidence cimport FACT_COUNT, GUARDED_OR_PAGE, state_facts, state_first_facts
from cleaner.judge.likely cimport Kin, fill_likely, kin_slots, leave_decided
from cleaner.judge.heuristics cimport NAMED, WEAKEST_SURE, find_title, weigh_heuristics, weigh_rules, weigh_strong_rules
from cleaner.judge.scorecard cimport BLOCK, Surroundings, Trees, whole_blocks
from cleaner.lines.characters cimport UTF_8, Text, unit_at
from cleaner.lines.memory cimport resized
from cleaner.lines.table cimport CAPITALISED, DIGITS, ENDS_SENTENCE, FUNCTION_WORDS, INTERFACE, LARGEST, LATIN, OTHER_SCRIPT, SENTENCE_ENDS, WORDS, Table

from cleaner.judge.blocks import SHAPED_BY
from cleaner.judge.context import NAMES
from cleaner.judge.heuristics import REASONS
from cleaner.judge.scorecard import EXPRESSION
from cleaner.result import Label

cdef extern from "Python.h":
    object PyUnicode_New(Py_ssize_t size, Py_UCS4 largest)

cdef enum:
    # Of 4,000 page dumps and extracted texts, none needs more than 13. A document made to lose a line a round would take
    # time by the square of its length; after so many rounds, the worst rows go along with those that do (`drop_worst`).
    PATIENT_ROUNDS = 30
    LARGEST_WORKSPACE = 1 << 25  # bytes: for a document of some megabytes
    MOST_WEIGHED = 1024  # expressions of a scorecard
    NEVER = 255  # the round of rows that are not judged
    NAMED_COLUMNS = 3  # are named where the scorecard decided: those that weigh most

EVERY_LANGUAGE = 2**64 - 1

cdef enum:  # what is given of a row before it is judged: the column `given` of pages
    IS_OPEN, IS_KEPT, IS_HIDDEN, IS_DROPPED

OPEN, KEPT, HIDDEN, DROPPED = IS_OPEN, IS_KEPT, IS_HIDDEN, IS_DROPPED
"""Nothing is given; it stays, whatever the judge thinks; nobody sees it; somebody does not want it. The last two are no
part of the document that is judged."""
OF_MARKUP = ("in_h1", "link_share", "extracted")
"""What heuristics ask of lines with markup, whether the scorecard does or not."""

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


LABELS = tuple(Label)


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
    """What one round finds of a document; see `Judge.examine`."""

    rows: array
    columns: dict[str, array]
    points: dict[str, array]


cdef class Judge:
    """Judges documents; one judge may be asked by several threads at a time.

    ``rules`` have a strength, a place (``where``) and a label each, ``bound`` the bits of the languages that they count
    in; ``scorecard`` are pairs of conditions and points, and triples of these and the reading; ``threshold`` is in
    hundredths of a point; ``removed`` are the labels that are removed, ``spoken`` the languages in which labels of
    interfaces count. ``once`` is for lines with
    markup: that says where a line stands on the page, whatever else is left of it and whatever blocks it makes, so one
    round is enough.
    """

    cdef readonly Trees first  # of the scorecard's tables, those of the first reading, and of the second
    cdef readonly Trees second
    cdef readonly tuple rule_ids
    cdef Rule* rules
    cdef int32_t threshold
    cdef bint once
    cdef uint64_t spoken
    cdef uint8_t* removed  # by label: whether the policy removes it
    cdef int asked  # how many of these the scorecard cannot do without
    cdef list more  # names of further columns that the scorecard or a heuristic asks for
    cdef dict number  # of each column
    cdef uint8_t* uses  # what is asked of each column
    cdef int32_t columns
    cdef list workspaces

    def __cinit__(self, rules, bound, scorecard, int32_t threshold, removed, *, bint once=False, spoken=EVERY_LANGUAGE):
        cdef int number
        self.threshold, self.once, self.spoken, self.workspaces = threshold, once, int(spoken), []
        self.rule_ids = tuple([rule.id for rule in rules])
        self.rules = <Rule*>resized(NULL, len(rules) * sizeof(Rule))
        for number, (rule, languages) in enumerate(zip(rules, bound)):
            family = [place for place, labels in enumerate(FAMILIES) if rule.label in labels]
            self.rules[number] = Rule(
                STRENGTHS.index(rule.strength),
                rule.match != "line",
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
        first, second = by_reading(scorecard)
        self.first, self.second = Trees(first, self._number_of), Trees(second, self._number_of)
        self.asked = len(self.more)
        if self.once or not self.number.keys().isdisjoint(OF_MARKUP):
            for name in (*OF_MARKUP, "given", "unit", "in_body", "heading"):
                self._number_of(name)
        if max(self.first.surroundings.count, self.second.surroundings.count) > MOST_WEIGHED:
            raise ValueError(f"a scorecard asks for at most {MOST_WEIGHED} different expressions")
        self.columns = KNOWN + <int32_t>len(self.more)
        self.uses = <uint8_t*>resized(NULL, self.columns)
        memset(self.uses, VALUES, self.columns)
        memset(self.uses, 0, SHORT)
        self.first.surroundings.mark_asked(self.uses)
        self._check_first_reading()
        self.second.surroundings.mark_asked(self.uses)
        for column in (*SHAPED_BY, FUNCTION_WORDS, CAPITALISED, LATIN, OTHER_SCRIPT, DIGITS, SENTENCE_ENDS, INTERFACE, CAPITALISED_SHARE, LINE, GAP):
            self.uses[<int>column] |= VALUES
        for name in ("words", "prose", "hit", "sure", "in_h1"):
            if name in self.number:
                self.uses[<int>self.number[name]] |= SUMS | VALUES

    def _check_first_reading(self):
        """Raise `ValueError` if the first reading asks for what it is to find; take such columns for the second."""
        for name in self.first.surroundings.names:
            column = EXPRESSION.fullmatch(name)["name"]
            if LIKELY <= self.number[column] < HIT_DENSITY:
                raise ValueError(f"{column!r} is what the first reading finds; only tables of the second may ask for it")
        if not self.second.count:
            memset(self.uses + LIKELY, 0, HIT_DENSITY - LIKELY)

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
        cdef Workspace workspace = self._workspace(table, protected, True)
        with nogil:
            verdict.take(table)
            self.judge_rounds(workspace, table, verdict)
        verdict.source, verdict.rule_ids = table.source, self.rule_ids
        self._return(workspace)
        return verdict

    def rows_hit(self, Table table):
        """Return a byte a row: whether a rule that holds in the document's language matches it."""
        cdef Workspace workspace = self._workspace(table, None, False)
        cdef Py_ssize_t hit
        found = bytearray(table.rows)
        hold_hits(&workspace.document, table, self.rules, self.spoken)
        for hit in range(workspace.document.holding_count):
            found[workspace.document.holding[hit].row] = 1
        self._return(workspace)
        return bytes(found)

    cdef Workspace _workspace(self, Table table, protected, bint with_markup):
        """Return a workspace with the rows of a document in it."""
        cdef Workspace workspace
        cdef Surroundings first = self.first.surroundings, second = self.second.surroundings
        cdef const uint8_t[::1] flags
        cdef Py_ssize_t hit
        cdef int32_t rules = <int32_t>len(self.rule_ids)
        for hit in range(table.hit_count):
            if table.hits[hit].rule >= rules:
                raise ValueError("the table was read with rules that the judge does not have")
        try:
            workspace = self.workspaces.pop()
        except IndexError:
            workspace = Workspace()
        with nogil:
            workspace.take(
                table, self.columns, max(first.margin, second.margin), max(first.near, second.near, 1), self.uses
            )
        workspace.document.in_h1 = workspace.document.link_share = workspace.document.extracted = -1
        workspace.document.given = workspace.document.unit = workspace.document.in_body = -1
        workspace.document.heading = -1
        for number, name in enumerate(self.more if with_markup else ()):
            self._take_column(&workspace.document, KNOWN + number, table.more.get(name), name)
        if protected is not None and table.rows:
            flags = protected
            if len(flags) != table.rows:
                raise ValueError(f"there are {table.rows} rows, and {len(flags)} are protected or not")
            memcpy(workspace.document.protected, &flags[0], table.rows)
        return workspace

    cdef int _return(self, Workspace workspace) except -1:
        """Keep a workspace for the next document, but none that only a very long one needs."""
        if workspace.size + workspace.spare_size <= LARGEST_WORKSPACE:
            self.workspaces.append(workspace)
        return 0

    cdef int _take_column(self, Document* document, int number, values, str name) except -1:
        """Take a column that not every document has; raises `ValueError` if the scorecard asks for it in vain."""
        cdef const uint16_t[::1] column
        cdef int32_t row
        if values is None:
            if number < KNOWN + self.asked:
                raise ValueError(f"{name!r} is no column, so nothing can be worked out from it")
            return 0
        column = values
        for row in range(document.rows):
            document.value[number][row] = column[row]
        if name == "in_h1":
            document.in_h1 = number
        elif name == "link_share":
            document.link_share = number
        elif name == "extracted":
            document.extracted = number
        elif name == "given":
            document.given = number
        elif name == "unit":
            document.unit = number
        elif name == "in_body":
            document.in_body = number
        elif name == "heading":
            document.heading = number
        return 0

    cdef int judge_rounds(self, Workspace workspace, Table table, Verdict verdict) except -1 nogil:
        """Judge all rows, then those that are left, until no more go."""
        cdef int number = 0, outcome = CHANGED
        shape_columns(&workspace.document, table)
        _note_given(&workspace.document, verdict)
        _set_aside(&workspace.document)
        while workspace.document.rows and outcome & CHANGED and not (self.once and number):
            verdict.rows_judged += workspace.document.rows
            self.judge_round(workspace, table)
            if number == 0:
                state_first_facts(&workspace.document, verdict.known)
            outcome = decide(&workspace.document, self.threshold)
            verdict.guarded |= (outcome & GUARDED) != 0
            if outcome & CHANGED and number >= PATIENT_ROUNDS:
                drop_worst(&workspace.document)
            if outcome & CHANGED and not self.once:
                _note_debris(&workspace.document, self.rules, verdict, number)
                keep_rows(&workspace.document)
            else:
                _note_all(workspace, self.rules, verdict, number)
            number += 1
        state_facts(table, &workspace.document, verdict.points, verdict.is_debris, verdict.rule, verdict.known)
        verdict.known[<int>GUARDED_OR_PAGE] = verdict.guarded | 2 * self.once
        _keep(self, verdict, workspace)
        return 0

    cdef int judge_round(self, Workspace workspace, Table table) except -1 nogil:
        """Weigh what speaks for and against the rows that are left."""
        cdef Document* document = &workspace.document
        fill_columns(document, table, self.rules, self.spoken)
        weigh_rules(document, self.rules)
        weigh_heuristics(workspace)
        memset(document.from_scorecard, 0, document.rows * sizeof(int32_t))
        self._score(self.first, workspace)
        if self.second.count:
            fill_likely(document, <Kin*>workspace.scratch(kin_slots(document) * sizeof(Kin)))
            memcpy(document.total, document.from_scorecard, document.rows * sizeof(int32_t))
            self._score(self.second, workspace)
            leave_decided(document, document.total)
        if not self.once:
            weigh_blocks(document, document.points[<int>BLOCKS])
            weigh_strong_rules(document)
        return 0

    cdef int _score(self, Trees reading, Workspace workspace) except -1 nogil:
        """Add the points of one reading of the scorecard."""
        cdef size_t size = reading.scratch_size(workspace.document.rows)
        reading.score(&workspace.document, <int16_t*>workspace.scratch(size * sizeof(int16_t)))
        return 0

    # --- for who fits scorecards and tests heuristics ---------------------------------------------------------------

    def examine(self, Table table):
        """Return what a first round finds: the columns that the scorecard asks for, and points by source, a number a row.

        What is weighed beyond the scorecard, and not by it, is left out: the benefit of the doubt, the article's own
        element, and what blocks say. ``rows`` are those that are judged: all but those that are given to go.
        """
        cdef Workspace workspace = self._workspace(table, None, True)
        cdef Document* document = &workspace.document
        cdef int32_t row, place
        shape_columns(document, table)
        _set_aside(document)
        self.judge_round(workspace, table)
        decide(document, self.threshold)
        columns = {**self._columns(self.first, workspace), **self._columns(self.second, workspace)}
        points = {
            REASONS[place][0]: array("i", [document.points[place][row] for row in range(document.rows)])
            for place in range(<int32_t>DOUBT)
        }
        points["rules"] = array("i", [document.from_rules[row] for row in range(document.rows)])
        points["scorecard"] = array("i", [document.from_scorecard[row] for row in range(document.rows)])
        return Examination(array("i", [document.row[row] for row in range(document.rows)]), columns, points)

    cdef dict _columns(self, Trees reading, Workspace workspace):
        """Return the values of all that a reading asks for."""
        cdef Document* document = &workspace.document
        cdef Surroundings asked = reading.surroundings
        cdef int16_t* distances
        cdef int32_t row, place
        distances = <int16_t*>workspace.scratch(asked.distances * whole_blocks(document.rows) * sizeof(int16_t))
        asked.measure_distances(document, distances)
        return {
            name: array("i", [asked.value_at(document, place, row, distances) for row in range(document.rows)])
            for place, name in enumerate(asked.names)
        }

    # --- what weighed most ------------------------------------------------------------------------------------------

    def account(self, Table table, Verdict verdict, bint all_rows=True):
        """Return what weighed most for each row in its last round, or for each that is removed; None for others.

        ``table`` is that of the verdict, read again; nothing is decided again.
        """
        cdef Workspace workspace = self._workspace(table, None, True)
        cdef int32_t row, number = 0
        cdef list found = [None] * table.rows
        shape_columns(&workspace.document, table)
        _set_aside(&workspace.document)
        while workspace.document.rows:
            self.judge_round(workspace, table)
            self._account_round(workspace, verdict, number, all_rows, found)
            for row in range(workspace.document.rows):
                workspace.document.debris[row] = verdict.round[workspace.document.row[row]] == number
            keep_rows(&workspace.document)
            number += 1
        self._return(workspace)
        return found

    cdef int _account_round(self, Workspace workspace, Verdict verdict, int number, bint all_rows, list found) except -1:
        """Account for the rows that this was the last round of."""
        cdef Document* document = &workspace.document
        cdef int32_t row, origin
        cdef list rows = [
            row
            for row in range(document.rows)
            if verdict.round[document.row[row]] == number and (all_rows or not verdict.kept[document.row[row]])
        ]
        cdef list weights = [{} for _ in rows]
        self._weigh_columns(self.first, workspace, rows, weights)
        self._weigh_columns(self.second, workspace, rows, weights)
        for row, of_row in zip(rows, weights):
            origin = document.row[row]
            columns, others = _heaviest(of_row)
            found[origin] = Weighed(
                document.rule[row],
                document.from_rules[row],
                tuple([document.points[place][row] for place in range(<int>HEURISTICS)]),
                verdict.is_debris[origin] == ALONG,
                columns,
                others,
                verdict.points[origin],
            )
        return 0

    cdef int _weigh_columns(self, Trees reading, Workspace workspace, list rows, list weights) except -1:
        """Add what each column of a reading weighs for some rows: a value and a weight by name."""
        cdef Document* document = &workspace.document
        cdef Surroundings asked = reading.surroundings
        cdef int16_t* block = <int16_t*>workspace.scratch(reading.scratch_size(document.rows) * sizeof(int16_t))
        cdef int16_t* distances = block + BLOCK * asked.count
        cdef int32_t[MOST_WEIGHED] of_row
        cdef int32_t row, place, filled = -1
        asked.measure_distances(document, distances)
        for row, found in zip(rows, weights):
            if filled != row // BLOCK:
                filled = row // BLOCK
                asked.fill(document, distances, filled * BLOCK, block)
            reading.weigh_columns(block, row % BLOCK, of_row)
            for place in range(asked.count):
                if of_row[place]:
                    value, before = found.get(asked.names[place], (None, 0))
                    if value is None:
                        value = asked.value_at(document, place, row, distances)
                    found[asked.names[place]] = value, before + of_row[place]
        return 0


def by_reading(scorecard):
    """Return the tables of a scorecard for the first reading and for the second, as pairs of conditions and points."""
    readings = [], []
    for conditions, points, *reading in scorecard:
        if reading not in ([], [1], [2]):
            raise ValueError(f"a scorecard is read twice at most, so no table is of reading {reading[0]!r}")
        readings[reading == [2]].append((conditions, points))
    return readings


def _heaviest(of_row):
    """Return the columns that weigh most, and how many others weigh anything, given halves of hundredths by name."""
    weights = [(name, value, _half(weight)) for name, (value, weight) in sorted(of_row.items())]
    weights = sorted([one for one in weights if one[2]], key=lambda one: -abs(one[2]))
    return tuple(weights[:NAMED_COLUMNS]), len(weights) - len(weights[:NAMED_COLUMNS])


cdef inline int32_t _half(int32_t number) noexcept nogil:
    """Return half of a number; of those in the middle between two, the even one."""
    cdef int32_t half = number >> 1
    return half + (number & half & 1)


# --- what came of it --------------------------------------------------------------------------------------------------


cdef enum:
    KINDS_OF_METADATA = 3

cdef uint8_t[64] METADATA_PLACE  # of each label among those of metadata, counted from 1
for _code, _label in enumerate((Label.TITLE, Label.BYLINE, Label.DATE), 1):
    METADATA_PLACE[<int>LABELS.index(_label)] = _code


cdef class Verdict:
    """What judging a document came to: some 35 bytes a row, and its text."""

    cdef readonly object source
    cdef tuple rule_ids
    cdef readonly Py_ssize_t rows
    cdef Text text  # kept alive by the source
    cdef int64_t* start
    cdef int64_t* stop
    cdef int32_t* points
    cdef int32_t* rule
    cdef uint8_t* label
    cdef uint8_t* is_debris
    cdef uint8_t* kept
    cdef uint8_t* round  # in which each row was judged last
    cdef readonly bint guarded
    cdef int32_t[FACT_COUNT] known
    cdef readonly int64_t rows_judged  # rows, summed up over all looks: the work that it took

    cdef int take(self, Table table) except -1 nogil

    def __dealloc__(self):
        PyMem_RawFree(self.start)

    cdef int take(self, Table table) except -1 nogil:
        """Make workspace, and copy where rows start and stop."""
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
        self.round = self.kept + rows
        memcpy(self.start, table.start, rows * sizeof(int64_t))
        memcpy(self.stop, table.stop, rows * sizeof(int64_t))
        return 0

    def facts(self):
        """Return what is known of the whole document; see `cleaner.judge.confidence.FACTS`."""
        cdef int number
        return [self.known[number] for number in range(<int>FACT_COUNT)]

    def slices(self, bint asked=True):
        """Return the slices of the text that stay, in its units, in order: as labels are ``asked`` for, or all content.

        Blank lines between two lines that stay do so too. Of the blank lines around a cut, those before it stay or,
        where there were none, those behind it; none at the document's ends. A document of blank lines stays as it is.
        """
        cdef Py_ssize_t row, last = -1
        cdef int64_t begin = 0
        cdef list found = []
        if not self.rows:
            return [(0, self.text.length)]
        for row in range(self.rows):
            if not (self.kept[row] if asked else not self.is_debris[row]):
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

    def cut(self, bint asked=True):
        """Return what stays, as `slices` has it: of a `str` a `str`, of UTF-8 bytes."""
        cdef list slices = self.slices(asked)
        cdef const char* data = <const char*>self.text.data
        cdef int64_t start, stop
        if self.text.kind == UTF_8:
            return b"".join([PyBytes_FromStringAndSize(data + start, stop - start) for start, stop in slices])
        return self.source if slices == [(0, self.text.length)] else _joined(&self.text, slices)

    def is_as_asked(self):
        """Tell whether the labels that are asked for change nothing: all content stays, and nothing else."""
        cdef Py_ssize_t row
        for row in range(self.rows):
            if self.kept[row] == (self.is_debris[row] != 0):
                return False
        return True

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
        """Return start and stop of the first row that is the headline, a byline, a date; 0 and 0 where none is."""
        cdef Py_ssize_t row
        cdef list found = [(0, 0)] * <int>KINDS_OF_METADATA
        for row in range(self.rows - 1, -1, -1):
            if METADATA_PLACE[self.label[row]]:
                found[METADATA_PLACE[self.label[row]] - 1] = (self.start[row], self.stop[row])
        return found

    def findings(self):
        """Return, for each row, its label, rule (or -1), points in hundredths, whether it is debris, and kept."""
        return [
            (LABELS[self.label[row]], self.rule[row], self.points[row], bool(self.is_debris[row]), bool(self.kept[row]))
            for row in range(self.rows)
        ]


cdef str _joined(const Text* text, list slices):
    """Return slices of a text as a text, without a copy of each."""
    cdef int64_t start, stop, size = 0
    cdef uint32_t bits = 0
    for start, stop in slices:
        size += stop - start
        bits |= _bits_of(text, start, stop)
    joined = PyUnicode_New(size, min(bits, <uint32_t>0x10FFFF))
    size = 0
    for start, stop in slices:
        _copy(text, start, stop, <char*>PyUnicode_DATA(joined) + size * PyUnicode_KIND(joined), PyUnicode_KIND(joined))
        size += stop - start
    return joined


cdef void _copy(const Text* text, int64_t start, int64_t stop, char* out, int kind) noexcept nogil:
    """Copy a slice as characters of so many bytes, which are as many as the text's or, where these suffice, less."""
    cdef int64_t place
    if kind == text.kind:
        memcpy(out, <const char*>text.data + start * kind, (stop - start) * kind)
    elif kind == 1:
        for place in range(start, stop):
            out[place - start] = <char>unit_at(text, place)
    else:
        for place in range(start, stop):
            (<uint16_t*>out)[place - start] = <uint16_t>unit_at(text, place)


cdef uint32_t _bits_of(const Text* text, int64_t start, int64_t stop) noexcept nogil:
    """Return the bits that any character of a slice has: what they are below, all characters are."""
    cdef const uint8_t* narrow = <const uint8_t*>text.data
    cdef const uint16_t* wide = <const uint16_t*>text.data
    cdef const uint32_t* widest = <const uint32_t*>text.data
    cdef uint8_t low = 0
    cdef uint16_t middle = 0
    cdef uint32_t high = 0
    cdef int64_t place
    if text.kind == 1:
        for place in range(start, stop):
            low |= narrow[place]
    elif text.kind == 2:
        for place in range(start, stop):
            middle |= wide[place]
    else:
        for place in range(start, stop):
            high |= widest[place]
    return low | middle | high


# --- noting what was found --------------------------------------------------------------------------------------------


cdef void _note(const Document* document, int32_t row, uint8_t label, Verdict verdict, int number) noexcept nogil:
    """Note what a round found of a row."""
    cdef int32_t origin = document.row[row]
    verdict.label[origin], verdict.points[origin], verdict.rule[origin] = label, document.total[row], document.rule[row]
    verdict.is_debris[origin], verdict.round[origin] = document.debris[row], <uint8_t>number


cdef void _note_debris(const Document* document, const Rule* rules, Verdict verdict, int number) noexcept nogil:
    """Note what was found of the rows that go; the others are judged again."""
    cdef int32_t row
    for row in range(document.rows):
        if document.debris[row]:
            _note(document, row, debris_label(document, row, rules), verdict, number)


cdef int _note_all(Workspace workspace, const Rule* rules, Verdict verdict, int number) except -1 nogil:
    """Note what the last round found."""
    cdef int32_t row, title
    find_content(workspace, &title)
    for row in range(workspace.document.rows):
        if workspace.document.debris[row]:
            _note(&workspace.document, row, debris_label(&workspace.document, row, rules), verdict, number)
        else:
            _note(&workspace.document, row, content_label(&workspace.document, row, title), verdict, number)
    return 0


cdef void _note_given(const Document* document, Verdict verdict) noexcept nogil:
    """Note the rows that go because somebody does not want them or nobody sees them."""
    cdef int32_t row
    if document.given < 0:
        return
    for row in range(document.rows):
        if document.value[document.given][row] >= IS_HIDDEN:
            verdict.label[row] = HIDDEN_CODE if document.value[document.given][row] == IS_HIDDEN else DEBRIS_CODE
            verdict.points[row], verdict.rule[row], verdict.is_debris[row] = WEAKEST_SURE, NO_RULE, DEBRIS
            verdict.round[row] = NEVER


cdef void _set_aside(Document* document) noexcept nogil:
    """Take out the rows that are given to go, as if they had never stood in the document, and protect those that stay."""
    cdef int32_t row
    cdef bint some = False
    if document.given < 0:
        return
    for row in range(document.rows):
        document.debris[row] = document.value[document.given][row] >= IS_HIDDEN
        some |= document.debris[row]
        document.protected[row] |= document.value[document.given][row] == IS_KEPT
    if some:
        keep_rows(document)


cdef void _keep(Judge judge, Verdict verdict, Workspace workspace) noexcept nogil:
    """Tell which rows the policy keeps; what is debris by no means stays because a line like it is protected."""
    cdef Py_ssize_t row
    for row in range(verdict.rows):
        verdict.kept[row] = not judge.removed[verdict.label[row]] and not (
            verdict.round[row] == NEVER and verdict.label[row] == DEBRIS_CODE
        )
    for row in range(workspace.document.rows):
        if workspace.document.protected[workspace.document.row[row]] and not workspace.document.debris[row]:
            verdict.kept[workspace.document.row[row]] = True


# --- the decision about one round -------------------------------------------------------------------------------------

cdef enum:
    CHANGED = 1  # rows go
    GUARDED = 2  # nearly nothing would have been left, so only what is surely debris goes


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


cdef int decide(Document* document, int32_t threshold) noexcept nogil:
    """Decide for each row: debris is what falls under the threshold (in hundredths), unless the guard objects.

    A document of which little is likely to be content has a lower threshold (see `_best_level`), but for lines that a
    rule or a heuristic names. Return `CHANGED` if rows go, and `GUARDED` if the guard held some back.
    """
    cdef int32_t row, best
    cdef int64_t likely
    _add_up(document)
    best = _best_level(document, threshold, &likely)
    for row in range(document.rows):
        document.debris[row] = (
            document.total[row] < threshold
            and not document.protected[document.row[row]]
            and (_level_of(document, row, threshold) < best or _is_named(document, row))
        )
    if document.unit >= 0:
        _drop_large_units(document, threshold - LEAST_OF_LARGE, likely)
    return _guard(document)


cdef void _add_up(Document* document) noexcept nogil:
    """Add up the evidence of each row."""
    cdef int32_t row
    cdef int number
    for row in range(document.rows):
        document.total[row] = document.from_rules[row] + document.from_scorecard[row]
    for number in range(<int>HEURISTICS):
        for row in range(document.rows):
            document.total[row] += document.points[number][row]
    if document.unit >= 0:
        _pool_units(document)
    if document.heading >= 0:
        _keep_headings(document)


cdef void _pool_units(Document* document) noexcept nogil:
    """Have the rows of a list, a table, a poem share their evidence: it stays or goes whole.

    What is surely debris goes from among them, and says nothing of the others.
    """
    cdef int32_t row = 0, end
    while row < document.rows:
        end = row + 1
        while end < document.rows and _are_of_one_unit(document, row, end):
            end += 1
        if end > row + 1:
            _pool(document, row, end)
        row = end


cdef inline bint _are_of_one_unit(const Document* document, int32_t row, int32_t other) noexcept nogil:
    cdef const int32_t* unit = document.value[document.unit]
    return 0 < unit[row] < LARGEST and unit[row] == unit[other]


cdef enum:
    # What a row says of those beside it, at most, so that a single one does not decide for all. Of unseen hosts, F1 of
    # all types of pages is .001 higher than without a bound; at 150 it is .002 lower, of pages of the world .02.
    MOST_SHARED = 300
    OF_SECTION = 50  # for a heading of what stays


cdef void _pool(Document* document, int32_t first, int32_t end) noexcept nogil:
    """Give some rows the mean of their points, by words; the scorecard answers for the difference."""
    cdef int64_t points = 0, words = 0, weight
    cdef int32_t row
    for row in range(first, end):
        if not _is_sure(document, row):
            weight = document.value[<int>WORDS][row] + 1
            words += weight
            points += weight * _shared(document, row)
    for row in range(first, end):
        if not _is_sure(document, row):
            _correct(document, row, <int32_t>(points // words))


cdef inline int32_t _shared(const Document* document, int32_t row) noexcept nogil:
    return min(max(document.total[row], -<int32_t>MOST_SHARED), <int32_t>MOST_SHARED)


cdef inline void _correct(Document* document, int32_t row, int32_t points) noexcept nogil:
    """Set a row's points; the scorecard answers for the difference."""
    document.from_scorecard[row] += points - document.total[row]
    document.total[row] = points


cdef void _keep_headings(Document* document) noexcept nogil:
    """Have headings in the article's own element stay where what they head does, up to the next heading."""
    cdef int32_t row
    cdef int64_t points = 0, weight
    for row in range(document.rows - 1, -1, -1):
        if document.value[document.in_body][row] <= 0:
            points = 0
        elif document.value[document.heading][row] <= 0:
            weight = document.value[<int>WORDS][row] + 1
            points += weight * _shared(document, row)
        else:
            if points > 0 and document.total[row + 1] > 0 and not _is_sure(document, row):
                _correct(document, row, max(document.total[row], <int32_t>OF_SECTION))
            points = 0


cdef inline int32_t _level_of(const Document* document, int32_t row, int32_t threshold) noexcept nogil:
    return min(max((document.total[row] - threshold + MOST_SURE) // STEP, 0), <int32_t>LEVELS - 1)


cdef int32_t _best_level(const Document* document, int32_t threshold, int64_t* likely) noexcept nogil:
    """Return the level of points from which on keeping rows makes the best text; ``likely`` are words to expect in it.

    The best text has the highest expected F1: words that are content count for it, words that are kept against it
    (Ye, Chai, Lee and Chieu 2012, "Optimizing F-measures"). Where the body is certain, that is the threshold or a
    little less; on a page where every line is doubtful, it keeps the likeliest.
    """
    cdef int64_t[LEVELS] words
    cdef int64_t kept = 0, content = 0, all_content = 0
    cdef int32_t row, level, best = LEVELS - 1
    cdef double expected, highest = 0
    memset(words, 0, sizeof(words))
    for row in range(document.rows):
        words[_level_of(document, row, threshold)] += document.value[<int>WORDS][row]
    for level in range(<int32_t>LEVELS):
        all_content += words[level] * PROBABILITY[level]
    likely[0] = all_content // THOUSAND
    for level in range(<int32_t>LEVELS - 1, -1, -1):
        kept += words[level]
        content += words[level] * PROBABILITY[level]
        expected = <double>content / <double>max(THOUSAND * kept + all_content, <int64_t>1)
        if expected > highest:
            best, highest = level, expected
    return best


cdef enum:
    # What makes the best text takes rows for independent, and those of a unit share one fate: the comments below an
    # article, each a little likely, would all be kept. So units of so many times the words to expect have to come near to
    # the threshold. Of unseen hosts, F1 of pages of the world is .004 higher so, of articles the same; at 100, where all
    # units have to, it is .001 lower over all types.
    LARGE = 2  # a unit of a half of the words
    LEAST_OF_LARGE = 50


cdef void _drop_large_units(Document* document, int32_t least, int64_t likely) noexcept nogil:
    """Have rows of large units go that have fewer points."""
    cdef int32_t row = 0, end, one
    cdef int64_t words
    while row < document.rows:
        end, words = row + 1, document.value[<int>WORDS][row]
        while end < document.rows and _are_of_one_unit(document, row, end):
            words += document.value[<int>WORDS][end]
            end += 1
        if end > row + 1 and LARGE * words >= likely:
            for one in range(row, end):
                if document.total[one] < least and not document.protected[document.row[one]]:
                    document.debris[one] = True
        row = end


cdef inline bint _is_named(const Document* document, int32_t row) noexcept nogil:
    """Tell whether rules and heuristics call a row debris, whatever the scorecard and the rows around it say."""
    if document.unit >= 0 and (_are_of_one_unit(document, row, row - 1) or _are_of_one_unit(document, row, row + 1)):
        return False  # a list, a table, a poem is called so whole
    return (
        document.total[row]
        - document.from_scorecard[row]
        - document.points[<int>DOUBT][row]
        - document.points[<int>BODIES][row]
        - document.points[<int>BLOCKS][row]
        - document.points[<int>STRONG_RULES][row]
        <= NAMED
    )


cdef inline bint _is_sure(const Document* document, int32_t row) noexcept nogil:
    """Tell whether a row is debris whatever its surroundings: by a sure rule, or as a repetition."""
    return document.from_rules[row] <= WEAKEST_SURE or document.points[<int>REPEATS][row] < 0


cdef int _guard(Document* document) noexcept nogil:
    """Hold back all but what is sure where nearly nothing would be left; a headline alone is no article."""
    cdef int64_t words = 0, left = 0
    cdef int32_t row, debris = 0, held_back = 0
    for row in range(document.rows):
        words += document.value[<int>WORDS][row]
        debris += document.debris[row]
        if not (document.debris[row] or document.points[<int>HEADLINE][row] > 0):
            left += document.value[<int>WORDS][row]
    if left < LEAST_KEPT_WORDS and 100 * left < LEAST_KEPT_PERCENT * words:
        for row in range(document.rows):
            if document.debris[row] and not _is_sure(document, row):
                document.debris[row] = False
                held_back += 1
    return (CHANGED if debris > held_back else 0) | (GUARDED if held_back else 0)


# --- documents that come to no end ------------------------------------------------------------------------------------

cdef enum:
    WORST_PART = 8  # the larger part goes at once, the more of what would stay goes too; the smaller, the more rounds


cdef void drop_worst(Document* document) noexcept nogil:
    """Have the worst rows go, too: one in `WORST_PART`, but none that is protected.

    A document that loses a few rows each round comes to its end so, in time by its length: when none of
    its rows is debris any more. What is left is what a document made of these rows would keep.
    """
    cdef int64_t* worst = document.sums  # points and row in one number
    cdef int32_t row, count = 0, most = (document.rows + WORST_PART - 1) // WORST_PART, number
    for row in range(document.rows):
        if not document.protected[document.row[row]]:
            worst[count] = document.total[row] * (<int64_t>1 << 32) + row
            count += 1
    qsort(worst, count, sizeof(int64_t), _compare)
    for number in range(min(count, most)):
        row = <int32_t>worst[number]
        if not document.debris[row]:
            document.debris[row] = ALONG


cdef int _compare(const void* one, const void* other) noexcept nogil:
    cdef int64_t ours = (<const int64_t*>one)[0], theirs = (<const int64_t*>other)[0]
    return (ours > theirs) - (ours < theirs)


# --- labels -----------------------------------------------------------------------------------------------------------

cdef enum:
    HEADING_WORDS = 15  # headings are at most so long, end no sentence, and a paragraph follows

cdef uint8_t TITLE_CODE = LABELS.index(Label.TITLE), HEADING_CODE = LABELS.index(Label.HEADING)
cdef uint8_t BODY_CODE = LABELS.index(Label.BODY), DEBRIS_CODE = LABELS.index(Label.DEBRIS)
cdef uint8_t HIDDEN_CODE = LABELS.index(Label.HIDDEN)
cdef uint8_t BYLINE_CODE = LABELS.index(Label.BYLINE), DUPLICATE_CODE = LABELS.index(Label.DUPLICATE)


cdef uint8_t debris_label(const Document* document, int32_t row, const Rule* rules) noexcept nogil:
    """Name debris by the rule or the heuristic that speaks against it."""
    if document.points[<int>REPEATS][row] < 0:
        return DUPLICATE_CODE
    if document.rule[row] != NO_RULE:
        return rules[document.rule[row]].label
    return BYLINE_CODE if document.is_name[row] else DEBRIS_CODE


cdef int find_content(Workspace workspace, int32_t* title) except -1 nogil:
    """Find the headline among the rows that stay, for `content_label`: the one that the markup names, if there is one."""
    cdef int32_t row
    title[0] = NO_TITLE
    for row in range(workspace.document.rows):
        if workspace.document.points[<int>HEADLINE][row] > 0:
            title[0] = row
    if title[0] == NO_TITLE:
        title[0] = find_title(workspace, workspace.document.debris)
    return 0


cdef uint8_t content_label(const Document* document, int32_t row, int32_t title) noexcept nogil:
    """Tell title and headings from the rest of the body."""
    if row == title:
        return TITLE_CODE
    if (
        document.value[<int>WORDS][row] <= HEADING_WORDS
        and document.value[<int>ENDS_SENTENCE][row] == 0
        and document.value[<int>PROSE][row + 1] > 0
    ):
        return HEADING_CODE
    return BODY_CODE
