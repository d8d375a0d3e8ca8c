"""`Cleaner`: texts in, results out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Unpack

import numpy as np

from cleaner.account import Account
from cleaner.arrays import Flags, Integers, places
from cleaner.binding import in_their_languages, spoken
from cleaner.cut import cut
from cleaner.expressions import searching
from cleaner.features import measure
from cleaner.findings import find
from cleaner.judge import Judge, Round
from cleaner.lines import Lines, tabulate
from cleaner.matching import Matcher
from cleaner.metadata import find_metadata
from cleaner.model import Judgement, Label, Ledger, Reasons, Result
from cleaner.options import DEFAULTS, Engine, Listed, Options, Output, check_rule_ids, listed, policy
from cleaner.packs import HTML_SCORECARD, default_folder, load_pack
from cleaner.removals import Cuts
from cleaner.rule_table import LABELS, LabelCodes, rule_table
from cleaner.scorecards import load_scorecard

if TYPE_CHECKING:
    from cleaner.html.page import Page

BATCH_CHARACTERS = 1 << 21
"""Texts are judged together in batches of about this size: NumPy's overhead a call is shared, the caches hold it."""
BATCH_TEXTS = 1 << 13
"""A batch has no more texts, however short they are: each takes two kilobytes, and a result is due some time."""

SHARED_CLEANERS = 8
"""So many cleaners are kept for `cleaner.clean`; each takes some ten megabytes."""

_GUARD_WARNING = "nearly nothing would have been left, so only what is surely debris was removed"


