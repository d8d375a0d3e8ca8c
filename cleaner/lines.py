"""Texts in, a table of lines out: the only room that knows newlines, buffers and offsets.

A batch of documents is read as *spans*: runs of whole lines of about half a million characters. The working
arrays of a span stay in the processor's cache and are dropped when its columns are measured, so a document of any
size needs little more memory than its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import Flags, Integers, places, sums_before
from cleaner.characters import class_table, counter_table
from cleaner.folding import fold_table
from cleaner.function_words import default_table, function_words_of
from cleaner.hits import Hits, settled
from cleaner.interface_words import labels
from cleaner.kernels import Words, read_lines, read_words, row_keys

Column = NDArray[np.uint16]
Number = TypeVar("Number", bound=np.generic)

SPAN_CHARACTERS = 1 << 19

_OPENING = 40
"""Rows that share so many bytes of their folded form begin alike."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of whole lines of one document: ``texts[document][offset : offset + len(text)]``."""

    document: int
    offset: int
    text: str


class Span:
    """Some pieces joined by newlines, as code points and in folded form.

    Lines are rows here; blank ones are left out. ``starts`` and ``stops`` are the bounds of the rows in code points of
    the span, newline included, ``folded_starts`` and ``folded_stops`` in bytes of the folded text, without it;
    ``numbers`` says which of the span's lines they are, ``counts`` how many characters they have of each class.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        """Join the pieces, find their lines and count their characters by class."""
        self.pieces = pieces
        self.text = "\n".join([*(piece.text for piece in pieces), ""])
        self.codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), np.uint32)
        read = read_lines(self.codes, counter_table(), fold_table())
        self.folded = read.folded
        self.numbers: Integers = places(read.counts[0])
        self.starts, self.stops = self._rows(read.stops)
        self.folded_starts, folded_stops = self._rows(read.folded_stops)
        self.folded_stops = folded_stops - len("\n")
        self.counts: Integers = read.counts.take(self.numbers, axis=1)

    def _rows(self, stops: Integers) -> tuple[Integers, Integers]:
        """Return where rows start and stop, of where lines stop."""
        starts = np.zeros_like(stops)
        starts[1:] = stops[:-1]
        return starts[self.numbers], stops[self.numbers]

    def folded_row(self, row: int) -> bytes:
        """Return a row in folded form."""
        return self.folded[self.folded_starts[row] : self.folded_stops[row]]

    def keys(self) -> tuple[Integers, Integers]:
        """Return a number for each row, equal for rows whose folded form is, and one that tells how the row opens."""
        return row_keys(self.folded, self.folded_starts, self.folded_stops, _OPENING)

    def text_of(self, row: int) -> str:
        """Return a row as it was, without its newline."""
        return self.text[self.starts[row] : self.stops[row]].rstrip("\r\n")

    @cached_property
    def words(self) -> Words:
        """The words of the rows."""
        rows = self.starts, self.stops
        return read_words(self.codes, rows, class_table(), fold_table(), default_table().keys)

    def piece_starts(self) -> Integers:
        """Return where the pieces start, in code points of the span."""
        lengths = np.array([len(piece.text) + 1 for piece in self.pieces[:-1]], np.int64)
        return sums_before(lengths)


def spans(texts: Sequence[str]) -> Iterator[Span]:
    """Yield the texts, in order, as spans; only a line longer than a span makes a longer one."""
    waiting: list[Piece] = []
    size = 0
    for document, text in enumerate(texts):
        for piece in _pieces(document, text):
            waiting.append(piece)
            size += len(piece.text) + 1
            if size >= SPAN_CHARACTERS:
                yield Span(waiting)
                waiting, size = [], 0
    if waiting:
        yield Span(waiting)


def _pieces(document: int, text: str) -> Iterator[Piece]:
    """Cut a long text behind newlines into pieces of about a span's size; most texts are one piece."""
    offset = 0
    while len(text) - offset > 2 * SPAN_CHARACTERS:
        newline = text.find("\n", offset + SPAN_CHARACTERS)
        if newline < 0:
            break
        yield Piece(document, offset, text[offset:newline])
        offset = newline + 1
    yield Piece(document, offset, text[offset:] if offset else text)


