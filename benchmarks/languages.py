"""Measure, by language, how much of what publishing systems print around articles goes, and that no sentence does.

python -m benchmarks.languages                                # both tables
python -m benchmarks.languages --language pl --missing 40     # what stays of Polish
python -m benchmarks.languages --write docs/languages.md

Each phrase stands on a line of its own among body paragraphs of its language (`tests/languages`), where sites print
such a phrase: see `PLACES`. It has to go at each of these places. A single word is debris only in company, so it is
tested among `COMPANY` other phrases of its language and category.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.data import DataMissingError, Phrase, find_data
from benchmarks.report import table
from cleaner import Cleaner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BODIES = Path(__file__).resolve().parents[1] / "tests" / "languages"

PLACES = {
    "ad_label": ("between",),
    "comment_form": ("after",),
    "consent": ("before", "after"),
    "footer": ("after",),
    "login": ("before", "after"),
    "navigation": ("before", "after"),
    "newsletter": ("between", "after"),
    "pagination": ("after",),
    "paywall": ("after",),
    "player": ("before", "between"),
    "post_meta": ("before", "after"),
    "related": ("between", "after"),
    "search": ("before", "after"),
    "share": ("before", "after"),
}
"""Where sites print the phrases of each category, seen from the body paragraphs."""

COMPANY = 3

TAGS = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}
"""The data names Chinese by country, the rules by script."""

_UNSPACED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u4e00-\u9fff]")
_CHARACTERS_A_WORD = 5
"""Without spaces between words, phrases of at most so many characters pass for one word."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A phrase with its fate: whether it went at all its places, and how many body paragraphs went beside it."""

    language: str
    category: str
    phrase: str
    removed: bool
    lost: int


@lru_cache
def body(language: str) -> tuple[str, ...]:
    """Return the body paragraphs of a language; () if there are none."""
    file = BODIES / f"{language}.txt"
    return tuple(file.read_text(encoding="utf-8").strip().split("\n\n")) if file.is_file() else ()


def is_single_word(phrase: str) -> bool:
    """Tell whether a phrase is one word, or as short as one in a script without spaces.

    >>> is_single_word("Suche"), is_single_word("Nach oben"), is_single_word("搜索"), is_single_word("返回页面顶部")
    (True, False, True, False)
    """
    if _UNSPACED.search(phrase):
        return len(phrase) <= _CHARACTERS_A_WORD
    return " " not in phrase.strip()


def document(paragraphs: Sequence[str], lines: Sequence[str], place: str) -> str:
    """Return the body paragraphs with the lines at a place.

    >>> document(["A.", "B."], ["x", "y"], "between")
    'A.\\n\\nx\\ny\\n\\nB.'
    """
    at = {"before": 0, "between": len(paragraphs) // 2, "after": len(paragraphs)}[place]
    return "\n\n".join([*paragraphs[:at], "\n".join(lines), *paragraphs[at:]])


def trials(cleaner: Cleaner, phrases: Iterable[Phrase]) -> Iterator[Trial]:
    """Try the phrases of all languages that have body paragraphs."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for phrase in phrases:
        language = TAGS.get(phrase.language, phrase.language)
        if body(language):
            groups[language, phrase.category].append(phrase.text)
    for (language, category), texts in groups.items():
        yield from _try_group(cleaner, language, category, list(dict.fromkeys(texts)))


def _try_group(cleaner: Cleaner, language: str, category: str, texts: Sequence[str]) -> Iterator[Trial]:
    """Try the phrases of one language and category."""
    paragraphs = body(language)
    documents, owners = [], []
    for number, phrase in enumerate(texts):
        lines = [phrase]
        if is_single_word(phrase):
            lines += islice(cycle(texts), number + 1, min(number + 1 + COMPANY, number + len(texts)))
        for place in PLACES[category]:
            documents.append(document(paragraphs, lines, place))
            owners.append(number)
    stayed, lost = [0] * len(texts), [0] * len(texts)
    for owner, result in zip(owners, cleaner.clean_many(documents), strict=True):
        kept = result.text.split("\n")
        stayed[owner] += texts[owner].strip() in (line.strip() for line in kept)
        lost[owner] += sum(paragraph not in kept for paragraph in paragraphs)
    for phrase, stays, losses in zip(texts, stayed, lost, strict=True):
        yield Trial(language, category, phrase, removed=not stays, lost=losses)


def report(found: Sequence[Trial]) -> str:
    """Return both tables as Markdown: by language, and by language and category."""
    categories = sorted({trial.category for trial in found})
    languages = sorted({trial.language for trial in found})
    seen = Counter((key, category) for trial in found for key, category in _cells(trial))
    gone = Counter((key, category) for trial in found if trial.removed for key, category in _cells(trial))
    lost = Counter[str]()
    for trial in found:
        lost.update({trial.language: trial.lost, "all": trial.lost})
    rows = [
        [language, f"{seen[language, 'all']}", *(_share(gone[language, c], seen[language, c]) for c in ("all",)),
         *(_share(gone[language, c], seen[language, c]) for c in categories), f"{lost[language]}"]
        for language in ["all", *languages]
    ]  # fmt: skip
    return table(["language", "phrases", "removed", *categories, "body lines lost"], rows) + "\n"


def _cells(trial: Trial) -> Iterator[tuple[str, str]]:
    """Yield the cells of the table in which a trial counts."""
    for language in (trial.language, "all"):
        for category in (trial.category, "all"):
            yield language, category


def _share(part: int, whole: int) -> str:
    """Return a share in percent, "–" of nothing."""
    return f"{100 * part / whole:.0f}" if whole else "–"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(path_type=Path), help="Folder with phrases.tsv.  [default: $CLEANER_DATA]")
@click.option("--language", "languages", multiple=True, metavar="TAG", help="Only this language; repeatable.")
@click.option("--category", "categories", multiple=True, metavar="NAME", help="Only this category; repeatable.")
@click.option("--missing", type=click.IntRange(min=1), help="Show so many phrases of each language that stay.")
@click.option("--write", type=click.Path(path_type=Path), help="Put the table in this file, below its last heading.")
def main(
    data: Path | None, languages: Sequence[str], categories: Sequence[str], missing: int | None, write: Path | None
) -> None:
    """Measure the share of phrases removed in place, by language and category."""
    try:
        phrases = find_data(data).phrases
    except DataMissingError as error:
        raise click.ClickException(str(error)) from error
    chosen = [
        phrase
        for phrase in phrases
        if (not languages or TAGS.get(phrase.language, phrase.language) in languages)
        and (not categories or phrase.category in categories)
    ]
    found = list(trials(Cleaner(), chosen))
    text = report(found)
    if write:
        before, heading, _ = write.read_text(encoding="utf-8").rpartition("\n## ")
        title = write.read_text(encoding="utf-8")[len(before) + len(heading) :].split("\n")[0]
        write.write_text(f"{before}{heading}{title}\n\n{text}", encoding="utf-8")
    else:
        sys.stdout.write(text)
    if missing:
        _show_missing(found, missing)


def _show_missing(found: Sequence[Trial], most: int) -> None:
    """Print phrases that stay, by language."""
    shown: Counter[str] = Counter()
    for trial in found:
        if not trial.removed and shown[trial.language] < most:
            shown[trial.language] += 1
            click.echo(f"{trial.language}\t{trial.category}\t{trial.phrase}")


if __name__ == "__main__":
    main()
