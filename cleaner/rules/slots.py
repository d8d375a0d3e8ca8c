"""Slots: what `{date}` and its like stand for in wordings, as `rules/slots.toml` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cleaner.rules.folder import default_folder
from cleaner.rules.wording import ANY, Wording, WordingError, parsed

FILE = "slots.toml"

NATIVE = ("n", "name", "full_name", "site", "url", "domain", "email", "handle", "hashtag")
"""Slots that are read by code, since no wordings say what they are; slots.toml has their examples."""

MOST_SLOTS = 108

_NOT_WORDINGS = {"why", "number", "digits", "examples", "misses"}


class SlotError(ValueError):
    """A file of slots that cannot be used; its text is one line."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot: ``wordings`` that are it in any language, or ``number``, the lowest and highest, with its ``digits``."""

    name: str
    why: str
    wordings: tuple[tuple[str, Wording], ...] = ()
    number: tuple[int, int] = (0, -1)
    digits: tuple[int, int] = (1, 9)
    examples: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


SHIPPED = default_folder() / FILE


@cache
def shipped_slots() -> Mapping[str, Slot]:
    """Return the slots that come with the package, by name; raises `SlotError`."""
    return read_slots(SHIPPED.read_bytes())


def read_slots(content: bytes) -> dict[str, Slot]:
    """Return the slots that a file defines, by name, each behind those that it needs; raises `SlotError`."""
    import tomllib  # noqa: PLC0415 - only who compiles a pack has to read TOML

    try:
        tables = tomllib.loads(content.decode("utf-8"))
    except ValueError as error:
        raise SlotError(f"{FILE}: not a TOML file in UTF-8: {error}") from None
    slots = {name: _read_slot(name, table, {*tables, ANY}) for name, table in tables.items()}
    if missing := set(NATIVE) - slots.keys():
        raise SlotError(f"{FILE}: lacks {', '.join(sorted(missing))}")
    return {name: slots[name] for name in _in_order(slots)}


def _read_slot(name: str, table: dict[str, Any], names: set[str]) -> Slot:
    wordings = tuple(
        (language, _parsed(name, text, names))
        for language, texts in table.items()
        if language not in _NOT_WORDINGS
        for text in texts
    )
    if not (wordings or "number" in table or name in NATIVE):
        raise SlotError(f"{FILE}: slot {name}: says nothing; give wordings by language, forms, or a number")
    return Slot(
        name=name,
        why=table.get("why", ""),
        wordings=wordings,
        number=tuple(table.get("number", (0, -1))),
        digits=tuple(table.get("digits", (1, 9))),
        examples=tuple(table.get("examples", ())),
        misses=tuple(table.get("misses", ())),
    )


def _parsed(slot: str, text: str, names: set[str]) -> Wording:
    try:
        return parsed(text, names)
    except WordingError as error:
        raise SlotError(f"{FILE}: slot {slot}: {error}") from None


def _in_order(slots: dict[str, Slot]) -> list[str]:
    """Return the names so that each stands behind those that its wordings need."""
    done: dict[str, bool] = {ANY: True}

    def visit(name: str) -> None:
        if not done.setdefault(name, False):
            for _, wording in slots[name].wordings:
                for other in wording.slots:
                    if done.get(other) is False:
                        raise SlotError(f"{FILE}: slot {name}: needs {other}, which needs it in turn; write one out")
                    visit(other)
            done[name] = True

    for name in slots:
        visit(name)
    del done[ANY]
    return list(done)
