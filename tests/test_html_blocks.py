"""What belongs to an article stays whole, whatever it is made of, wherever in the article, in whatever template."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.html.columns import add_markup
from cleaner.html.page import walk
from tests.reading import columns_of, read

CLEANER = cleaner.Cleaner()

PARAGRAPHS = (
    "The salt works of Brennick closed in 1931, and for ninety years nobody wanted the long sheds by the shore.",
    "Last autumn two sisters from the village bought the largest of them for less than the price of a small car.",
    "They had the roof mended first, because the rain had come in for so long that moss grew on the brick floor.",
    "Then they lit the old furnace again, with wood from the hedges that the farmers cut every second winter.",
    "The first salt was grey and tasted of iron, said the elder sister, and they gave it to the road workers.",
    "By now the pans are clean, and three restaurants in the county town buy all that the sisters can make.",
)

BLOCKS = {
    "list": "<ul><li>Four iron pans</li><li>A furnace for wood</li><li>Nine wooden rakes</li></ul>",
    "steps": "<ol><li>Fill the pans at high tide</li><li>Heat them slowly</li><li>Rake off the crust</li></ol>",
    "list in a list": "<ul><li>Coarse<ul><li>Grey</li><li>White</li></ul></li><li>Fine</li></ul>",
    "links": "<ul><li><a href=/1>Plans of the sheds</a></li><li><a href=/2>Letter of the last owner</a></li></ul>",
    "table": "<table><tr><th>Year<th>Tons<tr><td>1880<td>310<tr><td>1913<td>95<tr><td>1931<td>12</table>",
    "hours": "<table><tr><td>Friday<td>10–16<tr><td>Saturday<td>9–13<tr><td>Sunday<td>closed</table>",
    "terms": "<dl><dt>Pans<dd>Four<dt>Depth<dd>30 cm<dt>Yield<dd>Two sacks a day</dl>",
    "verse": "<p>The tide comes in, the tide goes out,<br>the fire burns all night,<br>and what is left is white</p>",
    "code": "<pre><code>pans = 4\nfor pan in range(pans):\n    heat(pan)</code></pre>",
    "footnotes": "<ol class=footnotes><li>Parish book, 1902.</li><li>D. Tarn, Salt and Shore, p. 12.</li></ol>",
    "details": "<details><summary>How much it was</summary><p>Four thousand.</p><p>The roof cost more.</p></details>",
    "quotation": "<blockquote><p>Nobody believed us.</p><p>Now they all want salt.</p><p>Ida Tarn</p></blockquote>",
    "section": "<section><h2>What comes next</h2><p>A second shed.</p><p>Perhaps a small museum.</p></section>",
    "signatures": "<p>Signed:</p><p>Ida Tarn, salter</p><p>Maud Tarn, salter</p><p>John Hay, witness</p>",
    "address": "<address>Long Shed<br>3 Shore Lane<br>Brennick</address>",
    "dialogue": "<p>“Is it dear?”</p><p>“Not very.”</p><p>“Is it good?”</p><p>“Taste it.”</p>",
    "questions": "<h3>Can one visit?</h3><p>On Fridays.</p><h3>Is there a shop?</h3><p>In the old stable.</p>",
    "references": "<h2>References</h2><ul><li>Tarn, D. (1999). Salt.</li><li>Hay, J. (2021). Sheds.</li></ul>",
}
PLACES = {"top": 0, "middle": 3, "end": 6}
HEADLINE = "<h1>Sisters make salt in Brennick again</h1>"
BEFORE = (
    "<header><a href=/>The Shore Paper</a><nav><ul><li><a href=/n>News</a><li><a href=/s>Sport</a></ul></nav></header>"
)
BEHIND = (
    "<aside><h3>Most read</h3><ul><li><a href=/7>Ferry stays in port</a><li><a href=/8>New roof for the school</a></ul>"
    "</aside><footer><p>© 2024 The Shore Paper. All rights reserved.</p><a href=/p>Privacy policy</a></footer>"
)
TEMPLATES = {
    "article": BEFORE + "<main><article>" + HEADLINE + "{}</article></main>" + BEHIND,
    "named": BEFORE + "<div id=content>" + HEADLINE + "<div class=entry-content>{}</div></div>" + BEHIND,
    "nameless": f"<div><a href=/>Home</a></div><div>{HEADLINE}{{}}</div><div>© 2024 The Shore Paper.</div>",
    "bare": HEADLINE + "{}",
    "with buttons": BEFORE
    + "<div class=site><article class='post hentry'><header class=entry-header>"
    + HEADLINE
    + "</header><div class=entry-content>{}<div class=sharedaddy><h3>Share this:</h3><ul><li><a href=/f>Facebook</a>"
    "</ul></div></div></article></div>" + BEHIND,
}


def page_of(block: str, place: str, template: str) -> str:
    parts = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
    parts.insert(PLACES[place], BLOCKS[block])
    title = "<title>Sisters make salt in Brennick again | The Shore Paper</title>"
    body = TEMPLATES[template].format("".join(parts))
    return f"<!DOCTYPE html><html lang=en><head>{title}</head><body>{body}</body></html>"


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_an_article_stays_whole(block: str, place: str, template: str) -> None:
    text = CLEANER.clean_html(page_of(block, place, template)).text
    wanted = [line for line in walk(BLOCKS[block]).text.split("\n") if line] + list(PARAGRAPHS)
    assert [line for line in wanted if line.strip() not in text] == []
    assert [line for line in ("Most read", "Ferry stays in port", "Facebook", "Privacy policy") if line in text] == []


def units_of(html: str) -> list[int]:
    page = walk(html)
    table = read(page.text)
    add_markup(table, bytes(len(table)), page)
    return columns_of(table, ["unit"])["unit"]


def test_a_table_with_prose_lays_out_the_page_and_is_no_unit() -> None:
    assert units_of("<table><tr><td>1880<td>310<tr><td>1913<td>95</table>") == [1, 1]
    assert units_of(f"<table><tr><td>{PARAGRAPHS[0]}<tr><td>95</table>") == [0, 0]


def test_a_heading_stays_with_what_it_heads_and_goes_with_it() -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    section = "<h2>{}</h2><p>The second shed is to be bought in the spring, if the bank agrees.</p>"
    template = TEMPLATES["article"]
    kept = CLEANER.clean_html(template.format(body + section.format("Next"))).text
    assert "\nNext\n" in kept
    gone = CLEANER.clean_html(template.format(body + "<h2>Newsletter</h2><p>Sign up for our newsletter.</p>")).text
    assert "ewsletter" not in gone
