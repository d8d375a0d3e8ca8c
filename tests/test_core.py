"""What the core is made of does what it says: whatever the text, from several threads, and again and again."""

from __future__ import annotations

import doctest
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from itertools import pairwise
from mmap import mmap
from pathlib import Path
from sys import getsizeof

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.html.columns import add_markup
from cleaner.html.page import walk
from cleaner.lines.characters import casefolded, fold, folded
from cleaner.lines.reading import Reader
from cleaner.lines.table import LONGEST_DOCUMENT, NAMES
from cleaner.rules.matcher import Matcher
from tests.reading import PACK, columns_of, judge_of, read

CLEANER = Cleaner()
READER = Reader(Matcher(PACK))
SEEDS = [path.read_text("utf-8") for path in sorted(Path("seeds").glob("*.txt"))]

often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ODD = st.lists(
    st.sampled_from(
        [
            "Share",
            "Home",
            "\f",
            "\v",
            "\r",
            "\n",
            "\r\n",
            "\u2028",
            "ß" * 30,
            "ΣΧΌΛΙΑ 🙂",
            "ŉ\n",
            "\ud83d",
            "\ude00",
            "\0",
        ]
    ),
    max_size=30,
).map("".join)
TEXTS = st.one_of(ODD, st.sampled_from(SEEDS), st.text(st.characters(codec=None), max_size=60))


@pytest.mark.parametrize("module", ["lines.characters", "lines.words", "rules.tokens"])
def test_examples_in_compiled_modules_run(module: str) -> None:
    outcome = doctest.testmod(import_module(f"cleaner.{module}"))
    assert outcome.attempted > 0 == outcome.failed


# --- reading --------------------------------------------------------------------------------------------------------


@often
@given(TEXTS)
def test_rows_are_the_lines_that_are_not_blank_in_order(text: str) -> None:
    bounds = read(text).bounds()
    assert all(0 <= start < stop <= len(text) for start, stop in bounds)
    assert all(stop <= after for (_, stop), (after, _) in pairwise(bounds))
    assert all(text[start:stop].rstrip("\r\n").count("\n") == 0 for start, stop in bounds)
    rows = {character for start, stop in bounds for character in text[start:stop]}
    assert {character for character in text if character.isalnum()} <= rows


@often
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_what_was_read_before_leaves_no_trace(texts: list[str]) -> None:
    used = Reader(Matcher(PACK))
    for text in texts:
        table, fresh = used.read(text), Reader(Matcher(PACK)).read(text) if len(text) < 100 else read(text)
        assert (table.bounds(), table.found()) == (fresh.bounds(), fresh.found())
        assert all(table.values(name) == fresh.values(name) for name in NAMES)


@pytest.mark.parametrize("behind", ["", "a", "é", "ő", "😀", "\ud800"])
def test_texts_of_all_widths_are_read_alike(behind: str) -> None:
    text = "Leave a Reply\nThe ferry was late again on Tuesday.\nShare\n"
    table, wider = read(text), read(text + "\n" + behind)
    rows = len(table)
    assert wider.bounds()[:rows] == table.bounds()
    assert [hit for hit in wider.found() if hit[0] < rows] == table.found()
    assert all(wider.values(name)[:rows] == table.values(name) for name in NAMES)


