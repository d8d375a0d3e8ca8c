"""A view: what is judged are segments, and what goes are parts of the source."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.judge.verdict import Judged
from cleaner.lines.view import View

CLEANER = cleaner.Cleaner()

A = "Rain fell over the harbour all night and the boats stayed in, said the master, who had seen worse."
B = "The quay was quiet, too, and nobody in the town could say when the ferries would sail again."
C = "All of them had been in the storm of the year before, which had taken the roof off the market hall."


def judged(parts: list[str], kind: str = "flattened") -> Judged:
    """Return what is made of a text in segments, given as their sources."""
    bounds = [0]
    for part in parts:
        bounds.append(bounds[-1] + len(part))
    lines = [" ".join(part.split()) + "\n" for part in parts]
    return CLEANER._judged_view(CLEANER._judge, View(kind, "".join(parts), "".join(lines), bounds))


# A source in segments, and what stays of it.
CASES = {
    "in the middle of a line": ([f"{A} ", "Source link ", B], f"{A} {B}"),
    "at the end of the last line": ([f"{A} ", f"{B} ", "Source link"], f"{A} {B}"),
    "at the start of a line": (["Source link ", f"{A}\n", B], f"{A}\n{B}"),
    "at the end of a line": ([f"{A} ", "Source link\r\n", B], f"{A}\r\n{B}"),
    "at a line's end and the next one's start": ([f"{A} ", "Source link\n", "Leave a Reply ", B], f"{A}\n{B}"),
    "whole lines behind the end of one": ([f"{A}\t", "Source link\n", "Leave a Reply\n", f"{B}\n"], f"{A}\n{B}\n"),
    "two side by side": ([f"{A} ", "Source link ", "Leave a Reply"], A),
    "a paragraph of several lines": (
        [f"{A[:30]}\n{A[30:]}\n", "\n", "Leave a\nReply\n", "\n", B],
        f"{A[:30]}\n{A[30:]}\n\n{B}",
    ),
    "nothing": ([f"{A} ", f"{B} ", C], f"{A} {B} {C}"),
}


@pytest.mark.parametrize(("parts", "stays"), CASES.values(), ids=CASES)
def test_segments_go_as_parts_of_their_lines(parts: list[str], stays: str) -> None:
    found, source = judged(parts), "".join(parts)
    result = found.result()
    assert result.text == stays
    assert result.kind == "flattened"
    assert cleaner.restore(result.text, result.removals) == source
    assert all(source[one.start : one.end] == one.text for one in result.removals)
    explained = result.explain()
    assert "".join(one.text for one in explained) == source
    assert "".join(one.text for one in explained if one.kept) == result.text
    assert [one.end for one in explained[:-1]] == [one.start for one in explained[1:]]
    gone = [one for one in explained if not one.kept]
    assert [(one.start, one.end, one.label, one.rule, one.points, one.text) for one in gone] == list(found.cuts())
    assert found.reasons() == {one.start: one.why for one in gone}


def test_each_removal_says_what_its_own_segment_is() -> None:
    result = judged([f"{A} ", "Source link ", "Leave a Reply"]).result()
    assert [(one.text, one.label) for one in result.removals] == [
        (" Source link ", "source_link"),
        ("Leave a Reply", "comment_form"),
    ]


def test_metadata_is_read_in_what_was_judged() -> None:
    source = ["# Storm *keeps* the ferries in port\n", "\n", f"{A}\n", "\n", f"{B}\n", "\n", f"{C}\n"]
    bounds = [0]
    for part in source:
        bounds.append(bounds[-1] + len(part))
    text = "".join(["Storm keeps the ferries in port\n", *source[1:]])
    result = CLEANER._judged_view(CLEANER._judge, View("markdown", "".join(source), text, bounds)).result()
    assert (result.title, result.text) == ("Storm keeps the ferries in port", "".join(source))
