"""Training data for the scorecard: every line of the labelled documents, with its columns and whether it is content."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit.documents import FLAT, GLUED, SHARES, Document, documents, in_other_shapes, labels_of
from benchmarks.fit.reading import DocumentReader
from benchmarks.fit.weights import weights
from benchmarks.quality.data import FOLDS, Data, Page, Part, hash_of, host_fold
from benchmarks.quality.held_out import fold_file
from benchmarks.quality.metrics import WORD_OR_CHARACTER, is_headline
from cleaner.cleaner import judge_by
from cleaner.judge.decide import Examination, Judge
from cleaner.judge.options import listed
from cleaner.judge.scorecard import Scorecard, load_scorecard
from cleaner.lines.reading import Reader
from cleaner.lines.table import Table
from cleaner.rules.matcher import Matcher
from cleaner.rules.pack import Pack, load_pack

SHORTEST_GOLD = 50
MOST_OF_A_DOCUMENT = 0.3
"""A line weighs what its words do to the document's F1, with these two bounds on what a single line can do."""

DECIDED = 7.0
"""Lines with such evidence for or against them stay or go whatever the scorecard says, so it need not learn to
contradict: most are repetitions, which the alignment takes for content."""

LARGEST = 0x7FFF
"""The scorecard's values end here."""

WORKERS, CHUNK = 2, 16
"""Processes that measure, and documents that each takes at a time."""

OWN = (
    *("words", "characters", "function_words", "function_share", "capitalised_share", "capital_share", "digit_share"),
    *("word_length", "sentence_ends", "sentence_share", "commas", "separators", "ends_sentence", "opening", "gap"),
    *("asks", "exclaims", "introduces", "trails_off", "item"),
    *("copies", "copies_before", "unspaced", "hint", "strong", "sure", "protect"),
    *("menu", "talk", "more", "offer", "meta", "caption", "credit", "prose"),
    *("block_size", "block_share", "block_place", "hit_density", "menu_density", "short_density", "prose_density"),
    *("shape", "run_lines", "run_place", "run_words", "run_hits", "listing", "headed"),
    *("quiet_lines", "quiet_size", "quiet_place", "title_place", "trail"),
)
NEIGHBOURS = {3: ("words", "function_share", "hit")}
NEAR: tuple[str, ...] = (
    "shape",
    "words",
    "function_share",
    "hit",
    "ends_sentence",
    "capitalised_share",
    "gap",
    "prose",
)
WINDOWS = (2, 4, 8, 16, 40)
SUMMED = ("words", "prose", "long", "short", "hit")
SUMMED_NEARBY = ("listing", "ends_sentence", "gap", "talk", "more", "menu")
MARKS = ("asks", "exclaims", "introduces", "trails_off", "item")
SIDES = (
    *("line", "words", "prose", "long", "hit", "sure", "strong", "talk", "more", "menu", "offer", "meta", "short"),
    "ends_sentence",
)
WHOLES = (*SIDES, "gap", "copies_before", "function_words", "commas", "listing")
LANGUAGE = (
    *("shared", "foreign", "shared@-2", "shared@-1", "shared@1", "shared@2", "foreign@-1", "foreign@1"),
    *("shared[-8..-1]", "shared[-4..-1]", "shared[1..4]", "shared[1..8]"),
)
DISTANCES = ("prose", "long", "sure", "strong", "talk", "more", "menu", "offer", "meta", "hit", "listing")


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
    columns += LANGUAGE
    return columns


SECOND_OWN = (
    *("likely", "likely_words", "unlikely_words", "run_likely", "shape_likely", "main_place", "main_rest", "main_gap"),
    *("kin", "kin_share", "kin_passage", "kin_refuse", "kin_lead"),
    *("likely_density", "main_lines", "main_words", "main_share", "main_likely"),
)
SECOND_SIDES = ("likely_words", "unlikely_words", "content", "passage", "refuse")


