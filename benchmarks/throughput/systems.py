"""Who cleans: C4's line rules as a bare loop, the filters of pipelines, extractors, and this project's own ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks.quality.peers import installed_peers
from cleaner import Cleaner

Clean = Callable[[Sequence[str]], Iterable[Any]]
"""All texts to something that yields a result for each."""

REFERENCES = ("C4 line rules", "datatrove C4", "resiliparse", "trafilatura")
"""What others are compared with."""
SLOW = {
    "jusText on lines",
    "datatrove Gopher Quality",
    "datatrove Gopher Repetition",
    "datatrove FineWeb Quality",
    "ftfy",
    "trafilatura",
}
"""These need seconds a megabyte, and take part in one round only."""

_FILTERS = ("FineWebQualityFilter", "GopherQualityFilter", "GopherRepetitionFilter")
_PROBE = "\n".join(f"The {word} ferries sail again after a storm, and that port is {word}." for word in "abcdefghi")
"""A text that no filter refuses before it comes to what it needs other packages for."""


def text_systems() -> dict[str, Clean]:
    """Return what cleans texts."""
    cleaner = Cleaner()
    found: dict[str, Clean] = {peer.name: _each(peer.load()) for peer in installed_peers()}
    del found["leave as is"]
    for name in _FILTERS:
        if filter_of := _datatrove_filter(name):
            found[f"datatrove {re.sub('(?<=[a-z])(?=[A-Z][a-z]+Filter)', ' ', name).removesuffix('Filter')}"] = (
                filter_of
            )
    if is_installed("ftfy"):
        found["ftfy"] = _each(import_module("ftfy").fix_text)
    return {
        **found,
        "cleaner, one by one": _each(cleaner.clean),
        "cleaner, clean_many": cleaner.clean_many,
        "cleaner, with removals": lambda texts: (len(result.removals) for result in cleaner.clean_many(texts)),
    }


def page_systems() -> dict[str, Clean]:
    """Return what makes text of HTML."""
    cleaner = Cleaner()
    found: dict[str, Clean] = {}
    if is_installed("resiliparse"):
        extract = import_module("resiliparse.extract.html2text").extract_plain_text
        found["resiliparse"] = _each(lambda html: extract(html, main_content=True))
    found["trafilatura"] = _each(import_module("trafilatura").extract)
    for engine in ("fast", "auto"):
        found[f"cleaner, {engine}"] = _each(partial(cleaner.clean_html, engine=engine))
    return found


def is_installed(package: str) -> bool:
    """Say whether a distribution is there."""
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False


def _each(one: Callable[[str], Any]) -> Clean:
    return lambda texts: map(one, texts)


def _datatrove_filter(name: str) -> Clean | None:
    """Return a filter of datatrove's, None where it or what it needs is not installed."""
    if not is_installed("datatrove"):
        return None
    document = import_module("datatrove.data").Document
    try:
        judge = getattr(import_module("datatrove.pipeline.filters"), name)().filter
        judge(document(text=_PROBE, id=""))
    except ImportError:
        return None
    return lambda texts: (judge(document(text=text, id="")) for text in texts)
