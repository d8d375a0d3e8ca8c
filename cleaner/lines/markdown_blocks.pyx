# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
r"""The blocks of Markdown, line by line: quotes and lists, and what stands in them.

Each line goes on with the quotes and items that are open, as far as it has their marks; then it opens others, and a
block, or goes on with the paragraph before it. So it says CommonMark, and GitHub's tables with it, but for one thing:
what is indented is no code. On pages that converters wrote it hardly ever is, while menus stand inside menus.

A line is read once, and there are no more than `DEEPEST` marks to look for: linear time, whatever the text.

>>> blocks_of("# Rain\n> * a\n>   b\n")
[('heading', 1, 0, 1, 0, 0), ('paragraph', 0, 1, 3, 1, 1)]
"""

import re

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport int64_t

cdef extern from "Python.h":
    Py_UCS4* PyUnicode_AsUCS4Copy(object text) except NULL

KINDS = ("paragraph", "heading", "table", "fence", "html", "rule")

cdef enum:
    TAB = 4  # columns
    MOST_INDENT = 3  # of what ends a paragraph or stands behind the mark of an item
    LEAST_FENCE = 3
    LEAST_RULE = 3
    MOST_LEVEL = 6
    MOST_DIGITS = 9
    FIRST_MARK = 1  # what `markdown_inline` marks places with
    LAST_MARK = 8

_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    "track|ul"
)
_ATTRIBUTE = r"""\s++[a-z_:][\w:.-]*+(?:\s*+=\s*+(?:[^"'=<>`\s]++|'[^']*+'|"[^"]*+"))?+"""
_HTML = re.compile(
    rf"""<(?:(?P<raw>script|pre|style|textarea)(?=[\s>]|$)|(?P<comment>!--)|(?P<instruction>\?)|(?P<declaration>![a-z])
    |(?P<data>!\[CDATA\[)|/?+(?P<block>{_BLOCK_TAGS})(?=\s|/?>|$)
    |(?P<tag>[a-z][a-z0-9-]*+(?:{_ATTRIBUTE})*+\s*+/?+>|/[a-z][a-z0-9-]*+\s*+>)\s*+$)""",
    re.IGNORECASE | re.VERBOSE,
)
_HTML_ENDS = {
    "raw": re.compile("</(?:script|pre|style|textarea)>", re.IGNORECASE),
    "comment": re.compile("-->"),
    "instruction": re.compile(r"\?>"),
    "declaration": re.compile(">"),
    "data": re.compile("]]>"),
}
"""How blocks of HTML end that a blank line does not."""


def blocks_of(source: str) -> list[tuple[str, int, int, int, int, int]]:
    """Return kind, level, first line, the line behind the last, and how many items and quotes each block stands in."""
    cdef Blocks blocks = Blocks(source)
    return [
        (KINDS[<int>one.kind], one.level, one.start, one.stop, one.items, one.quotes)
        for one in blocks.blocks[: blocks.block_count]
    ]


