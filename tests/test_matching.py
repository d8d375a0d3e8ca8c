"""The compiled matcher finds what wordings say, no more and no less, in a number of steps that grows with the text."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.lines.reading import Reader
from cleaner.result import Label
from cleaner.rules.examples import Trial
from cleaner.rules.matcher import Matcher
from cleaner.rules.pack import all_rule_files, compile_pack, read
from cleaner.rules.rule import Match, Rule, RuleFacts, wording
from cleaner.rules.slots import shipped_slots
from cleaner.rules.tries import compiled
from cleaner.rules.wording import WordingError
from cleaner.rules.wordings import Wordings as Compiled
from tests.reading import read as read_text
from tests.reading import rules_found
from tests.wordings import Wordings, tokenized

SPECIMENS = read(all_rule_files([])).specimens
RULES = [specimen.rule for specimen in SPECIMENS]
EXAMPLES = sorted({line for specimen in SPECIMENS for line in (*specimen.drop, *specimen.keep) if line.strip()})
SHARED = Path(os.environ.get("CLEANER_DATA", Path(__file__).parents[2] / "shared"))
LONG = 400
"""Of lines with more characters, the beginning and the end are looked at."""

Span = tuple[str, int, int]
"""The id of a rule, and where what it matches starts and stops."""


def rule(*phrases: str, match: Match = "inside", exceptions: tuple[str, ...] = ()) -> Rule:
    return Rule(
        id="share.tried",
        label=Label.SHARE,
        why="A rule to try.",
        strength="hint",
        match=match,
        phrases=tuple(("mul", phrase) for phrase in phrases),
        exceptions=exceptions,
    )


# --- the same as worked out plainly -----------------------------------------------------------------------------------


def found_by(trial: Trial, line: str) -> list[Span]:
    return sorted((rule.id, start, stop) for rule, start, stop in trial.spans(line) if not rule.pattern)


def worked_out(rules: Wordings, line: str) -> list[Span]:
    tokens = tokenized(line).tokens
    return sorted((hit.rule, tokens[hit.start].start, tokens[hit.stop - 1].stop) for hit in rules.hits(line))


WORDS = st.sampled_from(
    [
        *"aabb1東京字é©",
        *("12", "2024", "May", "Read", "more", "the", "von", "Ada Lee", "J.", "1,204", "3k", "16 May 2024", "12:51 pm"),
        *("2024年5月14日", "vor 3 Stunden", "#tag", "@ann", "a@b.com", "www.a.org/b", "Reuters", "أحمد علي"),
    ]
)
SLOTS = st.sampled_from(["{any}", "{n}", "{date}", "{name}", "{names}", "{site}", "{domain}", "{email}", "{ago}"])
BETWEEN = st.sampled_from([" ", " ", " ", ": ", ", ", " - ", " | ", "/", ". ", "... ", "! ", "。", "", "»", " ("])
ESCAPED = BETWEEN.map(lambda marks: marks.replace("|", "\\|").replace("(", "\\("))


def larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return wordings that are made of smaller ones."""
    return st.one_of(
        st.builds(
            "{}{}{}".format, parts, BETWEEN.map(lambda mark: mark.replace("|", "\\|").replace("(", "\\(")), parts
        ),
        parts.map("[{}]".format),
        st.builds("({}|{})".format, parts, parts),
    )


def is_wording(text: str) -> bool:
    try:
        return bool(wording(text))
    except WordingError:
        return False


