"""The threshold of a document: the likeliest lines stay where all are doubtful, and nothing changes where none is."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner import Cleaner
from cleaner.decide import STEP, SURE, best_level
from cleaner.hits import NONE, Hits
from cleaner.lines import Lines, tabulate


def table(*documents: int) -> Lines:
    """Return a table of documents with so many lines each."""
    return tabulate(["x\n" * lines for lines in documents], lambda span: {}, lambda span: Hits(NONE, NONE))


def levels(*points: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return ((np.array(points, np.int32) + SURE) // STEP).astype(np.int32)


@pytest.mark.parametrize(
    ("points", "kept"),
    [
        ([500, 500, -500, -500], [True, True, False, False]),
        ([-100, -100, -600, -600], [True, True, False, False]),
        ([300, -100, -700, -700], [True, False, False, False]),
    ],
)
def test_the_likeliest_lines_stay(points: list[int], kept: list[bool]) -> None:
    level = levels(*points)
    best = best_level(level, np.full(4, 10, np.int32), table(4))
    assert (level >= best[0]).tolist() == kept


def test_documents_do_not_know_of_each_other() -> None:
    doubtful, certain = [-100, -150, -600], [400, 300, -400, -500]
    words = np.array([5, 9, 2, 7, 7, 7, 7], np.int32)
    together = best_level(levels(*doubtful, *certain), words, table(3, 4))
    alone = [best_level(levels(*doubtful), words[:3], table(3)), best_level(levels(*certain), words[3:], table(4))]
    assert together.tolist() == [int(best[0]) for best in alone]


@pytest.mark.parametrize("blank", ["\n", "\n\n", " \n", "\r\n", ""])
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_table_without_some_rows_is_that_of_the_text_without_them(end: str, blank: str) -> None:
    cleaner = Cleaner()
    whole = cleaner._table([f"The ferry sails.{end}Share\n{blank}It sails at noon.\n"])
    assert len(whole) == 3
    without = whole.select(np.array([True, False, True]))
    assert without.gap.tolist() == cleaner._table([f"The ferry sails.{end}{blank}It sails at noon.\n"]).gap.tolist()
