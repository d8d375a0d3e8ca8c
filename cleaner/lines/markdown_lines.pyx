# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
r"""Markdown as lines of what a reader sees: items, headings, tables, and the lines of paragraphs.

A converter may have wrapped the text: lines that end where the next word did not fit are one line.

>>> [(line.text, line.stop) for line in read_lines("# Rain\n\n* See [the\n  map](/m).\n")]
[('Rain', 7), ('', 8), ('See the map.', 31)]
"""

import re
from collections.abc import Sequence

from cpython cimport array

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport Py_UNICODE_ISALNUM, Py_UNICODE_ISALPHA, Py_UNICODE_ISSPACE
from libc.stdint cimport int64_t, uint16_t
from libc.string cimport memset

from cleaner.lines.characters cimport BEYOND, CLASSES, INK
from cleaner.lines.markdown_blocks cimport FENCE, HEADING, HTML, PARAGRAPH, RULE, TABLE, Block, Blocks, SourceLine
from cleaner.lines.markdown_inline cimport ANCHOR, IMAGE, JOINED, LINK, LINK_END, PLACEHOLDER, SWALLOWED, Inline, text_of
from cleaner.lines.markdown_inline import label_of

cdef enum:
    MOST_LINKED = 50  # percent of a table's characters that may be links; a table of more is a menu
    DEEPEST_HEADING = 4
    CODE_INDENT = 4
    # Texts are wrapped at so many columns: mail at 72, html2text at 78, code at 100. So many of the long lines that
    # others follow in their paragraph end where the next word did not fit: of pages that html2text wrapped, nine tenths
    # and more do, of others hardly any come to a third.
    NARROWEST = 60
    WIDEST = 100
    LEAST_BREAKS = 2
    LEAST_EXPLAINED = 60  # percent

CELL_SEPARATOR = " | "
MOST_MENU_LINES = 2
"""Lines with bars; more of them are a table, fewer may be a menu."""

_DELIMITERS = re.compile(r"[ \t]*+\|?(?:[ \t]*+:?-+:?[ \t]*+\|)+(?:[ \t]*+:?-+:?)?[ \t]*+$")
_DEFINITION = re.compile(r"^[ ]{0,3}\[(?!\^)([^\[\]\n]++)\]:[ \t]*+(?:<[^<>\n]*+>|\S++)", re.MULTILINE)


cdef class Line:
    """A line as a reader sees it, "" where nothing is to be seen, made of some lines of the source up to a ``stop``.

    It stands in so many ``items`` of lists and ``quotes``, and is a ``heading`` of a level, up to the fourth, or none.
    ``linked`` are the characters of its links; so many of these are ``anchors``, which lead to places of the same text.
    ``whole`` lines are code and tables, which stay as they are. ``defines`` is the label of a reference that a line
    defines, ``uses`` are those that it refers to. It ``is_unseen`` where links without a text and pictures that show
    nothing are all that it has.
    """

    cdef readonly str text, defines
    cdef readonly int64_t stop, links, linked, anchors, images
    cdef readonly int items, quotes, heading
    cdef readonly bint in_table, in_pre, in_paragraph, whole, is_unseen
    cdef readonly frozenset uses

    def __cinit__(self, str text="", int64_t stop=0, *, bint whole=False):
        """Make a line of text that stands in nothing."""
        self.text, self.stop, self.whole = text, stop, whole
        self.defines, self.uses = "", _NONE


cdef frozenset _NONE = frozenset()


def read_lines(str text not None) -> list[Line]:
    """Return the lines of a text that is Markdown; together they are made of all lines of the source."""
    cdef Reader reader = Reader(text)
    return reader.read()


def defined_labels(str text not None) -> frozenset[str]:
    r"""Return the labels that references define, in small letters.

    >>> defined_labels("[The Map]: /map\n[^1]: A footnote.")
    frozenset({'the map'})
    """
    return frozenset(map(label_of, _DEFINITION.findall(text))) if "]:" in text else _NONE


def table_head(lines: Sequence[str]) -> int:
    """Return at which line of a paragraph a table begins that is none in the standard, else how many lines there are.

    Converters write tables whose heads have less cells than the other rows, or none.

    >>> table_head(["Prices", "---|---", "2013| 12"]), table_head(["Prices", "2013| 12"])
    (0, 2)
    """
    if len(lines) > MOST_MENU_LINES and all(CELL_SEPARATOR in line for line in lines):
        return 0
    for number, line in enumerate(lines[1:]):
        if "|" in line and _DELIMITERS.match(line):
            return number
    return len(lines)


