"""Fields that are added to records: what a document tells of itself, and what went wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cleaner.corpus.model import Cleaned
from cleaner.errors import WRONG_USAGE, CommandError

KINDS = ("title", "byline", "date", "metadata", "problem")
"""What may be added; ``metadata`` is all that is known of a page, by field, each with where it was found."""

_OF_PAGES = ("id", "url", "fetched", "text")  # what records have that are made of files and web pages


def refuse_added(add: Mapping[str, str], taken: Iterable[str]) -> None:
    """Raise `CommandError` for what cannot be added, or under a name (the values) that others have."""
    names = {*taken, *_OF_PAGES}
    for kind, name in add.items():
        if kind not in KINDS:
            raise CommandError(f"--add: there is no {kind!r}; choose from {', '.join(KINDS)}", WRONG_USAGE)
        if not name or name in names:
            raise CommandError(f"--add: {name!r} is taken; name another field (--add {kind}=NAME)", WRONG_USAGE)
        names.add(name)


def is_taken(kind: str, name: str) -> str:
    """Say that a record has a field already, or a table a column (``kind``), that is to be added.

    >>> is_taken("column", "title")
    "has a column 'title' already; name another one for what is added (--add title=NAME)"
    """
    return f"has a {kind} {name!r} already; name another one for what is added (--add title=NAME)"


def added(one: Cleaned, add: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields to be added to a record; None for what was not found. Of several texts, the first one tells."""
    return {name: _value(one, kind) for kind, name in add.items()}


def _value(one: Cleaned, kind: str) -> Any:
    if kind == "problem":
        return one.problem or None
    results = [result for result in one.results if result]
    if kind == "metadata":
        found = next((result.metadata for result in results if result.metadata), None)
        return found and {field: {"value": value, "source": source} for field, (value, source) in found.items()}
    return next((value for result in results if (value := getattr(result, kind))), None)
