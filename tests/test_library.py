"""What who calls the library from Python can rely on: threads, shared cleaners, clear errors, results that show."""

from __future__ import annotations

import json
import pickle
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from threading import Barrier
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner import Cleaner, Label, Removal, Result
from cleaner.cli.outputs import to_record
from cleaner.html.engine import ENGINES, OUTPUTS
from cleaner.judge.options import DEFAULTS, MODES, Engine, Mode, Options, Output
from cleaner.result import Recorded

BODY = "Rain fell over the harbour all night and the boats stayed in, said the master, who had seen worse.\n"
TEXT = f"Storm over the harbour\n\n{BODY}\nLeave a Reply\n"
CLEANER = Cleaner()


@pytest.fixture
def threads_take_turns_often() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def asked_by_threads(ask: Callable[[Any], Any], shared: list[Any], threads: int = 4) -> list[list[Any]]:
    """Return what each thread is told that asks all things at the same time as the others."""
    barrier = Barrier(threads)

    def asked() -> list[Any]:
        told = []
        for one in shared:
            barrier.wait()
            told.append(ask(one))
        return told

    with ThreadPoolExecutor(threads) as pool:
        return [found.result() for found in [pool.submit(asked) for _ in range(threads)]]


@pytest.mark.usefixtures("threads_take_turns_often")
def test_threads_that_share_results_all_get_the_removals() -> None:
    results = [CLEANER.clean(TEXT) for _ in range(1000)]
    expected = CLEANER.clean(TEXT).removals
    assert expected
    for found in asked_by_threads(lambda result: result.removals, results):
        assert all(removals == expected for removals in found)


def test_removals_are_found_once() -> None:
    result = CLEANER.clean(TEXT)
    assert result.removals is result.removals


def test_a_result_explains_itself_as_its_text_is_explained() -> None:
    assert CLEANER.clean(TEXT).explain() == CLEANER.explain(TEXT)


def test_a_result_from_a_pickle_says_that_it_cannot_explain_itself() -> None:
    result = pickle.loads(pickle.dumps(CLEANER.clean(TEXT)))
    assert result == CLEANER.clean(TEXT)
    with pytest.raises(ValueError, match="knows only its removals; have its original explained"):
        result.explain()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """Give the options of all cleaners that are made."""
    options: list[dict[str, Any]] = []
    init = Cleaner.__init__
    monkeypatch.setattr(Cleaner, "__init__", lambda self, **given: options.append(given) or init(self, **given))
    cleaner.cleaner._shared.cache_clear()
    yield options
    cleaner.cleaner._shared.cache_clear()


def test_equal_options_share_a_cleaner(made: list[dict[str, Any]]) -> None:
    for _ in range(3):
        assert cleaner.clean(TEXT) == CLEANER.clean(TEXT)
        assert cleaner.clean_html(f"<p>{BODY}</p>", engine="fast").text == BODY
        cleaner.clean(TEXT, keep=["caption", "tags"])
        cleaner.clean(TEXT, keep=("tags", "caption", "tags"), mode="balanced")
    assert len(made) == 2


def test_only_the_last_few_cleaners_are_kept(made: list[dict[str, Any]]) -> None:
    for threshold in range(cleaner.cleaner.SHARED_CLEANERS + 3):
        cleaner.clean("", threshold=threshold)
    assert len(made) == cleaner.cleaner._shared.cache_info().misses == cleaner.cleaner.SHARED_CLEANERS + 3
    assert cleaner.cleaner._shared.cache_info().currsize == cleaner.cleaner.SHARED_CLEANERS


