"""Pages that cost some reader of HTML more than their size: each a function of about how many characters to write."""

from __future__ import annotations

from collections.abc import Callable

Page = Callable[[int], str]

END = "<p>Rain fell over the harbour all night, and the boats stayed in.</p>" * 3 + "<p>Share on Facebook<p>Tweet" * 30
"""What is an article, but so little of the page that all engines have a look."""


def repeated(part: str, before: str = "", behind: str = "") -> Page:
    """Return a page with a part again and again; ``{i}`` in it is the number of the repetition."""
    numbered = "{i}" in part

    def page(size: int) -> str:
        count = size // len(part)
        parts = "".join(part.replace("{i}", str(i)) for i in range(count)) if numbered else part * count
        return before + parts + behind + END

    return page


def jsonld(part: str, before: str, behind: str) -> Page:
    """Return a page with JSON-LD in which a part is repeated."""
    return repeated(part, f'<script type="application/ld+json">{before}', f"{behind}</script>")


HOSTILE: dict[str, Page] = {
    # comments, declarations, CDATA
    "comments that begin": repeated("<!--"),
    "comments that end twice": repeated("<!-- --> -->"),
    "comments without end": repeated("-- >", "<!--"),
    "hyphens in a comment": repeated("-", "<!--"),
    "comments before the page": repeated("<!-- x -->\n"),
    "comments before the page that never end": repeated("<!-- x ->\n", "<!--"),
    "CDATA": repeated("<![CDATA["),
    "CDATA that ends": repeated("<![CDATA[x]]>"),
    "declarations": repeated("<!"),
    "processing instructions": repeated("<?xml "),
    # tags
    "less-than signs": repeated("<"),
    "greater-than signs": repeated(">"),
    "tags that never end": repeated("<a "),
    "end tags that never end": repeated("</a "),
    "end tags of nothing": repeated("</b>", "<div>" * 300),
    "end tags of others": repeated("</i></p>", "<div><b>" * 300),
    "NUL characters": repeated("\0"),
    "marks of our own": repeated("\2\3\4\0", "<table><tr><td><a href=x>"),
    "tags of many names": repeated("<x{i}>a</x{i}>"),
    # nesting
    "nested blocks": repeated("<div>"),
    "nested inline tags": repeated("<b>"),
    "nested fonts": repeated("<font size={i}>", behind="<p>" * 1000),
    "nested lists": repeated("<ul><li>a"),
    "nested numbered lists": repeated("<ol><li>a"),
    "nested definitions": repeated("<dl><dd>a"),
    "nested tables": repeated("<table><tr><td>a"),
    "nested quotes": repeated("<blockquote>a"),
    "nested links": repeated("<a href=x>a"),
    "nested headings": repeated("<h1><h2>"),
    "nested forms": repeated("<form><button>"),
    "misnested formatting": repeated("<b><i></b></i>a"),
    "formatting that paragraphs reopen": repeated("<b class={i}><p>a"),
    "paragraphs far inside": repeated("<p>", "<div>" * 500),
    "items far inside": repeated("<li>", "<ul>" * 250 + "<span>" * 250),
    "items of a deep list": repeated("<li>a", "<ul><li>" * 250),
    # tables
    "cells": repeated("<td>x", "<table><tr>"),
    "cells with paragraphs": repeated("<p>x<td>", "<table><tr><td>"),
    "cells without a table": repeated("<td>x</td>"),
    "rows": repeated("<tr><td>x<td>y", "<table>"),
    "one wide row above many rows": lambda size: (
        "<table><tr>" + "<td>x" * (size // 10) + "<tr><td>y" * (size // 18) + "</table>" + END
    ),
    "cells that span": repeated("<tr><td rowspan=65534 colspan=1000>a", "<table>"),
    "text that tables throw out": repeated("<table>a<tr>b", ""),
    "captions": repeated("<caption>a", "<table>"),
    # attributes
    "equal attributes": repeated("a=1 ", "<div ", ">"),
    "attributes of many names": repeated("a{i}=1 ", "<div ", ">"),
    "equal classes": repeated("class=a ", "<div ", ">"),
    "a long class": repeated("aB", "<div class='", "'>"),
    "class words": repeated("nav-item share ", "<div class='", "'>"),
    "classes of many names": repeated("<div class=c{i}>x</div>"),
    "nested classes of many names": repeated("<div class=c{i}>x"),
    "roles": repeated("menu ", "<div role='", "'>"),
    "styles": repeated("display ", "<div style='", "'>"),
    "styles of spaces": repeated(" ", "<div style='display", "'>"),
    "quotes that never end": repeated('<a b="'),
    "both quotes": repeated("<a b='\"", ""),
    "attributes that never end": repeated("a='", "<p "),
    "equals signs": repeated("=", "<a ", ">"),
    "equals signs and spaces": repeated("= ", "<a ", ">"),
    "a name of an attribute": repeated("a", "<div ", ">"),
    "names of classes without values": repeated(" class", "<div", ">"),
    "spaces in a tag": repeated(" ", "<div a", ">"),
    "slashes in a tag": repeated("/", "<div ", ">"),
    # entities
    "entities": repeated("&amp;"),
    "entities without end": repeated("&a", "<p>"),
    "entities that are none": repeated("&notit;&#x110000;&", "<p>"),
    "an entity without end": repeated("a", "<p>&"),
    "a long number": repeated("1", "<p>&#", ";"),
    "a long hexadecimal number": repeated("f", "<p>&#x", ";"),
    "long numbers": repeated("&#" + "1" * 5000 + ";", "<p>"),
    "ampersands of ampersands": repeated("amp;", "<meta name=author content='&", "'>"),
    # raw text and what is left out
    "scripts that begin": repeated("<script "),
    "scripts with types": repeated("type =", "<script type=", ">"),
    "scripts without end": repeated("</scrip", "<script>"),
    "scripts in scripts": repeated("<script><!--", ""),
    "many scripts": repeated("<script>x</script>"),
    "styles that begin": repeated("<style>"),
    "text areas": repeated("<textarea>"),
    "titles in pictures": repeated("<svg><title>"),
    "pictures in pictures": repeated("<svg>"),
    "pictures that paragraphs end": repeated("<svg><p>x"),
    "templates": repeated("<template>"),
    "choices": repeated("<select><option>"),
    "parts without end": repeated("<svg><video><canvas><audio><object><select>"),
    # metadata
    "a name of a meta attribute": repeated("a", "<meta ", ">"),
    "meta attributes without values": repeated("a ", "<meta ", ">"),
    "spaces in a meta tag": repeated(" ", "<meta a", ">"),
    "meta tags": repeated("<meta name=x{i} content=y>"),
    "authors of a paper": repeated("<meta name=citation_author content=a{i}>"),
    "dates": repeated('<meta name=date content="x{i}">'),
    "a long date": repeated("1 ", '<meta name=date content="', '">'),
    "a long byline": repeated("@a", '<meta name=author content="', '">'),
    "titles": repeated("<title>a | b</title>"),
    "a title of separators": repeated(" |", "<title>a", "b</title>"),
    "a title of spaces": repeated(" ", "<title>a |", "b</title>"),
    "a declared title of spaces": repeated("&#32;", "<meta property=og:title content='a |", "b'>"),
    "a title that lines are compared with": repeated("rain {i} ", "<title>", "</title><p>rain"),
    "canonical addresses": repeated("<link rel=canonical href='//[{i}'>"),
    "a long address": repeated("/a", "<link rel=canonical href='", "'>"),
    "times": repeated("<time class=published datetime={i}>a</time>"),
    "charsets": repeated("<meta charset"),
    "a charset of spaces": repeated(" ", "<meta charset=", ">"),
    "charsets in one tag": repeated("charset = ", "<meta ", ">"),
    # JSON-LD
    "JSON-LD of less-than signs": jsonld("<", '{"@type":"Article","articleBody":"', '"}'),
    "JSON-LD of escaped less-than signs": jsonld("\\u003c", '{"@type":"Article","articleBody":"', '"}'),
    "JSON-LD lists": jsonld("0,", "[", "0]"),
    "JSON-LD objects": jsonld("{},", "[", "0]"),
    "nested JSON-LD": jsonld('{"a":', "", ""),
    "JSON-LD of one digit more": jsonld("1", '{"@type":"Article","headline":', "}"),
    "JSON-LD types": jsonld('"Article",', '{"@type":[', '"Article"],"headline":"x"}'),
    "JSON-LD authors": jsonld('{"name":"a"},', '{"@type":"Article","author":[', '"a"]}'),
    "JSON-LD that begins": repeated('<script type="application/ld+json">{'),
    "many JSON-LD scripts": repeated('<script type="application/ld+json">{"@type":"Article"}</script>'),
    # lines
    "lines by br": repeated("x<br>"),
    "lines of code": repeated("x\n", "<pre>", "</pre>"),
    "empty lines of code": repeated("\n", "<pre>", "</pre>"),
    "code and back-ticks": repeated("`\n", "<pre>", "</pre>"),
    "one long word": repeated("a", "<p>"),
    "one long line": repeated("rain ", "<p>"),
    "spaces": repeated(" ", "<p>a", "b"),
    "soft hyphens": repeated("\u00ad", "<p>a", "b"),
    "paragraphs": repeated("<p>a"),
    "paragraphs of sentences": repeated("<p>Rain fell over the harbour all night, said the harbour master."),
    "links side by side": repeated("<a href=/x{i}>a</a>"),
    "links around blocks": repeated("<a href=/x><p>a<p>b</a>"),
    "links without text": repeated("<a href=/x></a>"),
    "long addresses of links": repeated("%", "<a href='", "'>a</a>"),
    "pictures before links": repeated("!<a href=/x>a</a>"),
    "hidden parts": repeated("<span hidden>a</span>b"),
    "half surrogate pairs": repeated("\ud836", "<p>"),
}
