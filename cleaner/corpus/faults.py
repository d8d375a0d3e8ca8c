"""Faults in words, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import msgspec

from cleaner.corpus.model import Fault, Place
from cleaner.errors import display_name

_READING_ERRORS = {
    FileNotFoundError: "no such file; check the name",
    PermissionError: "permission denied; check who may read it",
}
_MOST_NAMES, _LONGEST_NAME = 12, 60  # of fields: more are no help


def describe(fault: Fault) -> str:
    """Return a fault in one line.

    >>> from cleaner.corpus.model import Place
    >>> describe(Fault(Place("a.jsonl", "line", 17), "has no field 'text'"))
    "a.jsonl: line 17: has no field 'text'"
    """
    place = "" if fault.place.unit == "file" else f"{fault.place.unit} {fault.place.position}: "
    return f"{display_name(fault.place.input)}: {place}{fault.reason}"


def unreadable(path: str, error: OSError) -> Fault:
    """Return the fault of a file that cannot be read."""
    return Fault(Place(path, "file", 0), _in_words(error))


def _in_words(error: OSError) -> str:
    """Say what an error means whose message may be no more than a path: such are those of addresses.

    >>> _in_words(FileNotFoundError("/bucket/a.jsonl")), _in_words(OSError())
    ('no such file; check the name', 'cannot be read (OSError)')
    """
    for kind, reason in _READING_ERRORS.items():
        if isinstance(error, kind):
            return reason
    return error.strerror or f"cannot be read ({': '.join(filter(None, (type(error).__name__, str(error))))})"


def lacking(kind: str, name: str, names: Iterable[str]) -> str:
    """Say that there is no such field or column (``kind``), and which there are.

    >>> lacking("field", "txt", ["id", "text"])
    "has no field 'txt' but 'id', 'text'; see --text-field"
    """
    first = [repr(one[:_LONGEST_NAME]) + "…" * (len(one) > _LONGEST_NAME) for one in islice(names, _MOST_NAMES + 1)]
    told = [*first[:_MOST_NAMES], *["…"] * (len(first) > _MOST_NAMES)]
    return f"has no {kind} {name!r} but {', '.join(told) or 'none at all'}; see --text-{kind}"


def to_line(fault: Fault) -> bytes:
    """Return a fault as a line of JSON with input, unit, position and reason."""
    return msgspec.json.encode({**fault.place._asdict(), "reason": fault.reason}) + b"\n"
