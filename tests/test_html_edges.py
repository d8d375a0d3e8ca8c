"""Whatever a page says, it is cleaned, and its metadata is found or not found."""

from __future__ import annotations

import json
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.cli import main

CLEANER = cleaner.Cleaner()
PARAGRAPH = "<p>Rain fell over the harbour all night, and the boats stayed in, said the harbour master.</p>"


def data(value: str) -> str:
    return f'<script type="application/ld+json">{value}</script>'


def nested(before: str, depth: int, behind: str) -> str:
    return data('{"@type":' + before * depth + "1" + behind * depth + "}")


SAID = {
    "a canonical address with a bracket": ("<link rel=canonical href='//[x'>", {}),
    "a canonical address with a placeholder": ("<link rel=canonical href='https://[domain]/x'>", {}),
    "a picture with a placeholder": ("<meta property=og:image content='http://[sitename]/a.png'>", {}),
    "a host that is another when it is normalised": ("<link rel=canonical href='https://a\u2100b/'>", {}),
    "an address that can be read behind one that cannot": (
        "<meta property=og:image content='//[x'><meta name=twitter:image content=/a.png>",
        {"image": "https://host.example/a.png"},
    ),
    "a type that is no text": (data('{"@type":{"a":"Article"},"headline":"Rain"}'), {}),
    "types nested in objects": (nested('{"a":', 300, "}"), {}),
    "types nested in lists": (nested("[", 300, "]"), {}),
    "data nested deeper than they are read": (nested("[", 3000, "]"), {}),
    "a number of 5,000 digits": (
        data('{"@type":"Article","headline":"Rain","position":' + "1" * 5000 + "}"),
        {"title": "Rain"},
    ),
    "a headline of 5,000 digits": (data('{"@type":"Article","headline":' + "1" * 5000 + "}"), {}),
    "a number beyond all": (data('{"@type":"Article","headline":"Rain","a":1e999}'), {"title": "Rain"}),
    "a title of a long number": ("<title>Rain &#" + "1" * 5000 + ";</title>", {"title": "Rain \ufffd"}),
    "half a surrogate pair in data": (data('{"@type":"Article","headline":"Rain \\ud83d"}'), {"title": "Rain \ufffd"}),
    "half a surrogate pair in the source": ("<title>Rain \ud83d</title>", {"title": "Rain \ufffd"}),
    "a surrogate pair": ("<title>Rain \ud83d\ude00</title>", {"title": "Rain \U0001f600"}),
    "a date that is none": ("<meta name=date content='99999999999999999999'>", {}),
    "a date of a thousand digits": ("<meta name=date content='" + "1 " * 1000 + "'>", {}),
    "an attribute named twice": ("<meta name=author content=Ada content=Bo>", {"byline": "Ada"}),
    "an address inside of a title": (
        "<link title=' href=/b' rel=canonical href=/a>",
        {"url": "https://host.example/a"},
    ),
}


@pytest.mark.parametrize("engine", ["auto", "fast", "trafilatura"])
@pytest.mark.parametrize("name", SAID)
def test_metadata_is_found_or_not_found(name: str, engine: str) -> None:
    head, expected = SAID[name]
    result = CLEANER.clean_html(f"<html><head>{head}</head><body>{PARAGRAPH}", "https://host.example/x", engine)
    found = {field: one.value for field, one in result.metadata.items() if one.source != "trafilatura"}
    assert "Rain fell" in result.text
    assert found == expected


@pytest.mark.parametrize("name", [name for name in SAID if "surrogate" not in name])
def test_the_command_line_says_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<html><head>{SAID[name][0]}</head><body>{PARAGRAPH}", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["cleaner", "--json", "--url", "https://host.example/x", str(path)])
    assert main() == 0
    written = capsys.readouterr()
    assert written.err == ""
    assert json.loads(written.out)["text"].startswith("Rain fell")


@pytest.mark.parametrize(("before", "behind"), [('{"a":', "}"), ("[", "]")], ids=["objects", "lists"])
def test_data_nested_as_deep_as_can_be_read_raise_nothing(before: str, behind: str) -> None:
    for depth in range(sys.getrecursionlimit() - 100, sys.getrecursionlimit()):
        assert CLEANER.clean_html(nested(before, depth, behind), engine="fast").byline == ""


