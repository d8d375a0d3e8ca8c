"""Pages in, articles out: engines, metadata, Markdown, and telling HTML from text."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.html.encoding import is_html
from cleaner.html.engine import with_opinion
from cleaner.html.metadata import article_body, declared
from cleaner.html.page import walk
from tests.hostile_pages import HOSTILE
from tests.test_html_walk import PARTS

PARAGRAPHS = [
    "The council met on Monday and voted for the new bridge, which is to be opened in the spring of next year.",
    "It will carry two lanes and a path for bicycles, said the mayor, who had asked for it since the flood.",
    "The old bridge was closed in March after a boat had hit one of its piers and the deck had moved.",
    "Until the new one is built, a ferry takes people across the river every quarter of an hour for free.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Council votes for bridge | The Valley News</title>
<meta property="og:site_name" content="The Valley News"><meta name="author" content="Ada Osei">
<meta property="article:published_time" content="2024-05-15T10:00:00Z"><link rel="canonical" href="/bridge"></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li><li><a href="/in">Sign in</a></li></ul></nav>
<article><h1>Council votes for bridge</h1>{BODY}</article>
<div class="related"><h3>Related articles</h3><ul><li><a href="/a">Ferry sails again</a></li></ul></div>
<footer><p>Copyright 2024 The Valley News. All rights reserved.</p></footer></body></html>"""


CLEANER = cleaner.Cleaner()


@pytest.fixture
def ours() -> cleaner.Cleaner:
    return CLEANER


@pytest.mark.parametrize("engine", ["auto", "fast", "trafilatura"])
@pytest.mark.parametrize("page", [PAGE, PAGE.encode()], ids=["str", "bytes"])
def test_every_engine_finds_the_article(ours: cleaner.Cleaner, engine: str, page: str | bytes) -> None:
    text = ours.clean_html(page, engine=engine).text
    assert [paragraph for paragraph in PARAGRAPHS if paragraph not in text] == []
    assert [debris for debris in ("Sign in", "Related", "rights reserved") if debris in text] == []


@pytest.mark.parametrize("engine", ["fast", "trafilatura"])
def test_removals_rebuild_the_text_of_the_page(ours: cleaner.Cleaner, engine: str) -> None:
    result = ours.clean_html(PAGE, engine=engine)
    page_text = cleaner.restore(result.text, result.removals)
    assert page_text.startswith("Home\nSport\nSign in\n")
    assert page_text.endswith("All rights reserved.\n")
    assert all(line.why for line in result.explain() if not line.kept)


def test_what_another_extractor_takes_or_leaves_is_evidence(ours: cleaner.Cleaner) -> None:
    page = walk(PAGE)
    # It breaks lines elsewhere, and leaves one paragraph out.
    asked, seen = with_opinion(page, " ".join(PARAGRAPHS[:2]) + "\n" + PARAGRAPHS[3])
    alone, heard = ({line.text: line for line in ours.clean_page(one).explain()} for one in (page, asked))
    gained = {text.strip(): round(heard[text].points - line.points, 2) for text, line in alone.items() if text.strip()}
    assert [gained[paragraph] for paragraph in PARAGRAPHS] == [1, 1, -1, 1]
    assert gained["Related articles"] == -1
    assert "another extractor" in heard[PARAGRAPHS[0] + "\n"].why
    assert seen == 1


def test_what_the_page_does_not_show_is_taken_from_trafilatura(ours: cleaner.Cleaner) -> None:
    data = f'{{"@context":"https://schema.org","@type":"Article","articleBody":"{" ".join(PARAGRAPHS)}"}}'
    page = (
        f"<!DOCTYPE html><html><head><script type='application/ld+json'>{data}</script></head><body>Wait</body></html>"
    )
    result = ours.clean_html(page, engine="trafilatura")
    assert result.text.split() == " ".join(PARAGRAPHS).split()


def test_the_function_and_the_class_agree(ours: cleaner.Cleaner) -> None:
    assert cleaner.clean_html(PAGE) == ours.clean_html(PAGE)


def test_results_can_be_pickled(ours: cleaner.Cleaner) -> None:
    result = ours.clean_html(PAGE)
    assert pickle.loads(pickle.dumps(result)) == result


@pytest.mark.parametrize(("option", "value"), [("engine", "slow"), ("output", "pdf")])
def test_what_does_not_exist_is_one_clear_error(ours: cleaner.Cleaner, option: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"there is no {option} '{value}'; choose one of"):
        ours.clean_html(PAGE, **{option: value})


