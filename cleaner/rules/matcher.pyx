# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Rules × rows → hits.

Wordings are found by `cleaner.rules.wordings`. The keywords that call for a pattern are needles of one search that reads
the folded text once. A pattern is asked only of rows that hold one of its keywords,
are like what it matches in length, digits and edges, and pass its automaton.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint64_t
from libc.stdlib cimport qsort
from libc.string cimport memcpy, memset

from cleaner.lines.characters cimport BEYOND, FOLDS, SHARP_S, UTF_8
from cleaner.lines.memory cimport Buffer, release, reserve
from cleaner.lines.reading cimport Block, DIGIT_COUNT, INK_COUNT, Row
from cleaner.rules.search cimport Match, Needles, PADDING
from cleaner.rules.wordings cimport Wordings, free_walk
from cleaner.lines.table cimport ENDS_SENTENCE, FUNCTION_WORDS, Table, WORDS

from cleaner.lines import characters
from cleaner.judge.context import PROSE_LIMITS
from cleaner.lines.words import BITS, is_sentence
from cleaner.rules import automata as _automata
from cleaner.rules.keywords import CUT, EDGE, LONG_LINE, SEARCHED_HEAD, SEARCHED_TAIL

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character) nogil

cdef enum:  # roles of needles
    ALSO, KEYWORD

ROLES = ("also", "keyword")

cdef enum:  # buffers
    ZEROED, BARE, SEARCHED, LINES, MATCHES, CALLS, ASKED, ASKED_TEXT

MARKS = b" .,!?;\"'"
"""Decoration that no keyword ends with: most sentences do, and need not be searched twice."""

_ACCENTED = 3, 2
"""Lines with so many times the characters (3 / 2) of a pattern's limit are too long for it even if folding drops
accents."""

cdef uint8_t[256] IS_DECORATION, IS_MARK
for _byte in range(256):
    IS_DECORATION[_byte] = _byte in characters.DECORATION.encode()
    IS_MARK[_byte] = _byte in MARKS

cdef int PROSE_FUNCTION_SHARE = PROSE_LIMITS[1]
cdef uint8_t EDGE_BYTE = ord(EDGE), CUT_BYTE = CUT[0]
cdef Py_ssize_t LONG = LONG_LINE, HEAD = SEARCHED_HEAD, TAIL = SEARCHED_TAIL
cdef uint8_t END = _automata.END, START = _automata.START, ACCEPTED = _automata.ACCEPTED
cdef uint8_t BEYOND_ASCII = _automata.BEYOND_ASCII


cdef struct Bounds:
    int32_t start
    int32_t stop


cdef struct Line:  # of what is searched
    int32_t start  # of the edge before it
    int32_t row


