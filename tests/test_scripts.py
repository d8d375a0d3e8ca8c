"""Prose is told in every language, known or not; so is what a story's lines share."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner
from tests.reading import columns_of, read

FOLDER = Path(__file__).with_name("languages")
CLEANER = Cleaner()


ALONE = {file.stem: file.read_text(encoding="utf-8").strip() for file in sorted((FOLDER / "alone").glob("*.txt"))}
"""Texts in languages that no rule speaks, and some of which no function words are known."""
SURROUNDINGS = (
    "Skip to content\nLog in\n\n",
    "\n\nShare this\nLeave a Reply\n© 2024 River News. All rights reserved.\n",
)


@pytest.mark.parametrize("language", ALONE)
def test_text_in_a_language_without_rules_stays_whole(language: str) -> None:
    assert CLEANER.clean(ALONE[language]).text == ALONE[language]


@pytest.mark.parametrize("language", ALONE)
def test_its_paragraphs_are_prose_and_its_headline_is_none(language: str) -> None:
    headline, *paragraphs = columns_of(read(ALONE[language]), ["prose"])["prose"]
    assert headline == 0
    assert all(words > 0 for words in paragraphs)


@pytest.mark.parametrize("language", ALONE)
def test_a_page_around_it_takes_no_paragraph_along(language: str) -> None:
    before, behind = SURROUNDINGS
    kept = CLEANER.clean(before + ALONE[language] + behind).text.strip().split("\n\n")
    assert [part for part in ALONE[language].split("\n\n")[1:] if part not in kept] == []


def test_a_list_of_names_is_no_prose_in_an_unknown_language() -> None:
    names = " ".join(f"Xorvath Bremlin{number}" for number in range(8)) + "."
    sentence = "xorvath bremlin " * 8 + "xor."
    assert columns_of(read(f"{names}\n{sentence}"), ["prose"])["prose"] == [0, 17]


ENDS = {
    "Armenian": "Հին այգի։",
    "Amharic": "የድሮው ድልድይ።",
    "Hindi": "पुरानो पुल।",
    "Urdu": "پرانا پل۔",
    "Burmese": "တံတား။",
    "Khmer": "ស្ពាន។",
    "Chinese": "旧桥。",
    "Tibetan": "ཟམ་པ།",
    "Arabic": "جسر؟",
}


@pytest.mark.parametrize("language", ENDS)
def test_sentences_end_by_the_marks_of_their_script(language: str) -> None:
    assert columns_of(read(ENDS[language]), ["ends_sentence"])["ends_sentence"] == [1]


STORIES = {
    "Polish": ("Most nad rzeką", "Kurs walut na jutro"),
    "Chinese": ("旧桥重新开放", "明日天气预报"),
    "Korean": ("다리가 다시 열렸다", "내일 날씨는 맑음"),
    "Thai": ("สะพานเก่าเปิด", "พยากรณ์อากาศพรุ่งนี้"),
}
BODY = {
    "Polish": "Most nad rzeką zamknięto wiosną, bo woda uszkodziła jego filary i nikt nie mógł tam przejść.\n"
    "Teraz most jest znowu otwarty, a mieszkańcy wsi nad rzeką chodzą przez niego do szkoły.",
    "Chinese": "旧桥在春天被洪水损坏，村里的人们从那以后就不能再过河了。\n"
    "现在旧桥重新开放，孩子们又可以从桥上走到学校去了。",
    "Korean": "봄에 물이 불어나서 다리가 부서졌고 마을 사람들은 그 뒤로 강을 건널 수 없었다고 말했다.\n"
    "이제 다리가 다시 열렸고 아이들은 다리를 건너 학교에 갈 수 있게 되었다고 한다.",
    "Thai": "สะพานเก่าที่อยู่ในหมู่บ้านถูกน้ำท่วมเมื่อปีที่แล้ว และชาวบ้านก็ไม่ได้ข้ามแม่น้ำตั้งแต่นั้นมา\n"
    "ตอนนี้สะพานเก่าเปิดให้ใช้แล้ว และเด็กก็จะเดินข้ามสะพานไปโรงเรียนได้อีก",
}


@pytest.mark.parametrize("language", STORIES)
def test_a_line_of_the_story_shares_its_words_and_one_of_another_does_not(language: str) -> None:
    own, other = STORIES[language]
    shared = columns_of(read(f"{own}\n{BODY[language]}\n{other}"), ["shared"])["shared"]
    assert shared[0] >= 50
    assert shared[-1] <= 20


def test_lines_in_another_script_than_the_document_are_foreign() -> None:
    columns = columns_of(read("Старый мост снова открыт для всех\nShare on Facebook\nФото 2024 Reuters"), ["foreign"])
    assert columns["foreign"] == [0, 100, 50]


LISTED = ("ar", "el", "fi", "hu", "id", "ja", "ko", "pl", "ru", "th", "tr", "vi", "zh-Hans", "zh-Hant")


@pytest.mark.parametrize("language", LISTED)
def test_paragraphs_are_prose_however_many_function_words_a_language_has(language: str) -> None:
    text = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").strip()
    headline, *paragraphs = columns_of(read(text), ["prose"])["prose"]
    assert headline == 0
    assert all(words > 0 for words in paragraphs)


def test_what_is_usual_in_a_document_says_how_many_function_words_make_prose() -> None:
    few = "xorb bemq xlin xmarq the tokq xperq xseng gadq kolq dunq zorx."
    many = "the xorb of bemq and xlin it xmarq is tokq as xperq."
    assert columns_of(read(few), ["prose"])["prose"] == [12]
    assert columns_of(read(f"{few}\n{many}\n{many}"), ["prose"])["prose"] == [0, 12, 12]
