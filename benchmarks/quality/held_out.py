"""Cleaners that have not seen what they are measured on.

Scorecards are fitted on pages and rules written with phrases at hand, so figures on the same pages and phrases say what
is covered, not what will be. Here each page is judged by a scorecard that was fitted on other hosts (``python -m
benchmarks.fit text --folds DIR``), and phrases that only some publishing systems print are tried after their wordings
were taken out of the rules and out of what the interface words are learnt from; patterns and all other wordings stay.
English phrases are left out: most of their wordings were seen on pages.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.fit.interface_words import interface_words
from benchmarks.quality.data import FOLDS, host_fold
from cleaner import Cleaner
from cleaner.cleaner import judge_by, with_marks
from cleaner.judge.scorecard import load_scorecard
from cleaner.lines.words import use_interface_words
from cleaner.rules.folder import default_folder
from cleaner.rules.matcher import Matcher
from cleaner.rules.pack import compile_pack, load_rules
from cleaner.rules.tokens import tokenized
from cleaner.rules.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.quality.data import Phrase

Words = tuple[str, ...]


def fold_file(folder: Path, kind: str, fold: int) -> Path:
    """Return the scorecard for ``kind``, "text" or "html", that has not seen the hosts of a fold."""
    return folder / f"{kind}{fold}.toml"


@lru_cache(maxsize=2 * FOLDS)
def build_cleaner(
    options: tuple[tuple[str, Any], ...],
    text: Path | None = None,
    html: Path | None = None,
    markdown: Path | None = None,
) -> Cleaner:
    """Return the cleaner with these options and other scorecards than the package's for text, HTML and Markdown."""
    cleaner = Cleaner(**dict(options))
    if text:
        cleaner.__dict__["_judge"] = judge_by(cleaner._pack, cleaner._options, load_scorecard(text))
    if text and markdown:
        both = with_marks(load_scorecard(text), load_scorecard(markdown))
        cleaner.__dict__["_markdown_judge"] = judge_by(cleaner._pack, cleaner._options, both)
    if html:
        cleaner.__dict__["_page_judge"] = judge_by(cleaner._pack, cleaner._options, load_scorecard(html), once=True)
    return cleaner


def only_in_fold(phrases: Iterable[Phrase], fold: tuple[int, int]) -> list[Phrase]:
    """Return the phrases in other languages than English that only systems of fold ``(k, n)`` print."""
    systems: dict[Words, set[str]] = defaultdict(set)
    chosen = list(phrases)
    for phrase in chosen:
        systems[_words(phrase.text)].add(phrase.system)
    number, folds = fold
    return [
        phrase
        for phrase in chosen
        if phrase.language != "en"
        and all(host_fold(system, folds) == number for system in systems[_words(phrase.text)])
    ]


@contextmanager
def interface_words_of_others(phrases: Iterable[Phrase], fold: tuple[int, int]) -> Iterator[None]:
    """Learn the interface words anew, without the systems of fold ``(k, n)``, and use those."""
    number, folds = fold
    use_interface_words(interface_words(phrase for phrase in phrases if host_fold(phrase.system, folds) != number))
    try:
        yield
    finally:
        use_interface_words((default_folder() / "interface_words.txt").read_text("utf-8"))


def cleaner_without(phrases: Iterable[Phrase]) -> Cleaner:
    """Return the cleaner without the wordings that are the same as one of the phrases, in one of their forms."""
    known = {_words(phrase.text) for phrase in phrases}
    rules = [replace(rule, phrases=tuple(_others(rule.phrases, known))) for rule in load_rules()]
    pack = compile_pack([replace(rule, bound_phrases=tuple(_others(rule.bound_phrases, known))) for rule in rules])
    cleaner = Cleaner()
    judge = judge_by(pack, cleaner._options, load_scorecard())
    cleaner.__dict__.update(_pack=pack, _matcher=Matcher(pack), _judge=judge)
    return cleaner


def _others(phrases: Iterable[tuple[str, str]], known: set[Words]) -> Iterator[tuple[str, str]]:
    """Yield the phrases of a rule that are none of those known."""
    for language, phrase in phrases:
        forms = (tuple(symbol.word for symbol in form) for form in wording(phrase).expansions())
        if not any(form in known for form in forms):
            yield language, phrase


def _words(text: str) -> Words:
    """Return the words of a phrase as those of wordings are compared."""
    return tuple(word for word, _, _ in tokenized(text)[0])
