"""What is judged of a document does not depend on the documents beside it: not by any stage, column or label."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.judge import Round
from cleaner.labels import label_rows
from cleaner.lines import Lines

CLEANER = Cleaner()
JUDGE = CLEANER._judge

PROSE = [
    "Rain fell over the harbour all night and the boats stayed in, said the harbour master, who had seen worse.",
    "The trams will run again on Monday, the board said, once the last of the wires had been mended by the crew.",
    "Regnet föll över hamnen hela natten och båtarna stannade inne, sade hamnmästaren som hade sett värre.",
]
# What heuristics look at in the line before or behind, by kind: names and dates, captions and credits, hits of every
# strength, beginnings of headlines, labels and words that are bound to a language.
LOOKED_AT = [
    ["Jane Doe", "John Smith", "Ann Otter"],
    ["By Ann Otter", "By Ann Otter, staff writer", "March 3, 2024", "Updated March 3, 2024", "2 hours ago", "Monday"],
    ["Photo: Ann Otter/Harbour News", "The harbour at night. Photo: AP", "A boat enters the harbour on Monday", "(AP)"],
    ["Skip to main content", "Leave a Reply", "Share", "Home", "Comments", "Advertisement", "© 2024 Harbour News"],
    ["Storm over the harbour keeps all boats in", "Storm over the harbour keeps all boats in - Harbour News", "Oslo"],
    ["Annonce", "Propaganda", "Passwort erneut eingeben", "Next", "12"],
]
ENDS = st.lists(st.one_of(map(st.sampled_from, LOOKED_AT)), min_size=1, max_size=3)
NEWLINES = st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r"])
DOCUMENTS = st.builds(
    lambda head, body, tail, newline: newline.join([*head, *body, *tail]) + newline,
    *(ENDS, st.lists(st.sampled_from(PROSE), max_size=2), st.one_of(st.just([]), ENDS), NEWLINES),
)
BATCHES = st.lists(DOCUMENTS, min_size=2, max_size=6)

often = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def with_markup(lines: Lines, seed: int) -> Lines:
    """Return a table with columns that pages have, made of what each row says."""
    chosen = (lines.columns["characters"].astype(np.int64) + seed) % 7
    markup = {"in_h1": chosen == 1, "link_share": 20 * (chosen % 6), "extracted": chosen % 3}
    return replace(lines, columns={**lines.columns, **{name: one.astype(np.uint16) for name, one in markup.items()}})


def told(look: Round, document: int) -> dict[str, list[int]]:
    """Return all that a look tells of a document."""
    lines, evidence = look.lines, look.evidence
    columns = {
        "start": lines.start,
        "rule points": evidence.rules,
        "rule": evidence.rule,
        "scorecard": evidence.scorecard,
        "debris": look.decision.debris,
        "label": label_rows(look, JUDGE.rules),
        **evidence.stages,
        **{name: look.context[name] for name in JUDGE.scorecard.columns},
    }
    own = slice(lines.first[document], lines.first[document + 1])
    return {name: column[own].tolist() for name, column in columns.items()}


@pytest.mark.parametrize("marked", [False, True], ids=["text", "with markup"])
@often
@given(texts=BATCHES, seed=st.integers(0, 99))
def test_every_stage_tells_the_same_of_a_document_alone_and_in_a_batch(
    marked: bool, texts: list[str], seed: int
) -> None:
    def first_look(documents: list[str]) -> Round:
        lines = CLEANER._table(documents)
        lines = with_markup(lines, seed) if marked else lines
        return next(JUDGE.looks(lines, np.zeros(len(lines), np.bool_)))

    texts = [text for text in texts if text.strip()]
    together = first_look(texts) if texts else None
    for number, text in enumerate(texts):
        assert together
        assert told(together, number) == told(first_look([text]), 0)


@often
@given(BATCHES)
def test_text_labels_points_and_reasons_are_the_same_alone_and_in_a_batch(texts: list[str]) -> None:
    for text, result in zip(texts, CLEANER.clean_many(texts), strict=True):
        alone = CLEANER.clean(text)
        assert result == alone
        assert [removal.why for removal in result.removals] == [removal.why for removal in alone.removals]


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("March 3, 2024\nJane Doe", "By Ann Otter, staff writer\n" + "\n".join(PROSE[:2])),
        ("Jane Doe\nMarch 3, 2024\nJohn Smith", "Updated March 3, 2024\n" + "\n".join(PROSE[:2])),
    ],
)
def test_a_name_at_the_end_of_a_document_is_not_beside_the_first_line_of_the_next(before: str, text: str) -> None:
    assert [result.text for result in CLEANER.clean_many([before, text])][1] == CLEANER.clean(text).text
