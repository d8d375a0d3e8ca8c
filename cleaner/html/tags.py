"""A page's tags as numbers: equal tags are one element, and what elements do is looked up in columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from cleaner.html.elements import BLOCKS, Element, element_of, is_left_out, tag_name
from cleaner.html.entities import read_entities
from cleaner.html.scan import tokens

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

METADATA = frozenset({"meta", "link", "time", "html"})
"""Tags that hold metadata in their attributes, by their names, which all have four letters."""
_METADATA_BEGINNINGS = frozenset(start for name in METADATA for start in (name, name.upper(), name.title()))

LONG_TAG = 50_000
MOST_ATTRIBUTES = 5_000
"""A long tag may hold a picture or data; with more attributes than this, other parsers had better not see it."""
_PARTS_OF_TAG = re.compile(r"""=\s*"[^"]*+"|=\s*'[^']*+'|[^\s=]++|=""")

_NOTHING = Element("", 0)
"""What stands for comments, scripts, and tags in parts that are left out."""
_BREAKS_OUT_OF = frozenset({"svg", "select"})
_TAGS_BREAKING_OUT = BLOCKS - {"option", "optgroup"}


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


def read_tags(html: str, unseen: Iterable[str] = ()) -> Tags:
    """Read the tags of a page; the content of elements that hold no text of the page is left out.

    ``unseen`` are characters that are taken out of the texts.
    """
    texts, sources = tokens(html)
    _take_out(texts, unseen)
    number_of: defaultdict[str | None, int] = defaultdict(count(1).__next__, {None: 0})
    numbers = np.array(list(map(number_of.__getitem__, sources)), np.int64)
    distinct = list(number_of)
    title = _leave_out_skipped(texts, sources, numbers, distinct)
    elements = [_NOTHING] * len(distinct)
    for number in np.flatnonzero(np.bincount(numbers, minlength=1)).tolist():
        elements[number] = element_of(distinct[number] or "") if number else _NOTHING
    tags = list(filter(None, distinct))
    longest = max(map(len, tags), default=0)
    return Tags(
        texts,
        sources,
        numbers=numbers,
        elements=elements,
        traits=np.array([element.traits for element in elements], np.int64)[numbers],
        heads=tuple([tag for tag in tags if tag[:4] in _METADATA_BEGINNINGS and tag_name(tag) in METADATA]),
        title=title,
        tame=longest <= LONG_TAG or not any(map(_wild, [tag for tag in tags if len(tag) > LONG_TAG])),
    )


def _take_out(texts: list[str], unseen: Iterable[str]) -> None:
    """Take characters out of texts; hardly any page holds one, so all texts are asked at once."""
    joined = "".join(texts)
    for character in unseen:
        if character in joined:
            texts[:] = [text.replace(character, "") for text in texts]


def _wild(tag: str) -> bool:
    """Tell whether a tag has so many attributes that parsers which compare them all would take minutes."""
    return len(_PARTS_OF_TAG.findall(tag)) > 2 * MOST_ATTRIBUTES


def _leave_out_skipped(
    texts: list[str], sources: Sequence[str | None], numbers: Integers, distinct: Sequence[str | None]
) -> str:
    """Blank elements whose content is left out, and return the page's title, which is one of them."""
    title = ""
    after = 0
    open_ended: set[str] = set()
    skips = np.array([tag is not None and is_left_out(tag) for tag in distinct], np.bool_)
    for index in np.flatnonzero(skips[numbers]).tolist():
        name = tag_name(sources[index] or "")
        if index < after or name in open_ended:
            continue
        if name == "title" and not title:
            title = " ".join(read_entities(texts[index + 1]).split())
        end, text_after = _end_of_skipped(sources, index, name)
        if not end:
            open_ended.add(name)
            continue
        after = end
        numbers[index + 1 : after] = 0
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
