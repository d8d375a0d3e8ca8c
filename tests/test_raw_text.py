"""Raw text as it comes: flattened, hard-wrapped, with debris on the line of a paragraph."""

from __future__ import annotations

from textwrap import wrap

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.lines.kinds import kind_of
from tests.test_cli import CommandLine
from tests.test_seeds import OTHERS, OUR_SEEDS, Seed, read_seeds

CLEANER = cleaner.Cleaner()
CONTENT = {"title", "heading", "body"}

A = "Rain fell over the harbour all night and the boats stayed in, said the master, who had seen worse."
B = "The quay was quiet, too, and nobody in the town could say when the ferries would sail again."
C = "All of them had been in the storm of the year before, which had taken the roof off the market hall."
D = "“Nobody will put out today,” said Mr. Osei of the U.S. Coast Guard, which had sent 1.5 tons of sand."
BODY = [A, B, C, D]

# Text by what stays of it: what is in brackets goes.
FLATTENED = {
    "behind the last sentence": f"{A} {B} {C} {D}[ Source link]",
    "several behind it": f"{A} {B} {C} {D}[ Source link Leave a Reply Your email address will not be published.]",
    "between sentences": f"{A} {B} [Share this article ]{C} {D}",
    "behind a separator": f"{A} {B} {C} {D}[ • Source link]",
    "nothing": f"{A} {B} {C} {D}",
    "none that a sentence says": f"{A} {B} He asked them to leave a reply at the desk, and they did. {C} {D}",
    "none inside a name": f"{A} {B} The Share This Building stood empty for a year, as did the hall beside it. {C}",
    "a credit, behind which a year ends a sentence": f"{A} {B} [Handout/Getty Images ]The quay in 2024. {C} {D}",
    "another story, before a quotation": f"{A} {B} [See also Night trains turned back as landslide closes the Ansel"
    f" pass for a third day ]“We live by the tide, said the master. {C} {D}",
    "a trail, but for the headline that runs on": f"[Home → News → Local → ]Ferries Sail Again {A} {B} {C} {D}",
    "of a script without spaces": "暴风雨使渡轮停航。船长说，他们昨天不能出海，因为风浪太大了。" * 12
    + "他们在等待天气好转。",
}

GLUED = {
    "behind a paragraph": f"{A} {B}[ Source link]\n\n{C} {D}\n",
    "behind two": f"{A} {B}[ Leave a Reply]\r\n\r\n{C} {D}[ Source link]\r\n",
    "before one": f"[Advertisement ]{A} {B}\n{C} {D}\n",
    "nothing that a sentence says": f"{A} Leave a reply at the desk, he said.\n{B} He found the source link broken.\n",
}


SHORT = {
    "the sentence of a sure wording": f"[Cookies help us deliver our services. ]{A} {B}",
    "what is in brackets": f"[(Reporting by Ada Osei; Editing by Jim Hale) ]{A} Nobody could say why it was.",
    "of a script without spaces": "[订阅我们的新闻通讯。]暴风雨使渡轮停航。船长说，他们昨天不能出海，因为风浪太大了。",
    "a trail, but for its last item": f"[Home › Politics › ]Storm {B}",
}

CUES = [
    "1\n00:00:01,000 --> 00:00:02,500\nThe ferry\nwas late again.\n\n",
    "[2\n00:00:03,000 --> 00:00:04,500\nSubscribe to our newsletter\n\n]",
    "3\n00:00:05,000 --> 00:00:06,500\n- Nobody knew why.\n- Home.\n\n",
]
SENTENCE_LINES = [
    "The ferry was late again.",
    "Nobody could say why it was.",
    "He had seen worse.",
    "Rain fell all night.",
]
OTHER_KINDS = {
    "subtitles": "".join(CUES),
    "subtitles with a head": "WEBVTT\n\n" + "".join(CUES).replace(",", "."),
    "sentences": "\n".join([*SENTENCE_LINES * 2, "[Share this\n]The boats stayed in.", "", *SENTENCE_LINES, ""]),
}


def source(marked: str) -> str:
    return marked.replace("[", "").replace("]", "")


def rest(marked: str) -> str:
    return "".join(part.rpartition("]")[2] for part in marked.split("["))


@pytest.mark.parametrize("marked", FLATTENED.values(), ids=FLATTENED)
def test_debris_goes_out_of_a_text_without_lines(marked: str) -> None:
    result = cleaner.clean(source(marked))
    assert (result.text, result.kind) == (rest(marked), "flattened")
    assert cleaner.restore(result.text, result.removals) == source(marked)


