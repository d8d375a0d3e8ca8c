"""What stays of a text when lines are cut, and how it comes back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner import Label, Removal

BODY = "Rain fell over the harbour all night and the boats stayed in, said the master, who had seen worse."

GONE = "Source link"
"""Goes whatever stands around it."""

CLEANER = cleaner.Cleaner(protect=[r"^[ab]\b"])

DOCUMENTS = st.lists(st.sampled_from(["a\n", "b\r\n", f"{GONE}\n", f"{GONE}\r\n", "\n", " \n"]), max_size=9)


def expected(lines: list[str]) -> str:
    """Return what stays of a document: its lines one by one, with the blank lines that belong to them."""
    parts: list[str] = []
    blank_before, blank_behind, any_cut = "", "", False
    for line in lines:
        if line.isspace():
            if any_cut:
                blank_behind += line
            else:
                blank_before += line
        elif line.strip() != GONE:
            if any_cut and not parts:
                blank_before = blank_behind = ""  # none at the beginning of the text
            parts += [blank_before or blank_behind, line]
            blank_before, blank_behind, any_cut = "", "", False
        else:
            blank_behind, any_cut = "", True
    return "".join(parts) + ("" if any_cut or not parts else blank_before)


@given(DOCUMENTS)
def test_blank_lines_belong_to_the_lines_that_stay(lines: list[str]) -> None:
    if any(not line.isspace() for line in lines):
        assert CLEANER.clean("".join(lines)).text == expected(lines)


@pytest.mark.parametrize(
    ("lines", "stays"),
    [
        (["a", "", GONE, "a"], "a\n\na\n"),
        (["a", GONE, " ", "a"], "a\n \na\n"),
        (["a", "", GONE, " ", "a"], "a\n\na\n"),
        (["", GONE, "", "a", "", GONE, ""], "a\n"),
    ],
)
def test_blank_lines_before_a_cut_stay_or_else_those_behind_it(lines: list[str], stays: str) -> None:
    assert CLEANER.clean("".join(f"{line}\n" for line in lines)).text == stays


def test_a_line_comes_back_behind_a_newline_and_nowhere_else() -> None:
    for newline in ("\n", "\r", "\r\n"):
        source = newline.join([BODY, "Share on Facebook", f"The quay was quiet, too. {BODY}", "Leave a Reply"])
        result = cleaner.clean(source)
        assert len(result.removals) == 2
        assert cleaner.restore(result.text, result.removals) == source
    with pytest.raises(ValueError, match="does not fit the text"):
        cleaner.restore("Rain", [Removal(2, 8, "Share\n", Label.SHARE, "", -1.0)])


def test_the_removals_of_a_page_do_not_fit_its_markdown_when_its_text_is_lost() -> None:
    items = "".join(f"<li>{name}: {BODY}</li>" for name in ("Pier", "Quay"))
    page = f"<article><ul>{items}</ul><p>Share on Facebook</p><p>{BODY.upper()}</p></article>"
    result = cleaner.clean_html(page, output="markdown")
    assert f"Quay: {BODY}\n\nShare on Facebook\n" in cleaner.restore(result.text, result.removals)
    with pytest.raises(ValueError, match="does not fit the text"):
        cleaner.restore(result.text, list(result.removals))


@pytest.mark.parametrize("given", [{}, {"start": 0, "end": 6, "text": "Share\n"}, "removals", None])
def test_what_is_no_removal_is_named(given: Any) -> None:
    with pytest.raises(TypeError, match="is no removal; give those of a result, or their records, as they are"):
        cleaner.restore("Rain", [given])
