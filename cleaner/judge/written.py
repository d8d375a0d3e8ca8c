"""Markdown that people write, such as a README or an article that is clean already: there, only what rules know goes.

The scorecard is fitted on pages as converters write them, with a site around each article.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.lines.table import Table
    from cleaner.lines.view import View

FEW_RULES = 3
FEW_LINKS = 10
"""Percent of lines that are links to other texts. Of 38 READMEs, two have as many, or rules find wordings of as many
kinds in them; of 198 pages, all but four have, which are articles with next to nothing around them."""

MOSTLY_LINKS = 90
"""Percent of a line's characters."""


def is_written(table: Table, view: View, telling: Collection[int]) -> bool:
    """Tell whether nobody put a site around a text; ``telling`` are the numbers of rules that know debris."""
    if len({rule for _, rule in table.found() if rule in telling}) >= FEW_RULES:
        return False
    columns = zip(view.columns["link_share"], view.columns["anchors"], strict=True)
    links = sum(share >= MOSTLY_LINKS and not anchors for share, anchors in columns)
    return bool(100 * links < FEW_LINKS * len(table))
