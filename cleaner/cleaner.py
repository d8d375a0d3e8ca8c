"""`Cleaner`: texts in, results out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
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
from cleaner.lines.kinds import FLATTENED, LINES, SENTENCES, SUBTITLES, WRAPPED, kind_of
from cleaner.lines.markup import is_markdown, is_one_line
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

    from cleaner.html.page import Chosen, Page
    from cleaner.rules.segments import Segmenter

Kept = TypeVar("Kept")
Given = TypeVar("Given")

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
    ``drop_selector`` names go, whatever is thought of them; the innermost one that is named counts. ``sites`` is the
    path of a file with such selectors for the pages of single hosts (see `cleaner.html.sites`).

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
        _ = given["sites"] and self.sites  # wrong ones are told of at once

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
        judged = until_settled(_text(text), self._judge_text, self._keep_text, self._options["keep"])
        return judged.result()

    @property
    def options(self) -> Listed:
        """All options by name, as they are given to `Cleaner`; those of several values as tuples."""
        return dict(self._options)

    @property
    def selectors(self) -> tuple[str, str]:
        """What of a page stays and what goes, whatever is thought of it, as CSS selectors; "" for nothing."""
        return self._options["keep_selector"], self._options["drop_selector"]

    @cached_property
    def sites(self) -> Mapping[str, Chosen]:
        """What of the pages of some sites stays and goes, by host."""
        from cleaner.html.sites import load_sites  # noqa: PLC0415 - hardly anybody needs it

        return load_sites(self._options["sites"]) if self._options["sites"] else {}

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
        return map(self.clean, numbered) if threads == 1 else in_order(self.clean, numbered, threads, len)

    def clean_html_many(
        self,
        pages: Iterable[str | bytes | tuple[str | bytes, str]],
        engine: Engine = "auto",
        *,
        threads: int = 1,
        output: Output = "text",
        links: bool = False,
    ) -> Iterator[Result]:
        """Yield the results of pages in order, lazily, as `clean_many` does; a page may be a pair, it and its address.

        Raises what that and `clean_html` raise.
        """
        if isinstance(pages, str | bytes):
            raise TypeError("clean_html_many takes several pages and was given a single one; call clean_html")
        if threads < 1:
            raise ValueError(f"there cannot be {threads} threads; give 1 or more")

        def clean(page: tuple[str | bytes, str]) -> Result:
            return self.clean_html(*page, engine, output=output, links=links)

        def size(page: tuple[str | bytes, str]) -> int:
            return len(page[0])

        numbered = (_page_and_address(page, f"page {number}") for number, page in enumerate(pages))
        return map(clean, numbered) if threads == 1 else in_order(clean, numbered, threads, size)

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
        """Return, for each line that `clean_html` makes of a page, what was decided, why, and where it stands."""
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
        reader = self._readers.take()
        table = reader.read(text, inside=inside)
        self._readers.put_back(reader)
        return table

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
            return self._judged_markdown(text)
        ways: dict[str, Callable[[str], Judged]] = {
            FLATTENED: self._judged_segments,
            WRAPPED: self._judged_paragraphs,
            SENTENCES: self._judged_sentences,
            SUBTITLES: self._judged_subtitles,
        }
        return ways.get(kind_of(text), self._judged_lines)(text)

    def _judged_lines(self, text: str) -> Judged:
        """Judge a text whose lines are paragraphs, or parts of these where one seems to hold a second thing."""
        table = self._read(text, inside=True)
        if inner := self._inner_bounds(table):
            judged = self._judged_view(self._judge, parted(text, inner))
            judged.stands = partial(self._lines_stand, text, inner)
            return judged
        return self._judged(self._judge, table)

    def _judged_segments(self, text: str) -> Judged:
        """Judge a text without lines."""
        from cleaner.judge.flattened import Segments, all_stay, flattened  # noqa: PLC0415 - texts in lines need it not

        segments = Segments(self._split, self._read, self._sure)
        found = flattened(text, segments)
        judged = self._judged(self._judge, *found)
        judged.stands = partial(all_stay, found, segments)
        return judged

    def _judged_paragraphs(self, text: str) -> Judged:
        """Judge the paragraphs of a hard-wrapped text."""
        from cleaner.lines.wrapped import wrapped  # noqa: PLC0415 - hardly any text needs it

        return self._judged_view(self._judge, wrapped(text))

    def _judged_sentences(self, text: str) -> Judged:
        """Judge lines that are sentences, together as paragraphs."""
        from cleaner.judge.flattened import joined  # noqa: PLC0415 - hardly any text needs it

        table = self._read(text)
        return self._judged(self._judge, table, joined(text, table))

    def _judged_subtitles(self, text: str) -> Judged:
        """Judge the cues of subtitles: none goes but what is surely debris."""
        from cleaner.lines.subtitles import subtitles  # noqa: PLC0415 - hardly any text needs it

        view = subtitles(text)
        table = self._read(view.text)
        return self._judged(self._judge, table, view, table.rows_without(self._sure))

    def _judged_markdown(self, text: str) -> Judged:
        """Judge Markdown in lines or, where it has none, as flattened text."""
        if not is_one_line(text) or kind_of(text) != FLATTENED:
            return self._judged_lines_of_markdown(self._markdown_view(text))
        from cleaner.judge.flattened import Segments, flattened  # noqa: PLC0415 - hardly any Markdown needs it
        from cleaner.lines.markdown_inline import seen_flat  # noqa: PLC0415 - as above

        seen, places = seen_flat(text)
        found = flattened(seen, Segments(self._split, self._read, self._sure))
        return self._judged(self._judge, found.table, found.view.of_marked(text, places), found.protected)

    def _judged_lines_of_markdown(self, view: View) -> Judged:
        """Judge Markdown by rules and what is fitted on pages or, where people wrote it, by rules alone."""
        from cleaner.judge.written import is_written  # noqa: PLC0415 - plain text does not need it

        table, protected = self._view_table(view), view.protected
        if is_written(table, view, self._telling):
            protected = bytes(map(max, protected or bytes(len(table)), table.rows_without(self._telling)))
        return self._judged(self._markdown_judge, table, view, protected)

    @cached_property
    def _readers(self) -> Pool[Reader]:
        return Pool(partial(Reader, self._matcher))

    @cached_property
    def _segmenters(self) -> Pool[Segmenter]:
        """What finds the segments of texts without lines."""
        from cleaner.rules.segments import Segmenter  # noqa: PLC0415 - texts in lines do not need it

        return Pool(partial(Segmenter, self._matcher))

    @cached_property
    def _sure(self) -> frozenset[int]:
        """The numbers of the rules that are sure."""
        return self._rules_of({"sure"})

    @cached_property
    def _telling(self) -> frozenset[int]:
        """The numbers of the rules that know debris: what others find may be content."""
        return self._rules_of({"sure", "strong"})

    def _rules_of(self, strengths: Container[str]) -> frozenset[int]:
        return frozenset(number for number, rule in enumerate(self._pack.rules) if rule.strength in strengths)

    def _split(self, text: str) -> tuple[array[int], bytes, bool]:
        """Return the segments of a text; each thread takes a segmenter of its own."""
        segmenter = self._segmenters.take()
        segments = segmenter.split(text)
        self._segmenters.put_back(segmenter)
        return segments

    def _lines_stand(self, text: str, inner: Sequence[int], left: str, kept: Sequence[tuple[int, int]]) -> bool:
        """Tell whether what is left of a text with parted lines is lines that nothing parts any more."""
        rest = rests(text, inner, kept)
        return kind_of(left) == LINES and not self._inner_bounds(self._read(rest, inside=True))

    def _inner_bounds(self, table: Table) -> list[int]:
        """Return where lines seem to hold a second thing: a sentence of the text beside what is surely debris."""
        found = table.inner_bounds()
        for start, stop in table.mixed_lines(*self._sure_of):
            from cleaner.judge.flattened import segment_starts  # noqa: PLC0415 - hardly any text has such lines

            found += [start + place for place in segment_starts(table.source[start:stop], self._split)]
        return sorted(set(found))

    @cached_property
    def _sure_of(self) -> tuple[bytes, bytes]:
        """Which rules are sure, a byte each: of a part of a line, and of a whole one, which a caption is."""
        rules = [
            (rule.strength == "sure", rule.match == "line" or rule.label == Label.CAPTION) for rule in self._pack.rules
        ]
        return bytes(sure and not whole for sure, whole in rules), bytes(sure and whole for sure, whole in rules)

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
        return self._judged(judge, self._view_table(view), view, view.protected)

    def _view_table(self, view: View) -> Table:
        """Return the table of a view's text, with the view's columns."""
        table = self._read(view.text)
        for name, values in view.columns.items():
            table.add_column(name, values)
        return table


class Pool(Generic[Kept]):
    """Things that one thread at a time may use, as many as are in use at the same time.

    Where using one fails, it is not put back, and so not used again.
    """

    def __init__(self, make: Callable[[], Kept]) -> None:
        """Take what makes one."""
        self._make = make
        self._idle: list[Kept] = []

    def take(self) -> Kept:
        """Return one that nobody else uses."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._make()

    def put_back(self, kept: Kept) -> None:
        """Let others use one."""
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