def test_rules_that_change_are_read_anew(tmp_path: Path) -> None:
    rule = (
        '[[rule]]\nid = "words"\nwhy = "The site prints it."\nstrength = "sure"\n[rule.phrases]\nen = ["{0}"]\n'
        '[rule.examples]\ndrop = ["{0}", "  {0}."]\nkeep = ["They read {0} aloud."]\n'
    )
    for words in ("posted from our boat", "sent from the pier"):
        (tmp_path / "widget.toml").write_text(rule.format(words), "utf-8")
        text = cleaner.clean(f"{BODY}Posted from our boat\nSent from the pier\n", rules=tmp_path).text
        assert words not in text.lower()
        assert len(text.splitlines()) == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [(None, "None"), (float("nan"), "nan"), (b"Share", "bytes"), (3, "3"), (["Share"], "list")],
)
def test_what_is_no_text_is_named_with_its_place(given: Any, told: str) -> None:
    for ask in (CLEANER.clean, CLEANER.explain, CLEANER.label, cleaner.clean):
        with pytest.raises(TypeError, match=f"^the text is {told}; give str$"):
            ask(given)
    results = CLEANER.clean_many([TEXT, BODY, given, TEXT])
    assert [next(results), next(results)] == [CLEANER.clean(TEXT), CLEANER.clean(BODY)]
    with pytest.raises(TypeError, match=f"^text 2 is {told}; give str$"):
        next(results)


def test_records_of_removals_restore_as_removals_do() -> None:
    record = json.loads(json.dumps(CLEANER.clean(TEXT).to_dict()))
    assert cleaner.restore(record["text"], record["removals"]) == TEXT


@pytest.mark.parametrize("threshold", ["a", float("nan"), float("inf")])
def test_a_threshold_that_is_no_number_is_named(threshold: Any) -> None:
    with pytest.raises(ValueError, match=f"has to be a number of points, not {threshold!r}"):
        cleaner.Cleaner(threshold=threshold)


@pytest.mark.parametrize("texts", ["abc", b"abc"])
def test_a_single_text_is_not_taken_for_many(texts: Any) -> None:
    with pytest.raises(TypeError, match="takes several texts"):
        CLEANER.clean_many(texts)


@pytest.mark.parametrize(("given", "told"), [(None, "None"), (7, "7"), (["<p>"], "list")])
def test_what_is_no_page_is_refused(given: Any, told: str) -> None:
    with pytest.raises(TypeError, match=f"^the page is {told}; give str or bytes$"):
        CLEANER.clean_html(given)


@pytest.mark.parametrize("name", ["url", "charset"])
@pytest.mark.parametrize(("given", "told"), [(None, "None"), (5, "5"), (b"utf-8", "bytes")])
def test_what_is_told_of_a_page_has_to_be_str(name: str, given: Any, told: str) -> None:
    for ask in (CLEANER.clean_html, CLEANER.explain_html, cleaner.clean_html):
        with pytest.raises(TypeError, match=f"^the {name} is {told}; give str$"):
            ask("<p>Rain fell.", **{name: given})


MANY = [f"{TEXT}\nThe boat of day {day} came in late.\n{BODY * (day % 5)}" for day in range(400)]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_results_come_in_order_whatever_the_number_of_threads(threads: int) -> None:
    assert list(CLEANER.clean_many(MANY, threads=threads)) == [CLEANER.clean(text) for text in MANY]
    assert list(CLEANER.clean_many([], threads=threads)) == []


PAGES: list[str | bytes | tuple[str, str]] = [
    f"<title>Rain</title><article><h1>Rain</h1><p>{BODY}</article>",
    b"<p>Rain fell.",
    ("<p>It fell.", "https://valley.example"),
]


@pytest.mark.parametrize("threads", [1, 3])
def test_pages_are_cleaned_in_order_as_alone(threads: int) -> None:
    results = CLEANER.clean_html_many(iter(PAGES), "fast", threads=threads, output="markdown")
    pairs = [page if isinstance(page, tuple) else (page, "") for page in PAGES]
    assert list(results) == [CLEANER.clean_html(page, url, "fast", output="markdown") for page, url in pairs]


