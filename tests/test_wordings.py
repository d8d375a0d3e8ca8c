"""Wordings: what they stand for, and what is said of those that cannot be used."""

from __future__ import annotations

import pytest

from cleaner.result import Label
from cleaner.rules.examples import Trial
from cleaner.rules.rule import Rule, wording
from cleaner.rules.wording import WordingError


def matches(text: str, line: str, exceptions: tuple[str, ...] = ()) -> bool:
    rule = Rule(
        id="share.x", label=Label.SHARE, why="", strength="hint", phrases=(("en", text),), exceptions=exceptions
    )
    return bool(Trial([rule]).spans(line))


MATCHES = [
    ("[first] (published|posted) [on] {date}", "First published on May 5, 2024", True),
    ("[first] (published|posted) [on] {date}", "Posted 14.05.2019", True),
    ("[first] (published|posted) [on] {date}", "Posted on a whim", False),
    ("comment[s]", "Comments", True),
    ("by {name}", "By Ann Otter", True),
    ("by {name}", "By the river", False),
    ("opublikowano {date}", "Opublikowano 5 maja 2021", True),
    ("read {any} now", "Read the whole story now", True),
    ("read {any} now", "Read this. Do it now", False),
    ("read {any} now", "Read one two three four five six seven now", False),
    ("share: {network}", "Share: Facebook", True),
    ("share: {network}", "Share Facebook", False),
    ("share {network}", "Share – Facebook", True),
    ("share {network}", "I share. Facebook", False),
    ("e-mail us", "E mail us!", True),
    ("updated {day} {month}", "Updated 12. Mai", True),
    (r"\(c\) {year}", "(c) 2024", True),
]


@pytest.mark.parametrize(("text", "line", "expected"), MATCHES)
def test_a_wording_is_compared_word_by_word(text: str, line: str, expected: bool) -> None:
    assert matches(text, line) is expected


def test_an_exception_takes_a_line_back() -> None:
    assert matches("share {any}", "Share this story")
    assert not matches("share {any}", "Share the burden", ("share the {any}",))


REFUSED = [
    ("share [this", 7, "[ is not closed"),
    ("share this]", 11, "nothing is open here"),
    ("share | this", 7, "a bar outside of brackets"),
    ("share {dat}", 7, "no slot is called 'dat'"),
    ("share {", 7, "no slot; write a name"),
    ("[share] [this]", 1, "matches the empty line"),
    ("» | «", 3, "a bar outside"),
    ("»", 1, "matches the empty line"),
    ("share \\this", 7, "nothing to escape"),
    ("share " * 21, 121, "longer than 120 characters"),
    ("(a|b|c) (a|b|c) (a|b|c) (a|b|c) (a|b|c) (a|b|c) (a|b|c)", 1, "stands for 2,187 texts"),
]


@pytest.mark.parametrize(("text", "column", "problem"), REFUSED)
def test_what_is_wrong_with_a_wording_is_said_with_its_column(text: str, column: int, problem: str) -> None:
    with pytest.raises(WordingError) as caught:
        wording(text)
    assert caught.value.column == column
    assert caught.value.problem.startswith(problem)
