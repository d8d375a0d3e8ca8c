"""What the scorecard of text learns from: documents of several kinds, each with a label for every line.

Page dumps teach how to find the body, extractors' output what they leave behind, the main content itself to leave well
alone, and frames (`benchmarks.fit.frames`) that content of any kind stays in any surroundings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.fit.alignment import label_lines
from benchmarks.fit.bodies import bodies
from benchmarks.fit.frames import Composed, compose
from benchmarks.quality.data import Data, Page, Part, WorldPage
from benchmarks.quality.frames import Chosen, headline_of, neighbours
from benchmarks.quality.metrics import WORD_OR_CHARACTER, is_headline
from benchmarks.quality.shapes import flat, glued

DUMPS = ("html_text", "resiliparse_all", "inscriptis")
EXTRACTORS = ("trafilatura", "readability", "resiliparse", "justext", "boilerpy3")

DUMP, EXTRACTED, CLEAN, WORLD_DUMP, WORLD_EXTRACTED, WORLD_CLEAN, WORLD_LINES, FRAME, WORLD_FRAME, MADE_FRAME, MADE = (
    range(11)
)
FLAT, GLUED = 11, 12
"""The kinds of documents: WCXB's, the world's, frames around either, our own bodies in frames and alone, and page dumps
whose line breaks are gone, or some of them."""

SHARES = {
    DUMP: 0.9,
    EXTRACTED: 0.4,
    CLEAN: 0.4,
    WORLD_DUMP: 0.3,
    WORLD_EXTRACTED: 0.5,
    WORLD_CLEAN: 0.4,
    WORLD_LINES: 0.7,
    FRAME: 0.5,
    WORLD_FRAME: 0.5,
    MADE_FRAME: 0.8,
    MADE: 0.8,
    FLAT: 0.6,
    GLUED: 0.3,
}
"""The share of its lines that a document of a kind gives to the fit, drawn by lot, which count for the others, too:
lines of one document say much the same, and the fit takes time by their number."""

DUMPS_EACH, EXTRACTORS_EACH = 3, 3
"""Texts of so many tools are taken of each page, in turn."""

MANY_PAGES = 8
"""Pages in languages with fewer stand in surroundings of WCXB's pages."""


class Document(NamedTuple):
    """A text to learn from; ``labels`` tell for each of its lines whether it is content, if that is known already."""

    kind: int
    page: Page
    text: str
    labels: Sequence[bool] | None = None


def documents(data: Data, part: Part) -> Iterator[Document]:
    """Yield all documents."""
    pages = {page.id: page for page in part.of(data.gold) if page.main_content.strip()}
    yield from _of_tools(data, pages)
    for page in pages.values():
        yield Document(CLEAN, page, page.main_content)
    world = [page for page in part.of(data.world) if page.main_content.strip()]
    for page in world:
        yield from _of_world(page)
    yield from _frames(data, list(pages.values()), world)


def _of_tools(data: Data, pages: dict[str, Page]) -> Iterator[Document]:
    """Yield the articles' texts by some of the tools."""
    texts = {name: data.texts(name) for name in (*DUMPS, *EXTRACTORS)}
    for number, page in enumerate(page for page in pages.values() if page.type == "article"):
        for kind, tools, each in ((DUMP, DUMPS, DUMPS_EACH), (EXTRACTED, EXTRACTORS, EXTRACTORS_EACH)):
            for place, name in enumerate(tools):
                if (number + place) % len(tools) < each and texts[name].get(page.id, "").strip():
                    yield Document(kind, page, texts[name][page.id])


def in_other_shapes(data: Data, part: Part) -> Iterator[Document]:
    """Yield a page dump of each article without its line breaks, and with debris on the lines of paragraphs."""
    texts = [data.texts(name) for name in DUMPS]
    pages = [page for page in part.of(data.gold) if page.main_content.strip() and page.type == "article"]
    for number, page in enumerate(pages):
        text = texts[number % len(texts)].get(page.id, "")
        if text.strip():
            yield Document(FLAT, page, flat(text))
            yield Document(GLUED, page, glued(text, page.main_content))


def _of_world(page: WorldPage) -> Iterator[Document]:
    yield Document(WORLD_CLEAN, page, page.main_content)
    kinds = {"html_text": WORLD_DUMP, "trafilatura": WORLD_EXTRACTED, "text": WORLD_LINES}
    for name, kind in kinds.items():
        if page.texts.get(name, "").strip():
            yield Document(kind, page, page.texts[name])


def _frames(data: Data, pages: list[Page], world: list[WorldPage]) -> Iterator[Document]:
    """Yield bodies in surroundings; what is no article twice, since articles are seen in their own pages."""
    dumps = [neighbours(data.gold, data.texts(name)) for name in DUMPS]
    for number, page in enumerate(pages):
        for turn in range(1 if page.type == "article" else 2):
            yield from _frame(FRAME, page, dumps[(number + turn) % len(dumps)], turn + 1)
    by_language = _neighbours_by_language(data.world)
    for number, page in enumerate(world):
        own = by_language.get(page.language)
        yield from _frame(WORLD_FRAME, page, own if own and number % 4 else dumps[0], 1)
    for number, body in enumerate(bodies() if pages else ()):
        own = by_language.get(body.language)
        yield Document(MADE, body, body.main_content)
        yield from _frame(MADE_FRAME, body, own if own and number % 2 else dumps[number % len(dumps)], 1)


def _neighbours_by_language(pages: Sequence[WorldPage]) -> dict[str, Chosen]:
    languages = sorted({page.language for page in pages})
    grouped = {language: [page for page in pages if page.language == language] for language in languages}
    return {
        language: neighbours(group, {page.id: page.texts["html_text"] for page in group if "html_text" in page.texts})
        for language, group in grouped.items()
        if language and len(group) >= MANY_PAGES
    }


def _frame(kind: int, page: Page, choose: Chosen, turn: int) -> Iterator[Document]:
    around = choose(page, turn)
    if around is not None:
        composed: Composed = compose(headline_of(page), page.main_content, around, f"{page.id} {turn}")
        yield Document(kind, page, composed.text, composed.labels)


def labels_of(document: Document, lines: Sequence[str]) -> list[bool]:
    """Return whether each line of a document, given in lower case, is content.

    The last line before the body that is the page's own headline is content, whether it was marked or not.
    """
    if document.labels is not None:
        raise ValueError("the labels of this document are known already")
    if document.kind in (CLEAN, WORLD_CLEAN, MADE):
        return [True] * len(lines)
    own = [WORD_OR_CHARACTER.findall(line) for line in lines]
    content = label_lines(own, WORD_OR_CHARACTER.findall(document.page.main_content.lower()))
    headline = own_headline(lines, content, document.page.title)
    if headline is not None:
        content[headline] = True
    return content


def own_headline(lines: Sequence[str], content: Sequence[bool], title: str) -> int | None:
    """Return the last line before the body that is the title, if there is one.

    >>> own_headline(["home", "a bridge", "a bridge", "it opened."], [False, False, False, True], "A bridge")
    2
    """
    first = next((number for number, is_content in enumerate(content) if is_content), 0)
    found = [number for number in range(first) if title and is_headline(lines[number], title)]
    return found[-1] if found else None
