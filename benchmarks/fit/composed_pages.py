"""Composed pages: a part of one page stands in another one.

At the top and at the end of a body, most lists of labelled pages are debris, and a scorecard that learns from these
alone takes every list there for such. Composed pages have content there: a list, a table, a poem out of one page's main
content, in the templates of other sites. And what sites print below or between the paragraphs of an article, comments
and teasers of other stories, stands on other sites' pages, half of the time without the names that tell what it is: on
pages of unseen sites names tell little.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple, TypeVar
from zlib import crc32

from selectolax.lexbor import LexborHTMLParser, LexborNode

from benchmarks.quality.data import FOLDS, Page, host_fold
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

Value = TypeVar("Value")
BESIDE = {
    "comments": ("omment", "discuss", "repl", "respon"),
    "teasers": ("elated", "easer", "ecommend", "more", "atest", "opular", "rend", "card"),
    "posts": ("post", "message", "reply", "answer", "comment"),
}
"""What stands beside an article, by parts of the classes that it has; posts are of forums."""
BESIDE_LINES, BESIDE_WORDS, LONGEST_BESIDE = 4, range(25, 600), 20_000
MOST_OF_GOLD = 0.1
"""So much of its words may stand in the main content, too: names, and words that all pages have."""
MOST_OF_A_PAGE = 3
FEWEST_POSTS, MOST_POSTS = 3, 8
SENTENCE = 8
"""Comments hold a line of so many words."""
BESIDE_DRAWN = ("comments", "comments", "posts", "teasers", "teasers")
BESIDE_PLACES = ("inside", "behind", "outside", "between")
SMALL = 60
"""Between paragraphs, teasers have at most so many words."""


class Piece(NamedTuple):
    """A part of a page: its kind, its markup, its text, a line a line, and the fold of the page's host."""

    kind: str
    html: str
    text: str
    fold: int = 0


class Composed(NamedTuple):
    """A page with a piece in it; the piece's text tells its lines from the others."""

    page: Page
    html: str
    piece: Piece


# --- pieces of main content -------------------------------------------------------------------------------------------


def pieces(page: Page, html: str) -> Iterator[Piece]:
    """Yield the blocks of a page's main content, and runs of short paragraphs."""
    gold = _said(page.main_content)
    fold = host_fold(page.url, FOLDS)
    run: list[LexborNode] = []
    for node in LexborHTMLParser(parseable(html)).css(BLOCKS):
        lines = _lines(node)
        is_content = bool(lines) and all(line in gold for line in lines)
        is_short = node.tag == "p" and sum(len(line.split()) for line in lines) < SHORT_PARAGRAPH
        if is_content and is_short and len(lines) == 1:
            run.append(node)
            continue
        if len(run) in LINES:
            yield Piece("run", "".join(one.html or "" for one in run), "\n".join(one.text() for one in run), fold)
        run = []
        size = sum(len(line.split()) for line in lines)
        is_block = node.tag != "p" or node.css_first("br") is not None
        is_small = len(lines) in LINES and size in WORDS and len(node.html or "") <= LONGEST_PIECE
        if is_content and is_block and is_small:
            yield Piece(node.tag or "", node.html or "", node.text(separator="\n"), fold)


def by_kind(stock: Iterable[Piece]) -> list[list[Piece]]:
    """Return pieces by kind: each kind is used as often as the others."""
    kinds: dict[str, list[Piece]] = {}
    for piece in stock:
        kinds.setdefault(piece.kind, []).append(piece)
    return [kinds[kind] for kind in sorted(kinds)]


