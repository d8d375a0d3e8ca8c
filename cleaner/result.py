"""The words the whole package shares: labels, judgements, removals and results."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

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
    HIDDEN = "hidden"
    FRONT_MATTER = "front_matter"
    DEBRIS = "debris"


CONTENT = frozenset({Label.TITLE, Label.HEADING, Label.BODY})
"""Labels that are kept unless the user says otherwise."""

DEBRIS = frozenset(Label) - CONTENT - {Label.BLANK}
"""Labels that are removed unless the user says otherwise."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of a document, or a part of a line, with what was decided about it and why.

    ``start`` and ``end`` are character offsets in the original text; the span holds the line and its newline.
    ``points`` is the sum of the evidence: the lower, the surer it is debris. ``rule`` is the id of the rule that
    weighed most, or "" where the heuristics decided. ``element`` says where a line stands in a
    page that `explain_html` was given: "article > ul.facts > li".
    """

    start: int
    end: int
    text: str
    label: Label
    rule: str
    why: str
    points: float
    kept: bool
    element: str = ""


class Metadatum(NamedTuple):
    """Something known about a document, and where it was found (such as "JSON-LD NewsArticle" or "the text")."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Removal:
    """One removed line, or part of one: ``original[start:end] == text`` (offsets in characters, newline included).

    ``rule`` and ``points`` are those of a `Judgement`; `Result.explain` tells the reason in words.
    """

    start: int
    end: int
    text: str
    label: Label
    rule: str
    points: float


class PageRemovals(tuple[Removal, ...]):
    """The removals of a page that became Markdown, with what they left of its text: Markdown has no place for them."""

    plain: str

    def __new__(cls, removals: Iterable[Removal] = (), plain: str = "") -> PageRemovals:
        """Take the removals, and the ``plain`` text that `cleaner.restore` puts them back into."""
        made = super().__new__(cls, removals)
        made.plain = plain
        return made


Cut = tuple[int, int, Label, str, float, str]
"""A removal as a plain tuple: start, end, label, rule, points and text."""


class Ledger(ABC):
    """What was removed from one document, and why: worked out on first use, since most callers only want the text."""

    _removals: tuple[Removal, ...] | None = None

    @abstractmethod
    def confidence(self) -> float:
        """Return the F1 to expect of what is left, 0 to 1."""

    @abstractmethod
    def cuts(self) -> Iterable[Cut]:
        """Return the removals as plain tuples, which takes a third of the time, in the order of the original."""

    def removals(self) -> tuple[Removal, ...]:
        """Return the same as `Removal`."""
        if self._removals is None:
            self._removals = tuple(
                Removal(start, end, text, label, rule, points) for start, end, label, rule, points, text in self.cuts()
            )
        return self._removals

    @abstractmethod
    def reasons(self) -> dict[int, str]:
        """Return why lines went, by where they start in the original; nothing where only the removals are known."""

    @abstractmethod
    def judgements(self) -> tuple[Judgement, ...]:
        """Return what was decided about each line, and why; raises `ValueError` where only the removals are known."""

    def __eq__(self, other: object) -> bool:
        """Ledgers are equal when their removals are."""
        return isinstance(other, Ledger) and self.removals() == other.removals()

    def __hash__(self) -> int:
        """Hash by content, as equality does."""
        return hash(self.removals())

    def __reduce__(self) -> tuple[type[Recorded], tuple[tuple[Removal, ...], float]]:
        """Pickle the removals, not the tables they come from."""
        return Recorded, (self.removals(), self.confidence())


