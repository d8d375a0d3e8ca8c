r"""Markdown as lines of what a reader sees: link texts without their addresses, marks taken off, wrapped lines joined.

markdown-it-py finds the blocks, which is the hard part of Markdown, in linear time. What stands inside a block is read
here: converters break addresses over lines and leave spaces in them, so that no parser of the standard finds those
links, and it takes a quarter of the time.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import unescape
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaner.lines.characters import has_ink
from cleaner.lines.front_matter import front_matter
from cleaner.lines.table import LARGEST_VALUE
from cleaner.lines.view import MARKDOWN, NEWLINE, Slice, View

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class Line(NamedTuple):
    """A line as a reader sees it, "" where nothing is to be seen, made of some ``lines`` of the source.

    ``linked`` are the characters of its links; ``place`` what it stands in, by the names that lines of pages have;
    ``whole`` lines are code and tables, which stay as they are. ``defines`` is the label of a reference that a line
    defines, ``uses`` are those that it refers to.
    """

    text: str
    lines: int
    place: Mapping[str, int]
    links: int = 0
    linked: int = 0
    images: int = 0
    whole: bool = False
    defines: str = ""
    uses: frozenset[str] = frozenset()


# --- inside a block: links, pictures, code, emphasis ------------------------------------------------------------------

LINK, LINK_END, IMAGE, JOINED, SWALLOWED = MARKS = "\x02\x03\x04\x05\x06"
"""Marks in what was read: a joined newline is seen as a space, a swallowed one stood in an address or within a word."""

_NO_MARKS = dict.fromkeys(map(ord, MARKS), " ")
_SEEN = {ord(JOINED): " ", **dict.fromkeys(map(ord, (LINK, LINK_END, IMAGE, SWALLOWED)))}
_ANY_MARK = re.compile(f"[{MARKS}]")
_LINKED = re.compile(f"{LINK}([^{LINK_END}]*+)")

MOST_BRACKETS = 32
"""Open at a time; what is nested deeper is text."""

# All quantifiers are possessive, and no alternative reads past a bracket that another could start at: linear time.
_BREAK = rf"[\n{JOINED}{SWALLOWED}]"
_SPACE = rf"[ \t\n{JOINED}{SWALLOWED}]"
_BARE = rf"(?:[^\s()\\{MARKS}]++|\\.|{_BREAK}(?=\S)|\((?:[^\s()\\{MARKS}]++|\\.|{_BREAK}(?=\S))*+\))*+"
_SPACED = r"(?:https?:|/|\#|mailto:|\.)(?:[^()\\\n]++|\\.|\([^()\n]*+\))*+"
_QUOTED = r"(?:[^{0}\\]|\\.|{0}(?!\s*+\))){{0,300}}+"
_TITLE = rf"""(?:{_SPACE}++(?:"{_QUOTED.format('"')}"|'{_QUOTED.format("'")}'))?+"""
_TARGET = rf"\({_SPACE}*+(?:<[^<>\n]*+>|(?![\"']){_BARE}|){_TITLE}{_SPACE}*+\)|\({_SPACED}\)"
_TOKEN = re.compile(
    rf"""\\(?P<escaped>[!-/:-@\[-`{{-~])
    | (?P<code>`++)
    | (?P<open>!?\[)
    | \](?P<target>{_TARGET}|\[(?P<reference>[^\[\]]*+)\])?+
    | <(?P<address>[a-zA-Z][a-zA-Z0-9+.-]++:[^\s<>]*+|[^\s<>@]++@[^\s<>@]++)>
    | (?P<tag></?[a-zA-Z][^<>]*+>|<!--[^<>]*+-->)
    | (?P<mark>\*++|_++|~~)
    """,
    re.VERBOSE | re.DOTALL,
)
_SPECIAL = re.compile(r"[\[\]<\\`*_~]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ANY_BREAK = re.compile(_BREAK)


def read_inline(content: str) -> str:
    r"""Return what a reader sees of a block's content, with `MARKS`.

    >>> read_inline("See [the\nmap](/m) of *it*.").translate(_SEEN)
    'See the map of it.'
    """
    if not _SPECIAL.search(content):
        return _with_entities(content)
    return _Inline(content, frozenset()).read()


def _with_entities(text: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found[0]), text) if "&" in text else text


class _Inline:
    """One block's content while it is read; ``parts`` is what is seen so far."""

    def __init__(self, content: str, labels: frozenset[str]) -> None:
        self._content, self._labels = content, labels
        self._parts: list[str] = []
        self._brackets: list[int] = []  # the parts that opening brackets are
        self.uses: set[str] = set()
        self._emphasis: dict[str, int] = {}  # the part that an opening mark is, by the mark
        self._ticks = Counter(map(len, re.findall("`+", content)))

    def read(self) -> str:
        """Read token by token; those inside code are passed over."""
        at, code = 0, ""
        for token in _TOKEN.finditer(self._content):
            kind = token.lastgroup or "target"
            if kind == "code":
                self._ticks[len(token[0])] -= 1
            if code:
                if not (kind == "code" and token[0] == code):
                    continue
                code = ""
                self._parts.append(self._content[at : token.start()])
            else:
                self._parts.append(_with_entities(self._content[at : token.start()]))
                code = self._read_token("target" if kind == "reference" else kind, token)
            at = token.end()
        self._parts.append(_with_entities(self._content[at:]))
        return "".join(self._parts)

    def _read_token(self, kind: str, token: re.Match[str]) -> str:
        """Read a token; return the backticks that open code."""
        if kind == "code":
            if self._ticks[len(token[0])] > 0:
                return token[0]
            self._parts.append(token[0])
        elif kind == "escaped":
            self._parts.append(token["escaped"])
        elif kind == "open":
            if len(self._brackets) < MOST_BRACKETS:
                self._brackets.append(len(self._parts))
            self._parts.append(token[0])
        elif kind == "address":
            self._parts.append(f"{LINK}{token['address']}{LINK_END}")
        elif kind == "tag":
            self._parts.append(_swallowed(token[0]) or " " * token[0].lower().startswith("<br"))
        elif kind == "mark":
            self._emphasize(token)
        else:
            self._close_bracket(token)
        return ""

    def _emphasize(self, token: re.Match[str]) -> None:
        """Take off a mark that closes, and the one that it closes; of others none knows what they mean."""
        mark = token[0]
        before = self._content[token.start() - 1 : token.start()]
        behind = self._content[token.end() : token.end() + 1]
        if mark[0] == "_" and before.isalnum() and behind.isalnum():
            self._parts.append(mark)
        elif mark in self._emphasis and not before.isspace():
            self._parts[self._emphasis.pop(mark)] = ""
        else:
            if behind and not behind.isspace():
                self._emphasis[mark] = len(self._parts)
            self._parts.append(mark)

    def _close_bracket(self, token: re.Match[str]) -> None:
        """Close the innermost open bracket: what it holds is a link, a picture, or in brackets."""
        start = self._brackets.pop() if self._brackets else -1
        if start < 0:
            self._parts.append(token[0])
            return
        target = token["target"] or ""
        inner = "".join(self._parts[start + 1 :]) if target or self._labels else ""
        if not target.startswith("(") and not self._is_defined(inner, token["reference"]):
            self._parts.append(token[0])
            return
        is_image = self._parts[start] == "!["
        seen = "" if is_image else _ANY_BREAK.sub(_as_joined, inner)
        swallowed = _swallowed(inner * is_image + target)
        self._parts[start:] = [IMAGE + swallowed if is_image else f"{LINK}{_unlinked(seen)}{LINK_END}{swallowed}"]
        self._emphasis = {mark: part for mark, part in self._emphasis.items() if part < start}

    def _is_defined(self, text: str, reference: str | None) -> bool:
        """Tell whether a text in brackets has an address somewhere else."""
        label = _label(reference or text.translate(_SEEN))
        if label in self._labels:
            self.uses.add(label)
        return label in self._labels


def _label(text: str) -> str:
    return " ".join(text.split()).lower()


def _as_joined(newline: re.Match[str]) -> str:
    return JOINED if newline[0] == "\n" else newline[0]


def _swallowed(text: str) -> str:
    """Return the newlines of what is not seen."""
    return SWALLOWED * len(_ANY_BREAK.findall(text))


def _unlinked(text: str) -> str:
    """Return a link's text without the marks of links inside it."""
    return text.replace(LINK, "").replace(LINK_END, "") if LINK in text else text


# --- blocks: what markdown-it-py finds --------------------------------------------------------------------------------

DEEPEST = 100
"""Levels of quotes and lists that are told apart; what is nested deeper is text as it stands."""

_PLACES = {
    "bullet_list_open": ("in_list", 1),
    "bullet_list_close": ("in_list", -1),
    "ordered_list_open": ("in_list", 1),
    "ordered_list_close": ("in_list", -1),
    "list_item_open": ("in_item", 1),
    "list_item_close": ("in_item", -1),
    "blockquote_open": ("in_quote", 1),
    "blockquote_close": ("in_quote", -1),
}
_HEADINGS = {"h1": "in_h1", "h2": "in_h2", "h3": "in_h3", "h4": "in_h4", "h5": "in_h4", "h6": "in_h4"}
PLACES = ("in_list", "in_item", "in_quote", "in_h1", "in_h2", "in_h3", "in_h4", "in_table", "in_pre", "in_paragraph")
"""What a line can stand in; the names are those of `cleaner.html.elements.FIELDS`."""

_WORD = re.compile(r"\w")


class Blocks:
    """A text's blocks, which become lines one after the other; ``at`` is the first source line that is not read."""

    def __init__(self, source: Sequence[str], tokens: Sequence[Token], labels: frozenset[str]) -> None:
        self._source, self._tokens, self._labels = source, tokens, labels
        self._width = wrap_width(_lines_of(token, source) for token in tokens if _has_several_lines(token))
        self._place = dict.fromkeys(("in_list", "in_item", "in_quote"), 0)
        self._uses: frozenset[str] = frozenset()
        self._at = 0

    def lines(self) -> Iterator[Line]:
        """Yield all lines; together they are made of all lines of the source."""
        tokens = iter(self._tokens)
        for token in tokens:
            if token.type in _PLACES:
                name, step = _PLACES[token.type]
                self._place[name] += step
            elif token.map and token.type in _READERS:
                yield from self._untold(token.map[0])
                yield from _READERS[token.type](self, token, tokens)
        yield from self._untold(len(self._source))

    def _untold(self, until: int) -> Iterator[Line]:
        """Yield lines that belong to no block: blank ones, and what is nested too deeply."""
        for line in self._source[self._at : until]:
            yield Line(line if _WORD.search(line) else "", 1, {})
        self._at = max(self._at, until)

    def _read(self, content: str) -> str:
        """Read a block's content, and note which references it uses."""
        if not self._labels or not _SPECIAL.search(content):
            return read_inline(content)
        inline = _Inline(content, self._labels)
        read = inline.read()
        self._uses = frozenset(inline.uses)
        return read

    def _line(self, read: str, until: int, **place: int) -> Line:
        """Return a line up to some line of the source, from what was read for it."""
        lines = until - self._at
        self._at = until
        linked = _LINKED.findall(read) if LINK in read else ()
        text = " ".join((read.translate(_SEEN) if _ANY_MARK.search(read) else read).split())
        uses, self._uses = self._uses, frozenset()
        if not has_ink(text):
            return Line("", lines, {}, images=read.count(IMAGE), uses=uses)
        characters = sum(len(link.translate(_SEEN).strip()) for link in linked)
        return Line(text, lines, self._place | place, len(linked), characters, read.count(IMAGE), uses=uses)

    def _read_heading(self, heading: Token, tokens: Iterator[Token]) -> Iterator[Line]:
        content = next(tokens).content.replace("\n", JOINED)
        yield self._line(self._read(content), _stop(heading), **{_HEADINGS[heading.tag]: 1})

    def _read_paragraph(self, paragraph: Token, tokens: Iterator[Token]) -> Iterator[Line]:
        """Yield the lines of a paragraph; wrapped ones are one."""
        lines = _lines_of(next(tokens), self._source)
        if self._labels and (labels := [_DEFINITION.match(line) for line in lines]) and all(labels):
            for label in filter(None, labels):
                yield self._line("", self._at + 1)._replace(defines=_label(label[1]))
            return
        head = table_head(lines)
        if head > 0:
            yield from self._paragraph(lines[:head], self._at + head)
        if head < len(lines):
            yield self._table(
                lines[head], [line for line in lines[head + 1 :] if not _DELIMITERS.match(line)], _stop(paragraph)
            )

    def _paragraph(self, lines: Sequence[str], until: int) -> Iterator[Line]:
        source, content = self._source[self._at : until], lines[0]
        for (above, below), line in zip(pairwise(source), lines[1:], strict=True):
            content += joint(above, below, line, self._width) + line
        pieces = self._read(content).split("\n")
        for piece in pieces[:-1]:
            yield self._line(piece, self._at + 1 + piece.count(JOINED) + piece.count(SWALLOWED), in_paragraph=1)
        yield self._line(pieces[-1], until, in_paragraph=1)

    def _read_table(self, table: Token, _tokens: Iterator[Token]) -> Iterator[Line]:
        head, _, *rows = self._source[self._at : _stop(table)]
        yield self._table(head, rows, _stop(table))

    def _table(self, head: str, rows: Sequence[str], until: int) -> Line:
        """Return a table: one line, since its rows mean nothing without the others."""
        read = self._read(_ROW_ENDS.sub("|", "\n".join([head, *rows])).strip("|"))
        line = self._line(read, until, in_table=1)
        return line._replace(whole=100 * line.linked <= MOST_LINKED * len(line.text))

    def _read_fence(self, fence: Token, _tokens: Iterator[Token]) -> Iterator[Line]:
        yield self._line(fence.content, _stop(fence), in_pre=1)._replace(whole=True)

    def _read_html(self, block: Token, _tokens: Iterator[Token]) -> Iterator[Line]:
        from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - most Markdown holds no HTML

        from cleaner.html.parseable import parseable  # noqa: PLC0415 - as above

        page = LexborHTMLParser(parseable(block.content))
        page.strip_tags(["script", "style"])
        yield self._line(page.text(separator=" "), _stop(block))

    def _read_rule(self, rule: Token, _tokens: Iterator[Token]) -> Iterator[Line]:
        yield self._line("", _stop(rule))


MOST_LINKED = 50
"""Percent of a table's characters that may be links; a table of more is a menu."""

_READERS = {
    "heading_open": Blocks._read_heading,
    "paragraph_open": Blocks._read_paragraph,
    "table_open": Blocks._read_table,
    "fence": Blocks._read_fence,
    "html_block": Blocks._read_html,
    "hr": Blocks._read_rule,
}


CELL_SEPARATOR = " | "
MOST_MENU_LINES = 2
"""Lines with bars; more of them are a table, fewer may be a menu."""

_ROW_ENDS = re.compile(r"[ \t]*+\|?[ \t]*+\n[ \t]*+\|?")
_DELIMITERS = re.compile(r"[ \t]*+\|?(?:[ \t]*+:?-+:?[ \t]*+\|)+(?:[ \t]*+:?-+:?)?[ \t]*+$")


def table_head(lines: Sequence[str]) -> int:
    """Return at which line of a paragraph a table begins that is none in the standard, else how many lines there are.

    Converters write tables whose heads have less cells than the other rows, or none.

    >>> table_head(["Prices", "---|---", "2013| 12"]), table_head(["Prices", "2013| 12"])
    (0, 2)
    """
    if len(lines) > 1 and "|" in lines[-1]:
        if len(lines) > MOST_MENU_LINES and all(CELL_SEPARATOR in line for line in lines):
            return 0
        for number, line in enumerate(lines[1:]):
            if "|" in line and _DELIMITERS.match(line):
                return number
    return len(lines)


def _stop(token: Token) -> int:
    assert token.map is not None
    return token.map[1]


def _has_several_lines(token: Token) -> bool:
    return token.type == "inline" and token.map is not None and token.map[1] - token.map[0] > 1


def _lines_of(inline: Token, source: Sequence[str]) -> list[str]:
    """Return the lines of a block's content without what stands before them for lists and quotes."""
    assert inline.map is not None
    start, stop = inline.map
    lines = inline.content.split("\n")
    return lines if len(lines) == stop - start else list(source[start:stop])


@cache
def _parser() -> MarkdownIt:
    """Return the parser of blocks; what is indented is code on no page that was seen, but menus inside menus."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - who cleans text does not need it

    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table").disable(["code", "reference"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


# --- wrapped lines ----------------------------------------------------------------------------------------------------

NARROWEST, WIDEST = 60, 100
"""Texts are wrapped at so many columns: mail at 72, html2text at 78, code at 100."""

LEAST_EXPLAINED = 0.6
LEAST_BREAKS = 2
"""So many of the long lines that others follow in their paragraph end where the next word did not fit. Of pages that
html2text wrapped, nine tenths and more do, of others hardly any come to a third."""

_HARD = ("  ", "\\")
_FIRST_PART = re.compile(r"[^\s-]*+-?")


def wrap_width(paragraphs: Iterable[Sequence[str]]) -> int:
    """Return at how many columns a text is wrapped, 0 if it is not: the width that explains most ends of lines."""
    explained, breaks = Counter[int](), 0
    for lines in paragraphs:
        for above, below in pairwise(lines):
            length = len(above.rstrip())
            if length >= NARROWEST and " " in above.strip():  # an address may be longer than any line
                breaks += 1
                explained.update(range(length, min(_needed_width(length, below), WIDEST + 1)))
    if not explained:
        return 0
    width, count = max(explained.items(), key=lambda found: (found[1], found[0]))
    return width if count >= max(LEAST_BREAKS, LEAST_EXPLAINED * breaks) else 0


def _needed_width(length: int, below: str) -> int:
    """Return how long a line of some length would be together with the first word of the next."""
    first = _FIRST_PART.match(below.lstrip())
    return length + 1 + len(first[0] if first else "")


def joint(above: str, below: str, line: str, width: int) -> str:
    """Return what stands between two lines of a paragraph: a newline, or a mark where they are one line."""
    if not width or above.endswith(_HARD) or _needed_width(len(above.rstrip()), below) <= width:
        return "\n"
    return SWALLOWED if above[-1:] == "-" and above[-2:-1].isalpha() and line[:1].isalnum() else JOINED


# --- references: [text][label], and somewhere else [label]: address ---------------------------------------------------

_DEFINITION = re.compile(r"^[ ]{0,3}\[(?!\^)([^\[\]\n]++)\]:[ \t]*+(?:<[^<>\n]*+>|\S++)", re.MULTILINE)


def defined_labels(text: str) -> frozenset[str]:
    r"""Return the labels that references define, in small letters.

    >>> defined_labels("[The Map]: /map\n[^1]: A footnote.")
    frozenset({'the map'})
    """
    if "]:" not in text:
        return frozenset()
    return frozenset(map(_label, _DEFINITION.findall(text)))


# --- the view ---------------------------------------------------------------------------------------------------------


def markdown_view(source: str, *, keep_front: bool = False) -> View:
    """Return the view of a text that is Markdown; its front matter goes, unless it is to be kept."""
    front = front_matter(source)
    lines = list(_front_lines(source[: front.length], keep=keep_front)) + read_lines(source[front.length :])
    starts = [0, *(end.end() for end in NEWLINE.finditer(source)), len(source)]
    bounds = [starts[number] for number in accumulate((line.lines for line in lines), initial=0)]
    seen = [line for line in lines if line.text]
    return View(
        MARKDOWN,
        source,
        "".join([line.text + "\n" for line in lines]),
        bounds,
        _columns(seen),
        protected=bytes([line.whole for line in seen]),
        front=0 if keep_front else front.length,
        declared=front.fields,
        needed=list(_needed(lines, bounds)),
    )


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


def _front_lines(front: str, *, keep: bool) -> Iterator[Line]:
    if front:
        text = " ".join(front.split()) if keep else ""
        yield Line(text, len(_source_lines(front)), {}, whole=keep)


def read_lines(text: str) -> list[Line]:
    """Return the lines of a text that is Markdown."""
    if _ANY_MARK.search(text):
        text = text.translate(_NO_MARKS)
    return [*Blocks(_source_lines(text), _parser().parse(text), defined_labels(text)).lines()]


def _source_lines(text: str) -> list[str]:
    lines = NEWLINE.split(text) if "\r" in text else text.split("\n")
    return lines if lines[-1] else lines[:-1]


def _columns(seen: Sequence[Line]) -> dict[str, array[int]]:
    """Return what the marks say of lines, under the names that lines of pages have.

    A line's ``outer`` part of the text is its section, from one heading to the next, its ``container`` the list that it
    stands in or else the section.
    """
    columns = {place: array("H", [line.place.get(place, 0) for line in seen]) for place in PLACES}
    columns["links"] = array("H", [min(line.links, LARGEST_VALUE) for line in seen])
    columns["images"] = array("H", [min(line.images, LARGEST_VALUE) for line in seen])
    columns["link_share"] = array("H", [_percent(line.linked, len(line.text)) for line in seen])
    lists, sections = _groups(seen)
    return columns | _sums("container", lists, seen) | _sums("outer", sections, seen)


def _groups(seen: Sequence[Line]) -> tuple[list[int], list[int]]:
    """Return, for each line, the number of its list or section, and that of its section."""
    lists, sections = [], []
    section, last, was_item = 0, 0, False
    for line in seen:
        is_item = line.place.get("in_list", 0) > 0
        if any(line.place.get(name) for name in _HEADINGS.values()):
            section = last = last + 1
        elif is_item and not was_item:
            last += 1
        lists.append(last if is_item else section)
        sections.append(section)
        was_item = is_item
    return lists, sections


def _sums(name: str, groups: Sequence[int], seen: Sequence[Line]) -> dict[str, array[int]]:
    """Return how many lines and words each line's group has, and how much of it are links."""
    lines, words, linked, characters = Counter(groups), Counter[int](), Counter[int](), Counter[int]()
    for group, line in zip(groups, seen, strict=True):
        words[group] += line.text.count(" ") + 1
        linked[group] += line.linked
        characters[group] += len(line.text)
    return {
        f"{name}_lines": array("H", [min(lines[group], LARGEST_VALUE) for group in groups]),
        f"{name}_words": array("H", [min(words[group], LARGEST_VALUE) for group in groups]),
        f"{name}_link_share": array("H", [_percent(linked[group], characters[group]) for group in groups]),
    }


def _percent(part: int, whole: int) -> int:
    return min(100, 100 * part // whole)


# --- without marks ----------------------------------------------------------------------------------------------------

_FENCE_LINES = re.compile(r"\A[^\n]*\n|\n?[ \t>]*(?:`{3,}|~{3,})[ \t]*\n?\Z")
_PIPES = re.compile(r"^[ \t>]*\|?[ \t]*|[ \t]*\|?[ \t]*$", re.MULTILINE)
_DELIMITER_LINE = re.compile(r"^[ \t>|:-]+(?:\n|\Z)", re.MULTILINE)


def plain_text(source: str) -> str:
    r"""Return Markdown as a reader sees it: a paragraph a line, code and tables line by line.

    >>> plain_text("## Rain\n\nSee [the\nmap](/m) of *it*.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    'Rain\n\nSee the map of it.\n\na | b\n1 | 2\n'
    """
    shown = []
    at = 0
    lines = _source_lines(source)
    for line in read_lines(source):
        written = "\n".join(lines[at : at + line.lines])
        at += line.lines
        if line.place.get("in_pre"):
            shown.append(_FENCE_LINES.sub("", written))
        elif line.place.get("in_table"):
            shown.append(_PIPES.sub("", _DELIMITER_LINE.sub("", written)))
        else:
            shown.append(line.text)
    return "\n".join(shown) + "\n" * bool(shown)
