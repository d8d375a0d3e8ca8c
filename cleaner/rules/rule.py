"""Rules: what a rule is, and when it matches a line that stands alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from cleaner.lines.characters import fold
from cleaner.rules.expressions import bounded
from cleaner.rules.wording import ALL_LANGUAGES, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from cleaner.result import Label
    from cleaner.rules.wording import Wording

Strength = Literal["sure", "strong", "hint", "protect"]
"""How much a match says: debris even alone, unless the surroundings object, in company only; or *not* debris."""

Match = Literal["line", "start", "end", "inside"]
"""Which part of the line the phrase has to be."""

Where = Literal["anywhere", "head", "tail", "run"]
"""Where in the document the rule holds: ``run`` is "beside other debris lines only"."""

PATTERN_LIMITS = {"line": 300, "start": 600, "end": 600, "inside": 600}
"""The longest line, in characters, on which patterns run: debris is short, and most keywords stand in paragraphs."""

LARGEST_LIMIT = 2_000
"""A rule's own limit may be at most so high: a regex on a long line may be slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """What has to be known of a rule once its phrases are in the tables of a pack.

    ``id`` is the full id, "label.name"; ``pattern`` is "" or a regex for the folded line (for the line as it is, where
    ``case`` is true); ``tags`` are the language tags of its phrases, sorted, with spaces between: "" if there are none;
    ``longest`` is the rule's own limit on the length of lines that the pattern runs on, 0 for the usual one;
    ``keywords`` are folded, and it runs on lines alone that hold one of them; ``bound`` is the tag of the only language
    in whose documents the rule holds, "" if it holds in all.
    """

    id: str
    label: Label
    why: str
    strength: Strength
    match: Match = "line"
    where: Where = "anywhere"
    pattern: str = ""
    case: bool = False
    tags: str = ""
    longest: int = 0
    keywords: tuple[str, ...] = ()
    bound: str = ""

    @property
    def limit(self) -> int:
        """Characters of the longest line on which the pattern runs."""
        return self.longest or PATTERN_LIMITS[self.match]

    @property
    def languages(self) -> tuple[str, ...]:
        """The language tags of the phrases, sorted; () for a rule with a pattern alone."""
        return tuple(self.tags.split())

    def finder(self) -> Callable[[str], Any]:
        """Return what finds the pattern in a text; it raises `SlowExpressionError` where it comes to no end."""
        return bounded(pattern_finder(self.pattern, self.match), self.id)

    def holds_keyword(self, line: str) -> bool:
        """Tell whether the line holds one of the keywords: else the pattern is not asked."""
        text = fold(line)
        return any(keyword in text for keyword in self.keywords)

    def pattern_matches(self, line: str) -> bool:
        """Tell whether the pattern matches this one line, keywords apart."""
        text = line.strip() if self.case else fold(line).strip()
        return bool(self.pattern) and len(text) <= self.limit and self.finder()(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(RuleFacts):
    """A rule with its wordings: ``phrases`` are pairs of language tag and wording, as written.

    So are ``bound_phrases``, which hold only in documents of their language: see `by_language`. ``exceptions`` are
    wordings of lines that the rule does not match after all.
    """

    phrases: tuple[tuple[str, str], ...] = ()
    bound_phrases: tuple[tuple[str, str], ...] = ()
    exceptions: tuple[str, ...] = ()

    def wordings(self) -> Iterator[tuple[Wording, bool]]:
        """Yield all wordings, and whether each is an exception."""
        for _, phrase in (*self.phrases, *self.bound_phrases):
            yield wording(phrase), False
        for exception in self.exceptions:
            yield wording(exception), True

    def by_language(self) -> Iterator[Rule]:
        """Yield the rule as it holds in all documents and, for each language with wordings bound to it, once more."""
        yield replace(self, bound_phrases=())
        for language, wordings in groupby(self.bound_phrases, key=itemgetter(0)):
            yield replace(self, bound=language, phrases=tuple(wordings), bound_phrases=(), pattern="", keywords=())

    def speaking(self, languages: Collection[str]) -> Rule:
        """Return the rule with its phrases in these languages alone; the pattern stays, no languages means all."""
        if not languages:
            return self
        phrases, bound = (
            tuple((tag, phrase) for tag, phrase in wordings if speaks(tag, languages))
            for wordings in (self.phrases, self.bound_phrases)
        )
        tags = " ".join(sorted({tag for tag, _ in phrases + bound}))
        return replace(self, phrases=phrases, bound_phrases=bound, tags=tags)

    def without_wordings(self) -> RuleFacts:
        """Return the rule without its wordings."""
        return RuleFacts(**{name: getattr(self, name) for name in RuleFacts.__dataclass_fields__})


def speaks(tag: str, languages: Collection[str]) -> bool:
    """Tell whether phrases under a tag are in one of the languages: "pt" and "pt-BR" understand each other.

    Capitals do not count.

    >>> speaks("zh-Hant", ["zh"]), speaks("pt", ["PT-br"]), speaks("zh-Hant", ["zh-Hans"]), speaks("mul", ["en"])
    (True, True, False, True)
    """
    own = f"{tag.lower()}-"
    others = [f"{language.lower()}-" for language in languages]
    return tag == ALL_LANGUAGES or any(own.startswith(other) or other.startswith(own) for other in others)


@cache
def pattern_finder(pattern: str, match: Match) -> Callable[[str], Any]:
    """Return what finds a pattern in a text or gives None; compiled on first use, raises ``regex.error`` if it cannot.

    A pattern has to be the whole text, stand at its start or end, or anywhere inside, as ``match`` says.
    """
    # Not `re`: it is faster, but Python 3.11's fails on possessive quantifiers around groups (CPython issue 101955).
    import regex  # noqa: PLC0415 - takes longer to load than a whole pack, and most texts need no pattern

    compiled = regex.compile(rf"(?:{pattern})\Z" if match == "end" else pattern)
    return {"line": compiled.fullmatch, "start": compiled.match}.get(match, compiled.search)  # type: ignore[no-any-return]