cdef class Reader:
    """One text: its blocks become lines one after the other."""

    cdef Blocks _blocks
    cdef Inline _inline
    cdef Py_UCS4* _shown
    cdef int64_t _width  # in columns at which the text is wrapped, or 0
    cdef int64_t _at  # the first line of the source that is not read
    cdef list _lines

    def __cinit__(self, str text not None):
        """Find the blocks."""
        cdef int64_t room
        self._blocks = Blocks(text)
        room = len(text) + self._blocks.line_count + 1
        self._inline = Inline(room, defined_labels(text))
        self._shown = <Py_UCS4*>PyMem_Malloc(room * sizeof(Py_UCS4))
        if self._shown == NULL:
            raise MemoryError
        self._width = wrap_width(self._blocks)
        self._lines = []

    def __dealloc__(self):
        """Give back the memory."""
        PyMem_Free(self._shown)

    cdef list read(self):
        cdef int64_t number = 0, behind
        cdef Block* block
        while number < self._blocks.block_count:
            block = &self._blocks.blocks[number]
            self._pass_blank(block.start)
            number += 1
            behind = code_end(self._blocks, number - 1)
            if behind >= number:
                number = behind
                self._read_code(block, block.start, self._blocks.blocks[behind - 1].stop)
            elif block.kind == PARAGRAPH:
                self._read_paragraph(block)
            elif block.kind == HEADING:
                self._read_heading(block)
            elif block.kind == TABLE:
                self._read_table(block, block.start)
            elif block.kind == FENCE:
                self._read_code(block, block.first, block.last)
            elif block.kind == HTML:
                self._read_html(block)
            else:
                self._add("", block.stop, block)
        self._pass_blank(self._blocks.line_count)
        return self._lines

    cdef int _pass_blank(self, int64_t until) except -1:
        while self._at < until:
            self._at += 1
            self._lines.append(Line("", self._blocks.start_of(self._at)))
        return 0

    cdef Line _add(self, str text, int64_t until, const Block* block):
        """Add a line of some text, made of the source up to a line."""
        cdef Line line = Line(text, self._blocks.start_of(until))
        line.items, line.quotes = block.items, block.quotes
        self._lines.append(line)
        self._at = until
        return line

    cdef Line _add_seen(self, int64_t start, int64_t stop, int64_t until, const Block* block):
        """Add a line of what was read: white space is a space, links and pictures are counted."""
        cdef Py_UCS4 character
        cdef int64_t place, size = 0, links = 0, linked = 0, anchors = 0, images = 0, first = -1
        cdef bint gap = False, has_ink = False, in_link = False, unseen = False
        cdef Line line
        for place in range(start, stop):
            character = self._inline.seen[place]
            if Py_UNICODE_ISSPACE(character) or character == JOINED:
                gap = True
            elif ANCHOR <= character <= PLACEHOLDER:
                images += character == IMAGE
                anchors += character == ANCHOR
                unseen = unseen or character == PLACEHOLDER
                if character == LINK:
                    in_link, first = True, -1
                    links += 1
                elif character == LINK_END and in_link:
                    linked += size - first if first >= 0 else 0
                    in_link = False
            else:
                if gap and size:
                    self._shown[size] = u" "
                    size += 1
                gap = False
                if in_link and first < 0:
                    first = size
                self._shown[size] = character
                size += 1
                has_ink = has_ink or CLASSES[min(<int>character, BEYOND)] & INK
        line = self._add(text_of(self._shown, 0, size) if has_ink else "", until, block)
        line.links, line.linked, line.anchors, line.images = links, linked, anchors, images
        line.is_unseen = not has_ink and not images and (unseen or links > 0)
        if self._inline.uses:
            line.uses = frozenset(self._inline.uses)
        return line

    # --- blocks -------------------------------------------------------------------------------------------------------

    cdef int _take(self, int64_t first, int64_t last) except -1:
        """Take the content of lines as what is to be read, with newlines or what stands in their places."""
        cdef int64_t number
        for number in range(first, last):
            if number > first:
                self._inline.add_character(self._joint(number - 1))
            self._inline.add(self._blocks.text, self._blocks.lines[number].content, self._blocks.lines[number].stop)
        return 0

    cdef Py_UCS4 _joint(self, int64_t number) noexcept:
        """Return what stands between a line and the next: a newline, or a mark where they are one line."""
        cdef SourceLine* above = &self._blocks.lines[number]
        cdef const Py_UCS4* text = self._blocks.text
        cdef int64_t below = above[1].content
        if not self._width or ends_hard(text, above) or needed_width(text, above.start, above) <= self._width:
            return u"\n"
        if text[above.stop - 1] == u"-" and above.stop - above.content > 1 and above.stop == above.end:
            if Py_UNICODE_ISALPHA(text[above.stop - 2]) and Py_UNICODE_ISALNUM(text[below]):
                return SWALLOWED
        return JOINED

    cdef int _read_paragraph(self, const Block* block) except -1:
        """Add the lines of a paragraph; what looks like a table is one, and references are lines of their own."""
        cdef int64_t head = block.last
        if self._inline.labels and self._read_definitions(block):
            return 0
        if block.last - block.first > 1 and self._has_bar(block.last - 1):
            head = block.first + <int64_t>table_head([self._written(number) for number in range(block.first, block.last)])
        if head > block.first:
            self._take(block.first, head)
            self._inline.read()
            self._add_pieces(block, head)
        if head < block.last:
            self._read_table(block, head)
        return 0

    cdef int _add_pieces(self, const Block* block, int64_t until) except -1:
        """Add what was read of a paragraph line by line."""
        cdef int64_t start = 0, place, lines = 1
        cdef Py_UCS4 character
        for place in range(self._inline.seen_size):
            character = self._inline.seen[place]
            if character == u"\n":
                self._add_seen(start, place, self._at + lines, block).in_paragraph = True
                start, lines = place + 1, 1
            elif character == JOINED or character == SWALLOWED:
                lines += 1
        self._add_seen(start, self._inline.seen_size, until, block).in_paragraph = True
        self._inline.uses.clear()
        return 0

    cdef bint _read_definitions(self, const Block* block) except -1:
        """Add the lines of a paragraph that defines references and nothing else."""
        labels = [_DEFINITION.match(self._written(number)) for number in range(block.first, block.last)]
        if not all(labels):
            return False
        for found in labels:
            self._add("", self._at + 1, block).defines = label_of(found[1])
        return True

    cdef int _read_heading(self, const Block* block) except -1:
        cdef int64_t number
        for number in range(block.first, block.last):
            if number > block.first:
                self._inline.add_character(JOINED)
            self._inline.add(self._blocks.text, self._blocks.lines[number].content, self._blocks.lines[number].stop)
        self._inline.read()
        self._add_seen(0, self._inline.seen_size, block.stop, block).heading = min(block.level, DEEPEST_HEADING)
        self._inline.uses.clear()
        return 0

    cdef int _read_table(self, const Block* block, int64_t head) except -1:
        """Add a table: one line, since its rows mean nothing without the others."""
        cdef int64_t number
        cdef Line line
        for number in range(head, block.last):
            if number > head and _DELIMITERS.match(self._written(number)):
                continue
            if self._inline.size:
                self._inline.add_character(u"|")
            self._take_row(number)
        self._inline.read()
        line = self._add_seen(0, self._inline.seen_size, block.stop, block)
        line.in_table = True
        line.whole = 100 * line.linked <= MOST_LINKED * len(line.text)
        self._inline.uses.clear()
        return 0

    cdef int _take_row(self, int64_t number) except -1:
        """Take a row as what is to be read, without what stands around its cells."""
        cdef const Py_UCS4* text = self._blocks.text
        cdef int64_t start = self._blocks.lines[number].content, stop = self._blocks.lines[number].stop
        while start < stop and Py_UNICODE_ISSPACE(text[start]):
            start += 1
        start += start < stop and text[start] == u"|"
        stop -= start < stop and text[stop - 1] == u"|"
        while start < stop and Py_UNICODE_ISSPACE(text[stop - 1]):
            stop -= 1
        self._inline.add(text, start, stop)
        return 0

    cdef int _read_code(self, const Block* block, int64_t first, int64_t last) except -1:
        """Add code as one line: of a block, the lines that hold its content, or several blocks that are code."""
        cdef int64_t number, start
        cdef Line line
        for number in range(first, last):
            start = self._blocks.lines[number].content if block.kind == FENCE else self._blocks.lines[number].start
            self._inline.add(self._blocks.text, start, self._blocks.lines[number].stop)
            self._inline.add_character(u"\n")
        self._inline.take_as_seen()
        line = self._add_seen(0, self._inline.seen_size, max(block.stop, last), block)
        line.in_pre = line.whole = True
        return 0

    cdef int _read_html(self, const Block* block) except -1:
        """Add a block of HTML as one line."""
        from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - most Markdown holds no HTML

        from cleaner.html.parseable import parseable  # noqa: PLC0415 - as above

        html = "\n".join([self._written(number) for number in range(block.first, block.last)])
        page = LexborHTMLParser(parseable(html))
        page.strip_tags(["script", "style"])
        text = " ".join(page.text(separator=" ").split())
        self._add(text if has_ink_in(text) else "", block.stop, block)
        return 0

    cdef bint _has_bar(self, int64_t number) noexcept:
        cdef int64_t place
        for place in range(self._blocks.lines[number].content, self._blocks.lines[number].stop):
            if self._blocks.text[place] == u"|":
                return True
        return False

    cdef str _written(self, int64_t number):
        """Return a line's content as it is written."""
        cdef SourceLine* line = &self._blocks.lines[number]
        return text_of(self._blocks.text, line.content, max(line.content, line.stop))


