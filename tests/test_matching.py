"""The matcher finds in a text what each rule says of its lines one by one."""

from __future__ import annotations

import random
from itertools import chain

import pytest

from cleaner.lines.reading import Reader
from cleaner.result import Label
from cleaner.rules.examples import Trial, slot_errors
from cleaner.rules.matcher import Matcher
from cleaner.rules.pack import all_rule_files, compile_pack, read
from cleaner.rules.rule import Match, Rule, RuleFacts
from cleaner.rules.slots import shipped_slots
from cleaner.rules.tries import compiled
from cleaner.rules.wordings import Wordings
from tests import wordings
from tests.reading import read as read_text
from tests.reading import rules_found

SPECIMENS = read(all_rule_files([])).specimens
EXAMPLES = sorted({line for one in SPECIMENS for line in (*one.drop, *one.keep) if line.strip()})
TRIAL = Trial(one.rule for one in SPECIMENS)
PLAINLY = wordings.Wordings([one.rule for one in SPECIMENS], shipped_slots())


def test_the_matcher_finds_in_a_text_what_matches_its_lines() -> None:
    hits = dict(zip(EXAMPLES, rules_found("\n".join(EXAMPLES)), strict=True))
    wrong = [
        (one.rule.id, line)
        for one in SPECIMENS
        for line, wanted in chain(((line, True) for line in one.drop), ((line, False) for line in one.keep))
        if line.strip() and (one.rule.id in hits[line]) is not wanted
    ]
    assert wrong == []


def recombined(count: int) -> list[str]:
    """Return lines made of the words of examples and what stands between them."""
    chosen = random.Random(count)
    words = [word for line in EXAMPLES for word in line.split(" ")]
    starts = [" ".join(line.split(" ")[:3]) for line in EXAMPLES]
    return [
        chosen.choice(starts) + chosen.choice([" ", ", ", ". ", " | ", ": ", ""]) + " ".join(chosen.choices(words, k=4))
        for _ in range(count)
    ]


@pytest.mark.parametrize("lines", [EXAMPLES[::12], recombined(150)], ids=["examples", "recombined"])
def test_the_compiled_matcher_finds_the_spans_that_wordings_have_read_plainly(lines: list[str]) -> None:
    for line in lines:
        tokens = wordings.tokenized(line).tokens
        plainly = {(hit.rule, tokens[hit.start].start, tokens[hit.stop - 1].stop) for hit in PLAINLY.hits(line)}
        found = {(rule.id, start, stop) for rule, start, stop in TRIAL.spans(line) if not rule.pattern}
        assert found == {hit for hit in plainly if not RULES[hit[0]].pattern}, line


RULES = {one.rule.id: one.rule for one in SPECIMENS}


def worst_rules() -> list[Rule]:
    """Return rules with wordings that match in as many ways as wordings can."""
    texts = (
        "{any} {any} {any} {any} {any} {any}",
        "a [a [a [a [a [a]]]]] {any} a {any} a",
        "(a|{any}) (a|{any}) (a|{any}) b",
        "{n} {n} {n} {any} {n}",
        "{name} {names} {name} {any} {site}",
        "{any} {name} {any} {name} {any}",
    )
    phrases = tuple(("en", text) for text in texts)
    matches: tuple[Match, ...] = ("start", "end", "inside")
    return [
        Rule(id=f"share.{match}", label=Label.SHARE, why="", strength="hint", match=match, phrases=phrases)
        for match in matches
    ]


@pytest.mark.parametrize("word", ["a ", "A ", "1 ", "1,000 ", "Ann-", "a.", "@a#", "東", "A and "])
def test_steps_grow_with_the_length_of_a_line_whatever_the_rules(word: str) -> None:
    rules = worst_rules()
    matcher = Wordings(compiled(rules, shipped_slots()), len(rules))
    short, long = (matcher.spans(word * (characters // len(word)))[1] for characters in (100, 400))
    assert long < 6 * short + 1_000


def test_long_lines_are_searched_at_their_beginning_and_end() -> None:
    filler = "the river rose and fell as it had done before " * 12
    marked = ["gtag('js', 1); " + filler, filler + " gtag('js', 1);", filler + " gtag('js', 1); " + filler]
    assert ["template.tracker-script" in of_line for of_line in rules_found("\n".join(marked))] == [True, True, False]


def test_hits_come_by_row_and_then_by_rule_each_once() -> None:
    hits = read_text("\n".join(EXAMPLES)).found()
    assert hits == sorted(set(hits))


def test_patterns_are_asked_only_of_rows_that_hold_a_keyword(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    finder = RuleFacts.finder
    monkeypatch.setattr(RuleFacts, "finder", lambda rule: asked.add(rule.id) or finder(rule))
    with_pattern = [one for one in SPECIMENS if one.rule.pattern]
    reader = Reader(Matcher(compile_pack([one.rule for one in with_pattern])))
    reader.read("Rain fell over the harbour")
    assert asked == set()
    reader.read("\n".join(line for one in with_pattern for line in one.drop))
    assert asked == {one.rule.id for one in with_pattern}


def test_slots_are_their_examples_and_not_their_misses() -> None:
    assert list(slot_errors()) == []
