"""Labels that no rule knows go if all their words are of the interface of the document's language."""

from __future__ import annotations

import pytest

from benchmarks.quality.languages import body, document
from cleaner import Cleaner
from cleaner.lines.words import MARK
from cleaner.rules.pack import default_folder
from tests.reading import columns_of, read

CLEANER = Cleaner()

LABELS = [
    ("de", "Passwort erneut eingeben"),
    ("fr", "Supprimer les commentaires"),
    ("es", "Compartir comentarios en Telegram"),
    ("pl", "Wyślij komentarz e-mailem"),
    ("ru", "Комментарии пользователей сайта"),
    ("el", "Κοινοποίηση σχολίου στο Telegram"),
    ("tr", "Yorumlara abone olun"),
    ("fi", "Jaa kommentti Telegramissa"),
    ("hu", "Jelszó módosítása"),
    ("ar", "تغيير كلمة المرور"),
]


def is_label(line: str, language: str) -> bool:
    """Tell whether a line of a document in a language is measured as a label."""
    text = "\n".join([line, *body(language)])
    return bool(interface(text)[0])


def interface(text: str) -> list[int]:
    """Return the column that tells which lines are labels."""
    return columns_of(read(text), ["interface"])["interface"]


@pytest.mark.parametrize(("language", "line"), LABELS)
def test_a_label_that_no_rule_knows_goes_behind_the_text(language: str, line: str) -> None:
    judgements = CLEANER.explain(document(body(language), [line], "after"))
    [(kept, rule)] = [(found.kept, found.rule) for found in judgements if found.text.strip() == line]
    assert (kept, rule) == (False, "")


@pytest.mark.parametrize(("language", "line"), LABELS)
def test_between_paragraphs_it_may_be_a_heading_and_stays(language: str, line: str) -> None:
    assert line in CLEANER.clean(document(body(language), [line], "between")).text


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Passwort"),
        ("de", "Das Passwort der Königin"),
        ("de", "Wer Kommentare schreibt, bleibt länger wach"),
        ("fr", "Supprimer les impôts"),
        ("es", "El comentario del alcalde"),
        ("pl", "Hasło wyborcze sprzed lat"),
        ("ru", "Комментарии министра обороны"),
    ],
)
def test_a_heading_that_holds_such_words_stays(language: str, line: str) -> None:
    assert line in CLEANER.clean(document(body(language), [line], "after")).text


def test_words_count_only_in_documents_of_their_language() -> None:
    assert is_label("Passwort erneut eingeben", "de")
    assert not is_label("Passwort erneut eingeben", "es")
    assert not is_label("Passwort erneut eingeben", "en")


def test_all_words_have_to_be_of_one_language() -> None:
    assert is_label("Supprimer les commentaires", "fr")
    assert not is_label("Passwort erneut commentaires", "fr")


def test_where_no_language_can_be_told_nothing_is_a_label() -> None:
    assert interface("Passwort erneut eingeben") == [0]


def test_numbers_may_stand_in_labels_and_make_none() -> None:
    assert is_label("2 Passwort erneut eingeben", "de")
    assert not is_label("12 13 14", "de")


@pytest.mark.parametrize("language", ["de", "fr", "es", "pl", "ru", "el", "tr", "fi", "hu", "ar"])
def test_nearly_every_word_of_the_list_makes_a_label(language: str) -> None:
    lines = (default_folder() / "interface_words.txt").read_text("utf-8").splitlines()
    (words,) = [line.partition(": ")[2].split() for line in lines if line.startswith(f"{language}: ")]
    telling = [word.removeprefix(MARK) for word in words if word.startswith(MARK)]
    labels = interface("\n".join([*(f"{word} {word}" for word in telling), *body(language) * len(telling)]))
    assert sum(labels) > 0.9 * len(telling)  # of two words with one slot, one is lost
