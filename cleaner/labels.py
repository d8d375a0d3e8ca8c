"""Labels: what each line is called, once it is decided whether it stays."""

from __future__ import annotations

import numpy as np

from cleaner.judge import Round
from cleaner.model import Label
from cleaner.rule_table import LABELS, LabelCodes, RuleTable
from cleaner.stages.bylines import bare_bylines
from cleaner.stages.edges import NO_TITLE, find_titles
from cleaner.stages.phrases import NO_RULE

_CODE = {label: code for code, label in enumerate(LABELS)}

HEADING_WORDS = 15
"""Headings are at most so long, end no sentence, and a line that is no heading follows."""


def label_rows(look: Round, rules: RuleTable) -> LabelCodes:
    """Return the label of each row of a round."""
    return np.where(look.decision.debris, _debris_labels(look, rules), _content_labels(look))


def _debris_labels(look: Round, rules: RuleTable) -> LabelCodes:
    """Name debris by the rule or the stage that speaks against it."""
    codes = rules.label.take(look.evidence.rule, mode="wrap")
    codes[look.evidence.rule == NO_RULE] = _CODE[Label.DEBRIS]
    codes[(look.evidence.rule == NO_RULE) & bare_bylines(look.context)] = _CODE[Label.BYLINE]
    codes[look.evidence.stages["repeats"] < 0] = _CODE[Label.DUPLICATE]
    return codes


def _content_labels(look: Round) -> LabelCodes:
    """Tell title and headings from the rest of the body."""
    context = look.context
    codes = np.full(len(look.rows), _CODE[Label.BODY], np.uint8)
    heading = (context["words"] <= HEADING_WORDS) & (context["ends_sentence"] == 0) & (context["prose@1"] > 0)
    codes[heading] = _CODE[Label.HEADING]
    titles = find_titles(look.lines, context, look.decision.debris)
    marked = look.evidence.stages["headline"] > 0
    titles[look.lines.document[marked]] = NO_TITLE
    codes[titles[titles != NO_TITLE]] = _CODE[Label.TITLE]
    codes[marked] = _CODE[Label.TITLE]
    return codes
