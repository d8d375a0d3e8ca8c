"""Slots: what `{date}` and its like stand for in wordings, as `rules/slots.toml` and files of users say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cleaner.errors import RuleError
from cleaner.rules.folder import default_folder
from cleaner.rules.wording import ANY, Wording, wording

FILE = "slots.toml"

NATIVE = ("n", "name", "full_name", "site", "url", "domain", "email", "handle", "hashtag")
"""Slots that are read by code, since no wordings say what they are; slots.toml has their examples."""

MOST_SLOTS = 108

SHIPPED = default_folder() / FILE

_FORMS = "forms"
"""The key of wordings that are of no language."""
_NUMBERS = ("number", "digits")
_LISTS = ("examples", "misses")
_NAME = re.compile(r"[a-z]+(_[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot: ``wordings`` that are it in any language, or ``number``, the lowest and highest, with its ``digits``."""

    file: str
    name: str
    why: str
    wordings: tuple[tuple[str, Wording], ...] = ()
    number: tuple[int, int] = (0, -1)
    digits: tuple[int, int] = (1, 9)
    examples: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@cache
def shipped_slots() -> Mapping[str, Slot]:
    """Return the slots that come with the package, by name."""
    slots, errors = _read_files([(str(SHIPPED), SHIPPED.read_bytes())], {})
    if errors:
        raise errors[0]
    return slots


def read_slot_files(files: Iterable[tuple[str, bytes]]) -> tuple[Mapping[str, Slot], list[RuleError]]:
    """Return the slots that there are with those of some files, (name, content), and what is wrong with these.

    Each slot stands behind those that it needs.
    """
    return _read_files(files, shipped_slots())


def _read_files(
    files: Iterable[tuple[str, bytes]], known: Mapping[str, Slot]
) -> tuple[Mapping[str, Slot], list[RuleError]]:
    from cleaner.rules.files import load_toml  # noqa: PLC0415 - only who compiles a pack has to read TOML

    tables: dict[str, tuple[str, Any]] = {}
    errors: list[RuleError] = []
    for file, content in files:
        try:
            document = load_toml(content)
        except ValueError as error:
            errors.append(RuleError(file, "", str(error)))
            continue
        taken = sorted(document.keys() & {*known, *tables, ANY})
        errors += [_error(file, name, "there is a slot of this name; choose another") for name in taken]
        tables |= {name: (file, table) for name, table in document.items() if name not in taken}
    names = {*known, *tables, ANY}
    for name, (file, table) in tables.items():
        errors += [_error(file, name, problem) for problem in _problems(name, table, names)]
    if errors:
        return known, errors
    slots = {**known, **{name: _read_slot(file, name, table) for name, (file, table) in tables.items()}}
    if circular := _circular(slots):
        return known, [_error(tables[circular][0], circular, "needs itself; write out what it needs")]
    if len(slots) > MOST_SLOTS:
        problem = f"there are {len(slots)} slots, at most {MOST_SLOTS} will do; write some out in the wordings"
        return known, [RuleError(next(file for file, _ in tables.values()), "", problem)]
    return {name: slots[name] for name in _in_order(slots)}, []


def _error(file: str, name: str, problem: str) -> RuleError:
    return RuleError(file, "", f"slot {name}: {problem}")


def _problems(name: str, table: object, names: set[str]) -> Iterator[str]:
    """Yield what is wrong with the table of a slot, given the names of all slots."""
    from cleaner.rules.files import language_problems, list_problems, wording_problems  # noqa: PLC0415 - as above

    if not isinstance(table, dict):
        yield f"has to be a table; write [{name}], and its wordings below"
        return
    if not _NAME.fullmatch(name):
        yield "a name has small letters, and _ between words"
    if not isinstance(table.get("why", ""), str):
        yield "why has to be a string"
    if not (any(_wordings(table).values()) or "number" in table or name in NATIVE):
        yield "says nothing; give wordings under languages or forms, or a number"
    for key in _NUMBERS:
        if key in table and not _is_range(table[key]):
            yield f"{key} has to be the lowest and the highest of whole numbers, such as [1, 31]"
    for key in _LISTS:
        yield from list_problems(key, table.get(key, []))
    for key, texts in _wordings(table).items():
        problems = [*([] if key == _FORMS else language_problems(key, key)), *list_problems(key, texts)]
        yield from problems or wording_problems(texts, names)


def _wordings(table: dict[str, Any]) -> dict[str, Any]:
    """Return the lists of wordings by language."""
    return {key: value for key, value in table.items() if key not in {"why", *_NUMBERS, *_LISTS}}


def _is_range(value: object) -> bool:
    return isinstance(value, list) and [type(one) for one in value] == [int, int] and 0 <= value[0] <= value[1]


def _read_slot(file: str, name: str, table: dict[str, Any]) -> Slot:
    return Slot(
        file=file,
        name=name,
        why=table.get("why", ""),
        wordings=tuple((language, wording(text)) for language, texts in _wordings(table).items() for text in texts),
        number=tuple(table.get("number", (0, -1))),
        digits=tuple(table.get("digits", (1, 9))),
        examples=tuple(table.get("examples", ())),
        misses=tuple(table.get("misses", ())),
    )


def _circular(slots: Mapping[str, Slot]) -> str:
    """Return the name of a slot that needs itself, "" if there is none."""
    needs = {name: {other for _, one in slot.wordings for other in one.slots} - {ANY} for name, slot in slots.items()}
    free: set[str] = set()
    while more := {name for name in needs.keys() - free if needs[name] <= free}:
        free |= more
    return min(needs.keys() - free, default="")


def _in_order(slots: Mapping[str, Slot]) -> list[str]:
    """Return the names so that each stands behind those that its wordings need."""
    done: dict[str, None] = {}

    def visit(name: str) -> None:
        for _, one in slots[name].wordings:
            for other in sorted(one.slots - done.keys() - {ANY}):
                visit(other)
        done[name] = None

    for name in slots:
        if name not in done:
            visit(name)
    return list(done)