cdef class Matcher:
    """Finds the hits of one pack, but for those of disabled rules."""

    def __init__(self, pack, disabled=()):
        """Take a `cleaner.rules.pack.Pack`, and the ids of rules not to use."""
        without = {index for index, rule in enumerate(pack.rules) if rule.id in disabled}
        self.memory, self.rules, self.finders = [], list(pack.rules), {}
        self.needles = Needles(pack.needles)
        self.wordings = Wordings(pack.trie, len(self.rules), without)
        self._add_uses(pack.needle_uses, without)
        self._add_patterns(pack)

    cdef void* _zeros(self, Py_ssize_t size):
        """Return some zeros that live as long as this."""
        cdef uint8_t[::1] view = bytearray(max(size, 1))
        self.memory.append(view)
        return &view[0]

    cdef int _add_uses(self, list needle_uses, set disabled) except -1:
        """Note what needles are for."""
        cdef Py_ssize_t count = 0, number = 0
        self.first_use = <int32_t*>self._zeros((len(needle_uses) + 1) * sizeof(int32_t))
        self.uses = <Use*>self._zeros(sum(map(len, needle_uses)) * sizeof(Use))
        for uses in needle_uses:
            for rule, role in uses:
                if rule not in disabled:
                    self.uses[count] = Use(rule, ROLES.index(role))
                    count += 1
            number += 1
            self.first_use[number] = <int32_t>count
        return 0

    cdef int _add_patterns(self, pack) except -1:
        """Note what is known of patterns."""
        cdef Pattern* pattern
        cdef int character
        cdef const uint8_t* classes
        cdef const uint8_t* states
        times, parts = _ACCENTED
        wants_second = {rule for uses in pack.needle_uses for rule, role in uses if role == "also"}
        self.patterns = <Pattern*>self._zeros(len(self.rules) * sizeof(Pattern))
        for number, (rule, automaton) in enumerate(zip(self.rules, pack.automata, strict=True)):
            pattern = &self.patterns[number]
            pattern.longest = min(times * rule.limit // parts, 0x7FFFFFFF)
            pattern.digit, pattern.case, pattern.wants_second = rule.facts.digit, rule.case, number in wants_second
            pattern.heads_debris = rule.match == "start" and rule.strength == "sure"
            pattern.bound = rule.bound.split("-")[0] in BITS
            for character in range(ANYTHING):
                pattern.begins[character] = rule.facts.begins >> character & 1
                pattern.ends[character] = rule.facts.ends >> character & 1
            pattern.begins[ANYTHING] = pattern.ends[ANYTHING] = True
            classes, states = automaton.classes, automaton.states
            self.memory.append(automaton)
            pattern.classes, pattern.states, pattern.width = classes, states, automaton.width
        return 0

    cdef int match(self, const Block* block, Table table, Matching* matching) except -1 nogil:
        """Find the phrases in a block whose first row is the first behind those of the table, and what to ask."""
        cdef Py_ssize_t lines, matches
        if not block.rows:
            return 0
        _compare(block, matching)
        self.wordings.match(block, table, &matching.walk)
        lines = _write_searched(block, matching)
        matches = self.needles.find(
            <const uint8_t*>matching.buffers[SEARCHED].memory,
            (<Line*>matching.buffers[LINES].memory)[lines].start + 1,
            &matching.buffers[MATCHES],
        )
        _ask(self, block, table, matching, _use(self, block, table, matching, matches, lines))
        return 0

    cdef int answer(self, Table table, Matching* matching) except -1:
        """Ask patterns, each one of all its rows: it has to be brought into the cache. Then sort the hits."""
        cdef Asked* asked = <Asked*>matching.buffers[ASKED].memory
        cdef const uint8_t* folded = <const uint8_t*>matching.buffers[ASKED_TEXT].memory
        cdef Py_ssize_t number
        cdef int32_t rule = -1
        cdef dict texts = {}, answers = {}
        if matching.asked:
            qsort(asked, matching.asked, sizeof(Asked), _by_rule)
        for number in range(matching.asked):
            if asked[number].rule != rule:
                rule = asked[number].rule
                find, shortest, longest = self._finder(rule)
                answers.clear()
            key = asked[number].start, self.patterns[rule].case
            text = texts.get(key)
            if text is None:
                if self.patterns[rule].case:
                    text = _row_text(table, asked[number].start, asked[number].stop)
                else:
                    text = folded[asked[number].start : asked[number].stop].decode("utf-8", "surrogatepass").strip()
                texts[key] = text
            answer = answers.get(text)  # in page dumps, a quarter is said twice
            if answer is None:
                answer = answers[text] = shortest <= len(text) <= longest and find(text) is not None
            if answer:
                table.add_hit(asked[number].row, rule)
        matching.asked = matching.asked_bytes = 0
        _sort_hits(table)
        for number in range(table.hit_count):
            table.ask_languages |= self.patterns[table.hits[number].rule].bound
            if self.patterns[table.hits[number].rule].heads_debris:
                _look_further(table, table.hits[number].row)
        return 0

    def _finder(self, int rule):
        """Return what finds the pattern of a rule, and how short and long a text may be; compiled on first use."""
        if rule not in self.finders:
            of = self.rules[rule]
            self.finders[rule] = of.finder(), of.facts.shortest, of.limit
        return self.finders[rule]


cdef enum:
    # From so many words on, a line beside paragraphs may be a sentence of the text whatever it begins with. (On 700 page
    # dumps and their extracted texts F1 changes by less than .0001, whether 4 or 10.)
    SENTENCE_WORDS = 6


cdef int _look_further(Table table, int32_t row) except -1:
    """Note whether a row that begins like a notice goes on as a sentence of the text."""
    cdef int32_t words = table.column[WORDS][row]
    is_shaped = (
        words >= SENTENCE_WORDS
        and table.column[ENDS_SENTENCE][row]
        and 100 * table.column[FUNCTION_WORDS][row] >= PROSE_FUNCTION_SHARE * words
    )
    table.goes_on[row] = is_shaped and is_sentence(_row_text(table, table.start[row], table.stop[row]))
    return 0


cdef str _row_text(Table table, int64_t start, int64_t stop):
    """Return a row as it is, without the white space around it."""
    if table.text.kind == UTF_8:
        return (<const char*>table.text.data)[start:stop].decode("utf-8").strip()
    return (<str>table.source)[start:stop].strip()


cdef int _by_rule(const void* one, const void* other) noexcept nogil:
    """Compare for `qsort`."""
    cdef const Asked* left = <const Asked*>one
    cdef const Asked* right = <const Asked*>other
    if left.rule != right.rule:
        return -1 if left.rule < right.rule else 1
    return -1 if left.row < right.row else 1


cdef int _by_number(const void* one, const void* other) noexcept nogil:
    """Compare for `qsort`."""
    cdef uint64_t left = (<const uint64_t*>one)[0], right = (<const uint64_t*>other)[0]
    return -1 if left < right else left > right


cdef void _sort_hits(Table table) noexcept nogil:
    """Sort the hits by row and then by rule, and leave each once."""
    cdef Py_ssize_t number, count = 0
    if not table.hit_count:
        return
    qsort(table.hits, table.hit_count, sizeof(table.hits[0]), _by_row)
    for number in range(table.hit_count):
        if not number or _by_row(&table.hits[number], &table.hits[count - 1]):
            table.hits[count] = table.hits[number]
            count += 1
    table.hit_count = count


cdef int _by_row(const void* one, const void* other) noexcept nogil:
    """Compare hits for `qsort`."""
    cdef const int32_t* left = <const int32_t*>one
    cdef const int32_t* right = <const int32_t*>other
    if left[0] != right[0]:
        return -1 if left[0] < right[0] else 1
    return -1 if left[1] < right[1] else left[1] > right[1]


cdef void free_matching(Matching* matching) noexcept nogil:
    """Give the memory back."""
    cdef int number
    for number in range(8):
        release(&matching.buffers[number])
    free_walk(&matching.walk)


# --- rows as they are compared ----------------------------------------------------------------------------------------


cdef int _compare(const Block* block, Matching* matching) except -1 nogil:
    """Write the folded text with digits as zeros, and the bounds of its rows without the decoration around them."""
    cdef Py_ssize_t place, row
    cdef uint8_t* zeroed
    cdef Bounds* bare
    reserve(&matching.buffers[ZEROED], block.folded_size)
    reserve(&matching.buffers[BARE], block.rows * sizeof(Bounds))
    zeroed, bare = <uint8_t*>matching.buffers[ZEROED].memory, <Bounds*>matching.buffers[BARE].memory
    for place in range(block.folded_size):
        zeroed[place] = c"0" if c"1" <= block.folded[place] <= c"9" else block.folded[place]
    for row in range(block.rows):
        bare[row] = _stripped(zeroed, block.row[row].folded_start, block.row[row].folded_stop, IS_DECORATION)
    return 0


cdef inline Bounds _stripped(const uint8_t* text, int32_t start, int32_t stop, const uint8_t* what) noexcept nogil:
    """Return the bounds of a row without what is stripped."""
    while start < stop and what[text[start]]:
        start += 1
    while start < stop and what[text[stop - 1]]:
        stop -= 1
    return Bounds(start, stop)


# --- needles ----------------------------------------------------------------------------------------------------------


cdef Py_ssize_t _write_searched(const Block* block, Matching* matching) except -1 nogil:
    """Write what is searched: each row without the decoration around it and, where it has some besides that of
    sentences, once more as it is: ``(c) 2025``.

    Lines stand between edges. Return how many there are; the line behind the last starts at the last edge.
    """
    cdef const uint8_t* zeroed = <const uint8_t*>matching.buffers[ZEROED].memory
    cdef const Bounds* bare = <const Bounds*>matching.buffers[BARE].memory
    cdef uint8_t* out
    cdef Line* lines
    cdef Py_ssize_t row, count = 0, size = 0
    cdef int32_t start, stop
    reserve(&matching.buffers[SEARCHED], 2 * (block.folded_size + 2 * block.rows) + 1 + PADDING)
    reserve(&matching.buffers[LINES], (2 * block.rows + 1) * sizeof(Line))
    out, lines = <uint8_t*>matching.buffers[SEARCHED].memory, <Line*>matching.buffers[LINES].memory
    out[0] = EDGE_BYTE
    for row in range(block.rows):
        lines[count] = Line(<int32_t>size, <int32_t>row)
        size += _copy(out + size + 1, zeroed + bare[row].start, bare[row].stop - bare[row].start)
        count += 1
    for row in range(block.rows):
        start, stop = block.row[row].folded_start, block.row[row].folded_stop
        if _is_decorated(zeroed, start, stop, bare[row].stop - bare[row].start):
            lines[count] = Line(<int32_t>size, <int32_t>row)
            size += _copy(out + size + 1, zeroed + start, stop - start)
            count += 1
    lines[count] = Line(<int32_t>size, 0)
    memset(out + size + 1, 0, PADDING)
    return count


cdef inline Py_ssize_t _copy(uint8_t* out, const uint8_t* line, Py_ssize_t size) noexcept nogil:
    """Copy a line, or the beginning and the end of a long one, and an edge behind it; return how many bytes."""
    if size <= LONG:
        memcpy(out, line, size)
    else:
        memcpy(out, line, HEAD)
        out[HEAD] = CUT_BYTE
        memcpy(out + HEAD + 1, line + size - TAIL, TAIL)
        size = HEAD + 1 + TAIL
    out[size] = EDGE_BYTE
    return size + 1


cdef inline bint _is_decorated(const uint8_t* text, int32_t start, int32_t stop, Py_ssize_t bare) noexcept nogil:
    """Tell whether there is more around a row than the marks of sentences."""
    cdef Bounds bounds
    if stop - start == bare or (stop - start == bare + 1 and IS_MARK[text[stop - 1]]):
        return False
    bounds = _stripped(text, start, stop, IS_MARK)
    return bounds.stop - bounds.start > bare


cdef Py_ssize_t _use(
    Matcher matcher, const Block* block, Table table, Matching* matching, Py_ssize_t matches, Py_ssize_t lines
) except -1 nogil:
    """Write which keywords of patterns stand in rows that may match.

    Return how many there are: row, rule, and whether it is the first keyword, in the bits of a number.
    """
    cdef const Line* line = <const Line*>matching.buffers[LINES].memory
    cdef const Match* match = <const Match*>matching.buffers[MATCHES].memory
    cdef Py_ssize_t number, at = 0, count = 0
    cdef int32_t use, row, rule
    for number in range(matches):
        while at + 1 < lines and line[at + 1].start <= match[number].start:  # nearly in order
            at += 1
        while line[at].start > match[number].start:
            at -= 1
        row = line[at].row
        for use in range(matcher.first_use[match[number].needle], matcher.first_use[match[number].needle + 1]):
            rule = matcher.uses[use].rule
            if _fits(&matcher.patterns[rule], block, &block.row[row]):
                reserve(&matching.buffers[CALLS], (count + 1) * sizeof(uint64_t))
                (<uint64_t*>matching.buffers[CALLS].memory)[count] = (
                    <uint64_t>row << 32 | <uint64_t>rule << 1 | (matcher.uses[use].role == KEYWORD)
                )
                count += 1
    return count


# --- patterns ---------------------------------------------------------------------------------------------------------


cdef inline bint _fits(const Pattern* pattern, const Block* block, const Row* row) noexcept nogil:
    """Tell whether a pattern may match a row, as far as length, digits and edges go."""
    return (
        row.counts[INK_COUNT] <= pattern.longest
        and (not pattern.digit or row.counts[DIGIT_COUNT] > 0)
        and pattern.begins[_edge(block.codes[row.start], pattern.case)]
        and pattern.ends[_edge(block.codes[max(row.stop - 2, row.start)], pattern.case)]
    )


cdef inline uint16_t _edge(uint16_t code, bint case) noexcept nogil:
    """Return a first or last character as patterns know it; white space, and what folds to nothing, may hide others."""
    if not case:
        code = FOLDS[code]
    return ANYTHING if code <= c" " or code == SHARP_S else min(code, <uint16_t>ASCII)


cdef int _ask(Matcher matcher, const Block* block, Table table, Matching* matching, Py_ssize_t calls) except -1 nogil:
    """Write which patterns are to be asked of which rows: those that automata accept."""
    cdef uint64_t* call = <uint64_t*>matching.buffers[CALLS].memory
    cdef Py_ssize_t number = 0
    cdef uint64_t one
    cdef bint first, second
    if calls:
        qsort(call, calls, sizeof(uint64_t), _by_number)
    while number < calls:
        one, first, second = call[number] >> 1, False, False
        while number < calls and call[number] >> 1 == one:
            first |= call[number] & 1
            second |= not call[number] & 1
            number += 1
        if first and (second or not matcher.patterns[one & 0x7FFFFFFF].wants_second):
            _ask_one(matcher, block, table, matching, <int32_t>(one >> 31), <int32_t>(one & 0x7FFFFFFF))
    return 0


cdef int _ask_one(
    Matcher matcher, const Block* block, Table table, Matching* matching, int32_t row, int32_t rule
) except -1 nogil:
    """Write that a pattern is to be asked of a row, if its automaton accepts it."""
    cdef const Row* of = &block.row[row]
    cdef const Pattern* pattern = &matcher.patterns[rule]
    cdef Asked* asked
    cdef Py_ssize_t size
    if pattern.case:
        if not _accepts(pattern, block.codes, of.start, of.stop):
            return 0
    elif not _accepts(pattern, block.folded, of.folded_start, of.folded_stop):
        return 0
    reserve(&matching.buffers[ASKED], (matching.asked + 1) * sizeof(Asked))
    asked = &(<Asked*>matching.buffers[ASKED].memory)[matching.asked]
    asked[0] = Asked(rule, <int32_t>(table.rows + row), table.start[table.rows + row], table.stop[table.rows + row])
    matching.asked += 1
    if not pattern.case:
        size = of.folded_stop - of.folded_start
        reserve(&matching.buffers[ASKED_TEXT], matching.asked_bytes + size)
        memcpy(<uint8_t*>matching.buffers[ASKED_TEXT].memory + matching.asked_bytes, block.folded + of.folded_start, size)
        asked.start, asked.stop = matching.asked_bytes, matching.asked_bytes + size
        matching.asked_bytes += size
    return 0


ctypedef fused Character:
    uint8_t
    uint16_t


cdef inline bint _accepts(const Pattern* pattern, const Character* text, int32_t start, int32_t stop) noexcept nogil:
    """Tell whether the automaton of a pattern accepts a row, without the white space around it."""
    cdef int32_t state = START
    while start < stop and _is_space(text[start]):
        start += 1
    while start < stop and _is_space(text[stop - 1]):
        stop -= 1
    while start < stop and state >= START:
        state = pattern.states[state * pattern.width + pattern.classes[_symbol(text[start])]]
        start += 1
    return pattern.states[state * pattern.width + END] == ACCEPTED


cdef inline bint _is_space(Character character) noexcept nogil:
    """Tell whether a character is white space; in folded text there is none beyond ASCII."""
    if Character is uint8_t:
        return character < ASCII and Py_UNICODE_ISSPACE(character)
    else:
        return Py_UNICODE_ISSPACE(character)


cdef inline uint8_t _symbol(Character character) noexcept nogil:
    """Return the byte that stands for a character."""
    if Character is uint8_t:
        return character
    else:
        return <uint8_t>character if character < ASCII else BEYOND_ASCII
