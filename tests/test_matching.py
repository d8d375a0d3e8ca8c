"""The matcher finds in a text what each rule says of its lines one by one, though it asks few patterns."""

from __future__ import annotations

import pytest
from cleaner.rules.pattern_facts import UNLIMITED, pattern_facts
from cleaner.rules.pattern_trees import ANY, ASCII

from cleaner.lines.characters import fold
from cleaner.lines.reading import Reader
from cleaner.rules.matcher import Matcher
from cleaner.rules.pack import all_rule_files, load_pack, read
from cleaner.rules.rule import Rule, RuleFacts
from tests.reading import read as read_text
from tests.reading import rules_found

SPECIMENS = read(all_rule_files([])).specimens
EXAMPLES = sorted({line for specimen in SPECIMENS for line in (*specimen.drop, *specimen.keep) if line.strip()})


def test_the_matcher_agrees_with_the_rules_on_all_examples() -> None:
    hits = dict(zip(EXAMPLES, rules_found("\n".join(EXAMPLES)), strict=True))
    wrong = [
        (specimen.rule.id, line)
        for specimen in SPECIMENS
        for line in (*specimen.drop, *specimen.keep)
        if line.strip() and (specimen.rule.id in hits[line]) is not specimen.rule.matches(line)
    ]
    assert wrong == []


def test_what_is_read_off_a_pattern_holds_for_whatever_it_matches() -> None:
    wrong = [(rule.id, line) for rule, line in matched_by_pattern() if not lives_up_to(rule, line)]
    assert wrong == []


def matched_by_pattern() -> list[tuple[Rule, str]]:
    """Return the examples that the patterns themselves match, as the patterns see them."""
    return [
        (specimen.rule, text)
        for specimen in SPECIMENS
        for line in specimen.drop
        for text in [(line if specimen.rule.case else fold(line)).strip()]
        if specimen.rule.pattern_matches(text)
    ]


def lives_up_to(rule: Rule, text: str) -> bool:
    """Tell whether a text is like all matches of a rule's pattern."""
    facts = rule.facts
    edges = facts.begins >> min(ord(text[0]), ASCII) & facts.ends >> min(ord(text[-1]), ASCII) & 1
    fits = facts.shortest <= len(text) <= facts.longest
    return bool(edges) and fits and (not facts.digit or any(map(str.isdecimal, text)))


@pytest.mark.parametrize(
    ("pattern", "edges", "digit", "lengths"),
    [
        ("by [a-c]+", ("b", "abc"), False, (4, UNLIMITED)),
        (r"(?:page|seite) \d{1,3}", ("ps", "0123456789"), True, (6, 9)),
        (r"\d of \d|all", ("0123456789a", "0123456789l"), False, (3, 6)),
        (r"(?i:home) ?", ("Hh", "Ee "), False, (4, 5)),
        (r"(?=x)[ab]{2}(?!y)", ("ab", "ab"), False, (2, 2)),
        (r"a?+b", ("ab", "b"), False, (1, 2)),
        (r"\p{Nd}[^\p{L}\W]", ("0123456789", "0123456789_"), False, (2, 2)),
    ],
)
def test_what_matches_begin_and_end_with_and_how_long_they_are_is_read_off_a_pattern(
    pattern: str, edges: tuple[str, str], digit: bool, lengths: tuple[int, int]
) -> None:
    facts = pattern_facts(pattern)
    assert (members(facts.begins), members(facts.ends)) == (set(edges[0]), set(edges[1]))
    assert (facts.digit, (facts.shortest, facts.longest)) == (digit, lengths)


def members(mask: int) -> set[str]:
    """Return the characters of ASCII in a mask."""
    return {chr(code) for code in range(ASCII) if mask >> code & 1}


@pytest.mark.parametrize("pattern", ["[[:upper:]].", r"(?:a|)b?", r"..", "(?P<n>a)|(?&n)"])
def test_nothing_is_claimed_of_what_cannot_be_read(pattern: str) -> None:
    facts = pattern_facts(pattern)
    assert (facts.begins, facts.ends, facts.digit) == (ANY, ANY, False)


def test_nothing_is_claimed_of_the_length_of_what_calls_a_group_again() -> None:
    facts = pattern_facts("(?P<n>abc)x(?&n)")
    assert (facts.shortest, facts.longest) == (0, UNLIMITED)


@pytest.mark.parametrize(
    ("match", "known"),
    [("line", {"begins", "ends", "longest"}), ("start", {"begins"}), ("end", {"ends"}), ("inside", set())],
)
def test_what_is_known_of_a_line_depends_on_where_in_it_a_match_stands(match: str, known: set[str]) -> None:
    whole = pattern_facts("[ab]x")
    line = whole.of_lines(match)
    assert {name for name in ("begins", "ends", "longest") if getattr(line, name) == getattr(whole, name)} == known
    assert line.shortest == whole.shortest


def test_a_second_keyword_has_to_occur_as_well() -> None:
    hits = rules_found("Photo by Lee Park\nWritten by Lee Park\nA photo of the weir")
    assert ["credit.photo-by" in of_line for of_line in hits] == [True, False, False]


def test_long_lines_are_searched_at_their_beginning_and_end() -> None:
    filler = "the river rose and fell as it had done before " * 12
    marked = ["gtag('js', 1); " + filler, filler + " gtag('js', 1);", filler + " gtag('js', 1); " + filler]
    assert ["template.tracker-script" in of_line for of_line in rules_found("\n".join(marked))] == [True, True, False]


def test_hits_come_by_row_and_then_by_rule_each_once() -> None:
    hits = read_text("\n".join(EXAMPLES)).found()
    assert hits == sorted(set(hits))


def test_patterns_are_not_asked_of_rows_that_their_automata_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    finder = RuleFacts.finder
    monkeypatch.setattr(RuleFacts, "finder", lambda rule: asked.add(rule.id) or finder(rule))
    reader = Reader(Matcher(load_pack()))
    reader.read("Team motivation")
    assert "byline.by-staff" not in asked
    (specimen,) = [specimen for specimen in SPECIMENS if specimen.rule.id == "byline.by-staff"]
    reader.read("\n".join(specimen.drop))
    assert "byline.by-staff" in asked
