"""Binding: what is an ordinary word in other languages counts only in documents of its own.

"Annonce" is the label of an advertisement in Danish and an announcement in French, "propaganda" the same in Portuguese
and a subject everywhere else. A document's language is read off its function words, and only where there is such a hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, places, sums_before
from cleaner.function_words import default_table
from cleaner.kernels import count_languages
from cleaner.rules import RuleFacts

if TYPE_CHECKING:
    from cleaner.lines import Lines

FEWEST_WORDS = 8
"""With fewer function words of any one language, a document's language is not known."""

ALIKE_PERCENT = 60
"""A document may be of each language that has so many percent of the function words of the commonest: Danish and
Norwegian text have four fifths of theirs in common, Spanish and Portuguese half."""

Languages = NDArray[np.uint64]
"""A bit for each language of the list of function words."""

FREE, EVERY_LANGUAGE = np.uint64(0), np.uint64(2**64 - 1)


def bindings(rules: Sequence[RuleFacts]) -> Languages:
    """Return the languages that each rule is bound to, `FREE` for most.

    A language that has no function words of its own cannot be told from others, so nothing is bound to it.
    """
    of_language = bits()
    return np.array([of_language.get(rule.bound.split("-")[0], FREE) for rule in rules], np.uint64)


def bits() -> dict[str, np.uint64]:
    """Return the bit of each language."""
    return {name: np.uint64(1 << bit) for bit, name in enumerate(default_table().names)}


def spoken(languages: Sequence[str]) -> np.uint64:
    """Return the bits of some languages, given by their tags; of every language, where there are none."""
    of_language = bits()
    chosen = [of_language.get(language.lower().split("-")[0], FREE) for language in languages]
    return np.bitwise_or.reduce(chosen, dtype=np.uint64) if chosen else EVERY_LANGUAGE


def in_their_languages(lines: Lines, bound: Languages, spoken: np.uint64 = EVERY_LANGUAGE) -> Lines:
    """Return a table with the hits that hold in their document's language, and the column ``interface``.

    ``bound`` are the languages of each rule; the column tells (1 or 0) which rows are labels in their document's
    language, if that is one of those ``spoken``. Where a document's language cannot be told, what is bound holds, and
    nothing is a label. What it is, all rows of the table tell and no others: what was removed has no part in it.
    """
    of_hits, labels = bound[lines.hit_rules], lines.labels & spoken
    doubtful, likely = places(of_hits != FREE), places(labels != FREE)
    asked = np.zeros(len(lines.first) - 1, np.bool_)
    asked[lines.document[lines.hit_rows[doubtful]]] = asked[lines.document[likely]] = True
    languages = languages_of_documents(lines, asked)
    of_documents = languages[lines.document[lines.hit_rows[doubtful]]]
    holds = np.ones(len(of_hits), np.bool_)
    holds[doubtful] = (of_documents == FREE) | ((of_documents & of_hits[doubtful]) != FREE)
    interface = np.zeros(len(lines), np.uint16)
    interface[likely] = (languages[lines.document[likely]] & labels[likely]) != FREE
    return replace(
        lines,
        columns={**lines.columns, "interface": interface},
        hit_rows=lines.hit_rows[holds],
        hit_rules=lines.hit_rules[holds],
    )


def languages_of_documents(lines: Lines, asked: Flags) -> Languages:
    """Return the languages that each document may be of: `FREE` where it says too little, or is not ``asked`` of."""
    documents = lines.document[lines.word_rows]
    enough = asked & (np.bincount(documents, minlength=len(asked)) >= FEWEST_WORDS)
    number, chosen = sums_before(enough), enough[documents]
    counts = count_languages(number[documents[chosen]], lines.word_languages[chosen], int(number[-1]))
    most = counts.max(axis=1, initial=0, keepdims=True)
    alike = (100 * counts >= ALIKE_PERCENT * most) & (most >= FEWEST_WORDS)
    languages = np.full(len(asked), FREE)
    languages[enough] = np.packbits(alike, axis=1, bitorder="little").view("<u8")[:, 0]
    return languages