class Recorded(Ledger):
    """Removals that are known already: of a record, or of another process."""

    def __init__(self, removals: Iterable[Removal] = (), confidence: float = 0.0) -> None:
        """Take the removals, in the order of the original, and the F1 to expect: 0 where nobody judged."""
        self._removals, self._confidence = tuple(removals), confidence

    def confidence(self) -> float:
        """Return the F1 to expect, as it was given."""
        return self._confidence

    def cuts(self) -> Iterable[Cut]:
        """Return the removals as plain tuples."""
        return [(one.start, one.end, one.label, one.rule, one.points, one.text) for one in self.removals()]

    def reasons(self) -> dict[int, str]:
        """Return nothing: a list of removals does not tell why."""
        return {}

    def judgements(self) -> tuple[Judgement, ...]:
        """Raise `ValueError`: a list of removals does not tell why."""
        raise ValueError("this result knows only its removals; have its original explained: Cleaner.explain(text)")


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
    ``plain`` is what the text was made of, where it is Markdown made of a page or Markdown without its marks: slices of
    the page's own lines, of another text, or of the Markdown; else "".
    ``kind`` says how the text was read: "lines", or as what its lines told it to be.
    """

    text: str
    title: str = ""
    byline: str = ""
    date: str = ""
    warning: str = ""
    ledger: Ledger = field(default_factory=Recorded, repr=False)
    metadata: Metadata = field(default_factory=lambda: known({}), repr=False)
    plain: str = field(default="", repr=False)
    kind: str = field(default="lines", repr=False)

    @property
    def removals(self) -> tuple[Removal, ...]:
        """What was removed, in the order of the original; ``restore(text, removals)`` rebuilds it.

        Of a page that became Markdown, the original is the page's text as a reader sees it.
        """
        removals = self.ledger.removals()
        return PageRemovals(removals, self.plain) if self.plain else removals

    @property
    def confidence(self) -> float:
        """The F1 to expect of the text, 0 to 1: how far its words are likely to be those of the article.

        It is told from what the judge saw, as on documents whose F1 is known; 0 for a result that was made by hand.
        """
        return self.ledger.confidence()

    def explain(self) -> tuple[Judgement, ...]:
        """Return, for each line of the original, what was decided about it and why.

        Raises `ValueError` for a result that was pickled or made by hand: it knows its removals alone.
        """
        return self.ledger.judgements()

    def without_marks(self) -> Result:
        r"""Return the result of Markdown with its text as a reader sees it; `restore` gives the original all the same.

        >>> result = Result("## Rain\n\nSee [the map](/m).\n", kind="markdown").without_marks()
        >>> result.text, result.plain
        ('Rain\n\nSee the map.\n', '## Rain\n\nSee [the map](/m).\n')
        """
        from cleaner.lines.markdown import plain_text  # noqa: PLC0415 - plain text does not need it

        return replace(self, text=plain_text(self.text), plain=self.text)

    def to_dict(self) -> dict[str, Any]:
        """Return what is known as plain values, as ``cleaner --json`` writes it: with all removals, and why.

        >>> sorted(Result("The ferry sailed.").to_dict())
        ['byline', 'confidence', 'date', 'kind', 'removals', 'text', 'title', 'warning']
        """
        return facts(self) | {"removals": list(removal_records(self))}

    def __repr__(self) -> str:
        r"""Return a line: the headline, how many words stay, how many of each label went.

        >>> Result("The ferry sailed.", title="The ferry", ledger=Recorded([
        ...     Removal(0, 11, "Share this\n", Label.SHARE, "share.this", -10.0),
        ... ]))
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
        title = f"<b>{_escaped(self.title)}</b>" if self.title else ""
        try:
            body = "".join(_shown_parts(self))
        except ValueError:
            body = _escaped(self.text)
        return f'{title}<pre style="white-space: pre-wrap">{body}</pre>'


def facts(result: Result) -> dict[str, Any]:
    """Return what `Result.to_dict` has beside the removals."""
    record = {name: getattr(result, name) for name in ("text", "title", "byline", "date", "warning", "kind")}
    record["confidence"] = round(result.confidence, 3)
    if result.plain:
        record["plain"] = result.plain
    if result.metadata:
        record["metadata"] = {name: known._asdict() for name, known in result.metadata.items()}
    return record


