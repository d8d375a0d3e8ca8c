# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Rules × rows → hits: wordings by `cleaner.rules.wordings`, and the few patterns.

A pattern is asked only of rows that hold one of its keywords. Those of four bytes and more are found at every second
byte of a text, by the three bytes there, which few places share; shorter ones by their first byte.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport qsort
from libc.string cimport memchr, memcmp

from cleaner.lines.characters cimport UTF_8
from cleaner.lines.memory cimport Buffer, release, reserve
from cleaner.lines.reading cimport Block, INK_COUNT, Row
from cleaner.lines.table cimport BEGINS, ENDS_SENTENCE, FUNCTION_WORDS, Table, WORDS
from cleaner.rules.wordings cimport Wordings, add_to, free_walk, is_in

from cleaner.judge.context import PROSE_LIMITS
from cleaner.lines.characters import fold
from cleaner.lines.words import BITS, is_sentence

cdef enum:
    WINDOW = 3  # bytes that tell where a keyword may be

STRENGTHS = ("protect", "hint", "strong", "sure")

cdef int PROSE_FUNCTION_SHARE = PROSE_LIMITS[1]


cdef class Matcher:
    """Finds the hits of one pack, but for those of disabled rules."""

    def __init__(self, pack, disabled=()):
        """Take a `cleaner.rules.pack.Pack`, and the ids of rules not to use."""
        cdef Py_ssize_t number
        without = {index for index, rule in enumerate(pack.rules) if rule.id in disabled}
        self.memory, self.rules, self.finders = [], list(pack.rules), {}
        self.wordings = Wordings(pack.trie, len(self.rules), without)
        self.facts = <Facts*>self._zeros(len(self.rules) * sizeof(Facts))
        for number, rule in enumerate(self.rules):
            self.facts[number].longest = rule.limit
            self.wordings.trie.strength[number] = STRENGTHS.index(rule.strength)
            self.facts[number].bound = rule.bound.split("-")[0] in BITS
            self.facts[number].heads_debris = rule.match != "line" and rule.strength == "sure"
        self._add_keywords(
            [(word.encode(), index) for index, rule in enumerate(self.rules) if index not in without for word in rule.keywords]
        )

    cdef void* _zeros(self, Py_ssize_t size):
        """Return some zeros that live as long as this."""
        cdef uint8_t[::1] view = bytearray(max(size, 1))
        self.memory.append(view)
        return &view[0]

    cdef int _add_keywords(self, list keywords) except -1:
        """Chain the keywords that share their first byte, and note how they are found."""
        cdef const uint8_t[::1] text
        cdef Py_ssize_t number
        self.keywords = <Keyword*>self._zeros((len(keywords) + 1) * sizeof(Keyword))
        for number, (word, rule) in enumerate(keywords, 1):
            text = word
            self.memory.append(text)
            self.keywords[number] = Keyword(&text[0], <int32_t>len(text), rule, self.first_keyword[text[0]])
            self.first_keyword[text[0]] = <int32_t>number
            if len(text) > WINDOW:
                add_to(self.first_windows, _window(&text[0]))
                add_to(self.second_windows, _window(&text[1]))
        firsts = sorted({word[0] for word, _ in keywords if len(word) <= WINDOW})
        self.short_count = len(firsts)
        for number, first in enumerate(firsts):
            self.short_firsts[number] = first
        return 0

    cdef int match(self, const Block* block, Table table, Matching* matching) except -1 nogil:
        """Find the wordings in a block whose first row is the first behind those of the table, and what to ask."""
        self.wordings.match(block, table, &matching.walk)
        return self._call(block, table.rows, matching)

    cdef int _call(self, const Block* block, Py_ssize_t rows, Matching* matching) except -1 nogil:
        """Note which patterns are to be asked of the rows of a block; ``rows`` stand before them."""
        cdef const uint8_t* text = block.folded
        cdef const uint8_t* found
        cdef Py_ssize_t place, row = 0
        cdef int number
        for place in range(0, block.folded_size - WINDOW + 1, 2):
            if place and is_in(self.second_windows, _window(text + place)):
                self._call_at(block, &row, place - 1, rows, matching)
            if is_in(self.first_windows, _window(text + place)):
                self._call_at(block, &row, place, rows, matching)
        for number in range(self.short_count):
            row = 0
            found = <const uint8_t*>memchr(text, self.short_firsts[number], block.folded_size)
            while found != NULL:
                self._call_at(block, &row, found - text, rows, matching)
                found = <const uint8_t*>memchr(found + 1, self.short_firsts[number], text + block.folded_size - found - 1)
        return 0

    cdef int _call_at(
        self, const Block* block, Py_ssize_t* row, Py_ssize_t place, Py_ssize_t rows, Matching* matching
    ) except -1 nogil:
        """Note the patterns whose keywords stand at a place, which is in a row or behind it."""
        cdef int32_t entry = self.first_keyword[block.folded[place]]
        cdef const Keyword* keyword
        cdef const Row* here
        while entry:
            keyword = &self.keywords[entry]
            entry = keyword.next
            if keyword.size > block.folded_size - place or memcmp(block.folded + place, keyword.text, keyword.size):
                continue
            while row[0] < block.rows and block.row[row[0]].folded_stop <= place:
                row[0] += 1
            here = &block.row[row[0]]
            if row[0] < block.rows and here.counts[INK_COUNT] <= self.facts[keyword.rule].longest:
                reserve(&matching.asked, (matching.count + 1) * sizeof(Asked))
                (<Asked*>matching.asked.memory)[matching.count] = Asked(keyword.rule, <int32_t>(rows + row[0]))
                matching.count += 1
        return 0

    cdef int answer(self, Table table, Matching* matching) except -1:
        """Ask patterns, each one of all its rows: it has to be brought into the cache. Then sort the hits."""
        cdef Asked* asked = <Asked*>matching.asked.memory
        cdef Py_ssize_t number
        cdef int32_t row
        if matching.count:
            qsort(asked, matching.count, sizeof(Asked), _by_first)
        for number in range(matching.count):
            if number and _by_first(&asked[number], &asked[number - 1]) == 0:
                continue
            row = asked[number].row
            if self._matches(asked[number].rule, _row_text(table, table.start[row], table.stop[row])):
                table.add_hit(row, asked[number].rule)
                table.goes_on[row] = BEGINS
        matching.count = 0
        _sort_hits(table)
        for number in range(table.hit_count):
            row = table.hits[number].row
            table.ask_languages |= self.facts[table.hits[number].rule].bound
            if table.goes_on[row] == BEGINS and self.facts[table.hits[number].rule].heads_debris:
                _look_further(table, row)
        for number in range(table.hit_count):
            table.goes_on[table.hits[number].row] &= ~BEGINS
        return 0

    cdef bint _matches(self, int32_t number, str line) except -1:
        """Tell whether the pattern of a rule matches a line."""
        rule = self.rules[number]
        if number not in self.finders:
            self.finders[number] = rule.finder()
        text = line if rule.case else fold(line).strip()
        return len(text) <= rule.limit and self.finders[number](text) is not None