def in_order(
    clean: Callable[[Given], Result], texts: Iterable[Given], threads: int, size: Callable[[Given], int]
) -> Iterator[Result]:
    """Yield what some threads make of texts, in order; no more texts are read ahead than keep all threads busy.

    ``size`` tells how long one is. Where reading or cleaning a text fails, the results of those before come first.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - takes longer to load than a text to clean

    waiting: deque[Future[tuple[list[Result], Exception | None]]] = deque()
    portions, failure = _portions(texts, size), None
    with ThreadPoolExecutor(threads) as pool:
        try:
            while failure is None:
                try:
                    waiting.append(pool.submit(_all, clean, next(portions)))
                except Exception as error:  # StopIteration, too
                    failure = error
                while len(waiting) > (2 * threads if failure is None else 0):
                    results, problem = waiting.popleft().result()
                    yield from results
                    if problem:
                        raise problem
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    if not isinstance(failure, StopIteration):
        raise failure


def _all(clean: Callable[[Given], Result], texts: Sequence[Given]) -> tuple[list[Result], Exception | None]:
    """Return the results of texts, up to one that cannot be cleaned, and why it cannot."""
    results: list[Result] = []
    try:
        results += map(clean, texts)
    except Exception as error:
        return results, error
    return results, None


def _portions(texts: Iterable[Given], size_of: Callable[[Given], int]) -> Iterator[list[Given]]:
    """Yield texts in lists of about `THREAD_CHARACTERS`; where the next text fails to come, those before it first."""
    portion: list[Given] = []
    size = 0
    try:
        for text in texts:
            portion.append(text)
            size += size_of(text)
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


def _page(given: object, name: str = "the page") -> str | bytes:
    """Return what was given; raises `TypeError` if it is no page."""
    if not isinstance(given, str | bytes):
        raise TypeError(f"{name} is {_shown(given)}; give str or bytes")
    return given


def _page_and_address(given: object, name: str) -> tuple[str | bytes, str]:
    """Return a page with its address, "" where it comes alone."""
    page, url = given if isinstance(given, tuple) and len(given) == 2 else (given, "")  # noqa: PLR2004 - a pair
    return _page(page, name), _text(url, f"the url of {name}")


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
    return _shared(tuple(given.items()), tuple(map(_state, (*given["rules"], *filter(None, [given["sites"]])))))


@lru_cache(maxsize=SHARED_CLEANERS)
def _shared(options: tuple[tuple[str, Any], ...], states: tuple[object, ...]) -> Cleaner:
    return Cleaner(**dict(options))


def _state(folder: str | PathLike[str]) -> tuple[object, ...]:
    """Return what changes when a file does, or the files of a folder."""
    path = Path(folder)
    files = sorted(path.iterdir()) if path.is_dir() else [path] if path.is_file() else []
    found = [(one.name, one.stat()) for one in files]
    return path.absolute(), *((name, state.st_mtime_ns, state.st_size) for name, state in found)
