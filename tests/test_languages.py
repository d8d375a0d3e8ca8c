"""Debris in forty languages goes, and prose that holds the same words stays."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from benchmarks.quality.data import Phrase
from benchmarks.quality.languages import document, is_short, trials
from cleaner import Cleaner
from cleaner.lines.characters import fold_phrase
from cleaner.rules.pack import load_rules
from tests.reading import read

FOLDER = Path(__file__).with_name("languages")
BODIES = {
    file.stem: file.read_text(encoding="utf-8").strip().split("\n\n")
    for file in sorted(FOLDER.glob("*.txt"))
    if file.stem != "debris"
}
DEBRIS = {
    tag: lines
    for block in (FOLDER / "debris.txt").read_text(encoding="utf-8").strip().split("\n\n")
    for tag, *lines in [block.removeprefix("@").split("\n")]
}
LABELS = (
    "comment_form",
    "newsletter",
    "share",
    "related",
    "navigation",
    "consent",
    "login",
    "ad",
    "player",
    "date",
    "pagination",
    "legal",
    "search",
)
CLEANER = Cleaner()


def test_there_are_forty_languages_with_prose_and_debris() -> None:
    assert len(BODIES) == 40
    assert set(BODIES) == set(DEBRIS)


@pytest.mark.parametrize("language", BODIES)
def test_prose_that_holds_debris_wordings_stays(language: str) -> None:
    text = "\n\n".join(BODIES[language])
    assert CLEANER.clean(text).text == text


CASES = [(language, place) for language in BODIES for place in ("before", "after")]


@pytest.mark.parametrize(("language", "place"), CASES)
def test_debris_around_the_text_goes_and_no_paragraph(language: str, place: str) -> None:
    # Ten lines of debris make a page dump of so short a text, and in dumps the scorecard decides on the headline.
    headline, *paragraphs = BODIES[language]
    text = document(BODIES[language], DEBRIS[language], place)
    kept = [line for line in CLEANER.clean(text).text.split("\n") if line]
    assert [line for line in kept if line != headline] == paragraphs


PAGES = {file.stem: file.read_text(encoding="utf-8").splitlines() for file in sorted((FOLDER / "pages").glob("*.txt"))}


@pytest.mark.parametrize("language", PAGES)
def test_of_a_page_in_a_script_of_its_own_the_paragraphs_stay_and_the_debris_goes(language: str) -> None:
    # Lines of the text are marked +, debris -. The scorecard decides on the headline, as above.
    lines = PAGES[language]
    text = "\n\n".join(line[2:] for line in lines)
    kept = [line for line in CLEANER.clean(text).text.split("\n") if line]
    headline, *paragraphs = [line[2:] for line in lines if line.startswith("+")]
    assert [line for line in kept if line != headline] == paragraphs


@pytest.mark.parametrize(
    ("prose", "label"),
    [
        ("เขาบอกว่าเด็กๆ ได้เรียนรู้จากงานนี้มากกว่าที่อยู่ในหนังสือ เพราะต้องลงน้ำด้วยตัวเองและนับต้นกล้าทุกต้น", "นโยบายความเป็นส่วนตัว"),
        ("គ្រូបាននិយាយថា ទឹកឡើងចុះមិនមែនជាបញ្ហាទៀតទេ ហើយនាងបានរស់នៅក្នុងភូមិនេះដោយមាន", "គោលការណ៍ឯកជនភាព"),
        ("ແມ່ເວົ້າວ່າຖະໜົນໃໝ່ໄດ້ພາຄົນມາຫຼາຍຂຶ້ນ ແຕ່ລາວກໍຍັງຂາຍໃນລາຄາເກົ່າໃຫ້ກັບຄົນໃນບ້ານ", "ນະໂຍບາຍຄວາມເປັນສ່ວນຕົວ"),
    ],
)
def test_prose_without_spaces_and_full_stops_counts_as_sentences_and_labels_do_not(prose: str, label: str) -> None:
    table = read(f"{prose}\n{label}")
    assert list(map(bool, table.values("sentence_ends"))) == [True, False]
    assert table.values("ends_sentence").tolist() == [1, 0]
    assert table.values("words")[0] < len(prose) // 3


@pytest.mark.parametrize("language", BODIES)
def test_every_language_has_wordings_in_every_category(language: str) -> None:
    known = {rule.label for rule in load_rules() if language in rule.languages}
    assert set(LABELS) - known == set()


SAME = [
    ("GİRİŞ YAP", "giriş yap"),
    ("AÇIKLAMALARI GÖSTER", "açıklamaları göster"),
    ("SCHLIESSEN", "schließen"),
    ("ΣΧΌΛΙΑ ΧΡΉΣΤΗΣ", "σχόλια χρήστης"),
    ("ΣΧΟΛΙΑΣΤΕ", "Σχολιάστε"),
    ("شَارِكْ", "شارك"),
    ("\u202bشارك\u202c", "شارك"),
    ("پاسخ دهید", "پاسخ دهيد"),
    ("آخرین به\u200cروزرسانی", "آخرین بهروزرسانی"),
    ("שָׁלוֹם", "שלום"),
    ("\u200fשתפו\u200e", "שתפו"),
    ("ＬＯＧＩＮ", "login"),
    ("विज्ञापन।", "विज्ञापन"),
    ("اشتہار۔", "اشتہار"),
    ("ｺﾒﾝﾄ", "コメント"),
    ("コメント：", "コメント"),
    ("١٢ تعليقا", "12 تعليقا"),
    ("๑๒ ความคิดเห็น", "12 ความคิดเห็น"),
    ("১২ মন্তব্য", "12 মন্তব্য"),
]


@pytest.mark.parametrize(("written", "meant"), SAME)
def test_spellings_that_readers_take_to_be_the_same_fold_to_one(written: str, meant: str) -> None:
    assert fold_phrase(written) == fold_phrase(meant)


@pytest.mark.parametrize(
    "text", ["Příští stránka", "Trang tiếp theo", "Следующий пост", "パスワードをお忘れですか", "Ακολουθήστε μας"]
)
def test_both_normal_forms_fold_to_one(text: str) -> None:
    assert fold_phrase(unicodedata.normalize("NFD", text)) == fold_phrase(unicodedata.normalize("NFC", text))


def test_languages_restrict_the_wordings() -> None:
    cleaner = Cleaner(languages=["de"])
    assert "Dodaj komentarz" in cleaner.clean(document(BODIES["pl"], ["Dodaj komentarz"], "after")).text
    assert "Kommentar schreiben" not in cleaner.clean(document(BODIES["de"], ["Kommentar schreiben"], "after")).text


def test_short_phrases_may_need_company() -> None:
    assert is_short("Suche")
    assert is_short("搜索")
    assert not is_short("Zum Inhalt springen")


def test_a_phrase_counts_as_removed_only_if_a_rule_knows_it() -> None:
    phrases = [
        Phrase("de", "comment_form", "Schreibe einen Kommentar"),
        Phrase("de", "comment_form", "Kein System druckt diese Zeile hier"),
        Phrase("xx", "comment_form", "no body text in this language"),
    ]
    assert [(trial.alone, trial.removed, trial.lost) for trial in trials(CLEANER, phrases)] == [
        (True, True, 0),
        (False, False, 0),
    ]
