"""Sentences that begin as debris does stay where they stand between paragraphs."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.lines.words import is_sentence

CASES = Path(__file__).parent / "cases"


def lines_of(name: str) -> list[str]:
    lines = (CASES / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


BEFORE = [
    "The harbour of Marl was built in 1862 and has been dredged twice since then, most recently last year.",
    "Nobody who lives there remembers a winter in which the ice did not reach the second pier before Christmas.",
]
BEHIND = [
    "The council has set aside money for a new wall, which will be taller than the old one by the height of a man.",
    "In the evening the boats come back with less than they used to, and the men who sail them talk of other work.",
]
CLEANER = Cleaner()


PLACES = {
    "first": ([], [*BEFORE, *BEHIND]),
    "between": (BEFORE, BEHIND),
    "last": ([*BEFORE, *BEHIND], []),
}


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("sentence", lines_of("sentences.txt"))
def test_a_paragraph_that_goes_on_is_not_the_formula_it_begins_with(sentence: str, place: str, separator: str) -> None:
    before, behind = PLACES[place]
    text = separator.join([*before, sentence, *behind])
    assert CLEANER.clean(text).text == text


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("notice", lines_of("notices.txt"))
def test_a_notice_goes_wherever_it_stands(notice: str, place: str) -> None:
    before, behind = PLACES[place]
    assert CLEANER.clean("\n".join([*before, notice, *behind])).text.strip() == "\n".join([*before, *behind])


def test_what_is_written_in_a_language_without_site_words_is_a_notice() -> None:
    assert not is_sentence("Utilizziamo i cookie come base di questa torta, perché non si ammorbidiscono con la crema.")