def test_what_is_no_page_among_many_is_told_of() -> None:
    results = CLEANER.clean_html_many(["<p>Rain", None])  # type: ignore[list-item]  # that is the case
    assert next(results).text
    with pytest.raises(TypeError, match=r"^page 1 is None; give str or bytes$"):
        next(results)
    with pytest.raises(TypeError, match="a single one"):
        CLEANER.clean_html_many("<p>Rain")
    with pytest.raises(ValueError, match="cannot be 0 threads"):
        CLEANER.clean_html_many([], threads=0)


@pytest.mark.parametrize(("threads", "text"), [(1, ""), (3, ""), (3, BODY * 100)])
def test_no_more_texts_are_read_than_keep_the_threads_busy(threads: int, text: str) -> None:
    asked = 0

    def texts() -> Iterator[str]:
        nonlocal asked
        while True:
            asked += 1
            yield text

    results = CLEANER.clean_many(texts(), threads=threads)
    assert asked == 0
    assert next(results).text == text
    waiting = 2 * threads + 1
    of_a_portion = min(cleaner.cleaner.THREAD_TEXTS, cleaner.cleaner.THREAD_CHARACTERS // max(len(text), 1) + 1)
    assert asked <= (1 if threads == 1 else waiting * of_a_portion)


@pytest.mark.parametrize("number", [0, 3, 100])
def test_what_is_no_text_is_told_of_after_the_results_before_it(number: int) -> None:
    results = CLEANER.clean_many([*MANY[:number], 7, TEXT], threads=3)  # type: ignore[list-item]
    assert [next(results) for _ in range(number)] == [CLEANER.clean(text) for text in MANY[:number]]
    with pytest.raises(TypeError, match=f"^text {number} is 7; give str$"):
        next(results)


@pytest.mark.parametrize("number", [0, 3, 100])
def test_a_text_that_cannot_be_cleaned_is_told_of_after_the_results_before_it(number: int) -> None:
    def clean(text: str) -> cleaner.Result:
        if text == MANY[number]:
            raise MemoryError
        return CLEANER.clean(text)

    results = cleaner.cleaner.in_order(clean, MANY, threads=3, size=len)
    assert [next(results) for _ in range(number)] == [CLEANER.clean(text) for text in MANY[:number]]
    with pytest.raises(MemoryError):
        next(results)


@pytest.mark.parametrize("threads", [0, -1])
def test_less_than_a_thread_is_refused(threads: int) -> None:
    with pytest.raises(ValueError, match="give 1 or more"):
        CLEANER.clean_many([TEXT], threads=threads)


class Marked(str):
    """A text of a type of its own."""

    __slots__ = ()


def test_a_text_of_a_type_of_its_own_is_a_text() -> None:
    assert CLEANER.clean(Marked(TEXT)) == CLEANER.clean(TEXT)
    assert CLEANER.explain(Marked(TEXT)) == CLEANER.explain(TEXT)
    assert list(CLEANER.clean_many([Marked(BODY)], threads=2)) == [CLEANER.clean(BODY)]


def test_a_cleaner_is_pickled_with_its_options() -> None:
    chosen = Cleaner(keep=["comment_form"], mode="precise")
    assert (again := pickle.loads(pickle.dumps(chosen))) == chosen
    assert again.clean(TEXT) == chosen.clean(TEXT)


def test_an_option_that_does_not_exist_is_named() -> None:
    for make in (Cleaner, lambda **options: cleaner.clean("", **options)):
        with pytest.raises(TypeError, match="no option 'keeps'; choose from rules, keep"):
            make(keeps=["tags"])


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("keep", None, "keep is None; give a list"),
        ("drop", 7, "drop is 7; give a list"),
        ("protect", [None], "protect holds None; give str"),
        ("protect", re.compile("a"), "protect is re.compile('a'); give a list"),
        ("protect", [re.compile("a")], "protect holds re.compile('a'); give str"),
        ("languages", ["en", 7], "languages holds 7; give str"),
        ("rules", [None], "rules holds None; give str"),
        ("mode", ["precise"], "mode is ['precise']; give str"),
        ("threshold", "3", "the threshold has to be a number of points, not '3'"),
    ],
)
def test_a_value_of_a_wrong_type_is_named_with_its_option(option: str, value: Any, told: str) -> None:
    for make in (Cleaner, lambda **options: cleaner.clean(TEXT, **options)):
        with pytest.raises((TypeError, ValueError), match=f"^{re.escape(told)}$"):
            make(**{option: value})