cdef class Blocks:
    """The lines of a text, and its blocks in order."""

    def __cinit__(self, str source not None):
        """Read a text."""
        cdef int64_t number
        self.source = source
        self.text = PyUnicode_AsUCS4Copy(source)
        self._find_lines()
        self.blocks = <Block*>PyMem_Malloc((self.line_count + 1) * sizeof(Block))  # each has a line of its own
        if self.blocks == NULL:
            raise MemoryError
        for number in range(self.line_count):
            self._read_line(number)
        self._close_leaf(self.line_count, self.line_count)

    def __dealloc__(self):
        """Give back the memory."""
        PyMem_Free(self.text)
        PyMem_Free(self.lines)
        PyMem_Free(self.blocks)

    cdef int64_t start_of(self, int64_t number) noexcept:
        """Return where a line starts; behind the last one, where the text ends."""
        return self.lines[number].start if number < self.line_count else len(self.source)

    cdef int _find_lines(self) except -1:
        cdef int64_t size = len(self.source), count = 1, at, start = 0, stop
        for at in range(size):
            if self.text[at] == u"\n" or self.text[at] == u"\r":
                count += 1
            elif FIRST_MARK <= self.text[at] <= LAST_MARK:
                self.text[at] = u" "
        self.lines = <SourceLine*>PyMem_Malloc(count * sizeof(SourceLine))
        if self.lines == NULL:
            raise MemoryError
        while start < size:
            at = start
            while at < size and self.text[at] != u"\n" and self.text[at] != u"\r":
                at += 1
            stop = at
            while stop > start and is_white(self.text[stop - 1]):
                stop -= 1
            self.lines[self.line_count] = SourceLine(start, start, stop, at)
            self.line_count += 1
            start = at + (2 if at + 1 < size and self.text[at] == u"\r" and self.text[at + 1] == u"\n" else 1)
        return 0

    cdef int _read_line(self, int64_t number) except -1:
        cdef Cursor cursor = Cursor(self.lines[number].start, 0, 0, 0, 0, self.lines[number].stop)
        cdef int matched, parent
        cdef bint is_inside, is_text
        self._see(&cursor)
        matched = self._matched(&cursor)
        is_inside = matched == self._depth
        if self._in_leaf and (self._leaf.kind == FENCE or self._leaf.kind == HTML):
            if is_inside and self._is_verbatim(number, &cursor):
                self.lines[number].content = min(cursor.at, cursor.stop)
                return 0
            self._close_leaf(number, number)
        if cursor.ink >= cursor.stop:
            self._leave(number, matched)
            return 0
        is_text = self._in_leaf and self._leaf.kind == PARAGRAPH
        if not (is_text and is_inside and (cursor.indent > MOST_INDENT or self._changes_paragraph(number, &cursor))):
            parent = self._open_containers(number, &cursor, matched, is_text and is_inside)
            if parent < 0:
                return 0
            if not self._in_leaf or (self._leaf.kind == TABLE and not is_inside):
                self._leave(number, parent)
                self._open_leaf(PARAGRAPH, number, parent)
        self.lines[number].content = cursor.ink
        return 0

    cdef int _matched(self, Cursor* cursor) noexcept:
        """Pass the marks of the containers that a line goes on with, and return how many do."""
        cdef int number
        cdef Container* container
        for number in range(self._depth):
            container = &self._containers[number]
            if container.is_quote:
                if cursor.ink >= cursor.stop or self.text[cursor.ink] != u">":
                    return number
                self._pass_mark(cursor, 1)
                self._pass_columns(cursor, 1)
            elif cursor.ink >= cursor.stop:
                if container.is_empty:
                    return number
            elif cursor.indent < container.padding:
                return number
            else:
                self._pass_columns(cursor, container.padding)
                container.is_empty = False
        return self._depth

    # --- what goes on -------------------------------------------------------------------------------------------------

    cdef bint _is_verbatim(self, int64_t number, Cursor* cursor) except -1:
        """Tell whether a line belongs to the code or HTML that is open, which it may close."""
        cdef int64_t at = cursor.ink
        if self._leaf.kind == HTML:
            if self._html_end is None and cursor.ink >= cursor.stop:
                return False
            if self._closes_html(cursor):
                self._close_leaf(number + 1, number + 1)
            return True
        while at < cursor.stop and self.text[at] == self._fence:
            at += 1
        if at == cursor.stop and at - cursor.ink >= self._fence_length:
            self._close_leaf(number + 1, number)
        return True

    cdef bint _closes_html(self, Cursor* cursor) except -1:
        return self._html_end is not None and self._html_end.search(self.source, cursor.ink, cursor.stop) is not None

    cdef bint _changes_paragraph(self, int64_t number, Cursor* cursor) noexcept:
        """Tell whether a line makes the paragraph before it a heading, or the last line of it the head of a table."""
        cdef SourceLine* head = &self.lines[number - 1]
        cdef int columns = columns_of_delimiters(self.text, cursor.ink, cursor.stop)
        if columns and columns == columns_of_row(self.text, head.content, head.stop):
            if self._leaf.start < number - 1:
                self._close_leaf(number - 1, number - 1)
            self._open_leaf(TABLE, number - 1, self._depth)
            return True
        if self._is_underline(cursor):
            self._leaf.kind = HEADING
            self._leaf.level = 1 if self.text[cursor.ink] == u"=" else 2
            self._close_leaf(number + 1, number)
            return True
        return False

    cdef bint _is_underline(self, Cursor* cursor) noexcept:
        cdef Py_UCS4 mark = self.text[cursor.ink]
        cdef int64_t at = cursor.ink
        if mark != u"=" and mark != u"-":
            return False
        while at < cursor.stop and self.text[at] == mark:
            at += 1
        return at == cursor.stop

    # --- what begins --------------------------------------------------------------------------------------------------

    cdef int _open_containers(self, int64_t number, Cursor* cursor, int parent, bint interrupts) except -2:
        """Open what a line begins; return how deep what is left of it stands, -1 if nothing is."""
        cdef int64_t width
        while True:
            if self._opens_leaf(number, cursor, parent, interrupts):
                return -1
            width = 0
            if parent < DEEPEST and self.text[cursor.ink] != u">":
                width = width_of_item(self.text, cursor.ink, cursor.stop, interrupts)
            if parent == DEEPEST or not (width or self.text[cursor.ink] == u">"):
                return parent
            parent = self._push(number, cursor, parent, width)
            interrupts = False
            if cursor.ink >= cursor.stop:
                return -1

    cdef int _push(self, int64_t number, Cursor* cursor, int parent, int64_t width) noexcept:
        """Open a quote or, where a mark has a width, an item; return how deep what it holds stands."""
        cdef int64_t behind, padding = cursor.indent + width
        self._leave(number, parent)
        if not width:
            self._pass_mark(cursor, 1)
            self._pass_columns(cursor, 1)
        else:
            self._pass_mark(cursor, width)
            behind = cursor.indent if cursor.ink < cursor.stop and cursor.indent <= MOST_INDENT + 1 else 1
            padding += behind
            self._pass_columns(cursor, behind)
        self._containers[parent] = Container(not width, cursor.ink >= cursor.stop, padding)
        self._depth = parent + 1
        return self._depth

    cdef bint _opens_leaf(self, int64_t number, Cursor* cursor, int parent, bint interrupts) except -1:
        cdef Py_UCS4 first = self.text[cursor.ink]
        if first == u"#":
            return not self._heads_table(number, cursor) and self._is_heading(number, cursor, parent)
        if first == u"`" or first == u"~":
            return self._opens_fence(number, cursor, parent)
        if first == u"<":
            return self._opens_html(number, cursor, parent, interrupts)
        if (first == u"*" or first == u"-" or first == u"_") and is_rule(self.text, cursor.ink, cursor.stop):
            self._leave(number, parent)
            self._open_leaf(RULE, number, parent)
            self._close_leaf(number + 1, number)
            return True
        return False

    cdef bint _opens_fence(self, int64_t number, Cursor* cursor, int parent) noexcept:
        cdef int64_t at = cursor.ink, length
        cdef Py_UCS4 mark = self.text[at]
        while at < cursor.stop and self.text[at] == mark:
            at += 1
        length = at - cursor.ink
        if length < LEAST_FENCE:
            return False
        while at < cursor.stop:
            if mark == u"`" and self.text[at] == mark:
                return False
            at += 1
        self._leave(number, parent)
        self._open_leaf(FENCE, number, parent)
        self._leaf.first = number + 1
        self._fence, self._fence_length = mark, length
        return True

    cdef bint _opens_html(self, int64_t number, Cursor* cursor, int parent, bint interrupts) except -1:
        found = _HTML.match(self.source, cursor.ink, cursor.stop)
        if found is None or (found.lastgroup == "tag" and (interrupts or self._in_leaf)):
            return False
        self._leave(number, parent)
        self._open_leaf(HTML, number, parent)
        self.lines[number].content = cursor.ink
        self._html_end = _HTML_ENDS.get(found.lastgroup)
        if self._closes_html(cursor):
            self._close_leaf(number + 1, number + 1)
        return True

    cdef bint _heads_table(self, int64_t number, Cursor* cursor) noexcept:
        """Tell whether a line that begins as a heading does is the head of a table: ``# | Ferry | Cars``."""
        cdef SourceLine* below = &self.lines[number + 1]
        cdef int columns = columns_of_row(self.text, cursor.ink, cursor.stop)
        return columns > 0 and number + 1 < self.line_count and columns == columns_of_delimiters(
            self.text, below.start, below.stop
        )

    cdef bint _is_heading(self, int64_t number, Cursor* cursor, int parent) noexcept:
        cdef int64_t at = cursor.ink, stop = cursor.stop
        cdef int level
        while at < cursor.stop and self.text[at] == u"#":
            at += 1
        level = <int>min(at - cursor.ink, MOST_LEVEL + 1)
        if level > MOST_LEVEL or (at < cursor.stop and not is_white(self.text[at])):
            return False
        while stop > at and self.text[stop - 1] == u"#":
            stop -= 1
        self._leave(number, parent)
        self._open_leaf(HEADING, number, parent)
        self._leaf.level = level
        self.lines[number].content = at
        self.lines[number].stop = stop if stop == at or is_white(self.text[stop - 1]) else cursor.stop
        self._close_leaf(number + 1, number + 1)
        return True

    # --- blocks and containers ----------------------------------------------------------------------------------------

    cdef void _open_leaf(self, Kind kind, int64_t number, int parent) noexcept:
        cdef int place, quotes = 0
        for place in range(parent):
            quotes += self._containers[place].is_quote
        self._leaf = Block(kind, 0, parent - quotes, quotes, number, number, number, number)
        self._in_leaf = True

    cdef void _close_leaf(self, int64_t stop, int64_t last) noexcept:
        if self._in_leaf:
            self._leaf.stop, self._leaf.last = stop, max(last, self._leaf.first)
            self.blocks[self.block_count] = self._leaf
            self.block_count += 1
        self._in_leaf = False

    cdef void _leave(self, int64_t number, int parent) noexcept:
        """Close what is open but for some containers."""
        self._close_leaf(number, number)
        self._depth = parent

    # --- places in a line ---------------------------------------------------------------------------------------------

    cdef void _see(self, Cursor* cursor) noexcept:
        """Find the first place that is not white."""
        cdef int64_t at = cursor.at, column = cursor.column
        while at < cursor.stop and is_white(self.text[at]):
            column += TAB - column % TAB if self.text[at] == u"\t" else 1
            at += 1
        cursor.ink, cursor.indent = at, cursor.spare + column - cursor.column

    cdef void _pass_columns(self, Cursor* cursor, int64_t count) noexcept:
        """Pass so many columns of white space, if there are; a tab may be passed in part."""
        cdef int64_t width = min(cursor.spare, count)
        cursor.spare -= width
        count -= width
        while count > 0 and cursor.at < cursor.ink:
            width = TAB - cursor.column % TAB if self.text[cursor.at] == u"\t" else 1
            cursor.at += 1
            cursor.column += width
            cursor.spare = max(width - count, 0)
            count -= width
        self._see(cursor)

    cdef void _pass_mark(self, Cursor* cursor, int64_t width) noexcept:
        """Pass a mark, and what is white before it."""
        cursor.column += cursor.indent - cursor.spare + width
        cursor.at = cursor.ink + width
        cursor.spare = 0
        self._see(cursor)