PIECES = [
    ("a fragment", BODY),
    ("a page without body", f"<html><head><title>x</title></head>{BODY}"),
    ("an article that lives in noscript", f"<div id=app></div><noscript>{BODY}</noscript>"),
    ("an article in a frames page", f"<frameset><frame src=a><noframes>{BODY}</noframes></frameset>"),
    ("an AMP page", f"<html amp><body><amp-img src=a></amp-img><article>{BODY}</article></body></html>"),
    ("an article with breaks only", "<div>" + "<br><br>".join(PARAGRAPHS) + "</div>"),
]


@pytest.mark.parametrize("html", [case[1] for case in PIECES], ids=[case[0] for case in PIECES])
def test_articles_are_found_wherever_they_stand(ours: cleaner.Cleaner, html: str) -> None:
    text = ours.clean_html(html).text
    assert [paragraph for paragraph in PARAGRAPHS if paragraph not in text] == []


@pytest.mark.parametrize("html", ["", " ", b"", "<html></html>", "<p></p>", "\0", "<!--", "<script>"])
def test_empty_pages_give_empty_results(ours: cleaner.Cleaner, html: str | bytes) -> None:
    result = ours.clean_html(html)
    assert (result.text, result.removals, dict(result.metadata)) == ("", (), {})


def test_trafilatura_is_not_asked_about_monsters(ours: cleaner.Cleaner) -> None:
    page = HOSTILE["JSON-LD of less-than signs"](10_000)
    result = ours.clean_html(page, engine="trafilatura")
    assert result.text == ours.clean_html(page, engine="fast").text
    assert "too many tags" in result.warning


@settings(deadline=None)  # other jobs on the machine take their time
@given(st.lists(PARTS, max_size=30).map("".join))
def test_any_page_can_be_rebuilt_from_its_removals(html: str) -> None:
    result = CLEANER.clean_html(html, engine="fast")
    assert cleaner.restore(result.text, result.removals) == walk(html).text


def test_metadata_tell_where_they_were_found(ours: cleaner.Cleaner) -> None:
    result = ours.clean_html(PAGE, "https://valley.example/x")
    assert (result.title, result.byline, result.date) == ("Council votes for bridge", "Ada Osei", "2024-05-15")
    assert {field: tuple(found) for field, found in result.metadata.items()} == {
        "title": ("Council votes for bridge", "<h1>"),
        "byline": ("Ada Osei", "meta author"),
        "date": ("2024-05-15", "meta article:published_time"),
        "site_name": ("The Valley News", "meta og:site_name"),
        "language": ("en", "html lang"),
        "url": ("https://valley.example/bridge", "link canonical"),
    }


DECLARED = [
    ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Rain","author":{"name":"Ada"}}</script>',
     {"title": "Rain", "byline": "Ada"}),
    ('<script type="application/ld+json">{"@graph":[{"@type":["Article"],"author":[{"name":"A"},"B"]}]}</script>',
     {"byline": "A; B"}),
    ('<script type="application/ld+json">{"@type":"NewsArticle","headline":}</script>', {}),
    ('<script type="application/ld+json">' + "[" * 100_000 + "</script>", {}),
    ("<meta name=author content='https://social.example/ada'>", {}),
    ("<meta itemprop=datePublished content='2024-05-15'>", {}),
    ("<time class=published datetime='2024-05-15T08:00'>yesterday</time>", {"date": "2024-05-15"}),
    ("<meta name=citation_author content=Ada><meta name=citation_author content=Bo>", {"byline": "Ada; Bo"}),
    ("<title>Rain &amp; wind</title>", {"title": "Rain & wind"}),
    ("<meta name=keywords content='rain, wind'>", {"tags": "rain, wind"}),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), DECLARED, ids=[str(number) for number in range(len(DECLARED))])
def test_declarations_are_read(html: str, expected: dict[str, str]) -> None:
    assert {field: found.value for field, found in declared(walk(html)).items()} == expected


def test_an_article_body_counts_only_where_the_page_shows_it() -> None:
    html = f'<script type="application/ld+json">{{"@type":"Article","articleBody":"{" ".join(PARAGRAPHS)}"}}</script>'
    shown = html + "".join(f"<p>{paragraph}" for paragraph in PARAGRAPHS)
    assert article_body(walk(shown)) == " ".join(PARAGRAPHS)
    assert article_body(walk(html + "<p>Subscribe to read this.")) == ""