@pytest.mark.parametrize("marked", GLUED.values(), ids=GLUED)
def test_debris_goes_off_the_line_of_a_paragraph(marked: str) -> None:
    result = cleaner.clean(source(marked))
    assert (result.text, result.kind) == (rest(marked), "lines")
    assert cleaner.restore(result.text, result.removals) == source(marked)


@pytest.mark.parametrize("marked", SHORT.values(), ids=SHORT)
def test_sentences_on_a_short_line_stay_that_no_rule_knows(marked: str) -> None:
    result = cleaner.clean(source(marked))
    assert (result.text, result.kind) == (rest(marked), "lines")
    assert cleaner.restore(result.text, result.removals) == source(marked)


@pytest.mark.parametrize(("name", "marked"), OTHER_KINDS.items(), ids=OTHER_KINDS)
def test_cues_and_sentences_keep_their_lines(name: str, marked: str) -> None:
    result = cleaner.clean(source(marked))
    assert (result.text, result.kind) == (rest(marked), name.split(maxsplit=1)[0])
    assert cleaner.restore(result.text, result.removals) == source(marked)
    assert cleaner.clean(result.text).text == result.text


@pytest.mark.parametrize("marked", [*FLATTENED.values(), *SHORT.values(), *OTHER_KINDS.values()])
def test_the_command_line_cleans_them_as_the_library_does(marked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = CommandLine(monkeypatch)(given=source(marked).encode())
    assert (ended.exit_code, ended.output.decode().rstrip("\n")) == (0, cleaner.clean(source(marked)).text.rstrip("\n"))


@pytest.mark.parametrize("seed", [*OUR_SEEDS, *read_seeds(OTHERS)], ids=lambda seed: seed.name)
def test_flattened_seeds_lose_what_a_sure_rule_knows_and_no_body(seed: Seed) -> None:
    strength = {rule.id: rule.strength for rule in CLEANER._pack.rules}
    sure = [cut.text for cut in CLEANER.clean(seed.raw).removals if strength.get(cut.rule) == "sure"]
    text = CLEANER.clean(" ".join(seed.raw.split())).text
    assert [line for line in sure if " ".join(line.split()) in text] == []
    assert [line for line in seed.lines(lambda label: label in CONTENT) if " ".join(line.split()) not in text] == []


@pytest.mark.parametrize("seed", OUR_SEEDS, ids=lambda seed: seed.name)
def test_what_sites_print_goes_out_of_flattened_seeds_and_the_body_stays(seed: Seed) -> None:
    text = cleaner.clean(" ".join(seed.raw.split())).text
    assert [line for line in seed.lines(lambda label: label == "body") if " ".join(line.split()) not in text] == []
    printed = {"comment_form", "source_link", "copyright", "newsletter"}
    assert [line for line in seed.lines(lambda label: label in printed) if " ".join(line.split()) in text] == []


@pytest.mark.parametrize("width", [60, 72, 78])
@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_a_wrapped_text_is_judged_by_its_paragraphs(width: int, blank: str) -> None:
    paragraphs = ["Storm keeps the ferries in port", f"{A} {B}", f"{C} {D}", f"{B} {A}", f"{D} {C}"]
    text = blank.join("\n".join(wrap(paragraph, width)) for paragraph in [*paragraphs, "Source link", "Leave a Reply"])
    result = cleaner.clean(text)
    assert (result.kind, result.title) == ("wrapped", "Storm keeps the ferries in port")
    assert result.text.rstrip() == blank.join("\n".join(wrap(paragraph, width)) for paragraph in paragraphs)
    assert cleaner.restore(result.text, result.removals) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("lines", "\n".join(BODY)),
        ("lines", "\n".join(f"Menu entry {number}" for number in range(40))),
        ("lines", "\n".join(f"The {number}th line of the verse is of some length, it is" for number in range(40))),
        ("flattened", " ".join(BODY)),
        ("flattened", "Storm\n" + " ".join(BODY * 9)),
        ("wrapped", "\n".join(wrap(" ".join(BODY * 3), 72))),
        ("wrapped", "\n".join(f"> {line}" for line in wrap(" ".join(BODY * 3), 72))),
        ("sentences", "\n".join(SENTENCE_LINES * 3)),
        ("sentences", "\n".join(SENTENCE_LINES * 3 + [""] + BODY)),
        ("lines", "\n".join(f"{A} {B}" for _ in range(12))),
        ("lines", "\n\n".join(SENTENCE_LINES * 3)),
        ("subtitles", "1\n00:00:01,000 --> 00:00:02,500\nThe ferry is late.\n"),
        ("lines", "\n".join([*(f"Menu entry {number}" for number in range(40)), "00:00:01,000 --> 00:00:02,500"])),
        ("lines", ""),
    ],
)
def test_a_text_is_of_the_kind_that_its_lines_tell(kind: str, text: str) -> None:
    assert kind_of(text) == cleaner.clean(text).kind == kind


