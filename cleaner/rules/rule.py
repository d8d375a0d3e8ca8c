"""Rules: what a rule is, and when it matches a line that stands alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby, product
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from cleaner.lines.characters import DECORATION
from cleaner.lines.fold import fold, fold_phrase, in_spaced_word
from cleaner.rules.expressions import bounded
from cleaner.rules.folder import default_folder
from cleaner.rules.keywords import Keyword, searched_part, zeroed
from cleaner.rules.pattern_facts import NOTHING_KNOWN, PatternFacts
from cleaner.rules.slots import Slot, load_slots
from cleaner.rules.wording import ANY, Wording, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from cleaner.result import Label

Strength = Literal["sure", "strong", "hint", "protect"]
"""How much a match says: debris even alone, unless the surroundings object, in company only; or *not* debris."""

Match = Literal["line", "start", "end", "inside"]
"""Which part of the line the phrase has to be."""

Where = Literal["anywhere", "head", "tail", "run"]
"""Where in the document the rule holds: ``run`` is "beside other debris lines only"."""

NUMBER = "{n}"
"""What stands for a number in a phrase."""

ALL_LANGUAGES = "mul"
"""The language tag (ISO 639-2, "multiple languages") of phrases that hold in every language, such as names."""

PATTERN_LIMITS = {"line": 300, "start": 600, "end": 600, "inside": 600}
"""The longest line, in characters, on which patterns run: debris is short, and most keywords stand in paragraphs."""

LARGEST_LIMIT = 2_000
"""A rule's own limit may be at most so high: a regex on a long line may be slow."""

# The shapes in which sites print counts (digits as zeros): 7, 42, 1,234, 1.234, 1 234, 12,345, 3k, 1.2k, 1,2k.
_COUNTS = (
    *("0", "00", "000", "0000"),
    *("0,000", "00,000", "0.000", "00.000", "0 000", "00 000"),
    *("0k", "00k", "000k", "0.0k", "0,0k"),
)
# Of two numbers in one phrase ("page 3 of 1,204") all shapes would make hundreds of forms: the frequent ones do.
_COUNTS_IN_PAIRS = ("0", "00", "000", "0000", "0,000", "0.000")


class RuleError(ValueError):
    """A rule file that cannot be used; its text is one line: ``FILE: rule ID: reason``.

    ``id`` is "" where the whole file is at fault.
    """

    def __init__(self, file: str, id: str, reason: str) -> None:  # noqa: A002 - the attribute is called ``id``
        """Take the file, the full id of the rule (or "") and what to do about it."""
        super().__init__(file, id, reason)
        self.file, self.id, self.reason = file, id, reason

    def __str__(self) -> str:
        """Return the message as one line, whatever characters the file and its name hold."""
        place = f"{self.file}: rule {self.id}" if self.id else self.file
        return printable(f"{place}: {self.reason}")