PHRASES = st.recursive(st.one_of(WORDS, SLOTS), larger, max_leaves=6).filter(is_wording)
LINES = st.lists(st.builds("{}{}".format, WORDS, BETWEEN), min_size=1, max_size=9).map("".join)
TRIED = st.builds(
    rule,
    PHRASES,
    match=st.sampled_from(["line", "start", "end", "inside"]),
    exceptions=st.one_of(st.just(()), st.tuples(PHRASES)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.lists(TRIED, min_size=1, max_size=6), st.lists(LINES, min_size=1, max_size=12))
def test_any_wordings_are_found_in_any_lines_as_worked_out_plainly(rules: list[Rule], lines: list[str]) -> None:
    named = [replace(one, id=f"share.{number}") for number, one in enumerate(rules)]
    trial, plain = Trial(named), Wordings(named, shipped_slots())
    assert [found_by(trial, line) for line in lines] == [worked_out(plain, line) for line in lines]


@cache
def of_ours() -> tuple[Trial, Wordings]:
    return Trial(RULES), Wordings([one for one in RULES if not one.pattern], shipped_slots())


def differing(lines: list[str]) -> list[str]:
    """Return those of some lines in which the wordings of our rules are not found as they are worked out."""
    trial, plain = of_ours()
    return [line for line in lines if len(line) <= LONG and found_by(trial, line) != worked_out(plain, line)]


def test_our_wordings_are_found_in_examples_as_worked_out_plainly() -> None:
    assert differing(Random("examples").sample(EXAMPLES, 40)) == []


@pytest.mark.skipif(not (SHARED / "field" / "text.txt").exists(), reason="the lines that people kept are not here")
def test_our_wordings_are_found_in_lines_of_the_field_as_worked_out_plainly() -> None:
    lines = (SHARED / "field" / "text.txt").read_text(encoding="utf-8").splitlines()
    phrases = [line.split("\t")[2] for line in (SHARED / "phrases.tsv").read_text(encoding="utf-8").splitlines()]
    of_field = [line.lstrip("§ ") for line in lines if line.startswith("§")]
    assert differing(Random("field").sample(of_field, 20) + Random("phrases").sample(phrases, 40)) == []


# --- in a text --------------------------------------------------------------------------------------------------------


def test_the_matcher_agrees_with_the_rules_on_all_examples() -> None:
    hits = dict(zip(EXAMPLES, rules_found("\n".join(EXAMPLES)), strict=True))
    trial, _ = of_ours()
    assert [line for line in EXAMPLES if hits[line] != trial.matching(line)] == []


def test_hits_come_by_row_and_then_by_rule_each_once() -> None:
    hits = read_text("\n".join(EXAMPLES)).found()
    assert hits == sorted(set(hits))


def test_long_lines_are_searched_at_their_beginning_and_end() -> None:
    filler = "the river rose and fell as it had done before " * 12
    trial = Trial([rule("share on ferry island")])
    marked = ["Share on Ferry Island " + filler, filler + "Share on Ferry Island"]
    assert [len(trial.spans(line)) for line in (*marked, filler + marked[0])] == [1, 1, 0]


def test_no_wording_is_found_across_the_middle_of_a_long_line_that_is_left_out() -> None:
    filler = "river " * 100
    assert Trial([rule("share {any} now")]).spans(f"share {filler} now") == []
    assert Trial([rule("river river river")]).spans(filler) != []


def test_patterns_are_asked_only_of_rows_that_hold_a_keyword(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    finder = RuleFacts.finder
    monkeypatch.setattr(RuleFacts, "finder", lambda rule: asked.add(rule.id) or finder(rule))
    with_pattern = [specimen for specimen in SPECIMENS if specimen.rule.pattern]
    reader = Reader(Matcher(compile_pack([specimen.rule for specimen in with_pattern])))
    reader.read("Rain fell over the harbour")
    assert asked == set()
    reader.read("\n".join(line for specimen in with_pattern for line in specimen.drop))
    assert asked == {specimen.rule.id for specimen in with_pattern}


# --- steps ------------------------------------------------------------------------------------------------------------

WORST = [
    (["[a] " * 10 + "b"], "a "),
    (["(a|a a|a a a) (a|a a|a a a) (a|a a|a a a) b"], "a "),
    (["{any} " * 19 + "b"], "a "),
    (["{any} " * 19 + "b"], "東"),
    (["{name} " * 16 + "b"], "Aa "),
    (["{n} " * 20 + "b"], "1 "),
    (["{any} {site} {any} {name} {any} {n} {any} b"], "A 1 "),
    (["{site} {names} {any} [a] [a] [a] b"], "A "),
    (["{date} {n} {name} {any} {any} b", "{n} {date} {any} {date} b"], "1 2 "),
    (["{name} {names} {name} {any} {site}", "{any} {name} {any} {name} {any} b"], "A and "),
    (["{any} {handle} {any} {hashtag} {any} b"], "@a#"),
    (["{url} {any} {email} {domain} b", "{email} {url} b"], "a.io/"),
    ([f"{'a ' * count}{{any}} b" for count in range(20)], "a "),
    ([f"{{any}} {'a ' * count}[{{any}}] {{any}} b" for count in range(20)], "a "),
]
"""Wordings of which parts can be the same words in many ways, and what lines are made of to have all ways tried."""

MOST_STEPS = 2
"""For each token and part of a wording. The most found is 1.9, for words that nineteen {any} share in 6^19 ways."""
MOST_STEPS_OF_SLOTS = 30
"""For each token, whatever the wordings."""


@pytest.mark.parametrize("match", ["line", "start", "end", "inside"])
@pytest.mark.parametrize(("phrases", "unit"), WORST)
def test_steps_grow_with_the_text_whatever_the_rules(phrases: list[str], unit: str, match: Match) -> None:
    found = Compiled(compiled([rule(*phrases, match=match)], shipped_slots()), 1)
    parts = sum(len(phrase.split()) for phrase in phrases)
    lines = [(unit * length)[:length] for length in (LONG // 4, LONG // 2, LONG, 100_000)]
    most = MOST_STEPS * parts + MOST_STEPS_OF_SLOTS
    assert [line for line in lines[:3] if found.spans(line)[1] > most * len(tokenized(line).tokens)] == []
    assert found.spans(lines[3])[1] <= 1.1 * found.spans(lines[2])[1]
