"""Rows of a folded text: what they say, as numbers, and what is searched of them."""

from __future__ import annotations

import numpy as np

from cleaner.arrays import Integers, places, run_starts
from cleaner.folding import DECORATION
from cleaner.kernels.shapes import Comparable, Searched, Values
from cleaner.keywords import EDGE, LONG_LINE, searched_part

MARKS = b" .,!?;\"'"
"""Decoration that no keyword ends with: most sentences do, and need not be searched twice."""

_DECORATION = DECORATION.encode()
_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")


def row_keys(text: bytes, starts: Integers, stops: Integers) -> Integers:
    """Return a number for each row ``text[start:stop]``: equal rows have equal ones, others hardly ever."""
    return np.fromiter(map(hash, _rows(text, starts, stops)), np.int64, len(starts))


def count_copies(keys: Integers, first: Integers) -> tuple[Values, Values]:
    """Count how often each row's key stands in its document, and how often before it.

    ``first`` has the first row of each document and, at the end, the number of rows.
    """
    document = np.arange(len(first) - 1).repeat(first[1:] - first[:-1])
    order = np.lexsort((keys, document))  # stable: equal rows stay in order
    new = run_starts(keys[order], document[order])
    group = new.cumsum() - 1
    copies, before = np.empty((2, len(keys)), np.int32)
    copies[order] = np.bincount(group)[group]
    before[order] = np.arange(len(keys)) - places(new)[group]
    return copies, before


def comparable_rows(text: bytes, starts: Integers, stops: Integers) -> Comparable:
    """Return the text with digits as zeros, and the bounds of its rows without the decoration around them."""
    rows = _rows(text, starts, stops)
    ahead = [len(row) - len(row.lstrip(_DECORATION)) for row in rows]
    lengths = [len(row.strip(_DECORATION)) for row in rows]
    bare_starts = starts + np.array(ahead, np.int64)
    bare_starts = np.minimum(bare_starts, stops)
    return Comparable(text.translate(_DIGITS_TO_ZERO), bare_starts, bare_starts + np.array(lengths, np.int64))


def searched_text(rows: Comparable, starts: Integers, stops: Integers) -> Searched:
    """Return the text that is searched for needles; ``starts`` and ``stops`` bound the rows with their decoration."""
    lines, bare = (_rows(rows.text, *bounds) for bounds in ((starts, stops), (rows.starts, rows.stops)))
    decorated = [row for row, (line, inner) in enumerate(zip(lines, bare, strict=True)) if _is_decorated(line, inner)]
    parts = [b"", *bare, *map(lines.__getitem__, decorated), b""]
    parts = [searched_part(part) if len(part) > LONG_LINE else part for part in parts]
    numbers = np.concatenate((np.arange(len(lines)), np.array(decorated, np.int64)))
    return Searched(EDGE.encode().join(parts), numbers)


def _rows(text: bytes, starts: Integers, stops: Integers) -> list[bytes]:
    """Return the rows of a text."""
    return [text[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]


def _is_decorated(line: bytes, bare: bytes) -> bool:
    """Tell whether there is more around a line than the marks of sentences."""
    if len(line) == len(bare):
        return False
    only_a_mark = len(line) == len(bare) + 1 and line[-1] in MARKS  # so most sentences end: no need to strip them
    return not only_a_mark and len(line.strip(MARKS)) > len(bare)