@pytest.mark.parametrize("url", ["https://[x", "//[", "\0", "not an address", "https://a\u2100b/", "\ud800"])
def test_an_address_that_is_none_is_not_used(url: str) -> None:
    page = f"<link rel=canonical href=/a><meta property=og:image content=https://b.example/b.png>{PARAGRAPH}"
    for engine in ("auto", "fast", "trafilatura"):
        result = CLEANER.clean_html(page, url, engine)
        assert result.metadata["image"].value == "https://b.example/b.png"


TEXTS = [
    ("a long number", "<p>Rain &#" + "1" * 5000 + "; fell", "Rain \ufffd fell"),
    ("a surrogate behind a pair", "<p>Rain \ud836\udc00\udc00 fell", "Rain \U0001d800\ufffd fell"),
    ("a link of a long number", "<p><a href='/&#" + "1" * 5000 + ";'>Rain</a> fell", "Rain fell"),
]


@pytest.mark.parametrize(("page", "text"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
@pytest.mark.parametrize("output", ["text", "markdown"])
def test_texts_can_be_written(page: str, text: str, output: str) -> None:
    keep_all = cleaner.Cleaner(protect=[""])
    written = keep_all.clean_html(page, output=output, links=output == "markdown").text
    assert text in written or text == "Rain fell"
    assert "fell" in written
    assert written.encode()


def test_lines_that_nobody_sees_take_no_other_line_out_of_markdown() -> None:
    page = f"<h1>Storm</h1><p>\u200b</p><p>\u200b</p>{PARAGRAPH}<h2>Boats</h2>{PARAGRAPH}"
    text = cleaner.Cleaner(protect=[""]).clean_html(page, output="markdown").text
    kinds = [line[:3] for line in text.split("\n") if line.strip("\u200b")]
    assert kinds == ["# S", "Rai", "## ", "Rai"]


def test_nothing_is_nothing_whatever_is_protected() -> None:
    assert cleaner.Cleaner(protect=["a"]).clean_html("").text == ""


@pytest.mark.parametrize("page", [None, 3, ["<p>"], float("nan")], ids=str)
def test_what_is_no_page_is_refused(page: Any) -> None:
    with pytest.raises(TypeError, match="a page is str or bytes, not "):
        CLEANER.clean_html(page)


KEYS = (
    "@type @graph headline name author creator publisher datePublished dateCreated inLanguage keywords image url"
    " articleBody mainEntity"
)
NAMES = "og:title author citation_author date og:image og:url og:locale keywords description"
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters(codec=None), max_size=8),
        st.sampled_from(["https://[x", "//[", "Article", "2024-13-99", "<b>&#1;", "\ud83d"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=4)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from(KEYS.split()), VALUES, max_size=6).map(
    lambda fields: data(json.dumps({"@type": "NewsArticle"} | fields).replace("<", "\\u003c"))
)
WORDS = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["//[x", "1/2/3", "&#" + "1" * 5000 + ";"])
ELEMENTS = st.one_of(
    st.tuples(st.sampled_from(NAMES.split()), WORDS).map(
        lambda pair: f'<meta name="{pair[0]}" content="{escape(pair[1])}">'
    ),
    WORDS.map(lambda address: f'<link rel=canonical href="{escape(address)}">'),
    WORDS.map(lambda day: f'<time class=published datetime="{escape(day)}">then</time>'),
    WORDS.map(lambda title: f"<title>{title}</title>"),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(OBJECTS, ELEMENTS), max_size=6), WORDS)
def test_any_metadata_is_text_that_can_be_written(parts: list[str], url: str) -> None:
    for engine in ("auto", "trafilatura"):
        result = CLEANER.clean_html("".join(parts) + PARAGRAPH, url, engine)
        assert all(one.value and one.value.encode() for one in result.metadata.values())
        assert "harbour" in result.text
        assert (result.text + result.title + result.byline + result.date).encode()


def test_threads_share_a_cleaner_of_pages() -> None:
    pages = [f"<title>{i}</title><div class=c{i}>{PARAGRAPH * (i % 5)}<p>Share on Facebook</div>" for i in range(40)]
    alone = [CLEANER.clean_html(page, engine="fast") for page in pages]
    fresh = cleaner.Cleaner()
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda page: fresh.clean_html(page, engine="fast"), pages * 4))
    assert together == alone * 4
    assert [one.removals for one in together] == [one.removals for one in alone] * 4
    assert pickle.loads(pickle.dumps(together)) == together
