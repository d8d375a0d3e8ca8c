"""What each heuristic is for: small documents whose lines stand behind their labels (``cases/heuristics.toml``).

They hold the constants of the judging (``python -m tests.mutants`` changes one after the other).
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cleaner import Cleaner
from cleaner.cli.explain import explain
from cleaner.result import CONTENT


@dataclass(frozen=True)
class Case:
    """A claim and the document that shows it: lines and their labels; ``options`` are the cleaner's."""

    claim: str
    lines: tuple[str, ...]
    labels: tuple[str, ...]
    options: dict[str, Any]

    @property
    def text(self) -> str:
        """The document."""
        return "\n".join(self.lines) + "\n"

    @property
    def judged(self) -> list[tuple[str, str, bool]]:
        """Each line, its label, and whether it stays."""
        return [(line, label, label in CONTENT) for line, label in zip(self.lines, self.labels, strict=True)]


def read_case(claim: str, lines: str, options: dict[str, Any] | None = None) -> Case:
    labels, texts = zip(*(line.split(": ", 1) for line in lines.splitlines()), strict=True)
    return Case(claim, texts, labels, options or {})


TABLE = tomllib.loads((Path(__file__).parent / "cases" / "heuristics.toml").read_text(encoding="utf-8"))
CASES = [read_case(**case) for case in TABLE["case"]]
EACH = pytest.mark.parametrize("case", CASES, ids=[case.claim for case in CASES])
CLEANER = Cleaner()


@EACH
def test_the_library_judges_each_line_as_is_claimed(case: Case) -> None:
    judgements = (Cleaner(**case.options) if case.options else CLEANER).explain(case.text)
    assert [(found.text.rstrip("\n"), found.label, found.kept) for found in judgements] == case.judged


@EACH
def test_the_command_line_judges_each_line_as_is_claimed(case: Case) -> None:
    options = [f"--{name}={value}" for name, value in case.options.items()]
    ended = CliRunner().invoke(explain, ["--json", *options], input=case.text)
    lines = json.loads(ended.stdout)["lines"]
    assert [(line["text"].rstrip("\n"), line["label"], line["kept"]) for line in lines] == case.judged


def test_what_another_extractor_leaves_out_of_a_page_has_a_point_against_it() -> None:
    paragraphs = [f"<p>{line}</p>" for case in CASES[:5] for line in case.lines]
    page = (
        f"<nav><a href='/'>Home</a></nav><article>{''.join(paragraphs)}</article><footer>All rights reserved</footer>"
    )
    why = {line.text.strip(): line.why for line in CLEANER.explain_html(page, engine="trafilatura")}
    assert "what another extractor took or left (-1.0)" in why["All rights reserved"]
