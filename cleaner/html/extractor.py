"""trafilatura, the second engine: its text, and which of a page's lines stand in it."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cleaner.html.page import Page
from cleaner.judge.heuristics import OPINIONS

COLUMN = "extracted"
"""The column of lines that another extractor was asked about: it left a line out, or took it."""
_LEFT, _TAKEN = OPINIONS

RUN = 4
MOST_PERCENT = 80
"""A line stands in a text if it is one of its lines, or if so many percent of its runs of four words stand in it:
extractors differ in where they break lines."""

_WORD = re.compile(r"\w+")
Words = list[str]


def extracted(html: str, url: str = "") -> str:
    """Return the text that trafilatura extracts, or "" if it finds none or fails."""
    import trafilatura  # noqa: PLC0415 - half a second

    if not html.strip():
        return ""
    try:
        return trafilatura.extract(html, url=url or None, include_comments=False) or ""
    except Exception:  # strangers' pages make it and the libraries under it raise what they like
        return ""


def with_opinion(page: Page, text: str) -> tuple[Page, float]:
    """Return the page with the extractor's opinion of its lines, and how much of the extractor's text these make up.

    That is little where the extractor read what the page shows nobody: data for search engines, or scripts.
    """
    lines = [_WORD.findall(line) for line in page.text.casefold().split("\n") if line]
    taken = _standing_in(lines, [_WORD.findall(line) for line in text.casefold().split("\n")])
    seen = sum(len(lines[row]) for row in np.flatnonzero(taken).tolist())
    opinion = np.where(taken, _TAKEN, _LEFT).astype(np.int32)
    return replace(page, markup={**page.markup, COLUMN: opinion}), seen / max(len(_WORD.findall(text)), 1)


def _standing_in(lines: list[Words], text: list[Words]) -> NDArray[np.bool_]:
    """Tell which lines stand in a text, given as its lines."""
    whole = set(map(tuple, text))
    runs = set(_runs([word for line in text for word in line]))
    return np.array([tuple(line) in whole or _share(line, runs) >= MOST_PERCENT for line in lines], np.bool_)


def _runs(words: Words) -> list[tuple[str, ...]]:
    return list(zip(*(words[offset:] for offset in range(RUN)), strict=False))


def _share(line: Words, runs: set[tuple[str, ...]]) -> float:
    """Return how many percent of a line's runs are among others."""
    own = _runs(line)
    return 100 * sum(map(runs.__contains__, own)) / max(len(own), 1)
