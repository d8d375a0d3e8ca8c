"""Columns in their surroundings are what the table of expressions says, worked out one by one or together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.context import Context
from cleaner.kernels import FAR, MISSING

EXPRESSIONS = (
    *("words", "talk", "words@-1", "words@2", "since talk", "until talk", "since words"),
    *("words[-2..-1]", "talk[-2..-1]", "words[1..3]", "words[..-1]", "words[1..]", "words[..]", "words[..-1]%"),
    "talk[1..]%",
)

documents = st.lists(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 1)), max_size=6), min_size=1, max_size=4)
Rows = list[tuple[int, int]]


def context_of(tables: list[Rows]) -> Context:
    """Return the context of some documents' columns ``words`` and ``talk``."""
    rows = np.array([row for document in tables for row in document], np.int32).reshape(-1, 2)
    first = np.cumsum([0, *map(len, tables)], dtype=np.int64)
    return Context({"words": rows[:, 0], "talk": rows[:, 1]}, first)


def expected(expression: str, document: Rows, row: int) -> int:
    """Return what an expression is for a row, worked out by the letter."""
    name = "talk" if "talk" in expression else "words"
    column = [talk if name == "talk" else words for words, talk in document]
    before, behind = column[:row][::-1], column[row + 1 :]
    if expression.startswith(("since", "until")):
        others = before if expression.startswith("since") else behind
        return next((distance for distance, value in enumerate(others, 1) if value), FAR)
    if "@" in expression:
        there = row + int(expression.partition("@")[2])
        return column[there] if 0 <= there < len(column) else MISSING
    if "[" not in expression:
        return column[row]
    first, last = expression.rstrip("%").partition("[")[2].rstrip("]").split("..")
    start, stop = row + int(first) if first else 0, row + int(last) + 1 if last else len(column)
    total = sum(column[max(start, 0) : max(stop, 0)])
    return 100 * total // max(sum(column), 1) if expression.endswith("%") else total


@given(documents)
def test_every_expression_means_what_the_table_says(tables: list[Rows]) -> None:
    context = context_of(tables)
    for expression in EXPRESSIONS:
        wanted = [expected(expression, document, row) for document in tables for row in range(len(document))]
        assert context[expression].tolist() == wanted, expression


@given(documents, st.integers(0, 8), st.booleans())
def test_many_columns_together_are_the_same_as_each_alone(tables: list[Rows], start: int, forgets: bool) -> None:
    together, alone = context_of(tables), context_of(tables)
    if forgets:
        together.forget()
    rows = slice(start, start + 3)
    assert together.table(EXPRESSIONS, rows).tolist() == [alone[name][rows].tolist() for name in EXPRESSIONS]


@pytest.mark.parametrize("expression", ["nothing", "words@", "words[1.2]", "since nothing", "nothing[..]"])
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"nothing|no expression"):
        context_of([[(1, 1)]])[expression]
