"""Slots: what is a date, a name or a network, and what is nearly one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import Cleaner
from cleaner.cli.app import app
from cleaner.errors import RuleError
from cleaner.result import Label
from cleaner.rules.examples import Trial, slot_errors
from cleaner.rules.pack import pack_key, rule_files
from cleaner.rules.rule import Rule
from cleaner.rules.slots import MOST_SLOTS, read_slot_files, shipped_slots

CASES = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text(encoding="utf-8"))


def tried(*wordings: str) -> Trial:
    """Return what tries wordings on whole lines."""
    phrases = tuple(("mul", wording) for wording in wordings)
    return Trial([Rule(id="date.tried", label=Label.DATE, why="Tried.", strength="hint", phrases=phrases)])


DATES = tried("{date}", "{date_time}")


@pytest.mark.parametrize("language", CASES["dates"])
def test_a_date_is_known_in_all_its_forms(language: str) -> None:
    assert [date for date in CASES["dates"][language] if not list(DATES.spans(date))] == []


@pytest.mark.parametrize("language", CASES["near"])
def test_what_is_nearly_a_date_is_none(language: str) -> None:
    assert [text for text in CASES["near"][language] if list(DATES.spans(text))] == []


def test_slots_are_their_examples_and_not_their_misses() -> None:
    assert list(slot_errors(shipped_slots())) == []


# --- slots of users ---------------------------------------------------------------------------------------------------

TIDE = """
[tide]
why = "A state of the sea."
en = ["(high|low) tide"]
de = ["ebbe", "flut"]
examples = ["High tide", "Ebbe"]
misses = ["tide"]

[tide_time]
forms = ["{tide} {time}"]
"""
RULE = """
[[rule]]
id = "tides"
why = "Port sites print the next tide below each story."
strength = "sure"
phrases = { en = ["next {tide_time}"], de = ["nächste {tide} um {time}"] }
examples = { drop = ["Next high tide 10:22", "Nächste Flut um 10:22 Uhr"], keep = ["The next high tide was late."] }
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    tmp_path.joinpath("widget.toml").write_text(RULE, encoding="utf-8")
    tmp_path.joinpath("slots.toml").write_text(TIDE, encoding="utf-8")
    return tmp_path


def test_rules_of_users_have_slots_of_users(own: Path) -> None:
    slots, rules = own / "slots.toml", own / "widget.toml"
    for place in (own, rules):
        assert CliRunner().invoke(app, ["rules", "check", str(place)]).exit_code == 0
    for places in ([own], [rules], [slots, rules], [rules, own]):
        judged = Cleaner(rules=places).explain("Next low tide 9:12 »\n")
        assert judged[0].rule == "widget.tides"


def test_what_a_slot_of_a_user_is_not_is_told_with_its_file(own: Path) -> None:
    own.joinpath("slots.toml").write_text(TIDE.replace('misses = ["tide"]', 'misses = ["low tide"]'), encoding="utf-8")
    run = CliRunner().invoke(app, ["rules", "check", str(own)])
    assert run.exit_code == 1
    assert run.output == f"{own}/slots.toml: slot tide: 'low tide' is it; narrow the wordings, or the example\n"


def test_a_pack_with_other_slots_is_another_pack(own: Path) -> None:
    before = pack_key(rule_files([own]))
    own.joinpath("slots.toml").write_text(TIDE.replace("flut", "hochwasser"), encoding="utf-8")
    assert pack_key(rule_files([own])) != before


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("[tide", "not a TOML file in UTF-8: Expected ']' at the end of a table declaration (at end of document)"),
        ("[date]\nen = ['x']", "slot date: there is a slot of this name; choose another"),
        ("[any]\nen = ['x']", "slot any: there is a slot of this name; choose another"),
        ("tide = 3", "slot tide: has to be a table; write [tide], and its wordings below"),
        ("[Tide]\nen = ['x']", "slot Tide: a name has small letters, and _ between words"),
        ("[tide]", "slot tide: says nothing; give wordings under languages or forms, or a number"),
        ("[tide]\nforms = []", "slot tide: says nothing; give wordings under languages or forms, or a number"),
        ("[tide]\nwhy = 3\nen = ['x']", "slot tide: why has to be a string"),
        ("[tide]\nen = 'x'", "slot tide: en has to be a list of strings"),
        ("[tide]\nzh = ['x']", "slot tide: zh: write zh-Hans or zh-Hant, the script is what matters"),
        ("[tide]\nen = ['x']\nmisses = [1]", "slot tide: misses has to be a list of strings"),
        (
            "[tide]\nnumber = [9, 1]",
            "slot tide: number has to be the lowest and the highest of whole numbers, such as [1, 31]",
        ),
        (
            "[tide]\nen = ['high (tide']",
            'slot tide: wording "high (tide", column 6: ( is not closed; write ) behind its last word',
        ),
        (
            "[tide]\nen = ['high {tyde}']",
            "slot tide: wording \"high {tyde}\", column 6: no slot is called 'tyde'; the nearest are tide, trade, tld",
        ),
        (
            "[a]\nforms = ['x {b}']\n[b]\nforms = ['y {a}']",
            "slot a: needs itself; write out what it needs",
        ),
    ],
)
def test_what_is_wrong_with_a_slot_is_said_with_what_to_write(content: str, problem: str, tmp_path: Path) -> None:
    slots, errors = read_slot_files([("own/slots.toml", content.encode())])
    assert [str(error) for error in errors] == [f"own/slots.toml: {problem}"]
    assert slots == shipped_slots()
    tmp_path.joinpath("slots.toml").write_text(content, encoding="utf-8")
    with pytest.raises(RuleError, match="slots"):
        Cleaner(rules=[tmp_path])


def test_there_may_be_no_more_slots_than_the_matcher_can_hold() -> None:
    content = "".join(f"[tide_{'x' * number}]\nen = ['x']\n" for number in range(1, MOST_SLOTS + 1))
    _, (error,) = read_slot_files([("slots.toml", content.encode())])
    assert str(error).endswith(f"slots, at most {MOST_SLOTS} will do; write some out in the wordings")
