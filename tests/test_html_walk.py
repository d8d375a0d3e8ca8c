"""HTML as lines: what a reader sees, one line a block."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.html.page import Page, walk
from cleaner.html.parseable import DEEPEST

LINES = [
    ("inline tags do not break words", "<p>Rain<b>fall</b> in <i>May</i></p>", ["Rainfall in May"]),
    ("links side by side are two words", "<a>Home</a><a>News</a>", ["Home News"]),
    ("white space is one space", "<p>\n  Rain \t fell&nbsp;&nbsp;all\n\nnight\n</p>", ["Rain fell all night"]),
    ("blocks break lines", "One<div>two</div>three", ["One", "two", "three"]),
    ("br breaks the line", "<p>One<br>two<br/>three", ["One", "two", "three"]),
    ("cells of a row stand on one line", "<table><tr><th>Town<td>Rain<tr><td>Ulm<td>9", ["Town | Rain", "Ulm | 9"]),
    ("a definition follows its term", "<dl><dt>Rain<dd>Water<dt>Hail<dd>Ice</dl>", ["Rain", "Water", "Hail", "Ice"]),
    ("pre keeps its lines and indents", "<pre>\nif rain:\n    stay()\n</pre>", ["if rain:", "    stay()"]),
    ("alt texts are no text", "<p>Rain <img alt='A cloud'> fell", ["Rain fell"]),
    ("entities are read", "<p>Fish &amp; chips &eacute; &#8364; &unknown;", ["Fish & chips é € &unknown;"]),
    (
        "scripts, styles and pictures are no text",
        "<script>a<b</script><style>p{}</style><svg><text>x</text></svg>y",
        ["y"],
    ),
    ("an unclosed picture does not swallow the page", "<svg><path d='M0'><p>Rain fell.", ["Rain fell."]),
    (
        "what nobody closed does not swallow the page",
        "<video src='a' </video><p>Rain fell.<p>It stopped.",
        ["Rain fell.", "It stopped."],
    ),
    ("soft hyphens are not seen", "<p>Rain\u00adfall and down&shy;pour<p>&shy;", ["Rainfall and downpour"]),
    ("options of a form are no text", "<select><option>Ulm<option>Bonn</select><p>Rain", ["Rain"]),
    (
        "a template breaks no line, and nobody sees it",
        "<p>Rain <template><p>x</p><p>y</template> fell",
        ["Rain fell", "x y"],
    ),
    ("templates in templates are left out", "<template>x<template>y</template></template><p>Rain", ["x", "Rain"]),
    ("a script that writes a script is no text", "<script><!--<script>a</script>b--></script><p>Rain", ["Rain"]),
    ("names of attributes may hold quotes", "<p =\"a' b\"c=d e='>'>Rain", ["Rain"]),
    ("a name may be long", f"<{'x' * 2000} hidden>a</{'x' * 2000}><p>Rain", ["a", "Rain"]),
    ("foreign elements end where they end", "<math><link>a</link>b<mi>c</math>d", ["abcd"]),
    ("comments are no text", "<!-- <p>x --><p>Rain<!--> fell", ["Rain fell"]),
    (
        "inline parts that nobody sees stand behind the line",
        "<p>Rain <span hidden>x</span><i style='display: none'>y</i>fell",
        ["Rain fell", "x y"],
    ),
    (
        "a title that speaks of what is hidden hides nothing",
        "<p>Rain <a href=/x title='The hidden valley'>fell</a><i alt=\"so class = 'hidden' it is\"> there</i>",
        ["Rain fell there"],
    ),
    (
        "items and paragraphs need no end tags",
        "<ul><li>One<li>two</ul><p>three<p>four",
        ["One", "two", "three", "four"],
    ),
    ("an end tag that fits nothing is ignored", "</div></td><p>Rain</b> fell</section>.", ["Rain fell."]),
    ("a quote opens only behind an equals sign", "<p don't title='>'>It doesn't.", ["It doesn't."]),
    (
        "cells that lay out a page are lines",
        f"<table><tr><td>Menu<td>{'Rain fell. ' * 20}",
        ["Menu", ("Rain fell. " * 20).strip()],
    ),
    ("frames' other text is read", "<frameset><frame src=a><noframes><p>Rain</noframes>", ["Rain"]),
]


def lines_of(page: Page) -> list[str]:
    return [line for line in page.text.split("\n") if line]


@pytest.mark.parametrize(("html", "lines"), [case[1:] for case in LINES], ids=[case[0] for case in LINES])
def test_pages_become_the_lines_a_reader_sees(html: str, lines: list[str]) -> None:
    assert lines_of(walk(html)) == lines


MARKUP = [
    ("<article><p>x", {"in_article": 1, "in_paragraph": 1, "in_nav": 0}),
    (
        "<nav><ul><li><a href='/'>x</a></ul></nav>",
        {"in_nav": 1, "in_list": 1, "in_item": 1, "in_link": 1, "link_share": 100},
    ),
    ("<p>abcd <a href='/'>efg</a>", {"link_share": 37, "links": 1}),
    ("<div role='navigation'><p>x", {"in_nav": 1}),
    ("<div hidden><p>x", {"hidden": 1}),
    ("<div aria-hidden='true'>x", {"hidden": 1}),
    ("<div style='visibility:hidden'><p>x", {"hidden": 1}),
    ("<p>a</p><noscript><p>x</noscript>", {"in_noscript": 1}),
    ("<div class='article-body'><div class='c-comments'><p>x", {"named_article_body": 1, "named_comment": 1}),
    ("<div class='relatedPosts'>x", {"named_related": 1}),
    ("<div itemprop='articleBody'><p>x", {"in_body_property": 1}),
    ("<section><h2>x", {"in_h2": 1, "in_h1": 0, "in_section": 1}),
    ("<div><nav>a</nav><img src=b><p>x", {"images": 1, "in_nav": 0}),
]


@pytest.mark.parametrize(("html", "expected"), MARKUP, ids=[case[0] for case in MARKUP])
def test_markup_says_where_the_last_line_stands(html: str, expected: dict[str, int]) -> None:
    markup = walk(html).markup
    assert {name: int(markup[name][-1]) for name in expected} == expected


def test_lines_of_one_container_share_its_number() -> None:
    page = walk("<div><p>a<p>b</div><div><p>c</div>")
    first, second, third = page.markup["container"].tolist()
    assert first == second != third


def test_lines_in_elements_of_the_same_names_share_a_path() -> None:
    page = walk("<div><div class=t><p>a</div><div class=t><p>b</div><div class=u><p>c</div></div>")
    first, second, third = page.markup["path"].tolist()
    assert first == second != third


MONSTERS = {
    "nested tags": "<div>" * 100_000 + "Rain",
    "nested lists": "<ul><li>" * 100_000 + "Rain",
    "nested inline tags": "".join(f"<font size={size}>" for size in range(100_000)) + "<p>Rain" * 1000,
    "end tags": "<div><b>" * 300 + "</i>" * 200_000 + "Rain",
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(1_000_000)) + ">Rain",
    "colspan": "<table><tr><td colspan=1000000000000000>Rain",
    "unclosed script": "<p>Rain<script>" + "a<b" * 500_000,
    "unclosed comment": "<p>Rain<!--" + "-- >" * 500_000,
    "unclosed quotes": "<p>Rain" + '<a title="' * 200_000,
    "tags that never end": "<p>Rain" + "<a " * 500_000,
    "NUL bytes": "<p>Ra\0in" + "\0" * 1_000_000,
    "table bomb": "<table><tr><td>" * 50_000 + "Rain",
    "entities": "<p>Rain" + "&amp;&notit;&#x110000;&" * 200_000,
    "nested pictures": "<svg>" * 100_000 + "</svg>" * 100_000 + "Rain",
    "less-than signs": "Rain" + "<" * 1_000_000,
    "links in links": "Rain" + "<a href=/x>a" * 100_000,
    "items in items": "Rain" + "<ul><li>a" * 100_000,
    "cells that span": "<table>Rain" + "<tr><td rowspan=65534 colspan=1000>a" * 50_000,
    "entities without end": "Rain" + "&" * 500_000 + "&#" * 200_000 + "&#x" + "f" * 500_000,
    "a long class": f"<p class='{'nav ' * 500_000}'>Rain",
    "attributes without end": "Rain<p " + "a='" * 300_000,
}
SECONDS = 8
"""Each takes well under a second on an idle core; what is quadratic takes minutes."""


@pytest.mark.parametrize("name", MONSTERS)
def test_monsters_are_read_in_time(name: str) -> None:
    started = time.process_time()
    page = walk(MONSTERS[name])
    assert "Rain" in page.text
    assert time.process_time() - started < SECONDS


def test_twice_the_page_is_about_twice_the_work() -> None:
    def steps(copies: int) -> int:
        calls = 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            walk("<div><ul><li><a href=/x>Rain</a> fell<p>all</b> night</div></ul>" * copies)
        finally:
            sys.setprofile(None)
        return calls

    assert steps(4000) < 2.2 * steps(2000)


@pytest.mark.parametrize("html", ["", " ", "<html></html>", "<p></p>", "<!-- -->", "<script>", "&nbsp;", "\0"])
def test_empty_pages_have_no_lines(html: str) -> None:
    assert (walk(html).text, len(walk(html))) == ("", 0)


def test_depth_beyond_the_limit_loses_no_text() -> None:
    depth = DEEPEST * 2
    assert lines_of(walk("<div>" * depth + "in" + "</div>" * depth + "<p>out")) == ["in", "out"]


_TAGS = """
<p> </p> <div> </div> <b> </b> <table> <tr> <td> </table> <li> <br> <pre> </pre> <svg> </svg> <a href='x'> </a>
<!-- --> <script> </script> <select> </select> <span hidden> </span> <title> </title> < > " ' = &amp; rain"""
PARTS = st.sampled_from([*_TAGS.split(), " ", "\n", "\0", "\x1c", "\r", "\ufeff", "\u2028"])


@given(st.lists(PARTS, max_size=40).map("".join))
def test_any_page_has_as_much_markup_as_lines(html: str) -> None:
    page = walk(html)
    assert all(len(values) == len(page) for values in page.markup.values())
    assert [page.text[start:].split("\n")[0] for start in page.start] == lines_of(page)
