"""What is an ordinary word in other languages counts only in documents of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.lines.words import language_bits
from cleaner.rules.pack import load_pack, load_rules

FOLDER = Path(__file__).with_name("languages")
CLEANER = Cleaner()

FRIENDS = [
    ("Annonce", "da", "fr"),
    ("Propaganda", "pt", "es"),
    ("Propaganda", "pt", "de"),
    ("Se alle", "nb", "it"),
    ("Sök igen", "sv", "hu"),
    ("Articles liés", "fr", "en"),
    ("Dit delen", "nl", "sv"),
    ("Visa alla", "sv", "es"),
]


def with_line(language: str, line: str) -> str:
    """Return the body text of a language with a line between its paragraphs."""
    headline, first, second, *rest = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return "\n\n".join([headline, first, second, line, *rest])


@pytest.mark.parametrize(("line", "own", "other"), FRIENDS)
def test_a_false_friend_goes_only_in_its_own_language(line: str, own: str, other: str) -> None:
    texts = [with_line(own, line), with_line(other, line)]
    kept = [line in result.text.split("\n") for result in CLEANER.clean_many(texts)]
    assert kept == [False, True]


@pytest.mark.parametrize(("line", "own", "other"), FRIENDS)
def test_the_language_is_read_off_each_document_of_a_batch(line: str, own: str, other: str) -> None:
    texts = [with_line(language, line) for language in (other, own, other, own)]
    assert [result.text for result in CLEANER.clean_many(texts)] == [CLEANER.clean(text).text for text in texts]


def test_where_no_language_can_be_told_what_is_bound_holds() -> None:
    assert CLEANER.clean("Propaganda\n\nPublicidade").text == ""
    japanese = with_line("ja", "Propaganda")
    assert "Propaganda" not in CLEANER.clean(japanese).text


def test_a_close_relative_reads_the_same_wordings() -> None:
    assert "Se alle" not in CLEANER.clean(with_line("da", "Se alle")).text


def test_all_bound_wordings_are_of_languages_that_can_be_told() -> None:
    rules = load_pack().rules
    bound = [rule.bound for rule in rules if rule.bound]
    assert bound
    assert [tag for tag in bound if not language_bits([tag])] == []


def test_no_wording_is_both_bound_and_free_in_one_rule() -> None:
    assert [rule.id for rule in load_rules() if set(rule.phrases) & set(rule.bound_phrases)] == []
