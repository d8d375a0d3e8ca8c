"""A page as lines: one pass over its tags, no recursion, no tree, a line for each block as a reader sees it.

Only white space in the source separates inline parts, so words are not glued nor torn; blocks and `<br>` break lines,
the cells of a table's row stand on one line. Elements that were not closed are closed where a browser would close them,
as far as it matters for lines.

A page has some 9,000 tags a megabyte, so little is done for each: equal tags are looked at once (`read_tags`), one loop
keeps track of what is open (`nested`), and the rest is counted in columns over the tags (`_Walk`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.elements import BLOCKS, FIELDS, Element, Trait, element_of, is_left_out, packed, tag_name, unpacked
from cleaner.html.markup import attributes_of, link_target, read_entities, tokens

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

CELL = "\0"
"""The mark between the cells of a row; pages cannot hold it: see `walk`."""

START, MIDDLE, END = MARKS = "\x02\x03\x04"
"""A link in an outline is `START` address `MIDDLE` text `END`; pages cannot hold these: see `walk`."""

LONGEST_CELL = 120
"""Tables with a longer cell lay out the page: their cells are lines of their own."""

CELL_SEPARATOR = " | "
SOFT_HYPHEN = "\u00ad"
"""Where a word may be broken; in unbroken lines nobody sees it."""

_UNSEEN = (CELL, *MARKS, SOFT_HYPHEN)
_LINK, _PRE = (0xFFFF * packed([field]) for field in ("in_link", "in_pre"))
_BOUNDS = Trait.PARTS_CELLS | Trait.BREAKS_LINE | Trait.BREAKS_PARAGRAPH

DEEPEST = 512
"""Elements nested deeper are read, but not told apart: browsers stop there too."""

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

State = tuple[Any, str, int, int, int, int, bool, int]
"""The innermost open element: the state outside it, its name, and what holds inside it, as `Inside` names it.

Plain tuples, one a start tag: nothing else is as fast to make, and going back out is following the first entry.
"""


class Inside(NamedTuple):
    """What a state says: the counters (see `FIELDS`), the groups a line belongs to (see `Page`), and the depth."""

    outside: State
    name: str
    fields: int
    path: int
    container: int
    outer: int
    dropped: bool
    depth: int


ROOT: State = ((), "", 0, 0, 0, 0, False, 0)

_OF_STATE = ("depth", "container", "outer", "path")
_DEPTH = itemgetter(Inside._fields.index("depth"))
_STATE_COLUMNS = itemgetter(*(Inside._fields.index(name) for name in _OF_STATE))
_DROPPED = Inside._fields.index("dropped")


@dataclass(frozen=True, slots=True)
class Outline:
    """What writing Markdown needs besides: each line with marks of its links and cells, and what it stands in.

    The marks are `MARKS` and `CELL`; ``states`` are those of `nested`.
    """

    lines: tuple[str, ...]
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """``text`` has one line a block and blank lines between paragraphs; ``start`` the offset of each that is not blank.

    ``markup`` has an integer for each of these lines, by name: the counters `FIELDS` (how many such elements
    it stands in), ``link_share`` (percent of its characters), ``links``, ``images`` (between it and the line before),
    ``depth``, and the groups it belongs to: ``container`` (the innermost element that can hold several lines),
    ``outer`` (the one around it) and ``path`` (lines in the same elements with the same names share it).
    ``outers`` has, for each container by its number, the one around it; 0 is the page.
    ``title`` is the content of the ``<title>`` element, ``heads`` are the tags that hold metadata, without their angle
    brackets and each once (see `METADATA`). ``parseable`` pages have no tags nested so deeply or so long that
    libraries which build trees would take quadratic time. ``outline`` is there if it was asked for.
    """

    text: str
    start: Integers
    markup: Mapping[str, NDArray[np.integer[Any]]] = field(repr=False)
    outers: Integers = field(repr=False)
    title: str = ""
    heads: tuple[str, ...] = ()
    parseable: bool = True
    outline: Outline | None = field(default=None, repr=False)

    def __len__(self) -> int:
        """Return the number of lines that are not blank."""
        return len(self.start)

    def line(self, row: int) -> str:
        """Return a line that is not blank, by its number among these."""
        start = int(self.start[row])
        return self.text[start : self.text.index("\n", start)]


# --- lines: what stands between two breaks ----------------------------------------------------------------------------


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
            self._tags.parseable and self._is_flat(),
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


# --- tags as numbers: equal tags are one element ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tags:
    """Texts and tags in turn: ``texts[i]`` stands before tag ``i``, the last text behind all tags.

    ``numbers`` say which of the distinct ``elements`` each tag is, ``traits`` what it does (see `Trait`), ``sources``
    how it stands in the page. ``heads`` are the distinct tags that hold metadata, ``title`` is the page's; it is
    ``parseable`` if no tag is so long that parsers which compare all its attributes would take minutes.
    """

    texts: list[str]
    sources: Sequence[str | None]
    numbers: Integers
    elements: Sequence[Element]
    traits: Integers
    heads: tuple[str, ...]
    title: str
    parseable: bool

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
        parseable=longest <= LONG_TAG or not any(map(_wild, [tag for tag in tags if len(tag) > LONG_TAG])),
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


# --- nesting: which elements are open behind each tag -----------------------------------------------------------------


def nested(elements: Iterable[Element]) -> tuple[list[State], list[int]]:
    """Return the state behind each start and end tag, after `ROOT`, and the container around each container."""
    states: list[State] = [ROOT]
    state = ROOT
    outers = [0]
    paths: dict[tuple[int, str, str], int] = {}
    too_deep = 0
    ends = Trait.ENDS
    for element in elements:
        if element.traits & ends:
            if too_deep:
                too_deep -= 1
            elif state[1] == element.name:
                state = state[0]
            else:
                state = _closed(state, element)
        else:
            if element.closes and state[1] not in element.scope:
                state = _closed_before(state, element)
            _, _, fields, path, container, outer, dropped, depth = state
            if depth >= DEEPEST or too_deep:
                too_deep += 1
                states.append(state)
                continue
            if element.block:
                path = paths.setdefault((path, element.name, element.names), len(paths) + 1)
                if element.container:
                    outer, container = container, len(outers)
                    outers.append(outer)
            fields += element.fields
            dropped = dropped or element.dropped
            state = (state, element.name, fields, path, container, outer, dropped, depth + 1)
        states.append(state)
    return states, outers


def _closed(state: State, element: Element) -> State:
    """Close the element that an end tag belongs to, and those left open in it; none if there is none."""
    name, scope = element.name, element.scope
    for inner in outwards(state):
        if inner[1] == name:
            outside: State = inner[0]
            return outside
        if inner[1] in scope:
            break
    return state


def _closed_before(state: State, element: Element) -> State:
    """Close what a start tag ends without an end tag: paragraphs, list items, cells."""
    closes, scope = element.closes, element.scope
    found = state
    for inner in outwards(state):
        if inner[1] in closes:
            found = inner[0]
        elif inner[1] in scope:
            break
    return found


def outwards(state: State) -> Iterator[State]:
    """Yield the open elements, the innermost first."""
    while state is not ROOT:
        yield state
        state = state[0]


# --- links: marks beside the first and the last character that can be seen, so that they move no white space ----------


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