cdef bint has_ink_in(str text) noexcept:
    cdef Py_UCS4 character
    for character in text:
        if CLASSES[min(<int>character, BEYOND)] & INK:
            return True
    return False


# --- code that is indented --------------------------------------------------------------------------------------------

cdef int64_t code_end(Blocks blocks, int64_t first) noexcept:
    """Return the number of the block behind those that are code from one on; its own where it is none.

    So html2text writes code. Of 1,200 pages of three converters, nothing else is indented outside of lists that holds no
    link, but for titles, which are indented by other widths.
    """
    cdef int64_t number = first
    if indent_of(blocks.text, &blocks.lines[blocks.blocks[first].start]) != CODE_INDENT:
        return first
    while number < blocks.block_count and may_be_code(blocks, &blocks.blocks[number]):
        number += 1
    return number


cdef bint may_be_code(Blocks blocks, const Block* block) noexcept:
    cdef int64_t number, place
    if block.items or block.quotes or (block.kind != PARAGRAPH and block.kind != HEADING and block.kind != RULE):
        return False
    for number in range(block.start, block.stop):
        if indent_of(blocks.text, &blocks.lines[number]) < CODE_INDENT:
            return False
        for place in range(blocks.lines[number].start, blocks.lines[number].end - 1):
            if blocks.text[place] == u"]" and blocks.text[place + 1] == u"(":
                return False
    return True