@dataclass(frozen=True, slots=True)
class Lines:
    """The table: one row for each line that is not blank, over all documents of a batch.

    ``has_return`` tells in which of the ``texts`` a carriage return ends a line.
    ``start`` and ``stop`` are character offsets in the row's document, newline included. Rows of document ``d`` are
    ``first[d]:first[d + 1]``. ``gap`` tells before which rows blank lines stand; in the text as it came, they began at
    ``blank_start`` and stood before a row where that is less than ``start``, and behind it where ``blank_behind``. Rows
    that say the same have the same ``key``, rows that begin alike the same ``opening``. ``columns`` hold what was
    measured, one number a row; ``hit_rows`` and ``hit_rules`` which rules matched; ``labels`` in which languages a row
    is a label, ``word_rows`` and ``word_languages`` which function words it has: see `cleaner.binding`.
    """

    texts: Sequence[str]
    has_return: Flags
    document: NDArray[np.int32]
    start: Integers
    stop: Integers
    first: Integers
    gap: Flags
    blank_start: Integers
    blank_behind: Flags
    key: Integers
    opening: Integers
    columns: Mapping[str, Column]
    hit_rows: Integers
    hit_rules: Integers
    labels: NDArray[np.uint64]
    word_rows: NDArray[np.int32]
    word_languages: NDArray[np.uint64]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.start)

    def text_of(self, row: int) -> str:
        """Return the text of a row, with its newline."""
        text: str = self.texts[self.document[row]]
        return text[self.start[row] : self.stop[row]]

    def texts_of(self, rows: Integers) -> Iterator[str]:
        """Yield the texts of some rows of one document, with their newlines."""
        if rows.size:
            text = self.texts[self.document[rows[0]]]
            yield from map(text.__getitem__, map(slice, self.start[rows].tolist(), self.stop[rows].tolist()))

    def text_between(self, row: int, other: int) -> str:
        """Return the text from a row to before another one of its document, with all that stands between them."""
        text: str = self.texts[self.document[row]]
        return text[self.start[row] : self.start[other]]

    def first_of(self, row: int) -> int:
        """Return the first row of the document of a row."""
        return int(self.first[self.document[row]])

    def select(self, kept: Flags) -> Lines:
        """Return the table of the kept rows only, as if the others had never stood in the documents."""
        renumbered = sums_before(kept)
        hits, words = kept[self.hit_rows], kept[self.word_rows]
        return replace(
            self,
            document=self.document[kept],
            start=self.start[kept],
            stop=self.stop[kept],
            first=renumbered[self.first],
            gap=self._gaps_between(kept),
            blank_start=self.blank_start[kept],
            blank_behind=self.blank_behind[kept],
            key=self.key[kept],
            opening=self.opening[kept],
            columns={name: column[kept] for name, column in self.columns.items()},
            hit_rows=renumbered[self.hit_rows[hits]],
            hit_rules=self.hit_rules[hits],
            labels=self.labels[kept],
            word_rows=renumbered[self.word_rows[words]].astype(np.int32),
            word_languages=self.word_languages[words],
        )

    def _gaps_between(self, kept: Flags) -> Flags:
        """Tell before which of the kept rows blank lines stand once the rows between them are cut.

        The blank lines before a cut stay or, where there were none, those behind it: see `cut`. Those between rows that
        were cut have gone, in whichever round.
        """
        document, gap = self.document[kept], np.zeros(int(kept.sum()), np.bool_)
        start, stop, blank_start = self.start[kept], self.stop[kept], self.blank_start[kept]
        from_behind = (blank_start < start)[1:] & ~self.blank_behind[kept][:-1]
        gap[1:] = (document[1:] == document[:-1]) & (self.blank_behind[kept][:-1] | from_behind)
        if self.has_return.any():
            for row in places(gap[1:] & from_behind & self.has_return[document[1:]]).tolist():
                text = self.texts[document[row]]
                # The \r before the cut and a blank line behind it that is but a \n become one newline.
                fuse = text[stop[row] - 1] == "\r" and text[blank_start[row + 1] : start[row + 1]] == "\n"
                gap[row + 1] = not fuse
        return gap


Measure = Callable[[Span], Mapping[str, Column]]
Match = Callable[[Span], Hits]


def tabulate(texts: Sequence[str], measure: Measure, match: Match) -> Lines:
    """Read texts into a table: ``measure`` gives a span's columns, ``match`` its hits."""
    documents, starts, stops, keys, openings, columns, hits = [], [], [], [], [], [], []
    of_labels, word_rows, word_languages = [], [], []
    rows = 0
    for span in spans(texts):
        document, start, stop = _place(span, texts)
        documents.append(document)
        starts.append(start)
        stops.append(stop)
        key, opening = span.keys()
        keys.append(key)
        openings.append(opening)
        columns.append(measure(span))
        hits.append(match(span).behind(rows))
        of_labels.append(labels(span))
        in_rows, languages = function_words_of(span)
        word_rows.append((in_rows + rows).astype(np.int32))
        word_languages.append(languages)
        rows += len(start)
    document, start, stop = _joined(documents, np.int32), _joined(starts, np.int64), _joined(stops, np.int64)
    hit_rows, hit_rules = settled(hits)
    names = columns[0] if columns else ()
    first = np.searchsorted(document, np.arange(len(texts) + 1))
    blank_start = np.zeros(rows, np.int64)
    blank_start[1:] = np.where(document[1:] == document[:-1], stop[:-1], 0)
    gap = blank_start < start
    gap[first[first < rows]] = False
    return Lines(
        texts=texts,
        has_return=np.array(["\r" in text for text in texts], np.bool_),
        document=document,
        start=start,
        stop=stop,
        first=first,
        gap=gap,
        blank_start=blank_start,
        blank_behind=np.append(gap[1:], np.False_),
        key=_joined(keys, np.int64),
        opening=_joined(openings, np.int64),
        columns={name: _joined([part[name] for part in columns], np.uint16) for name in names},
        hit_rows=hit_rows,
        hit_rules=hit_rules,
        labels=_joined(of_labels, np.uint64),
        word_rows=_joined(word_rows, np.int32),
        word_languages=_joined(word_languages, np.uint64),
    )


def _joined(parts: Sequence[NDArray[Number]], kind: type[Number]) -> NDArray[Number]:
    """Concatenate the arrays of all spans; a batch is mostly one."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _place(span: Span, texts: Sequence[str]) -> tuple[NDArray[np.int32], Integers, Integers]:
    """Return each row's document, and its bounds in that document."""
    piece_starts = span.piece_starts()
    piece = np.searchsorted(piece_starts, span.starts, side="right") - 1
    documents = np.array([piece.document for piece in span.pieces], np.int32)[piece]
    shifts = (np.array([piece.offset for piece in span.pieces], np.int64) - piece_starts)[piece]
    lengths = np.array([len(texts[piece.document]) for piece in span.pieces], np.int64)[piece]
    # A text need not end with the newline that joins it to the next one.
    return documents, span.starts + shifts, np.minimum(span.stops + shifts, lengths)