def test_a_threshold_beyond_all_points_keeps_or_removes_what_any_such_does() -> None:
    for sign in (-1, 1):
        results = [cleaner.clean(TEXT, threshold=sign * points) for points in (1e5, 1e9, 1e300, 10**400)]
        assert results[1:] == results[:1] * 3


def test_types_name_what_there_is() -> None:
    assert set(get_args(Mode)) == set(MODES)
    assert set(get_args(Engine)) == set(ENGINES)
    assert get_args(Output) == OUTPUTS
    assert list(Options.__annotations__) == list(DEFAULTS)


def test_cleaners_of_equal_options_are_equal() -> None:
    one, other = Cleaner(keep=["tags", "date"], mode="precise"), Cleaner(mode="precise", keep=("date", "tags", "tags"))
    assert one == other
    assert len({one, other, CLEANER}) == 2
    assert one != CLEANER
    assert Cleaner(languages=["EN", "pt-BR"]) == Cleaner(languages=["pt-br", "en"])
    assert repr(one) == "Cleaner(keep=('date', 'tags'), mode='precise')"
    assert repr(CLEANER) == "Cleaner()"
    assert eval(repr(one), {"Cleaner": Cleaner}) == one


def test_a_cleaner_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="cannot be changed"):
        CLEANER.mode = "precise"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="cannot be changed"):
        del CLEANER._judge


def test_a_result_shows_as_one_line() -> None:
    shown = repr(CLEANER.clean(TEXT))
    assert shown == "<Result 'Storm over the harbour': 23 words kept, 3 removed (comment_form 3)>"
    assert repr(Result("")) == "<Result: 0 words kept, 0 removed>"
    assert "nearly nothing" in repr(Result("", warning="nearly nothing"))


def test_a_result_as_a_dict_is_the_record_of_the_command_line() -> None:
    result = CLEANER.clean(TEXT)
    record = json.loads("".join(to_record("a.txt", result)))
    assert record.pop("source") == "a.txt"
    assert record == result.to_dict() == json.loads(json.dumps(result.to_dict()))
    assert [removal["label"] for removal in record["removals"]] == ["blank", "comment_form"]
    assert all(removal["why"] for removal in record["removals"])


class Shown(HTMLParser):
    """What a browser makes of HTML: which elements, what texts in the ``pre``, which of them struck through."""

    def __init__(self, html: str) -> None:
        """Read the HTML."""
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = self.struck = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the last one that is open, which it has to be."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Take a text."""
        self.text += data if "pre" in self.open else ""
        self.struck += data if "del" in self.open else ""


HOSTILE = st.sampled_from(
    ["<script>alert(1)</script>", "</pre><b>", '"><img src=x onerror=y>', "&lt;", "Share", "Leave a Reply", BODY]
)


@settings(deadline=None)
@given(st.lists(st.one_of(HOSTILE, st.text(st.characters(codec="utf-8"), max_size=9)), max_size=9).map("\n".join))
def test_a_notebook_shows_the_original_and_nothing_of_it_is_markup(text: str) -> None:
    result = CLEANER.clean(text)
    shown = Shown(result._repr_html_())
    assert not shown.open
    assert set(shown.tags) <= {"b", "pre", "del"}
    assert shown.text == text
    assert shown.struck == "".join(one.text.rstrip("\r\n") for one in result.removals if one.text.strip())


def test_a_notebook_shows_a_text_alone_that_removals_do_not_fit() -> None:
    removal = Removal(3, 9, "Share\n", Label.SHARE, "", -1.0)
    assert Shown(Result("ab", ledger=Recorded([removal]))._repr_html_()).text == "ab"
    assert Shown(Result("abcdef", ledger=Recorded([removal]))._repr_html_()).text == "abcdef"
