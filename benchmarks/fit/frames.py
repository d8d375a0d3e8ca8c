"""Bodies in surroundings, with a label for every line and white space as it comes: given, lost, doubled or moved.

A verdict must not hang on blank lines, so the same kinds of text are seen with and without them; menus come as one line
as well as many, and paragraphs as a line each or a line a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from benchmarks.quality.frames import Surroundings

Labelled = tuple[str, bool]
"""A line, and whether it is content."""

BETWEEN = (" ", " | ", " · ", " / ", "  ")
"""What stands between the entries of a menu that became one line."""

MOST_JOINED = 6
JOINED_WORDS = 3
"""Entries of a menu have at most so many words."""

_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+(?=[\"“„«(]?[^\W\d_a-z])")


FEWER = 0.35
"""In so many documents much of the surroundings is missing, as when earlier rounds have removed it."""


INTERRUPTED = 0.5
"""In so many documents what stands within the main content of the other page stands within the body, too."""

PARAGRAPH_WORDS = 12
"""It stands behind lines of at least so many words."""


class Composed(NamedTuple):
    """A text, and whether each of its lines is content."""

    text: str
    labels: tuple[bool, ...]


def compose(headline: str, body: str, around: Surroundings, seed: str) -> Composed:
    r"""Return a body in surroundings, its white space as the seed has it.

    >>> composed = compose("Bridge", "It opened.", Surroundings("Home", "Share"), "7")
    >>> [line for line, label in zip(composed.text.split("\n"), composed.labels) if label and line]
    ['Bridge', 'It opened.']
    """
    random = Random(seed)
    if random.random() < FEWER:
        around = around._replace(before=_thinned(around.before, random), behind=_thinned(around.behind, random))
    inner = _labelled(body, True)
    if around.within and random.random() < INTERRUPTED:
        inner = list(_interrupted(inner, around.within, random))
    lines = [*_labelled(around.before, False), *_labelled(headline, True), *inner]
    lines += _labelled(around.behind, False)
    if random.random() < 0.25:
        lines = list(_menus_joined(lines, random))
    if random.random() < 0.12:
        lines = list(_sentences_split(lines))
    lines = list(_blank_lines(lines, random))
    return Composed("\n".join(line for line, _ in lines), tuple(label for _, label in lines))


def _labelled(text: str, label: bool) -> list[Labelled]:
    return [(line, label) for line in text.split("\n")] if text else []


def _thinned(text: str, random: Random) -> str:
    """Return some lines of a text: its first or last ones, or some from all over."""
    lines = [line for line in text.split("\n") if line.strip()]
    if random.random() < 0.5:
        return "\n".join(line for line in lines if random.random() < 0.4)
    most = random.randint(0, 12)
    return "\n".join(lines[:most] if random.random() < 0.5 else lines[len(lines) - most :])


def _interrupted(lines: Sequence[Labelled], within: Sequence[str], random: Random) -> Iterator[Labelled]:
    """Yield lines, with runs of debris behind some of the paragraphs."""
    places = [number for number, (line, _) in enumerate(lines[:-1]) if len(line.split()) >= PARAGRAPH_WORDS]
    runs = random.sample(within, min(len(within), random.randint(1, 4)))
    chosen = dict(zip(random.sample(places, min(len(places), len(runs))), runs, strict=False))
    for number, line in enumerate(lines):
        yield line
        if number in chosen:
            yield from [("", True), *_labelled(chosen[number], False), ("", True)]


def _menus_joined(lines: Sequence[Labelled], random: Random) -> Iterator[Labelled]:
    """Yield lines, with entries of menus next to each other as one line."""
    between, entries = random.choice(BETWEEN), list[str]()
    most = random.randint(2, MOST_JOINED)
    for line, label in [*lines, ("", True)]:
        is_entry = not label and 0 < len(line.split()) <= JOINED_WORDS
        if entries and (not is_entry or len(entries) == most):
            yield between.join(entries), False
            entries = []
        if is_entry:
            entries.append(line.strip())
        else:
            yield line, label


def _sentences_split(lines: Sequence[Labelled]) -> Iterator[Labelled]:
    """Yield lines, with each sentence on its own."""
    for line, label in lines:
        for sentence in _SENTENCE_END.split(line):
            yield sentence, label


def _blank_lines(lines: Sequence[Labelled], random: Random) -> Iterator[Labelled]:
    """Yield lines with the blank ones as they are, without them, or with one behind every line."""
    way = random.choices(("as they are", "none", "everywhere"), (0.5, 0.25, 0.25))[0]
    for line, label in lines:
        if line.strip() or way == "as they are":
            yield line, label
        if line.strip() and way == "everywhere":
            yield "", label
