"""What stays of several texts at once is what stays of each of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner import Label, Removal
from cleaner.cut import cut, what_stays

BODY = "Rain fell over the harbour all night and the boats stayed in, said the master, who had seen worse."

Document = list[tuple[str, bool]]
"""Lines, and whether they stay; blank ones go with those around them."""

DOCUMENTS = st.lists(
    st.lists(st.tuples(st.sampled_from(["a\n", "b\r\n", "\n", " \n"]), st.booleans()), max_size=9), max_size=5
)


def stays(documents: list[Document]) -> list[str]:
    """Return what stays of some documents, told of all at once."""
    texts = ["".join(line for line, _ in document) for document in documents]
    starts, stops, kept, first = [], [], [], [0]
    for document in documents:
        place = 0
        for line, is_kept in document:
            if not line.isspace():
                starts.append(place)
                stops.append(place + len(line))
                kept.append(is_kept)
            place += len(line)
        first.append(len(starts))
    found = what_stays(
        *(np.array(numbers, np.int64) for numbers in (first, starts, stops)),
        np.array(kept, np.bool_),
        np.array([len(text) for text in texts], np.int64),
    )
    return [cut(text, found.of(number)) for number, text in enumerate(texts)]


def expected(document: Document) -> str:
    """Return what stays of a document: its lines one by one, with the blank lines that belong to them."""
    parts: list[str] = []
    blank_before, blank_behind, any_cut = "", "", False
    for line, is_kept in document:
        if line.isspace():
            if any_cut:
                blank_behind += line
            else:
                blank_before += line
        elif is_kept:
            if any_cut and not parts:
                blank_before = blank_behind = ""  # none at the beginning of the text
            parts += [blank_before or blank_behind, line]
            blank_before, blank_behind, any_cut = "", "", False
        else:
            blank_behind, any_cut = "", True
    return "".join(parts) + ("" if any_cut or not parts else blank_before)


@given(DOCUMENTS)
def test_what_stays_of_texts_together_is_what_stays_of_each(documents: list[Document]) -> None:
    told = stays(documents)
    for document, text in zip(documents, told, strict=True):
        if any(not line.isspace() for line, _ in document):
            assert text == expected(document)


def test_blank_lines_before_a_cut_stay_or_else_those_behind_it() -> None:
    before = [("a\n", True), ("\n", False), ("b\n", False), ("a\n", True)]
    behind = [("a\n", True), ("b\n", False), (" \n", False), ("a\n", True)]
    both = [("a\n", True), ("\n", False), ("b\n", False), (" \n", False), ("a\n", True)]
    ends = [("\n", False), ("b\n", False), ("\n", False), ("a\n", True), ("\n", False), ("b\n", False), ("\n", False)]
    assert stays([before, behind, both, ends]) == ["a\n\na\n", "a\n \na\n", "a\n\na\n", "a\n"]


def test_a_line_comes_back_behind_a_newline_and_nowhere_else() -> None:
    for newline in ("\n", "\r", "\r\n"):
        source = newline.join([BODY, "Share on Facebook", f"The quay was quiet, too. {BODY}", "Leave a Reply"])
        result = cleaner.clean(source)
        assert len(result.removals) == 2
        assert cleaner.restore(result.text, result.removals) == source
    with pytest.raises(ValueError, match="does not fit the text"):
        cleaner.restore("Rain", [Removal(2, 8, "Share\n", Label.SHARE, "", "", -1.0)])


def test_the_removals_of_a_page_do_not_fit_its_markdown_when_its_text_is_lost() -> None:
    items = "".join(f"<li>{name}: {BODY}</li>" for name in ("Pier", "Quay"))
    page = f"<article><ul>{items}</ul><p>Share on Facebook</p><p>{BODY.upper()}</p></article>"
    result = cleaner.clean_html(page, output="markdown")
    assert f"Quay: {BODY}\n\nShare on Facebook\n" in cleaner.restore(result.text, result.removals)
    with pytest.raises(ValueError, match="does not fit the text"):
        cleaner.restore(result.text, list(result.removals))
