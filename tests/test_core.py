"""The core judges one document as the judge of batches does, to the byte; and what it is made of does what it says."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, verdicts
from cleaner._core.judge import Judge as CoreJudge
from cleaner._core.judge import Verdict
from cleaner._core.letters import casefolded, folded
from cleaner._core.table import Table
from cleaner.account import Account
from cleaner.context import Context
from cleaner.folding import fold
from cleaner.judge import Judge
from cleaner.lines import Lines
from cleaner.reasons import why
from cleaner.rule_table import LABELS
from cleaner.scorecard import Scorecard
from cleaner.stages.shape import line_columns
from tests.test_batches import DOCUMENTS, with_markup

CLEANER = Cleaner()
SEEDS = [path.read_text("utf-8") for path in sorted(Path("seeds").glob("*.txt"))]
PAIRS = list[tuple[Sequence[str], Sequence[int]]]

often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pairs(scorecard: Scorecard) -> PAIRS:
    return [([f"{asked.column} > {asked.threshold}" for asked in t.conditions], t.points) for t in scorecard.tables]


def core(judge: Judge, scorecard: PAIRS | None = None) -> CoreJudge:
    """Return the judge of the core that judges as one of batches does."""
    removed = {label for label, goes in zip(LABELS, CLEANER._removed, strict=True) if goes}
    scorecard = pairs(judge.scorecard) if scorecard is None else scorecard
    rules, bound = judge.rules.rules, judge.rules.bound.tolist()
    return CoreJudge(rules, bound, scorecard, judge.threshold, removed, once=judge.once, spoken=int(judge.spoken))


JUDGE, PAGE_JUDGE = CLEANER._judge, replace(CLEANER._judge, once=True)
CORE, PAGE_CORE = core(JUDGE), core(PAGE_JUDGE)


def told(by: CoreJudge, table: Table, verdict: Verdict) -> list[str]:
    """Return the reasons for all rows."""
    return [why(row, JUDGE.rules.rules) for row in by.account(table, verdict) if row is not None]


def assert_same(lines: Lines, judge: Judge, by: CoreJudge, protected: np.ndarray | None = None) -> None:
    """Assert that both judge a document alike, and give the same reasons."""
    protected = np.zeros(len(lines), np.bool_) if protected is None else protected
    looks = list(judge.looks(lines, protected))
    cuts = replace(CLEANER._cuts(lines, judge, looks))
    found = cuts.findings
    kept = ~CLEANER._removed[found.labels] | (protected & ~found.debris)
    table = Table.from_lines(lines, 0)
    verdict = by.judge(table, protected.astype(np.uint8).tobytes())
    labels = [LABELS[code] for code in found.labels.tolist()]
    columns = labels, found.rule.tolist(), found.points.tolist(), found.debris.tolist(), kept.tolist()
    assert verdict.findings() == list(zip(*columns, strict=True))
    assert verdict.guarded == bool(found.guarded)
    if not protected.any():
        assert verdict.slices() == cuts.slices(0)
    reasons = Account(lines, looks, cuts, judge.scorecard)._reasons(np.arange(len(lines)))
    assert told(by, table, verdict) == reasons


@pytest.mark.parametrize("text", [*SEEDS, "", "\n \n", "Hello"], ids=str.__len__)
def test_seeds_are_judged_alike(text: str) -> None:
    assert_same(CLEANER._table([text]), JUDGE, CORE)


@often
@given(DOCUMENTS)
def test_what_heuristics_look_at_is_judged_alike(text: str) -> None:
    assert_same(CLEANER._table([text]), JUDGE, CORE)


PARAGRAPH = (
    "The ferry sails at nine, said the harbour master, and it is late again: Straße, café, １３, \u3000and \xadso on"
)
AROUND = st.sampled_from(["", " ", "  ", " \u3000", "\u200b", "  - ", "(", "...", "… ", "\xad."])
REPEATED = st.lists(
    st.builds(lambda before, size, behind: before + PARAGRAPH[:size] + behind, AROUND, st.integers(60, 120), AROUND),
    min_size=2,
    max_size=6,
)


@often
@given(REPEATED)
def test_repeated_beginnings_are_judged_alike(paragraphs: list[str]) -> None:
    assert_same(CLEANER._table(["\n".join(["Skip to main content", *paragraphs])]), JUDGE, CORE)


ODD = st.lists(
    st.sampled_from(["Share", "Home", "\f", "\v", "\r", "\n", "\r\n", "\u2028", "ß" * 30, "ΣΧΌΛΙΑ 🙂", "ŉ\n"])
)


@often
@given(st.one_of(DOCUMENTS, st.sampled_from(SEEDS), ODD.map("".join)))
def test_utf_8_is_judged_as_the_same_text(text: str) -> None:
    lines = CLEANER._table([text])
    verdict, of_bytes = CORE.judge(Table.from_lines(lines, 0)), CORE.judge(Table.from_lines(lines, 0, utf8=True))
    assert of_bytes.findings() == verdict.findings()
    assert of_bytes.cut() == verdict.cut().encode()


@often
@given(text=DOCUMENTS, seed=st.integers(0, 99))
def test_lines_with_markup_are_judged_alike(text: str, seed: int) -> None:
    assert_same(with_markup(CLEANER._table([text]), seed), PAGE_JUDGE, PAGE_CORE)


@often
@given(ODD.map("".join), st.sampled_from(["", "\ud800", "\ud83d\ude00"]))
def test_texts_with_odd_ends_of_lines_are_judged_alike(text: str, behind: str) -> None:
    assert_same(CLEANER._table([text + behind]), JUDGE, CORE)


@pytest.mark.parametrize("lines", [1, 40, 700])
def test_a_document_that_loses_a_line_a_round_comes_to_the_same_end(lines: int) -> None:
    scorecard = [(["line[..-1] > 1"], [-500, 500])]
    table = CLEANER._table(["Skip to main content\n" + "".join(f"Word {line}\n" for line in range(lines))])
    protected = np.arange(len(table)) == 0
    judge = replace(JUDGE, scorecard=Scorecard.from_data(scorecard))
    assert_same(table, judge, core(judge, scorecard), protected)


@pytest.mark.parametrize("text", SEEDS, ids=str.__len__)
def test_results_read_off_a_verdict_are_those_of_today(text: str) -> None:
    table = Table.from_lines(CLEANER._table([text]), 0)
    verdict = CORE.judge(table)
    found, today = verdicts.result(text, verdict, lambda: told(CORE, table, verdict)), CLEANER.clean(text)
    assert found == today
    assert [one.why for one in found.removals] == [one.why for one in today.removals]
    assert verdicts.judgements(text, verdict, told(CORE, table, verdict)) == CLEANER.explain(text)


def test_threads_judge_alike() -> None:
    tables = [Table.from_lines(CLEANER._table([text]), 0) for text in SEEDS]

    def judged(verdict: Verdict) -> list[tuple[object, ...]]:
        return verdict.findings()

    expected = [judged(CORE.judge(table)) for table in tables]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(judged, threads.map(CORE.judge, tables * 50))) == expected * 50


EXPRESSIONS = ["words", "prose@-2", "words[-8..-1]", "hit[..]", "prose[..-1]%", "since hit", "until prose", "gap@1"]
EXPRESSIONS += ["words[3..9]", "prose[-700..700]%", "short_density", "block_place", "copies_before[1..]"]


@pytest.mark.parametrize("text", SEEDS, ids=str.__len__)
def test_expressions_have_the_same_values(text: str) -> None:
    lines = CLEANER._table([text])
    asking = core(JUDGE, [([f"{name} > 0"], [0, 0]) for name in EXPRESSIONS])
    found = asking.examine(Table.from_lines(lines, 0)).columns
    look = next(JUDGE.looks(lines, np.zeros(len(lines), np.bool_)))
    context = Context(line_columns(look.lines, JUDGE.rules), lines.first)
    for name in EXPRESSIONS:
        assert found[name].tolist() == context[name].tolist(), name


@pytest.mark.parametrize(
    ("scorecard", "message"),
    [
        ([(["words"], [1, 2])], "'words' is no condition"),
        ([(["words[ > 1"], [1, 2])], "is no expression"),
        ([(["wrods > 1"], [1, 2])], "'wrods' is no column"),
        ([(["words > 1"], [1, 2, 3])], "has 2 points, not 3"),
        ([([f"words > {n}" for n in range(9)], [0] * 512)], "at most 8 conditions"),
        ([(["words[-5000..-1] > 1"], [1, 2])], "looks at most"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_scorecard_that_cannot_be_used_is_refused(scorecard: PAIRS, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("[", r"\[")):
        core(JUDGE, scorecard).judge(Table.from_lines(CLEANER._table(["Hello\n"]), 0))


CHARACTERS = "".join(map(chr, range(0x110000)))


def test_letters_are_case_folded_as_python_does_it() -> None:
    assert casefolded(CHARACTERS) == CHARACTERS.casefold()


@often
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_letters_are_folded_as_rules_are(text: str) -> None:
    assert folded(text) == fold(text)


@pytest.mark.parametrize("name", ["LATIN SMALL LETTER SHARP S", "NO-BREAK SPACE", "SOFT HYPHEN", "FULLWIDTH COMMA"])
def test_single_letters_are_folded_as_rules_are(name: str) -> None:
    text = unicodedata.lookup(name)
    assert folded(f"a{text} {text}b") == fold(f"a{text} {text}b")
