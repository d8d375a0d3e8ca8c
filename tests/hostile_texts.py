"""Texts that once broke a cleaner, or sit where counts of 16 and sums of 31 bits end: name to text, made when asked."""

from __future__ import annotations

from collections.abc import Callable

Text = Callable[[], str]

PARAGRAPH = "The ferries sail again after the storm, the port said on Monday, and all of the boats came home. "
DEBRIS = "Home\nShare on Facebook\nRain\nRead more\n"
MOST_16 = (1 << 16) - 1
AROUND_16 = (MOST_16, MOST_16 + 1)
FUNCTION_WORDS = "the of and to in a is that for it "
PERCENT_OF_31_BITS = (1 << 31) // 100
"""So many words times a hundred, as shares in percent need them, are more than 31 bits hold."""


def _repeated(part: str, count: int, before: str = "", behind: str = "") -> Text:
    return lambda: before + part * count + behind


def _numbered(line: str, count: int) -> Text:
    return lambda: "\n".join(line.replace("{n}", str(number)) for number in range(count))


SINGLE = ("", "\n", "\r", "\0", " ", "\t\n", "\ufeff", "\u200b", "\u2028", "a", "\ud800", "\udfff", "\udc80", "😀")

HOSTILE: dict[str, Text] = {
    **{f"nothing but {one!a}": _repeated(one, 1) for one in SINGLE},
    **{f"many of {one!a}": _repeated(one, 5000) for one in SINGLE if one},
    **{f"{one!a} in every line": _repeated(f"{DEBRIS}{PARAGRAPH}{one}\n", 30) for one in SINGLE},
    **{f"{one!a} as the last character": _repeated(DEBRIS + PARAGRAPH, 1, behind=one) for one in SINGLE},
    "surrogates in the wrong order": _repeated("\ude00\ud83d", 500),
    "a surrogate behind wide characters": _repeated("😀\ud83d", 500, PARAGRAPH),
    "NUL between all words": lambda: PARAGRAPH.replace(" ", "\0") * 50,
    "carriage returns alone": lambda: (DEBRIS + PARAGRAPH).replace("\n", "\r") * 20,
    "every kind of line end": _repeated("Share\r\nShare\rShare\fShare\vShare\x85Share\u2029", 99),
    "letters that fold to several": _repeated("ßŉǰΐﬃİ", 4000),
    "combining marks": _repeated("a" + "\u0301" * 300 + "\n", 100),
    "Hangul in parts": _repeated("\u1112\u1161\u11ab ", 5000),
    "Thai without spaces": _repeated("ข่าววันนี้", 8000),
    "a paragraph without end": _repeated(PARAGRAPH, 9000),
    "one word without end": _repeated("a", 900_000),
    "decoration without words": _repeated("•»| ", 90_000),
    "brackets": _repeated("((((", 30_000),
    "a beginning of every rule": _repeated("by ", 70_000),
    "lines that say the same": _repeated("Share on Facebook\n", 70_000),
    "lines that differ in a number": _numbered("Page {n}", 9000),
    "a debris line a paragraph": _numbered(f"{PARAGRAPH}{{n}}\nShare on Facebook", 3000),
    "dates in a row": _numbered("May {n}, 2024", 9000),
    **{f"{count} characters in a line": _repeated("x", count, "\n", "\n") for count in AROUND_16},
    **{f"{count} words in a line": _repeated("x ", count, "\n", "\n") for count in AROUND_16},
    "function words without end": _repeated(FUNCTION_WORDS, MOST_16 // 10 + 1),
    **{f"{count} commas": _repeated(",", count, "a", "b") for count in AROUND_16},
    **{f"{count} blank lines": _repeated("\n", count, PARAGRAPH, PARAGRAPH) for count in AROUND_16},
    **{f"{count} lines": _repeated("Rain fell.\n", count) for count in AROUND_16},
}

LARGE: dict[str, Text] = {
    "more words than percents have room for": _repeated("a " * 50_000 + "\n", PERCENT_OF_31_BITS // 50_000 + 1),
    "more lines of prose than their squares have room for": _repeated(PARAGRAPH + "\n", 50_000),
}
"""These take a gigabyte of memory and some seconds."""
