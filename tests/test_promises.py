"""The promises that hold for every text: nothing is lost, nothing invented, and no company changes a result."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from random import Random
from textwrap import fill
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, restore
from cleaner.judge.decide import Judge, Verdict
from cleaner.judge.explain import why
from cleaner.judge.scorecard import Scorecard
from cleaner.result import DEBRIS, Label, Removal
from tests.reading import PACK, judge_of, read

CLEANER, DROPPING = Cleaner(), Cleaner(drop=["title", "heading"])
WITHOUT_LABELS = [Cleaner(protect=["Reply|Share"]), Cleaner(languages=["en"]), Cleaner(mode="thorough")]

# Lines as they come: prose, what sites print around it, odd characters, and anything at all.
LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "   ",
            "\u00a0",
            "The ferry was late again on Tuesday, and the passengers who had waited since noon were not amused.",
            "She said that the harbour board, which had met twice that week, would look into the matter at once.",
            "Leave a Reply",
            "Your email address will not be published. Required fields are marked *",
            "Home",
            "News",
            "• Sports",
            "Advertisement",
            "Source link",
            "Related Posts",
            "Share this article",
            "© 2024 Harbour News. All rights reserved.",
            "Published May 15, 2024",
            "By Ada Osei",
            "Photo: Ada Osei/Harbour News",
            "Subscribe to our newsletter",
            "a\0b",
            "\ud83d",
            "\udc00",
            "\ufeffTitle",
            "one\u2028two",
            "zero\u200bwidth",
            "😀 😀",
        ]
    ),
    st.text(st.characters(codec=None), max_size=60),
)
NEWLINES = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
TEXTS = st.lists(st.tuples(LINES, NEWLINES), max_size=25).map(lambda parts: "".join(map("".join, parts)))

often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@often
@given(TEXTS)
def test_restore_rebuilds_the_input(text: str) -> None:
    result = CLEANER.clean(text)
    assert restore(result.text, result.removals) == text
    assert all(text[removal.start : removal.end] == removal.text for removal in result.removals)


@often
@given(TEXTS)
def test_the_output_is_made_of_whole_lines_of_the_input_in_order(text: str) -> None:
    judged = CLEANER.explain(text)
    assert "".join(line.text for line in judged) == text
    assert "".join(line.text for line in judged if line.kept) == CLEANER.clean(text).text


@often
@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = CLEANER.clean(text).text
    assert CLEANER.clean(once).text == once


@often
@given(TEXTS, st.sampled_from(WITHOUT_LABELS))
def test_so_it_is_under_all_options_that_name_no_label(text: str, cleaner: Cleaner) -> None:
    once = cleaner.clean(text).text
    assert cleaner.clean(once).text == once


# The same in lines, without lines, and wrapped.
KINDS: dict[str, Callable[[str], str]] = {
    "lines": str,
    "flattened": lambda text: " ".join(text.split()),
    "wrapped": lambda text: "\n".join(fill(line, 60) for line in text.split("\n")),
}
PAGE = "\n".join(
    line
    for story in ("ferry", "harbour")
    for line in (
        "Home | News | Sports | Skip to content",
        f"The {story} was late again",
        f"The {story} was late again on Tuesday, and the passengers who had waited since noon were not amused at all.",
        "Published May 15, 2024",
        f"What the {story} costs",
        f"She said that the board, which had met that week about the {story}, would look into the matter at once, and"
        " that nobody should wait for an answer before the boats of the islands were in the dock again.",
        "Share this article",
        "Related Posts",
        f"Ten facts about the {story}",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "© 2024 Harbour News. All rights reserved.",
    )
)
LABELS = st.sets(st.sampled_from(sorted(DEBRIS)), max_size=8)


@often
@given(TEXTS | st.permutations(PAGE.split("\n")).map("\n".join), st.sampled_from(sorted(KINDS)), LABELS)
def test_labels_to_keep_add_lines_and_change_no_other_verdict(text: str, kind: str, labels: set[Label]) -> None:
    text = KINDS[kind](text)
    kept, plain = Cleaner(keep=labels).clean(text), CLEANER.clean(text)
    assert restore(kept.text, kept.removals) == text
    assert _gone(kept.removals) <= _gone(plain.removals)
    assert not {removal.label for removal in kept.removals} & labels


@often
@given(TEXTS | st.permutations(PAGE.split("\n")).map("\n".join), st.sampled_from(sorted(KINDS)))
def test_labels_to_drop_take_lines_and_change_no_other_verdict(text: str, kind: str) -> None:
    text = KINDS[kind](text)
    dropped, plain = DROPPING.clean(text), CLEANER.clean(text)
    assert restore(dropped.text, dropped.removals) == text
    assert _gone(plain.removals) <= _gone(dropped.removals)
    content = {removal.label for removal in dropped.removals if not _gone([removal]) <= _gone(plain.removals)}
    assert content <= {Label.TITLE, Label.HEADING}


def _gone(removals: Iterable[Removal]) -> set[int]:
    """Return the places of the letters and digits that went: separators are blank."""
    return {
        place
        for removal in removals
        for place, character in enumerate(removal.text, removal.start)
        if character.isalnum()
    }


@pytest.mark.parametrize("drop", [["title"], ["heading"], ["title", "heading"]])
@pytest.mark.parametrize("kind", KINDS)
def test_a_dropped_headline_leaves_the_debris_gone_and_the_body_whole(kind: str, drop: list[str]) -> None:
    left = Cleaner(drop=drop).clean(KINDS[kind](PAGE)).text
    assert "Skip to content" not in left
    assert "who had waited since noon" in " ".join(left.split())


def test_dropped_headings_are_those_of_the_text_as_it_came() -> None:
    """A last item before a paragraph looks like a heading; were they sought again, the list would go, item by item."""
    items = ["- oars", "- ropes", "- sails"]
    text = "\n".join([*items, "The ferry was late again on Tuesday, and the passengers were not amused.", ""])
    cleaner = Cleaner(drop=["heading"])
    once = cleaner.clean(text).text
    assert once.split("\n")[:2] == items[:2]
    assert cleaner.clean(once).text.split("\n")[0] == items[0]


@often
@given(st.lists(TEXTS, max_size=6), st.randoms(use_true_random=False))
def test_a_document_is_cleaned_the_same_alone_among_others_and_in_any_order(texts: list[str], random: Random) -> None:
    alone = {text: CLEANER.clean(text) for text in texts}
    shuffled = random.sample(texts, len(texts))
    assert list(CLEANER.clean_many(shuffled)) == [alone[text] for text in shuffled]


@often
@given(st.lists(TEXTS, max_size=6))
def test_removals_are_those_a_document_is_explained_with(texts: list[str]) -> None:
    for text, result in zip(texts, CLEANER.clean_many(texts), strict=True):
        explained = [line for line in CLEANER.explain(text) if not line.kept]
        cuts = [(line.start, line.end, line.label, line.rule, line.points, line.text) for line in explained]
        assert list(result.ledger.cuts()) == cuts
        assert (
            [(one.start, one.end, one.label, one.rule, one.points, one.text) for one in result.removals]
            == cuts
            == list(result.ledger.cuts())
        )
        assert result.ledger.reasons() == {line.start: line.why for line in explained}


class CountingJudge:
    """A judge that counts how often it weighs lines once more."""

    def __init__(self, judge: Judge) -> None:
        """Stand before a judge."""
        self.judge, self._account = judge.judge, judge.account
        self.accounts = 0

    def account(self, *given: Any) -> Any:
        """Count, and ask the judge."""
        self.accounts += 1
        return self._account(*given)


def test_only_a_reason_has_a_document_weighed_again() -> None:
    cleaner = Cleaner()
    counting = cleaner.__dict__["_judge"] = CountingJudge(cleaner._judge)
    texts = ["The ferry was late again on Tuesday.\n\nLeave a Reply\nSource link\n"] * 3
    results = list(cleaner.clean_many(texts))
    assert all(len(result.removals) == len(list(result.ledger.cuts())) > 1 for result in results)
    assert counting.accounts == 0
    assert all(line.why for line in results[1].explain() if not line.kept)
    assert counting.accounts == 1


@often
@given(TEXTS)
def test_there_is_one_label_for_each_line(text: str) -> None:
    assert CLEANER.label(text) == tuple(line.label for line in CLEANER.explain(text))


def test_a_pickled_cleaner_and_a_pickled_result_are_as_good_as_the_originals() -> None:
    text = "The ferry was late again on Tuesday, and nobody was told why.\n\nSource link\n"
    cleaner = pickle.loads(pickle.dumps(Cleaner(keep=["source_link"])))
    assert cleaner.clean(text).text == text
    result = CLEANER.clean(text)
    assert pickle.loads(pickle.dumps(result)) == result


@pytest.mark.parametrize("text", ["", "\n", "\r\n \t\n", "\ufeff", "\u200b\n\u00a0"])
def test_a_text_without_ink_stays_as_it_is(text: str) -> None:
    assert CLEANER.clean(text).text == text


P = "The boats stayed in all night, said the harbour master, who had seen worse in the spring of the year before."
TWICE = {
    "what went told the language": "Havnen i stormen\nSkibene blev inde.\nAnnonce\n"
    "By subscribing you agree to the terms of use and to the privacy policy of the site.\n",
    "a form feed is no newline": f"{P}\u2028\rHome\f\rLeave a Reply\f\n\nRead more\v\r{P}\r",
    "many rounds": "Necessary\n" + "Discussion\nShare | Facebook · Twitter\nTác giả: Nguyễn Văn Rái\n" * 60,
}


@pytest.mark.parametrize("text", TWICE.values(), ids=TWICE)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = CLEANER.clean(text)
    assert CLEANER.clean(once.text).text == once.text
    assert restore(once.text, once.removals) == text


BOUND = ["Annonce", "Propaganda", "Publicidade", "Anzeige", "Lees meer", "Suivant", "Del", "Svar", "Autor", "Reklama"]
DEBRIS = [
    "By subscribing you agree to the terms of use and to the privacy policy of the site.",
    "We use cookies to give you the best experience on our site; by going on you agree to the use of these.",
    "All rights reserved. This material may not be published, broadcast, rewritten or redistributed.",
]
MIXED = st.builds(
    lambda lines, newline: newline.join(lines) + newline,
    st.lists(st.sampled_from([*BOUND, *DEBRIS, "Havnen i stormen", "Skibene blev inde.", "Harbour storm"]), max_size=7),
    st.sampled_from(["\n", "\n\n", "\r", "\f\r"]),
)


@often
@given(MIXED)
def test_cleaning_twice_changes_nothing_where_what_goes_is_of_another_language(text: str) -> None:
    once = CLEANER.clean(text).text
    assert CLEANER.clean(once).text == once


PIECES = st.sampled_from(["Share", "Home", P, "\f", "\v", "\x1c", "\x85", "\u2028", "\r", "\r", "\n", "\r\n"])


@settings(often, max_examples=400)
@given(st.lists(PIECES, max_size=16).map("".join))
def test_cleaning_twice_changes_nothing_whatever_ends_the_lines(text: str) -> None:
    once = CLEANER.clean(text).text
    assert CLEANER.clean(once).text == once


FIRST_LINE_GOES: Scorecard = [(["line[..-1] > 1"], [-500, 500])]
PATIENT_ROUNDS, WORST_PART = 30, 8


def judged_as_lines_go_one_by_one(size: int) -> tuple[Judge, Verdict]:
    """Return the verdict on a document of which, each time, the first line goes that is not protected."""
    text = "Skip to main content\n" + "".join(f"Word {line}\n" for line in range(size - 1))
    judge = judge_of(FIRST_LINE_GOES)
    return judge, judge.judge(read(text), bytes(row == 0 for row in range(size)))


@pytest.mark.parametrize("size", [100, 2000, 4000])
def test_a_document_that_loses_a_line_a_round_comes_to_an_end_soon(size: int) -> None:
    _, verdict = judged_as_lines_go_one_by_one(size)
    assert PATIENT_ROUNDS * (size - PATIENT_ROUNDS) < verdict.rows_judged <= (PATIENT_ROUNDS + WORST_PART) * size


def test_what_is_left_of_it_is_clean() -> None:
    judge, verdict = judged_as_lines_go_one_by_one(2000)
    table = read(verdict.cut())
    again = judge.judge(table, bytes(row == 0 for row in range(len(table))))
    assert again.cut() == verdict.cut()


def test_lines_that_go_along_say_so() -> None:
    size = 300
    text = "Skip to main content\n" + "".join(f"Word {line}\n" for line in range(size - 1))
    judge, table = judge_of(FIRST_LINE_GOES), read(text)
    weighed = judge.account(table, judge.judge(table, bytes(row == 0 for row in range(size))))
    whys = [why(row, PACK.rules) for row in weighed if row]
    assert len(whys) == size
    assert any("goes with others" in told for told in whys)


def test_removals_that_belong_to_another_text_are_refused() -> None:
    removals = CLEANER.clean("Body of the article, which is long enough to stay.\n\nSource link\n").removals
    with pytest.raises(ValueError, match="does not fit"):
        restore("short", removals)
