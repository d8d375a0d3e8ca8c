r"""The measures: word precision, recall and F1, leak, harm, segments.

Words are maximal runs of ``\w`` in lower case, compared as multisets, as the WCXB benchmark does. All measures are
worked out per document and then averaged over documents, but for segments, whose counts are added up first.

Pages of the world count the characters of scripts that put no spaces between words. A page's own headline counts
neither way: people who mark main content mostly leave it out, and readers want it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

WORD = re.compile(r"\w+")

UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Han, as a class of characters."""

WORD_OR_CHARACTER = re.compile(rf"(?=\w)[{UNSPACED}]|[^\W{UNSPACED}]+")

FEWEST_TITLE_WORDS = 3
"""A line of so many words that is a title's beginning is the headline: the rest of the title names the site."""


class Overlap(NamedTuple):
    """How far a text's words are those of the main content; each between 0 and 1."""

    precision: float
    recall: float
    f1: float


class SegmentCounts(NamedTuple):
    """Wanted strings that are in a text (``hits``) or not (``missed``), unwanted ones (``false``, ``refused``)."""

    hits: int
    missed: int
    false: int
    refused: int

    @property
    def f1(self) -> float:
        """Return 2TP / (2TP + FP + FN); 1 where nothing was wanted and nothing unwanted is there."""
        return ratio(2 * self.hits, 2 * self.hits + self.false + self.missed)


def word_counts(text: str) -> Counter[str]:
    """Return how often each word stands in a text.

    >>> sorted(word_counts("To be, or not to be").items())
    [('be', 2), ('not', 1), ('or', 1), ('to', 2)]
    """
    return Counter(WORD.findall(text.lower()))


def words_and_characters(text: str) -> Counter[str]:
    """Return how often each word stands in a text, or each character where words are not spaced.

    >>> sorted(words_and_characters("Tokyo 東京"))
    ['tokyo', '京', '東']
    """
    return Counter(WORD_OR_CHARACTER.findall(text.lower()))


def is_headline(line: str, title: str) -> bool:
    """Tell whether a line is a title, or its beginning before the name of the site.

    >>> is_headline("A new bridge", "A New Bridge | The Valley Post"), is_headline("A", "A New Bridge")
    (True, False)
    """
    words, whole = WORD.findall(line.lower()), WORD.findall(title.lower())
    return bool(words) and (words == whole or (len(words) >= FEWEST_TITLE_WORDS and words == whole[: len(words)]))


def without_headline(text: str, title: str, gold: str) -> str:
    r"""Return a text without its headline, unless the main content has it, too.

    >>> without_headline("Bridge\nIt opened.", "Bridge", "It opened.")
    'It opened.'
    """
    if not title or any(is_headline(line, title) for line in gold.split("\n")):
        return text
    lines = text.split("\n")
    place = next((number for number, line in enumerate(lines) if is_headline(line, title)), None)
    return text if place is None else "\n".join(lines[:place] + lines[place + 1 :])


def shared_words(some: Counter[str], others: Counter[str]) -> int:
    """Return how many words two texts have in common, repeated words as often as both repeat them."""
    if len(some) > len(others):
        some, others = others, some
    return sum(min(count, others[word]) for word, count in some.items() if word in others)


def overlap(words: Counter[str], gold: Counter[str]) -> Overlap:
    """Compare the words of a text with those of the main content.

    Two empty texts agree: 1. One empty text alone scores 0. With this convention, and pages without main content
    counted, the published figures of WCXB's articles come out.

    >>> overlap(word_counts("a b b c"), word_counts("b b b d"))
    Overlap(precision=0.5, recall=0.5, f1=0.5)
    """
    found, wanted = words.total(), gold.total()
    if not found and not wanted:
        return Overlap(1.0, 1.0, 1.0)
    shared = shared_words(words, gold)
    return Overlap(shared / found if found else 0.0, shared / wanted if wanted else 0.0, 2 * shared / (found + wanted))


def leak(text: str, snippets: Collection[str]) -> float | None:
    """Return the share of unwanted snippets that stand in a text, whatever their case; None without snippets.

    >>> leak("Home | News. The article.", ["home", "Sign up"])
    0.5
    """
    if not snippets:
        return None
    folded = text.lower()
    return sum(snippet.lower() in folded for snippet in snippets) / len(snippets)


def words_lost(words: Counter[str], gold: Counter[str]) -> float | None:
    """Return the share of the main content's words that are gone from a text; None without main content."""
    wanted = gold.total()
    return 1 - shared_words(words, gold) / wanted if wanted else None


def segment_counts(text: str, wanted: Collection[str], unwanted: Collection[str]) -> SegmentCounts:
    """Count the strings of a page that are in a text; case matters, as in the evaluation they come from.

    >>> segment_counts("The article. Share this", ["The article."], ["Share", "Log in"])
    SegmentCounts(hits=1, missed=0, false=1, refused=1)
    """
    hits = sum(string in text for string in wanted)
    false = sum(string in text for string in unwanted)
    return SegmentCounts(hits, len(wanted) - hits, false, len(unwanted) - false)


def mean(values: Iterable[float | None]) -> float:
    """Return the mean of the values that are known; 0 where none is."""
    known = [value for value in values if value is not None]
    return ratio(sum(known), len(known), empty=0.0)


def ratio(part: float, whole: float, empty: float = 1.0) -> float:
    """Return ``part / whole``, or ``empty`` where there is no whole."""
    return part / whole if whole else empty
