"""Label the lines of a text by the main content that a person marked.

A line that stands in the main content word for word is content only where it comes in the same order: a menu's "Home"
must not count because the article says "home". So lines are matched by the heaviest chain of matches that ascends in
both texts; long lines count wherever they match, since they do so by no accident.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

Words = list[str]

ANCHOR = 3
"""Words at which a line's match in the main content is looked up."""

MOST_PLACES = 40
"""So many places are tried for each line; what occurs more often in the main content tells nothing."""

LONG = 8
"""From so many words on, a line matches if most of it does: extractors differ in spaces and marks."""

MOST = 0.7
SHINGLE = 4
SHINGLES_SHARED = 0.6


class Match(NamedTuple):
    """Words ``start`` to ``stop`` of the main content are (most of) a line."""

    start: int
    stop: int


def label_lines(lines: Sequence[Words], gold: Words) -> list[bool]:
    """Tell which lines, each a list of words, belong to the main content ``gold``."""
    places = _places(tuple(gold))
    matches = [list(_matches(line, gold, places)) for line in lines]
    chain = _heaviest_chain(matches)
    shingles = set(zip(*(gold[offset:] for offset in range(SHINGLE)), strict=False))
    return [
        number in chain or (len(line) >= LONG and (bool(matches[number]) or _shares(line, shingles)))
        for number, line in enumerate(lines)
    ]


@lru_cache(maxsize=2)  # the texts of a page come one after the other
def _places(gold: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
    """Return where each run of up to `ANCHOR` words starts."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for length in range(1, ANCHOR + 1):
        for start in range(len(gold) - length + 1):
            places[gold[start : start + length]].append(start)
    return places


def _matches(line: Words, gold: Words, places: dict[tuple[str, ...], list[int]]) -> Iterator[Match]:
    """Yield where a line stands in the main content: all of it or, of a long line, most of it."""
    anchor = tuple(line[:ANCHOR])
    for start in places.get(anchor, ())[:MOST_PLACES] if anchor else ():
        length = len(anchor)
        while length < len(line) and start + length < len(gold) and gold[start + length] == line[length]:
            length += 1
        if length == len(line) or (len(line) >= LONG and length >= MOST * len(line)):
            yield Match(start, start + length)


def _heaviest_chain(matches: Sequence[Sequence[Match]]) -> set[int]:
    """Return the lines of the heaviest chain of matches that ascends in both texts; its weight is its words.

    Like the longest increasing subsequence: ``stops`` and ``weights`` hold, for each end in the main content, the
    heaviest chain so far that ends there, in strictly ascending order of both.
    """
    stops, weights, tails = [0], [0], [-1]
    links: list[tuple[int, int]] = []  # (line, link before)
    for number, found in enumerate(matches):
        chains = []
        for match in found:
            before = bisect_right(stops, match.start) - 1
            links.append((number, tails[before]))
            chains.append((match.stop, weights[before] + match.stop - match.start, len(links) - 1))
        for stop, weight, link in chains:
            _record(stops, weights, tails, (stop, weight, link))
    chain, link = set(), tails[-1]
    while link >= 0:
        number, link = links[link]
        chain.add(number)
    return chain


def _record(stops: list[int], weights: list[int], tails: list[int], chain: tuple[int, int, int]) -> None:
    """Enter a chain, unless a heavier one ends no later; those that it beats go."""
    stop, weight, link = chain
    at = bisect_right(stops, stop)
    if weights[at - 1] >= weight:
        return
    first = at - 1 if stops[at - 1] == stop else at
    last = first
    while last < len(stops) and weights[last] <= weight:
        last += 1
    stops[first:last], weights[first:last], tails[first:last] = [stop], [weight], [link]


def _shares(line: Words, shingles: set[tuple[str, ...]]) -> bool:
    """Tell whether most runs of `SHINGLE` words of a line stand in the main content."""
    runs = list(zip(*(line[offset:] for offset in range(SHINGLE)), strict=False))
    return sum(run in shingles for run in runs) >= SHINGLES_SHARED * max(1, len(runs))
