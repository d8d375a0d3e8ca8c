"""`Cleaner`: texts in, results out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, Unpack

from cleaner.judge.decide import Judge
from cleaner.judge.options import (
    DEFAULTS,
    Engine,
    Listed,
    Options,
    Output,
    check_markup,
    check_rule_ids,
    listed,
    policy,
)
from cleaner.judge.rounds import until_settled
from cleaner.judge.scorecard import Scorecard, load_scorecard
from cleaner.judge.verdict import Judged
from cleaner.lines.kinds import FLATTENED, LINES, WRAPPED, kind_of
from cleaner.lines.markup import is_markdown
from cleaner.lines.reading import Reader
from cleaner.lines.table import Table
from cleaner.lines.view import View, parted, rests
from cleaner.lines.words import EVERY_LANGUAGE, language_bits
from cleaner.result import Judgement, Label, Result
from cleaner.rules.expressions import searching
from cleaner.rules.folder import default_folder
from cleaner.rules.matcher import Matcher
from cleaner.rules.pack import HTML_SCORECARD, MARKDOWN_SCORECARD, Pack, load_pack

if TYPE_CHECKING:
    from array import array
    from concurrent.futures import Future

    from cleaner.html.page import Page
    from cleaner.rules.segments import Segmenter

Kept = TypeVar("Kept")

SHARED_CLEANERS = 8
"""So many cleaners are kept for `cleaner.clean`; each takes some ten megabytes."""

THREAD_CHARACTERS = 1 << 16
"""A thread is given texts of about this size at a time: handing one over takes as long as cleaning a short one."""
THREAD_TEXTS = 64
"""And no more texts, however short they are: a result is due some time."""


class Cleaner:
    """Cleans texts; immutable, picklable and without memory: the same text always gives the same result.

    Cleaners of equal options are equal. Threads may share one.

    ``rules`` are folders of rule files of your own; ``keep`` and ``drop`` name labels; ``disable`` ids of rules not to
    use; ``protect`` regular expressions (a line in which one is found is never removed); ``threshold`` the points under
    which a line is debris (the default comes from ``mode``: "precise", "balanced" or "thorough"); ``languages``
    restricts the rules to some languages' phrases; ``markup`` says what texts are: "text", "markdown" or "auto", which
    counts their marks. Of HTML pages, parts that the CSS selector ``keep_selector`` names stay and those that
    ``drop_selector`` names go, whatever is thought of them; the innermost one that is named counts.

    Raises `TypeError` for an option that does not exist, `ValueError` for a label, rule, mode, language, expression or
    selector that does not, `RuleError` for a folder of rules that cannot be used. Cleaning raises
    `SlowExpressionError`, a `ValueError`, where one of your expressions or rules does not come to an end on a line.

    >>> Cleaner(keep=["caption"], mode="precise")
    Cleaner(keep=('caption',), mode='precise')
    """

    _options: Listed
    _pack: Pack
    _matcher: Matcher
    _protect: list[Callable[[str], object]]
    _judge: Judge

    def __init__(self, **options: Unpack[Options]) -> None:
        """Check the options and load the rules."""
        given = listed(options)
        policy(given["keep"], given["drop"], given["threshold"], given["mode"])  # options first, rules then
        _check_selectors(given)
        check_markup(given["markup"])
        pack = load_pack([Path(folder) for folder in given["rules"]], given["languages"])
        check_rule_ids(given["disable"], [rule.id for rule in pack.rules])
        self.__dict__.update(
            _options=given,
            _pack=pack,
            _matcher=Matcher(pack, given["disable"]),
            _protect=[searching(expression) for expression in given["protect"]],
            _judge=judge_by(pack, given, load_scorecard()),
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
        return until_settled(_text(text), self._judge_text, self._keep_text).result()

    @property
    def selectors(self) -> tuple[str, str]:
        """What of a page stays and what goes, whatever is thought of it, as CSS selectors; "" for nothing."""
        return self._options["keep_selector"], self._options["drop_selector"]

    def clean_many(self, texts: Iterable[str], *, threads: int = 1) -> Iterator[Result]:
        """Yield the results of texts in order, lazily.

        With several ``threads`` texts are cleaned at the same time, and no more are read ahead than keep all busy.
        Raises `TypeError` for a single text and, when it comes to it, for what is no text; `ValueError` for less than
        one thread.
        """
        if isinstance(texts, str | bytes):
            raise TypeError("clean_many takes several texts and was given a single one; call clean, or give a list")
        if threads < 1:
            raise ValueError(f"there cannot be {threads} threads; give 1 or more")
        numbered = (_text(text, f"text {number}") for number, text in enumerate(texts))
        return map(self.clean, numbered) if threads == 1 else in_order(self.clean, numbered, threads)

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

        page = decoded(_page(html), _text(charset, "the charset"))
        return clean_html(self, page, _text(url, "the url"), engine, output, links=links)

    def explain(self, text: str) -> tuple[Judgement, ...]:
        """Return, for each line of a text, what was decided about it and why."""
        return self.clean(text).explain()

    def explain_html(
        self, html: str | bytes, url: str = "", engine: Engine = "auto", *, charset: str = ""
    ) -> tuple[Judgement, ...]:
        """Return, for each line that `clean_html` makes of a page, what was decided about it and why."""
        from cleaner.html.engine import decoded, explain_html  # noqa: PLC0415 - who explains text does not need it

        page = decoded(_page(html), _text(charset, "the charset"))
        return explain_html(self, page, _text(url, "the url"), engine)

    def clean_page(self, page: Page) -> Result:
        """Return what the judge leaves of a page's lines; `cleaner.html.page` reads pages."""
        return self._judged(self._page_judge, self._page_table(page)).result()

    @cached_property
    def _page_judge(self) -> Judge:
        """The judge of lines with markup: by a scorecard of its own, in one round."""
        return judge_by(self._pack, self._options, load_scorecard(default_folder() / HTML_SCORECARD), once=True)

    @cached_property
    def _markdown_judge(self) -> Judge:
        """The judge of Markdown: what the marks say is added to what the text says."""
        marks = load_scorecard(default_folder() / MARKDOWN_SCORECARD)
        return judge_by(self._pack, self._options, with_marks(load_scorecard(), marks))

    def _page_table(self, page: Page) -> Table:
        """Return the table of a page's lines, with the markup's columns."""
        from cleaner.html.columns import add_markup  # noqa: PLC0415 - who cleans text does not need it

        table = self._read(page.text)
        add_markup(table, self._judge.rows_hit(table), page)
        return table

    def _read(self, text: str, *, inside: bool = False) -> Table:
        """Return the table of a text; each thread takes a reader of its own."""
        with self._readers.one() as reader:
            return reader.read(text, inside=inside)

    def _markdown_view(self, source: str) -> View:
        from cleaner.lines.markdown import markdown_view  # noqa: PLC0415 - plain text does not need it

        return markdown_view(source, keep_front=Label.FRONT_MATTER in self._options["keep"])

    def _protected(self, table: Table) -> bytes | None:
        """Tell which rows the user's expressions protect; None where there are none."""
        if not self._protect:
            return None
        lines = [table.source[start:stop] for start, stop in table.bounds()]
        return bytes(any(find(line) is not None for find in self._protect) for line in lines)

    def _judge_text(self, text: str) -> Judged:
        """Judge a text as what it is said or found to be: Markdown, lines, or what has to be parted into segments."""
        markup = self._options["markup"]
        if markup == "markdown" or (markup == "auto" and is_markdown(text)):
            return self._judged_view(self._markdown_judge, self._markdown_view(text))
        kind = kind_of(text)
        if kind == FLATTENED:
            from cleaner.judge.flattened import flattened  # noqa: PLC0415 - texts in lines do not need it

            return self._judged(self._judge, *flattened(text, self._split, self._read, self._sure))
        if kind == WRAPPED:
            from cleaner.lines.wrapped import wrapped  # noqa: PLC0415 - hardly any text needs it

            return self._judged_view(self._judge, wrapped(text))
        table = self._read(text, inside=True)
        if inner := table.inner_bounds():
            judged = self._judged_view(self._judge, parted(text, inner))
            judged.stands = partial(self._lines_stand, text, inner)
            return judged
        return self._judged(self._judge, table)

    @cached_property
    def _readers(self) -> Pool[Reader]:
        """What reads lines."""
        return Pool(partial(Reader, self._matcher))

    @cached_property
    def _segmenters(self) -> Pool[Segmenter]:
        """What finds the segments of texts without lines."""
        from cleaner.rules.segments import Segmenter  # noqa: PLC0415 - texts in lines do not need it

        return Pool(partial(Segmenter, self._matcher))

    @cached_property
    def _sure(self) -> frozenset[int]:
        """The numbers of the rules that are sure."""
        return frozenset(number for number, rule in enumerate(self._pack.rules) if rule.strength == "sure")

    def _split(self, text: str) -> tuple[array[int], bytes, bool]:
        """Return the segments of a text; each thread takes a segmenter of its own."""
        with self._segmenters.one() as segmenter:
            return segmenter.split(text)

    def _lines_stand(self, text: str, inner: Sequence[int], left: str, kept: Sequence[tuple[int, int]]) -> bool:
        """Tell whether what is left of a text with parted lines is lines that nothing parts any more."""
        rest = rests(text, inner, kept)
        return kind_of(left) == LINES and not self._read(rest, inside=True).inner_bounds()

    def _keep_text(self, text: str) -> Judged:
        """Judge the lines of a text so that all of them stay."""
        table = self._read(text)
        return self._judged(self._judge, table, protected=b"\1" * len(table))

    def _judged(self, judge: Judge, table: Table, view: View | None = None, protected: bytes | None = None) -> Judged:
        """Judge the rows of a table, but for those that are protected, which the user may do as well."""
        asked = self._protected(table)
        if asked and protected:
            asked = bytes(map(max, asked, protected))
        verdict = judge.judge(table, asked or protected)
        return Judged(judge, table, verdict, self._pack.rules, view)

    def _judged_view(self, judge: Judge, view: View) -> Judged:
        """Judge the text of a view in place of its source."""
        table = self._read(view.text)
        for name, values in view.columns.items():
            table.add_column(name, values)
        return self._judged(judge, table, view, view.protected)


