"""Measure, by language, how much of what publishing systems print around articles goes, and that no sentence does.

python -m benchmarks.quality.languages                                # the table
python -m benchmarks.quality.languages --language pl --missing 40     # what stays of Polish
python -m benchmarks.quality.languages --write docs/languages.md
python -m benchmarks.quality.languages --held-out 0/4                 # a quarter of the systems, unknown to the rules

Each phrase stands on a line of its own around a headline and body paragraphs of its language (`tests/languages`), at
each of the places where sites print its category: see `PLACES`. It has to go at all of them. One or two words may be
debris only in company: those that stay alone are tried again among `COMPANY` other phrases of their language and
category. The tables give both figures.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.quality.__main__ import read_fold
from benchmarks.quality.data import DataMissingError, Phrase, find_data
from benchmarks.quality.held_out import cleaner_without, interface_words_of_others, only_in_fold
from benchmarks.quality.report import table
from benchmarks.quality.tracks import ALL
from cleaner import Cleaner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

BODIES = Path(__file__).resolve().parents[2] / "tests" / "languages"

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
    file = BODIES / f"{language}.txt"
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
    """Try the phrases of one language and category: all alone, then the short ones that stayed in company."""
    places = PLACES[category]
    alone = _fates(cleaner, language, places, {phrase: [phrase] for phrase in texts})
    short = [number for number, phrase in enumerate(texts) if alone[phrase][0] and is_short(phrase)]
    company = _fates(cleaner, language, places, {texts[number]: _company(texts, number) for number in short})
    for phrase in texts:
        stayed, lost = alone[phrase]
        stayed_beside, lost_beside = company.get(phrase, (stayed, 0))
        yield Trial(language, category, phrase, not stayed, not stayed_beside, lost + lost_beside)


def _company(texts: Sequence[str], number: int) -> list[str]:
    """Return a phrase and the ones behind it, in a circle."""
    return [texts[(number + step) % len(texts)] for step in range(min(COMPANY + 1, len(texts)))]


def _fates(
    cleaner: Cleaner, language: str, places: Sequence[str], lines: Mapping[str, Sequence[str]]
) -> dict[str, tuple[int, int]]:
    """Return, for each phrase, at how many places it stayed, and how many body paragraphs were lost in all."""
    paragraphs = body(language)
    documents = (document(paragraphs, group, place) for group in lines.values() for place in places)
    results = cleaner.clean_many(documents)
    fates = {}
    for phrase in lines:
        kept = [[line.strip() for line in next(results).text.split("\n")] for _ in places]
        stayed = sum(phrase in rest for rest in kept)
        fates[phrase] = stayed, sum(paragraph not in rest for rest in kept for paragraph in paragraphs)
    return fates


def report(found: Sequence[Trial]) -> str:
    """Return the table as Markdown: a row a language, a column a category, shares in percent."""
    categories = sorted({trial.category for trial in found})
    seen = Counter(cell for trial in found for cell in _cells(trial))
    gone = Counter(cell for trial in found if trial.removed for cell in _cells(trial))
    alone = Counter(cell for trial in found if trial.alone for cell in _cells(trial))
    lost = Counter[str]()
    for trial in found:
        lost.update({trial.language: trial.lost, ALL: trial.lost})
    rows = (
        [
            language,
            str(seen[language, ALL]),
            _share(alone[language, ALL], seen[language, ALL]),
            *(_share(gone[language, group], seen[language, group]) for group in (ALL, *categories)),
            str(lost[language]),
        ]
        for language in [ALL, *sorted({trial.language for trial in found})]
    )
    return table(["language", "phrases", "alone", "in place", *categories, "body lines lost"], rows) + "\n"


def _cells(trial: Trial) -> Iterator[tuple[str, str]]:
    """Yield the cells of the table in which a trial counts."""
    for language in (trial.language, ALL):
        for category in (trial.category, ALL):
            yield language, category


def _share(part: int, whole: int) -> str:
    """Return a share in percent, "–" of nothing."""
    return f"{100 * part / whole:.0f}" if whole else "–"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(path_type=Path), help="Folder with phrases.tsv.  [default: $CLEANER_DATA]")
@click.option("--language", "languages", multiple=True, metavar="TAG", help="Only this language; repeatable.")
@click.option("--category", "categories", multiple=True, metavar="NAME", help="Only this category; repeatable.")
@click.option(
    "--held-out",
    callback=read_fold,
    metavar="K/N",
    help="Hold fold K of N of the systems out of the rules; see held_out.py.",
)
@click.option("--missing", type=click.IntRange(min=1), help="Show so many phrases of each language that stay.")
@click.option("--write", type=click.Path(path_type=Path), help="Put the table in this file, below its last heading.")
def main(  # noqa: PLR0913, PLR0917 - the options of the command
    data: Path | None,
    languages: Sequence[str],
    categories: Sequence[str],
    held_out: tuple[int, int] | None,
    missing: int | None,
    write: Path | None,
) -> None:
    """Measure the share of phrases removed in place, by language and category."""
    try:
        phrases = find_data(data).phrases
    except DataMissingError as error:
        raise click.ClickException(str(error)) from error
    found = _measure(phrases, languages, categories, held_out)
    text = report(found)
    if write:
        before, heading, _ = write.read_text(encoding="utf-8").rpartition("\n## ")
        title = write.read_text(encoding="utf-8")[len(before) + len(heading) :].split("\n")[0]
        write.write_text(f"{before}{heading}{title}\n\n{text}", encoding="utf-8")
    else:
        sys.stdout.write(text)
    if missing:
        _show_missing(found, missing)


def _measure(
    phrases: Sequence[Phrase],
    languages: Sequence[str],
    categories: Sequence[str],
    held_out: tuple[int, int] | None,
) -> list[Trial]:
    """Try the phrases of some languages and categories; of systems held out, those that are new to the rules."""
    tried = only_in_fold(phrases, held_out) if held_out else phrases
    chosen = [
        phrase
        for phrase in tried
        if (not languages or TAGS.get(phrase.language, phrase.language) in languages)
        and (not categories or phrase.category in categories)
    ]
    if not held_out:
        return list(trials(Cleaner(), chosen))
    with interface_words_of_others(phrases, held_out):
        return list(trials(cleaner_without(tried), chosen))


def _show_missing(found: Sequence[Trial], most: int) -> None:
    """Print phrases that stay, by language."""
    shown: Counter[str] = Counter()
    for trial in found:
        if not trial.removed and shown[trial.language] < most:
            shown[trial.language] += 1
            click.echo(f"{trial.language}\t{trial.category}\t{trial.phrase}")


if __name__ == "__main__":
    main()