# --- promises ---------------------------------------------------------------------------------------------------------

PIECES = st.one_of(
    st.sampled_from(BODY),
    st.sampled_from(["Home", "News", "Sport", "Share this", "Source link", "Leave a Reply", "Read more", "|", "»"]),
    st.sampled_from(["By Ada Osei", "May 15, 2024", "Storm Keeps Ferries In Port", "© 2024 Harbour"]),
    st.sampled_from(["暴风雨使渡轮停航。", "船长说：", "ข่าว", "الأخبار"]),
    st.text(st.characters(codec=None), max_size=12),
)
GAPS = st.sampled_from([" ", " ", " ", "  ", "\t", " | ", "\n", "\r\n", "", "\u00a0"])
FLAT_TEXTS = st.lists(st.tuples(PIECES, GAPS), min_size=12, max_size=60).map(lambda parts: "".join(map("".join, parts)))
WRAPPED_TEXTS = st.builds(
    lambda paragraphs, width, gap: gap.join("\n".join(wrap(paragraph, width)) for paragraph in paragraphs),
    st.lists(st.lists(PIECES, min_size=1, max_size=6).map(" ".join), max_size=9),
    st.integers(40, 100),
    st.sampled_from(["\n", "\n\n"]),
)
SENTENCE_TEXTS = st.lists(st.one_of(PIECES, st.sampled_from(SENTENCE_LINES)), min_size=8, max_size=40).map("\n".join)
CUE_TEXTS = st.lists(PIECES, min_size=1, max_size=9).map(
    lambda shown: "".join(
        f"{number}\n0:00:{number:02d}.000 --> 0:00:{number:02d}.900\n{one}\n\n" for number, one in enumerate(shown)
    )
)
TEXTS = st.one_of(FLAT_TEXTS, WRAPPED_TEXTS, SENTENCE_TEXTS, CUE_TEXTS)
often = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@often
@given(TEXTS)
def test_what_goes_comes_back_and_what_stays_is_clean(text: str) -> None:
    result = CLEANER.clean(text)
    assert cleaner.restore(result.text, result.removals) == text
    assert CLEANER.clean(result.text).text == result.text


@often
@given(TEXTS)
def test_removals_and_explanations_tell_the_same(text: str) -> None:
    result = CLEANER.clean(text)
    explained = result.explain()
    assert "".join(one.text for one in explained) == text
    assert "".join(one.text for one in explained if one.kept) == result.text
    gone = [(one.start, one.end, one.label, one.rule, one.points, one.text) for one in explained if not one.kept]
    assert list(result.ledger.cuts()) == gone
    assert result.ledger.reasons() == {one.start: one.why for one in explained if not one.kept}


@often
@given(st.lists(TEXTS, max_size=5))
def test_company_changes_nothing(texts: list[str]) -> None:
    alone = [CLEANER.clean(text) for text in texts]
    assert list(CLEANER.clean_many(texts, threads=2)) == alone
    assert list(CLEANER.clean_many(reversed(texts))) == alone[::-1]


@pytest.mark.parametrize(
    "text",
    ["\0" * 5000, "\u200b" * 3000 + "\0 " * 900, "\u200b. " * 2000, ". " * 3000, "|" * 5000, "ß" * 9000, "1" * 9000],
    ids=["null", "zero width", "between stops", "stops", "bars", "sharp s", "figures"],
)
def test_long_texts_that_say_nothing_stay(text: str) -> None:
    assert CLEANER.clean(text).text == text


def test_a_sentence_stays_that_the_formula_of_rights_stands_behind() -> None:
    sentence = (
        "The harbour master said that the pier would be repaired before the summer, when most of the visitors come."
    )
    assert (
        CLEANER.clean(f"Ferries sail again\n\n{sentence} All rights reserved.\n").text
        == f"Ferries sail again\n\n{sentence}\n"
    )


WAITING = (
    "The ferry was late again on Tuesday, and the passengers who had waited since noon were not amused at all, as the "
    "harbour board, which had met that week, said that it would look into the matter at once, so that nobody should "
    "have to wait until the boats of the islands were in the dock again, where they had been all winter, said he."
)


@pytest.mark.parametrize(("lines", "kind"), [(5, "lines"), (6, "wrapped")])
def test_it_takes_five_breaks_where_the_next_word_did_not_fit_to_make_wrapped_text(lines: int, kind: str) -> None:
    assert kind_of("\n".join(wrap(WAITING, 60)[:lines])) == kind
