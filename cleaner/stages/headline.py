"""The headline of a short page, as the markup names it."""

from __future__ import annotations

import numpy as np

from cleaner.arrays import Flags
from cleaner.context import Context
from cleaner.scorecard import Points

HEADLINE = 600
"""Evidence for the headline of a short page: more than hints in company and the scorecard say against it. On the 40
labelled pages that have one, all other evidence gives it from −6 to +4 points, but for one sure rule."""

SHORT_PAGE_LINES = 50
"""On longer pages the headline is one line among many like it, and the scorecard decides, as it has learnt to."""

LINKED_PERCENT = 50
"""A heading that is a link leads to the front page or to another story."""


def headline_of_short_page(context: Context) -> Points:
    """Return evidence for the only first-level heading of a short page; none where lines have no markup."""
    if "in_h1" not in context:
        return np.zeros(context.rows, np.int32)
    only: Flags = (context["in_h1"] > 0) & (context["in_h1[..]"] == 1) & (context["words[1..]"] > 0)
    only &= (context["line[..]"] < SHORT_PAGE_LINES) & (context["link_share"] < LINKED_PERCENT)
    return np.where(only, HEADLINE, 0).astype(np.int32)
