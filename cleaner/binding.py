"""Binding: what is an ordinary word in other languages counts only in documents of its own.

"Annonce" is the label of an advertisement in Danish and an announcement in French, "propaganda" the same in Portuguese
and a subject everywhere else. A document's language is read off its function words, and only where there is such a hit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers, places
from cleaner.function_words import default_table, words_by_language
from cleaner.lines import Span
from cleaner.rules import RuleFacts

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


def unbound_hits(span: Span, rows: Integers, rules: Integers, bound: Languages) -> tuple[Integers, Integers]:
    """Return the hits (rows and rules) but for those that are bound to another language than their document's.

    Of a document that is longer than a span, each span is looked at by itself.
    """
    wanted = bound[rules]
    doubtful = places(wanted != FREE)
    if not doubtful.size:
        return rows, rules
    holds = np.ones(len(rows), np.bool_)
    holds[doubtful] = in_language(span, rows[doubtful], wanted[doubtful], unknown=True)
    return rows[holds], rules[holds]


def in_language(span: Span, rows: Integers, wanted: Languages, *, unknown: bool) -> Flags:
    """Tell which rows stand in a document that may be of one of the languages that each wants.

    ``unknown`` is the answer where a document's language cannot be told.
    """
    bounds = np.append(span.piece_starts(), len(span.text))
    pieces = np.searchsorted(bounds, span.starts[rows], side="right") - 1
    languages = {piece: _languages(span, *bounds[piece : piece + 2].tolist()) for piece in set(pieces.tolist())}
    found = np.array([languages[piece] for piece in pieces.tolist()], np.uint64)
    flags: Flags = np.where(found == FREE, unknown, (wanted & found) != FREE)
    return flags


def _languages(span: Span, start: int, stop: int) -> np.uint64:
    """Return the languages that a part of a span may be of; `FREE` where it says too little."""
    counts = words_by_language(span, start, stop)
    most = int(counts.max())
    if most < FEWEST_WORDS:
        return FREE
    return np.uint64(sum(1 << bit for bit in places(100 * counts >= ALIKE_PERCENT * most).tolist()))
