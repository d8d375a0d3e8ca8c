r"""Markdown, judged as a reader sees it: link texts without their addresses, marks taken off, wrapped lines joined.

What stays is Markdown as it came, or text without marks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.lines.front_matter import front_matter
from cleaner.lines.markdown_inline import seen_flat
from cleaner.lines.markdown_lines import Line, columns_of, read_lines
from cleaner.lines.markup import is_one_line
from cleaner.lines.view import BLANK, MARKDOWN, NEWLINE, PICTURE, TEXT, UNSEEN, Slice, View

# --- the view ---------------------------------------------------------------------------------------------------------


def markdown_view(source: str, *, keep_front: bool = False) -> View:
    """Return the view of a text that is Markdown; its front matter goes, unless it is to be kept."""
    front = front_matter(source)
    lines, bounds = read_lines(source[front.length :]), [0]
    if front.length:
        text = " ".join(source[: front.length].split()) if keep_front else ""
        lines.insert(0, Line(text, whole=keep_front))
    bounds += [front.length + line.stop for line in lines]
    seen = [line for line in lines if line.text]
    return View(
        MARKDOWN,
        source,
        "".join([line.text + "\n" for line in lines]),
        bounds,
        columns_of(seen),
        protected=bytes([line.whole for line in seen]),
        front=0 if keep_front else front.length,
        declared=front.fields,
        kinds=_kinds(lines),
        needed=list(_needed(lines, bounds)) if "]:" in source else (),
    )


def _kinds(lines: Sequence[Line]) -> bytes:
    """Return what kind each line is of, or nothing where all are words and blank lines."""
    if not any(line.images or line.is_unseen for line in lines if not line.text):
        return b""
    return bytes([TEXT if line.text else _blank_kind(line) for line in lines])


def _blank_kind(line: Line) -> int:
    return UNSEEN if line.is_unseen else PICTURE if line.images else BLANK


def _needed(lines: Sequence[Line], bounds: Sequence[int]) -> Iterator[tuple[Slice, list[int]]]:
    """Yield where references are defined, with where the lines that refer to each start.

    The line before goes along: right behind a paragraph, a definition would be one more line of that.
    """
    users: defaultdict[str, list[int]] = defaultdict(list)
    for line, start in zip(lines, bounds, strict=False):
        for label in line.uses:
            users[label].append(start)
    before: Slice | None = None
    for line, part in zip(lines, pairwise(bounds), strict=True):
        if line.defines in users:
            yield from ((slot, users[line.defines]) for slot in (before, part) if slot)
        if not line.defines:
            before = None if line.text else part


# --- without marks ----------------------------------------------------------------------------------------------------

_FENCE = re.compile(r"\A[^\n`~]*(?:`{3,}|~{3,})[^\n]*(?:\n|\Z)")
_FENCE_END = re.compile(r"\n?[ \t>]*(?:`{3,}|~{3,})[ \t]*\n?\Z")
_INDENT = re.compile(r"^(?: {4}|\t)", re.MULTILINE)
_PIPES = re.compile(r"^[ \t>]*\|?[ \t]*|[ \t]*\|?[ \t]*$", re.MULTILINE)
_DELIMITER_LINE = re.compile(r"^[ \t>|:-]+(?:\n|\Z)", re.MULTILINE)


def plain_text(source: str) -> str:
    r"""Return Markdown as a reader sees it: a paragraph a line, code and tables line by line.

    >>> plain_text("## Rain\n\nSee [the\nmap](/m) of *it*.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    'Rain\n\nSee the map of it.\n\na | b\n1 | 2\n'
    """
    if is_one_line(source):
        return " ".join(seen_flat(source)[0].split()) + "\n" * source.endswith("\n")
    shown = []
    start = 0
    for line in read_lines(source):
        written = NEWLINE.sub("\n", source[start : line.stop]).removesuffix("\n")
        start = line.stop
        if line.in_pre:
            shown.append(_plain_code(written))
        elif line.in_table:
            shown.append(_PIPES.sub("", _DELIMITER_LINE.sub("", written)))
        else:
            shown.append(line.text)
    return "\n".join(shown) + "\n" * bool(shown)


def _plain_code(written: str) -> str:
    """Return code without its fence, or what it is indented by."""
    fence = _FENCE.match(written)
    return _FENCE_END.sub("", written[fence.end() :]) if fence else _INDENT.sub("", written)
