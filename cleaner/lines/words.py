"""Words counted, and the share of them that went: what a limit on removals is measured with."""

from __future__ import annotations

from collections.abc import Iterable

import regex

# Scripts without spaces, where a character counts as a word. They take three bytes a character, so texts that take
# less than two on average need not be searched.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_UNSPACED_BYTES = 2


def word_count(text: str) -> int:
    """Return the number of words; of scripts without spaces, each character is one.

    >>> word_count("All ferries sail."), word_count("全部渡轮恢复航行")
    (3, 8)
    """
    words = len(text.split())
    if text.isascii() or len(text.encode("utf-8", "surrogatepass")) < _UNSPACED_BYTES * len(text):
        return words
    return max(words, len(_UNSPACED.findall(text)))


def over_limit(before: Iterable[str], after: Iterable[str], limit: float, *, keep: bool) -> str:
    """Say that a document (its texts before and after) loses more than a share of its words; "" if it does not.

    >>> over_limit(["All ferries sail. Source link"], ["All ferries sail."], 0.3, keep=False)
    'over limit: 40% of the words went'
    """
    removed = 1 - sum(map(word_count, after)) / (sum(map(word_count, before)) or 1)
    if removed <= limit:
        return ""
    return f"over limit: {removed:.0%} of the words {'would go, so it is kept whole' if keep else 'went'}"
