"""Automata accept whatever their patterns match, and refuse most of what they do not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from cleaner.rules.automata import EVERYTHING, Automaton, automaton
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.rules.pack import load_pack
from cleaner.rules.rule import Match, pattern_finder
from tests.test_matching import matched_by_pattern

LETTERS = "abAB1_ .é字sKſ\u212aıİI\x1c{"

ATOMS = st.sampled_from(
    [
        r"a",
        r"b",
        r"A",
        r"B",
        r"1",
        r"_",
        r"é",
        r"字",
        r"s",
        r"k",
        r"I",
        r"ı",
        r"ſ",
        r"\.",
        r"\{",
        r"\w",
        r"\W",
        r"\d",
        r"\s",
        r"\S",
        r"\b",
        r".",
        r"\p{Lu}",
        r"\P{L}",
        r"(?&n)",
        r"(?=a)",
        r"(?!b)",
        r"(?<=a)",
        r"$",
        r"^",
        r"[ab]",
        r"[^a]",
        r"[\p{Ll}1]",
        r"[^\w]",
        r"[a-b.]",
        r"[^\p{L}x]",
        r"[^s]",
        r"[^ſ]",
        r"[à-ž]",
        r"[^à-ž]",
        r"[#a]",
        r"[\S]",
    ]
)
COUNTS = st.sampled_from(["?", "*", "+", "{2}", "{0,3}", "{2,9}", "{5,7}", "??", "*?", "++", "{1,2}?"])
GROUPS = st.sampled_from(["(?:%s)", "(%s)", "(?i:%s)", "(?>%s)"])


def larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return patterns that are made of smaller ones."""
    return st.one_of(
        st.lists(parts, min_size=1, max_size=4).map("".join),
        st.lists(parts, min_size=2, max_size=3).map("|".join).map("(?:{})".format),
        st.builds("(?:{}){}".format, parts, COUNTS),
        st.builds(str.__mod__, GROUPS, parts),
    )


BEGINNINGS = ["(?P<n>ab?)", "(?i)(?P<n>a|)", "(?x) # [\n(?P<n>ab?)", "#(?P<n>[#])"]
PATTERNS = st.builds("{}{}".format, st.sampled_from(BEGINNINGS), st.recursive(ATOMS, larger))


@settings(max_examples=2000, deadline=None)
@given(PATTERNS, st.text(LETTERS, max_size=9), st.sampled_from(["line", "start"]))
def test_what_a_pattern_matches_is_accepted(pattern: str, text: str, match: Match) -> None:
    if pattern_finder(pattern, match)(text):
        assert automaton(pattern, match).accepts(text)


def test_what_the_patterns_of_rules_match_is_accepted() -> None:
    pack = load_pack()
    of_pattern = {rule.pattern: one for rule, one in zip(pack.rules, pack.automata, strict=True)}
    examples = matched_by_pattern()
    assert [(rule.id, text) for rule, text in examples if not of_pattern[rule.pattern].accepts(text)] == []
    # Else it would be no wonder.
    assert len({rule.id for rule, _ in examples if of_pattern[rule.pattern] is not EVERYTHING}) > 200


@pytest.mark.parametrize(
    ("pattern", "match", "accepted", "refused"),
    [
        ("by [a-z]+", "line", ["by a", "by ada"], ["by", "by ", "my ada", "by ada l", "by 8", "by é"]),
        ("by [a-z]+", "start", ["by ada l"], ["by", "by 8", " by a"]),
        (r"(?i:by) \p{Lu}\w*", "line", ["BY A", "by Ada", "by Élan"], ["by ada", "by A."]),
        ("a{2,3}", "line", ["aa", "aaa"], ["a", "aaaa"]),
        ("a{2,9}b", "line", ["aab"], ["ab"]),
        ("(a|b(c|d)){2}", "line", ["abc", "bda"], ["a", "ab", "bcb"]),
        (r"(?P<day>mon|tue), (?&day)", "line", ["mon, tue"], ["mon, wed", "mon, "]),
        ("", "line", [""], ["a"]),
    ],
)
def test_what_a_pattern_does_not_match_is_refused(
    pattern: str, match: Match, accepted: list[str], refused: list[str]
) -> None:
    one = automaton(pattern, match)
    assert [one.accepts(text) for text in (*accepted, *refused)] == [True] * len(accepted) + [False] * len(refused)


@pytest.mark.parametrize(
    ("pattern", "match"),
    [
        ("a", "inside"),
        ("a", "end"),
        ("[[:alpha:]]", "line"),
        ("(?:ab){e<=1}", "line"),
        ("(?:ab){1<=s<=2}", "line"),
        ("a(?x: b # [\n)", "line"),
        (r"(?P<n>a(?&n)?", "line"),
        ("a?", "start"),
        ("(" * 40 + "){4}" * 40, "line"),
        ("(?P<a>)" + "".join(f"(?P<{b}>(?&{a})(?&{a}))" for a, b in pairwise("abcdefghijklmnopqrstuvwxyz")), "line"),
        ("(?:abc){4}" * 4 + "(?:(?:(?:(?:x{4}){4}){4}){4}){4}" * 4, "line"),
    ],
)
def test_everything_is_accepted_where_nothing_is_known(pattern: str, match: Match) -> None:
    assert automaton(pattern, match) is EVERYTHING
    assert all(map(EVERYTHING.accepts, ("", "a", "字")))


def test_an_automaton_stays_small() -> None:
    one = automaton("(?:[ab]*a[ab]{4}|.*b[ab]{3}c){3}", "line")
    assert len(one.states) // one.width == 256
    assert one.accepts("abbbbb" * 9)
    assert not one.accepts("c")


def test_a_group_that_calls_itself_may_be_anything_from_the_second_call_on() -> None:
    one = automaton(r"(?P<n>\((?&n)?\))", "line")
    assert [one.accepts(text) for text in ("()", "(())", "((x))", "(x)", "(")] == [True] * 3 + [False] * 2


def test_an_automaton_is_a_table_of_bytes() -> None:
    assert automaton("a", "line") == Automaton(
        classes=bytes(3 if byte == ord("a") else 1 if 0x80 <= byte < 0xC0 else 2 for byte in range(256)),
        width=4,
        states=bytes((0, 0, 0, 0, 1, 1, 1, 1, 0, 2, 0, 3, 1, 3, 0, 0)),
    )
