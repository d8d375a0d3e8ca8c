"""Learn the interface words: which words systems print around articles far oftener than people write them.

python -m benchmarks.fit.interface_words        # rewrites rules/interface_words.txt

For each language with spaces between words and a list of word frequencies (the package `wordfreq`), a word counts by
the logarithm of its share of the distinct phrases of ``phrases.tsv`` over its share of prose. English is left out: its
labels are known best, and most pages *about* interfaces are English.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

import regex

from cleaner.lines.characters import fold
from cleaner.lines.reading import LABEL_WORDS, UNSPACED_LANGUAGES
from cleaner.lines.words import EVERYWHERE, FUNCTION_WORDS, MARK
from cleaner.lines.words import WORD_CHARACTERS as LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.quality.data import Phrase

TELLING, KNOWN = 1.5, 0.0
"""From which decimal logarithm on a word makes a label, and may stand in one. Swept 1–2 and −1–0.7 by cross-validation
over systems: of the phrases of unknown systems 20–36 % are labels then, of runs of body words 3–5 %."""

RAREST = 1e-7
"""The share of prose of words that the list of frequencies does not have."""

NAMES = (
    "facebook twitter instagram youtube pinterest whatsapp linkedin telegram google github reddit tumblr rss html url"
)
"""What stands in the labels of all languages."""

HEAD = """\
# The first letters of words that systems print around articles far oftener than people write them; * marks those that
# make a label of a short line. Written by `python -m benchmarks.fit words`.
"""

WORD_LISTS = {"hr": "sh", "sr": "sh"}
"""Languages that share a list of word frequencies."""

_WORD = regex.compile(r"[\p{L}\p{M}]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared.

    >>> words_of("Passwort vergessen?")
    ['passwort', 'vergesse']
    """
    return [word[:LONGEST] for word in _WORD.findall(fold(text))]


@cache
def prose_shares(language: str) -> Mapping[str, float]:
    """Return the share of prose of each word of a language, as words are compared; nothing where there is no list."""
    from wordfreq import available_languages, get_frequency_dict  # noqa: PLC0415 - an extra that only fitting needs

    name = WORD_LISTS.get(language, language)
    shares: dict[str, float] = defaultdict(float)
    if name in available_languages("small"):
        listed = get_frequency_dict(name)
        for word, share in zip(fold("\n".join(listed)).split("\n"), listed.values(), strict=True):
            shares[word[:LONGEST]] += share
    return shares


def interface_words(phrases: Iterable[Phrase]) -> str:
    """Return the content of the list, learnt from the phrases."""
    by_language: dict[str, dict[str, None]] = defaultdict(dict)
    for phrase in phrases:
        by_language[phrase.language][re.sub(r"[1-9]", "0", fold(phrase.text))] = None
    lines = [f"{EVERYWHERE}: {NAMES}"]
    for language in sorted(FUNCTION_WORDS.keys() - {"en", *UNSPACED_LANGUAGES}):
        if shares := prose_shares(language):
            words = _chosen(by_language[language], shares)
            lines.append(f"{language}: {' '.join(words)}")
    return HEAD + "\n".join(lines) + "\n"


def _chosen(phrases: Iterable[str], shares: Mapping[str, float]) -> list[str]:
    counts = Counter(
        word for phrase in phrases for word in set(words_of(phrase)) if len(words_of(phrase)) <= LABEL_WORDS[1]
    )
    total = sum(counts.values())
    odds = {word: math.log10(count / total / max(shares.get(word, 0), RAREST)) for word, count in counts.items()}
    telling = sorted(word for word, value in odds.items() if value >= TELLING and len(word) > 1)
    known = sorted(word for word, value in odds.items() if KNOWN <= value < TELLING)
    return [*(MARK + word for word in telling), *known]
