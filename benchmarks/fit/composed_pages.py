"""Composed pages: a list, a table, a poem out of one page's main content stands in that of another one.

At the top and at the end of a body, most lists of labelled pages are debris, and a scorecard that learns from these
alone takes every list there for such. Composed pages have content there, in the templates of other sites.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from benchmarks.quality.data import Page
from benchmarks.quality.metrics import WORD
from cleaner.html.parseable import parseable

BLOCKS = "ul, ol, table, dl, pre, blockquote, p"
LINES = range(3, 13)
WORDS = range(5, 200)
LONGEST_PIECE = 5_000
SHORT_PARAGRAPH = 10
"""Words: several so short ones in a row are what somebody says, or who signed."""
FEWEST_PARAGRAPHS = 3
PLACES = ("top", "middle", "end")
_MARK = "\ue000piece\ue000"


class Piece(NamedTuple):
    """A part of a page's main content: its kind, its markup, and its text, a line a line."""

    kind: str
    html: str
    text: str


def pieces(page: Page, html: str) -> Iterator[Piece]:
    """Yield the blocks of a page's main content, and runs of short paragraphs."""
    gold = _said(page.main_content)
    run: list[LexborNode] = []
    for node in LexborHTMLParser(parseable(html)).css(BLOCKS):
        lines = [line for line in map(_said, node.text(separator="\n").split("\n")) if line]
        is_content = bool(lines) and all(line in gold for line in lines)
        is_short = node.tag == "p" and sum(len(line.split()) for line in lines) < SHORT_PARAGRAPH
        if is_content and is_short and len(lines) == 1:
            run.append(node)
            continue
        if len(run) in LINES:
            yield Piece("run", "".join(one.html or "" for one in run), "\n".join(one.text() for one in run))
        run = []
        size = sum(len(line.split()) for line in lines)
        is_block = node.tag != "p" or node.css_first("br") is not None
        is_small = len(lines) in LINES and size in WORDS and len(node.html or "") <= LONGEST_PIECE
        if is_content and is_block and is_small:
            yield Piece(node.tag or "", node.html or "", node.text(separator="\n"))


def by_kind(stock: Iterable[Piece]) -> list[list[Piece]]:
    """Return pieces by kind: each kind is used as often as the others."""
    kinds: dict[str, list[Piece]] = {}
    for piece in stock:
        kinds.setdefault(piece.kind, []).append(piece)
    return [kinds[kind] for kind in sorted(kinds)]


def composed(page: Page, html: str, stock: list[list[Piece]]) -> Iterator[tuple[Page, str]]:
    """Yield a page with a piece of the stock in its main content; none where that has few paragraphs."""
    if not stock:
        return
    number = int(blake2b(page.id.encode(), digest_size=4).hexdigest(), 16)
    number, kind = divmod(number, len(stock))
    number, where = divmod(number, len(PLACES))
    piece, place = stock[kind][number % len(stock[kind])], PLACES[where]
    gold = _said(page.main_content)
    parser = LexborHTMLParser(parseable(html))
    paragraphs = [node for node in parser.css("p") if _is_paragraph(node, gold)]
    around = Counter(node.parent.mem_id for node in paragraphs if node.parent is not None).most_common(1)
    inside = [node for node in paragraphs if node.parent is not None and node.parent.mem_id == around[0][0]]
    if len(inside) < FEWEST_PARAGRAPHS:
        return
    beside = inside[{"top": 0, "middle": len(inside) // 2, "end": -1}[place]]
    text = beside.text().strip()
    (beside.insert_before if place == "top" else beside.insert_after)(_MARK)
    at = page.main_content.find(text)
    at = {"top": 0, "end": len(page.main_content)}.get(place, 0) if at < 0 else at + len(text) * (place != "top")
    content = f"{page.main_content[:at]}\n{piece.text}\n{page.main_content[at:]}"
    yield replace(page, main_content=content), (parser.html or "").replace(_MARK, piece.html, 1)


def _is_paragraph(node: LexborNode, gold: str) -> bool:
    said = _said(node.text())
    return len(said.split()) >= SHORT_PARAGRAPH and said in gold


def _said(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))