def second_candidates() -> list[str]:
    """Return the columns that the fit of the second reading may choose from."""
    columns = [*OWN, *SECOND_OWN]
    columns += [f"likely@{offset}" for offset in (-3, -2, -1, 1, 2, 3)]
    columns += [f"{name}@{offset}" for name in ("kin_lead", "words", "shape") for offset in (-2, -1, 1, 2)]
    for size in WINDOWS:
        summed = ("likely", "likely_words", "unlikely_words", *(("content", "kin_lead") if size <= 16 else ()))
        columns += [f"{name}[{window}]" for name in summed for window in (f"-{size}..-1", f"1..{size}")]
    columns += [f"{name}{window}" for name in SECOND_SIDES for window in ("[..-1]", "[1..]", "[..]", "[..-1]%")]
    columns += [f"{way} {name}" for name in ("content", "passage", "refuse") for way in ("since", "until")]
    columns += LANGUAGE
    return list(dict.fromkeys(columns))


class Lines(NamedTuple):
    """The lines of all documents as they are measured, one entry each; see `Training`, and `weights` for the others.

    ``words`` are a line's, ``whole`` those that it is a part of; ``scale`` is for how many lines it stands.
    """

    columns: NDArray[np.int16]
    content: NDArray[np.bool_]
    evidence: NDArray[np.float32]
    fold: NDArray[np.int8]
    kind: NDArray[np.int8]
    words: NDArray[np.int32]
    whole: NDArray[np.int32]
    scale: NDArray[np.float32]
    is_snippet: NDArray[np.bool_]
    is_headline: NDArray[np.bool_]


class Training(NamedTuple):
    """The lines of all documents, one entry each.

    ``columns`` has shape (lines, candidates); ``content`` is the label; ``weight`` what a line counts; ``evidence`` the
    points that it has from rules and heuristics; ``fold`` that of its host.
    """

    columns: NDArray[Any]
    content: NDArray[np.bool_]
    weight: NDArray[np.float64]
    evidence: NDArray[Any]
    fold: NDArray[Any]

    def select(self, rows: NDArray[Any]) -> Training:
        """Return some of the lines."""
        return Training(*(values[rows] for values in self))


def joined(parts: Iterable[Training]) -> Training:
    """Return the lines of all parts as one."""
    return Training(*map(np.concatenate, zip(*parts, strict=True)))


class Examiner:
    """Measures documents: columns in their surroundings, and what rules and heuristics say without a scorecard."""

    def __init__(
        self, columns: Sequence[str], pack: Pack | None = None, *, base: Scorecard = (), once: bool = False
    ) -> None:
        """Ask for some columns, and for the points of another scorecard; ``once`` is for pages."""
        pack = pack or load_pack()
        self.columns = columns
        matcher = Matcher(pack)
        self.reader = Reader(matcher)
        self.documents = DocumentReader(self.reader, matcher, pack)
        asking = [*base, *(([f"{column} > 0"], [0, 0], 2 if base else 1) for column in columns)]
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
    """Measure, label and weigh the lines of all documents."""
    return weighed(measured(data, part, columns))


def weighed(lines: Lines, reading: int = 1) -> Training:
    """Return measured lines with what each counts in a reading of the scorecard."""
    return Training(lines.columns, lines.content, weights(lines, reading), lines.evidence, lines.fold)


def measured(data: Data, part: Part, columns: Sequence[str], bases: Path | None = None) -> Lines:
    """Measure and label the lines of all documents but those that others decide: they must place no thresholds.

    For the second reading, ``bases`` has the scorecards of the first by fold: the points of each line come from one
    that has not seen its host.
    """
    chosen = chain(documents(data, part), in_other_shapes(data, part) if bases else ())
    given = ((document, tuple(columns), bases) for document in chosen)
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        found: Any = zip(*pool.map(_of_document, given, chunksize=CHUNK), strict=True)
        return Lines(*map(np.concatenate, found))


