"""Markdown of any page, as CommonMark reads it: what the page shows, and nothing that runs or calls home."""

from __future__ import annotations

import itertools
from html import escape

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.html.page import walk
from tests.rendering import addresses, harmful, shown, visible

CLEANER, KEEP_ALL = cleaner.Cleaner(), cleaner.Cleaner(protect=[""])

SENTENCE = "Rain fell over the harbour all night and the boats stayed in, said the harbour master, who had seen worse. "
PROSE = f"<p>{SENTENCE * 3}</p>"


ADDRESSES = [
    "javascript:go()",
    " JavaScript:go()",
    "java\tscript:go()",
    "java\nscript:go()",
    "\x01javascript:go()",
    "javascript&colon;go()",
    "&#106;avascript:go()",
    "java&#x73;cript:go()",
    "java&Tab;script&colon;go()",
    "&#x1;javascript:go()",
    "data:text/html,<script>go()</script>",
    "vbscript:go()",
    "blob:https://host.example/1",
    "view-source:x",
    "http://[x",
    "/a) ![x](/pixel",
    "/a> <script>",
    "/a\\",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_link_runs_a_script(address: str) -> None:
    page = f"<p>Read <a href='{escape(address)}'>the story</a> of the storm.</p>"
    markdown = KEEP_ALL.clean_html(page, engine="fast", output="markdown", links=True).text
    assert harmful(markdown) == []
    assert shown(markdown) == "Readthestoryofthestorm."


def test_links_to_pages_people_and_places_stay() -> None:
    targets = ["https://a.example/?b=1&c=2", "//a.example", "/a:b", "mailto:a@b.example", "tel:+1", "#top", "?a=&lt;"]
    page = "".join(f"<p><a href='{escape(address)}'>a</a>" for address in targets)
    markdown = KEEP_ALL.clean_html(page, engine="fast", output="markdown", links=True).text
    assert addresses(markdown) == [target.replace("<", "%3C") for target in targets]


def test_an_exclamation_mark_makes_no_picture_of_a_link() -> None:
    page = "<p>Wow!<a href='https://host.example/pixel'>the storm</a>"
    markdown = KEEP_ALL.clean_html(page, engine="fast", output="markdown", links=True).text
    assert harmful(markdown) == []
    assert shown(markdown) == "Wow!thestorm"


FENCES = ["```", "   ```", "\t```", "`````", "~~~", "x ``` y", "``` x"]


@pytest.mark.parametrize("mode", ["balanced", "precise"])
@pytest.mark.parametrize("fence", FENCES)
def test_no_line_of_code_ends_the_code(fence: str, mode: str) -> None:
    strict = cleaner.Cleaner(mode=mode)
    for before, behind, element in itertools.product((0, 1, 5), (0, 5), ("article", "main")):
        code = (
            f"{SENTENCE}\n" * before + f"{fence}\n&lt;script>go()&lt;/script> {SENTENCE}\n" + f"{SENTENCE}\n" * behind
        )
        page = f"<body><{element}><h1>Storm</h1>{PROSE}<pre>{code}</pre>{PROSE}</{element}>"
        assert harmful(strict.clean_html(page, output="markdown").text) == []


OWN_TEXT = {
    "an article in a template": lambda body: f"<article><h1>Storm</h1><template>{body}</template></article>",
    "an article in data": lambda body: (
        '<script type="application/ld+json">{"@type":"Article","articleBody":"' + escape(body) + '"}</script>' + body
    ),
}


@pytest.mark.parametrize("engine", ["trafilatura", "auto"])
@pytest.mark.parametrize("name", OWN_TEXT)
def test_text_from_elsewhere_is_written_as_text(name: str, engine: str) -> None:
    body = (PROSE + "<p><a href='javascript:go()'>click</a> &lt;script>go()&lt;/script> ![x](/pixel)</p>") * 3
    page = OWN_TEXT[name](body) + "<p>Share on Facebook</p><p>Tweet</p>" * 30
    markdown = CLEANER.clean_html(page, "https://host.example/", engine, output="markdown", links=True).text
    assert "harbour" in markdown
    assert harmful(markdown) == []


TEXTS = st.sampled_from(
    [
        *(
            "rain",
            " ",
            "  ",
            "\n",
            "\t",
            "```",
            "~~~",
            "    ",
            "<script>go()</script>",
            "<b>",
            "<!--",
            "&lt;",
            "&colon;",
        ),
        *(
            "#",
            "##",
            "-",
            "+",
            "*",
            "_",
            "1.",
            "23)",
            ">",
            "|",
            "---",
            "===",
            "[x]",
            "[x]: /u",
            "(/u)",
            "!",
            "![x](/p)",
        ),
        *("<http://a.example>", "\\", "`", "a*b*", "&amp;lt;", "\u200b", "\u00a0", "\u2028", "\ufeff"),
    ]
).map(escape)
ELEMENTS = "p h1 h3 ul ol li pre blockquote table tr td th caption br b a div img code"
TAGS = st.sampled_from([tag for name in ELEMENTS.split() for tag in (f"<{name}>", f"</{name}>")])
LINKS = st.sampled_from(ADDRESSES).map(lambda address: f"<a href='{escape(address)}'>")
PAGES = st.lists(st.one_of(TEXTS, TAGS, LINKS), max_size=30).map("".join)
often = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@often
@given(PAGES)
def test_markdown_of_any_page_is_harmless(page: str) -> None:
    for links in (False, True):
        assert harmful(KEEP_ALL.clean_html(page, engine="fast", output="markdown", links=links).text) == []


@often
@given(PAGES)
@example("\u200b <p>~~~")
@example("<p>\u200b\u00a0# Rain")
@example("\u200b<a href='javascript:go()'><a href='javascript:go()'>~~~")
def test_markdown_of_any_page_shows_what_the_page_shows(page: str) -> None:
    markdown = KEEP_ALL.clean_html(page, engine="fast", output="markdown").text
    assert shown(markdown).replace("|", "") == visible(walk(page).text).replace("|", "")
