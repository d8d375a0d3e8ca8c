"""Examples: what a rule says of the lines that stand beside it in its file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cleaner.errors import RuleError
from cleaner.result import Label
from cleaner.rules.rule import Rule
from cleaner.rules.slots import FILE as SLOTS
from cleaner.rules.slots import shipped_slots
from cleaner.rules.tries import compiled
from cleaner.rules.wordings import Wordings, tokenized

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Take the rules."""
        self.rules = tuple(rules)
        self._wordings = Wordings(compiled(self.rules, shipped_slots()), len(self.rules))

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


def example_errors(specimens: Iterable[Specimen]) -> Iterator[RuleError]:
    """Yield an error for each example that a rule does not live up to."""
    specimens = list(specimens)
    trial = Trial(specimen.rule for specimen in specimens)
    matching = cache(trial.matching)
    for specimen in specimens:
        for kind, wanted, remedy in _EXPECTATIONS:
            for line in getattr(specimen, kind):
                if (specimen.rule.id in matching(line)) is not wanted:
                    hint = _keyword_hint(specimen.rule, line) if wanted else ""
                    yield RuleError(specimen.file, specimen.rule.id, f"{kind} example {line!r} {remedy}{hint}")
        words = _words(specimen.rule)
        for line in specimen.keep:
            if not _is_near_miss(specimen.rule, words, line):
                reason = f"keep example {line!r} holds none of the rule's words or keywords: it tests nothing"
                yield RuleError(specimen.file, specimen.rule.id, reason)


def slot_errors() -> Iterator[str]:
    """Yield a line for each example of a slot that is not it, and each miss that is."""
    slots = shipped_slots()
    rules = [
        Rule(id=name, label=Label.DEBRIS, why="", strength="hint", phrases=(("mul", f"{{{name}}}"),)) for name in slots
    ]
    trial = Trial(rules)
    for slot in slots.values():
        yield from (
            f"{SLOTS}: slot {slot.name}: {line!r} is not it"
            for line in slot.examples
            if slot.name not in trial.matching(line)
        )
        yield from (
            f"{SLOTS}: slot {slot.name}: {line!r} is it" for line in slot.misses if slot.name in trial.matching(line)
        )


def _keyword_hint(rule: Rule, line: str) -> str:
    """Say so where the pattern would match and the keywords are in the way."""
    in_the_way = not rule.holds_keyword(line) and rule.pattern_matches(line)
    return " (the pattern matches, but the line holds none of the keywords)" if in_the_way else ""


def _words(rule: Rule) -> set[str]:
    """Return the words of all wordings of a rule; "" stands for a slot that a wording begins with."""
    words = {symbol.word for wording, _ in rule.wordings() for symbol in wording.words()}
    return words | {symbol.word for wording, _ in rule.wordings() for symbol in wording.first_symbols()}


def _is_near_miss(rule: Rule, words: set[str], line: str) -> bool:
    """Tell whether a line that has to survive puts the rule to the test."""
    if "" in words or any(word in words for word, _, _ in tokenized(line)[0]):
        return True
    return rule.holds_keyword(line)
