"""What every match of a pattern has to be like, read off the pattern: rows that are not like it need not be asked.

Asking a pattern of a row costs a microsecond, and most rows that hold a keyword begin or end with a letter that no
match begins or ends with, are longer or shorter than any, or hold no digit where each match does.
"""

from __future__ import annotations

import re
import warnings
from re import _constants as ops  # type: ignore[attr-defined]  # private, but all that reads patterns; see `_tree`
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

ASCII = 128
"""The place of all characters beyond ASCII in a mask of first characters."""

ANY = (1 << (ASCII + 1)) - 1

_UNKNOWN = "\ue0ff"
"""Stands for what only the package `regex` understands: a property such as ``\\p{Lu}``, or a group called again."""

UNLIMITED = 1 << 30
"""The length of matches that have no longest one."""

_CALL = re.compile(r"\(\?&\w+\)")
_ONLY_REGEX = re.compile(r"\\[pP]\{[^}]*\}|\(\?&\w+\)")
_DIGITS = range(ord("0"), ord("9") + 1)
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    ops.CATEGORY_DIGIT: str.isdecimal,
    ops.CATEGORY_SPACE: str.isspace,
    ops.CATEGORY_WORD: lambda character: character.isalnum() or character == "_",
}
_OPPOSITES = {
    ops.CATEGORY_NOT_DIGIT: ops.CATEGORY_DIGIT,
    ops.CATEGORY_NOT_SPACE: ops.CATEGORY_SPACE,
    ops.CATEGORY_NOT_WORD: ops.CATEGORY_WORD,
}
_FORWARDS, _BACKWARDS = 1, -1
_REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}
_GROUPS = {ops.SUBPATTERN, ops.ATOMIC_GROUP}
_ZERO_WIDTH = {ops.AT, ops.ASSERT, ops.ASSERT_NOT}


class PatternFacts(NamedTuple):
    """What is known of all matches of a pattern.

    ``begins`` and ``ends`` have a bit for each ASCII character that one may begin or end with, and bit `ASCII` for all
    others; ``digit`` says whether each holds a digit, ``shortest`` and ``longest`` how many characters it may have.
    """

    begins: int = ANY
    ends: int = ANY
    digit: bool = False
    shortest: int = 0
    longest: int = UNLIMITED

    def of_lines(self, match: str) -> PatternFacts:
        """Return what is known of lines in which a match is the whole line, its "start", its "end" or "inside"."""
        at_start, at_end = match in {"line", "start"}, match in {"line", "end"}
        return self._replace(
            begins=self.begins if at_start else ANY,
            ends=self.ends if at_end else ANY,
            longest=self.longest if match == "line" else UNLIMITED,
        )


NOTHING_KNOWN = PatternFacts()


def pattern_facts(pattern: str) -> PatternFacts:
    r"""Return what is known of a pattern's matches; nothing, where it cannot be read.

    >>> pattern_facts(r"(?:page|seite)? ?\d+").digit
    True
    >>> facts = pattern_facts(r"[*-]? ?by \p{Lu}\w+")
    >>> [chr(code) for code in range(ASCII) if facts.begins >> code & 1]
    [' ', '*', '-', 'b']
    """
    tree = _tree(pattern)
    if tree is None:
        return NOTHING_KNOWN
    ignore_case = bool(tree.state.flags & re.IGNORECASE)
    begins, ends = (_claimed(*_edge(tree, step, ignore_case=ignore_case)) for step in (_FORWARDS, _BACKWARDS))
    shortest, longest = (0, UNLIMITED) if _CALL.search(pattern) else tree.getwidth()
    return PatternFacts(begins, ends, _holds_digit(tree), shortest, min(longest, UNLIMITED))


def _tree(pattern: str) -> Any:
    """Return the parsed pattern, or None: the parser belongs to `re`, and need not know all that `regex` knows."""
    try:
        with warnings.catch_warnings(action="ignore"):  # what `re` finds doubtful is none of its business here
            return parser.parse(_ONLY_REGEX.sub(_UNKNOWN, pattern))
    except (re.error, OverflowError):
        return None


def _claimed(mask: int, may_be_empty: bool) -> int:
    """Return the mask of a whole pattern: of one that may match nothing, nothing is known."""
    return ANY if may_be_empty else mask


