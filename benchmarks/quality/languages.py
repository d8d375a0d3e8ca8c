"""How much of what publishing systems print around articles goes, by language, and that no sentence does.

Each phrase stands on a line of its own around a headline and body paragraphs of its language (`tests/languages`), at
each of the places where sites print its category: see `PLACES`. It has to go at all of them. One or two words may be
debris only in company: those that stay alone are tried again among `COMPANY` other phrases of their language and
category. The tables give both figures.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from benchmarks import REPOSITORY
from benchmarks.quality.held_out import cleaner_without, interface_words_of_others, only_in_fold
from benchmarks.quality.report import table
from benchmarks.quality.tracks import ALL
from cleaner import Cleaner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from benchmarks.quality.data import Phrase

PLACES = {
    "ad_label": ("between",),
    "comment_form": ("after",),
    "consent": ("before", "after"),
    "footer": ("after",),
    "login": ("before",),
    "navigation": ("before",),
    "newsletter": ("between", "after"),
    "pagination": ("after",),
    "paywall": ("after",),
    "player": ("below",),
    "post_meta": ("below",),
    "related": ("after",),
    "search": ("before",),
    "share": ("below", "after"),
}
"""Where sites print the phrases of each category, seen from the body paragraphs."""

COMPANY = 3

TAGS = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}
"""The data names Chinese by country, the rules by script."""

_UNSPACED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u4e00-\u9fff]")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_SHORT_WORDS = 2
_SHORT_CHARACTERS, _SHORT_THAI = 6, 12
"""Without spaces between words, phrases of at most so many characters pass for two words; Thai spells its sounds."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A phrase with its fate at all its places.

    ``alone`` tells whether it went by itself, ``removed`` whether it went so or, if it is short, in company; ``lost``
    counts the body paragraphs that went beside it.
    """

    language: str
    category: str
    phrase: str
    alone: bool
    removed: bool
    lost: int


@lru_cache
def body(language: str) -> tuple[str, ...]:
    """Return the body paragraphs of a language; () if there are none."""
    file = REPOSITORY / "tests" / "languages" / f"{language}.txt"
    return tuple(file.read_text(encoding="utf-8").strip().split("\n\n")) if file.is_file() else ()


def is_short(phrase: str) -> bool:
    """Tell whether a phrase has at most two words, or is as short in a script without spaces.

    >>> is_short("Suche"), is_short("Nach oben"), is_short("Zum Inhalt springen"), is_short("返回页面顶部去")
    (True, True, False, False)
    """
    if _UNSPACED.search(phrase):
        return len(phrase) <= (_SHORT_THAI if _THAI.search(phrase) else _SHORT_CHARACTERS)
    return len(phrase.split()) <= _SHORT_WORDS


def document(paragraphs: Sequence[str], lines: Sequence[str], place: str) -> str:
    r"""Return a headline and body paragraphs with the lines at a place.

    >>> document(["Headline", "A.", "B."], ["x", "y"], "between")
    'Headline\n\nA.\n\nx\ny\n\nB.'
    """
    at = {"before": 0, "below": 1, "between": 1 + len(paragraphs) // 2, "after": len(paragraphs)}[place]
    return "\n\n".join([*paragraphs[:at], "\n".join(lines), *paragraphs[at:]])


def measure(phrases: Sequence[Phrase], languages: Sequence[str], held_out: tuple[int, int] | None) -> list[Trial]:
    """Try the phrases of some languages, or of all; of systems held out, those that are new to the rules."""
    tried = only_in_fold(phrases, held_out) if held_out else phrases
    chosen = [one for one in tried if not languages or TAGS.get(one.language, one.language) in languages]
    if not held_out:
        return list(trials(Cleaner(), chosen))
    with interface_words_of_others(phrases, held_out):
        return list(trials(cleaner_without(tried), chosen))


def trials(cleaner: Cleaner, phrases: Iterable[Phrase]) -> Iterator[Trial]:
    """Try the phrases of all languages that have body paragraphs."""
    groups: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for phrase in phrases:
        language = TAGS.get(phrase.language, phrase.language)
        if body(language):
            groups[language, phrase.category][phrase.text.strip()] = None
    for (language, category), texts in groups.items():
        yield from _try_group(cleaner, language, category, list(texts))


def _try_group(cleaner: Cleaner, language: str, category: str, texts: Sequence[str]) -> Iterator[Trial]:
    places = PLACES[category]
    alone = _fates(cleaner, language, places, {phrase: [phrase] for phrase in texts})
    short = [number for number, phrase in enumerate(texts) if alone[phrase][0] and is_short(phrase)]
    company = _fates(cleaner, language, places, {texts[number]: _company(texts, number) for number in short})
    for phrase in texts:
        stayed, lost = alone[phrase]
        stayed_beside, lost_beside = company.get(phrase, (stayed, 0))
        yield Trial(language, category, phrase, not stayed, not stayed_beside, lost + lost_beside)


def _company(texts: Sequence[str], number: int) -> list[str]:
    return [texts[(number + step) % len(texts)] for step in range(min(COMPANY + 1, len(texts)))]


def _fates(
    cleaner: Cleaner, language: str, places: Sequence[str], lines: Mapping[str, Sequence[str]]
) -> dict[str, tuple[int, int]]:
    """Return, for each phrase, at how many places it stayed, and how many body paragraphs were lost in all."""
    paragraphs = body(language)
    fates = {}
    for phrase, group in lines.items():
        results = [cleaner.clean(document(paragraphs, group, place)) for place in places]
        kept = [[line.strip() for line in result.text.split("\n")] for result in results]
        stayed = sum(phrase in rest for rest in kept)
        fates[phrase] = stayed, sum(paragraph not in rest for rest in kept for paragraph in paragraphs)
    return fates


def report(found: Sequence[Trial]) -> str:
    """Return the table as Markdown: a row a language, a column a category, shares in percent."""
    languages, categories = ([ALL, *sorted({getattr(one, by) for one in found})] for by in ("language", "category"))
    cells: dict[tuple[str, str], list[Trial]] = defaultdict(list)
    for trial in found:
        for language in (trial.language, ALL):
            for category in (trial.category, ALL):
                cells[language, category].append(trial)
    rows = (
        [
            language,
            str(len(cells[language, ALL])),
            _share([one.alone for one in cells[language, ALL]]),
            *(_share([one.removed for one in cells[language, category]]) for category in categories),
            str(sum(one.lost for one in cells[language, ALL])),
        ]
        for language in languages
    )
    return table(["language", "phrases", "alone", "in place", *categories[1:], "body lines lost"], rows) + "\n"


def _share(gone: Sequence[bool]) -> str:
    return f"{100 * sum(gone) / len(gone):.0f}" if gone else "–"


def stayed(found: Sequence[Trial], most: int) -> Iterator[Trial]:
    """Yield phrases that stay, at most so many a language."""
    shown: Counter[str] = Counter()
    for trial in found:
        if not trial.removed and shown[trial.language] < most:
            shown[trial.language] += 1
            yield trial
