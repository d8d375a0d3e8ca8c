"""Bytes of a page become text, whatever the page claims."""

from __future__ import annotations

import encodings
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.html.encoding import decode_page

RUSSIAN = "<p>Где мой дом? В Москве, на улице Ленина. Погода сегодня хорошая, дождя нет."
GERMAN = "<p>Über Nacht fiel in Köln viel Regen, die Straßen blieben bis zum Mittag gesperrt."
JAPANESE = "<p>今日は天気がいいですね。東京の空は青い。雨は降りませんでした。"
KOREAN = "<p>오늘 날씨가 좋습니다. 서울의 하늘은 파랗다. 비는 오지 않았다."
CHINESE = "<p>镕基今天在北京说，天气很好，没有下雨。"

CLEANER = cleaner.Cleaner()
NO_ENCODINGS = ["undefined", "idna", "punycode", "unicode_escape", "raw-unicode-escape", "utf-7"]
"""Python knows codecs by these names."""

PAGES = [
    ("declared windows-1251", RUSSIAN, "cp1251", "windows-1251", ""),
    ("declared by the server only", RUSSIAN, "koi8-r", "", "koi8-r"),
    ("the server counts before the page", RUSSIAN, "cp1251", "koi8-r", "windows-1251"),
    ("declared Latin-1 is windows-1252", "<p>“Rain” – it fell…", "cp1252", "iso-8859-1", ""),
    ("gb2312 with characters beyond it", CHINESE, "gb18030", "gb2312", ""),
    ("Shift_JIS", JAPANESE, "cp932", "Shift_JIS", ""),
    ("EUC-KR", KOREAN, "cp949", "euc-kr", ""),
    ("UTF-8 that calls itself Latin-1", GERMAN, "utf-8", "iso-8859-1", ""),
    ("UTF-8 that calls itself windows-1251", RUSSIAN, "utf-8", "windows-1251", "windows-1251"),
    ("windows-1251 that calls itself UTF-8", RUSSIAN, "cp1251", "utf-8", ""),
    ("nothing declared, Russian", RUSSIAN, "cp1251", "", ""),
    ("nothing declared, Korean", KOREAN, "cp949", "", ""),
    ("nothing declared, German", GERMAN, "cp1252", "", ""),
    ("an encoding that does not exist", GERMAN, "cp1252", "latin-99", "x-none"),
    ("a codec that is no encoding", GERMAN, "utf-8", "rot13", "base64"),
    *((f"{name} is no encoding of pages", GERMAN, "cp1252", name, "") for name in NO_ENCODINGS),
    *((f"{name} by the server", GERMAN, "cp1252", "", name) for name in NO_ENCODINGS),
    ("ISO-2022-JP is seven bits", JAPANESE, "iso2022_jp", "iso-2022-jp", ""),
    ("UTF-16 without a mark", GERMAN, "utf-16-le", "", ""),
]


@pytest.mark.parametrize(
    ("text", "written", "meta", "charset"), [case[1:] for case in PAGES], ids=[case[0] for case in PAGES]
)
def test_pages_are_read_as_they_were_written(text: str, written: str, meta: str, charset: str) -> None:
    page = f'<meta charset="{meta}">{text}' if meta else text
    assert decode_page(page.encode(written), charset).text == page


LATIN = [
    ("fr", "cp1252", "Où est passé l’été ? Les bateaux restèrent à quai."),
    ("it", "cp1252", "Lunedì il caffè sarà aperto. Però è già tardi."),
    ("es", "cp1252", "¿Dónde está la estación? Mañana lloverá."),
    ("de", "cp1252", "Größe"),
    ("pl", "cp1250", "Łódź została w porcie, ponieważ wiał silny wiatr."),
    ("hu", "cp1250", "A hajó a kikötőben maradt, mert erős szél fújt."),
    ("tr", "cp1254", "Gemi fırtına yüzünden limanda kaldı, dedi başkan."),
    ("lt", "cp1257", "Laivas liko uoste, nes pūtė stiprus vėjas."),
    ("ru", "cp1251", "Корабль остался в порту, потому что дул ветер."),
]


@pytest.mark.parametrize(("language", "written", "text"), LATIN, ids=[case[0] for case in LATIN])
def test_what_language_a_page_is_in_settles_what_its_letters_leave_open(language: str, written: str, text: str) -> None:
    page = f'<html class=a lang="{language}-XX"><p>{text}'
    assert decode_page(page.encode(written)) == (page, written)


@pytest.mark.parametrize(
    ("language", "written", "text"), [case for case in LATIN if case[0] in {"fr", "it", "es", "ru"}]
)
def test_short_pages_that_say_nothing_are_read_as_browsers_do(language: str, written: str, text: str) -> None:
    assert decode_page(f"<p>{text}".encode(written)) == (f"<p>{text}", written)


WARNED = [
    ("<p>{}", "cp1252", "the page does not say what it is written in; it was read as cp1252"),
    ("<meta charset=windows-1252><p>{}", "cp1252", ""),
    ("<p>{}", "utf-8", ""),
]


@pytest.mark.parametrize(("page", "written", "warning"), WARNED)
def test_a_guess_is_told_of(page: str, written: str, warning: str) -> None:
    assert CLEANER.clean_html(page.format(" ".join([LATIN[0][2]] * 5)).encode(written)).warning == warning


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_marks_count_before_all_claims(encoding: str) -> None:
    mark = "\ufeff".encode(encoding)
    assert decode_page(mark + GERMAN.encode(encoding), "koi8-r").text == GERMAN


def test_declarations_behind_long_scripts_are_found() -> None:
    meta = "<meta http-equiv=content-type content='text/html; charset=windows-1251'>"
    page = f"<script>{'x' * 20_000}</script>{meta}{RUSSIAN}"
    assert decode_page(page.encode("cp1251")).text == page


def test_damaged_utf8_loses_the_damage_only() -> None:
    assert decode_page(GERMAN.encode() * 3 + b"\xff").text == GERMAN * 3 + "\ufffd"


CODECS = sorted({module.name for module in pkgutil.iter_modules(encodings.__path__)} - {"mbcs", "oem"})


@pytest.mark.parametrize("charset", [*CODECS, "", "none", "\0", "a" * 10_000])
@pytest.mark.parametrize("declared_by", ["page", "server"])
def test_any_bytes_become_text_that_can_be_written(charset: str, declared_by: str) -> None:
    page = f'<meta charset="{charset}"><p>'.encode() + bytes(range(256)) + rb"\ud800 +2AA- ~{xn--a"
    text = decode_page(page if declared_by == "page" else page[-300:], charset if declared_by == "server" else "").text
    assert text.encode()


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "gb2312", "utf-16", "hz", "idna", "utf-7", "cp037"]))
def test_any_bytes_become_text(data: bytes, charset: str) -> None:
    assert decode_page(data, charset).text.encode() is not None
