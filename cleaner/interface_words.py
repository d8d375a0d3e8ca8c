"""Interface words: what sites say around articles, word by word, in the languages that put spaces between words.

Systems make up their labels anew, of words that are rare in prose: "Kommentar", "abonnieren", "Passwort". So a short
line all of whose words belong to the interface of one language is a label, whether or not anybody has listed it. The
words are learnt from what systems print, against their frequency in prose (`benchmarks/fit_interface_words.py`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from cleaner.arrays import Flags
from cleaner.binding import EVERY_LANGUAGE, Languages, bits
from cleaner.characters import class_table
from cleaner.folding import fold
from cleaner.function_words import listed_words
from cleaner.hashing import LONGEST, Keys, keys_of
from cleaner.kernels import WordLanguages, languages_of_rows
from cleaner.packs import default_folder

if TYPE_CHECKING:
    from cleaner.lines import Span

LEAST_WORDS, MOST_WORDS = 2, 10
"""A single word may be a heading: what is known of those stands in rules. Longer lines are sentences or lists."""

MARK = "*"
"""In the list, before words that are hardly ever met in prose."""

EVERYWHERE = "mul"
"""In the list, names that belong to the interface in all languages."""

_SLOT_BITS = 18
_SHIFT = np.uint64(64 - _SLOT_BITS)


@cache
def interface_table() -> WordLanguages:
    """Return the table of the words that come with the package."""
    return read_table((default_folder() / "interface_words.txt").read_text("utf-8"))


def read_table(text: str) -> WordLanguages:
    """Return the table of a list with a line a language: ``de: *passwort *kommenta seite``."""
    lists = dict(line.split(": ", 1) for line in fold(text).split("\n") if line and line[0] != "#")
    everywhere = lists.pop(EVERYWHERE, "").split()
    table = WordLanguages(*(np.zeros(1 << _SLOT_BITS, np.uint64) for _ in range(3)))
    _add(table, everywhere, EVERY_LANGUAGE, np.uint64(0))
    of_language = bits()
    for language, words in lists.items():
        bit = of_language[language]
        _add(table, [word for word in words.split() if word[0] == MARK], bit, bit)
        _add(table, [word for word in words.split() if word[0] != MARK], bit, np.uint64(0))
        _add(table, [word[:LONGEST] for word in listed_words().get(language, ())], bit, np.uint64(0))
    return table


def _add(table: WordLanguages, words: list[str], known: np.uint64, telling: np.uint64) -> None:
    """Add words; of two with one slot, the first stays."""
    if not words:
        return
    keys = keys_of([word.removeprefix(MARK) for word in words])
    slots = (keys >> _SHIFT).astype(np.int64)
    ours = (table.keys[slots] == 0) | (table.keys[slots] == keys)
    slots, keys = slots[ours], keys[ours]
    table.keys[slots] = keys
    ours = table.keys[slots] == keys
    table.known[slots[ours]] |= known
    table.telling[slots[ours]] |= telling


def is_listed(keys: Keys) -> Flags:
    """Tell which keys are of words in the table."""
    listed: Flags = interface_table().keys[(keys >> _SHIFT).astype(np.int64)] == keys
    return listed


def labels(span: Span) -> Languages:
    """Return the languages in which each row of a span is a label: all its words are of the interface."""
    return languages_of_rows(span.codes, span.words, class_table(), interface_table(), (LEAST_WORDS, MOST_WORDS))