@lru_cache(maxsize=FOLDS)
def _examiner(columns: tuple[str, ...], base: Path | None) -> Examiner:
    return Examiner(columns, base=[table for table in load_scorecard(base) if table[2] == 1] if base else ())


def _of_document(given: tuple[Document, tuple[str, ...], Path | None]) -> Lines:
    document, columns, bases = given
    examiner = _examiner(columns, fold_file(bases, "text", host_fold(document.page.url, FOLDS)) if bases else None)
    if document.kind in (FLAT, GLUED):
        table, protected = examiner.documents.read(document.text)
    else:
        table = examiner.reader.read(document.text)
        protected = bytes(len(table))
    found = examiner.examine(table)
    evidence, texts = evidence_of(found), [line.lower() for line in lines_of(table)]
    known = evidence - np.array(found.points["scorecard"], np.float64) / 100
    if document.labels is None:
        content = np.array(labels_of(document, texts), np.bool_)
    else:
        content = np.array(_labels_at(document, table), np.bool_)
    words = np.array([len(WORD_OR_CHARACTER.findall(text)) for text in texts], np.int32)
    open_to_fit = (np.abs(known) < DECIDED) & ~np.frombuffer(protected, np.bool_)
    rows = len(texts)
    lines = Lines(
        columns=np.minimum(examiner.values(found), LARGEST).astype(np.int16),
        content=content,
        evidence=evidence.astype(np.float32),
        fold=np.full(rows, host_fold(document.page.url, FOLDS), np.int8),
        kind=np.full(rows, document.kind, np.int8),
        words=words,
        whole=_whole(document, words, content),
        scale=np.full(rows, 1 / SHARES[document.kind], np.float32),
        is_snippet=emphasis(document.page, texts, content, 2.0) > 1,
        is_headline=_headlines(document, texts, content),
    )
    drawn = np.random.default_rng(int(hash_of(document.page.id), 16)).random(rows) < SHARES[document.kind]
    taken = open_to_fit & (drawn | lines.is_headline)
    selected: Any = (column[taken] for column in lines)
    return Lines(*selected)


def _labels_at(document: Document, table: Table) -> list[bool]:
    """Return the labels of a table's lines: those of the lines of the text that they start in."""
    starts = [0, *(found.end() for found in re.finditer("\n", document.text))]
    labels = document.labels or ()
    return [labels[bisect_right(starts, start) - 1] for start, _ in table.bounds()]


def _whole(document: Document, words: NDArray[np.int32], content: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return of how many words each line is a part: of the main content or, in frames, of what stands around it."""
    gold = len(WORD_OR_CHARACTER.findall(document.page.main_content.lower()))
    around = int(words[~content].sum()) if document.labels is not None else gold
    return np.where(content, gold, around).astype(np.int32)


def _headlines(document: Document, texts: Sequence[str], content: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which lines say the title: the headline, which is the first line of content, and debris that holds it."""
    title = " ".join(WORD_OR_CHARACTER.findall(document.page.title.lower()))
    first = int(content.argmax()) if content.any() else -1
    return np.array(
        [
            bool(title) and (row == first if content[row] else f" {title} " in f" {' '.join(words)} ")
            for row, words in enumerate(map(WORD_OR_CHARACTER.findall, texts))
        ],
        np.bool_,
    ) & ~(content & ~np.array([is_headline(text, document.page.title) for text in texts], np.bool_))


def emphasis(page: Page, texts: Sequence[str], content: Sequence[bool], weight: float) -> NDArray[np.float64]:
    """Return the weight for the lines, given in lower case, that hold what was marked as unwanted, and 1 for others."""
    snippets = [snippet.lower() for snippet in page.without if snippet.strip()]
    unwanted = [any(snippet in text for snippet in snippets) for text in texts]
    return np.where(np.array(unwanted, np.bool_) & ~np.array(content, np.bool_), weight, 1.0)