class Pool(Generic[Kept]):
    """Things that one thread at a time may use, as many as are in use at the same time."""

    def __init__(self, make: Callable[[], Kept]) -> None:
        """Take what makes one."""
        self._make = make
        self._idle: list[Kept] = []

    @contextmanager
    def one(self) -> Iterator[Kept]:
        """Give one that nobody else uses; where using it fails, it is not used again."""
        try:
            kept = self._idle.pop()
        except IndexError:
            kept = self._make()
        yield kept
        self._idle.append(kept)


def _check_selectors(options: Listed) -> None:
    """Raise `ValueError` for a selector that is none."""
    for name in ("keep_selector", "drop_selector"):
        if options[name]:
            from cleaner.html.page import check_selector  # noqa: PLC0415 - who cleans text does not need it

            check_selector(options[name])


def with_marks(text: Scorecard, marks: Scorecard) -> Scorecard:
    """Return the scorecard of Markdown: what the marks say is added last, so that the text says what it always says."""
    return [*text, *((conditions, points, 2) for conditions, points, *_ in marks)]


def judge_by(pack: Pack, options: Listed, scorecard: Scorecard, *, once: bool = False) -> Judge:
    """Return a judge under some options, with a scorecard."""
    chosen = policy(options["keep"], options["drop"], options["threshold"], options["mode"])
    bound = [language_bits([rule.bound]) if rule.bound else 0 for rule in pack.rules]
    spoken = language_bits(options["languages"]) if options["languages"] else EVERY_LANGUAGE
    return Judge(pack.rules, bound, scorecard, chosen.threshold, chosen.removed, once=once, spoken=spoken)


