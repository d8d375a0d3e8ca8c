# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Words: function words (the, of, and …) in some forty languages, and what sites say around articles.

Systems make up their labels anew, of words that are rare in prose: "Kommentar", "abonnieren", "Passwort". So a short
line all of whose words belong to the interface of one language is a label, whether or not anybody has listed it. The
words are learnt from what systems print, against their frequency in prose (`benchmarks/fit_interface_words.py`).
"""

import re
from functools import cache

import regex

from libc.stdint cimport uint16_t, uint64_t
from libc.stdlib cimport calloc
from libc.string cimport memset

from cleaner.lines.characters cimport BEYOND

from cleaner.lines.characters import fold
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


cpdef uint64_t key_of(str word) except? 0:
    """Return the key of a folded word."""
    cdef uint16_t[LONGEST] folded
    cdef Py_ssize_t place, size = min(len(word), LONGEST)
    for place in range(size):
        folded[place] = min(<Py_UCS4>word[place], <Py_UCS4>BEYOND)
    for place in range(size, LONGEST):
        folded[place] = 0
    return word_key(folded, size)


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


# --- notices: whether a line goes on as the notice that it begins like, or is a sentence of the text ------------------
# "Thank you for your comment, the minister wrote" begins as a form's answer does, but a notice goes on to speak of the
# site, or of what its reader may do there, or ends where the formula ends.

FORMULA_WORDS = 5
"""So many words belong to the formula that a line begins with: they tell nothing of how it goes on."""

SENTENCE_WORDS = 8
"""A first sentence of at most so many words, with others behind it, is a formula that ends there."""

_SITE_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?]\W*\s")


def is_sentence(str line not None):
    """Tell whether a line that begins as a notice goes on as a sentence of the text; False where it cannot be told.

    >>> is_sentence("We use cookies as the crust of this tart.")
    True
    >>> is_sentence("We use cookies to give you the best experience on our site.")
    False
    """
    text = fold(line).strip()
    words = _SITE_WORD.findall(text)
    known = site_words().get(_language(words))
    if known is None or not known.isdisjoint(words[FORMULA_WORDS:]):
        return False
    first_end = _SENTENCE_END.search(text)
    return first_end is None or len(_SITE_WORD.findall(text[: first_end.start()])) > SENTENCE_WORDS


def _language(words):
    """Return the language most of whose function words are among some words."""
    return max(FUNCTION_WORDS, key=lambda language: len(_function_words(language).intersection(words)))


@cache
def _function_words(language):
    """Return the function words of a language."""
    return frozenset(FUNCTION_WORDS[language])


@cache
def site_words():
    """Return the words of notices that come with the package, folded, by language."""
    text = fold((default_folder() / "site_words.txt").read_text("utf-8"))
    lists = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {language: frozenset(words.split()) for language, _, words in lists}


# --- words counted, and the share of them that went: what a limit on removals is measured with ------------------------

# Scripts without spaces, where a character counts as a word. They take three bytes a character, so texts that take
# less than two on average need not be searched.
_UNSPACED_CHARACTER = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_UNSPACED_BYTES = 2


def word_count(str text not None):
    """Return the number of words; of scripts without spaces, each character is one.

    >>> word_count("All ferries sail."), word_count("全部渡轮恢复航行")
    (3, 8)
    """
    words = len(text.split())
    if text.isascii() or len(text.encode("utf-8", "surrogatepass")) < _UNSPACED_BYTES * len(text):
        return words
    return max(words, len(_UNSPACED_CHARACTER.findall(text)))


def over_limit(before, after, double limit, *, bint keep):
    """Say that a document (its texts before and after) loses more than a share of its words; "" if it does not.

    >>> over_limit(["All ferries sail. Source link"], ["All ferries sail."], 0.3, keep=False)
    'over limit: 40% of the words went'
    """
    removed = 1 - sum(map(word_count, after)) / (sum(map(word_count, before)) or 1)
    if removed <= limit:
        return ""
    return f"over limit: {removed:.0%} of the words {'would go, so it is kept whole' if keep else 'went'}"
