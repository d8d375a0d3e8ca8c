"""Training data for the scorecard: every line of the labelled pages, with its columns and whether it is content.

Texts of three kinds teach three things: page dumps how to find the body, extractors' output what they leave behind,
and the main content itself to leave well alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit.alignment import label_lines
from benchmarks.quality.data import FOLDS, Data, Page, Part, host_fold
from benchmarks.quality.metrics import WORD
from cleaner.cleaner import judge_by
from cleaner.judge.decide import Examination, Judge
from cleaner.judge.heuristics import TITLE_POINTS
from cleaner.judge.options import listed
from cleaner.judge.scorecard import Scorecard
from cleaner.lines.reading import Reader
from cleaner.lines.table import Table
from cleaner.rules.matcher import Matcher
from cleaner.rules.pack import Pack, load_pack

DUMPS = ("html_text", "resiliparse_all", "inscriptis")
EXTRACTORS = ("trafilatura", "readability", "resiliparse", "justext", "boilerpy3")
MAIN_CONTENT = "main_content"

# How much the documents of a text count; swept by hand on the rescue, lift and harm tracks.
TEXT_WEIGHTS = {**dict.fromkeys(DUMPS, 1.0), **dict.fromkeys(EXTRACTORS, 0.7), MAIN_CONTENT: 2.5}

SHORTEST_GOLD = 50
MOST_OF_A_DOCUMENT = 0.3
"""A line weighs what its words do to the document's F1, with these two bounds on what a single line can do."""

SNIPPET_WEIGHT = 2.0
"""Lines with a snippet that a person marked as unwanted: few words, so they hardly weigh in F1, but these are what
readers stumble over. On unseen page dumps F1 +.0003, at 3 it falls."""

DECIDED = 7.0
"""Lines with such evidence for or against them stay or go whatever the scorecard says, so it need not learn to
contradict: most are repetitions, which the alignment takes for content. Nor need it learn of lines that need a reason
to go (`spared`), nor of the headlines that are kept for readers (`TITLE_POINTS`) though main content leaves them
out."""

OWN = (
    *("words", "characters", "function_words", "function_share", "capitalised_share", "capital_share", "digit_share"),
    *("word_length", "sentence_ends", "sentence_share", "commas", "separators", "ends_sentence", "opening", "gap"),
    *("asks", "exclaims", "introduces", "trails_off", "item"),
    *("copies", "copies_before", "unspaced", "hint", "strong", "sure", "protect"),
    *("menu", "talk", "more", "offer", "meta", "caption", "credit", "prose"),
    *("block_size", "block_share", "block_place", "hit_density", "menu_density", "short_density", "prose_density"),
)
NEIGHBOURS = {3: ("words", "function_share", "hit")}
NEAR: tuple[str, ...] = ("words", "function_share", "hit", "ends_sentence", "capitalised_share", "gap", "prose")
WINDOWS = (2, 4, 8, 16, 40)
SUMMED = ("words", "prose", "long", "short", "hit")
SUMMED_NEARBY = ("ends_sentence", "gap", "talk", "more", "menu")
MARKS = ("asks", "exclaims", "introduces", "trails_off", "item")
SIDES = (
    *("line", "words", "prose", "long", "hit", "sure", "strong", "talk", "more", "menu", "offer", "meta", "short"),
    "ends_sentence",
)
WHOLES = (*SIDES, "gap", "copies_before", "function_words", "commas")
DISTANCES = ("prose", "long", "sure", "strong", "talk", "more", "menu", "offer", "meta", "hit")


def candidates() -> list[str]:
    """Return the columns that the fit may choose from."""
    columns = list(OWN)
    for offset in (1, 2, 3):
        names = NEAR if offset < min(NEIGHBOURS) else NEIGHBOURS[offset]
        columns += [f"{name}@{sign}{offset}" for name in names for sign in ("-", "")]
    for size in WINDOWS:
        summed = SUMMED + SUMMED_NEARBY if size <= WINDOWS[2] else SUMMED
        columns += [f"{name}[{window}]" for name in summed for window in (f"-{size}..-1", f"1..{size}")]
    for size in WINDOWS[1:4]:
        columns += [f"{name}[{window}]" for name in MARKS for window in (f"-{size}..-1", f"1..{size}")]
    columns += [f"{name}{window}" for name in MARKS for window in ("@-1", "@1", "[..]", "[..-1]")]
    columns += [f"{name}{window}" for name in SIDES for window in ("[..-1]", "[1..]", "[..-1]%")]
    columns += [f"{name}[..]" for name in WHOLES]
    columns += [f"{way} {name}" for name in DISTANCES for way in ("since", "until")]
    return columns


