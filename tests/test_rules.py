"""Rules: which lines they match."""

from __future__ import annotations

import string

import pytest

from cleaner.lines.characters import DECORATION, fold
from cleaner.rules.examples import Trial
from cleaner.rules.reader import read_rule_files
from cleaner.rules.rule import PATTERN_LIMITS, speaks

RULE = """
[[rule]]
id = "tested"
why = "A rule to try."
strength = "hint"
match = "{match}"
{wording}
examples = {{ drop = ["one", "two"], keep = ["three"] }}
"""


def phrase_rule(match: str, phrase: str, more: str = "") -> Trial:
    return _trial(RULE.format(match=match, wording=f"phrases = {{ en = ['{phrase}'] {more} }}"))


def pattern_rule(match: str, pattern: str, keyword: str = "shared", more: str = "") -> Trial:
    return _trial(RULE.format(match=match, wording=f"pattern = '{pattern}'\nkeywords = ['{keyword}']\n{more}"))


def _trial(table: str) -> Trial:
    reading = read_rule_files([("share.toml", table.encode())])
    assert reading.errors == ()
    return Trial(specimen.rule for specimen in reading.specimens)


def matches(rule: Trial, line: str) -> bool:
    return bool(rule.spans(line))


MATCHES = [
    ("line", "leave a reply", "» Leave a  REPLY:", True),
    ("line", "leave a reply", "Leave a reply now", False),
    ("line", "réponses", "REPONSES", True),
    ("line", "{n} comments", "1,204 Comments", True),
    ("line", "{n} comments", "(12 comments)", True),
    ("line", "{n} comments", "1.2K comments", True),
    ("line", "{n} comments", "no comments", False),
    ("line", "{n} comments", "123,456,789 comments", True),
    ("line", "{n} comments", "1.204 comments", True),
    ("line", "{n} comments", "12 of comments", False),
    ("line", "by {name}", "By Ada Lee", True),
    ("line", "by {name}", "BY JAN VAN DER MEER", True),
    ("line", "by {name}", "by land and sea", False),
    ("line", "opublikowano {date}", "Opublikowano: 14 maja 2019", True),
    ("line", "opublikowano {date}", "Opublikowano 14 majów 2019", False),
    ("line", "share [this] (story|page)", "Share page", True),
    ("line", "share [this] (story|page)", "Share this story", True),
    ("line", "share [this] (story|page)", "Share this", False),
    ("line", "[share] this [(very|most) good] page", "This very good page", True),
    ("line", "share {any} page", "Share the very first of all our pages page", False),
    ("line", "share {any} page", "Share the very first of our page", True),
    ("line", "share {any} page", "Share this. And the page", False),  # not across the end of a sentence
    ("line", "share page", "Share. Page", False),
    ("line", "share page", "Share – page", True),
    ("line", "share: page", "Share – page", False),
    ("line", "share: page", "Share: page", True),
    ("line", "share:", "Share", False),
    ("line", "share:", "Share:", True),
    ("line", "share …", "Share...", True),
    ("line", "share …", "Share", False),
    ("line", "share \\(page\\)", "Share (page)", True),
    ("line", "share \\(page\\)", "Share page", False),
    ("line", "share: {network}", "Share: Facebook", True),
    ("line", "share: {network}", "Share Facebook", False),
    ("line", "e-mail us", "E mail us!", True),
    ("line", "updated {day} {month}", "Updated 12. Mai", True),
    ("line", "© {year}", "© 2024", True),
    ("line", "© {year}", "2024", False),
    ("line", "page {n} of {n}", "Page 3 of 1,204", True),
    ("line", "comments ({n})", "Comments (7)", True),
    ("line", "top 10", "Top 50", True),  # which digits they are does not count, how many does
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
    ("end", "{n} shares", "Story12 shares", True),
    ("end", "{n} shares", "12 shares", True),
    ("inside", "{n} shares", "12 shares now", True),
    ("end", "を読む", "続きを読む", True),
    ("inside", "cookie policy", "Read our cookie policy now", True),
    ("inside", "cookie policy", "Our cookie policymakers", False),
    ("inside", "more", "furthermore, more", True),
    ("inside", "aa a", "aaa aa a", True),
    ("inside", "{email}", "Write to ada@example.com today", True),
    ("inside", "{email}", "Write to ada at example.com today", False),
]


@pytest.mark.parametrize(("match", "phrase", "line", "expected"), MATCHES)
def test_a_phrase_matches_where_its_rule_says(match: str, phrase: str, line: str, expected: bool) -> None:
    assert matches(phrase_rule(match, phrase), line) is expected


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
    assert matches(pattern_rule(match, pattern), line) is expected


def test_a_pattern_with_case_runs_on_the_line_as_it_is() -> None:
    rule = pattern_rule("line", "[ÀÉ]-SHARED", "shared", more="case = true")
    assert [matches(rule, line) for line in (" É-SHARED ", "é-shared", "E-SHARED")] == [True, False, False]


def test_a_pattern_is_not_asked_about_lines_without_a_keyword_or_beyond_its_limit() -> None:
    rule = pattern_rule("line", "shared [0-9]+.*", keyword="Shared 12")
    assert [matches(rule, line) for line in ("shared 12 times", "shared 9", "shared 12")] == [True, False, True]
    assert matches(rule, "shared 12 ".ljust(PATTERN_LIMITS["line"], "x"))
    assert not matches(rule, "shared 12 ".ljust(PATTERN_LIMITS["line"] + 1, "x"))


def test_one_rule_may_have_phrases_and_a_pattern() -> None:
    rule = pattern_rule("line", "shared \\d+ times", more="phrases = { en = ['shared often'] }")
    assert [matches(rule, line) for line in ("Shared often", "Shared 12 times", "Shared")] == [True, True, False]


def test_a_line_that_an_exception_says_is_not_matched() -> None:
    rule = phrase_rule("start", "share this {any}", ", except = ['share this knowledge']")
    assert matches(rule, "Share this story")
    assert not matches(rule, "Share this knowledge with them")


def test_a_span_says_which_part_of_a_line_is_matched_at_its_longest() -> None:
    line = "» More by Ada Lee Park now"
    ((_, start, stop),) = phrase_rule("inside", "by {name}").spans(line)
    assert line[start:stop] == "by Ada Lee Park"


@pytest.mark.parametrize("character", [*string.printable, *"«»…–“”’•·▶→¿¡ßİÉ享で"])
def test_what_may_stand_around_a_phrase_is_what_folding_calls_decoration(character: str) -> None:
    if character in "\n\r":
        return
    is_decoration = not fold(character).strip(DECORATION)
    assert matches(phrase_rule("line", "share on"), f"{character} Share on {character}") is is_decoration


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
