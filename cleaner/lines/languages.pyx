# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What depends on a document's language, which is that of the lines that are left.

"Annonce" is the label of an advertisement in Danish and an announcement in French, "propaganda" the same in Portuguese
and a subject everywhere else. A document's language is read off its function words, and only where there is such a hit.
"""

from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.string cimport memset

from cleaner.judge.rounds cimport Look, Rule
from cleaner.lines.table cimport INTERFACE, Hit, Table

cdef enum:
    FEWEST_WORDS = 8  # with fewer function words of any one language, a document's language is not known
    # A document may be of each language that has so many percent of the function words of the commonest: Danish and
    # Norwegian text have four fifths of theirs in common, Spanish and Portuguese half.
    ALIKE_PERCENT = 60
    MOST_LANGUAGES = 64


cdef void hold_hits(Look* look, Table table, const Rule* rules, uint64_t spoken) noexcept nogil:
    """Find the hits that hold in the document's language, and which rows are labels in it, if it is one of those spoken.

    Where it cannot be told, what is bound holds, and nothing is a label.
    """
    cdef uint64_t languages, bound
    cdef Py_ssize_t hit, kept = 0
    cdef int32_t row
    if not table.ask_languages:
        look.holding_count = look.hit_count
        return
    languages = _languages(look, table) if _is_doubtful(look, rules) else 0
    for hit in range(look.hit_count):
        bound = rules[look.hits[hit].rule].bound
        if not bound or not languages or bound & languages:
            look.holding[kept] = look.hits[hit]
            kept += 1
    look.holding_count = kept
    for row in range(look.rows):
        look.value[<int>INTERFACE][row] = (look.interface[look.row[row]] & spoken & languages) != 0


cdef bint _is_doubtful(const Look* look, const Rule* rules) noexcept nogil:
    """Tell whether anything depends on the language."""
    cdef Py_ssize_t hit
    cdef int32_t row
    for hit in range(look.hit_count):
        if rules[look.hits[hit].rule].bound:
            return True
    for row in range(look.rows):
        if look.interface[look.row[row]]:
            return True
    return False


cdef uint64_t _languages(const Look* look, Table table) noexcept nogil:
    """Return the languages that the rows may be of, a bit each; 0 where they say too little."""
    cdef int64_t[MOST_LANGUAGES] counts
    cdef int64_t most = 0
    cdef uint64_t languages = 0
    cdef int language
    memset(counts, 0, sizeof(counts))
    _count(look, table, counts)
    for language in range(<int>MOST_LANGUAGES):
        most = max(most, counts[language])
    if most < FEWEST_WORDS:
        return 0
    for language in range(<int>MOST_LANGUAGES):
        if 100 * counts[language] >= ALIKE_PERCENT * most:
            languages |= <uint64_t>1 << language
    return languages


cdef void _count(const Look* look, Table table, int64_t* counts) noexcept nogil:
    """Count the function words of each language in the rows."""
    cdef int64_t word
    cdef int32_t row
    cdef uint64_t bits
    cdef int language
    for row in range(look.rows):
        for word in range(table.first_word[look.row[row]], table.first_word[look.row[row] + 1]):
            bits, language = table.word_languages[table.word[word]], 0
            while bits:
                while not bits & 0xFF:
                    bits >>= 8
                    language += 8
                counts[language] += bits & 1
                bits >>= 1
                language += 1
