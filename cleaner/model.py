"""The words the whole package shares: labels, judgements, removals and results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.lazy import LazyText

if TYPE_CHECKING:
    from collections.abc import Callable


class Label(StrEnum):
    """What a line is: one of the three kept kinds, or a category of debris."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    BLANK = "blank"
    BREADCRUMB = "breadcrumb"
    NAVIGATION = "navigation"
    SITE_NAME = "site_name"
    COMMENT_FORM = "comment_form"
    COMMENTS = "comments"
    NEWSLETTER = "newsletter"
    SHARE = "share"
    RELATED = "related"
    SOURCE_LINK = "source_link"
    COPYRIGHT = "copyright"
    LEGAL = "legal"
    CONSENT = "consent"
    LOGIN = "login"
    PAYWALL = "paywall"
    AD = "ad"
    PLAYER = "player"
    CAPTION = "caption"
    CREDIT = "credit"
    BYLINE = "byline"
    DATE = "date"
    TAGS = "tags"
    PAGINATION = "pagination"
    SEARCH = "search"
    APP_PROMO = "app_promo"
    AUTHOR_BIO = "author_bio"
    WIDGET = "widget"
    DUPLICATE = "duplicate"
    TEMPLATE = "template"
    DEBRIS = "debris"


CONTENT = frozenset({Label.TITLE, Label.HEADING, Label.BODY})
"""Labels that are kept unless the user says otherwise."""

DEBRIS = frozenset(Label) - CONTENT - {Label.BLANK}
"""Labels that are removed unless the user says otherwise."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of a document with what was decided about it and why.

    ``start`` and ``end`` are character offsets in the original text; the span holds the line and its newline.
    ``points`` is the sum of the evidence: the lower, the surer it is debris. ``rule`` is the id of the rule that
    weighed most, or "" where the heuristics decided.
    """

    start: int
    end: int
    text: str
    label: Label
    rule: str
    why: str
    points: float
    kept: bool


class Metadatum(NamedTuple):
    """Something known about a document, and where it was found (such as "JSON-LD NewsArticle" or "the text")."""

    value: str
    source: str


