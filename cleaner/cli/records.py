"""A result as one line of JSON, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cleaner.cli.rows import is_wanted, removed_labels
from cleaner.result import Label, Removal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.result import Judgement, Result

_REMOVAL: dict[str, type | tuple[type, ...]] = {
    "start": int,
    "end": int,
    "text": str,
    "label": str,
    "rule": str,
    "points": (int, float),
}


def to_record(source: str, result: Result) -> str:
    """Return a result as a line of JSON; characters UTF-8 cannot write are escaped."""
    return _line({"source": source, **result.to_dict()})


def to_explanation(source: str, judgements: Sequence[Judgement], only: str) -> str:
    """Return what was decided about a document's lines as a line of JSON; the sums are those of all lines."""
    lines = [
        {"number": number, **asdict(judgement)}
        for number, judgement in enumerate(judgements, 1)
        if is_wanted(judgement, only)
    ]
    labels = removed_labels(judgements)
    sums = {"lines": len(judgements), "removed": sum(labels.values()), "labels": labels}
    return _line({"source": source, "lines": lines, "sums": sums})


def _line(record: dict[str, Any]) -> str:
    """Return a record as a line of JSON."""
    line = json.dumps(record, ensure_ascii=False)
    return (line if _is_writable(line) else json.dumps(record)) + "\n"


def _is_writable(line: str) -> bool:
    """Say whether a line is free of lone surrogates."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def from_record(line: bytes) -> tuple[str, str, tuple[Removal, ...]]:
    """Return source, text and removals of a line that ``to_record`` wrote; raise ``ValueError`` if it did not.

    The text is the one that the removals were taken from, also where another was made of it.
    """
    try:
        record = json.loads(line)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except json.JSONDecodeError:
        raise ValueError("not JSON") from None
    if not isinstance(record, dict):
        raise ValueError("not an object")
    removals = _field(record, "removals", list)
    text = _field(record, "plain" if "plain" in record else "text", str)
    return _field(record, "source", str), text, tuple(map(_to_removal, removals))


def _to_removal(fields: object) -> Removal:
    """Return one removal; raise ``ValueError`` when something is missing or of the wrong type."""
    if not isinstance(fields, dict):
        raise ValueError("a removal is not an object")
    values = {name: _field(fields, name, kind) for name, kind in _REMOVAL.items()}
    return Removal(**{**values, "label": Label(values["label"])})


def _field(fields: dict[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    """Return a field of a JSON object; raise ``ValueError`` when it is missing or of the wrong type."""
    value = fields.get(name)
    if not isinstance(value, kind):
        raise ValueError(f"field {name!r} is missing or of the wrong type")
    return value
