"""Notices: whether a line goes on as the notice that it begins like, or is a sentence of the text.

"Thank you for your comment, the minister wrote" begins as a form's answer does, but a notice goes on to speak of the
site, or of what its reader may do there, or ends where the formula ends.
"""

from __future__ import annotations

import re
from functools import cache

from cleaner.lines.fold import fold
from cleaner.lines.word_lists import FUNCTION_WORDS
from cleaner.rules.pack import default_folder

FORMULA_WORDS = 5
"""So many words belong to the formula that a line begins with: they tell nothing of how it goes on."""

SENTENCE_WORDS = 8
"""A first sentence of at most so many words, with others behind it, is a formula that ends there."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?]\W*\s")


def is_sentence(line: str) -> bool:
    """Tell whether a line that begins as a notice goes on as a sentence of the text; False where it cannot be told.

    >>> is_sentence("We use cookies as the crust of this tart.")
    True
    >>> is_sentence("We use cookies to give you the best experience on our site.")
    False
    """
    text = fold(line).strip()
    words = _WORD.findall(text)
    known = site_words().get(_language(words))
    if known is None or not known.isdisjoint(words[FORMULA_WORDS:]):
        return False
    first_end = _SENTENCE_END.search(text)
    return first_end is None or len(_WORD.findall(text[: first_end.start()])) > SENTENCE_WORDS


def _language(words: list[str]) -> str:
    """Return the language most of whose function words are among some words."""
    return max(FUNCTION_WORDS, key=lambda language: len(_function_words(language).intersection(words)))


@cache
def _function_words(language: str) -> frozenset[str]:
    """Return the function words of a language."""
    return frozenset(FUNCTION_WORDS[language])


@cache
def site_words() -> dict[str, frozenset[str]]:
    """Return the words of notices that come with the package, folded, by language."""
    text = fold((default_folder() / "site_words.txt").read_text("utf-8"))
    lists = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {language: frozenset(words.split()) for language, _, words in lists}
