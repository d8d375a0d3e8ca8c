"""What every match of a pattern has to be like, read off the pattern: rows that are not like it need not be asked.

Most rows that hold a keyword begin or end with a letter that no match begins or ends with, are longer or shorter than
any, or hold no digit where each match does.
"""

from __future__ import annotations

from re import _constants as ops  # type: ignore[attr-defined]  # see `pattern_trees`
from typing import Any, NamedTuple

from cleaner.rules.pattern_trees import (
    ANY,
    CHARACTERS,
    GROUPS,
    REPEATS,
    ZERO_WIDTH,
    Tree,
    characters,
    group,
    parse,
    union,
)

UNLIMITED = 1 << 30
"""The length of matches that have no longest one."""

_DIGITS = range(ord("0"), ord("9") + 1)
_FORWARDS, _BACKWARDS = 1, -1


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
    >>> [chr(code) for code in range(128) if facts.begins >> code & 1]
    [' ', '*', '-', 'b']
    """
    tree = parse(pattern)
    if tree is None:
        return NOTHING_KNOWN
    begins, ends = (
        _claimed(*_edge(tree, tree.items, step, ignore_case=tree.ignore_case)) for step in (_FORWARDS, _BACKWARDS)
    )
    shortest, longest = (0, UNLIMITED) if tree.called else tree.items.getwidth()
    return PatternFacts(begins, ends, _holds_digit(tree.items), shortest, min(longest, UNLIMITED))


def _claimed(mask: int, may_be_empty: bool) -> int:
    """Return the mask of a whole pattern: of one that may match nothing, nothing is known."""
    return ANY if may_be_empty else mask


def _edge(tree: Tree, items: Any, step: int, *, ignore_case: bool) -> tuple[int, bool]:
    """Return the mask of what a sequence may begin or, backwards, end with, and whether it may match nothing."""
    mask = 0
    for op, argument in list(items)[::step]:
        first, may_be_empty = _item_edge(tree, op, argument, step, ignore_case=ignore_case)
        mask |= first
        if not may_be_empty:
            return mask, False
    return mask, True


def _item_edge(tree: Tree, op: Any, argument: Any, step: int, *, ignore_case: bool) -> tuple[int, bool]:
    """Return the same for one item of a sequence."""
    if op in ZERO_WIDTH:
        return 0 if tree.called_group(op, argument) is None else ANY, True
    if op is ops.BRANCH:
        found = [_edge(tree, branch, step, ignore_case=ignore_case) for branch in argument[1]]
        return union(mask for mask, _ in found), any(empty for _, empty in found)
    if op in GROUPS:
        inner, ignored = group(op, argument, ignore_case=ignore_case)
        return _edge(tree, inner, step, ignore_case=ignored)
    if op in REPEATS:
        least, _, inner = argument
        mask, may_be_empty = _edge(tree, inner, step, ignore_case=ignore_case)
        return mask, may_be_empty or least == 0
    if op in CHARACTERS:
        return characters(op, argument, ignore_case=ignore_case), False
    return ANY, True


def _holds_digit(items: Any) -> bool:
    """Tell whether whatever a sequence matches holds a digit."""
    return any(_item_holds_digit(op, argument) for op, argument in items)


def _item_holds_digit(op: Any, argument: Any) -> bool:
    """Tell the same of one item."""
    if op is ops.LITERAL:
        return argument in _DIGITS
    if op is ops.IN:
        return all(_only_digits(kind, value) for kind, value in argument)
    if op is ops.BRANCH:
        return all(map(_holds_digit, argument[1]))
    if op in GROUPS:
        return _holds_digit(group(op, argument, ignore_case=False)[0])
    return op in REPEATS and argument[0] > 0 and _holds_digit(argument[2])


def _only_digits(kind: Any, value: Any) -> bool:
    """Tell whether a member of a set of characters is nothing but digits."""
    if kind is ops.RANGE:
        return value[0] in _DIGITS and value[1] in _DIGITS
    return value is ops.CATEGORY_DIGIT if kind is ops.CATEGORY else kind is ops.LITERAL and value in _DIGITS
