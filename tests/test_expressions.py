"""Expressions: none takes for ever, and what is too large is refused."""

from __future__ import annotations

import pickle
import sys
from typing import TYPE_CHECKING

import pytest

import cleaner
from cleaner import Cleaner, SlowExpressionError
from cleaner.cli import main
from cleaner.rules import expressions
from cleaner.rules.expressions import written_out

if TYPE_CHECKING:
    from pathlib import Path

SLOW = "^(a|a)*$"
LINE = "a" * 60 + "!"
TEXT = f"Rain fell over the harbour.\n{LINE}\n"
RULE = """
[[rule]]
id = "slow"
why = "A rule to try."
strength = "sure"
pattern = 'share (a|aa)+(?=b)b?'
keywords = ["share"]
examples = { drop = ["share ab", "share aab"], keep = ["share b"] }
"""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "SECONDS", 0.05)


def test_an_expression_that_comes_to_no_end_is_named_with_its_line() -> None:
    with pytest.raises(SlowExpressionError) as caught:
        Cleaner(protect=[SLOW]).clean(TEXT)
    assert caught.value.expression == SLOW
    assert caught.value.line.strip() == LINE
    message = str(caught.value)
    assert SLOW in message
    assert LINE[:50] in message
    assert "\n" not in message


def test_the_error_travels_between_processes() -> None:
    error = SlowExpressionError(SLOW, LINE, 5.0)
    assert isinstance(error, ValueError)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_rule_that_comes_to_no_end_is_named_by_its_id(tmp_path: Path) -> None:
    (tmp_path / "share.toml").write_text(RULE)
    with pytest.raises(SlowExpressionError, match=r"'share\.slow' takes more than"):
        Cleaner(rules=[tmp_path]).clean("Rain fell.\nshare " + "a" * 120 + "\n")


@pytest.mark.parametrize("command", [[], ["explain"]])
def test_a_command_ends_with_one_line(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_text(TEXT)
    monkeypatch.setattr(sys, "argv", ["cleaner", *command, "--protect", SLOW, "page.txt"])
    assert main() == 2
    error = capsys.readouterr().err
    assert error.startswith(f"cleaner: page.txt: '{SLOW}' takes more than")
    assert error.count("\n") == 1


def test_rules_that_are_checked_end_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "share.toml").write_text(RULE.replace('"share b"', f'"share {"a" * 120}"'))
    monkeypatch.setattr(sys, "argv", ["cleaner", "rules", "check", str(tmp_path)])
    assert main() == 2
    assert capsys.readouterr().err.startswith("cleaner: 'share.slow' takes more than")


def test_a_corpus_names_the_record_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "raw.jsonl", tmp_path / "clean.jsonl"
    source.write_text(f'{{"text": "Rain fell.\\n{LINE}"}}\n{{"text": "Rain fell over the harbour."}}\n')
    arguments = ["corpus", str(source), "--output", str(target), "--workers", "0", "--protect", SLOW]
    monkeypatch.setattr(sys, "argv", ["cleaner", *arguments])
    assert main() == 1
    assert "line 1: cannot be cleaned: SlowExpressionError" in capsys.readouterr().err
    assert len(target.read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("expression", "size"),
    [("ab{3}", 4), ("(?:ab{3}){100}", 400), ("a|bc|d", 4), ("(?=ab)c*+", 3), ("((a?){1000}){1000}", 1_000_000)],
)
def test_repetitions_are_counted_as_they_are_written_out(expression: str, size: int) -> None:
    assert written_out(expression) == size


@pytest.mark.parametrize("expression", ["((a{1000}){1000}){1000}", "((a?){1000}){1000}"])
def test_what_is_too_large_is_refused_before_it_is_compiled(expression: str) -> None:
    with pytest.raises(ValueError, match="parts when its repetitions are written out, at most 50,000 will do"):
        cleaner.Cleaner(protect=[expression])


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(ValueError, match="is no regular expression"):
        cleaner.Cleaner(protect=["(" * 3000])
