"""Rule files: what is refused and why, and that every shipped rule lives up to its examples."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cleaner.cli.rules import rules as command
from cleaner.errors import RuleError
from cleaner.result import DEBRIS, Label
from cleaner.rules.examples import example_errors
from cleaner.rules.pack import default_folder, read, rule_files
from cleaner.rules.reader import Specimen, read_rule_files
from cleaner.rules.rule import Rule

PHRASE_RULE = """
[[rule]]
id = "networks"
why = "Names of networks under an article."
strength = "hint"
match = "start"
where = "run"
phrases = { en = ["share on", "shares: {n}"], de = ["teilen auf"] }
examples = { drop = ["Share on Facebook", "Teilen auf Xing"], keep = ["We share on principle."] }
"""
PATTERN_RULE = """
[[rule]]
id = "count"
why = "How often an article was passed on."
strength = "strong"
pattern = 'shared \\d+ times'
keywords = ["shared"]
examples = { drop = ["Shared 12 times", "SHARED 3 TIMES"], keep = ["They shared 12 times more."] }
"""


def specimens_of(*tables: str) -> tuple[Specimen, ...]:
    reading = read_rule_files([("share.toml", "".join(tables).encode())])
    assert reading.errors == ()
    return reading.specimens


def reasons_of(table: str, file: str = "share.toml") -> list[str]:
    return [str(error) for error in read_rule_files([(file, table.encode())]).errors]


def test_a_well_formed_rule_is_read_as_it_was_written() -> None:
    phrase_rule, pattern_rule = (specimen.rule for specimen in specimens_of(PHRASE_RULE, PATTERN_RULE))
    assert phrase_rule == Rule(
        id="share.networks",
        label=Label.SHARE,
        why="Names of networks under an article.",
        strength="hint",
        match="start",
        where="run",
        tags="de en",
        phrases=(("de", "teilen auf"), ("en", "share on"), ("en", "shares: {n}")),
    )
    assert pattern_rule.keywords == ("shared",)


# --- refusals --------------------------------------------------------------------------------------------------------

# Which rule, what is changed in it, and a part of the reason for which it is then refused.
REFUSALS = [
    (PHRASE_RULE, "where =", "place =", "no field is called 'place'"),
    (PHRASE_RULE, "drop =", "remove =", "no examples are called 'remove'"),
    (PHRASE_RULE, 'id = "networks"', "", "rule share.#1: the field 'id' is missing"),
    (PHRASE_RULE, 'why = "Names of networks under an article."', "", "the field 'why' is missing"),
    (PHRASE_RULE, 'strength = "hint"', "", "the field 'strength' is missing"),
    (PHRASE_RULE, "examples =", "example =", "the field 'examples' is missing"),
    (PHRASE_RULE, '"networks"', "7", "id has to be a string"),
    (PHRASE_RULE, '"networks"', '"Networks"', "the id has to be lower-case words joined by hyphens"),
    (PHRASE_RULE, '"networks"', '"social_networks"', "the id has to be lower-case words joined by hyphens"),
    (PHRASE_RULE, "Names of networks under an article.", " ", "why has to be one sentence on one line"),
    (PHRASE_RULE, "Names of networks under", "Names\\nunder", "why has to be one sentence on one line"),
    (PHRASE_RULE, '"hint"', "[" * 5000 + "]" * 5000, "lists or tables stand in each other too deeply"),
    (PHRASE_RULE, "where =", "where" + ".a" * 5000 + " =", "a name has more parts than any of a rule"),
    (PATTERN_RULE, "\\d+", "((a{1000}){1000}){1000}", "has 1,000,000,013 parts when its repetitions are written out"),
    (PHRASE_RULE, '"hint"', '"weak"', "strength = 'weak' is none of sure, strong, hint, protect"),
    (PHRASE_RULE, '"start"', '"prefix"', "match = 'prefix' is none of line, start, end, inside"),
    (PHRASE_RULE, '"run"', '["run"]', "where has to be a string"),
    (PHRASE_RULE, '"run"', '"foot"', "where = 'foot' is none of anywhere, head, tail, run"),
    (PHRASE_RULE, '["teilen auf"]', '"teilen auf"', "phrases.de has to be a list of strings"),
    (PHRASE_RULE, '["teilen auf"]', "[7]", "phrases.de has to be a list of strings"),
    (PHRASE_RULE, '["teilen auf"]', "[]", "phrases.de is empty"),
    (PHRASE_RULE, "de =", "german =", "phrases.german is no language tag"),
    (PHRASE_RULE, "de =", "de_AT =", "phrases.de_AT is no language tag"),
    (PHRASE_RULE, "de =", "zh-CN =", "phrases.zh-CN: write zh-Hans"),
    (PHRASE_RULE, "phrases =", "bound = { mul = ['x'] }\nphrases =", "bound.mul binds to no language"),
    (PHRASE_RULE, "phrases =", "bound = { german = ['x'] }\nphrases =", "bound.german is no language tag"),
    (PHRASE_RULE, "de =", "zh =", "phrases.zh: write zh-Hans or zh-Hant"),
    (PHRASE_RULE, "teilen auf", "» …", "matches the empty line"),
    (PHRASE_RULE, "teilen auf", "teilen\\nauf", "is more than one line"),
    (PHRASE_RULE, "de =", "except = [], de =", "phrases.except is empty"),
    (PHRASE_RULE, "de =", "except = ['({n}'], de =", 'wording "({n}", column 1: ( is not closed'),
    (PHRASE_RULE, "phrases =", "bound = { de = ['x)'] }\nphrases =", 'wording "x)", column 2: nothing is open here'),
    (PHRASE_RULE, 'match = "start"', "case = true", "case is for patterns, and there is none"),
    (PHRASE_RULE, 'match = "start"', 'keywords = ["a"]', "keywords is for patterns, and there is none"),
    (PHRASE_RULE, 'match = "start"', 'pattern = ""', "the pattern is empty"),
    (PHRASE_RULE, '"Share on Facebook", ', "", "needs at least two different lines in examples.drop"),
    (PHRASE_RULE, '"Teilen auf Xing"', '"Share on Facebook"', "needs at least two different lines in examples.drop"),
    (PHRASE_RULE, '["We share on principle."]', "[]", "needs a line in examples.keep"),
    (PHRASE_RULE, "We share on principle.", "We\\nshare on", "is more than one line"),
    (PHRASE_RULE, "keep = [", "keep = 7, todo_keep = [", "examples.keep has to be a list of strings"),
    (PATTERN_RULE, 'keywords = ["shared"]', "", "a pattern needs keywords"),
    (PATTERN_RULE, '["shared"]', "[]", "a pattern needs keywords"),
    (PATTERN_RULE, '["shared"]', '"shared"', "keywords has to be a list of strings"),
    (PATTERN_RULE, '["shared"]', '["\\u200b "]', "has nothing to compare"),
    (PATTERN_RULE, "shared \\d+", "shared (\\d+", "the pattern does not compile: missing )"),
    (PATTERN_RULE, "shared \\d+", "Shared \\d+", "the pattern has capitals but runs on folded lines"),
    (PATTERN_RULE, "shared \\d+ times", "(shared)?", "the pattern matches the empty line"),
    (PATTERN_RULE, "'shared \\d+ times'", "7", "pattern has to be a string"),
    (PATTERN_RULE, "'shared \\d+ times'", "''", "has neither phrases nor a pattern"),
    (PATTERN_RULE, "keywords =", 'case = "no"\nkeywords =', "case has to be true or false"),
    (PATTERN_RULE, "[[rule]]", "[rule]", "has to hold [[rule]] tables and nothing else"),
    (PATTERN_RULE, "[[rule]]", 'version = "1"\n[[rule]]', "has to hold [[rule]] tables and nothing else"),
    (PATTERN_RULE, "[[rule]]", "[[rules]]", "has to hold [[rule]] tables and nothing else"),
    (PATTERN_RULE, "[[rule]]", "[[rule]", "not a TOML file in UTF-8"),
]


@pytest.mark.parametrize(("table", "old", "new", "reason"), REFUSALS)
def test_a_wrong_rule_is_refused_with_its_reason_on_one_line(table: str, old: str, new: str, reason: str) -> None:
    assert old in table
    errors = reasons_of(table.replace(old, new, 1))
    assert any(reason in error for error in errors), errors
    assert all(error.startswith("share.toml: ") and "\n" not in error for error in errors)


WORDING_ERRORS = tomllib.loads((Path(__file__).parent / "cases" / "wording_errors.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", WORDING_ERRORS, ids=lambda case: case["wording"][:30])
def test_a_wrong_wording_is_refused_with_its_column_and_a_remedy(case: dict[str, Any], tmp_path: Path) -> None:
    table = PHRASE_RULE.replace('"teilen auf"', f"'{case['wording']}'")
    (message,) = reasons_of(table)
    place = f'share.toml: rule share.networks: wording "{case["wording"]}", column {case["column"]}: '
    assert message.startswith(place + case["says"])
    (tmp_path / "share.toml").write_text(table, encoding="utf-8")
    checked = CliRunner().invoke(command, ["check", str(tmp_path)])
    assert (checked.exit_code, checked.stdout) == (1, f"{tmp_path}/{message}\n")


def test_a_file_has_to_be_named_after_a_label_that_rules_may_give() -> None:
    for stem in ("sharing", "body", "duplicate", "debris", "SHARE"):
        (error,) = reasons_of("", f"{stem}.toml")
        assert f"no label is called '{stem}'; name the file after one of ad, app_promo" in error
    for label in DEBRIS - {Label.DEBRIS, Label.DUPLICATE}:
        assert reasons_of(PATTERN_RULE, f"some/where/{label}.toml") == []


def test_a_file_that_is_not_utf_8_is_refused() -> None:
    assert "not a TOML file in UTF-8" in str(read_rule_files([("share.toml", b"# \xff")]).errors[0])


def test_all_that_is_wrong_is_told_and_the_right_rules_are_still_read() -> None:
    wrong = PHRASE_RULE.replace('"hint"', '"weak"').replace('"start"', '"prefix"')
    reading = read_rule_files([("share.toml", (wrong + PATTERN_RULE).encode())])
    assert [specimen.rule.id for specimen in reading.specimens] == ["share.count"]
    assert [error.id for error in reading.errors] == ["share.networks", "share.networks"]


def test_an_id_is_unique_over_all_files() -> None:
    files = [("a/share.toml", PATTERN_RULE.encode()), ("b/share.toml", PATTERN_RULE.encode())]
    (error,) = read_rule_files(files).errors
    assert str(error) == "b/share.toml: rule share.count: a/share.toml has a rule of this id; choose another id"
    assert "share.toml has a rule of this id" in reasons_of(PATTERN_RULE * 2)[0]
    assert read_rule_files([("share.toml", PATTERN_RULE.encode()), ("ad.toml", PATTERN_RULE.encode())]).errors == ()


def test_a_rule_error_names_file_rule_and_reason() -> None:
    error = RuleError("share.toml", "share.count", "it is wrong")
    assert (error.file, error.id, error.reason) == ("share.toml", "share.count", "it is wrong")
    assert (str(error), str(RuleError("x", "", "y"))) == ("share.toml: rule share.count: it is wrong", "x: y")
    assert isinstance(error, ValueError)


# --- examples --------------------------------------------------------------------------------------------------------

EXAMPLE_ERRORS = [
    (PHRASE_RULE, "Share on Facebook", "Sharing is good", "drop example 'Sharing is good' is not matched"),
    (PHRASE_RULE, "We share on principle.", "Share on, please", "keep example 'Share on, please' is matched"),
    (PHRASE_RULE, "We share on principle.", "An article.", "holds none of the rule's words or keywords"),
    (PHRASE_RULE, "drop =", 'todo_drop = ["Share on X"], drop =', "todo_drop example 'Share on X' is matched by now"),
    (PHRASE_RULE, "keep =", 'todo_keep = ["Sharing"], keep =', "todo_keep example 'Sharing' is not matched any more"),
    (PATTERN_RULE, '["shared"]', '["passed on"]', "(the pattern matches, but the line holds none of the keywords)"),
    (PATTERN_RULE, "They shared 12", "They passed it on 12", "holds none of the rule's words or keywords"),
]


@pytest.mark.parametrize(("table", "old", "new", "reason"), EXAMPLE_ERRORS)
def test_an_example_that_does_not_hold_is_told(table: str, old: str, new: str, reason: str) -> None:
    assert old in table
    (specimen,) = specimens_of(table.replace(old, new, 1))
    errors = [str(error) for error in example_errors([specimen])]
    assert any(reason in error for error in errors), errors


def test_known_gaps_may_stand_beside_the_examples() -> None:
    gaps = 'todo_drop = ["On Facebook"], todo_keep = ["Share on, share alike."], drop ='
    for table in (PHRASE_RULE, PATTERN_RULE, PHRASE_RULE.replace("drop =", gaps)):
        assert list(example_errors(specimens_of(table))) == []


def test_the_near_miss_of_an_inside_rule_may_lack_a_word_of_the_phrase() -> None:
    table = PHRASE_RULE.replace('"start"', '"inside"')
    for line, holds in {"We share principles.": True, "They act on it.": True, "We care.": False}.items():
        specimens = specimens_of(table.replace("We share on principle.", line))
        assert (list(example_errors(specimens)) == []) is holds


MOST_PATTERNS = 12
FEWEST_WORDS = 5
"""Of the comment above a pattern."""
LONGEST = 120
SHIPPED = read(rule_files([default_folder()]))


def test_every_shipped_rule_is_read() -> None:
    written = sum(len(re.findall(rb"(?m)^\[\[rule\]\]", file.content)) for file in rule_files([default_folder()]))
    assert SHIPPED.errors == ()
    assert len(SHIPPED.specimens) == written > 0


def test_every_shipped_rule_lives_up_to_its_examples() -> None:
    assert [str(error) for error in example_errors(SHIPPED.specimens)] == []


def test_few_shipped_rules_have_a_pattern_and_each_says_why() -> None:
    reasons = [
        reason.strip()
        for file in rule_files([default_folder()])
        for reason in re.findall(r"^((?:#[^\n]*\n)*)pattern\b", file.content.decode(), re.MULTILINE)
    ]
    assert len(reasons) == sum(bool(specimen.rule.pattern) for specimen in SHIPPED.specimens) <= MOST_PATTERNS
    assert [reason for reason in reasons if len(reason.split()) < FEWEST_WORDS] == []


def test_shipped_wordings_are_short() -> None:
    phrases = [phrase for specimen in SHIPPED.specimens for phrase in wordings_of(specimen.rule)]
    assert [phrase for phrase in phrases if len(phrase) > LONGEST] == []


def wordings_of(rule: Rule) -> list[str]:
    return [*(phrase for _, phrase in (*rule.phrases, *rule.bound_phrases)), *rule.exceptions]


def test_an_error_is_one_line_whatever_the_file_holds() -> None:
    hostile = PHRASE_RULE.replace('"networks"', '"\\u001b]0;x\\u0007"').replace("where =", '"pl\\u202e\\nace" =')
    told = reasons_of(hostile, "a\x1b[2J/share.toml")
    assert told
    assert [message for message in told if not message.isprintable()] == []
    assert told[0].startswith("a\\x1b[2J/share.toml: rule share.\\x1b]0;x\\x07: ")
