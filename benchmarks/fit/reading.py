"""Documents as they are read before they are judged: in lines, parted ones, or segments of a text without lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cleaner.judge.flattened import flattened
from cleaner.lines.kinds import FLATTENED, kind_of
from cleaner.lines.view import parted
from cleaner.rules.segments import Segmenter

if TYPE_CHECKING:
    from cleaner.lines.reading import Reader
    from cleaner.lines.table import Table
    from cleaner.rules.matcher import Matcher
    from cleaner.rules.pack import Pack


class Read(NamedTuple):
    """A document's table, and which of its rows have to stay."""

    table: Table
    protected: bytes


class DocumentReader:
    """Reads documents as `Cleaner` does."""

    def __init__(self, reader: Reader, matcher: Matcher, pack: Pack) -> None:
        """Take what reads lines, and the rules."""
        self.reader, self.segmenter = reader, Segmenter(matcher)
        self.sure = frozenset(number for number, rule in enumerate(pack.rules) if rule.strength == "sure")

    def read(self, text: str) -> Read:
        """Return a document as it is judged."""
        if kind_of(text) == FLATTENED:
            found = flattened(text, self.segmenter.split, self.reader.read, self.sure)
            return Read(found.table, found.protected)
        table = self.reader.read(text, inside=True)
        if places := table.inner_bounds():
            table = self.reader.read(parted(text, places).text)
        return Read(table, bytes(len(table)))