cdef inline uint32_t _window(const uint8_t* text) noexcept nogil:
    """Return a number of 16 bits for three bytes."""
    return (text[0] | <uint32_t>text[1] << 8 | <uint32_t>text[2] << 16) * <uint32_t>0x9E3779B1 >> 16


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


cdef void _sort_hits(Table table) noexcept nogil:
    """Sort the hits by row and then by rule, and leave each once."""
    cdef Py_ssize_t number, count = 0
    if not table.hit_count:
        return
    qsort(table.hits, table.hit_count, sizeof(table.hits[0]), _by_first)
    for number in range(table.hit_count):
        if not number or _by_first(&table.hits[number], &table.hits[count - 1]):
            table.hits[count] = table.hits[number]
            count += 1
    table.hit_count = count


cdef int _by_first(const void* one, const void* other) noexcept nogil:
    """Compare pairs of numbers for `qsort`."""
    cdef const int32_t* left = <const int32_t*>one
    cdef const int32_t* right = <const int32_t*>other
    if left[0] != right[0]:
        return -1 if left[0] < right[0] else 1
    return -1 if left[1] < right[1] else left[1] > right[1]


cdef void free_matching(Matching* matching) noexcept nogil:
    """Give the memory back."""
    release(&matching.asked)
    free_walk(&matching.walk)
