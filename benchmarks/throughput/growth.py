"""How speed depends on the shape of texts and on how many rules there are."""

from __future__ import annotations

import json
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.throughput.kinds import megabytes
from benchmarks.throughput.measuring import Row, seconds
from cleaner import Cleaner
from cleaner.rules.pack import load_rules

SERIES_MEGABYTES = 1.0
LINE_LENGTHS = (20, 40, 80, 160, 320, 1280, 5120, 20480)
"""In characters."""
LINES_PER_DOCUMENT = (1, 3, 10, 30, 100, 300, 1000, 10_000)
COPIES_OF_PHRASES = (0, 1, 3, 7)
"""So many more phrases than those that ship, in multiples of them."""
DOCUMENT_CHARACTERS = 8000
MOST_ONE_BY_ONE = 500
"""Documents: a document takes a millisecond however short it is."""
_RULE = """[[rule]]
id = "copy-{copy}"
why = "Phrases that no text holds."
strength = "hint"
phrases.en = {phrases}
examples = {{ drop = {drop}, keep = ["This is no phrase."] }}
"""


def by_line_length(texts: Sequence[str], rounds: int) -> Iterator[Row]:
    """Yield the speed on the words of articles, wrapped to lines of a length; documents are of one size."""
    words = " ".join(_up_to(SERIES_MEGABYTES, texts)).split()
    for length in LINE_LENGTHS:
        rows = textwrap.wrap(" ".join(words), length, break_long_words=False, break_on_hyphens=False)
        texts = ["\n".join(group) for group in _batched(rows, max(1, DOCUMENT_CHARACTERS // length))]
        yield {"characters a line": length, **_speeds(texts, rounds)}


def by_lines_per_document(texts: Sequence[str], rounds: int) -> Iterator[Row]:
    """Yield the speed on the lines of page dumps, so many to a document."""
    rows = [line for text in _up_to(SERIES_MEGABYTES, texts) for line in text.split("\n") if line.strip()]
    for count in LINES_PER_DOCUMENT:
        texts = ["\n".join(group) for group in _batched(rows, count)]
        yield {"lines a document": count, **_speeds(texts, rounds)}


def by_rules(texts: Sequence[str], rounds: int) -> Iterator[Row]:
    """Yield the speed on page dumps by the number of phrases: those that ship, and as many times more."""
    dumps = list(_up_to(SERIES_MEGABYTES, texts))
    shipped = sorted({phrase for rule in load_rules() for _, phrase in rule.phrases})
    for copies in COPIES_OF_PHRASES:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "share.toml").write_text(_rules(shipped, copies), encoding="utf-8")
            cleaner = Cleaner(rules=[folder] if copies else [])
        yield {"phrases": len(shipped) * (1 + copies), **_speeds(dumps, rounds, cleaner)}


def _rules(phrases: Sequence[str], copies: int) -> str:
    """Return a file of rules with phrases that no text holds: those that ship, each with another ending a copy."""
    found = []
    for copy in range(copies):
        altered = [f"{phrase} zq{'abcdefgh'[copy]}" for phrase in phrases]
        as_toml = json.dumps(altered, ensure_ascii=False), json.dumps(altered[:2], ensure_ascii=False)
        found.append(_RULE.format(copy=copy, phrases=as_toml[0], drop=as_toml[1]))
    return "\n".join(found)


def _batched(rows: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _speeds(texts: Sequence[str], rounds: int, cleaner: Cleaner | None = None) -> Row:
    """Return the best speed of both ways to clean."""
    cleaner = cleaner or Cleaner()
    few = texts[:MOST_ONE_BY_ONE]
    one_by_one = min(seconds(lambda texts: map(cleaner.clean, texts), few) for _ in range(rounds))
    many = min(seconds(cleaner.clean_many, texts) for _ in range(rounds))
    speeds = {"one by one, MB/s": megabytes(few) / one_by_one, "clean_many, MB/s": megabytes(texts) / many}
    return {"documents": len(texts), **speeds}


def _up_to(size: float, texts: Sequence[str]) -> Iterator[str]:
    """Yield texts up to some megabytes."""
    for text in texts:
        if size <= 0:
            return
        yield text
        size -= megabytes([text])
