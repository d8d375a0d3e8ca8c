"""The same cases through every adapter: what comes out is what `Cleaner.clean_many` makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from tests.pipelines.adapters import ADAPTERS, Adapter
from tests.pipelines.cases import CASES, SEEDS, SHORT, Outcome, expected, original, own_rules

TABLES = {name: adapter for name, adapter in ADAPTERS.items() if adapter.table}
WITH_REMOVALS = {name: adapter for name, adapter in ADAPTERS.items() if adapter.removals}
WITH_COLUMNS = {name: adapter for name, adapter in TABLES.items() if adapter.removals}  # the others are given a column
TYPED = {name: adapter for name, adapter in TABLES.items() if name != "spark_udf"}  # that sees texts only
BROKEN = b"Caf\xff"
PROSE = "The harbour master had closed the port on Friday, when waves of six metres broke over the outer wall."

each_adapter = pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=ADAPTERS)
each_table = pytest.mark.parametrize("adapter", TABLES.values(), ids=TABLES)
each_with_removals = pytest.mark.parametrize("adapter", WITH_REMOVALS.values(), ids=WITH_REMOVALS)
each_with_columns = pytest.mark.parametrize("adapter", WITH_COLUMNS.values(), ids=WITH_COLUMNS)
each_typed = pytest.mark.parametrize("adapter", TYPED.values(), ids=TYPED)


def _comparable(adapter: Adapter, outcomes: list[Outcome]) -> list[Any]:
    return outcomes if adapter.removals else [one.text for one in outcomes]


@each_adapter
@pytest.mark.parametrize("case", CASES)
def test_texts_and_removals_are_those_of_clean_many(adapter: Adapter, case: str) -> None:
    texts = CASES[case] if adapter.nulls else [text for text in CASES[case] if text is not None]
    assert _comparable(adapter, adapter(texts)) == _comparable(adapter, expected(texts))


@each_adapter
def test_rules_of_ones_own_are_used(adapter: Adapter, tmp_path: Path) -> None:
    options = {"rules": [str(own_rules(tmp_path / "rules"))]}
    found = adapter([SHORT], cleaner=options)
    assert _comparable(adapter, found) == _comparable(adapter, expected([SHORT], Cleaner(**options)))
    assert "Kitten" not in found[0].text


@each_with_removals
def test_originals_are_rebuilt_from_text_and_removals(adapter: Adapter) -> None:
    assert [original(one) for one in adapter(SEEDS)] == SEEDS


@each_table
def test_a_row_that_is_not_utf8_costs_that_row(adapter: Adapter) -> None:
    found = adapter([SHORT.encode(), BROKEN, None])
    clean = expected([SHORT])[0].text
    assert [one.text for one in found] in ([clean.encode(), None, None], [clean, None, None])
    if adapter.removals:
        assert [one.problem for one in found] == [None, "error: byte 4 of the text is not UTF-8", None]


@each_typed
def test_a_row_that_is_not_utf8_is_kept_on_demand(adapter: Adapter) -> None:
    assert adapter([SHORT.encode(), BROKEN], errors="keep")[1].text == BROKEN


@each_table
def test_errors_are_raised_with_their_row_on_demand(adapter: Adapter) -> None:
    with pytest.raises(Exception, match=r"row [01]: byte 4 of the text is not UTF-8"):
        adapter([SHORT.encode(), BROKEN], errors="raise")


@each_typed
def test_a_column_that_is_not_text_is_an_error_that_names_its_type(adapter: Adapter) -> None:
    with pytest.raises(Exception, match=r"column 'text' is of type int\w*, not text|argument types 'clean\(BIGINT\)'"):
        adapter([1, 2])


@each_with_columns
def test_a_column_that_is_not_there_is_an_error_that_names_those_there_are(adapter: Adapter) -> None:
    with pytest.raises(Exception, match=r"(?s)there is no column 'body' but 'n', 'text'|\"body\" not found"):
        adapter([SHORT], column="body")


@each_adapter
def test_the_guard_keeps_documents_whole_on_demand(adapter: Adapter) -> None:
    found = adapter([SHORT, f"{PROSE}\n\n{SHORT}"], max_removed=0.1, over_limit="keep")
    assert found[0].text == SHORT
    assert "Source link" not in found[1].text
    if adapter.removals:
        assert found[0].problem == "over limit: 11% of the words would go, so it is kept whole"
        assert not found[0].removals
        assert found[1].problem is None


@each_adapter
def test_a_choice_that_does_not_exist_is_told(adapter: Adapter) -> None:
    with pytest.raises(ValueError, match=r"there is no errors='ignore'|Input should be 'null', 'keep' or 'raise'"):
        adapter([SHORT], errors="ignore")
