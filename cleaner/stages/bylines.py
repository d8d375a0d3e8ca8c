"""Bylines that are a bare name: nothing but the date beside them tells what they are."""

from __future__ import annotations

import numpy as np

from cleaner.arrays import Flags
from cleaner.context import Context
from cleaner.lines import Lines
from cleaner.scorecard import Points
from cleaner.stages.documents import is_clean_list
from cleaner.stages.phrases import HEAD_PROSE

NAME_BESIDE_DATE = -600
"""Evidence against a bare name beside a date line before the body's second half, in hundredths."""

SIDE_BY_SIDE = -300
"""Evidence against a byline and a date that stand side by side there: each says what the other is."""

NAME_WORDS = (2, 5)
CAPITALISED_PERCENT = 80
"""One word in five may be small, as in "Vincent van Gogh"."""


def bare_bylines(context: Context) -> Flags:
    """Tell which rows are two to five capitalised words and stand beside a date or another byline at the head."""
    words = context["words"]
    name = (words >= NAME_WORDS[0]) & (words <= NAME_WORDS[1]) & (context["capitalised_share"] >= CAPITALISED_PERCENT)
    name &= (context["digits"] == 0) & (context["sentence_ends"] <= 1) & (context["function_words"] <= 1)
    beside = (context["meta@-1"] > 0) | (context["meta@1"] > 0)
    flags: Flags = name & beside & (context["prose[..-1]%"] <= HEAD_PROSE) & (context["copies"] == 1)
    return flags


def byline_evidence(lines: Lines, context: Context) -> Points:
    """Return evidence against bare bylines, and against bylines and dates that stand side by side at the head.

    In clean lists of posts and events they are content.
    """
    bare = bare_bylines(context)
    name_beside = np.zeros(len(bare), np.bool_)
    of_one_document = lines.document[1:] == lines.document[:-1]
    name_beside[1:] |= bare[:-1] & of_one_document
    name_beside[:-1] |= bare[1:] & of_one_document
    company = (context["meta@-1"] > 0) | (context["meta@1"] > 0) | name_beside
    together = (context["meta"] > 0) & company & (context["prose[..-1]%"] <= HEAD_PROSE)
    points = np.where(bare, NAME_BESIDE_DATE, np.where(together, SIDE_BY_SIDE, 0)).astype(np.int32)
    points[is_clean_list(context)] = 0
    return points
