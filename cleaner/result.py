"""The words the whole package shares: labels, judgements, removals and results."""

from __future__ import annotations

from collections import Counter
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


@dataclass(frozen=True, slots=True)
class _Source:
    """What finds the cuts of a document, in the order of the original, and what explains them."""

    find: Callable[[], Iterable[Cut]]
    explain: Callable[[], Reasons]

    def removals(self) -> tuple[Removal, ...]:
        """Return the removals."""
        reasons = cache(self.explain)

        def why(removal: Removal) -> str:
            return reasons()[removal.start]

        cuts = self.find()
        return tuple(
            Removal(start, end, text, label, rule, why, points) for start, end, label, rule, points, text in cuts
        )


class Ledger:
    """The removals of one document, worked out on first use: most callers only want the text.

    Threads may share it: what it knows is one attribute, read once and replaced as a whole. Two that ask first at the
    same time may both work it out, and get the same.
    """

    __slots__ = ("_known",)

    def __init__(self, find: Callable[[], Iterable[Cut]], explain: Callable[[], Reasons]) -> None:
        """Take what finds the cuts, in the order of the original, and what explains them."""
        self._known: _Source | tuple[Removal, ...] = _Source(find, explain)

    def cuts(self) -> Iterable[Cut]:
        """Return the removals in the plainest form, which takes a third of the time."""
        known = self._known
        if isinstance(known, _Source):
            return known.find()
        return [(one.start, one.end, one.label, one.rule, one.points, one.text) for one in known]

    def removals(self) -> tuple[Removal, ...]:
        """Return the removals, and let go of what they were made from."""
        known = self._known
        if isinstance(known, _Source):
            self._known = known = known.removals()
        return known

    def __eq__(self, other: object) -> bool:
        """Ledgers are equal when their removals are."""
        return isinstance(other, Ledger) and self.removals() == other.removals()

    def __hash__(self) -> int:
        """Hash by content, as equality does."""
        return hash(self.removals())

    def __reduce__(self) -> tuple[Callable[[tuple[Removal, ...]], Ledger], tuple[tuple[Removal, ...]]]:
        """Pickle the removals, not the tables they come from."""
        return written, (self.removals(),)


def written(removals: tuple[Removal, ...]) -> Ledger:
    """Return a ledger whose removals are known already."""
    ledger = Ledger(tuple, dict)
    ledger._known = removals
    return ledger


class Metadata(Mapping[str, Metadatum]):
    """What is known about a document, by field, found out on first use: most callers only want the text.

    Threads may share it, as they may a `Ledger`.
    """

    __slots__ = ("_known",)

    def __init__(self, find: Callable[[], Mapping[str, Metadatum]]) -> None:
        """Take the function that finds it."""
        self._known: Callable[[], Mapping[str, Metadatum]] | Mapping[str, Metadatum] = find

    def _all(self) -> Mapping[str, Metadatum]:
        known = self._known
        if callable(known):
            self._known = known = known()
        return known

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


@dataclass(frozen=True, slots=True, repr=False)
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

    def to_dict(self) -> dict[str, Any]:
        """Return what is known as plain values, as ``cleaner --json`` writes it: with all removals, and why.

        >>> sorted(Result("The ferry sailed.").to_dict())
        ['byline', 'date', 'removals', 'text', 'title', 'warning']
        """
        record: dict[str, Any] = {name: getattr(self, name) for name in ("text", "title", "byline", "date", "warning")}
        if self.plain:
            record["plain"] = self.plain
        return {**record, "removals": [_plain(removal) for removal in self.removals]}

    def __repr__(self) -> str:
        r"""Return a line: the headline, how many words stay, how many of each label went.

        >>> Result("The ferry sailed.", title="The ferry", ledger=written((
        ...     Removal(0, 11, "Share this\n", Label.SHARE, "share.this", "", -10.0),
        ... )))
        <Result 'The ferry': 3 words kept, 2 removed (share 2)>
        """
        gone: Counter[str] = Counter()
        for _, _, label, _, _, text in self.ledger.cuts():
            gone[str(label)] += len(text.split())
        kinds = ", ".join(f"{label} {words}" for label, words in gone.most_common() if words)
        title, warning = f" {self.title!r}" if self.title else "", f"; {self.warning}" if self.warning else ""
        removed = f"{gone.total()} removed" + f" ({kinds})" * bool(kinds)
        return f"<Result{title}: {len(self.text.split())} words kept, {removed}{warning}>"

    def _repr_html_(self) -> str:
        """Return the text as notebooks show it: what went is struck through, and says why when pointed at."""
        from cleaner.showing import as_html  # noqa: PLC0415 - only notebooks need it

        return as_html(self)


def _plain(removal: Removal) -> dict[str, Any]:
    r"""Return a removal as plain values.

    >>> _plain(Removal(0, 6, "Share\n", Label.SHARE, "share.share", "A button.", -10.0))["label"]
    'share'
    """
    return {each.name: getattr(removal, each.name) for each in fields(removal)} | {"label": str(removal.label)}
