"""Patterns as trees: what the parser of `re` makes of them, and which characters their items match.

A pattern is written for the package `regex`, whose parser keeps its trees to itself. What `re` does not know is put in
other words before: properties as the characters of ASCII that have them, groups that are called by their names.
"""

from __future__ import annotations

import re
import warnings
from re import _constants as ops  # type: ignore[attr-defined]  # private, but all that reads patterns; see `parse`
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ASCII = 128
"""The place of all characters beyond ASCII in a mask of characters."""

ANY = (1 << (ASCII + 1)) - 1

REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}
GROUPS = {ops.SUBPATTERN, ops.ATOMIC_GROUP}
_LOOKS = {ops.ASSERT, ops.ASSERT_NOT}
ZERO_WIDTH = {ops.AT, *_LOOKS}
CHARACTERS = {ops.LITERAL, ops.NOT_LITERAL, ops.IN, ops.ANY}
"""Items that match one character."""

_BEYOND = "\ue0ff"
"""Stands for what is beyond ASCII in the members of a property."""

_FIRST_CALLED = 0x10FF00
"""The first of the characters, of an area that is nobody's, which stand for groups called again: in a look ahead, since
the parser makes one set of characters that are alternatives."""

_ONLY_REGEX = re.compile(r"\[\[:|(?<!\\)\{(?!\d*,?\d*\})|\(\?[a-z]*-?[a-z]*x[a-z]*:")
"""What the parser would take for something else: named classes of characters, matches with errors; and groups with
comments."""

_VERBOSE = re.compile(r"\(\?[a-z]*x[a-z]*\)")
_IN_OTHER_WORDS = re.compile(
    r"\(\?&(?P<called>\w+)\)|(?P<property>\\[pP]\{[^}]*\})|(?P<comment>\#[^\n]*)|\\.|\[\^?\]?|\]", re.DOTALL
)
_ALL_OF_ASCII = "".join(map(chr, range(ASCII)))

_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    ops.CATEGORY_DIGIT: str.isdecimal,
    ops.CATEGORY_SPACE: " \t\n\v\f\r".__contains__,
    ops.CATEGORY_WORD: lambda character: character.isalnum() or character == "_",
}
_OPPOSITES = {
    ops.CATEGORY_NOT_DIGIT: ops.CATEGORY_DIGIT,
    ops.CATEGORY_NOT_SPACE: ops.CATEGORY_SPACE,
    ops.CATEGORY_NOT_WORD: ops.CATEGORY_WORD,
}

_ALIKE = {0x0130: "iI", 0x0131: "iI", 0x017F: "sS", 0x212A: "kK"}
"""Characters beyond ASCII that are the same as some of ASCII where case is ignored: dotted and dotless i, the long s,
the Kelvin sign."""
_ALIKE_IN_ASCII = "".join(_ALIKE.values())


class Tree(NamedTuple):
    """A parsed pattern: its items, whether they ignore case, and the names of the groups that it calls, in order."""

    items: Any
    ignore_case: bool
    called: tuple[str, ...]

    def called_group(self, op: Any, argument: Any) -> int | None:
        """Return the number of the group that an item calls; None if it calls none, 0 if there is no such group."""
        ahead = list(argument[1]) if op is ops.ASSERT else []
        if not ahead or ahead[0][0] is not ops.LITERAL or not 0 <= ahead[0][1] - _FIRST_CALLED < len(self.called):
            return None
        number: int = self.items.state.groupdict.get(self.called[ahead[0][1] - _FIRST_CALLED], 0)
        return number

    def group(self, number: int) -> tuple[Any, bool] | None:
        """Return what is in a group, and whether it ignores case; None if there is no such group."""
        found = (group for other, *group in _groups(self.items, ignore_case=self.ignore_case) if other == number)
        return next(map(tuple, found), None)


def parse(pattern: str) -> Tree | None:
    """Return a pattern as a tree, or None: the parser belongs to `re`, and need not know all that `regex` knows."""
    text, called = _in_other_words(pattern)
    if _ONLY_REGEX.search(text):
        return None
    try:
        with warnings.catch_warnings(action="ignore"):  # what `re` finds doubtful is none of its business here
            items = parser.parse(text)
    except (re.error, OverflowError, RecursionError):
        return None
    return Tree(items, bool(items.state.flags & re.IGNORECASE), tuple(called))


def written_out(pattern: str) -> int:
    """Return how many items a pattern has when each repetition has as many copies as it must; 0 if it is not read.

    >>> written_out("(?:ab{3}){100}")
    400
    """
    tree = parse(pattern)
    return 0 if tree is None else _copies(tree.items)


def _copies(items: Any) -> int:
    """Return the same of a sequence."""
    return sum(
        (max(argument[0], 1) if op in REPEATS else 1) * max(sum(map(_copies, _parts(op, argument))), 1)
        for op, argument in items
    )


