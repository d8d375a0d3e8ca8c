"""Rows: what they share in all frameworks."""

from __future__ import annotations

import logging
import pickle
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from cleaner import Cleaner, Result, clean_html, restore
from cleaner.lines.words import word_count
from cleaner.pipelines.rows import (
    BATCH_CHARACTERS,
    ColumnCleaner,
    Counts,
    RowCleaner,
    RowError,
    document_cleaner,
    pack,
    unpack,
)
from tests.pipelines.cases import SEEDS, SHORT, own_rules

PAGE = f"<html><head><title>Ferries</title></head><body><nav><a href='/'>Home</a></nav><p>{SEEDS[0][:400]}"


def test_options_are_packed_equally_for_equal_cleaners_and_loaded_once(tmp_path: Path) -> None:
    one, other = (Cleaner(rules=[own_rules(tmp_path / name)], keep={"caption"}) for name in "ab")
    assert pack(one) == pack(other)
    assert unpack(pack(one)) is unpack(pack(other))


@pytest.mark.parametrize(
    ("name", "told"),
    [("keep", "keep is an option of the cleaner; give cleaner={'keep'"), ("htlm", "there is no option 'htlm'; choose")],
)
def test_an_option_that_does_not_exist_is_told(name: str, told: str) -> None:
    for takes_rows in (RowCleaner, document_cleaner, partial(ColumnCleaner, "text")):
        with pytest.raises(TypeError, match=f"^{told}"):
            takes_rows(**{name: []})


def _texts(cleaner: RowCleaner) -> list[Any]:
    return [row.text for row in cleaner([SHORT, None])]


def test_rules_travel_to_a_process_that_does_not_have_them(tmp_path: Path) -> None:
    cleaner = RowCleaner(cleaner={"rules": [str(own_rules(tmp_path / "rules"))]})
    here = _texts(cleaner)
    packed = pickle.dumps(cleaner)
    shutil.rmtree(tmp_path / "rules")
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(_texts, pickle.loads(packed)).result() == here
    assert "Kitten" not in here[0]


class _Fails(Cleaner):
    """A cleaner with a fault of its own."""

    def clean_many(self, texts: Any) -> Any:
        return map(self.clean, texts)

    def clean(self, text: str) -> Result:
        if "fault" in text:
            raise RecursionError("too deep")
        return super().clean(text)

    def clean_html(self, html: str | bytes, *args: Any, **options: Any) -> Result:
        return self.clean(str(html))


@pytest.mark.parametrize("html", [False, True])
def test_a_fault_in_cleaning_costs_its_row_and_is_logged(html: bool, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        rows = list(RowCleaner(cleaner=_Fails(), html=html)([SHORT, "fault", SHORT]))
    assert [bool(row.text) for row in rows] == [True, False, True]
    assert rows[1].problem == "error: cannot be cleaned: RecursionError: too deep"
    messages = [record.getMessage() for record in caplog.records if record.name.startswith("cleaner")]
    assert messages == ["row 1: error: cannot be cleaned: RecursionError: too deep"]


def test_rows_are_numbered_across_batches() -> None:
    large = SHORT * (BATCH_CHARACTERS // len(SHORT) + 1)
    with pytest.raises(RowError, match="row 2: is of type int, not text") as error:
        list(RowCleaner(errors="raise")([large, SHORT, 3]))
    assert error.value.row == 2


def test_an_error_can_be_pickled() -> None:
    error = pickle.loads(pickle.dumps(RowError("is of type int, not text", 2)))
    assert (str(error), error.row) == ("row 2: is of type int, not text", 2)


def test_rows_are_counted_by_what_became_of_them() -> None:
    counts = Counts()
    list(RowCleaner(max_removed=0.1, counts=counts)([SHORT, None, b"\xff", SEEDS[0]]))
    assert counts == Counts(rows=4, nulls=1, failed=1, over_limit=1 + (_lost(SEEDS[0]) > 0.1))


def _lost(text: str) -> float:
    return 1 - word_count(Cleaner().clean(text).text) / word_count(text)


def test_the_guard_flags_and_leaves_the_text_clean() -> None:
    flagged, fine = RowCleaner(max_removed=0.1)([SHORT, SHORT.replace("\n\nSource link", "")])
    assert flagged.problem == "over limit: 11% of the words went"
    assert restore(flagged.text, flagged.removals) == SHORT
    assert "Source link" not in flagged.text
    assert not fine.problem


def test_a_page_over_the_limit_is_kept_as_its_text() -> None:
    result = clean_html(PAGE)
    (row,) = RowCleaner(html=True, max_removed=0, over_limit="keep")([PAGE])
    assert row.text == restore(result.text, result.removals)
    assert row.kept_whole
    assert not row.removals


@pytest.mark.parametrize("limit", [-0.1, 1.5, float("nan")])
def test_a_limit_that_is_no_share_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="max_removed has to be a share from 0 to 1"):
        RowCleaner(max_removed=limit)


def test_pages_are_cleaned_with_their_addresses_and_in_their_encoding() -> None:
    page = PAGE.replace("Ferries", "Fährn", 1).replace("<head>", "<head><meta charset='latin-1'>").encode("latin-1")
    url = "https://example.org/news/ferries"
    (row,) = RowCleaner(html=True)([page], [url])
    assert row.result is not None
    assert row.result.text == clean_html(page, url).text
    assert row.result.title == clean_html(page, url).title == "Fährn"


def test_documents_cannot_become_null() -> None:
    with pytest.raises(ValueError, match="the text of a document cannot be null"):
        document_cleaner(errors="null")


@pytest.mark.parametrize("extra", ["arrow", "polars", "langchain", "spark"])
def test_what_is_not_installed_is_named_with_the_extra_that_brings_it(extra: str) -> None:
    code = f"import sys; sys.modules.update(dict.fromkeys({_PACKAGES!r})); import cleaner.pipelines.{extra}"
    told = run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr
    assert told.splitlines()[-1].endswith(f"in a checkout of cleaner: pip install '.[{extra}]'")


_PACKAGES = ["pyarrow", "polars", "langchain_core", "pyspark", "pandas"]
