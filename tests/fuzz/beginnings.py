"""What mutations start from: the documents of ``seeds/`` in every form, and the words that matter in them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cleaner.packs import default_folder, read, rule_files
from tests import corpora
from tests.corpora import COMPRESS
from tests.fuzz.targets import COMPRESSIONS
from tests.test_corpus_formats import archived, response

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LONGEST_TOKEN = 60
ELEMENTS = "html head body title div p br span a ul ol li table tr td pre script style svg h1 nav article template"
MARKUP = ('<meta charset="', "<!--", "-->", "<![CDATA[", "&#x", "&nbsp;", ' class="share"', " hidden", "href='", "</")


def beginnings(target: str) -> list[bytes]:
    """Return some sound inputs of a target."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")) if ".clean" not in path.name]
    if target == "text":
        return [text.encode() for text in texts]
    if target == "html":
        return [_page(text) for text in texts]
    if target in {"wet", "warc"}:
        return [_archive(target, text) for text in texts]
    name, _, compression = target.partition(".")
    rows = [{"id": str(number), "text": text[:1000], "n": number} for number, text in enumerate(texts)]
    return [_written(name, rows[:count], compression) for count in (1, 3, len(rows))]


def _page(text: str) -> bytes:
    lines = "".join(f"<p class=c{number % 3}><a href=/x>{line}</a>" for number, line in enumerate(text.splitlines()))
    return f"<!DOCTYPE html><html lang=en><head><title>Rain</title></head><body><div>{lines}</div></body>".encode()


def _archive(kind: str, text: str) -> bytes:
    record = (
        response("https://host.example/", _page(text)) if kind == "warc" else archived("conversion", "u", text.encode())
    )
    return archived("warcinfo", "", b"x: y") + record * 2


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
