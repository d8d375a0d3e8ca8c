"""Each line's own columns: its shape, the rules that match it, how often it stands in its document."""

from __future__ import annotations

import numpy as np

from cleaner.arrays import percent
from cleaner.kernels import Values, count_copies
from cleaner.lines import Lines
from cleaner.rule_table import FAMILIES, STRENGTHS, RuleTable
from cleaner.stages.blocks import block_columns

PROSE_WORDS = 10
PROSE_FUNCTION_SHARE = 20
"""A line is prose from so many words on, if so many percent of them are function words and a sentence ends in it."""

SHORT_WORDS = 4
"""Menu entries, tags and names have at most so many words."""


def line_columns(lines: Lines, rules: RuleTable) -> dict[str, Values]:
    """Return the columns that a line has by itself, one number a row."""
    measured = {name: column.astype(np.int32) for name, column in lines.columns.items()}
    words = measured["words"]
    columns = {
        **measured,
        "function_share": percent(measured["function_words"], words),
        "capitalised_share": percent(measured["capitalised"], words),
        "capital_share": percent(measured["capitals"], measured["characters"]),
        "digit_share": percent(measured["digits"], measured["characters"]),
        "word_length": percent(measured["characters"], words) // 10,
        "sentence_share": percent(measured["sentence_ends"], words),
        "line": np.ones(len(lines), np.int32),
        "gap": lines.gap.astype(np.int32),
        "short": (words <= SHORT_WORDS).astype(np.int32),
        **_repeats(lines),
        **_hits(lines, rules),
    }
    is_prose = (words >= PROSE_WORDS) & (columns["function_share"] >= PROSE_FUNCTION_SHARE)
    columns["prose"] = np.where(is_prose & (measured["sentence_ends"] > 0), words, 0)
    return columns | block_columns(columns, lines)


def _repeats(lines: Lines) -> dict[str, Values]:
    """Count how often each line stands in its document, and how often before."""
    copies, before = count_copies(lines.key, lines.first)
    return {"copies": copies, "copies_before": before}


def _hits(lines: Lines, rules: RuleTable) -> dict[str, Values]:
    """Tell which kinds of rules match each line: by strength, and the strongest by family."""
    strength = rules.strength[lines.hit_rules]
    columns = {name: np.zeros(len(lines), np.int32) for name in ("hit", *STRENGTHS, *FAMILIES)}
    columns["hit"][lines.hit_rows[strength > 0]] = 1
    for level, name in enumerate(STRENGTHS):
        columns[name][lines.hit_rows[strength == level]] = 1
    for family, members in rules.families.items():
        of_family = members[lines.hit_rules]
        if of_family.any():
            np.maximum.at(columns[family], lines.hit_rows[of_family], strength[of_family])
    return columns