def composed(page: Page, html: str, stock: list[list[Piece]]) -> Iterator[Composed]:
    """Yield a page with a piece of the stock in its main content; none where that has few paragraphs."""
    draw = _Draw(page.id)
    own = host_fold(page.url, FOLDS)
    kinds = [found for kind in stock if (found := [piece for piece in kind if piece.fold == own])]
    if not kinds:
        return
    kind, place = draw.one_of(kinds), draw.one_of(PLACES)
    piece = draw.one_of(kind)
    parser = LexborHTMLParser(parseable(html))
    inside = _paragraphs(parser, page)
    if len(inside) < FEWEST_PARAGRAPHS:
        return
    beside = inside[{"top": 0, "middle": len(inside) // 2, "end": -1}[place]]
    text = beside.text().strip()
    (beside.insert_before if place == "top" else beside.insert_after)(_MARK)
    at = page.main_content.find(text)
    at = {"top": 0, "end": len(page.main_content)}.get(place, 0) if at < 0 else at + len(text) * (place != "top")
    content = f"{page.main_content[:at]}\n{piece.text}\n{page.main_content[at:]}"
    whole = (parser.html or "").replace(_MARK, piece.html, 1)
    yield Composed(replace(page, main_content=content), whole, piece)


# --- what stands beside articles --------------------------------------------------------------------------------------


def pieces_beside(page: Page, html: str) -> Iterator[Piece]:
    """Yield comments and teasers of a page, none of its main content, and the posts of a forum's."""
    gold, tree = _said(page.main_content), LexborHTMLParser(parseable(html))
    fold = host_fold(page.url, FOLDS)
    for kind in ("comments", "teasers"):
        found = (node for node in _outermost(tree, kind) if _is_beside(node, kind, gold))
        for _, node in zip(range(MOST_OF_A_PAGE), found, strict=False):
            yield Piece(kind, node.html or "", node.text(separator="\n"), fold)
    if page.type == "forum":
        for posts in _alike(tree):
            text = "\n".join(post.text(separator="\n") for post in posts)
            html = "".join(post.html or "" for post in posts)
            if len(html) <= LONGEST_BESIDE:
                yield Piece("posts", f"<div>{html}</div>", text, fold)


def composed_beside(page: Page, html: str, stock: Sequence[Piece]) -> Iterator[Composed]:
    """Yield a page with comments, posts or teasers of another one behind or within its main content."""
    draw = _Draw(f"beside {page.id}")
    kind, own = draw.one_of(BESIDE_DRAWN), host_fold(page.url, FOLDS)
    others = [piece for piece in stock if piece.kind == kind and piece.fold == own and piece.html not in html]
    parser = LexborHTMLParser(parseable(html))
    inside = _paragraphs(parser, page)
    if not others or len(inside) < FEWEST_PARAGRAPHS:
        return
    piece = draw.one_of(others)
    is_small = kind == "teasers" and len(piece.text.split()) <= SMALL
    _mark_place(inside, draw.one_of(BESIDE_PLACES if is_small else BESIDE_PLACES[:-1]))
    markup = nameless(piece.html) if draw.one_of((True, False)) else piece.html
    whole = parser.html or ""
    whole = nameless(whole) if draw.one_of((True, False, False)) else whole
    yield Composed(page, whole.replace(_MARK, markup, 1), piece)


_NAME = re.compile(r' (class|id)="([^"]*)"')
_HIDING = re.compile("hidden|sr-only|screen|accordi|collaps|tab|toggle|panel|carousel|swiper|slide", re.IGNORECASE)


def nameless(html: str) -> str:
    """Return HTML with classes and ids that say nothing, each the same wherever it comes; what hides stays.

    >>> nameless('<p class="lead big">Rain</p><p class="hidden">Sun</p>')
    '<p class="x8632 x6036">Rain</p><p class="hidden">Sun</p>'
    """
    return _NAME.sub(_without_names, html)


def _without_names(found: re.Match[str]) -> str:
    if _HIDING.search(found[2]):
        return found[0]
    return f' {found[1]}="{" ".join(f"x{crc32(name.encode()) % 9973}" for name in found[2].split())}"'


def _outermost(tree: LexborHTMLParser, kind: str) -> Iterator[LexborNode]:
    """Yield the elements with classes of a kind that stand in no other such."""
    seen: set[int] = set()
    for node in tree.css(", ".join(f"[class*={part}]" for part in BESIDE[kind])):
        around, is_inside = node.parent, False
        while around is not None and not is_inside:
            is_inside, around = around.mem_id in seen, around.parent
        if not is_inside and node.tag not in {"html", "body", "a", "p", "span"}:
            seen.add(node.mem_id)
            yield node


def _is_beside(node: LexborNode, kind: str, gold: str) -> bool:
    if len(node.html or "") > LONGEST_BESIDE:
        return False
    lines = _lines(node)
    words = [len(line.split()) for line in lines]
    shared = sum(size for line, size in zip(lines, words, strict=True) if line in gold)
    says = kind != "comments" or max(words, default=0) >= SENTENCE
    return len(lines) >= BESIDE_LINES and sum(words) in BESIDE_WORDS and shared < MOST_OF_GOLD * sum(words) and says


def _alike(tree: LexborHTMLParser) -> Iterator[list[LexborNode]]:
    """Yield posts: elements of one class that stand side by side."""
    groups: dict[tuple[int, str], list[LexborNode]] = defaultdict(list)
    for node in tree.css(", ".join(f"div[class*={part}], li[class*={part}]" for part in BESIDE["posts"])):
        if node.parent is not None:
            groups[node.parent.mem_id, node.attributes.get("class") or ""].append(node)
    large = [posts[:MOST_POSTS] for posts in groups.values() if len(posts) >= FEWEST_POSTS]
    yield from large[:MOST_OF_A_PAGE]


def _mark_place(paragraphs: Sequence[LexborNode], place: str) -> None:
    """Mark where a piece goes: the end of the paragraphs' element, behind it or what is around it, or between two."""
    around = paragraphs[0].parent
    if place == "between":
        paragraphs[len(paragraphs) // 2].insert_after(_MARK)
    elif around is None or place == "inside" or around.tag == "body":
        paragraphs[-1].insert_after(_MARK)
    else:
        outer = around.parent
        is_last = place == "behind" or outer is None or outer.tag == "body"
        (around if is_last or outer is None else outer).insert_after(_MARK)


# --- paragraphs -------------------------------------------------------------------------------------------------------


class _Draw:
    """Draws that are always the same for a name."""

    def __init__(self, name: str) -> None:
        self._number = int.from_bytes(blake2b(name.encode(), digest_size=16).digest())

    def one_of(self, values: Sequence[Value]) -> Value:
        self._number, place = divmod(self._number, len(values))
        return values[place]


def _paragraphs(parser: LexborHTMLParser, page: Page) -> list[LexborNode]:
    """Return the paragraphs of the main content that stand in one element, that which has most of them."""
    gold = _said(page.main_content)
    found = [node for node in parser.css("p") if node.parent is not None and _is_paragraph(node, gold)]
    around = Counter(node.parent.mem_id for node in found if node.parent is not None).most_common(1)
    return [node for node in found if node.parent is not None and node.parent.mem_id == around[0][0]]


def _is_paragraph(node: LexborNode, gold: str) -> bool:
    said = _said(node.text())
    return len(said.split()) >= SHORT_PARAGRAPH and said in gold


def _lines(node: LexborNode) -> list[str]:
    return [line for line in map(_said, node.text(separator="\n").split("\n")) if line]


@lru_cache(maxsize=64)
def _said(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


def says(text: str) -> frozenset[str]:
    """Return the lines of a text, as they are compared."""
    return frozenset(map(_said, text.split("\n"))) - {""}


def is_said(line: str, said: frozenset[str]) -> bool:
    """Tell whether a line is one of those."""
    return _said(line) in said
