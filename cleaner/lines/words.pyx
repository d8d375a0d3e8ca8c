# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Words: function words (the, of, and …) in some sixty languages, and what sites say around articles.

Systems make up their labels anew, of words that are rare in prose: "Kommentar", "abonnieren", "Passwort". So a short
line all of whose words belong to the interface of one language is a label, whether or not anybody has listed it. The
words are learnt from what systems print, against their frequency in prose (`benchmarks/fit/interface_words.py`).
"""

import re
from functools import cache

from libc.stdint cimport uint16_t, uint64_t
from libc.string cimport memset

from cleaner.lines.characters cimport BEYOND

from cleaner.lines.characters import fold
from cleaner.rules.folder import default_folder

EVERY_LANGUAGE = 2**64 - 1

WORD_CHARACTERS = LONGEST
"""Words are told by their first characters, so many."""

MARK = "*"
"""In the list of interface words, before words that are hardly ever met in prose."""

EVERYWHERE = "mul"
"""In that list, names that belong to the interface in all languages."""


def word_lists(str text not None):
    """Return the words of each language, folded, with spaces between them: lines such as ``de: der die das``."""
    lines = [line.partition(": ") for line in fold(text).split("\n") if line and line[0] != "#"]
    return {language: words for language, _, words in lines}


FUNCTION_WORDS = word_lists((default_folder() / "function_words.txt").read_text("utf-8"))
"""The function words of each language, folded, with spaces between them."""

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
    return _key(word, 0, len(word))


cdef uint64_t _key(str words, Py_ssize_t start, Py_ssize_t stop) noexcept:
    """Return the key of a word among others."""
    cdef uint16_t[LONGEST] folded = [0, 0, 0, 0, 0, 0, 0, 0]
    cdef Py_ssize_t place, size = min(stop - start, <Py_ssize_t>LONGEST)
    for place in range(size):
        folded[place] = <uint16_t>min(<Py_UCS4>words[start + place], <Py_UCS4>BEYOND)
    return word_key(folded, size)


cdef bint _find_word(str words, Py_ssize_t* start, Py_ssize_t* stop) noexcept:
    """Find the word behind a place among words with spaces between them; tell whether there is one."""
    cdef Py_ssize_t at = stop[0], size = len(words)
    while at < size and words[at] == c" ":
        at += 1
    start[0] = at
    while at < size and words[at] != c" ":
        at += 1
    stop[0] = at
    return at > start[0]


cdef _fill_function_words():
    """Fill the tables; of two words with one slot, the first stays."""
    cdef uint64_t key
    cdef uint16_t* place
    cdef uint16_t count = 0
    cdef Py_ssize_t start, stop
    cdef str words
    for language, words in FUNCTION_WORDS.items():
        stop = 0
        while _find_word(words, &start, &stop):
            key = _key(words, start, stop)
            place = &function_places[key >> FUNCTION_SHIFT]
            if not place[0]:
                count += 1
                assert count < MOST_FUNCTION_WORDS
                place[0], function_keys[count] = count, key
                note_slot(function_slots, key >> FUNCTION_SHIFT)
            if function_keys[place[0]] == key:
                function_languages[place[0]] |= <uint64_t>BITS[language]


cdef int _interface_words = 0  # how many are known


cdef _add_interface_words(str words, uint64_t known, uint64_t telling):
    """Add words; of two with one slot, the first stays. ``telling`` is for those with a `MARK`."""
    global _interface_words
    cdef uint64_t key
    cdef uint16_t* place
    cdef Py_ssize_t start, stop = 0
    cdef bint is_marked
    while _find_word(words, &start, &stop):
        is_marked = words[start] == c"*"
        key = _key(words, start + is_marked, stop)
        place = &interface_places[key >> INTERFACE_SHIFT]
        if not place[0]:
            _interface_words += 1
            if _interface_words == MOST_INTERFACE_WORDS:
                raise ValueError(f"a list holds at most {MOST_INTERFACE_WORDS - 1:,} words; leave the rarer ones out")
            place[0], interface_words[_interface_words] = <uint16_t>_interface_words, Listed(key, 0, 0)
            note_slot(interface_slots, key >> INTERFACE_SHIFT)
        if interface_words[place[0]].key == key:
            interface_words[place[0]].known |= known
            interface_words[place[0]].telling |= telling if is_marked else 0


def use_interface_words(str text not None):
    """Know these interface words, marked ones first, and no others; for who tries a list out, while nobody reads.

    Raises `ValueError` for more than fit the tables.
    """
    global _interface_words
    if _interface_words:
        memset(interface_places, 0, sizeof(interface_places))
        memset(interface_slots, 0, sizeof(interface_slots))
        _interface_words = 0
    lists = word_lists(text)
    _add_interface_words(lists.pop(EVERYWHERE, ""), EVERY_LANGUAGE, 0)
    for language, words in lists.items():
        _add_interface_words(words, BITS[language], BITS[language])
        _add_interface_words(FUNCTION_WORDS.get(language, ""), BITS[language], 0)


_fill_function_words()
use_interface_words((default_folder() / "interface_words.txt").read_text("utf-8"))


# --- notices: whether a line goes on as the notice that it begins like, or is a sentence of the text ------------------
# "Thank you for your comment, the minister wrote" begins as a form's answer does, but a notice goes on to speak of the
# site, or of what its reader may do there, or ends where the formula ends.

FORMULA_WORDS = 5
"""So many words belong to the formula that a line begins with: they tell nothing of how it goes on."""

SENTENCE_WORDS = 8
"""A first sentence of at most so many words, with others behind it, is a formula that ends there."""

_SENTENCE_END = r"[.!?]\W*\s"  # compiled when the first notice is met


def is_sentence(str line not None):
    """Tell whether a line that begins as a notice goes on as a sentence of the text; False where it cannot be told.

    >>> is_sentence("We use cookies as the crust of this tart.")
    True
    >>> is_sentence("We use cookies to give you the best experience on our site.")
    False
    """
    text = fold(line).strip()
    words = _site_words_of(text)
    known = site_words().get(_language(words))
    if known is None or not known.isdisjoint(words[FORMULA_WORDS:]):
        return False
    first_end = re.search(_SENTENCE_END, text)
    return first_end is None or len(_site_words_of(text[: first_end.start()])) > SENTENCE_WORDS


cdef list _site_words_of(str text):
    """Return the words of a text, such as "don't" and "well-kept": letters and digits, joined by single marks."""
    cdef Py_ssize_t place, start = -1, size = len(text)
    cdef list words = []
    for place in range(size):
        if text[place].isalnum():
            start = place if start < 0 else start
        elif start >= 0 and not (text[place] in "'’-" and place + 1 < size and text[place + 1].isalnum()):
            words.append(text[start:place])
            start = -1
    return words if start < 0 else [*words, text[start:]]


def _language(words):
    """Return the language most of whose function words are among some words; of several such, the first."""
    counts = [0] * len(FUNCTION_WORDS)
    for word in set(words):
        for number in _languages_of().get(word, ()):
            counts[number] += 1
    return list(FUNCTION_WORDS)[counts.index(max(counts))]


@cache
def _languages_of():
    """Return the numbers of the languages of each function word."""
    languages = {}
    for number, words in enumerate(FUNCTION_WORDS.values()):
        for word in set(words.split()):
            languages.setdefault(word, []).append(number)
    return languages


@cache
def site_words():
    """Return the words of notices that come with the package, folded, by language."""
    text = fold((default_folder() / "site_words.txt").read_text("utf-8"))
    lists = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {language: frozenset(words.split()) for language, _, words in lists}


# --- words counted, and the share of them that went: what a limit on removals is measured with ------------------------

# Scripts without spaces, where a character counts as a word. They take three bytes a character, so texts that take
# less than two on average need not be searched.
_UNSPACED_CHARACTER = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_UNSPACED_BYTES = 2


def word_count(str text not None):
    """Return the number of words; of scripts without spaces, each character is one.

    >>> word_count("All ferries sail."), word_count("全部渡轮恢复航行")
    (3, 8)
    """
    words = len(text.split())
    if text.isascii() or len(text.encode("utf-8", "surrogatepass")) < _UNSPACED_BYTES * len(text):
        return words
    import regex  # which knows scripts; most texts need not be searched

    return max(words, len(regex.findall(_UNSPACED_CHARACTER, text)))


def over_limit(before, after, double limit, *, bint keep):
    """Say that a document (its texts before and after) loses more than a share of its words; "" if it does not.

    >>> over_limit(["All ferries sail. Source link"], ["All ferries sail."], 0.3, keep=False)
    'over limit: 40% of the words went'
    """
    removed = 1 - sum(map(word_count, after)) / (sum(map(word_count, before)) or 1)
    if removed <= limit:
        return ""
    return f"over limit: {removed:.0%} of the words {'would go, so it is kept whole' if keep else 'went'}"
