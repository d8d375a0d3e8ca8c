"""What is fuzzed: functions of any bytes that must not raise, each with the promises that hold for all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from cleaner import Cleaner, restore
from cleaner.corpus.formats import parse_format
from cleaner.corpus.inputs import Input, Source, read
from cleaner.corpus.records import Fields, Outcome, Settings
from cleaner.corpus.work import Worker
from cleaner.html.encoding import decode_page
from cleaner.html.page import walk
from cleaner.judge.options import Markup
from tests.rendering import harmful

Target = Callable[[bytes], None]

SMALL_FIELDS = Fields(batch_bytes=1000, max_bytes=4000)
"""Several batches, and records that are too long, out of inputs of some kilobytes."""

FORMATS = ("jsonl", "csv", "tsv", "parquet", "arrow", "warc", "wet")
COMPRESSIONS = ("gz", "zst", "bz2", "xz")


@cache
def _cleaner(markup: Markup = "auto") -> Cleaner:
    return Cleaner(markup=markup)


def clean_text(data: bytes) -> None:
    """Clean a text of any bytes; what is not UTF-8 becomes lone surrogates."""
    clean_string(data.decode("utf-8", "surrogateescape"))


def clean_markdown(data: bytes) -> None:
    """Clean a text of any bytes as Markdown, in lines and flattened."""
    text = data.decode("utf-8", "surrogateescape")
    clean_string(text, "markdown")
    clean_string(" ".join(text.split()), "markdown")


def clean_string(text: str, markup: Markup = "auto") -> None:
    """Clean a text: its original comes back, and what is clean stays as it is."""
    cleaner = _cleaner(markup)
    result = cleaner.clean(text)
    assert restore(result.text, result.removals) == text
    assert "".join(line.text for line in cleaner.explain(text)) == text
    assert cleaner.clean(result.text).text == result.text
    result.without_marks()


def clean_page(data: bytes) -> None:
    """Clean a page: its text comes back, metadata can be asked for, nothing in its Markdown runs or calls home."""
    page = walk(decode_page(data, "").text)
    result = _cleaner().clean_page(page)
    assert restore(result.text, result.removals) == page.text
    for form in (data, data.decode("utf-8", "surrogateescape")):
        found = _cleaner().clean_html(form, "https://host.example/a", output="markdown", links=True)
        assert harmful(found.text) == []
        found = _cleaner().clean_html(form, "https://host.example/a")
        assert all(one.value.encode() for one in found.metadata.values())


def read_corpus(name: str, data: bytes) -> None:
    """Have a file of a format cleaned, whatever is in it; what is written is sound JSON."""
    for outcome in outcomes(name, data):
        lines = outcome.payload.split(b"\n")
        assert lines.pop() == b""
        assert len(lines) == outcome.counts.documents
        assert all(isinstance(json.loads(line), dict) for line in lines)


def outcomes(name: str, data: bytes) -> Iterator[Outcome]:
    """Yield what becomes of the batches of a file of a format."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "in")
        path.write_bytes(data)
        for batch in read(Source((Input(str(path), "in", parse_format(name, FORMATS)),)), SMALL_FIELDS):
            yield _worker()(batch, {})


@cache
def _worker() -> Worker:
    return Worker(Settings(SMALL_FIELDS, with_ledger=True, with_summary=True))


TARGETS: dict[str, Target] = {
    "text": clean_text,
    "markdown": clean_markdown,
    "html": clean_page,
    **{name: partial(read_corpus, name) for name in FORMATS},
    **{f"jsonl.{name}": partial(read_corpus, f"jsonl.{name}") for name in COMPRESSIONS},
}
