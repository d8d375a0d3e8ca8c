"""A page's tags as numbers: equal tags are one element, and what elements do is looked up in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

import numpy as np
from numpy.typing import NDArray

from cleaner.html.elements import BLOCKS, Element, Trait, element_of, tag_name
from cleaner.html.scan import tokens

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

METADATA = frozenset({"meta", "link", "time", "html"})
"""Tags that hold metadata in their attributes, by their names, which all have four letters."""

LONG_TAG = 50_000
MOST_ATTRIBUTES = 5_000
"""A long tag may hold a picture or data; with more attributes than this, other parsers had better not see it."""
_PARTS_OF_TAG = re.compile(r"""=\s*"[^"]*+"|=\s*'[^']*+'|[^\s=]++|=""")

_NOTHING = Element("", 0)
"""What stands for comments, scripts, and tags in parts that are left out."""
_BREAKS_OUT_OF = frozenset({"svg", "select"})
_TAGS_BREAKING_OUT = BLOCKS - {"option", "optgroup"}


class _Known(dict[str | None, int]):
    """The numbers of the distinct tags, in the order they come."""

    def __init__(self) -> None:
        super().__init__({None: 0})
        self.elements = [_NOTHING]

    def __missing__(self, tag: str) -> int:
        number = self[tag] = len(self.elements)
        self.elements.append(element_of(tag))
        return number


@dataclass(frozen=True, slots=True)
class Tags:
    """Texts and tags in turn: ``texts[i]`` stands before tag ``i``, the last text behind all tags.

    ``numbers`` say which of the distinct ``elements`` each tag is, ``traits`` what it does (see `Trait`), ``sources``
    how it stands in the page. ``heads`` are the distinct tags that hold metadata, ``title`` is the page's; ``tame``
    tells that no tag is so long that parsers which compare all its attributes would take minutes.
    """

    texts: list[str]
    sources: Sequence[str | None]
    numbers: Integers
    elements: Sequence[Element]
    traits: Integers
    heads: tuple[str, ...]
    title: str
    tame: bool

    def having(self, traits: int) -> Flags:
        """Tell which tags have one of some traits."""
        found: Flags = (self.traits & traits) != 0
        return found


def read_tags(html: str) -> Tags:
    """Read the tags of a page; the content of elements that hold no text of the page is left out."""
    texts, sources = tokens(html)
    known = _Known()
    numbers = list(map(known.__getitem__, sources))
    title = _leave_out_skipped(texts, sources, numbers, known.elements)
    tags = list(known)[1:]
    return Tags(
        texts,
        sources,
        numbers=np.array(numbers, np.int64),
        elements=known.elements,
        traits=np.array([element.traits for element in known.elements], np.int64)[numbers],
        heads=tuple([tag for tag in tags if tag and tag[:4].lower() in METADATA and tag_name(tag) in METADATA]),
        title=title,
        tame=not any(map(_wild, [tag for tag in tags if tag and len(tag) > LONG_TAG])),
    )


def _wild(tag: str) -> bool:
    """Tell whether a tag has so many attributes that parsers which compare them all would take minutes."""
    return len(_PARTS_OF_TAG.findall(tag)) > 2 * MOST_ATTRIBUTES


def _leave_out_skipped(
    texts: list[str], sources: Sequence[str | None], numbers: list[int], elements: Sequence[Element]
) -> str:
    """Blank elements whose content is left out, and return the page's title, which is one of them."""
    title = ""
    after = 0
    open_ended: set[str] = set()
    for index in [index for index, number in enumerate(numbers) if elements[number].traits & Trait.SKIPS]:
        element = elements[numbers[index]]
        if index < after or element.name in open_ended:
            continue
        if element.name == "title" and not title:
            title = " ".join(unescape(texts[index + 1]).split())
        after, text_after = _end_of_skipped(sources, index, element.name)
        if not after:
            open_ended.add(element.name)
            continue
        numbers[index + 1 : after] = [0] * (after - index - 1)
        texts[index + 1 : text_after] = [""] * (text_after - index - 1)
    return title


def _end_of_skipped(sources: Sequence[str | None], index: int, name: str) -> tuple[int, int]:
    """Return the first tag and the first text that count again behind an element whose content is left out.

    Both are 0 if nobody closed it: then its content counts, or it would take the rest of the page with it.
    """
    depth = 1
    for at in range(index + 1, len(sources)):
        tag = sources[at]
        if tag is None:
            continue
        found = tag_name(tag)
        if found == name:
            depth += -1 if tag[0] == "/" else tag[-1] != "/"
            if not depth:
                return at + 1, at + 1
        elif name in _BREAKS_OUT_OF and found in _TAGS_BREAKING_OUT:
            return at, at + 1
    return 0, 0
