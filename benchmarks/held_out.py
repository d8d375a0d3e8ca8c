"""Hold out publishing systems: what goes of the phrases that only they print, once the rules do not have them either.

The rules were written with the phrases at hand, so their share that goes says what is covered, not what will be. A
wording that is the same as a phrase of the systems held out is taken out of the rules here, and the interface words are
learnt without these systems; patterns and all other wordings stay. English is left out: most of its wordings were seen
on pages.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.data import host_fold
from benchmarks.fit_interface_words import interface_words as learn
from cleaner import Cleaner
from cleaner.lines.words import use_interface_words
from cleaner.rules.keywords import EDGE
from cleaner.rules.matcher import Matcher
from cleaner.rules.pack import default_folder, load_pack
from cleaner.rules.rule import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.data import Phrase
    from cleaner.rules.pack import Pack

_PHRASES = {"start", "end", "inside"}


def only_in_fold(phrases: Iterable[Phrase], fold: tuple[int, int]) -> list[Phrase]:
    """Return the phrases in other languages than English that only systems of fold ``(k, n)`` print."""
    systems: dict[str, set[str]] = defaultdict(set)
    chosen = list(phrases)
    for phrase in chosen:
        systems[comparable(phrase.text)].add(phrase.system)
    number, folds = fold
    return [
        phrase
        for phrase in chosen
        if phrase.language != "en"
        and all(host_fold(system, folds) == number for system in systems[comparable(phrase.text)])
    ]


@contextmanager
def interface_words_of_others(phrases: Iterable[Phrase], fold: tuple[int, int]) -> Iterator[None]:
    """Learn the interface words anew, without the systems of fold ``(k, n)``, and use those."""
    number, folds = fold
    use_interface_words(learn(phrase for phrase in phrases if host_fold(phrase.system, folds) != number))
    try:
        yield
    finally:
        use_interface_words((default_folder() / "interface_words.txt").read_text("utf-8"))


def cleaner_without(phrases: Iterable[Phrase]) -> Cleaner:
    """Return the cleaner without the wordings that are the same as one of the phrases."""
    cleaner = Cleaner()
    known = {comparable(phrase.text).encode() for phrase in phrases}
    cleaner.__dict__["_matcher"] = Matcher(_without(load_pack(), known))
    return cleaner


def _without(pack: Pack, forms: set[bytes]) -> Pack:
    """Return a pack without some wordings; the rules keep their numbers."""
    needles = [
        (needle, uses)
        for needle, uses in zip(pack.needles, pack.needle_uses, strict=True)
        if needle.strip(EDGE.encode()) not in forms or not any(role in _PHRASES for _, role in uses)
    ]
    return replace(
        pack,
        line_phrases={form: uses for form, uses in pack.line_phrases.items() if form not in forms},
        needles=[needle for needle, _ in needles],
        needle_uses=[uses for _, uses in needles],
    )
