"""The columns of a page's lines: what the markup says, and how much prose stands in the same part of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.html.elements import FIELDS
from cleaner.html.page import Page
from cleaner.html.title import title_shares
from cleaner.judge.context import prose_words
from cleaner.judge.decide import HIDDEN as GIVEN_TO_GO
from cleaner.lines.table import LARGEST_VALUE, Table

Values = NDArray[np.integer[Any]]

OPINION = "extracted"
"""The column of lines that another extractor was asked about: it left a line out, or took it."""

GROUPS = {"container": "container", "outer": "outer", "path": "path"}
"""Parts of the page that lines share: the innermost element with several lines, the one around it, the same names."""

OWN = (*FIELDS, "link_share", "links", "images", "depth")

HEADINGS = ("in_h1", "in_h2", "in_h3", "in_h4")
GIVEN = ("given", "unit", "heading")
"""Columns that no scorecard is asked about: what is known before, which lines stay or go together, and headings."""

CORE = ("core_up", "core_down", "core_before", "core_after", "core_read", "core_left", "path_containers")
"""Where a line stands, seen from the page's core (see `_core_columns`), and how many containers there are like its own.
"""

IN_BODY = "in_body"
BESIDE = (
    *("in_nav", "in_header", "in_footer", "in_aside", "in_form", "in_button", "in_label", "in_caption"),
    *("named_comment", "named_related", "named_share", "named_navigation", "named_edge", "named_aside", "named_ad"),
    *("named_newsletter", "named_consent", "named_meta", "named_tags", "named_caption"),
)
"""Counters of what stands beside an article, even inside of its container."""

STORY = "story"
"""Prose outside of comments and posts: behind it, comments are those on an article; without it, they are the page."""

_PAIR_BITS = 32
LONGEST_TITLE = 250
"""Lines of more characters are not compared with the page's title."""


class _Rows(NamedTuple):
    """What the groups of lines add up; lines that are given to go count for nothing."""

    lines: Values
    words: Values
    prose: Values
    hits: Values


def add_markup(table: Table, hits: bytes, page: Page) -> None:
    """Add the markup's columns to the table of a page's text; ``hits`` has a byte a row: whether a rule matches it."""
    markup: dict[str, Values] = {
        **page.markup,
        "title_share": _title_share(page),
        "given": np.frombuffer(page.given, np.uint8).astype(np.int64),
    }
    if len(table) != len(page):  # a line of characters that nobody sees is none
        starts = [start for start, _ in table.bounds()]
        at = np.searchsorted(page.start, starts, side="right") - 1
        markup = {name: values[at] for name, values in markup.items()}
    rows = _rows(table, hits, markup["given"] < GIVEN_TO_GO)
    markup["unit"] = _units(markup, rows.prose)
    markup["heading"] = np.sum([markup[name] for name in HEADINGS], axis=0)
    core = _core_columns(markup["container"], page.outers, rows)
    columns = {
        **{name: markup[name] for name in (*OWN, *GIVEN, "title_share", OPINION) if name in markup},
        **_group_columns(rows, markup),
        **core,
        **_body_columns(markup, core["core_up"]),
        "path_containers": _distinct(markup["path"], markup["container"]),
        STORY: np.where((markup["named_comment"] > 0) | (markup["named_post"] > 0), 0, rows.prose),
    }
    rounded = np.minimum(np.stack(list(columns.values())), LARGEST_VALUE).astype(np.uint16)
    for name, values in zip(columns, rounded, strict=True):
        table.add_column(name, values)


def _rows(table: Table, hits: bytes, judged: NDArray[np.bool_]) -> _Rows:
    """Return of each line whether it is judged, its words, those of prose, and whether a rule hits it."""
    words, *others = (table.values(name) for name in ("words", "function_words", "sentence_ends", "capitalised"))
    counts, prose = (
        np.frombuffer(values, np.uint16).astype(np.int64) for values in (words, prose_words(words, *others))
    )
    values = np.ones_like(counts), counts, prose, np.frombuffer(hits, np.uint8)
    return _Rows(*[np.where(judged, value, 0) for value in values])


