"""Texts in other shapes than lines: flattened, glued and hard-wrapped ones, made of page dumps and main contents."""

from __future__ import annotations

from itertools import count
from textwrap import wrap

PARAGRAPH_WORDS = 20
"""A line of so many words is a paragraph, beside which debris is glued."""


def flat(text: str) -> str:
    r"""Return a text as `soup.get_text(" ")` gives it: every run of white space is a space.

    >>> flat("Storm\n\nThe ferry was late.\n")
    'Storm The ferry was late.'
    """
    return " ".join(text.split())


def glued(text: str, content: str) -> str:
    """Return a page dump in which lines that are no content stand on the line of the paragraph beside them.

    One is put to the front of every fourth paragraph, one or two to the end of every second, where there are such.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    known = {" ".join(line.split()) for line in content.split("\n")}
    is_content = [line in known for line in (" ".join(line.split()) for line in lines)]
    glue = ["\n"] * len(lines)
    paragraphs = count()
    for number, line in enumerate(lines):
        if not (is_content[number] and len(line.split()) >= PARAGRAPH_WORDS):
            continue
        place = next(paragraphs)
        if place % 4 == 0 and number and not is_content[number - 1]:
            glue[number] = " "
        behind = [after for after in (number + 1, number + 2)[: 1 + place // 2 % 2] if after < len(lines)]
        for after in behind if place % 2 == 0 else []:
            if is_content[after]:
                break
            glue[after] = " "
    return "".join(mark + line for mark, line in zip(glue, lines, strict=True)).strip()


def wrapped(text: str, width: int) -> str:
    """Return a text whose lines are broken so that none is wider, but for long words."""
    lines = (wrap(line, width, break_long_words=False) for line in text.split("\n"))
    return "\n".join("\n".join(parts) for parts in lines)
