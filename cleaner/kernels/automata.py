"""Automata at work: which patterns may match which rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers, places
from cleaner.automata import ACCEPTED, BEYOND_ASCII, END, START
from cleaner.kernels.shapes import Automata, Bounds
from cleaner.pattern_trees import ASCII

Characters = NDArray[np.uint8] | NDArray[np.uint32]
"""A text as UTF-8, or as code points."""

_SPACES = np.array([code for code in range(0x3001) if chr(code).isspace()])
"""The code points that `str.strip` takes away."""


def may_match(rules: Integers, rows: Integers, text: Characters, bounds: Bounds, automata: Automata) -> Flags:
    """Tell which rules' patterns may match which rows of a text, white space around them apart."""
    symbols = text if text.dtype == np.uint8 else np.where(text < ASCII, text, BEYOND_ASCII).astype(np.uint8)
    starts, stops = _stripped(text, bounds[0][rows], bounds[1][rows])
    base, width = automata.first[rules], automata.width[rules]
    state = np.full(len(rules), START)
    reading = places(starts < stops)
    for step in range(int((stops - starts).max(initial=0))):
        column = automata.classes[rules[reading], symbols[starts[reading] + step]]
        state[reading] = automata.states[base[reading] + state[reading] * width[reading] + column]
        reading = reading[(state[reading] >= START) & (starts[reading] + step + 1 < stops[reading])]
    flags: Flags = automata.states[base + state * width + END] == ACCEPTED
    return flags


def _stripped(text: Characters, starts: Integers, stops: Integers) -> Bounds:
    """Return the bounds of rows without the white space around them; in UTF-8, there is none beyond ASCII."""
    space = np.isin(text, _SPACES[_SPACES < ASCII] if text.dtype == np.uint8 else _SPACES)
    inked = places(~space)
    following = inked.searchsorted(starts)
    begins = np.append(inked, len(text))[following]
    ends = np.append(-1, inked)[inked.searchsorted(stops)] + 1
    return np.minimum(begins, stops), np.maximum(ends, np.minimum(begins, stops))
