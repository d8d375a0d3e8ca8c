"""The hot loops, in C where it could be built and in NumPy elsewhere: the same results to the byte, at another speed.

Each kernel is a plain function on arrays. Its NumPy form stands in the module of its name, its compiled form in the
one with an underscore; nobody but this module knows which one runs.
"""

from __future__ import annotations

import os

from cleaner.kernels.phrases import Indexed
from cleaner.kernels.scoring import MOST_BITS
from cleaner.kernels.search import Planted
from cleaner.kernels.shapes import (
    Automata,
    Bounds,
    Comparable,
    Found,
    Matches,
    PatternTable,
    Reading,
    RowFacts,
    Searched,
    Uses,
    Values,
    WordLanguages,
    Words,
)
from cleaner.kernels.surroundings import ENDLESS, FAR, MISSING

__all__ = [
    "COMPILED",
    "ENDLESS",
    "FAR",
    "MISSING",
    "MOST_BITS",
    "Automata",
    "Bounds",
    "Comparable",
    "Found",
    "Indexed",
    "Matches",
    "PatternTable",
    "Planted",
    "Reading",
    "RowFacts",
    "Searched",
    "Uses",
    "Values",
    "WordLanguages",
    "Words",
    "account_rows",
    "comparable_rows",
    "count_copies",
    "count_languages",
    "distances",
    "fill_values",
    "fill_windows",
    "find",
    "index",
    "languages_of_rows",
    "look_up",
    "match_rows",
    "may_match",
    "neighbours",
    "plant",
    "read_lines",
    "read_words",
    "row_keys",
    "score_rows",
    "searched_text",
    "shares",
    "sums_before",
    "uses_of",
    "window_sums",
]

PURE = "CLEANER_PURE"
"""The environment variable that has the compiled kernels left out, when the package is built and when it runs."""

try:
    if os.environ.get(PURE):
        raise ImportError(f"{PURE} is set")
    from cleaner.kernels._automata import may_match
    from cleaner.kernels._phrases import index, look_up
    from cleaner.kernels._reading import count_languages, languages_of_rows, read_lines, read_words
    from cleaner.kernels._rows import comparable_rows, count_copies, row_keys, searched_text
    from cleaner.kernels._scoring import account_rows, score_rows
    from cleaner.kernels._search import find, plant
    from cleaner.kernels._surroundings import (
        distances,
        fill_values,
        fill_windows,
        neighbours,
        shares,
        sums_before,
        window_sums,
    )
    from cleaner.kernels._uses import match_rows, uses_of
except ImportError:
    from cleaner.kernels.automata import may_match
    from cleaner.kernels.phrases import index, look_up
    from cleaner.kernels.reading import count_languages, languages_of_rows, read_lines, read_words
    from cleaner.kernels.rows import comparable_rows, count_copies, row_keys, searched_text
    from cleaner.kernels.scoring import account_rows, score_rows
    from cleaner.kernels.search import find, plant
    from cleaner.kernels.surroundings import (
        distances,
        fill_values,
        fill_windows,
        neighbours,
        shares,
        sums_before,
        window_sums,
    )
    from cleaner.kernels.uses import match_rows, uses_of

    COMPILED = False
else:
    COMPILED = True