class Document(NamedTuple):
    """A page's text as one tool gives it."""

    kind: str
    page: Page
    text: str


class Training(NamedTuple):
    """The lines of all documents, one entry each.

    ``columns`` has shape (lines, candidates); ``content`` is the label; ``weight`` what a line counts; ``evidence`` the
    points that it has from rules and heuristics; ``fold`` that of its host.
    """

    columns: NDArray[np.float32]
    content: NDArray[np.bool_]
    weight: NDArray[np.float64]
    evidence: NDArray[np.float64]
    fold: NDArray[np.int64]

    def select(self, rows: NDArray[np.bool_]) -> Training:
        """Return some of the lines."""
        return Training(*(column[rows] for column in self))


def joined(parts: Iterable[Training]) -> Training:
    """Return the lines of all parts as one."""
    return Training(*map(np.concatenate, zip(*parts, strict=True)))


def documents(data: Data, part: Part) -> Iterator[Document]:
    """Yield the texts to learn from: of articles by all tools, and the main content of all types."""
    pages = {page.id: page for page in part.of(data.gold) if page.main_content}
    for kind in (*DUMPS, *EXTRACTORS):
        for identity, text in data.texts(kind).items():
            if identity in pages and pages[identity].type == "article" and text.strip():
                yield Document(kind, pages[identity], text)
    for page in pages.values():
        yield Document(MAIN_CONTENT, page, page.main_content)


class Examiner:
    """Measures documents: columns in their surroundings, and what rules and heuristics say without a scorecard."""

    def __init__(
        self, columns: Sequence[str], pack: Pack | None = None, *, base: Scorecard = (), once: bool = False
    ) -> None:
        """Ask for some columns, and for the points of another scorecard; ``once`` is for pages."""
        pack = pack or load_pack()
        self.columns = columns
        self.reader = Reader(Matcher(pack))
        asking = [*base, *(([f"{column} > 0"], [0, 0]) for column in columns)]
        self.judge: Judge = judge_by(pack, listed({}), asking, once=once)

    def examine(self, table: Table) -> Examination:
        """Return what a first look finds."""
        return self.judge.examine(table)

    def values(self, found: Examination) -> NDArray[np.float32]:
        """Return the columns, shape (lines, columns)."""
        return np.stack([np.array(found.columns[column], np.float32) for column in self.columns], axis=1)


def evidence_of(found: Examination) -> NDArray[np.float64]:
    """Return the points that each line has from rules and heuristics."""
    return np.sum([np.array(points, np.float64) for points in found.points.values()], axis=0) / 100


def lines_of(table: Table) -> list[str]:
    """Return the text of each line."""
    return [table.source[start:stop] for start, stop in table.bounds()]


def training(data: Data, part: Part, columns: Sequence[str]) -> Training:
    """Measure and label the lines of all documents but those that others decide: they must place no thresholds."""
    examiner = Examiner(columns)
    return joined(_of_document(document, examiner) for document in documents(data, part))


def _of_document(document: Document, examiner: Examiner) -> Training:
    table = examiner.reader.read(document.text)
    found = examiner.examine(table)
    evidence = evidence_of(found)
    is_title, spared = np.array(found.points["edges"]) >= TITLE_POINTS, np.array(found.spared, np.bool_)
    texts = [line.lower() for line in lines_of(table)]
    own = [WORD.findall(text) for text in texts]
    gold = WORD.findall(document.page.main_content.lower())
    content = [True] * len(own) if document.kind == MAIN_CONTENT else label_lines(own, gold)
    weight = _weights(document, own, len(gold)) * emphasis(document.page, texts, content, SNIPPET_WEIGHT)
    fold = np.full(len(table), host_fold(document.page.url, FOLDS), np.int64)
    lines = Training(examiner.values(found), np.array(content, np.bool_), weight, evidence, fold)
    return lines.select((np.abs(evidence) < DECIDED) & ~is_title & ~spared)


def _weights(document: Document, lines: Sequence[list[str]], gold_words: int) -> NDArray[np.float64]:
    words = np.array([len(line) for line in lines]) + 1.5  # headings count too
    return TEXT_WEIGHTS[document.kind] * np.minimum(words / max(SHORTEST_GOLD, gold_words), MOST_OF_A_DOCUMENT)


def emphasis(page: Page, texts: Sequence[str], content: Sequence[bool], weight: float) -> NDArray[np.float64]:
    """Return the weight for the lines, given in lower case, that hold what was marked as unwanted, and 1 for others."""
    snippets = [snippet.lower() for snippet in page.without if snippet.strip()]
    unwanted = [any(snippet in text for snippet in snippets) for text in texts]
    return np.where(np.array(unwanted, np.bool_) & ~np.array(content, np.bool_), weight, 1.0)
