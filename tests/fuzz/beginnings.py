"""What mutations start from: the documents of ``seeds/`` in every form, and the words that matter in them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import brotli

from cleaner.rules.pack import default_folder, read, rule_files
from tests import corpora
from tests.corpora import COMPRESS
from tests.fuzz.targets import COMPRESSIONS
from tests.test_corpus_formats import archived, response

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LONGEST = 8192
"""Of an input, in bytes."""
LONGEST_TEXT = 1000
"""Of a record: in pages and archives, too, it has to stay below what the targets take for too long (`SMALL_FIELDS`)."""
LONGEST_TOKEN = 60
ELEMENTS = "html head body title div p br span a ul ol li table tr td pre script style svg h1 nav article template"
MARKUP = (
    *('<meta charset="', "<!--", "-->", "<![CDATA[", "&#x", "&nbsp;", ' class="share"', " hidden", "href='", "</"),
    *("&colon;", "&#106;", "&amp;", "javascript:", "```", "![", "](", "[x]: ", "//[", "undefined", "1" * 40, "[[[["),
    *("<meta name=date content='", "<meta property=og:image content='", "<link rel=canonical href='", "&#" + "1" * 40),
    *("<script type=application/ld+json>", '{"@type":"Article","headline":', '"author":[', "\\ud800", "</script>"),
)


def beginnings(target: str) -> list[bytes]:
    """Return some sound inputs of a target."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")) if ".clean" not in path.name]
    if target == "text":
        return [text.encode() for text in texts]
    if target == "html":
        return [_page(text) for text in texts]
    if target == "markdown":
        return [_markdown(text) for text in texts]
    if target in {"wet", "warc"}:
        ways = WAYS if target == "warc" else [("", bytes)]
        return [_archive(target, text[:LONGEST_TEXT], *way) for text, way in zip(texts, cycle(ways), strict=False)]
    name, _, compression = target.partition(".")
    rows = [{"id": str(number), "text": text[:LONGEST_TEXT], "n": number} for number, text in enumerate(texts)]
    return [_written(name, rows[:count], compression) for count in (1, 2, 3)]


def _page(text: str) -> bytes:
    lines = "".join(f"<p class=c{number % 3}><a href=/x>{line}</a>" for number, line in enumerate(text.splitlines()))
    return f"<!DOCTYPE html><html lang=en><head><title>Rain</title></head><body><div>{lines}</div></body>".encode()


def _markdown(text: str) -> bytes:
    marks = cycle(["", "# ", "* ", "> ", "    ", "[![a](b)](/c) ", "```\n"])
    return "\n\n".join(f"{mark}{line} [b](/x)" for mark, line in zip(marks, text.splitlines(), strict=False)).encode()


def _archive(kind: str, text: str, header: str, encode: Callable[[bytes], bytes]) -> bytes:
    record = archived("conversion", "u", text.encode())
    if kind == "warc":
        record = response("https://host.example/", encode(_page(text)), more=header)
    return archived("warcinfo", "", b"x: y") + record * 2


def _chunked(data: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (data[:500], data[500:], b""))


WAYS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("", bytes),
    ("Transfer-Encoding: chunked\r\n", _chunked),
    ("Content-Encoding: gzip\r\n", gzip.compress),
    ("Content-Encoding: br\r\n", brotli.compress),
]
"""How servers send pages: a header and what it says was done."""


def _written(name: str, rows: list[dict[str, Any]], compression: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"in.{name}")
        corpora.write(path, rows)
        return COMPRESS[f".{compression}" if compression else ""](path.read_bytes())


def dictionary(target: str) -> list[bytes]:
    """Return words to put into inputs: lines that rules are made for, and markup."""
    if target in COMPRESSIONS:
        return []
    examples = (example for specimen in read(rule_files([default_folder()])).specimens for example in specimen.drop)
    words = [f"\n{example}\n" for example in examples if len(example) <= LONGEST_TOKEN]
    if target == "html":
        words += [*MARKUP, *(f"<{element}>" for element in ELEMENTS.split())]
    return [word.encode() for word in words]