cdef int64_t indent_of(const Py_UCS4* text, const SourceLine* line) noexcept:
    cdef int64_t at = line.start
    while at < line.stop and text[at] == u" ":
        at += 1
    return CODE_INDENT if at == line.start and at < line.stop and text[at] == u"\t" else at - line.start


# --- wrapped lines ----------------------------------------------------------------------------------------------------

cdef int64_t wrap_width(Blocks blocks) noexcept:
    """Return at how many columns a text is wrapped, 0 if it is not: the width that explains most ends of lines."""
    cdef int64_t[WIDEST + 1] explained
    cdef int64_t number, line, width, best = 0, breaks = 0, length
    cdef Block* block
    memset(explained, 0, sizeof(explained))
    for number in range(blocks.block_count):
        block = &blocks.blocks[number]
        if block.kind != PARAGRAPH and block.kind != HEADING:
            continue
        for line in range(block.first, block.last - 1):
            length = blocks.lines[line].stop - blocks.lines[line].content
            if length >= NARROWEST and has_space(blocks.text, &blocks.lines[line]):  # an address may be longer
                breaks += 1
                width = needed_width(blocks.text, blocks.lines[line].content, &blocks.lines[line])
                for width in range(length, min(width, WIDEST + 1)):
                    explained[width] += 1
    for width in range(NARROWEST, WIDEST + 1):
        if explained[width] and explained[width] >= explained[best]:
            best = width
    return best if explained[best] >= LEAST_BREAKS and 100 * explained[best] >= LEAST_EXPLAINED * breaks else 0


cdef int64_t needed_width(const Py_UCS4* text, int64_t start, const SourceLine* above) noexcept:
    """Return how long a line that starts somewhere would be together with the first word of the next."""
    cdef int64_t at = above[1].content
    while at < above[1].stop and text[at] != u"-" and not Py_UNICODE_ISSPACE(text[at]):
        at += 1
    at += at < above[1].stop and text[at] == u"-"
    return above.stop - start + 1 + at - above[1].content


cdef bint ends_hard(const Py_UCS4* text, const SourceLine* line) noexcept:
    """Tell whether a line ends with two spaces or a backslash, which break it wherever it stands."""
    if line.end - line.stop >= 2 and text[line.end - 1] == u" " and text[line.end - 2] == u" ":
        return True
    return line.end > line.start and text[line.end - 1] == u"\\"


cdef bint has_space(const Py_UCS4* text, const SourceLine* line) noexcept:
    cdef int64_t place
    for place in range(line.content, line.stop):
        if text[place] == u" ":
            return True
    return False


