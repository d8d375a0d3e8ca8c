"""Sentences that begin as debris does stay where they stand between paragraphs."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner

CASES = Path(__file__).parent / "cases" / "sentences.txt"
SENTENCES = [line for line in CASES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
BEFORE = [
    "The harbour of Marl was built in 1862 and has been dredged twice since then, most recently last year.",
    "Nobody who lives there remembers a winter in which the ice did not reach the second pier before Christmas.",
]
BEHIND = [
    "The council has set aside money for a new wall, which will be taller than the old one by the height of a man.",
    "In the evening the boats come back with less than they used to, and the men who sail them talk of other work.",
]
CLEANER = Cleaner()


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_paragraph_that_goes_on_is_not_the_formula_it_begins_with(sentence: str, separator: str) -> None:
    text = separator.join([*BEFORE, sentence, *BEHIND])
    assert CLEANER.clean(text).text == text


FORMULAS = [
    "Copyright 2012-2024 The Allotment Letter",
    "Your email address will not be published. Required fields are marked *",
    "We use cookies",
    "Powered by WordPress",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_formula_itself_goes_from_there(formula: str) -> None:
    assert CLEANER.clean("\n".join([*BEFORE, formula, *BEHIND])).text == "\n".join([*BEFORE, *BEHIND])


def test_a_sentence_among_debris_goes() -> None:
    notice = "We use cookies to remember how you like to read this site."
    text = "\n".join([*BEFORE, *BEHIND, "Share on Facebook", notice, "All rights reserved."])
    assert CLEANER.clean(text).text.strip() == "\n".join([*BEFORE, *BEHIND])