class Cleaner:
    """Cleans texts; immutable, picklable and without memory: the same text always gives the same result.

    Cleaners of equal options are equal. Threads may share one.

    ``rules`` are folders of rule files of your own; ``keep`` and ``drop`` name labels; ``disable`` ids of rules not to
    use; ``protect`` regular expressions (a line in which one is found is never removed); ``threshold`` the points under
    which a line is debris (the default comes from ``mode``: "precise", "balanced" or "thorough"); ``languages``
    restricts the rules to some languages' phrases.

    Raises `TypeError` for an option that does not exist, `ValueError` for a label, rule, mode, language or expression
    that does not, `RuleError` for a folder of rules that cannot be used. Cleaning raises `SlowExpressionError`, a
    `ValueError`, where one of your expressions or rules does not come to an end on a line.

    >>> Cleaner(keep=["caption"], mode="precise")
    Cleaner(keep=('caption',), mode='precise')
    """

    _options: Listed
    _matcher: Matcher
    _removed: Flags
    _protect: list[Callable[[str], object]]
    _judge: Judge

    def __init__(self, **options: Unpack[Options]) -> None:
        """Check the options and load the rules."""
        given = listed(options)
        chosen = policy(given["keep"], given["drop"], given["threshold"], given["mode"])
        pack = load_pack([Path(folder) for folder in given["rules"]], given["languages"])
        check_rule_ids(given["disable"], [rule.id for rule in pack.rules])
        spoken_ones = spoken(given["languages"])
        self.__dict__.update(
            _options=given,
            _matcher=Matcher(pack, frozenset(given["disable"])),
            _removed=np.array([label in chosen.removed for label in LABELS]),
            _protect=[searching(expression) for expression in given["protect"]],
            _judge=Judge(rule_table(pack.rules), load_scorecard(), chosen.threshold, spoken=spoken_ones),
        )

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: what a cleaner does is settled when it is made."""
        raise AttributeError(f"a cleaner cannot be changed, so {name!r} stays; make another one with other options")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse, too."""
        raise AttributeError(f"a cleaner cannot be changed, so {name!r} stays")

    def __repr__(self) -> str:
        """Show the options that are not the defaults."""
        told = [f"{name}={value!r}" for name, value in self._options.items() if value != DEFAULTS[name]]
        return f"Cleaner({', '.join(told)})"

    def __eq__(self, other: object) -> bool:
        """Cleaners are equal when their options are."""
        return isinstance(other, Cleaner) and self._options == other._options

    def __hash__(self) -> int:
        """Hash by options, as equality does."""
        return hash(tuple(self._options.values()))

    def __reduce__(self) -> tuple[Callable[..., Cleaner], tuple[()]]:
        """Pickle the options: rules load faster than they unpickle."""
        return partial(Cleaner, **self._options), ()

    def clean(self, text: str) -> Result:
        """Return the cleaned text with what was found and removed; raises `TypeError` for what is no text."""
        return self._clean_batch([_text(text)])[0]

    def clean_many(self, texts: Iterable[str]) -> Iterator[Result]:
        """Yield the results of texts in order, lazily; texts are read in batches.

        A batch has about two million characters, or 8,192 texts.
        Raises `TypeError` for a single text and, when it comes to it, for what is no text.
        """
        if isinstance(texts, str | bytes):
            raise TypeError("clean_many takes several texts and was given a single one; call clean, or give a list")
        return (result for batch in _batches(texts) for result in self._clean_batch(batch))

    def label(self, text: str) -> tuple[Label, ...]:
        """Return the label of each line of a text; blank lines are `Label.BLANK`."""
        return tuple(judgement.label for judgement in self.explain(text))

    def clean_html(  # noqa: PLR0913 - the options of the public contract
        self,
        html: str | bytes,
        url: str = "",
        engine: Engine = "auto",
        *,
        charset: str = "",
        output: Output = "text",
        links: bool = False,
    ) -> Result:
        """Return the cleaned text of a page; see `cleaner.clean_html`."""
        from cleaner.html.engine import clean_html, decoded  # noqa: PLC0415 - who cleans text does not need it

        return clean_html(self, decoded(_page(html), charset), url, engine, output, links=links)

    def explain(self, text: str) -> tuple[Judgement, ...]:
        """Return, for each line of a text, what was decided about it and why."""
        return self._account(self._table([_text(text)]), self._judge).judgements()

    def explain_html(
        self, html: str | bytes, url: str = "", engine: Engine = "auto", *, charset: str = ""
    ) -> tuple[Judgement, ...]:
        """Return, for each line that `clean_html` makes of a page, what was decided about it and why."""
        from cleaner.html.engine import decoded, explain_html  # noqa: PLC0415 - who explains text does not need it

        return explain_html(self, decoded(_page(html), charset), url, engine)

    def clean_page(self, page: Page) -> Result:
        """Return what the judge leaves of a page's lines; `cleaner.html.walk` reads pages."""
        return self._results(self._page_table(page), self._page_judge, [partial(self._page_reasons, page)])[0]

    def explain_page(self, page: Page) -> tuple[Judgement, ...]:
        """Return, for each line of a page's text, what was decided about it and why."""
        return self._account(self._page_table(page), self._page_judge).judgements()

    @cached_property
    def _page_judge(self) -> Judge:
        """The judge of lines with markup: by a scorecard of its own, in one look."""
        return replace(self._judge, scorecard=load_scorecard(default_folder() / HTML_SCORECARD), once=True)

    def _page_table(self, page: Page) -> Lines:
        """Return the table of a page's lines, with the markup's columns."""
        from cleaner.html.columns import with_markup  # noqa: PLC0415 - who cleans text does not need it

        judge = self._judge
        return with_markup(in_their_languages(self._table([page.text]), judge.rules.bound, judge.spoken), page)

    def _table(self, texts: Sequence[str]) -> Lines:
        """Return the table of some texts."""
        return tabulate(texts, measure, self._matcher.match)

    def _reasons(self, text: str) -> Reasons:
        """Return why the lines that are removed from a text go, by where they start."""
        return self._account(self._table([text]), self._judge).reasons()

    def _page_reasons(self, page: Page) -> Reasons:
        """Return the same of a page's text."""
        return self._account(self._page_table(page), self._page_judge).reasons()

    def _account(self, lines: Lines, judge: Judge) -> Account:
        """Return the account of a table that holds one document."""
        looks = list(judge.looks(lines, self._protected(lines)))
        return Account(lines, looks, self._cuts(lines, judge, looks), judge.scorecard)

    def _cuts(self, lines: Lines, judge: Judge, looks: Iterable[Round]) -> Cuts:
        """Return where looks at a table cut it under the policy."""
        findings = find(looks, len(lines), judge.rules)
        kept = ~self._removed[findings.labels] | (self._protected(lines) & ~findings.debris)
        return Cuts(lines.texts, lines.first, lines.start, lines.stop, kept, findings, judge.rules.rules)

    def _protected(self, lines: Lines) -> Flags:
        """Tell which rows the user's expressions protect."""
        protected = np.zeros(len(lines), np.bool_)
        for expression in self._protect:
            protected |= [expression(lines.text_of(row)) is not None for row in range(len(lines))]
        return protected

    def _clean_batch(self, texts: Sequence[str]) -> list[Result]:
        """Clean some texts together; what becomes of one does not depend on the others."""
        return self._results(self._table(texts), self._judge, [partial(self._reasons, text) for text in texts])

    def _results(self, lines: Lines, judge: Judge, explain: Sequence[Callable[[], Reasons]]) -> list[Result]:
        """Return the results of a table's documents; ``explain`` gives the reasons of each."""
        cuts = self._cuts(lines, judge, judge.looks(lines, self._protected(lines)))
        guarded, labels = cuts.findings.guarded, cuts.findings.labels
        results = []
        for document, (text, telling) in enumerate(zip(lines.texts, _telling_rows(labels, lines.first), strict=True)):
            told = ((LABELS[labels[row]], lines.text_of(row)) for row in telling)
            results.append(
                Result(
                    cut(text, cuts.slices(document)),
                    *find_metadata(told),
                    warning=_GUARD_WARNING if document in guarded else "",
                    ledger=Ledger(partial(cuts.of, document), explain[document]),
                )
            )
        return results


