"""A page as lines: the text a reader sees, one line a block, and what the markup says about each line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.html.nesting import State

Integers = NDArray[np.int64]

CELL = "\0"
"""The mark between the cells of a row; pages cannot hold it: see `walk`."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What writing Markdown needs besides: each line with marks of its links and cells, and what it stands in.

    The marks are those of `links` and `CELL`; ``states`` are those of `nesting`.
    """

    lines: tuple[str, ...]
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """``text`` has one line a block and blank lines between paragraphs; ``start`` the offset of each that is not blank.

    ``markup`` has an integer for each of these lines, by name: the counters of `fields.FIELDS` (how many such elements
    it stands in), ``link_share`` (percent of its characters), ``links``, ``images`` (between it and the line before),
    ``depth``, and the groups it belongs to: ``container`` (the innermost element that can hold several lines),
    ``outer`` (the one around it) and ``path`` (lines in the same elements with the same names share it).
    ``outers`` has, for each container by its number, the one around it; 0 is the page.
    ``title`` is the content of the ``<title>`` element, ``heads`` are the tags that hold metadata, without their angle
    brackets and each once (see `walk.METADATA`). ``tame`` pages have no tags nested so deeply or so long that
    libraries which build trees would take quadratic time. ``outline`` is there if it was asked for.
    """

    text: str
    start: Integers
    markup: Mapping[str, NDArray[np.integer[Any]]] = field(repr=False)
    outers: Integers = field(repr=False)
    title: str = ""
    heads: tuple[str, ...] = ()
    tame: bool = True
    outline: Outline | None = field(default=None, repr=False)

    def __len__(self) -> int:
        """Return the number of lines that are not blank."""
        return len(self.start)

    def line(self, row: int) -> str:
        """Return a line that is not blank, by its number among these."""
        start = int(self.start[row])
        return self.text[start : self.text.index("\n", start)]
