"""Links as marks in a page's texts, so that lines can be written with them: `START` address `MIDDLE` text `END`.

A mark stands beside the first or the last character of a link that can be seen, so it moves no white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from cleaner.html.addresses import link_target
from cleaner.html.attributes import attributes_of
from cleaner.html.elements import Trait
from cleaner.html.entities import read_entities
from cleaner.html.tags import Integers, Tags

START, MIDDLE, END = MARKS = "\x02\x03\x04"
"""Pages cannot hold them: see `walk`."""

_BOUNDS = Trait.PARTS_CELLS | Trait.BREAKS_LINE | Trait.BREAKS_PARAGRAPH

_MARKED = re.compile(f"{START}([^{MARKS}]*){MIDDLE}([^{MARKS}]*){END}")
_ANY_MARK = re.compile(f"{START}[^{MIDDLE}]*{MIDDLE}|{END}")


def with_links(tags: Tags, solid: Integers) -> list[str]:
    """Return the texts of a page with marks around those of links; ``solid`` are the texts that are not blank.

    A link around several lines is written around the first of them, as Markdown wants it.
    """
    texts = list(tags.texts)
    if not solid.size:
        return texts
    links, bounds = np.flatnonzero(tags.having(Trait.LINK)), np.flatnonzero(tags.having(_BOUNDS))
    starts = np.flatnonzero(tags.having(Trait.LINK) & tags.having(Trait.OPENS))
    first = np.searchsorted(solid, starts, side="right")
    end_of_link = _next(links, starts + 1, len(tags.numbers))
    end_of_line = _next(bounds, solid.take(first, mode="clip"), len(tags.numbers))
    last = np.searchsorted(solid, np.minimum(end_of_link, end_of_line), side="right") - 1
    for tag, begin, end in zip(starts.tolist(), first.tolist(), last.tolist(), strict=True):
        if begin <= end and (address := _address(tags.sources[tag] or "")):
            _mark(texts, int(solid[begin]), int(solid[end]), address)
    return texts


def _next(tags: Integers, places: Integers, beyond: int) -> Integers:
    """Return the first of some tags that is not before each place, or ``beyond``."""
    return np.append(tags, beyond)[np.searchsorted(tags, places)]


def _address(tag: str) -> str:
    """Return where a link leads, "" where it leads nowhere or runs a script."""
    return link_target(read_entities(attributes_of(tag).get("href", "")))


def _mark(texts: list[str], first: int, last: int, address: str) -> None:
    """Mark a link that reaches from one text to another."""
    text = texts[first]
    ink = text.lstrip()
    texts[first] = f"{text[: len(text) - len(ink)]}{START}{address}{MIDDLE}{ink}"
    text = texts[last]
    ink = text.rstrip()
    texts[last] = f"{ink}{END}{text[len(ink) :]}"


def parts(line: str) -> Iterator[tuple[str, str]]:
    r"""Yield the texts of a line with marks, each with the address it links to, or "".

    >>> list(parts("See \x02/a\x03the map\x04."))
    [('See ', ''), ('the map', '/a'), ('.', '')]
    """
    found = _MARKED.split(line)
    for index in range(0, len(found), 3):
        if text := _ANY_MARK.sub("", found[index]):
            yield text, ""
        if index + 2 < len(found):
            yield found[index + 2], found[index + 1]