MARKDOWN = [
    ("<h1>Council votes for bridge</h1>", "# Council votes for bridge"),
    ("<h3>What comes next</h3>", "### What comes next"),
    ("<pre><code class='language-python'>if rain:</code></pre>", "```python\nif rain:\n```"),
    ("<pre>one</pre><pre>two</pre>", "```\none\n```\n\n```\ntwo\n```"),
    ("<ul><li>one lane<li>two lanes<ul><li>and a path</ul></ul>", "- one lane\n- two lanes\n  - and a path"),
    ("<ol><li>Sand<li>Stone<ol><li>grey</ol><li>Steel</ol>", "1. Sand\n2. Stone\n   1. grey\n3. Steel"),
    ("<ul><li><p>One lane.</p><p>Or two.</p></li></ul>", "- One lane.\n\n  Or two."),
    ("<ul><li>a pier</ul><ol><li>a deck</ol>", "- a pier\n\n1. a deck"),
    ("<ul><li><ul><li>deep</ul></ul>", "- deep"),
    (
        "<table><tr><th>Town<th>Rain<tr><td>a|b<td>9 | 8<tr><td>dry</table>",
        "| Town | Rain |\n| --- | --- |\n| a\\|b | 9 \\| 8 |\n| dry |",
    ),
    ("<p>See <a href='/x'>the *map*</a>.</p>", r"See the \*map\*."),
    ("<blockquote><p>I asked for it since the flood.</p></blockquote>", "> I asked for it since the flood."),
    ("<pre>if rain:\n    stay()</pre>", "```\nif rain:\n    stay()\n```"),
    ("<pre>```</pre>", "````\n```\n````"),
    ("<table><tr><th>Town<th>Rain<tr><td>Ulm<td>9</table>", "| Town | Rain |\n| --- | --- |\n| Ulm | 9 |"),
    ("<table><tr><td>Ulm<td><td>9<tr><td>Bonn<td>4</table>", "| Ulm |  | 9 |\n| --- | --- | --- |\n| Bonn | 4 |"),
    ("<table><tr><td>a<br>b<td>c</table>", "| a b | c |\n| --- | --- |"),
    ("<table><tr><td><p>a</p><p>b</p><td><ul><li>c</ul></table>", "| a b | c |\n| --- | --- |"),
    (
        "<table><tr><td rowspan=2>a<td>b<td>c<tr><td>d<td>e<tr><td colspan=2>f<td>g</table>",
        "| a | b | c |\n| --- | --- | --- |\n|  | d | e |\n| f |  | g |",
    ),
    ("<table><tr><td>a<td rowspan=2>b<tr><td>c<tr><td>d<td>e</table>", "| a | b |\n| --- | --- |\n| c |\n| d | e |"),
    ("<table><tr><td colspan=1000000000000000>a<td>b</table>", "| a |" + "  |" * 63 + " b |\n" + "| --- " * 65 + "|"),
    ("<pre>\n\nif rain:\n\n    stay()\n\n</pre>", "```\nif rain:\n\n    stay()\n```"),
    ("<ol start=5><li>Sand<li>Stone</ol>", "5. Sand\n6. Stone"),
    ("<ol start=x><li>Sand</ol>", "1. Sand"),
    ("<ul><li>Run<pre>go()\n\nstop()</pre></ul>", "- Run\n\n  ```\n  go()\n\n  stop()\n  ```"),
    (
        "<p>Rain<sup><a href='#n1'>1</a></sup> fell<a href='#n2'>[2]</a>.</p>"
        "<ol><li id=n1>In the May of that year. <a href='#r1'>↩</a><li id=n2>^ So the captain said.</ol>",
        "Rain[^1] fell[^2].\n\n[^1]: In the May of that year.\n\n[^2]: So the captain said.",
    ),
    (
        "<p>Rain<a href='#n1'>1</a>.</p><ol><li id=n1>javascript:go()</ol>",
        "Rain[^1].\n\n1. javascript:go()",
    ),
    ("<p>See <a href='#n1'>the map</a>.</p><ol><li id=n1>The map of it.</ol>", "See the map.\n\n1. The map of it."),
    ("<p>2. x*y_z [a] &lt;b></p>", r"2\. x\*y\_z \[a\] \<b>"),
    ("<p># not a heading</p>", r"\# not a heading"),
    ("<p>One lane.</p><p>\u200d</p><p>Or two.</p>", "One lane.\n\nOr two."),
]