# --- columns ----------------------------------------------------------------------------------------------------------

PLACES = ("in_list", "in_item", "in_quote", "in_h1", "in_h2", "in_h3", "in_h4", "in_table", "in_pre", "in_paragraph")
"""What a line can stand in; the names are those of `cleaner.html.elements.FIELDS`."""

COLUMNS = (
    *PLACES,
    *("links", "images", "link_share", "anchors"),
    *("container_lines", "container_words", "container_link_share", "outer_lines", "outer_words", "outer_link_share"),
)

cdef enum:  # places in `COLUMNS`
    IN_LIST
    IN_ITEM
    IN_QUOTE
    IN_H1
    IN_TABLE = 7
    IN_PRE
    IN_PARAGRAPH
    LINKS
    IMAGES
    LINK_SHARE
    ANCHORS
    CONTAINER
    OUTER = 17
    COLUMN_COUNT = 20
    LARGEST_VALUE = 0xFFFF

cdef struct Group:  # lines that stand together
    int64_t lines
    int64_t words
    int64_t characters
    int64_t linked


def columns_of(list lines not None) -> dict[str, array.array[int]]:
    """Return what the marks say of lines, under the names that lines of pages have.

    A line's ``outer`` part of the text is its section, from one heading to the next, its ``container`` the list that it
    stands in or else the section.
    """
    cdef Py_ssize_t number, count = len(lines)
    cdef uint16_t* values[COLUMN_COUNT]
    cdef array.array column
    cdef Group* groups = <Group*>PyMem_Malloc(4 * (count + 1) * sizeof(Group))
    if groups == NULL:
        raise MemoryError
    columns = [array.array("H", bytes(2 * count)) for _ in COLUMNS]
    for number, column in enumerate(columns):
        values[number] = column.data.as_ushorts
    try:
        memset(groups, 0, 4 * (count + 1) * sizeof(Group))
        _fill_places(lines, values)
        _fill_groups(lines, values, groups, groups + count + 1)
    finally:
        PyMem_Free(groups)
    return dict(zip(COLUMNS, columns, strict=True))


cdef int _fill_places(list lines, uint16_t** values) except -1:
    cdef Py_ssize_t number
    cdef Line line
    for number, line in enumerate(lines):
        values[IN_LIST][number] = values[IN_ITEM][number] = line.items
        values[IN_QUOTE][number] = line.quotes
        if line.heading:
            values[IN_H1 + line.heading - 1][number] = 1
        values[IN_TABLE][number], values[IN_PRE][number] = line.in_table, line.in_pre
        values[IN_PARAGRAPH][number] = line.in_paragraph
        values[LINKS][number], values[IMAGES][number] = bounded(line.links), bounded(line.images)
        values[ANCHORS][number] = bounded(line.anchors)
        values[LINK_SHARE][number] = percent(line.linked, len(line.text))
    return 0


cdef int _fill_groups(list lines, uint16_t** values, Group* containers, Group* sections) except -1:
    """Fill the columns of groups, with room for as many of them as there are lines; there are no fewer lines."""
    cdef Py_ssize_t number
    cdef Line line
    cdef int64_t[:] of_line = array.array("q", bytes(16 * len(lines)))
    cdef int64_t section = 0, last = 0
    cdef bint was_item = False
    for number, line in enumerate(lines):
        if line.heading:
            last += 1
            section = last
        elif line.items and not was_item:
            last += 1
        was_item = line.items > 0
        of_line[2 * number], of_line[2 * number + 1] = last if was_item else section, section
        add_to(&containers[of_line[2 * number]], line)
        add_to(&sections[section], line)
    for number in range(len(lines)):
        fill(values + CONTAINER, number, &containers[of_line[2 * number]])
        fill(values + OUTER, number, &sections[of_line[2 * number + 1]])
    return 0


cdef int add_to(Group* group, Line line) except -1:
    cdef Py_UCS4 character
    group.lines += 1
    group.words += 1
    for character in line.text:
        group.words += character == u" "
    group.characters += len(line.text)
    group.linked += line.linked
    return 0


cdef void fill(uint16_t** values, Py_ssize_t number, const Group* group) noexcept:
    values[0][number], values[1][number] = bounded(group.lines), bounded(group.words)
    values[2][number] = percent(group.linked, group.characters)


cdef uint16_t bounded(int64_t value) noexcept:
    return <uint16_t>min(value, <int64_t>LARGEST_VALUE)


cdef uint16_t percent(int64_t part, int64_t whole) noexcept:
    return <uint16_t>min(<int64_t>100, 100 * part // max(whole, <int64_t>1))
