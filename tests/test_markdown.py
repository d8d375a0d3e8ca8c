"""Markdown as input: what a reader sees of it, what is Markdown at all, what stays of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleaner import Cleaner, Label, clean, restore
from cleaner.cli.app import run
from cleaner.lines.front_matter import front_matter
from cleaner.lines.markdown import markdown_view, plain_text
from cleaner.lines.markdown_blocks import blocks_of
from cleaner.lines.markdown_inline import seen_flat
from cleaner.lines.markdown_lines import read_lines
from cleaner.lines.markup import is_markdown

AS_MARKDOWN = Cleaner(markup="markdown")

PAGE = """\
---
title: The Ferry
author: Ada Osei
---

[Skip to content](#content)

* [Home](/)
* [Sports](/sports)
* [Contact us](/contact)

# Ferries sail again

By Ada Osei

The ferries sailed again on Monday after [the
storm](/storm), the port said. Passengers had waited for two days in the halls of the harbour.

```py
from ferry import Boat

Boat().sail()
```

| Ferry | Cars |
|-------|------|
| North | 120  |
| South | 80   |

More than *four hundred* cars were moved to the island, and the crew said that it had been a long day for all of them.

**Share this:**

* [Facebook](https://www.facebook.com/sharer)
* [Twitter](https://twitter.com/share)

## Leave a Reply

[Cancel reply](#respond)
"""
ARTICLE = PAGE[PAGE.index("# Ferries") : PAGE.index("**Share")]


# --- lines ------------------------------------------------------------------------------------------------------------

SEEN = [
    ("See [the map](/map) of *it*.", ["See the map of it."]),
    ("[a](<b c>) [d](/e 'f') [g](/h \"i\") [j](k(l)m)", ["a d g j"]),
    ("[ Login\n](https://ferry.example/log-\nin)[Help](/help)", ["Login Help"]),
    ("[![logo](a.png)](/) Ferry", ["Ferry"]),
    ("![](a.png)", [""]),
    ("Rain\n====\n\nSnow\n---", ["Rain", "", "Snow"]),
    ("# Rain #\n###### Snow", ["Rain", "Snow"]),
    ("* a\n  * [b](/b)\n\n    c", ["a", "b", "", "c"]),
    ("1. a\n2. b", ["a", "b"]),
    ("> a\n> > b\nlazy", ["a", "b", "lazy"]),
    ("<https://ferry.example> and <ada@ferry.example>", ["https://ferry.example and ada@ferry.example"]),
    (r"2 \* 3 = 6, \[sic\] snake_case_name 4 * 5", ["2 * 3 = 6, [sic] snake_case_name 4 * 5"]),
    ("`a * b` and ``c ` d`` and ` e", ["a * b and c ` d and ` e"]),
    ("__bold__ _it_ ***both*** ~~gone~~", ["bold it both gone"]),
    ("Fish &amp; chips <b>now</b><br>and then", ["Fish & chips now and then"]),
    ("[a][1], [b][] and [c], [d][e]\n\n[1]: /a\n[b]: /b\n[c]: /c", ["a, b and c, [d][e]", "", "", "", ""]),
    ("<div align='center'>\nFerry <b>North</b>\n</div>", ["Ferry North"]),
    ("a\n\n* * *\n\nb", ["a", "", "", "", "b"]),
    ("a|b\n-|-\n1|2", ["a|b|1|2"]),
    ("Prices\nmore\n---|---\n2013| 12", ["Prices", "more|2013| 12"]),
    ("```\na\n\nb\n```", ["a b"]),
    ("[^1]: A footnote that is long.", ["[^1]: A footnote that is long."]),
    ("text\n\n    # code\n    x = [1]\n\n      y\n\ntext", ["text", "", "# code x = [1] y", "", "text"]),
    ("* a\n\n    b", ["a", "", "b"]),
    ("    * [Home](/)\n    * [News](/n)", ["Home", "News"]),
    ("a\\\nb", ["a", "b"]),
    ("b <!-- a --><a\nhref='/'>c</a>", ["b c"]),
    ("# | Ferry\n---|---\n1 | North", ["# | Ferry|1 | North"]),
    ("![Rain](data:image/svg+xml;base64,AAAA) wet", ["wet"]),
    ("&#10;&nbsp;&bogus; &lt;", ["&bogus; <"]),
    ('[a](/b "it\'s "so" he said") [c](</d e>) [f](/g(h)i)', ["a c f"]),
    ("<Tabs>\n\nOne\n\n</Tabs>", ["", "", "One", "", ""]),
]


@pytest.mark.parametrize(("source", "seen"), SEEN)
def test_a_line_is_what_a_reader_sees(source: str, seen: list[str]) -> None:
    """Marks and addresses are taken off."""
    assert [line.text for line in read_lines(source)] == seen


BLOCKS = [
    "# a\n## b ##\n####### c\n#d\n#",
    "a\nb\n===\nc\n---\n---\n",
    "* a\n* b\n\n  c\n+ d\n1. e\n3) f\n",
    "* a\n  * b\n    * c\n  * d\n* e",
    "a\n1. b\n2. c\nd\n2. e\n* \n*",
    "-   a\n\n    b\n\nc",
    "-\n  a\n-\n\n  b",
    "> a\nb\n\nc\n> * d\n> e\n>\n> f",
    "> > a\n> b\n\n> c",
    "1. > a\n   > b\n\n   c\n> d",
    "```\na\n\n# b\n```\nc\n~~~ py\n``` d\n~~~~\ne",
    "* ```\n  a\n\n  b\n  ```\n* c\n  ```\nd",
    "> ```\n> a\nb",
    "a\n| b | c |\n|---|:-:|\n| d | e |\nf\n\ng",
    "a | b\n--- | --- | ---\nc",
    "> a|b\n> -|-\n> c|d\ne|f",
    "<div>\na\n\nb\n</div>\nc\n\n<b>d</b>\n\n<i>\ne",
    "<!-- a\n\nb -->\nc\n<?php d ?>\n<pre>e\n\nf</pre>\ng",
    "* * *\n- - -\n___\n-- -\n+++",
    "\ta\n\n*\tb\n\n\tc\n>\td",
    "a\r\nb\r\rc\n",
]
KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "table_open": "table",
    "fence": "fence",
    "html_block": "html",
    "hr": "rule",
}


@pytest.mark.parametrize("source", BLOCKS)
def test_blocks_are_those_of_commonmark(source: str) -> None:
    """But for what is indented, which is no code here."""
    assert blocks_of(source) == list(commonmark_blocks(source))


def commonmark_blocks(source: str) -> Iterator[tuple[str, int, int, int, int, int]]:
    """Yield what another parser finds."""
    parser = MarkdownIt("commonmark").enable("table").disable(["code", "reference"])
    items = quotes = 0
    for token in parser.parse(source):
        items += token.nesting * (token.tag == "li")
        quotes += token.nesting * (token.tag == "blockquote")
        kind = KINDS.get(token.type)
        if kind and token.map:
            yield kind, int(token.tag[1]) if kind == "heading" else 0, *token.map, items, quotes


def test_columns_have_the_names_that_lines_of_pages_have() -> None:
    """A list of links says so."""
    view = markdown_view("# Rain\n\n* [Home](/) and ![](a.png) more\n* [News](/news)\n")
    columns = {name: list(values) for name, values in view.columns.items() if any(values)}
    assert columns["in_h1"] == [1, 0, 0]
    assert columns["in_item"] == columns["in_list"] == [0, 1, 1]
    assert columns["links"] == [0, 1, 1]
    assert columns["images"] == [0, 1, 0]
    assert columns["link_share"] == [0, 30, 100]
    assert columns["container_lines"] == [1, 2, 2]


TEXT = "the ferry sailed to the island again on Monday after a storm and the port said so " * 20


def test_wrapped_lines_are_one() -> None:
    """Lines that end where the next word did not fit are one paragraph; others stay lines."""
    lines = [""]
    for word in TEXT.split():
        if len(lines[-1]) + 1 + len(word) > 78:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    assert [line.text for line in read_lines("\n".join(lines))] == [TEXT.strip()]
    verses = ["A verse that is short", "and another of the kind", "and one more of them"]
    assert [line.text for line in read_lines("\n".join(verses))] == verses


# --- what is Markdown -------------------------------------------------------------------------------------------------

IS_MARKDOWN = [
    ("[Home](/)\n[News](/news)", True),
    ("# Rain\n\nSee [the map](https://ferry.example/map).", True),
    ("## Rain\n\n**Bold** words", True),
    ("---\ntitle: Rain\n---\nIt rained.", True),
    ("Title: Rain\n\nURL Source: https://ferry.example\n\nMarkdown Content:\nIt rained.", True),
    ("# of tickets: 5\n2 * 3 * 4\n* a\n* b\n- c", False),
    ("As [1](see below) and [2] say, f(x)[0](y) is **not** this", False),
    ("> quoted\n> mail\n\n----------\nfooter\n#hashtag", False),
    ("---\nIt rained.\n---\n", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "expected"), IS_MARKDOWN)
def test_marks_are_counted(text: str, expected: bool) -> None:
    """Plain text with an asterisk or a number sign is text."""
    assert is_markdown(text) == expected


@pytest.mark.parametrize(("markup", "kind"), [("auto", "markdown"), ("markdown", "markdown"), ("text", "lines")])
def test_the_option_decides(markup: str, kind: str) -> None:
    """A text is read as it is said to be."""
    assert Cleaner(markup=markup).clean(PAGE).kind == kind


# --- what stays -------------------------------------------------------------------------------------------------------


def test_the_article_stays_as_it_came() -> None:
    """Menus, share bars and forms go; links, code and tables are as they were."""
    result = clean(PAGE, keep=["byline"])
    assert result.text.strip() == ARTICLE.strip()
    assert restore(result.text, result.removals) == PAGE
    assert [one.label for one in result.explain() if one.text.startswith("Boat()")] != [Label.DEBRIS]


def test_front_matter_is_metadata() -> None:
    """It goes, and tells title, byline and date; it stays on demand."""
    result = clean(PAGE)
    assert (result.title, result.byline) == ("Ferries sail again", "Ada Osei")
    assert result.metadata["byline"].source == "front matter"
    assert {one.label for one in result.removals[:4]} == {Label.FRONT_MATTER}
    assert clean(PAGE, keep=["front_matter"]).text.startswith("---\ntitle: The Ferry\n")


FRONTS = [
    ("---\ntitle: 'Rain'\nauthors: [Ada, 'Ben']\n---\n", {"title": "Rain", "byline": "Ada, Ben"}),
    ('---\nauthor:\n  - Ada\n  - Ben\nmeta-og:title: "Rain"\n---\n', {"title": "Rain", "byline": "Ada"}),
    ("---\ntitle: Rain\nmeta-a/b: c\nmeta-og:url:x$: d\n---\n", {"title": "Rain"}),
    ('+++\ntitle = "Rain"\ndate = 2024-05-01\n+++\n', {"title": "Rain", "date": "2024-05-01"}),
    ("---\r\ntitle: Rain\r\n---\r\n", {"title": "Rain"}),
    ("---\nIt rained: all day.\nAnd then it stopped.\n---\n", {}),
    ("---\ntitle: Rain\n", {}),
]


@pytest.mark.parametrize(("text", "fields"), FRONTS)
def test_fields_of_front_matter(text: str, fields: dict[str, str]) -> None:
    """YAML and TOML, as site generators and converters write them."""
    assert front_matter(text).fields == fields


def test_marks_can_be_stripped() -> None:
    """Code keeps its lines, tables their cells."""
    seen = plain_text(ARTICLE)
    assert "after the storm, the port said" in seen
    assert "from ferry import Boat\n\nBoat().sail()\n" in seen
    assert not set("#*`[") & set(seen)


STAYS = "More than four hundred cars were moved to the island, and the crew said that it had been a long day for them."
PICTURES = {
    "a picture stays with the text behind it": ("![Quay](q.jpg)\n\n{0}\n", "![Quay](q.jpg)\n\n{0}\n"),
    "it goes with debris behind it": ("{0}\n\n![Bird](b.png)\n\nShare this:\n", "{0}\n"),
    "behind a byline, it stays": ("{0}\n\n© 2024 Ferry\n\n![Quay](q.jpg)\n\n{1}\n", "{0}\n\n![Quay](q.jpg)\n\n{1}\n"),
    "at the end, it stays": ("{0}\n\n![Quay](q.jpg)\n", "{0}\n\n![Quay](q.jpg)\n"),
    "a placeholder goes": ("{0}\n\n![Quay](data:image/gif;base64,R0)\n\n{1}\n", "{0}\n\n{1}\n"),
    "a link without a text goes": ("{0}\n\n[](https://ferry.example/search)\n\n{1}\n", "{0}\n\n{1}\n"),
    "a rule stays": ("{0}\n\n* * *\n\n{1}\n", "{0}\n\n* * *\n\n{1}\n"),
}


@pytest.mark.parametrize(("source", "stays"), PICTURES.values(), ids=PICTURES)
def test_pictures(source: str, stays: str) -> None:
    """A picture belongs to what stands behind it."""
    texts = STAYS, TEXT.strip().capitalize() + "."
    result = AS_MARKDOWN.clean(source.format(*texts))
    assert result.text == stays.format(*texts)
    assert restore(result.text, result.removals) == source.format(*texts)
    assert "".join(one.text for one in result.explain() if one.kept) == result.text


def test_pictures_that_go_say_why() -> None:
    """A picture goes with the line behind it, a placeholder by itself."""
    source = f"{STAYS}\n\n![](data:image/gif;base64,R0)\n\n{TEXT}.\n\n![Bird](b.png)\n\nShare this:\n"
    gone = {one.text.strip(): (one.label, one.why) for one in AS_MARKDOWN.explain(source) if not one.kept}
    assert gone["![](data:image/gif;base64,R0)"] == (Label.HIDDEN, "a link or picture that shows nothing")
    assert gone["![Bird](b.png)"] == (Label.DEBRIS, "a picture, which goes with the line behind it")


README = """\
# Ferry

![logo](docs/logo.svg)
[![Build](https://ci.example/ferry.svg)](https://ci.example/ferry)
[![Version](https://packages.example/ferry.svg)](https://packages.example/ferry)

Ferry is a library that tells when the next ferry sails, and whether there is still room for a car on its deck.

## Installation

    pip install ferry

- [Installation](#installation)
- [License](#license)

```py
import ferry
```

See the documentation[^1] for all of the options that it has, and for the harbours that it knows.

[^1]: Which is generated from the code, so that it says what that does.

## License

MIT
"""
CHANGES = """\
# Changelog

## [2.0.0] - 2024-05-01

### Added

- Ferries of the northern islands are known, too. [#12](https://code.example/ferry/12)

### Fixed

- The time of the last ferry is that of the harbour, no longer that of the reader.

[2.0.0]: https://code.example/ferry/compare/1.0.0...2.0.0
"""


@pytest.mark.parametrize("source", [README, CHANGES])
def test_what_people_write_stays(source: str) -> None:
    """Badges, code, tables of content, footnotes, versions: nothing of it is debris."""
    assert AS_MARKDOWN.clean(source).text == source


# --- Markdown without lines -------------------------------------------------------------------------------------------

BODY = " ".join(
    f"The {number} ferries of the {place} sailed on Monday, and the port said that all who had waited were aboard."
    for number, place in enumerate(
        ("north", "south", "east", "west", "islands", "lakes", "rivers", "canals", "bays"), 2
    )
)
FLAT = " ".join(PAGE[PAGE.index("[Skip") :].replace("More than *", f"{BODY} More than *").split())


def test_flattened_markdown_loses_debris_with_its_marks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Marks of headings, items and links go with what they are of, and stay with it."""
    result = clean(FLAT)
    assert result.text.startswith("# Ferries sail again The ferries")
    assert result.text.endswith("long day for all of them.")
    assert "[the storm](/storm)" in result.text
    assert restore(result.text, result.removals) == FLAT
    assert clean(result.text).text == result.text
    file = tmp_path / "cell.md"
    file.write_text(FLAT, encoding="utf-8")
    assert run(["--format", "text", str(file)]) == 0
    assert "on Monday after the storm, the port said." in capsys.readouterr().out


# --- promises ---------------------------------------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    [
        *(
            "# Rain",
            "## Leave a Reply",
            "Rain\n====",
            "Rain\n---",
            "* [Home](/)",
            "  * [News](/n)",
            "1. one",
            "> quote",
        ),
        *("> > deep", "```\ncode\n\nmore\n```", "```", "| a | b |\n|---|---|\n| 1 | 2 |", "---", "![](a.png)", "<div>"),
        *("</div>", "[a][1]", "[1]: /a", "Share this:", "**bold**", "* ", "-", "\\*", "&amp;", "\t", "    indented"),
        *("The ferry sailed to the island again on Monday, and the port said so.", "[ Login\n](/x-\ny)", "***", "`"),
        *("A [link](/x) and *more* of it, as the captain of the ferry said on Monday.", "Source link", "\x02\x03\x05"),
        *("[![a](b)](/c)", "<b", "[", "](", "a | b", "+++", "title: x", "\ufeff", "© 2024 Ferry", "a\\", "b  ", "|"),
    ]
)
DOCUMENTS = st.lists(st.tuples(FRAGMENTS, st.sampled_from(["\n", "\n\n", "\r\n", "\r", " "])), max_size=12).map(
    lambda parts: "".join(part + end for part, end in parts)
)


@settings(deadline=None)
@given(DOCUMENTS)
def test_lines_of_a_view_cover_its_source(source: str) -> None:
    """No gap, no overlap, whole lines of the source."""
    view = markdown_view(source)
    assert (view.bounds[0], view.bounds[-1]) == (0, len(source))
    assert all(start < stop for start, stop in pairwise(view.bounds))
    assert view.text.count("\n") == len(view.bounds) - 1


@settings(deadline=None)
@given(DOCUMENTS)
def test_places_of_flattened_markdown_are_in_order(source: str) -> None:
    """Each character that is seen has its source, and no part of that belongs to two."""
    seen, places = seen_flat(source)
    assert len(places) == len(seen) + 1
    assert (places[0] if seen else 0, places[-1]) == (0, len(source))
    assert list(places) == sorted(places)


@settings(deadline=None)
@given(DOCUMENTS)
def test_promises_hold_for_markdown(source: str) -> None:
    """What was removed can be put back, what stays are whole lines, and twice is once."""
    result = AS_MARKDOWN.clean(source)
    assert restore(result.text, result.removals) == source
    lines = iter(source.splitlines())
    assert all(line in lines for line in result.text.splitlines() if line)
    assert AS_MARKDOWN.clean(result.text).text == result.text


HOSTILE = {
    "quotes": lambda n: "> " * n + "a",
    "quoted lines": lambda n: ("> " * 50 + "a\n") * (n // 100),
    "items": lambda n: "- " * n + "a",
    "open brackets": lambda n: "[" * n,
    "brackets": lambda n: "[" * n + "a" + "]" * n,
    "links in links": lambda n: "[" * n + "a" + "](b)" * n,
    "half links": lambda n: "[a](" * n,
    "images": lambda n: "![" * n,
    "titles": lambda n: '[a](b "' * n,
    "ticks": lambda n: "".join("`" * (number % 100 + 1) + " " for number in range(n // 50)),
    "emphasis": lambda n: "*a _b " * (n // 6),
    "tags": lambda n: "<a " * n,
    "comments": lambda n: "<!-- " * n,
    "pipes": lambda n: "|" * n + "\n" + "|-" * n,
    "quotes over lines": lambda n: "".join("> " * (number % 200) + "a\n" for number in range(n // 100)),
    "items over lines": lambda n: "".join("  " * (number % 300) + "* a\n" for number in range(n // 200)),
    "a fence without end": lambda n: "```\n" + "a\n" * n,
    "fences": lambda n: "```\n" * n,
    "a long line": lambda n: "a " * n,
    "white space": lambda n: " " * n + "\n" + "> \t" * n,
    "backslashes": lambda n: "\\" * n,
    "targets": lambda n: "](" * n,
    "broken targets": lambda n: "[a](/b\n" * n,
    "closing brackets": lambda n: "[" + "a](b)" * n,
    "angles": lambda n: "<a@" * n + ">" * n,
    "entities": lambda n: "&amp" * n,
    "unlike ticks": lambda n: "`a``" * n,
    "underlines": lambda n: "a\n" * n + "===",
    "tables": lambda n: "a|b\n-|-\n" * n,
    "blocks of HTML": lambda n: "<div>\n\n" * (n // 10),
    "tags of HTML": lambda n: "<a" + " b=c" * n + "\n",
    "indented": lambda n: "    a\n\n" * n,
    "pictures": lambda n: "![a](b)\n\n" * (n // 10) + "a",
    "a field": lambda n: "---\na" + " " * n + "\n---\n",
    "definitions": lambda n: "".join(f"[{number}]: /a\n" for number in range(n // 10)),
    "front matter": lambda n: "---\n" + "a: b\n" * n,
}
SECONDS = 20.0


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_markdown_takes_linear_time(kind: str) -> None:
    """A hundred thousand marks are read in the time of some; the square would take hours."""
    source = HOSTILE[kind](100_000)
    begun = time.process_time()
    view = markdown_view(source)
    assert view.bounds[-1] == len(source)
    assert time.process_time() - begun < SECONDS


def test_the_filter_takes_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Markdown stays Markdown; as text it loses its marks."""
    file = tmp_path / "page.md"
    file.write_text(PAGE, encoding="utf-8")
    assert run(["--keep", "byline", str(file)]) == 0
    assert capsys.readouterr().out.strip() == ARTICLE.strip()
    assert run(["--keep", "byline", "--format", "text", str(file)]) == 0
    assert capsys.readouterr().out.strip() == plain_text(ARTICLE).strip()


REFERENCES = """\
* [Home][home]
* [Sports][sports]
* [Contact us][contact]

# Ferries sail again

The ferries sailed again on Monday after [the storm][], the port said, and more than four hundred cars were moved.

Share this:

[Cancel reply][cancel]

[home]: /
[sports]: /sports
[the storm]: /storm
[cancel]: #respond
"""


def test_references_stay_where_they_are_used() -> None:
    """The address of a link that stays, does so too."""
    result = clean(REFERENCES)
    assert result.text.endswith("were moved.\n\n[the storm]: /storm\n")
    assert restore(result.text, result.removals) == REFERENCES
