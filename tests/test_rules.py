"""Rules: which lines they match."""

from __future__ import annotations

import string

import pytest

from cleaner.lines.characters import DECORATION, fold
from cleaner.rules.reader import read_rule_files
from cleaner.rules.rule import PATTERN_LIMITS, Rule, comparable, expanded, fold_phrases, speaks

RULE = """
[[rule]]
id = "tested"
why = "A rule to try."
strength = "hint"
match = "{match}"
{wording}
examples = {{ drop = ["one", "two"], keep = ["three"] }}
"""


def phrase_rule(match: str, phrase: str) -> Rule:
    return _rule(RULE.format(match=match, wording=f"phrases = {{ en = ['{phrase}'] }}"))


def pattern_rule(match: str, pattern: str, keyword: str = "shared", more: str = "") -> Rule:
    return _rule(RULE.format(match=match, wording=f"pattern = '{pattern}'\nkeywords = ['{keyword}']\n{more}"))


def _rule(table: str) -> Rule:
    reading = read_rule_files([("share.toml", table.encode())])
    assert reading.errors == ()
    return reading.specimens[0].rule


MATCHES = [
    ("line", "leave a reply", "» Leave a  REPLY:", True),
    ("line", "leave a reply", "Leave a reply now", False),
    ("line", "réponses", "REPONSES", True),
    ("line", "{n} comments", "1,204 Comments", True),
    ("line", "{n} comments", "(12 comments)", True),
    ("line", "{n} comments", "1.2K comments", True),
    ("line", "{n} comments", "no comments", False),
    ("line", "{n} comments", "123,456,789 comments", False),
    ("line", "page {n} of {n}", "Page 3 of 1,204", True),
    ("line", "comments ({n})", "Comments (7)", True),
    ("line", "top 10", "Top 50", True),
    ("line", "top 10", "Top 5", False),
    ("start", "share", "Share this story", True),
    ("start", "share", "> Share: Facebook", True),
    ("start", "share", "Shareholders met", False),
    ("start", "share", "We share", False),
    ("start", "share", "Share", True),
    ("start", "分享", "分享到微博", True),
    ("start", "facebook", "Facebookで共有", True),
    ("start", "क", "की", False),  # the second character is a vowel sign: part of the word, though no letter
    ("end", "read more", "The end is near. Read more »", True),
    ("end", "read more", "Bread more", False),
    ("end", "{n} shares", "Story 12 shares", True),
    ("end", "{n} shares", "Story x12 shares", False),
    ("end", "を読む", "続きを読む", True),
    ("inside", "cookie policy", "Read our cookie policy now", True),
    ("inside", "cookie policy", "Our cookie policymakers", False),
    ("inside", "more", "furthermore, more", True),
    ("inside", "aa a", "aaa aa a", True),
]


@pytest.mark.parametrize(("match", "phrase", "line", "expected"), MATCHES)
def test_a_phrase_matches_where_its_rule_says(match: str, phrase: str, line: str, expected: bool) -> None:
    assert phrase_rule(match, phrase).matches(line) is expected


PATTERNS = [
    ("line", "shared \\d+ times", "  SHARED 12 times ", True),
    ("line", "shared \\d+ times", "Shared 12 times.", False),
    ("start", "shared \\d+ times", "Shared 12 times so far", True),
    ("start", "shared \\d+ times", "It was shared 12 times", False),
    ("end", "shared \\d+|shared once", "It was shared 12", True),
    ("end", "shared \\d+|shared once", "It was shared once more", False),
    ("inside", "shared \\d+", "It was shared 12 times", True),
    ("line", "shared «\\d+» fois–là", "Shared »12« fois-la", False),
    ("line", "shared «\\d+» fois–là", "Shared «12» fois-la", True),
]


@pytest.mark.parametrize(("match", "pattern", "line", "expected"), PATTERNS)
def test_a_pattern_runs_on_the_folded_line(match: str, pattern: str, line: str, expected: bool) -> None:
    assert pattern_rule(match, pattern).matches(line) is expected


def test_a_pattern_with_case_runs_on_the_line_as_it_is() -> None:
    rule = pattern_rule("line", "[ÀÉ]-SHARED", "~shared", more="case = true")
    assert [rule.matches(line) for line in (" É-SHARED ", "é-shared", "E-SHARED")] == [True, False, False]


def test_a_pattern_is_not_asked_about_lines_without_a_keyword_or_beyond_its_limit() -> None:
    rule = pattern_rule("line", "shared [0-9]+.*", keyword="Shared 12")
    assert [rule.matches(line) for line in ("shared 12 times", "shared 9", "shared 12")] == [True, False, True]
    assert rule.matches("shared 12 ".ljust(PATTERN_LIMITS["line"], "x"))
    assert not rule.matches("shared 12 ".ljust(PATTERN_LIMITS["line"] + 1, "x"))


def test_keywords_ignore_which_digits_they_hold_as_phrases_do() -> None:
    rule = pattern_rule("line", "shared [0-9]", keyword="shared 1")
    assert rule.matches("Shared 7")


def test_one_rule_may_have_phrases_and_a_pattern() -> None:
    rule = pattern_rule("line", "shared \\d+ times", more="phrases = { en = ['shared often'] }")
    assert [rule.matches(line) for line in ("Shared often", "Shared 12 times", "Shared")] == [True, True, False]


def test_every_form_of_a_number_matches_the_phrase_it_comes_from() -> None:
    (phrase,) = fold_phrases(["Page {n} of {n}"])
    forms = expanded(phrase)
    assert len(set(forms)) == len(forms) > 1
    assert all(comparable(form) == form for form in forms)


def test_a_phrase_is_written_with_any_accents_capitals_and_decoration() -> None:
    assert fold_phrases(["» Réponses ({n}):", "»", "Teilen"]) == ["reponses ({n}", "", "teilen"]


@pytest.mark.parametrize("character", [*string.printable, *"«»…–“”’•·▶→¿¡ßİÉ享で"])
def test_what_may_stand_around_a_phrase_is_what_folding_calls_decoration(character: str) -> None:
    if character in "\n\r":
        return
    is_decoration = not fold(character).strip(DECORATION)
    assert phrase_rule("line", "share on").matches(f"{character} Share on {character}") is is_decoration


@pytest.mark.parametrize(
    ("tag", "languages", "expected"),
    [
        ("de", ["de"], True),
        ("de", ["en", "de-AT"], True),
        ("pt-BR", ["pt"], True),
        ("pt-BR", ["pt-PT"], False),
        ("sr-Latn", ["sr-Cyrl", "hr"], False),
        ("es", ["est"], False),
        ("mul", ["de"], True),
    ],
)
def test_languages_are_told_apart_by_their_tags(tag: str, languages: list[str], expected: bool) -> None:
    assert speaks(tag, languages) is expected
