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


def row_keys(text: bytes, starts: Integers, stops: Integers, opening: int) -> tuple[Integers, Integers]:
    """Return a number for each row ``text[start:stop]``, and one for its first bytes, so many as ``opening``.

    What is equal has equal numbers, what is not hardly ever.
    """
    rows = _rows(text, starts, stops)
    keys = np.fromiter(map(hash, rows), np.int64, len(rows))
    return keys, np.fromiter((hash(row[:opening]) for row in rows), np.int64, len(rows))


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
    without_head = [row.lstrip(_DECORATION) for row in rows]
    bare_starts = stops - np.fromiter(map(len, without_head), np.int64, len(rows))
    lengths = np.fromiter((len(row.rstrip(_DECORATION)) for row in without_head), np.int64, len(rows))
    return Comparable(text.translate(_DIGITS_TO_ZERO), bare_starts, bare_starts + lengths)


def searched_text(rows: Comparable, starts: Integers, stops: Integers) -> Searched:
    """Return the text that is searched for needles; ``starts`` and ``stops`` bound the rows with their decoration."""
    more = places(stops - starts > rows.stops - rows.starts)
    bare, lines = _rows(rows.text, rows.starts, rows.stops), _rows(rows.text, starts[more], stops[more])
    numbers = more.tolist()
    decorated = [n for n, (row, line) in enumerate(zip(numbers, lines, strict=True)) if _is_decorated(line, bare[row])]
    parts = [b"", *bare, *map(lines.__getitem__, decorated), b""]
    of_parts = np.concatenate((np.arange(len(bare)), more[decorated]))
    for place in places((stops - starts)[of_parts] > LONG_LINE).tolist():
        parts[place + 1] = searched_part(parts[place + 1])
    return Searched(EDGE.encode().join(parts), of_parts)


def _rows(text: bytes, starts: Integers, stops: Integers) -> list[bytes]:
    """Return the rows of a text."""
    return [text[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]


def _is_decorated(line: bytes, bare: bytes) -> bool:
    """Tell whether there is more around a line, which is not bare, than the marks of sentences."""
    only_a_mark = len(line) == len(bare) + 1 and line[-1] in MARKS  # so most sentences end: no need to strip them
    return not only_a_mark and len(line.strip(MARKS)) > len(bare)