_TELLING = np.isin(np.array(LABELS), (Label.TITLE, Label.BYLINE, Label.DATE))


def _telling_rows(labels: LabelCodes, first: Integers) -> Iterator[list[int]]:
    """Yield, for each document, the rows that hold metadata; ``first`` has the first row of each."""
    rows = places(_TELLING[labels])
    for start, stop in pairwise(rows.searchsorted(first).tolist()):
        yield rows[start:stop].tolist()


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield texts in lists of `BATCH_CHARACTERS` or `BATCH_TEXTS`; raises `TypeError` for what is no text, when due."""
    batch: list[str] = []
    size = 0
    for number, text in enumerate(texts):
        if not isinstance(text, str) and batch:
            yield batch
        batch.append(_text(text, f"text {number}"))
        size += len(text)
        if size >= BATCH_CHARACTERS or len(batch) == BATCH_TEXTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _text(given: object, name: str = "the text") -> str:
    """Return what was given; raises `TypeError` if it is no text."""
    if not isinstance(given, str):
        raise TypeError(f"{name} is {_shown(given)}; give str")
    return given


def _page(given: object) -> str | bytes:
    """Return what was given; raises `TypeError` if it is no page."""
    if not isinstance(given, str | bytes):
        raise TypeError(f"the page is {_shown(given)}; give str or bytes")
    return given


def _shown(given: object) -> str:
    """Return what something is, in short.

    >>> _shown(None), _shown(float("nan")), _shown(b"bytes")
    ('None', 'nan', 'bytes')
    """
    return str(given) if given is None or isinstance(given, int | float) else type(given).__name__


def shared_cleaner(options: Options) -> Cleaner:
    """Return the cleaner of some options; equal ones are one cleaner, as long as it is among the last few.

    Folders of rules are asked whether they have changed.
    """
    given = listed(options)
    return _shared(tuple(given.items()), tuple(map(_state, given["rules"])))


@lru_cache(maxsize=SHARED_CLEANERS)
def _shared(options: tuple[tuple[str, Any], ...], states: tuple[object, ...]) -> Cleaner:
    return Cleaner(**dict(options))


def _state(folder: str | PathLike[str]) -> tuple[object, ...]:
    """Return what changes when the files of a folder do."""
    path = Path(folder)
    found = [(one.name, one.stat()) for one in sorted(path.iterdir())] if path.is_dir() else []
    return path.absolute(), *((name, state.st_mtime_ns, state.st_size) for name, state in found)
