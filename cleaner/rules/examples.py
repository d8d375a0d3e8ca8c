"""Examples: what a rule says of the lines that stand beside it in its file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleaner.lines.fold import fold
from cleaner.rules.keywords import Keyword, zeroed
from cleaner.rules.reference import Wordings
from cleaner.rules.rule import Rule, RuleError, shipped_slots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.rules.reader import Specimen

# Kind of example, whether the rule has to match it, and what to say if it does otherwise.
_EXPECTATIONS = (
    ("drop", True, "is not matched; mend the rule, or move the line to todo_drop"),
    ("keep", False, "is matched; narrow the rule, or move the line to todo_keep"),
    ("todo_drop", False, "is matched by now; move the line to drop"),
    ("todo_keep", True, "is not matched any more; move the line to keep"),
)


def example_errors(specimen: Specimen) -> Iterator[RuleError]:
    """Yield an error for each example that the rule does not live up to."""
    rule = specimen.rule
    for kind, wanted, remedy in _EXPECTATIONS:
        for line in getattr(specimen, kind):
            if rule.matches(line) is not wanted:
                hint = _keyword_hint(rule, line) if wanted else ""
                yield RuleError(specimen.file, rule.id, f"{kind} example {line!r} {remedy}{hint}")
    for line in specimen.keep:
        if not _is_near_miss(rule, line):
            reason = f"keep example {line!r} holds none of the rule's phrases or keywords: it tests nothing"
            yield RuleError(specimen.file, rule.id, reason)


def _keyword_hint(rule: Rule, line: str) -> str:
    """Say so where the pattern would match and the keywords are in the way."""
    in_the_way = not rule.holds_keyword(line) and rule.pattern_matches(line if rule.case else fold(line))
    return " (the pattern matches, but the line holds none of the keywords)" if in_the_way else ""


def _is_near_miss(rule: Rule, line: str) -> bool:
    """Tell whether a line that has to survive puts the rule to the test: it begins as a wording does."""
    folded = zeroed(fold(line))
    if any(Keyword.parse(keyword).occurs_in(folded) for keyword in rule.keywords):
        return True
    return Wordings([replace(rule, match="inside", exceptions=())], shipped_slots()).nearly(line)