def removal_records(result: Result) -> Iterator[dict[str, Any]]:
    """Return the removals as `Result.to_dict` has them, one after the other: of a large text, all take a gigabyte."""
    cuts, why = list(result.ledger.cuts()), result.ledger.reasons()
    return (
        {
            "start": start,
            "end": end,
            "text": text,
            "label": str(label),
            "rule": rule,
            "points": points,
            "why": why.get(start, ""),
        }
        for start, end, label, rule, points, text in cuts
    )


def _shown_parts(result: Result) -> Iterator[str]:
    """Yield what stays and what went as HTML, in the order of the original; nothing of the text is markup.

    Raises `ValueError` where the removals are not those of the text.
    """
    text, why = result.plain or result.text, result.ledger.reasons()
    for kept, removal in _pieces(text, result.removals):
        yield _escaped(kept)
        if removal is not None:
            yield _struck(removal, why.get(removal.start, ""))


def _struck(removal: Removal, why: str) -> str:
    text = removal.text.rstrip("\r\n")
    end = removal.text[len(text) :]
    if not text.strip():
        return _escaped(removal.text)
    reason = _escaped(f"{removal.label}: {why}" if why else removal.label)
    return f'<del style="color: gray" title="{reason}">{_escaped(text)}</del>{end}'


def _escaped(text: str) -> str:
    """Return a text that is no markup, and that can be written as UTF-8."""
    from html import escape  # noqa: PLC0415 - only notebooks need it

    return escape(text.encode("utf-8", "replace").decode("utf-8"))


def restore(text: str, removals: Iterable[Removal | Mapping[str, Any]]) -> str:
    """Return the original of a cleaned text, character for character.

    ``removals`` are those of the result, in order, or their records as `Result.to_dict` and ``cleaner --json`` have
    them; offsets count in the original. Those of a page that became Markdown give the page's text as a reader sees it:
    give them as they are, for a list made of them has lost it. Raises `ValueError` if they do not belong to the text,
    and `TypeError` for what is no removal.
    """
    if isinstance(removals, PageRemovals):
        text = removals.plain
    parts: list[str] = []
    for kept, removal in _pieces(text, map(_removal, removals)):
        parts += kept, removal.text if removal is not None else ""
    return "".join(parts)


def _removal(given: Removal | Mapping[str, Any]) -> Removal:
    if isinstance(given, Removal):
        return given
    try:
        return Removal(**{name: given[name] for name in Removal.__slots__})
    except (TypeError, KeyError):
        raise TypeError(f"{given!r} is no removal; give those of a result, or their records, as they are") from None


def _pieces(text: str, removals: Iterable[Removal]) -> Iterator[tuple[str, Removal | None]]:
    """Yield what stays before each removal, and that, and what stays behind the last; raises as `restore` does."""
    read = written = 0  # positions in the cleaned text and in the original
    for removal in removals:
        between = removal.start - written
        kept = text[read : read + between]
        fits = between == len(kept) and removal.end - removal.start == len(removal.text)
        if not fits or not _may_follow(kept, removal.text):
            raise ValueError(
                f"the removal at {removal.start} does not fit the text; give the text and the removals of one result"
            )
        yield kept, removal
        read, written = read + between, removal.end
    yield text[read:], None


def _may_follow(kept: str, removed: str) -> bool:
    """Tell whether a removal may stand behind what stays: whole lines stand behind others, parts between words."""
    if removed[-1:] in _LINE_ENDS:
        return kept[-1:] in _LINE_ENDS
    return not (kept and _in_spaced_word(kept[-1]) and _in_spaced_word(removed[0]))


def _in_spaced_word(character: str) -> bool:
    from cleaner.lines.characters import in_spaced_word  # noqa: PLC0415 - who restores nothing does not need it

    return in_spaced_word(character)


_LINE_ENDS = "", "\r", "\n"
