"""Keywords: what has to stand in a line, and where, for a pattern to be asked about it.

A pattern is slow, a keyword is found with thousands of others in one reading. The more seldom keywords stand where
they are looked for, the fewer lines are asked about.
"""

from __future__ import annotations

from typing import NamedTuple

from cleaner.lines.characters import DECORATION

EDGE_MARK = "^"
"""Before a keyword: the line has to start with it, decoration apart; behind it: to end with it. Short words stand in
most lines, at few edges."""

IN_WORDS_MARK = "~"
"""Before a keyword: it may begin inside a word, as in "PhotoCredit". Others that begin with a letter of ASCII stand at
the start of the line or behind one of `BEFORE_WORDS`: "age" stands in many more words than it is one."""

BEFORE_WORDS = " ("

EDGE = "\r"
"""Stands for the start and the end of a line in what is searched, and in what is searched for; folded text never holds
it."""

LONG_LINE, SEARCHED_HEAD, SEARCHED_TAIL = 240, 180, 60
"""Of lines with more bytes than the first number, so many are searched at the start and at the end."""

CUT = b"\n"
"""Stands in a searched text where the middle of a line was left out."""

_DIGITS_TO_ZERO = str.maketrans("123456789", "000000000")


class Keyword(NamedTuple):
    """A folded keyword with digits as zeros, and where in a line it may stand."""

    form: str
    at_start: bool = False
    at_end: bool = False
    in_words: bool = False

    @classmethod
    def parse(cls, text: str) -> Keyword:
        """Read a keyword of a rule file, folded; a mark that stands alone is what is looked for.

        >>> Keyword.parse("^top 10"), Keyword.parse("~")
        (Keyword(form='top 00', at_start=True, at_end=False, in_words=False), Keyword(form='~', at_start=False, ...))
        """
        at_start, at_end, in_words = (
            len(text) > 1 and marked
            for marked in (text.startswith(EDGE_MARK), text.endswith(EDGE_MARK), text.startswith(IN_WORDS_MARK))
        )
        return cls(zeroed(text[at_start or in_words : -1 if at_end else None]), at_start, at_end, in_words)

    def needles(self) -> tuple[str, ...]:
        """Return what is searched for: the keyword with each thing that may stand before and behind it.

        >>> [needle.replace(EDGE, "|") for needle in Keyword.parse("age").needles()]
        ['|age', ' age', '(age']
        """
        before = EDGE if self.at_start else EDGE + BEFORE_WORDS if self._begins_word() else ("",)
        return tuple(mark + self.form + EDGE * self.at_end for mark in before)

    def _begins_word(self) -> bool:
        """Tell whether it has to begin a word; letters beyond ASCII are of scripts that need not divide words."""
        return not self.in_words and self.form[0].isascii() and self.form[0].isalpha()

    def occurs_in(self, text: str) -> bool:
        """Tell whether the keyword occurs in a folded line with digits as zeros, where it may.

        >>> [Keyword.parse(word).occurs_in("> page 0 |") for word in ("age", "~age", "^page", "^0", "0^", "|^")]
        [False, True, True, False, True, True]
        """
        for line in (text.strip(), text.strip(DECORATION)):
            searched = f"{EDGE}{searched_part(line.encode()).decode('utf-8', 'ignore')}{EDGE}"
            if any(needle in searched for needle in self.needles()):
                return True
        return False


def zeroed(text: str) -> str:
    """Return ``text`` with every ASCII digit as "0", so that one phrase stands for all numbers of that length."""
    return text.translate(_DIGITS_TO_ZERO)


def searched_part(line: bytes) -> bytes:
    """Return what is searched of a line: all of it or, of a long one, its beginning and its end.

    What a paragraph is about shows there, and most of a text is the middle of paragraphs. (On 165 page dumps of WCXB's
    development split, one of 9,503 hits is lost, and a seventh of the text need not be searched.)
    """
    if len(line) <= LONG_LINE:
        return line
    return line[:SEARCHED_HEAD] + CUT + line[-SEARCHED_TAIL:]
