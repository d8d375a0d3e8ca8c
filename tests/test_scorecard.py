"""Scorecards that cannot be worked out are refused."""

from __future__ import annotations

import pytest

from cleaner.scorecard import Scorecard


def test_a_table_has_at_most_eight_conditions() -> None:
    Scorecard.from_data([(["words > 1"] * 8, [0] * 256)])
    with pytest.raises(ValueError, match=r"^a table of a scorecard has at most 8 conditions; divide it into several$"):
        Scorecard.from_data([(["words > 1"] * 9, [0] * 512)])


def test_what_is_no_condition_is_named() -> None:
    with pytest.raises(ValueError, match="'words < 1' is no condition of the form"):
        Scorecard.from_data([(["words < 1"], [0, 0])])
