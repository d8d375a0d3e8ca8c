"""The columns of a page's lines: what the markup says, and how much prose stands in the same part of the page."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cleaner.features import LARGEST
from cleaner.html.fields import FIELDS
from cleaner.html.page import Page
from cleaner.lines import Column, Lines
from cleaner.stages.shape import PROSE_FUNCTION_SHARE, PROSE_WORDS

Values = NDArray[np.int64]

GROUPS = {"container": "container", "outer": "outer", "path": "path"}
"""Parts of the page that lines share: the innermost element with several lines, the one around it, the same names."""

OWN = (*FIELDS, "link_share", "links", "images", "depth")

_WORD = re.compile(r"\w+")
LONGEST_TITLE = 40
"""Longer lines are not compared with the page's title."""


def with_markup(lines: Lines, page: Page) -> Lines:
    """Return the table of a page's text with the markup's columns added."""
    at = np.searchsorted(page.start, lines.start, side="right") - 1
    markup = {name: values[at].astype(np.int64) for name, values in page.markup.items()}
    columns = {name: markup[name] for name in OWN}
    columns |= _group_columns(lines, markup)
    columns["title_share"] = _title_share(lines, page.title)
    return replace(lines, columns={**lines.columns, **{name: _saturated(values) for name, values in columns.items()}})


def _saturated(values: Values) -> Column:
    return np.minimum(values, LARGEST).astype(np.uint16)


def _group_columns(lines: Lines, markup: dict[str, Values]) -> dict[str, Values]:
    """Return lines, words, prose and link share of each line's groups, and their share of the page's prose."""
    words = lines.columns["words"].astype(np.int64)
    share = 100 * lines.columns["function_words"].astype(np.int64) // np.maximum(words, 1)
    is_prose = (words >= PROSE_WORDS) & (share >= PROSE_FUNCTION_SHARE) & (lines.columns["sentence_ends"] > 0)
    prose = np.where(is_prose, words, 0)
    linked = words * markup["link_share"] // 100
    total = max(int(prose.sum()), 1)
    columns: dict[str, Values] = {}
    for name in GROUPS:
        _, group = np.unique(markup[name], return_inverse=True)
        sums = {
            "lines": np.bincount(group),
            "words": _sums(group, words),
            "prose": _sums(group, prose),
            "linked": _sums(group, linked),
        }
        columns |= {f"{name}_{what}": sums[what][group] for what in ("lines", "words", "prose")}
        columns[f"{name}_link_share"] = (100 * sums["linked"] // np.maximum(sums["words"], 1))[group]
        columns[f"{name}_prose_share"] = (100 * sums["prose"] // total)[group]
        columns[f"{name}_best"] = (100 * sums["prose"] // max(int(sums["prose"].max(initial=0)), 1))[group]
    return columns


def _sums(group: NDArray[np.intp], values: Values) -> Values:
    """Return the sum of each group's values."""
    sums = np.zeros(int(group.max(initial=-1)) + 1, np.int64)
    np.add.at(sums, group, values)
    return sums


def _title_share(lines: Lines, title: str) -> Values:
    """Return how many percent of each line's words stand in the page's title."""
    shares = np.zeros(len(lines), np.int64)
    known = set(_WORD.findall(title.casefold()))
    for row in np.flatnonzero(lines.columns["words"] <= LONGEST_TITLE).tolist() if known else ():
        words = _WORD.findall(lines.text_of(row).casefold())
        shares[row] = 100 * sum(word in known for word in words) // max(len(words), 1)
    return shares