def _units(markup: Mapping[str, Values], prose: Values) -> Values:
    """Return which lines stay or go together: not those of a table with prose in it, which lays out the page."""
    unit = markup["unit"]
    lays_out = _sums(unit, prose * (markup["in_table"] > 0)) > 0
    return np.where(lays_out[unit], 0, unit)


def _group_columns(rows: _Rows, markup: Mapping[str, Values]) -> dict[str, Values]:
    """Return lines, words, prose, hits of rules and link share of each line's groups, and their part of all prose."""
    lines, words, prose, hits = rows
    linked = words * markup["link_share"] // 100
    total = max(int(prose.sum()), 1)
    columns: dict[str, Values] = {}
    for name in GROUPS:
        group = markup[name]
        sums = {
            "lines": _sums(group, lines),
            "words": _sums(group, words),
            "prose": _sums(group, prose),
            "linked": _sums(group, linked),
            "hits": _sums(group, hits),
        }
        columns |= {f"{name}_{what}": sums[what][group] for what in ("lines", "words", "prose", "hits")}
        columns[f"{name}_link_share"] = (100 * sums["linked"] // np.maximum(sums["words"], 1))[group]
        columns[f"{name}_prose_share"] = (100 * sums["prose"] // total)[group]
        columns[f"{name}_best"] = (100 * sums["prose"] // max(int(sums["prose"].max(initial=0)), 1))[group]
    return columns


def _sums(group: Values, values: Values) -> Values:
    """Return the sum of each group's values; floats are exact that far."""
    return np.bincount(group, values).astype(np.int64)


def _body_columns(markup: Mapping[str, Values], up: Values) -> dict[str, Values]:
    """Tell which lines stand in the page's core, and in nothing there that is called something beside an article."""
    inside = up == 0
    beside = np.sum([markup[name] for name in BESIDE], axis=0)
    least = int(beside[inside].min()) if inside.any() else 0
    return {IN_BODY: inside & (beside <= least), "beside": np.where(inside, beside - least, beside)}


def _core_columns(container: Values, outers: Values, rows: _Rows) -> dict[str, Values]:
    """Tell how far each line stands from the page's core, the container around most of its prose.

    ``core_up`` is how many containers one has to leave from the core, ``core_down`` how many to enter then, to come to
    the line; ``core_before`` and ``core_after`` are the lines to the core's first and from its last; ``core_read`` and
    ``core_left``, inside it, those from its first and to its last.
    """
    own = np.bincount(container, rows.prose, len(outers))
    # A container with many small ones around the paragraphs counts half of what they hold.
    score = own + np.bincount(outers[1:], own[1:], len(outers)) / 2
    up, down = _ways(int(score.argmax()), outers.tolist())
    inner = np.flatnonzero((up[container] == 0) & (rows.lines > 0))
    row = np.cumsum(rows.lines) - 1
    first, last = (int(row[inner[0]]), int(row[inner[-1]])) if inner.size else (0, len(container))
    inside = (row >= first) & (row <= last)
    return {
        "core_up": up[container],
        "core_down": down[container],
        "core_before": np.maximum(first - row, 0),
        "core_after": np.maximum(row - last, 0),
        "core_read": np.where(inside, row - first, 0),
        "core_left": np.where(inside, last - row, 0),
    }


def _ways(core: int, outers: Sequence[int]) -> tuple[Values, Values]:
    """Return how many containers to leave and to enter on the way from one to each."""
    up, down = [-1] * len(outers), [0] * len(outers)
    at = core
    for steps in range(len(outers)):
        up[at] = steps
        if not at:
            break
        at = outers[at]
    for number, outer in enumerate(outers):  # outer ones come first
        if up[number] < 0:
            up[number], down[number] = up[outer], down[outer] + 1
    return np.array(up, np.int64), np.array(down, np.int64)


def _distinct(group: Values, values: Values) -> Values:
    """Return how many different values stand in each row's group."""
    pairs = np.unique(group.astype(np.int64) << _PAIR_BITS | values)
    return np.bincount(pairs >> _PAIR_BITS)[group] if len(pairs) else group


def _title_share(page: Page) -> Values:
    """Return how many percent of each line's words stand in the page's title; none of those of long lines."""
    lines = [line for line in page.text.casefold().split("\n") if line]
    return np.array(title_shares(lines, page.declared.title.casefold(), LONGEST_TITLE), np.int64)