@pytest.mark.parametrize("size", [8191, 8192, 8193, 50_000])
def test_a_line_of_any_length_is_one_row(size: int) -> None:
    table = read("Share\n" + "a " * (size // 2) + "\nShare\n")
    assert len(table) == 3
    assert table.values("words").tolist() == [1, size // 2, 1]
    assert table.found()[0][1] == table.found()[-1][1]


@often
@given(TEXTS.map(lambda text: text.encode("utf-8", "replace")))
def test_a_buffer_of_utf_8_is_cleaned_as_its_text_is(content: bytes) -> None:
    tables = [READER.read(content), READER.read(content.decode())]
    bounds = [(len(content[:start].decode()), len(content[:stop].decode())) for start, stop in tables[0].bounds()]
    assert bounds == tables[1].bounds()
    in_place, decoded = map(CLEANER._judge.judge, tables)
    assert in_place.findings() == decoded.findings()
    assert in_place.cut() == decoded.cut().encode()


FAULTS = {
    b"caf\xe9\n": 3,
    b"a" * 20 + b"\xc3": 20,
    b"\xed\xa0\x80": 0,  # a surrogate
    b"\xc0\x80": 0,  # longer than need be
    b"\xf4\x90\x80\x80": 0,  # beyond Unicode
    "é".encode() + b"\xe2\x82": 2,
}


PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
LINES = st.lists(
    st.lists(st.one_of(PLAIN, st.sampled_from([" " * 3, "\t", "\x07", "é", "’", "\x7f"])), max_size=6).map("".join)
)


@often
@given(LINES)
def test_columns_count_characters_wherever_they_stand(lines: list[str]) -> None:
    lines = [line for line in lines if re.search(r"[^\s\x07\x7f]", line)]
    table = read("".join(f"{line}\n" for line in lines))
    counted = {
        "characters": r"[^\s\x07\x7f]",
        "words": r"[a-zA-Z0-9é]+",
        "capitalised": r"(?<![a-zA-Z0-9é])[A-Z]",
        "capitals": r"[A-Z]",
        "digits": r"[0-9]",
        "sentence_ends": r"[.!?]",
        "commas": r"[,;]",
        "separators": r"[|/\\<>]",
    }
    for name, characters in counted.items():
        assert list(table.values(name)) == [len(re.findall(characters, line)) for line in lines]


@often
@given(LINES)
def test_lines_are_the_same_however_they_are_written(lines: list[str]) -> None:
    lines = [line for line in lines if re.search(r"[a-z]", line)]
    ways = ["\n".join([line, line.upper(), re.sub(r"[ \t]+", " \t ", line)]) for line in lines]
    for way in ways:
        assert columns_of(read(way), ["copies"])["copies"] == [3, 3, 3]


@pytest.mark.parametrize(("content", "place"), FAULTS.items())
def test_a_buffer_that_is_not_utf_8_is_refused(content: bytes, place: int) -> None:
    with pytest.raises(
        ValueError, match=f"^the text is not UTF-8 at byte {place}; decode it by its encoding, and give str$"
    ):
        READER.read(content)


@often
@given(st.binary(max_size=12))
def test_bytes_are_taken_for_utf_8_as_python_takes_them(content: bytes) -> None:
    try:
        content.decode()
    except UnicodeDecodeError:
        with pytest.raises(ValueError, match="not UTF-8"):
            READER.read(content)
    else:
        READER.read(content)


def test_a_document_of_two_gigabytes_is_refused() -> None:
    with mmap(-1, LONGEST_DOCUMENT + 1) as content, pytest.raises(ValueError, match="give it in parts of less than"):
        READER.read(content)


# --- judging --------------------------------------------------------------------------------------------------------


def test_documents_of_lone_surrogates_are_judged_and_come_back() -> None:
    for text in ["\ud800", "\udc00\ud800\n\ud800", "\ud836\udc00\udc00\nShare\n", "a\ud800b\n" * 50]:
        result = CLEANER.clean(text)
        assert "".join(line.text for line in CLEANER.explain(text)) == text
        assert CLEANER.clean(result.text).text == result.text


@pytest.mark.parametrize("kept", ["ferry", "Brücke", "паром", "🛳 ferry"])
@pytest.mark.parametrize("cut", ["Leave a Reply", "Leave a Reply »", "Leave a Reply →", "🙂 Leave a Reply"])
def test_what_stays_is_a_text_as_python_makes_it(kept: str, cut: str) -> None:
    line = f"The {kept} was late again on Tuesday, and nobody at the harbour could say why it was.\n"
    text = CLEANER.clean(f"{cut}\n{line * 2}{cut}\n{line}").text
    assert cut not in text
    again = text.encode().decode()
    assert (text, hash(text), getsizeof(text)) == (again, hash(again), getsizeof(again))


def test_threads_judge_alike() -> None:
    def kept(text: str) -> list[tuple[object, ...]]:
        return CLEANER._judge.judge(Reader(Matcher(PACK)).read(text)).findings()

    expected = [kept(text) for text in SEEDS]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(kept, SEEDS * 5)) == expected * 5


def test_a_table_that_was_read_with_other_rules_is_refused() -> None:
    judge = type(judge_of([]))((), (), [], 0, ())
    with pytest.raises(ValueError, match="rules that the judge does not have"):
        judge.judge(read("Leave a Reply\n"))


def test_a_page_without_its_markup_is_refused() -> None:
    page = walk("<p>Leave a Reply</p>")
    with pytest.raises(ValueError, match="is no column"):
        CLEANER._page_judge.judge(read(page.text))
    table = read(page.text)
    add_markup(table, CLEANER._judge.rows_hit(table), page)
    assert CLEANER._page_judge.judge(table).rows == 1


# --- folding -------------------------------------------------------------------------------------------------------

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


@often
@given(TEXTS)
def test_folding_keeps_newlines(text: str) -> None:
    assert fold(text).count("\n") == text.count("\n")