def _edge(tree: Any, step: int, *, ignore_case: bool) -> tuple[int, bool]:
    """Return the mask of what a sequence may begin or, backwards, end with, and whether it may match nothing."""
    mask = 0
    for op, argument in list(tree)[::step]:
        first, may_be_empty = _item_edge(op, argument, step, ignore_case=ignore_case)
        mask |= first
        if not may_be_empty:
            return mask, False
    return mask, True


def _item_edge(op: Any, argument: Any, step: int, *, ignore_case: bool) -> tuple[int, bool]:
    """Return the same for one item of a sequence."""
    if op in _ZERO_WIDTH:
        return 0, True
    if op is ops.BRANCH:
        found = [_edge(branch, step, ignore_case=ignore_case) for branch in argument[1]]
        return _union(mask for mask, _ in found), any(empty for _, empty in found)
    if op in _GROUPS:
        added, removed, inner = _group(op, argument)
        ignored = bool((ignore_case or added & re.IGNORECASE) and not removed & re.IGNORECASE)
        return _edge(inner, step, ignore_case=ignored)
    if op in _REPEATS:
        least, _, inner = argument
        mask, may_be_empty = _edge(inner, step, ignore_case=ignore_case)
        return mask, may_be_empty or least == 0
    if op in {ops.LITERAL, ops.NOT_LITERAL, ops.IN}:
        return _characters(op, argument, ignore_case=ignore_case), False
    return ANY, op is not ops.ANY


def _group(op: Any, argument: Any) -> tuple[int, int, Any]:
    """Return the flags that a group sets and takes back, and what is in it."""
    return argument[1:] if op is ops.SUBPATTERN else (0, 0, argument)


def _characters(op: Any, argument: Any, *, ignore_case: bool) -> int:
    """Return the mask of an item that is one character."""
    if op is ops.LITERAL:
        return _bit(argument, ignore_case=ignore_case)
    if op is ops.NOT_LITERAL:
        return ANY & ~(_bit(argument, ignore_case=False) & ~(1 << ASCII))
    members = [_member(kind, value, ignore_case=ignore_case) for kind, value in argument if kind is not ops.NEGATE]
    mask = _union(members)
    if argument[0][0] is not ops.NEGATE:
        return mask
    return ANY if mask == ANY else ANY & ~mask | 1 << ASCII


def _member(kind: Any, value: Any, *, ignore_case: bool) -> int:
    """Return the mask of one member of a set of characters."""
    if kind is ops.LITERAL:
        return _bit(value, ignore_case=ignore_case)
    if kind is ops.RANGE:
        codes = range(value[0], min(value[1], ASCII) + 1)
        beyond = 1 << ASCII if value[1] > ASCII else 0
        return beyond | _union(_bit(code, ignore_case=ignore_case) for code in codes)
    if value in _CATEGORIES:
        belongs = _CATEGORIES[value]
        return _union(1 << code for code in range(ASCII) if belongs(chr(code))) | 1 << ASCII
    return ANY & ~_member(kind, _OPPOSITES[value], ignore_case=False) | 1 << ASCII


def _bit(code: int, *, ignore_case: bool) -> int:
    """Return the bit of a character, in both cases where case is ignored."""
    if code == ord(_UNKNOWN):
        return ANY
    forms = {chr(code), chr(code).lower(), chr(code).upper()} if ignore_case else {chr(code)}
    return _union(1 << min(ord(form[0]), ASCII) for form in forms)


def _union(masks: Any) -> int:
    """Return all bits of some masks."""
    union = 0
    for mask in masks:
        union |= mask
    return union


def _holds_digit(tree: Any) -> bool:
    """Tell whether whatever a sequence matches holds a digit."""
    return any(_item_holds_digit(op, argument) for op, argument in tree)


def _item_holds_digit(op: Any, argument: Any) -> bool:
    """Tell the same of one item."""
    if op is ops.LITERAL:
        return argument in _DIGITS
    if op is ops.IN:
        return all(_only_digits(kind, value) for kind, value in argument)
    if op is ops.BRANCH:
        return all(map(_holds_digit, argument[1]))
    if op in _GROUPS:
        return _holds_digit(_group(op, argument)[-1])
    return op in _REPEATS and argument[0] > 0 and _holds_digit(argument[2])


def _only_digits(kind: Any, value: Any) -> bool:
    """Tell whether a member of a set of characters is nothing but digits."""
    if kind is ops.RANGE:
        return value[0] in _DIGITS and value[1] in _DIGITS
    return value is ops.CATEGORY_DIGIT if kind is ops.CATEGORY else kind is ops.LITERAL and value in _DIGITS
