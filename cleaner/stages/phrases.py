"""Evidence of the rules: what a line says, and whether it says so where the rule holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers
from cleaner.context import Context
from cleaner.lines import Lines
from cleaner.rule_table import PLACES, STRENGTHS, RuleTable
from cleaner.scorecard import Points
from cleaner.stages.documents import is_clean_list
from cleaner.stages.notices import is_sentence
from cleaner.stages.shape import PROSE_FUNCTION_SHARE

POINTS = {"sure": -1000, "strong": -250, "hint": -60, "protect": 1500}
"""Evidence of a rule by its strength, in hundredths. A sure rule outweighs whatever the scorecard may say."""

COMPANY = -260
"""A hint beside other hits weighs so much more, but in clean lists: there countries and dates are content. Swept
100–340: of single words that systems print, 82–91 % go in company (260: 90 %)."""

HEAD_PROSE = 10
"""The head of a document ends where so many percent of its prose have been read: a standfirst may come first."""

TAIL_PROSE = 50
"""The tail starts where at most so many percent of the prose follow: comments and teasers are prose too."""

SENTENCE_WORDS = 6
"""From so many words on, a line beside paragraphs may be a sentence of the text whatever it begins with. (On 700 page
dumps and their extracted texts F1 changes by less than .0001, whether 4 or 10.)"""

NO_RULE = -1


@dataclass(frozen=True, slots=True)
class RuleEvidence:
    """For each row: the points of the rules, and the rule (by index) that weighs most against it, or `NO_RULE`."""

    points: Points
    rule: NDArray[np.int32]


def rule_evidence(lines: Lines, context: Context, rules: RuleTable) -> RuleEvidence:
    """Weigh the hits that hold where they stand; only the strongest against a line counts, and one for it."""
    points = np.zeros(len(lines), np.int32)
    strongest = np.full(len(lines), NO_RULE, np.int32)
    holds = _holds(lines, context, rules)
    rows, hits = lines.hit_rows[holds], lines.hit_rules[holds]
    doubtful = _doubtful(lines, context, rules, rows, hits)
    strength = np.where(doubtful, STRENGTHS.index("strong"), rules.strength[hits])
    for name in ("hint", "strong", "sure"):
        chosen = strength == STRENGTHS.index(name)
        points[rows[chosen]] = POINTS[name]
        strongest[rows[chosen]] = hits[chosen]
    points[(points == POINTS["hint"]) & _in_company(context) & ~is_clean_list(context)] += COMPANY
    points[context["protect"] > 0] += POINTS["protect"]
    return RuleEvidence(points, strongest)


def _holds(lines: Lines, context: Context, rules: RuleTable) -> Flags:
    """Tell which hits stand where their rule holds."""
    places = {
        "anywhere": np.ones(len(lines), np.bool_),
        "head": context["prose[..-1]%"] <= HEAD_PROSE,
        "tail": context["prose[1..]%"] <= TAIL_PROSE,
        "run": _in_company(context),
    }
    table = np.array([places[place] for place in PLACES])
    return table[rules.place[lines.hit_rules], lines.hit_rows]


def _doubtful(lines: Lines, context: Context, rules: RuleTable, rows: Integers, hits: Integers) -> Flags:
    """Tell which hits are a beginning that would be sure, in a row that is a sentence of the text for all we know."""
    sure = rules.strength[hits] == STRENGTHS.index("sure")
    doubtful: Flags = rules.begins[hits] & sure & _beside_text(context)[rows]
    sentences = {row: is_sentence(lines.text_of(row)) for row in set(rows[doubtful].tolist())}
    doubtful[doubtful] = [sentences[row] for row in rows[doubtful].tolist()]
    return doubtful


def _beside_text(context: Context) -> Flags:
    """Tell which rows are shaped like a sentence and stand between two paragraphs of which no rule says anything.

    The only hit of a document may be its first or last row, too.
    """
    found = (context["words"] >= SENTENCE_WORDS) & (context["ends_sentence"] > 0)
    found &= context["function_share"] >= PROSE_FUNCTION_SHARE
    only_hit = context["hit[..]"] == 1
    for neighbour in (-1, 1):
        beside = (context[f"prose@{neighbour}"] > 0) & (context[f"hit@{neighbour}"] == 0)
        at_edge = only_hit & (context[f"line@{neighbour}"] < 0) & (context[f"prose@{-neighbour}"] > 0)
        found &= beside | at_edge
    return found


def _in_company(context: Context) -> Flags:
    """Tell which rows have other hits within two lines."""
    return (context["hit[-2..-1]"] > 0) | (context["hit[1..2]"] > 0)
