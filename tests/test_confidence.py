"""The F1 to expect: told of every document, the same everywhere, and good for leaving documents out."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import cleaner
from cleaner.cli import main
from cleaner.corpus import run
from cleaner.judge import confidence
from cleaner.judge.confidence import FACTS, Confidence
from cleaner.pipelines.arrow import clean_table
from tests import corpora

ARTICLE = "\n\n".join(corpora.text(number) for number in range(1, 4))
MENU = "\n".join(f"{word} {number}" for number in range(40) for word in ("Teasers", "Offers", "More"))
"""Nothing but labels: whatever stays of it, nobody knows whether it is an article."""


def facts(**known: int) -> list[int]:
    """Return the facts of a document of which some are known."""
    return [known.get(name, 0) for name in FACTS]


@pytest.mark.parametrize("text", ["", "\n\n", "Ferries sail.", ARTICLE, MENU, "\0", "的" * 500])
def test_every_document_has_one_from_0_to_1(text: str) -> None:
    assert 0 <= cleaner.clean(text).confidence <= 1


def test_what_is_expected_depends_on_the_document() -> None:
    assert len({cleaner.clean(text).confidence for text in (ARTICLE, MENU, "Ferries sail.")}) > 1


def test_what_facts_say_adds_up_within_bounds() -> None:
    scorecard = Confidence([([], [5000]), (["kept > 50", "rows > 9"], [0, 2500, -9000, 9000])])
    assert scorecard.expect(facts(kept=51)) == 0.75
    assert scorecard.expect(facts(rows=10)) == 0
    assert scorecard.expect(facts(kept=51, rows=10)) == 1


@pytest.mark.parametrize("condition", ["kept", "kept > x", "nothing > 3", "kept@-1 > 3"])
def test_what_is_asked_of_no_fact_is_refused(condition: str) -> None:
    with pytest.raises(ValueError, match="asks for no fact of a document"):
        Confidence([([condition], [0, 1])])


def test_it_stays_when_a_result_travels() -> None:
    result = cleaner.clean(ARTICLE)
    assert pickle.loads(pickle.dumps(result)).confidence == result.confidence
    assert result.to_dict()["confidence"] == round(result.confidence, 3)


def test_one_made_by_hand_has_none() -> None:
    assert cleaner.Result("Ferries sail.").confidence == 0


def test_a_page_has_one_too() -> None:
    assert 0 < cleaner.clean_html("<p>" + ARTICLE.replace("\n\n", "<p>")).confidence <= 1


DOUBTING = Confidence([([], [9000]), (["rows > 100"], [0, -8000])])
"""Expects little of the menu, which has 120 rows, and much of the article."""


@pytest.mark.parametrize("output", ["jsonl", "parquet"])
def test_a_corpus_leaves_out_what_is_not_to_be_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, output: str
) -> None:
    monkeypatch.setattr(confidence, "shipped", lambda: DOUBTING)
    raw, out, errors = tmp_path / "raw.jsonl", tmp_path / f"clean.{output}", tmp_path / "errors.jsonl"
    corpora.write(raw, [{"id": "article", "text": ARTICLE}, {"id": "menu", "text": MENU}])
    report = run(raw, out, workers=0, min_confidence=0.7, errors=errors, add={"confidence": "expected"})
    (row,) = corpora.read(out)
    assert (row["id"], row["expected"]) == ("article", 0.9)
    (told,) = corpora.read(errors)
    assert (told["position"], told["reason"]) == (2, "low confidence: an F1 of 0.10 is to be expected, not 0.7")
    assert report.errors == 1


def test_the_command_takes_a_share_only(tmp_path: Path) -> None:
    with pytest.raises(cleaner.CleanerError, match="min_confidence: is an F1 from 0 to 1, not 70"):
        run(tmp_path / "raw.jsonl", tmp_path / "clean.jsonl", min_confidence=70)


def test_tables_get_a_column_of_numbers() -> None:
    table = clean_table(pa.table({"text": [ARTICLE, None]}), "text", confidence="expected")
    assert table.column("expected").to_pylist() == [pytest.approx(cleaner.clean(ARTICLE).confidence, abs=1e-3), None]


def test_the_filter_writes_it_into_records(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text.txt").write_text(ARTICLE)
    monkeypatch.setattr(sys, "argv", ["cleaner", "--json", str(tmp_path / "text.txt")])
    assert main() == 0
    assert json.loads(capsys.readouterr().out)["confidence"] == round(cleaner.clean(ARTICLE).confidence, 3)
