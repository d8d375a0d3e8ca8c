# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Rules × rows → hits: wordings by `cleaner.rules.wordings`, and the few patterns.

A pattern is asked only of rows that hold one of its keywords. These are found by their first two bytes, which few
places of a text share.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t
from libc.stdlib cimport qsort
from libc.string cimport memchr, memcmp

from cleaner.lines.characters cimport UTF_8
from cleaner.lines.memory cimport Buffer, release, reserve
from cleaner.lines.reading cimport Block, INK_COUNT, Row
from cleaner.lines.table cimport BEGINS, ENDS_SENTENCE, FUNCTION_WORDS, Table, WORDS
from cleaner.rules.wordings cimport Wordings, free_walk

from cleaner.judge.context import PROSE_LIMITS
from cleaner.lines.characters import fold
from cleaner.lines.words import BITS, is_sentence

cdef enum:
    PAIRS = 0x10000
    FEW_FIRSTS = 4

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
        self.first_keyword = <int32_t*>self._zeros(PAIRS * sizeof(int32_t))
        for number, rule in enumerate(self.rules):
            self.facts[number].longest = rule.limit
            self.wordings.strength[number] = STRENGTHS.index(rule.strength)
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
        """Chain the keywords that share their first two bytes; one of a single byte is in many chains."""
        cdef Py_ssize_t count = 1, text = 0, place
        cdef int pair
        entries = [
            (first | second << 8, word, rule)
            for word, rule in keywords
            for first, second in [(word[0], word[1] if len(word) > 1 else None)]
            for second in ([second] if second is not None else range(0x100))
        ]
        self.keywords = <Keyword*>self._zeros((len(entries) + 1) * sizeof(Keyword))
        self.keyword_text = <uint8_t*>self._zeros(sum(len(word) for _, word, _ in entries))
        for pair, word, rule in entries:
            self.keywords[count] = Keyword(self.first_keyword[pair], rule, <int32_t>text, <int32_t>len(word))
            self.first_keyword[pair] = <int32_t>count
            if len(word) > 1:
                self._add_pairs(word)
            count += 1
            for place in range(len(word)):
                self.keyword_text[text + place] = word[place]
            text += len(word)
        self.keyword_count = count - 1
        for number, first in enumerate(sorted({word[0] for word, _ in keywords if len(word) == 1})):
            self.singles[number] = first
            self.single_count = number + 1
        self._find_long_rows(keywords)
        return 0

    cdef int _add_pairs(self, bytes word) except -1:
        """Note the first two bytes of a keyword, and the two behind the first."""
        cdef int pair = word[0] | word[1] << 8
        self.begins_keyword[pair >> 3] |= 1 << (pair & 7)
        for third in word[2:3] or range(0x100):
            pair = word[1] | third << 8
            self.continues_keyword[pair >> 3] |= 1 << (pair & 7)
        return 0

    cdef int _find_long_rows(self, list keywords) except -1:
        """Find how long rows are of which patterns are asked whose keywords begin with few characters."""
        for self.long_row in sorted({0, *(self.facts[rule].longest for _, rule in keywords)}):
            firsts = sorted({word[0] for word, rule in keywords if self.facts[rule].longest > self.long_row})
            if len(firsts) <= FEW_FIRSTS:
                break
        self.long_firsts = len(firsts)
        for number, first in enumerate(firsts):
            self.long_first[number] = first
        return 0

    cdef int match(self, const Block* block, Table table, Matching* matching) except -1 nogil:
        """Find the wordings in a block whose first row is the first behind those of the table, and what to ask."""
        cdef Py_ssize_t row
        self.wordings.match(block, table, &matching.walk)
        if self.keyword_count:
            for row in range(block.rows):
                self._call(block.folded, &block.row[row], <int32_t>(table.rows + row), matching)
        return 0

    cdef int _call(self, const uint8_t* folded, const Row* row, int32_t number, Matching* matching) except -1 nogil:
        """Note which patterns are to be asked of a row: behind each row stands a newline, so pairs end in it."""
        cdef int32_t place
        cdef int pair, next_pair
        if row.counts[INK_COUNT] > self.long_row:
            return self._call_of(self.long_firsts, self.long_first, folded, row, number, matching)
        self._call_of(self.single_count, self.singles, folded, row, number, matching)
        for place in range(row.folded_start, row.folded_stop - 1):
            pair = folded[place] | folded[place + 1] << 8
            next_pair = folded[place + 1] | folded[place + 2] << 8
            if self.begins_keyword[pair >> 3] >> (pair & 7) & self.continues_keyword[next_pair >> 3] >> (next_pair & 7) & 1:
                self._call_at(folded, place, row, number, matching)
        return 0

    cdef int _call_of(
        self, int count, const uint8_t* firsts, const uint8_t* folded, const Row* row, int32_t number, Matching* matching
    ) except -1 nogil:
        """The same, of patterns whose keywords begin with one of some characters."""
        cdef int first
        cdef const uint8_t* found
        cdef const uint8_t* stop = folded + row.folded_stop
        for first in range(count):
            found = <const uint8_t*>memchr(folded + row.folded_start, firsts[first], row.folded_stop - row.folded_start)
            while found != NULL:
                self._call_at(folded, <int32_t>(found - folded), row, number, matching)
                found = <const uint8_t*>memchr(found + 1, firsts[first], stop - found - 1)
        return 0

    cdef int _call_at(
        self, const uint8_t* folded, int32_t place, const Row* row, int32_t number, Matching* matching
    ) except -1 nogil:
        """Note the patterns whose keywords stand at a place of a row."""
        cdef int32_t entry = self.first_keyword[folded[place] | folded[place + 1] << 8]
        cdef const Keyword* keyword
        while entry:
            keyword = &self.keywords[entry]
            entry = keyword.next
            if (
                keyword.size <= row.folded_stop - place
                and row.counts[INK_COUNT] <= self.facts[keyword.rule].longest
                and memcmp(folded + place, self.keyword_text + keyword.text, keyword.size) == 0
            ):
                reserve(&matching.asked, (matching.count + 1) * sizeof(Asked))
                (<Asked*>matching.asked.memory)[matching.count] = Asked(keyword.rule, number)
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
