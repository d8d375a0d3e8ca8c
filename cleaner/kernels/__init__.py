"""The hot loops, in C where it could be built and in NumPy elsewhere: the same results to the byte, at another speed.

Each kernel is a plain function on arrays. Its NumPy form stands in the module of its name, its compiled form in the
one with an underscore; nobody but this module knows which one runs.
"""

from __future__ import annotations

import os

from cleaner.kernels.search import Indexed, Planted
from cleaner.kernels.shapes import Comparable, Matches, Reading, Searched, Words

__all__ = [
    "COMPILED",
    "Comparable",
    "Indexed",
    "Matches",
    "Planted",
    "Reading",
    "Searched",
    "Words",
    "comparable_rows",
    "find",
    "index",
    "look_up",
    "plant",
    "read_lines",
    "read_words",
    "row_keys",
    "searched_text",
]

PURE = "CLEANER_PURE"
"""The environment variable that has the compiled kernels left out, when the package is built and when it runs."""

try:
    if os.environ.get(PURE):
        raise ImportError(f"{PURE} is set")
    from cleaner.kernels._reading import read_lines, read_words
    from cleaner.kernels._rows import comparable_rows, row_keys, searched_text
    from cleaner.kernels._search import find, index, look_up, plant
except ImportError:
    from cleaner.kernels.reading import read_lines, read_words
    from cleaner.kernels.rows import comparable_rows, row_keys, searched_text
    from cleaner.kernels.search import find, index, look_up, plant

    COMPILED = False
else:
    COMPILED = True
