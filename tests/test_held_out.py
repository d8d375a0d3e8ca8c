"""Systems held out: their phrases are chosen and taken out of the rules, all others stay."""

from __future__ import annotations

from benchmarks.quality.data import Phrase, host_fold
from benchmarks.quality.held_out import cleaner_without, only_in_fold
from benchmarks.quality.languages import body, document

SYSTEMS = [f"system-{number}" for number in range(8)]
OURS = next(system for system in SYSTEMS if host_fold(system, 4) == 0)
OTHERS = next(system for system in SYSTEMS if host_fold(system, 4) != 0)


def test_phrases_count_if_no_other_system_prints_them_and_they_are_not_english() -> None:
    phrases = [
        Phrase("de", "login", "Nur hier", OURS),
        Phrase("de", "login", "Auch dort", OURS),
        Phrase("de", "login", "AUCH DORT:", OTHERS),
        Phrase("de", "login", "Nur dort", OTHERS),
        Phrase("en", "login", "Only here", OURS),
    ]
    assert [phrase.text for phrase in only_in_fold(phrases, (0, 4))] == ["Nur hier"]


def test_the_rules_do_not_have_the_wordings_any_more_and_have_all_others() -> None:
    wordings = ["Antwort abbrechen", "Dodaj komentarz"]
    texts = [document(body(language), [line], "after") for language, line in zip(("de", "pl"), wordings, strict=True)]
    found = []
    for line, text in zip(wordings, texts, strict=True):
        judgements = cleaner_without([Phrase("de", "comment_form", wordings[0])]).explain(text)
        found += [judgement.rule for judgement in judgements if judgement.text.strip() == line]
    assert found == ["", "comment_form.reply-heading"]
