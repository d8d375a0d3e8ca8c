"""The promises that hold for every text: nothing is lost, nothing invented, and no company changes a result."""

from __future__ import annotations

import pickle
from dataclasses import asdict, replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, restore
from cleaner.judge import MOST_ROUNDS, Judge

CLEANER = Cleaner()

# Lines as they come: prose, what sites print around it, odd characters, and anything at all.
LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "   ",
            "\u00a0",
            "The ferry was late again on Tuesday, and the passengers who had waited since noon were not amused.",
            "She said that the harbour board, which had met twice that week, would look into the matter at once.",
            "Leave a Reply",
            "Your email address will not be published. Required fields are marked *",
            "Home",
            "News",
            "• Sports",
            "Advertisement",
            "Source link",
            "Related Posts",
            "Share this article",
            "© 2024 Harbour News. All rights reserved.",
            "Published May 15, 2024",
            "By Ada Osei",
            "Photo: Ada Osei/Harbour News",
            "Subscribe to our newsletter",
            "a\0b",
            "\ud83d",
            "\udc00",
            "\ufeffTitle",
            "one\u2028two",
            "zero\u200bwidth",
            "😀 😀",
        ]
    ),
    st.text(st.characters(codec=None), max_size=60),
)
NEWLINES = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
TEXTS = st.lists(st.tuples(LINES, NEWLINES), max_size=25).map(lambda parts: "".join(map("".join, parts)))

often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@often
@given(TEXTS)
def test_restore_rebuilds_the_input(text: str) -> None:
    result = CLEANER.clean(text)
    assert restore(result.text, result.removals) == text
    assert all(text[removal.start : removal.end] == removal.text for removal in result.removals)


@often
@given(TEXTS)
def test_the_output_is_made_of_whole_lines_of_the_input_in_order(text: str) -> None:
    judged = CLEANER.explain(text)
    assert "".join(line.text for line in judged) == text
    assert "".join(line.text for line in judged if line.kept) == CLEANER.clean(text).text


@often
@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = CLEANER.clean(text).text
    assert CLEANER.clean(once).text == once


@often
@given(st.lists(TEXTS, max_size=6), st.randoms(use_true_random=False))
def test_a_document_is_cleaned_the_same_alone_in_a_batch_and_in_any_order(texts: list[str], random: Random) -> None:
    alone = {text: CLEANER.clean(text) for text in texts}
    shuffled = random.sample(texts, len(texts))
    assert list(CLEANER.clean_many(shuffled)) == [alone[text] for text in shuffled]


@often
@given(st.lists(TEXTS, max_size=6))
def test_removals_read_off_a_batch_are_those_a_document_alone_is_explained_with(texts: list[str]) -> None:
    for text, result in zip(texts, CLEANER.clean_many(texts), strict=True):
        explained = [line for line in CLEANER.explain(text) if not line.kept]
        cuts = [(line.start, line.end, line.label, line.rule, line.points, line.text) for line in explained]
        assert list(result.ledger.cuts()) == cuts
        assert (
            [(one.start, one.end, one.label, one.rule, one.points, one.text) for one in result.removals]
            == cuts
            == list(result.ledger.cuts())
        )
        assert [removal.why for removal in result.removals] == [line.why for line in explained]


def test_only_a_reason_has_a_document_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[int] = []
    looks = Judge.looks
    monkeypatch.setattr(Judge, "looks", lambda *given: judged.append(len(given[1].texts)) or looks(*given))
    texts = ["The ferry was late again on Tuesday.\n\nLeave a Reply\nSource link\n"] * 3
    results = list(CLEANER.clean_many(texts))
    assert all(len(result.removals) == len(list(result.ledger.cuts())) > 1 for result in results)
    assert judged == [3]
    assert all(removal.why for removal in results[1].removals)
    assert judged == [3, 1]


def test_a_reason_is_part_of_a_removal_however_late_it_is_found() -> None:
    first, second = (CLEANER.clean("Body of the article, which is long enough to stay.\n\nSource link\n") for _ in "ab")
    found = pickle.loads(pickle.dumps(first.removals))
    assert found == second.removals
    assert all(removal.why for removal in found)
    assert replace(found[0], why="another") != found[0]
    assert asdict(found[-1])["why"] == found[-1].why


@often
@given(TEXTS)
def test_there_is_one_label_for_each_line(text: str) -> None:
    assert CLEANER.label(text) == tuple(line.label for line in CLEANER.explain(text))


def test_a_pickled_cleaner_and_a_pickled_result_are_as_good_as_the_originals() -> None:
    text = "The ferry was late again on Tuesday, and nobody was told why.\n\nSource link\n"
    cleaner = pickle.loads(pickle.dumps(Cleaner(keep=["source_link"])))
    assert cleaner.clean(text).text == text
    result = CLEANER.clean(text)
    assert pickle.loads(pickle.dumps(result)) == result


@pytest.mark.parametrize("text", ["", "\n", "\r\n \t\n", "\ufeff", "\u200b\n\u00a0"])
def test_a_text_without_ink_stays_as_it_is(text: str) -> None:
    assert CLEANER.clean(text).text == text


def test_a_document_that_loses_a_line_a_round_costs_no_more_than_so_many_rounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []
    look = Judge._look
    monkeypatch.setattr(Judge, "_look", lambda *given: looked.append(len(given[1])) or look(*given))
    text = "a\nShare\n" * 4000
    result = CLEANER.clean(text)
    assert sum(looked) <= MOST_ROUNDS * 8000
    assert restore(result.text, result.removals) == text


def test_removals_that_belong_to_another_text_are_refused() -> None:
    removals = CLEANER.clean("Body of the article, which is long enough to stay.\n\nSource link\n").removals
    with pytest.raises(ValueError, match="does not fit"):
        restore("short", removals)