@dataclass(frozen=True)
class Removal:
    """One removed line: ``original[start:end] == text`` (offsets in characters, newline included).

    ``why`` is found out on first use, for all lines of a document: putting it into words costs more than cleaning.
    """

    start: int
    end: int
    text: str
    label: Label
    rule: str
    why: LazyText = LazyText()  # noqa: RUF009 - a descriptor: the field is a text, or what finds it
    points: float  # type: ignore[misc]  # a descriptor is no default, which mypy does not know

    def __getstate__(self) -> dict[str, Any]:
        """Pickle the reason, not what finds it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class PageRemovals(tuple[Removal, ...]):
    """The removals of a page that became Markdown, with what they left of its text: Markdown has no place for them."""

    plain: str

    def __new__(cls, removals: Iterable[Removal] = (), plain: str = "") -> PageRemovals:
        """Take the removals, and the ``plain`` text that `cleaner.restore` puts them back into."""
        made = super().__new__(cls, removals)
        made.plain = plain
        return made


Cut = tuple[int, int, Label, str, float, str]
"""A removal without its reason: start, end, label, rule, points and text."""

Reasons = Mapping[int, str]
"""Why the lines of a document went, by where they start."""


class Ledger:
    """The removals of one document, worked out on first use: most callers only want the text."""

    __slots__ = ("_explain", "_find", "_removals")

    def __init__(self, find: Callable[[], Iterable[Cut]], explain: Callable[[], Reasons]) -> None:
        """Take what finds the cuts, in the order of the original, and what explains them."""
        self._find, self._explain = find, explain
        self._removals: tuple[Removal, ...] | None = None

    def cuts(self) -> Iterable[Cut]:
        """Return the removals in the plainest form, which takes a third of the time."""
        if self._removals is None:
            return self._find()
        return [(one.start, one.end, one.label, one.rule, one.points, one.text) for one in self._removals]

    def removals(self) -> tuple[Removal, ...]:
        """Return the removals, and let go of what they were made from."""
        if self._removals is None:
            reasons = cache(self._explain)

            def why(removal: Removal) -> str:
                return reasons()[removal.start]

            cuts = self._find()
            self._removals = tuple(
                Removal(start, end, text, label, rule, why, points) for start, end, label, rule, points, text in cuts
            )
            self._find, self._explain = _nothing, dict
        return self._removals

    def __eq__(self, other: object) -> bool:
        """Ledgers are equal when their removals are."""
        return isinstance(other, Ledger) and self.removals() == other.removals()

    def __hash__(self) -> int:
        """Hash by content, as equality does."""
        return hash(self.removals())

    def __reduce__(self) -> tuple[Callable[[tuple[Removal, ...]], Ledger], tuple[tuple[Removal, ...]]]:
        """Pickle the removals, not the tables they come from."""
        return written, (self.removals(),)


def _nothing() -> tuple[()]:
    return ()


def written(removals: tuple[Removal, ...]) -> Ledger:
    """Return a ledger whose removals are known already."""
    ledger = Ledger(_nothing, dict)
    ledger._removals = removals
    return ledger


class Metadata(Mapping[str, Metadatum]):
    """What is known about a document, by field, found out on first use: most callers only want the text."""

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[], Mapping[str, Metadatum]]) -> None:
        """Take the function that finds it."""
        self._find: Callable[[], Mapping[str, Metadatum]] | None = find
        self._found: Mapping[str, Metadatum] = {}

    def _all(self) -> Mapping[str, Metadatum]:
        if self._find is not None:
            self._found, self._find = self._find(), None
        return self._found

    def __getitem__(self, field: str) -> Metadatum:
        """Return what is known of a field; raises `KeyError` if nothing is."""
        return self._all()[field]

    def __iter__(self) -> Iterator[str]:
        """Yield the fields of which something is known."""
        return iter(self._all())

    def __len__(self) -> int:
        """Return of how many fields something is known."""
        return len(self._all())

    def __hash__(self) -> int:
        """Hash by content, as equality does."""
        return hash(frozenset(self._all().items()))

    def __reduce__(self) -> tuple[Callable[[Mapping[str, Metadatum]], Metadata], tuple[dict[str, Metadatum]]]:
        """Pickle what is known, not where it comes from."""
        return known, (dict(self._all()),)

    def __repr__(self) -> str:
        """Show what is known."""
        return f"Metadata({dict(self._all())!r})"


def known(found: Mapping[str, Metadatum]) -> Metadata:
    """Return metadata that is known already."""
    return Metadata(lambda: found)


@dataclass(frozen=True, slots=True)
class Result:
    """A cleaned document.

    ``text`` is the article with its headline, a subsequence of the input made of whole slices; ``title``, ``byline``
    and ``date`` are what was found, or ""; ``warning`` is "" or one sentence. ``metadata`` is for pages of HTML: title,
    byline, date, site_name, language, url, tags and image, as far as they are known, each with where it was found.
    ``plain`` is for Markdown: the text that it was made of, slices of the page's own lines or of another text, else "".
    """

    text: str
    title: str = ""
    byline: str = ""
    date: str = ""
    warning: str = ""
    ledger: Ledger = field(default_factory=lambda: written(()), repr=False)
    metadata: Metadata = field(default_factory=lambda: known({}), repr=False)
    plain: str = field(default="", repr=False)

    @property
    def removals(self) -> tuple[Removal, ...]:
        """What was removed, in the order of the original; ``restore(text, removals)`` rebuilds it.

        Of a page that became Markdown, the original is the page's text as a reader sees it.
        """
        removals = self.ledger.removals()
        return PageRemovals(removals, self.plain) if self.plain else removals