def printable(text: str) -> str:
    r"""Return a text with what would move a terminal's cursor, or turn its writing round, as escapes.

    >>> printable("a\x1b[2J b")
    'a\\x1b[2J b'
    """
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """What has to be known of a rule once its phrases are in the tables of a pack.

    ``id`` is the full id, "label.name"; ``pattern`` is "" or a regex for the folded line (for the line as it is, where
    ``case`` is true); ``tags`` are the language tags of its phrases, sorted, with spaces between: "" if there are none;
    ``longest`` is the rule's own limit on the length of lines that the pattern runs on, 0 for the usual one;
    ``facts`` is what is known of all lines that the pattern matches; ``bound`` is the tag of the only language in whose
    documents the rule holds, "" if it holds in all.
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
    facts: PatternFacts = NOTHING_KNOWN
    bound: str = ""

    @property
    def limit(self) -> int:
        """Characters of the longest line on which the pattern runs."""
        return min(self.longest or PATTERN_LIMITS[self.match], self.facts.longest)

    @property
    def languages(self) -> tuple[str, ...]:
        """The language tags of the phrases, sorted; () for a rule with a pattern alone."""
        return tuple(self.tags.split())

    def finder(self) -> Callable[[str], Any]:
        """Return what finds the pattern in a text; it raises `SlowExpressionError` where it comes to no end."""
        return bounded(pattern_finder(self.pattern, self.match), self.id)

    def pattern_matches(self, line: str) -> bool:
        """Tell whether the pattern matches ``line`` (folded, or as it is where ``case`` is true); keywords apart."""
        text = line.strip()
        if not self.pattern or len(text) > self.limit:
            return False
        return self.finder()(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(RuleFacts):
    """A rule with its wordings: ``phrases`` are pairs of language tag and folded phrase.

    So are ``bound_phrases``, which hold only in documents of their language: see `by_language`. ``keywords`` and
    ``also`` are folded; one of each has to occur in a line, where there are any.
    """

    phrases: tuple[tuple[str, str], ...] = ()
    bound_phrases: tuple[tuple[str, str], ...] = ()
    exceptions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def matches(self, line: str) -> bool:
        """Tell whether the rule matches this one line, wherever it may stand in a document."""
        if _wordings(self).hits(line):
            return True
        return self.holds_keyword(line) and self.pattern_matches(line if self.case else fold(line))

    def holds_keyword(self, line: str) -> bool:
        """Tell whether the line holds one of the keywords, and of ``also``: else the pattern is not asked."""
        text = zeroed(fold(line))
        groups = (self.keywords, self.also) if self.also else (self.keywords,)
        return all(any(Keyword.parse(keyword).occurs_in(text) for keyword in group) for group in groups)

    def forms(self) -> Iterator[str]:
        """Yield the concrete forms of all phrases: a line that stands alone may be of any language."""
        for _, phrase in (*self.phrases, *self.bound_phrases):
            if not re.search(r"[\[\](|)\\{]", phrase.replace(NUMBER, "")):
                yield from expanded(fold_phrases([phrase])[0])

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
            yield replace(
                self, bound=language, phrases=tuple(wordings), bound_phrases=(), pattern="", keywords=(), also=()
            )

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


@lru_cache(maxsize=8)
def _wordings(rule: Rule) -> Any:
    from cleaner.rules.reference import Wordings  # noqa: PLC0415

    return Wordings([rule], shipped_slots())


@cache
def shipped_slots() -> Mapping[str, Slot]:
    """Return the slots that come with the package."""
    return load_slots(default_folder())


@cache
def _slot_names() -> frozenset[str]:
    return frozenset({*shipped_slots(), ANY})


@cache
def wording(text: str) -> Wording:
    """Return a wording of a rule; raises `WordingError`."""
    return parsed(text, _slot_names())


def speaks(tag: str, languages: Collection[str]) -> bool:
    """Tell whether phrases under a tag are in one of the languages: "pt" and "pt-BR" understand each other.

    Capitals do not count.

    >>> speaks("zh-Hant", ["zh"]), speaks("pt", ["PT-br"]), speaks("zh-Hant", ["zh-Hans"]), speaks("mul", ["en"])
    (True, True, False, True)
    """
    own = f"{tag.lower()}-"
    others = [f"{language.lower()}-" for language in languages]
    return tag == ALL_LANGUAGES or any(own.startswith(other) or other.startswith(own) for other in others)


def comparable(line: str) -> str:
    """Return the form of a line that is compared with the concrete forms of phrases.

    >>> comparable("» 1,204 Comments:")
    '0,000 comments'
    """
    return zeroed(fold_phrase(line))


def expanded(phrase: str) -> tuple[str, ...]:
    """Return the concrete forms of a folded phrase: digits as "0", ``{n}`` as each shape of a number.

    >>> expanded("top 10 stories")
    ('top 00 stories',)
    >>> expanded("{n} comments")[:3]
    ('0 comments', '00 comments', '000 comments')
    """
    first, *others = zeroed(phrase).split(NUMBER)
    shapes = _COUNTS if len(others) == 1 else _COUNTS_IN_PAIRS
    return tuple(
        first + "".join(number + text for number, text in zip(numbers, others, strict=True))
        for numbers in product(shapes, repeat=len(others))
    )


def fold_phrases(phrases: Iterable[str]) -> list[str]:
    """Fold phrases of a rule file, in which ``{n}`` stands for a number; they hold no newlines.

    >>> fold_phrases(["Comments ({n})", "{n} Réponses:"])
    ['comments ({n}', '{n} reponses']
    """
    # A letter of the private use area stands in for {n}: folding leaves it alone, and it is no decoration.
    stand_in = "\ue000"
    text = fold("\n".join(phrases).replace(NUMBER, stand_in))
    return [line.strip(DECORATION).replace(stand_in, NUMBER) for line in text.split("\n")]


def form_matches(form: str, text: str, match: Match) -> bool:
    """Tell whether a concrete form matches a comparable line.

    >>> form_matches("share", "share this story", "start"), form_matches("share", "shareholders", "start")
    (True, False)
    """
    if match == "line":
        return form == text
    if match == "start":
        return text.startswith(form) and stands_alone(text, 0, len(form))
    if match == "end":
        return text.endswith(form) and stands_alone(text, len(text) - len(form), len(text))
    part = searched_part(text.encode()).decode("utf-8", "ignore")
    return any(stands_alone(part, start, start + len(form)) for start in _occurrences(form, part))


def _occurrences(form: str, text: str) -> Iterator[int]:
    """Yield each offset at which ``form`` occurs in ``text``, overlapping ones too."""
    start = text.find(form)
    while start >= 0:
        yield start
        start = text.find(form, start + 1)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` begins and ends at the bounds of words."""
    joined_before = start > 0 and joins(text[start - 1], text[start])
    joined_after = end < len(text) and joins(text[end - 1], text[end])
    return not (joined_before or joined_after)


def joins(left: str, right: str) -> bool:
    """Tell whether two neighbouring characters belong to one word, as far as a script with spaces can tell.

    >>> joins("e", "s"), joins("e", " "), joins("享", "到"), joins("k", "で")
    (True, False, False, False)
    """
    return in_spaced_word(left) and in_spaced_word(right)


@cache
def pattern_finder(pattern: str, match: Match) -> Callable[[str], Any]:
    """Return what finds a pattern in a text or gives None; compiled on first use, raises ``regex.error`` if it cannot.

    A pattern has to be the whole text, stand at its start or end, or anywhere inside, as ``match`` says.
    """
    # Not `re`: it is faster, but Python 3.11's fails on possessive quantifiers around groups (CPython issue 101955).
    import regex  # noqa: PLC0415 - takes longer to load than a whole pack, and most texts need no pattern

    compiled = regex.compile(rf"(?:{pattern})\Z" if match == "end" else pattern)
    return {"line": compiled.fullmatch, "start": compiled.match}.get(match, compiled.search)  # type: ignore[no-any-return]
