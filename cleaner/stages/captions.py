"""Captions and credits: a credit line marks the caption beside it."""

from __future__ import annotations

import numpy as np

from cleaner.context import Context
from cleaner.scorecard import Points

BESIDE_CREDIT = -700
"""Evidence against a line that looks like a caption and stands beside a credit, in hundredths."""


def captions_beside_credits(context: Context) -> Points:
    """Return evidence against captions whose neighbour is a credit, and against credits beside captions."""
    caption = (context["caption"] > 0) & ((context["credit@-1"] > 0) | (context["credit@1"] > 0))
    credit = (context["credit"] > 0) & ((context["caption@-1"] > 0) | (context["caption@1"] > 0))
    return np.where(caption | credit, BESIDE_CREDIT, 0).astype(np.int32)