def in_order(clean: Callable[[str], Result], texts: Iterable[str], threads: int) -> Iterator[Result]:
    """Yield what some threads make of texts, in order; no more texts are read ahead than keep all threads busy.

    Where reading the texts fails, the results of those before come first.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - takes longer to load than a text to clean

    waiting: deque[Future[list[Result]]] = deque()
    portions, failure = _portions(texts), None
    with ThreadPoolExecutor(threads) as pool:
        try:
            while failure is None:
                try:
                    waiting.append(pool.submit(_all, clean, next(portions)))
                except Exception as error:  # StopIteration, too
                    failure = error
                while len(waiting) > (2 * threads if failure is None else 0):
                    yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    if not isinstance(failure, StopIteration):
        raise failure


def _all(clean: Callable[[str], Result], texts: Sequence[str]) -> list[Result]:
    return [clean(text) for text in texts]


def _portions(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield texts in lists of about `THREAD_CHARACTERS`; where the next text fails to come, those before it first."""
    portion: list[str] = []
    size = 0
    try:
        for text in texts:
            portion.append(text)
            size += len(text)
            if size >= THREAD_CHARACTERS or len(portion) == THREAD_TEXTS:
                yield portion
                portion, size = [], 0
    except Exception:
        yield portion
        raise
    yield portion


def _text(given: object, name: str = "the text") -> str:
    """Return what was given, as a plain `str`; raises `TypeError` if it is no text."""
    if not isinstance(given, str):
        raise TypeError(f"{name} is {_shown(given)}; give str")
    return given if type(given) is str else str.__str__(given)


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
