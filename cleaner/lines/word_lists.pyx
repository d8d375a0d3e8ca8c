# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Languages of words: function words (the, of, and …) in some forty languages, and what sites say around articles.

Systems make up their labels anew, of words that are rare in prose: "Kommentar", "abonnieren", "Passwort". So a short
line all of whose words belong to the interface of one language is a label, whether or not anybody has listed it. The
words are learnt from what systems print, against their frequency in prose (`benchmarks/fit_interface_words.py`).
"""

from libc.stdint cimport uint16_t, uint64_t
from libc.stdlib cimport calloc
from libc.string cimport memset

from cleaner.lines.fold cimport LONGEST, key_of

from cleaner.lines.fold import fold
from cleaner.rules.folder import default_folder

cdef enum:
    FUNCTION_SLOTS = 1 << 16
    INTERFACE_SLOTS = 1 << 18

EVERY_LANGUAGE = 2**64 - 1

WORD_CHARACTERS = LONGEST
"""Words are told by their first characters, so many."""

MARK = "*"
"""In the list of interface words, before words that are hardly ever met in prose."""

EVERYWHERE = "mul"
"""In that list, names that belong to the interface in all languages."""

function_keys = <uint64_t*>calloc(FUNCTION_SLOTS, sizeof(uint64_t))
function_places = <uint16_t*>calloc(FUNCTION_SLOTS, sizeof(uint16_t))
function_languages = <uint64_t*>calloc(FUNCTION_SLOTS, sizeof(uint64_t))
interface_words = <Listed*>calloc(INTERFACE_SLOTS, sizeof(Listed))
if not (function_keys and function_places and function_languages and interface_words):
    raise MemoryError


def _lists(text):
    """Return a list of words by language, folded: lines such as ``de: der die das``."""
    return {
        language: words.split()
        for language, _, words in (line.partition(": ") for line in fold(text).split("\n") if line and line[0] != "#")
    }


FUNCTION_WORDS = _lists((default_folder() / "function_words.txt").read_text("utf-8"))
BITS = {language: 1 << bit for bit, language in enumerate(FUNCTION_WORDS)}
"""A bit for each language."""


def language_bits(tags):
    """Return the bits of some languages, given by their tags; none of those that have no function words here."""
    bits = 0
    for tag in tags:
        bits |= BITS.get(tag.split("-")[0], 0)
    return bits


cdef _fill_function_words():
    """Fill the table; of two words with one slot, the first stays."""
    cdef uint64_t key, slot
    cdef uint16_t places = 0
    for language, words in FUNCTION_WORDS.items():
        for word in words:
            key = key_of(word)
            slot = key >> FUNCTION_SHIFT
            if not function_keys[slot]:
                places += 1
                function_keys[slot], function_places[slot] = key, places
            if function_keys[slot] == key:
                function_languages[function_places[slot]] |= <uint64_t>BITS[language]


cdef _add_interface_word(str word, uint64_t known, uint64_t telling):
    """Add a word; of two with one slot, the first stays."""
    cdef uint64_t key = key_of(word)
    cdef Listed* listed = &interface_words[key >> INTERFACE_SHIFT]
    if not listed.key:
        listed.key = key
    if listed.key == key:
        listed.known |= known
        listed.telling |= telling


def use_interface_words(str text not None):
    """Know these interface words and no others; for who tries a list out, while nobody reads."""
    lists = _lists(text)
    memset(interface_words, 0, INTERFACE_SLOTS * sizeof(Listed))
    for word in lists.pop(EVERYWHERE, ()):
        _add_interface_word(word, EVERY_LANGUAGE, 0)
    for language, words in lists.items():
        bit = BITS[language]
        for word in words:
            if word[0] == MARK:
                _add_interface_word(word[1:], bit, bit)
        for word in words:
            if word[0] != MARK:
                _add_interface_word(word, bit, 0)
        for word in FUNCTION_WORDS.get(language, ()):
            _add_interface_word(word[:LONGEST], bit, 0)


_fill_function_words()
use_interface_words((default_folder() / "interface_words.txt").read_text("utf-8"))
