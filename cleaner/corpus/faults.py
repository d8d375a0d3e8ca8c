"""Faults in words, for people and for programs."""

from __future__ import annotations

import msgspec

from cleaner.cli.problems import display_name
from cleaner.corpus.model import Fault, Place


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
    return Fault(Place(path, "file", 0), error.strerror or str(error))


def to_line(fault: Fault) -> bytes:
    """Return a fault as a line of JSON with input, unit, position and reason."""
    name = fault.place.input.encode("utf-8", "backslashreplace").decode()  # names of files may hold any bytes
    return msgspec.json.encode({**fault.place._asdict(), "input": name, "reason": fault.reason}) + b"\n"
