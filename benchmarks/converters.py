"""Pages as Markdown, as public converters write them: with all that stands around the article."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from benchmarks import REPOSITORY
from benchmarks.quality.data import Data, Part

CACHE = REPOSITORY / "build" / "markdown"
"""Converting all pages takes a quarter of an hour; what was converted once is read again from here."""

LARGEST_PAGE = 1_500_000
"""Larger pages take a converter minutes."""


def _html2text(html: str) -> str:
    import html2text  # noqa: PLC0415 - an extra

    return str(html2text.html2text(html))


def _markdownify(html: str) -> str:
    import markdownify  # noqa: PLC0415 - an extra

    return str(markdownify.markdownify(html))


def _html_to_markdown(html: str) -> str:
    import html_to_markdown  # noqa: PLC0415 - an extra

    return str(html_to_markdown.convert(html).content)


CONVERTERS: dict[str, Callable[[str], str]] = {
    "html2text": _html2text,
    "markdownify": _markdownify,
    "html_to_markdown": _html_to_markdown,
}


def converted(data: Data, part: Part, name: str) -> Iterator[tuple[str, str]]:
    """Yield id and Markdown of each page of a part, in the order of the data; converters fail on some."""
    wanted = {page.id for page in part.of(data.gold)}
    known = _cached(name)
    if missing := wanted - known.keys():
        known |= _convert(data, missing, name)
    yield from ((page, known[page]) for page in sorted(wanted) if known[page])


def _cached(name: str) -> dict[str, str]:
    file = CACHE / f"{name}.jsonl"
    if not file.is_file():
        return {}
    rows = map(json.loads, file.read_text("utf-8").splitlines())
    return {row["id"]: row["text"] for row in rows}


def _convert(data: Data, missing: set[str], name: str) -> dict[str, str]:
    """Convert pages, and note them; those that a converter fails on have no text."""
    made: dict[str, str] = {}
    CONVERTERS[name]("")  # raises where the converter is not installed
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        for page, html in data.html():
            if page in missing:
                made[page] = _text_of(CONVERTERS[name], html)
                file.write(json.dumps({"id": page, "text": made[page]}) + "\n")
    return made | dict.fromkeys(missing - made.keys(), "")


def _text_of(convert: Callable[[str], str], html: str) -> str:
    if len(html) > LARGEST_PAGE:
        return ""
    try:
        return convert(html)
    except Exception:  # strangers' pages make converters raise what they like
        return ""