@pytest.mark.parametrize(("html", "expected"), MARKDOWN, ids=[case[1] for case in MARKDOWN])
def test_markdown_keeps_what_the_markup_says(html: str, expected: str) -> None:
    keep_all = cleaner.Cleaner(protect=[""])
    text = keep_all.clean_html(f"<article>{BODY}{html}{BODY.replace('The', 'A')}</article>", output="markdown").text
    assert f"\n\n{expected}\n\n" in text


LINKED = [
    ("<p>See <a href='/x?a=1&amp;b=2'>the *map*</a>.", r"See [the \*map\*](/x?a=1&b=2)."),
    ("<p><a href=/x> the <b>map</b> </a>here", "[the map](/x) here"),
    ("<p><a href='/a b(c)'>map</a> and <a name=x>place</a>", "[map](/a%20b%28c%29) and place"),
    ("<p><a href='javascript:go()'>map</a> and <a href=''>place</a>", "map and place"),
    ("<ul><li><a href=/1>one</a><li><a href=/2>two</a></ul>", "- [one](/1)\n- [two](/2)"),
    ("<a href=/x><h3>Bridge</h3><p>It opens.</p></a>", "### [Bridge](/x)\n\nIt opens."),
    ("<table><tr><td><a href=/x>Ulm</a><td>9</table>", "| [Ulm](/x) | 9 |\n| --- | --- |"),
    ("<pre><a href=/x>if</a> rain:</pre>", "```\nif rain:\n```"),
]


@pytest.mark.parametrize(("html", "expected"), LINKED, ids=[case[1] for case in LINKED])
def test_markdown_has_links_on_request(html: str, expected: str) -> None:
    keep_all = cleaner.Cleaner(protect=[""])
    assert keep_all.clean_html(html, engine="fast", output="markdown", links=True).text == expected + "\n"


ADDRESSES = [
    ("<p>See <a href='map'>the map</a>", "See [the map](https://valley.example/rain/map)"),
    ("<base href='/other/'><p>See <a href='map'>the map</a>", "See [the map](https://valley.example/other/map)"),
    ("<p>See <a href='//host.example/a'>the map</a>", "See [the map](https://host.example/a)"),
    ("<p>See <a href='#map'>the map</a>", "See [the map](https://valley.example/rain/today#map)"),
    ("<p>See <a href='mailto:ada@host.example'>Ada</a>", "See [Ada](mailto:ada@host.example)"),
]


@pytest.mark.parametrize(("html", "expected"), ADDRESSES, ids=[case[1] for case in ADDRESSES])
def test_addresses_of_links_are_seen_from_the_page(html: str, expected: str) -> None:
    keep_all = cleaner.Cleaner(protect=[""])
    result = keep_all.clean_html(html, "https://valley.example/rain/today", output="markdown", links=True)
    assert result.text.strip() == expected


def test_trafilatura_writes_markdown_as_well(ours: cleaner.Cleaner) -> None:
    page = PAGE.replace("the mayor", "<a href='/mayor'>the mayor</a>").replace("</article>", f"<h2>Ferry</h2>{BODY}")
    text = ours.clean_html(page, engine="trafilatura", output="markdown", links=True).text
    assert "## Ferry" in text
    assert "[the mayor](/mayor)" in text


def test_links_need_markdown(ours: cleaner.Cleaner) -> None:
    with pytest.raises(ValueError, match="choose the output markdown"):
        ours.clean_html(PAGE, links=True)


HTML = [
    "<!DOCTYPE html>\n<title>x</title>",
    "\ufeff  <html lang=en>",
    "<!-- saved -->\n<HTML>",
    "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>",
    "<p>One</p>\n<p>Two</p>",
    "One <b>x</b> <br>\n<b>y</b> two<br> three",
    "<!DOCTYPE html><p>x".encode("utf-16"),
]
TEXT = [
    "",
    "Rain fell all night.",
    "The tags <p> and </p> mark a paragraph, <div> and </div> a part of a page, and <b> what is bold. " * 3,
    "if a < b and c > d: print('<')",
    '<?xml version="1.0"?><rss><channel><item/></channel></rss>',
    "<name@example.org> wrote:\n> rain",
]


@pytest.mark.parametrize("document", HTML)
def test_html_is_recognised(document: str | bytes) -> None:
    assert is_html(document)


@pytest.mark.parametrize("document", TEXT)
def test_text_is_not_taken_for_html(document: str) -> None:
    assert not is_html(document)
    assert not is_html(document.encode())