# --- a line by itself -------------------------------------------------------------------------------------------------

cdef inline bint is_white(Py_UCS4 character) noexcept:
    return character == u" " or character == u"\t"


cdef bint is_rule(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    cdef Py_UCS4 mark = text[at]
    cdef int64_t count = 0
    for at in range(at, stop):
        if text[at] == mark:
            count += 1
        elif not is_white(text[at]):
            return False
    return count >= LEAST_RULE


cdef int64_t width_of_item(const Py_UCS4* text, int64_t start, int64_t stop, bint interrupts) noexcept:
    """Return how wide an item's mark is, 0 where there is none; one that interrupts a paragraph is not empty, nor 2."""
    cdef int64_t at = start, value = 0
    while at < stop and at - start < MOST_DIGITS and u"0" <= text[at] <= u"9":
        value = 10 * value + <int>text[at] - <int>u"0"
        at += 1
    if at == stop:
        return 0
    if at > start and text[at] != u"." and text[at] != u")":
        return 0
    if at == start and text[at] != u"*" and text[at] != u"-" and text[at] != u"+":
        return 0
    if at + 1 < stop and not is_white(text[at + 1]):
        return 0
    if interrupts and (at + 1 == stop or (at > start and value != 1)):
        return 0
    return at + 1 - start


cdef int columns_of_delimiters(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    """Return how many columns a line such as ``|---|:-:|`` has, 0 where it is none."""
    cdef int columns = 0
    if stop - at < 2 or (text[at] == u"-" and is_white(text[at + 1])):
        return 0
    at += text[at] == u"|"
    while at < stop:
        while at < stop and is_white(text[at]):
            at += 1
        at += at < stop and text[at] == u":"
        if at == stop or text[at] != u"-":
            return 0
        while at < stop and text[at] == u"-":
            at += 1
        at += at < stop and text[at] == u":"
        while at < stop and is_white(text[at]):
            at += 1
        if at < stop and text[at] != u"|":
            return 0
        at += 1
        columns += 1
    return columns


cdef int columns_of_row(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    """Return how many columns a row has, 0 where nothing parts them."""
    cdef int64_t place
    cdef int pipes = 0
    for place in range(at, stop):
        pipes += text[place] == u"|" and (place == at or text[place - 1] != u"\\")
    if pipes == 0:
        return 0
    return pipes + 1 - (text[at] == u"|") - (text[stop - 1] == u"|" and text[stop - 2] != u"\\")
