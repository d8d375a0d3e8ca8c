"""The compiled kernels do what those in NumPy do, whatever the text; without them, results are the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.arrays import Integers, places
from cleaner.characters import class_table, counter_table
from cleaner.folding import fold, fold_table
from cleaner.function_words import default_table
from cleaner.interface_words import interface_table
from cleaner.kernels import (
    COMPILED,
    ENDLESS,
    PURE,
    phrases,
    reading,
    rows,
    scoring,
    search,
    surroundings,
    uses,
)
from cleaner.kernels.shapes import PatternTable, RowFacts, Uses
from cleaner.packs import load_pack
from cleaner.patterns import Patterns

pytestmark = pytest.mark.skipif(not COMPILED, reason="no compiled kernels: no C compiler, or CLEANER_PURE is set")
if COMPILED:
    from cleaner.kernels import _automata, _phrases, _reading, _rows, _scoring, _search, _surroundings, _uses

PACK = load_pack()
NEEDLES = PACK.needles
AUTOMATA = Patterns(PACK).automata
OF_PATTERNS = [number for number, rule in enumerate(PACK.rules) if rule.pattern]

# Characters that some kernel treats in a way of its own, and all others.
CHARACTERS = st.one_of(
    st.sampled_from("\n\r\0 \t\u00a0\u2028\ufeffaE1ß,.!?-(\u0301\u3002的\uffff\U0001f600\ud83d\ude00\u0e01\u2026é"),
    st.characters(codec=None),
)
SENTENCES = st.sampled_from(["The ferry was late. ", "Leave a Reply ", "© 2024 ", "x" * 300, "the and of ", " " * 70])
ROWS = st.one_of(
    st.sampled_from(
        ["Photo: Lee", "By Ada Osei", "May 15, 2024", "\u3000© 2024 x\u2003", "Follow us on X", "Read more: é"]
    ),
    st.text(CHARACTERS.filter(lambda one: one not in "\n\r"), max_size=30),
)
TEXTS = st.lists(st.one_of(st.text(CHARACTERS, max_size=30), SENTENCES, st.just("\n")), max_size=30).map("".join)

often = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def codes_of(text: str) -> Any:
    return np.frombuffer((text + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)


def same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return all(np.array_equal(left, right) for left, right in zip(one, other, strict=True))


def folded_rows(text: str) -> tuple[bytes, Integers, Integers]:
    """Return the folded form of a text and the bounds of its lines, blank ones too."""
    read = reading.read_lines(codes_of(text), counter_table(), fold_table())
    return read.folded, np.concatenate((np.zeros(1, np.int64), read.folded_stops[:-1])), read.folded_stops - 1


@often
@given(TEXTS)
def test_lines_are_read_alike(text: str) -> None:
    given = codes_of(text), counter_table(), fold_table()
    assert same(_reading.read_lines(*given), reading.read_lines(*given))


@often
@given(TEXTS)
def test_words_are_read_alike(text: str) -> None:
    codes = codes_of(text)
    read = reading.read_lines(codes, counter_table(), fold_table())
    inked = places(read.counts[0])
    starts = np.concatenate((np.zeros(1, np.int64), read.stops[:-1]))
    given = codes, (starts[inked], read.stops[inked]), class_table(), fold_table(), default_table().keys
    assert same(_reading.read_words(*given), reading.read_words(*given))


@often
@given(TEXTS)
def test_languages_of_rows_are_told_alike(text: str) -> None:
    codes = codes_of(text + "\nabonnieren 24\nkommentar abonnieren passwort\n")
    read = reading.read_lines(codes, counter_table(), fold_table())
    inked = places(read.counts[0])
    starts = np.concatenate((np.zeros(1, np.int64), read.stops[:-1]))
    bounds = starts[inked], read.stops[inked]
    words = reading.read_words(codes, bounds, class_table(), fold_table(), default_table().keys)
    given = codes, words, class_table(), interface_table(), (1, 5)
    told = reading.languages_of_rows(*given)
    assert told.any()
    assert np.array_equal(_reading.languages_of_rows(*given), told)


@often
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2**64 - 1)), max_size=30))
def test_words_are_counted_alike(words: list[tuple[int, int]]) -> None:
    documents, languages = np.array(words, np.uint64).reshape(-1, 2).T.copy()
    given = documents.astype(np.int64), languages, 5
    assert np.array_equal(_reading.count_languages(*given), reading.count_languages(*given))


@pytest.mark.parametrize("text", ["\ud836\udc00\udc00", "\ud836" + "\udc00" * 9, "\ud836\udc00" * 9, "a\udc00\ud836b"])
def test_a_pair_of_surrogates_beside_lone_ones_is_folded_alike(text: str) -> None:
    given = codes_of(text), counter_table(), fold_table()
    read = _reading.read_lines(*given)
    assert same(read, reading.read_lines(*given))
    assert read.folded.decode("utf-8", "surrogatepass")


def test_each_process_has_keys_of_its_own() -> None:
    code = (
        "import numpy as n, cleaner.kernels as k; print(k.row_keys(b'ab', n.zeros(1, n.int64), n.full(1, 2), 2)[0][0])"
    )
    keys = {subprocess.check_output([sys.executable, "-c", code], text=True) for _ in "ab"}
    assert len(keys) == 2


@often
@given(TEXTS)
def test_rows_have_equal_keys_where_they_are_equal(text: str) -> None:
    folded, starts, stops = folded_rows(text + "\n" + text)
    texts = [folded[start:stop] for start, stop in zip(starts, stops, strict=True)]
    for kernels in (_rows, rows):
        keys, openings = kernels.row_keys(folded, starts, stops, 5)
        for numbers, of in ((keys.tolist(), texts), (openings.tolist(), [line[:5] for line in texts])):
            assert len(set(zip(numbers, of, strict=True))) == len(set(numbers)) == len(set(of))


@often
@given(TEXTS)
def test_what_is_compared_and_searched_of_rows_is_the_same(text: str) -> None:
    given = folded_rows(text)
    comparable = rows.comparable_rows(*given)
    assert same(_rows.comparable_rows(*given), comparable)
    assert same(_rows.searched_text(comparable, *given[1:]), rows.searched_text(comparable, *given[1:]))


@often
@given(
    st.lists(st.binary(min_size=1, max_size=9).map(lambda needle: needle.replace(b"\0", b"\1")), max_size=40), st.data()
)
def test_needles_are_found_alike(needles: list[bytes], data: st.DataObject) -> None:
    needles = list(dict.fromkeys(needles))
    part = st.one_of(st.sampled_from([*needles, b"\1"]), st.binary(max_size=3))
    text = b"".join(data.draw(st.lists(part, max_size=40)))
    assert found(_search, needles, text) == found(search, needles, text)


@often
@given(st.lists(st.one_of(st.sampled_from(NEEDLES), st.binary(max_size=3)), max_size=40).map(b"".join))
def test_needles_of_the_rules_are_found_alike(text: bytes) -> None:
    assert found(_search, NEEDLES, text, COMPILED_NEEDLES) == found(search, NEEDLES, text, PLAIN_NEEDLES)


def found(kernels: Any, needles: list[bytes], text: bytes, planted: Any = None) -> list[tuple[int, ...]]:
    matches = kernels.find(planted or kernels.plant(needles), text)
    return sorted(zip(*(column.tolist() for column in matches), strict=True))


if COMPILED:
    COMPILED_NEEDLES, PLAIN_NEEDLES = _search.plant(NEEDLES), search.plant(NEEDLES)


@often
@given(
    st.lists(st.binary(max_size=20), max_size=40, unique=True), st.lists(st.binary(max_size=2), max_size=5), st.data()
)
def test_phrases_are_looked_up_alike(known: list[bytes], others: list[bytes], data: st.DataObject) -> None:
    lines = data.draw(st.lists(st.sampled_from([*known, *others, b"none"]), max_size=30))
    stops = np.array(list(accumulate(map(len, lines))), np.int64)
    starts = stops - np.array(list(map(len, lines)), np.int64)
    given = rows.Comparable(b"".join(lines) + b"\n", starts, stops)
    compiled = _phrases.look_up(_phrases.index(known), given)
    assert same(compiled, phrases.look_up(phrases.index(known), given))


@often
@given(st.lists(st.binary(max_size=4), max_size=9).map(b"\r".join), st.integers(0, 2**32 - 1))
def test_what_needles_are_for_is_told_alike(text: bytes, seed: int) -> None:
    random = np.random.default_rng(seed)
    searched = rows.Searched(b"\r" + text + b"\r", random.integers(0, 7, text.count(b"\r") + 1))
    starts = random.integers(0, len(text) + 1, random.integers(0, 20))
    matches = search.Matches(random.integers(0, 5, len(starts)), starts, starts)
    in_rows = _uses.match_rows(matches, searched)
    assert np.array_equal(in_rows, uses.match_rows(matches, searched))
    counts = random.integers(0, 4, 5)
    first = np.concatenate((np.zeros(1, np.int64), counts.cumsum()))
    of_needles = Uses(first, random.integers(0, 3, counts.sum()), random.integers(0, 5, counts.sum()), 3)
    flags = random.integers(0, 2, (2, 3, 136)).astype(np.bool_)
    table = PatternTable(random.integers(0, 9, 3), flags[0, :, 0].copy(), random.integers(0, 2, 3), flags)
    facts = RowFacts(
        random.integers(0, 9, 7), random.integers(0, 2, 7), random.integers(0, 130, (2, 2, 7)).astype(np.uint8)
    )
    given = matches.needles, in_rows, of_needles, table, facts
    assert same(_uses.uses_of(*given), uses.uses_of(*given))


@often
@given(st.lists(ROWS, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_automata_accept_rows_as_they_do_alone(texts: list[str], random: Random) -> None:
    folded, starts, stops = folded_rows("\n".join(texts))
    codes = codes_of("\n".join(texts))
    ends = places(codes == ord("\n")) + 1
    as_they_are = np.concatenate((np.zeros(1, np.int64), ends[:-1])), ends
    chosen = np.array([random.choice(OF_PATTERNS) for _ in range(40)])
    in_rows = np.array([random.randrange(len(ends)) for _ in chosen])
    both = zip(chosen.tolist(), in_rows.tolist(), strict=True)
    alone = [
        (
            PACK.automata[rule].accepts(text_of(codes, *as_they_are, row)),
            PACK.automata[rule].accepts(fold(texts[row]).strip()),
        )
        for rule, row in both
    ]
    in_utf_8 = np.frombuffer(folded, np.uint8), (starts, stops)
    assert _automata.may_match(chosen, in_rows, codes, as_they_are, AUTOMATA).tolist() == [one for one, _ in alone]
    assert _automata.may_match(chosen, in_rows, *in_utf_8, AUTOMATA).tolist() == [other for _, other in alone]


def text_of(codes: Any, starts: Integers, stops: Integers, row: int) -> str:
    """Return a row without the white space around it."""
    return codes[starts[row] : stops[row]].tobytes().decode("utf-32-le", "surrogatepass").strip()


LENGTHS = st.lists(st.integers(0, 12), max_size=6)
"""Numbers of rows of some documents."""


def rows_of(lengths: list[int]) -> tuple[Integers, Integers, Integers]:
    """Return the first rows of documents and, for each row, the bounds of its document."""
    first = np.array([0, *accumulate(lengths)], np.int64)
    return first, first[:-1].repeat(lengths), first[1:].repeat(lengths)


@often
@given(LENGTHS, st.data())
def test_copies_are_counted_alike(lengths: list[int], data: st.DataObject) -> None:
    keys = np.array([data.draw(st.integers(-2, 4)) for _ in range(sum(lengths))], np.int64)
    first, _, _ = rows_of(lengths)
    assert same(_rows.count_copies(keys, first), rows.count_copies(keys, first))


@often
@given(LENGTHS, st.integers(-9, 9), st.integers(0, 9), st.randoms(use_true_random=False))
def test_surroundings_are_worked_out_alike(lengths: list[int], ahead: int, width: int, random: Random) -> None:
    _, start, stop = rows_of(lengths)
    size, documents = len(start), (start, stop)
    columns = [np.array([random.choice((0, 0, 1, 30_000)) for _ in range(size)], np.int32) for _ in "abc"]
    sums = surroundings.sums_before(columns)
    assert np.array_equal(_surroundings.sums_before(columns), sums)
    window = random.choice((ahead, -ENDLESS)), random.choice((ahead + width, ENDLESS))
    given = sums, window, documents
    assert np.array_equal(_surroundings.shares(*given), surroundings.shares(*given))
    assert np.array_equal(_surroundings.window_sums(*given), surroundings.window_sums(*given))
    for forwards in (True, False):
        given = columns, documents
        assert np.array_equal(
            _surroundings.distances(*given, forwards=forwards), surroundings.distances(*given, forwards=forwards)
        )
    given = columns, documents, ahead or 1
    assert np.array_equal(_surroundings.neighbours(*given), surroundings.neighbours(*given))
    tables = np.zeros((2, 6, size), np.int16)
    for kernels, table in zip((_surroundings, surroundings), tables, strict=True):
        kernels.fill_windows(table, [3, 0, 1], sums, window, documents, slice(None))
        kernels.fill_values(table, [4, 2], [sums[0][1:], columns[1]], slice(None))
    assert np.array_equal(*tables)


@often
@given(st.integers(0, 300), st.integers(1, 9), st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_rows_are_scored_alike(size: int, trees: int, bits: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    table = random.integers(-3, 4, (5, size)).astype(np.int16)
    asked = random.integers(0, 5, (bits, trees))
    thresholds = random.integers(-4, 4, (bits, trees)).astype(np.int16)
    points = random.integers(-999, 999, trees << bits).astype(np.int32)
    given = table, asked, thresholds, points, np.arange(trees) << bits
    assert np.array_equal(_scoring.score_rows(*given), scoring.score_rows(*given))
    changes = random.integers(-999, 999, (trees << bits, bits)).astype(np.int32)
    given = table, asked, thresholds, np.arange(trees) << bits, changes
    assert np.array_equal(_scoring.account_rows(*given), scoring.account_rows(*given))


def test_a_cleaner_without_compiled_kernels_gives_the_same_results() -> None:
    code = "import cleaner, cleaner.kernels as k, sys; print(k.COMPILED, ascii(cleaner.clean(sys.stdin.read())))"
    text = (
        "Home\nThe ferry was late again on Tuesday, and nobody of us was told why it was.\n(c) 2024\nShare this\n" * 9
    )
    told = {
        pure: subprocess.run(
            [sys.executable, "-c", code],
            input=text,
            text=True,
            capture_output=True,
            check=True,
            env=os.environ | {PURE: pure},
        ).stdout.split(" ", 1)
        for pure in ("", "1")
    }
    assert (told[""][0], told["1"][0]) == ("True", "False")
    assert told[""][1] == told["1"][1]