def _parts(op: Any, argument: Any) -> list[Any]:
    """Return the sequences that an item holds."""
    if op is ops.BRANCH:
        return list(argument[1])
    if op in GROUPS:
        return [group(op, argument, ignore_case=False)[0]]
    return [argument[-1]] if op in {*REPEATS, *_LOOKS} else []


def _groups(items: Any, *, ignore_case: bool) -> Iterator[tuple[int, Any, bool]]:
    """Yield the number of each group in some items, what is in it, and whether that ignores case."""
    for op, argument in items:
        ignored = ignore_case
        if op in GROUPS:
            inner, ignored = group(op, argument, ignore_case=ignore_case)
            if op is ops.SUBPATTERN and argument[0]:
                yield argument[0], inner, ignored
            parts = [inner]
        else:
            parts = argument[1] if op is ops.BRANCH else [argument[-1]] if op in {*REPEATS, *_LOOKS} else []
        for part in parts:
            yield from _groups(part, ignore_case=ignored)


def _in_other_words(pattern: str) -> tuple[str, list[str]]:
    r"""Return a pattern as `re` understands it, and the names of the groups that it calls.

    >>> _in_other_words(r"[\p{Nd}x]\P{Nd}?")[0].startswith(r"[\x30\x31")
    True
    """
    called: list[str] = []
    in_set, has_comments = False, _VERBOSE.match(pattern) is not None

    def word(found: re.Match[str]) -> str:
        nonlocal in_set
        text = found.group()
        if found["called"]:
            called.append(found["called"])
            return f"(?={chr(_FIRST_CALLED + len(called) - 1)})"
        if found["property"]:
            members = _members(text)
            return members if in_set else f"[{members}]"
        if found["comment"]:
            return "" if has_comments and not in_set else text[0] + _IN_OTHER_WORDS.sub(word, text[1:])
        if text[0] == "[" and not in_set:
            in_set = True
        elif text[-1] == "]" and text[0] != "\\":
            in_set = False
        return text

    return _IN_OTHER_WORDS.sub(word, pattern), called


def _members(characters: str) -> str:
    """Return the characters of ASCII that have a property, and what stands for all others."""
    import regex  # noqa: PLC0415 - only who compiles a pack needs it at once

    return "".join(f"\\x{ord(character):02x}" for character in regex.findall(characters, _ALL_OF_ASCII)) + _BEYOND


def group(op: Any, argument: Any, *, ignore_case: bool) -> tuple[Any, bool]:
    """Return what is in a group, and whether that ignores case, given whether what is around the group does."""
    if op is ops.ATOMIC_GROUP:
        return argument, ignore_case
    _, added, removed, inner = argument
    return inner, bool((ignore_case or added & re.IGNORECASE) and not removed & re.IGNORECASE)


def characters(op: Any, argument: Any, *, ignore_case: bool) -> int:
    """Return the mask of an item that is one character: a bit for each of ASCII, and bit `ASCII` for all others."""
    if op is ops.ANY:
        return ANY
    if op is ops.LITERAL:
        return _bit(argument, ignore_case=ignore_case)
    if op is ops.NOT_LITERAL:
        return ANY & ~(_bit(argument, ignore_case=False) & ~(1 << ASCII))
    mask = union(_member(kind, value, ignore_case=ignore_case) for kind, value in argument if kind is not ops.NEGATE)
    if argument[0][0] is not ops.NEGATE:
        return mask
    return ANY if mask == ANY else ANY & ~mask | 1 << ASCII


def _member(kind: Any, value: Any, *, ignore_case: bool) -> int:
    """Return the mask of one member of a set of characters."""
    if kind is ops.LITERAL:
        return _bit(value, ignore_case=ignore_case)
    if kind is ops.RANGE:
        first, last = value
        codes = {*range(first, min(last, ASCII) + 1), *(code for code in _ALIKE if first <= code <= last)}
        beyond = 1 << ASCII if last > ASCII else 0
        return beyond | union(_bit(code, ignore_case=ignore_case) for code in codes)
    if value in _CATEGORIES:
        belongs = _CATEGORIES[value]
        return union(1 << code for code in range(ASCII) if belongs(chr(code))) | 1 << ASCII
    return ANY & ~_member(kind, _OPPOSITES[value], ignore_case=False) | 1 << ASCII


def _bit(code: int, *, ignore_case: bool) -> int:
    """Return the bit of a character; where case is ignored, of all that are the same as it."""
    character = chr(code)
    forms = {character}
    if ignore_case:
        forms |= {character.lower(), character.upper(), *_ALIKE.get(code, "")}
        forms |= set("\u0130") if character in _ALIKE_IN_ASCII else set()  # one beyond ASCII is as good as another
    return union(1 << min(ord(form[0]), ASCII) for form in forms)


def union(masks: Iterable[int]) -> int:
    """Return all bits of some masks."""
    found = 0
    for mask in masks:
        found |= mask
    return found
