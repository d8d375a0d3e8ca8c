"""The walk over a page's tags: one pass, no recursion, a line for each block as a reader sees it.

Only white space in the source separates inline parts, so words are not glued nor torn; blocks and `<br>` break lines,
the cells of a table's row stand on one line.

A page has some 9,000 tags a megabyte, so little is done for each: equal tags are looked at once (`tags`), one loop
keeps track of what is open (`nesting`), and the rest is counted in columns over the tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.html.elements import Trait
from cleaner.html.entities import read_entities
from cleaner.html.fields import FIELDS, packed, unpacked
from cleaner.html.links import MARKS, with_links
from cleaner.html.nesting import DEEPEST, Inside, State, nested
from cleaner.html.page import CELL, Outline, Page
from cleaner.html.tags import Flags, Integers, Tags, read_tags

LONGEST_CELL = 120
"""Tables with a longer cell lay out the page: their cells are lines of their own."""

CELL_SEPARATOR = " | "
SOFT_HYPHEN = "\u00ad"
"""Where a word may be broken; in unbroken lines nobody sees it."""

_UNSEEN = (CELL, *MARKS, SOFT_HYPHEN)
_LINK, _PRE = (0xFFFF * packed([field]) for field in ("in_link", "in_pre"))

_OF_STATE = ("depth", "container", "outer", "path")
_DEPTH = itemgetter(Inside._fields.index("depth"))
_STATE_COLUMNS = itemgetter(*(Inside._fields.index(name) for name in _OF_STATE))


def walk(html: str, *, outline: bool = False) -> Page:
    """Return the lines of a page, with an outline if it is to be written as Markdown."""
    return _Walk(read_tags(html, _UNSEEN)).page(outline=outline)


class _Walk:
    """One page's texts and tags, and what is known of them; ``texts[i]`` stands before tag ``i``."""

    def __init__(self, tags: Tags) -> None:
        self._tags = tags
        self._texts = tags.texts
        moving = tags.having(Trait.OPENS | Trait.ENDS)
        self._states, outers = nested(map(tags.elements.__getitem__, tags.numbers[moving].tolist()))
        self._outers = np.array(outers, np.int64)
        self._state_of = _before(moving)
        links, opens = tags.having(Trait.LINK), tags.having(Trait.OPENS)
        self._link_starts, self._link_ends = links & opens, links & ~opens
        self._breaks = np.flatnonzero(tags.having(Trait.BREAKS_LINE | Trait.BREAKS_PARAGRAPH))
        self._solid = self._read_texts()

    def page(self, *, outline: bool) -> Page:
        """Return the page's lines: mostly one for all that stands between two breaks."""
        self._part_links()
        breaks = self._breaks
        block = np.searchsorted(breaks, self._solid)
        first = np.flatnonzero(np.diff(block, prepend=-1))
        starts = np.append(0, breaks + 1)[block[first]]
        ends = np.append(breaks, len(self._tags.numbers))[block[first]]
        states = [self._states[index] for index in self._state_of[self._solid[first]].tolist()]
        joined = [*zip(self._blocks(self._texts, starts, ends), states, strict=True)]
        lines = [_lines_of(text, preformatted=bool(state[2] & _PRE)) for text, state in joined]
        text, line_starts = _joined(lines, self._gaps(self._solid[first], ends))
        return Page(
            text,
            line_starts,
            self._markup(lines, states, first, ends),
            self._outers,
            self._tags.title,
            self._tags.heads,
            self._tags.tame and self._is_flat(),
            self._outline(lines, states, starts, ends) if outline else None,
        )

    def _blocks(self, texts: Sequence[str], starts: Integers, ends: Integers) -> list[str]:
        """Return what stands between breaks, with marks where cells begin."""
        texts = list(texts)
        for index in np.flatnonzero(self._tags.having(Trait.PARTS_CELLS)).tolist():
            texts[index + 1] = CELL + texts[index + 1]
        return ["".join(texts[start : end + 1]) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def _outline(
        self, lines: Sequence[Sequence[str]], states: Sequence[State], starts: Integers, ends: Integers
    ) -> Outline:
        """Return the lines of each block with marks, cut as those without."""
        blocks = self._blocks(with_links(self._tags, self._solid), starts, ends)
        marked = [
            _lines_of(text, preformatted=bool(state[2] & _PRE), as_row=len(block) == 1, separator=CELL)
            for text, state, block in zip(blocks, states, lines, strict=True)
        ]
        of_lines = [state for state, block in zip(states, marked, strict=True) for _ in block]
        return Outline(tuple(chain.from_iterable(marked)), tuple(of_lines))

    def _is_flat(self) -> bool:
        """Tell whether all elements could be told apart."""
        return bool(max(map(_DEPTH, self._states)) < DEEPEST)

    def _read_texts(self) -> Integers:
        """Read entities, drop what nobody sees, and return which texts are not blank."""
        texts = self._texts
        if any(element.dropped for element in self._tags.elements):
            unseen = np.array([state[_DROPPED] for state in self._states], np.bool_)[self._state_of]
            for index in np.flatnonzero(unseen).tolist():
                texts[index] = ""
        solid = [index for index, text in enumerate(texts) if text and not text.isspace()]
        for index in [index for index in solid if "&" in texts[index]]:
            texts[index] = read_entities(texts[index]).replace(SOFT_HYPHEN, "")
        return np.array([index for index in solid if texts[index] and not texts[index].isspace()], np.int64)

    def _part_links(self) -> None:
        """Put a space between links side by side: they are two words, whatever separates them."""
        tags = np.arange(len(self._tags.numbers))
        written = np.array(list(map(bool, self._texts[:-1])), np.bool_)
        last_text = np.maximum.accumulate(np.where(written, tags, -1))
        last_end = np.maximum.accumulate(np.where(self._link_ends, tags, -2))
        for index in np.flatnonzero(self._link_starts & (last_text <= last_end)).tolist():
            self._texts[index + 1] = " " + self._texts[index + 1]

    def _gaps(self, first: Integers, ends: Integers) -> list[bool]:
        """Tell before which blocks a blank line stands: those behind a paragraph's bounds or a second `<br>`."""
        breaks = self._breaks
        before = np.append(0, breaks + 1)[:-1]
        empty = np.searchsorted(self._solid, before) == np.searchsorted(self._solid, breaks + 1)
        second = np.zeros(len(self._tags.numbers), np.bool_)
        second[breaks[empty]] = True
        parting = self._tags.having(Trait.BREAKS_PARAGRAPH) | (self._tags.having(Trait.LINE_BREAK) & second)
        count = _before(parting)
        gaps = count[first] > count[np.append(0, ends)[:-1]]
        gaps[:1] = False
        found: list[bool] = gaps.tolist()
        return found

    def _markup(
        self, lines: Sequence[Sequence[str]], states: Sequence[State], first: Integers, ends: Integers
    ) -> dict[str, NDArray[np.integer[Any]]]:
        """Return what the markup says about each line; those of one block share it."""
        counts = np.array(list(map(len, lines)), np.int64)
        counters = unpacked([state[2] for state in states])
        markup: dict[str, NDArray[np.integer[Any]]] = {field: counters[:, index] for index, field in enumerate(FIELDS)}
        characters = np.array([max(sum(map(len, block)), 1) for block in lines], np.int64)
        linked = np.add.reduceat(self._linked(), first) if first.size else first
        markup["link_share"] = np.minimum(100, 100 * linked // characters).astype(np.int32)
        for name, flags in (("links", self._link_starts), ("images", self._tags.having(Trait.IMAGE))):
            until = _before(flags)[ends]
            markup[name] = np.diff(until, prepend=0).astype(np.int32)
        own = np.array(list(map(_STATE_COLUMNS, states)), np.int32).reshape(len(states), len(_OF_STATE))
        markup |= {name: own[:, index] for index, name in enumerate(_OF_STATE)}
        return {name: np.repeat(values, counts) for name, values in markup.items()}

    def _linked(self) -> Integers:
        """Return how many characters of each text that is not blank are links'."""
        texts, states = self._texts, self._states
        at = zip(self._solid.tolist(), self._state_of[self._solid].tolist(), strict=True)
        return np.array([len(texts[index].strip()) if states[state][2] & _LINK else 0 for index, state in at], np.int64)


_DROPPED = Inside._fields.index("dropped")


def _before(flags: Flags) -> Integers:
    """Return how many of the tags before each text are flagged."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(flags)))


def _joined(blocks: Sequence[Sequence[str]], gaps: Sequence[bool]) -> tuple[str, Integers]:
    """Return the text of all lines, with blank lines where there are gaps, and where lines that are not blank start."""
    lines: list[str] = []
    for block, gap in zip(blocks, gaps, strict=True):
        if gap:
            lines.append("")
        lines.extend(block)
    text = "\n".join([*lines, ""])
    lengths = np.array(list(map(len, lines)), np.int64) + 1
    return text, (np.cumsum(lengths) - lengths)[lengths > 1]


def _lines_of(
    joined: str, *, preformatted: bool, as_row: bool | None = None, separator: str = CELL_SEPARATOR
) -> list[str]:
    """Return the lines of what stood between two breaks: mostly one.

    Cells are one line ``as_row``; else that depends on their length.
    """
    if preformatted:
        lines = joined.lstrip(CELL).replace(CELL, "\t").splitlines()
        return [line.rstrip() for line in lines if not line.isspace() and line]
    if CELL not in joined:
        return [" ".join(joined.split())]
    cells = [" ".join(cell.split()) for cell in joined.split(CELL)]
    cells = [cell for cell in cells if cell]
    if as_row is None:
        as_row = all(len(cell) <= LONGEST_CELL for cell in cells)
    return [separator.join(cells)] if as_row else cells
