"""Examples: what a rule says of the lines that stand beside it in its file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cleaner.errors import RuleError
from cleaner.result import Label
from cleaner.rules.rule import Match, Rule
from cleaner.rules.slots import Slot, shipped_slots
from cleaner.rules.tokens import tokenized
from cleaner.rules.tries import compiled
from cleaner.rules.wordings import Wordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cleaner.rules.reader import Specimen

# Kind of example, whether the rule has to match it, and what to say if it does otherwise.
_EXPECTATIONS = (
    ("drop", True, "is not matched; mend the rule, or move the line to todo_drop"),
    ("keep", False, "is matched; narrow the rule, or move the line to todo_keep"),
    ("todo_drop", False, "is matched by now; move the line to drop"),
    ("todo_keep", True, "is not matched any more; move the line to keep"),
)


class Trial:
    """Some rules, ready to be tried on single lines, wherever these may stand in a document."""

    def __init__(self, rules: Iterable[Rule], slots: Mapping[str, Slot] | None = None) -> None:
        """Take the rules, and the slots that they may have, if not those that come with the package."""
        self.rules = tuple(rules)
        self._wordings = Wordings(compiled(self.rules, slots or shipped_slots()), len(self.rules))

    def spans(self, line: str) -> list[tuple[Rule, int, int]]:
        """Return the rules that match a line, and where what they match starts and stops: the longest for each start.

        What a pattern matches counts as the whole line.
        """
        found: dict[tuple[int, int], int] = {}
        for number, start, stop in self._wordings.spans(line)[0]:
            found[number, start] = max(stop, found.get((number, start), 0))
        spans = [(self.rules[number], start, stop) for (number, start), stop in found.items()]
        return spans + [
            (rule, 0, len(line)) for rule in self.rules if rule.holds_keyword(line) and rule.pattern_matches(line)
        ]

    def matching(self, line: str) -> set[str]:
        """Return the ids of the rules that match a line."""
        return {rule.id for rule, _, _ in self.spans(line)}


def example_errors(specimens: Sequence[Specimen], slots: Mapping[str, Slot] | None = None) -> Iterator[RuleError]:
    """Yield an error for each example that a rule does not live up to; ``slots`` are there beside ours."""
    known = slots or shipped_slots()
    matching = cache(Trial((specimen.rule for specimen in specimens), known).matching)
    slots_in = cache(_trial_of_slots("inside", known).matching)
    for specimen in specimens:
        for kind, wanted, remedy in _EXPECTATIONS:
            for line in getattr(specimen, kind):
                if (specimen.rule.id in matching(line)) is not wanted:
                    hint = _keyword_hint(specimen.rule, line) if wanted else ""
                    yield RuleError(specimen.file, specimen.rule.id, f"{kind} example {line!r} {remedy}{hint}")
        words, own_slots = _words_and_slots(specimen.rule)
        for line in specimen.keep:
            is_near = words.intersection(word for word, _, _ in tokenized(line)[0]) or own_slots & slots_in(line)
            if not is_near and not specimen.rule.holds_keyword(line):
                reason = f"keep example {line!r} holds none of the rule's words or keywords: it tests nothing"
                yield RuleError(specimen.file, specimen.rule.id, reason)


def slot_errors(slots: Mapping[str, Slot]) -> Iterator[RuleError]:
    """Yield an error for each example of a slot that is not it, and each miss that is."""
    matching = _trial_of_slots("line", slots).matching
    for slot in slots.values():
        for lines, wanted, problem in (
            (slot.examples, True, "is not it; mend the wordings"),
            (slot.misses, False, "is it; narrow the wordings"),
        ):
            for line in lines:
                if (slot.name in matching(line)) is not wanted:
                    yield RuleError(slot.file, "", f"slot {slot.name}: {line!r} {problem}, or the example")


def _trial_of_slots(match: Match, slots: Mapping[str, Slot]) -> Trial:
    rules = (
        Rule(id=name, label=Label.DEBRIS, why="", strength="hint", match=match, phrases=(("mul", f"{{{name}}}"),))
        for name in slots
    )
    return Trial(rules, slots)


def _keyword_hint(rule: Rule, line: str) -> str:
    """Say so where the pattern would match and the keywords are in the way."""
    in_the_way = not rule.holds_keyword(line) and rule.pattern_matches(line)
    return " (the pattern matches, but the line holds none of the keywords)" if in_the_way else ""


def _words_and_slots(rule: Rule) -> tuple[set[str], set[str]]:
    """Return what a line that has to survive holds one of, to put the rule to the test."""
    wordings = [wording for wording, _ in rule.wordings()]
    words = {symbol.word for wording in wordings for symbol in wording.words()}
    return words, {slot for wording in wordings for slot in wording.slots}
