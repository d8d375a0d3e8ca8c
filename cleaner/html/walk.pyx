# cython: language_level=3, boundscheck=False
"""The walk over a page's tree, written out: elements open and close, lines begin and end.

What is read is what Lexbor writes of its tree: each element has its end tag, but for void ones, values stand in double
quotes, and of entities there are five. Writing and reading that takes half the time of asking for each node.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.unicode cimport PyUnicode_AsUTF8AndSize
from libc.stdint cimport int32_t, int64_t
from libc.string cimport memchr, memcmp, memcpy

from html import unescape

from cleaner.html import elements
from cleaner.html.elements import TELLING, WIDTH, Element, element, in_any
from cleaner.html.marked import CELL, MARKS, OF_OUTLINE
from cleaner.html.unseen import is_data, is_seen, without_unseen
from cleaner.judge.decide import DROPPED, HIDDEN, KEPT, OPEN

METADATA = frozenset({"meta", "link", "time", "html"})
"""Elements that hold metadata in their attributes."""

LONGEST_CELL = 120
"""Tables with a longer cell lay out the page: their cells are lines of their own."""

CELL_SEPARATOR = " | "

ROOT = ((), Element(""), 0, 0, 0, 0, 0, OPEN, 0)
"""What stands in nothing; see `page.Inside`."""

COLUMNS = ("lines", "characters", "linked", "links", "images", "unit", "path", "container", "outer", "depth", "given")
"""What is noted of each block, an integer each."""

cdef enum:
    LONGEST_VALUE = 1200  # bytes of an attribute's value that are read
    LONGEST_TAG = 1 << 14
    MOST_TELLING = 12

cdef enum:  # places in a state, and in what is noted of a block
    ELEMENT_OF = 1
    FIELDS_OF = 2
    UNIT_OF = 6
    GIVEN_OF = 7
    NOTED = 11
    UNIT_NOTED = 5

cdef enum:  # places in an element
    NAME_OF = 0
    BREAKS_OF = 1
    NAMES_OF = 2
    OWN_FIELDS_OF = 3
    KINDS_OF = 4

cdef int BLOCK = elements.BLOCK, CONTAINER = elements.CONTAINER, UNIT = elements.UNIT, PARTING = elements.PARTING
cdef int HIDES = elements.HIDES, VOID = elements.VOID, TOLD = elements.TOLD
cdef int LINK = elements.LINK, BREAK = elements.BREAK, PICTURE = elements.PICTURE
cdef int CELLS_BREAK = elements.CELLS_BREAK, PARAGRAPHS_BREAK = elements.PARAGRAPHS_BREAK
cdef int AS_OPEN = OPEN, AS_KEPT = KEPT, AS_HIDDEN = HIDDEN
cdef object IN_LINK = in_any("in_link"), IN_PRE = in_any("in_pre")
cdef tuple NOWHERE = ROOT
cdef list TELLING_NAMES = [name.encode() for name in sorted(TELLING)]
cdef struct Letters:
    const char* data
    int64_t size
cdef Letters[MOST_TELLING] TELLING_LETTERS
cdef int TELLING_COUNT = 0
for _name in TELLING_NAMES:
    TELLING_LETTERS[TELLING_COUNT].data = PyBytes_AS_STRING(_name)
    TELLING_LETTERS[TELLING_COUNT].size = PyBytes_GET_SIZE(_name)
    TELLING_COUNT += 1


cdef class Walk:
    """One page: what is open, the line that is being read, and the blocks read so far: what stood between two breaks.

    ``lines`` has blank ones where paragraphs part, ``marked`` one for each that is not blank, if there is an outline;
    of each block, ``states`` has what it stands in, ``counters`` its `FIELDS`, and ``noted`` its `COLUMNS`.
    """

    cdef readonly list lines, marked, states, outers, elements
    cdef readonly set parted
    cdef readonly object outline
    cdef readonly bytearray counters, noted
    cdef readonly int64_t hidden, shown
    cdef dict _paths
    cdef bytes _page, _mark
    cdef const char* _data
    cdef int64_t _size
    cdef char[LONGEST_TAG] _tag
    cdef tuple _state, _line_state, _aside_state
    cdef int _units, _links, _images, _linked
    cdef bint _gap, _by_br, _is_behind_link, _all_shown
    cdef list _parts, _aside

    def __init__(self, bytes page not None, outline=None, bytes mark=b"", bint all_shown=False):
        """Take a page as Lexbor writes it; where an attribute is called ``mark``, it says what is given of an element.

        With ``all_shown``, elements that nobody sees are read as others are.
        """
        self._all_shown = all_shown
        self._page, self._mark, self.outline = page, mark, outline
        self._data, self._size = PyBytes_AS_STRING(page), PyBytes_GET_SIZE(page)
        self._state = NOWHERE
        self.lines, self.marked, self.states, self.elements = [], [], [], []
        self.counters, self.noted = bytearray(), bytearray()
        self.outers, self.parted, self._paths = [0], set(), {}
        self._begin_line()
        self._read()

    cdef _begin_line(self):
        self._parts, self._aside = [], []
        self._line_state = self._aside_state = NOWHERE
        self._linked = 0
        self._is_behind_link = False

    cdef _read(self):
        cdef int64_t at = 0, start
        while at < self._size:
            start = self._behind(c"<", at) - 1
            if start + 1 == self._size and self._data[start] != c"<":
                start = self._size
            if start > at:
                self._read_text(at, start)
            at = self._read_markup(start)
        self._end_block()

    # --- markup ---------------------------------------------------------------------------------------------------

    cdef inline int64_t _behind(self, char mark, int64_t at) noexcept:
        """Return what lies behind the next such character; the page's end where there is none."""
        cdef const char* found = <const char*>memchr(self._data + at, mark, self._size - at) if at < self._size else NULL
        return self._size if found == NULL else found - self._data + 1

    cdef int64_t _read_markup(self, int64_t start) except -1:
        cdef char mark
        if start + 1 >= self._size:
            return self._size
        mark = self._data[start + 1]
        if mark == c"/":
            return self._read_end_tag(start + 2)
        if mark == c"!" or mark == c"?":
            return self._end_of_comment(start)
        return self._read_tag(start + 1)

    cdef int64_t _end_of_comment(self, int64_t start) noexcept:
        cdef int64_t at = start + 1
        cdef bint is_comment = self._size - start > 4 and memcmp(self._data + start, b"<!--", 4) == 0
        at = self._behind(c">", start + 4 if is_comment else start)
        while is_comment and at < self._size and (
            at - start < 7 or self._data[at - 2] != c"-" or self._data[at - 3] != c"-"
        ):
            at = self._behind(c">", at)
        return at

    cdef int64_t _read_end_tag(self, int64_t at) except -1:
        """Close the innermost element; what is called like a void one was closed, though SVG and MathML give it an end."""
        cdef int64_t end = self._behind(c">", at)
        opened = self._state[ELEMENT_OF]
        cdef Py_ssize_t size
        cdef const char* name = PyUnicode_AsUTF8AndSize((<tuple>opened)[NAME_OF], &size)
        cdef bint is_its_own = size == end - 1 - at and memcmp(name, self._data + at, size) == 0
        if is_its_own or (self._state is not NOWHERE and not self._is_void(at, end - 1)):
            self._close(opened)
        return end

    cdef bint _is_void(self, int64_t start, int64_t stop) except -1:
        return <int>(<tuple>element(self._data[start : min(stop, start + LONGEST_VALUE)]))[KINDS_OF] & VOID != 0

    cdef int64_t _read_tag(self, int64_t start) except -1:
        cdef int64_t at = self._end_of_name(start), size = at - start, begin, stop, value, end
        cdef int given = -1
        size = min(size, LONGEST_VALUE)
        memcpy(self._tag, self._data + start, size)
        while self._next_attribute(&at, &begin, &stop, &value, &end):
            if size < LONGEST_TAG - 2 * LONGEST_VALUE and _is_telling(self._data + begin, stop - begin):
                size = self._take(size, begin, stop, value, end)
            elif self._mark and stop - begin == len(self._mark) and self._data[begin:stop] == self._mark:
                given = self._data[value] - c"0"
        opened = element(PyBytes_FromStringAndSize(self._tag, size))
        self._open(opened, given, start)
        if <int>(<tuple>opened)[KINDS_OF] & VOID:
            self._close(opened)
        return at + 1

    cdef inline int64_t _end_of_name(self, int64_t at) noexcept:
        while at < self._size and self._data[at] != c" " and self._data[at] != c">":
            at += 1
        return at

    cdef bint _next_attribute(self, int64_t* at, int64_t* begin, int64_t* stop, int64_t* value, int64_t* end) noexcept:
        """Find the places of the next attribute's name and value; tell whether there is one."""
        cdef int64_t place = at[0]
        if place >= self._size or self._data[place] != c" ":
            return False
        begin[0] = place + 1
        place += 2  # a name may begin with "="
        while place < self._size and self._data[place] != c"=" and self._data[place] != c" " and self._data[place] != c">":
            place += 1
        stop[0] = value[0] = end[0] = place
        if place < self._size and self._data[place] == c"=":
            value[0] = place + 2
            place = self._behind(c'"', place + 2)
            end[0] = place - 1
        at[0] = place
        return True

    cdef int64_t _take(self, int64_t size, int64_t begin, int64_t stop, int64_t value, int64_t end) noexcept:
        """Add an attribute to the tag that is asked about; return the tag's size."""
        cdef int64_t name_size = stop - begin, value_size = min(end - value, LONGEST_VALUE)
        self._tag[size] = 0
        memcpy(self._tag + size + 1, self._data + begin, name_size)
        self._tag[size + 1 + name_size] = c"="
        memcpy(self._tag + size + 2 + name_size, self._data + value, value_size)
        return size + 2 + name_size + value_size

    cdef dict _attributes(self, int64_t start):
        """Return all attributes of the tag that begins at a place."""
        cdef int64_t at = self._end_of_name(start), begin, stop, value, end
        cdef dict found = {}
        while self._next_attribute(&at, &begin, &stop, &value, &end):
            found[self._data[begin:stop].decode("utf-8", "replace")] = unescape(self._text(value, end))
        return found

    cdef inline str _text(self, int64_t start, int64_t stop):
        return self._data[start:stop].decode("utf-8", "replace")

    # --- elements and texts ---------------------------------------------------------------------------------------

    cdef _open(self, opened, int marked, int64_t start):
        cdef int breaks = (<tuple>opened)[BREAKS_OF], kinds = (<tuple>opened)[KINDS_OF], given
        if breaks:
            self._break(breaks)
        cdef tuple outside = self._state
        _, _, fields, path, container, outer, unit, was_given, depth = outside
        names, own_fields = (<tuple>opened)[NAMES_OF], (<tuple>opened)[OWN_FIELDS_OF]
        given = was_given
        if kinds & BLOCK:
            path = self._paths.setdefault((path, (<tuple>opened)[NAME_OF], names), len(self._paths) + 1)
            if kinds & CONTAINER:
                outer, container = container, len(self.outers)
                self.outers.append(outer)
            if kinds & UNIT and not unit:
                self._units += 1
                unit = self._units
            elif kinds & PARTING and unit:
                self.parted.add(unit)
                unit = 0
        elif kinds & BREAK:
            self._break_line()
        elif kinds & PICTURE:
            self._images += 1
        elif kinds & LINK:
            self._open_link(start)
        if kinds & TOLD:
            self._tell((<tuple>opened)[NAME_OF], start)
        if kinds & HIDES and given != AS_KEPT and not self._all_shown:
            given = max(given, AS_HIDDEN)
        if marked >= 0:
            given = marked
        if own_fields:
            fields += own_fields
        self._state = (outside, opened, fields, path, container, outer, unit, given, depth + 1)

    cdef _close(self, opened):
        cdef int breaks = (<tuple>opened)[BREAKS_OF]
        self._state = self._state[0]
        if breaks > CELLS_BREAK:
            self._break(breaks)
        elif <int>(<tuple>opened)[KINDS_OF] & LINK:
            self._is_behind_link = True
            if self.outline is not None:
                self.outline.end_link()

    cdef _tell(self, str name, int64_t start):
        """Note the attributes of an element that holds metadata, or that the outline asks for."""
        if name in METADATA:
            self.elements.append((name, self._attributes(start)))
        if self.outline is not None and name in OF_OUTLINE:
            self.outline.note(name, self._attributes(start))

    cdef _open_link(self, int64_t start):
        self._links += 1
        if self._is_behind_link:  # links side by side are two words, whatever separates them
            self._parts.append(" ")
        if self.outline is not None:
            self.outline.add(" " * self._is_behind_link)
            self.outline.begin_link(self._attributes(start).get("href", ""))

    cdef _read_text(self, int64_t start, int64_t stop):
        cdef tuple state = self._state
        cdef bint is_blank
        cdef str text
        if self._line_state is NOWHERE and not self._parts and not self._aside and self._is_space(start, stop):
            return
        text = self._text(start, stop)
        if "&" in text:
            text = unescape(text)
        is_blank = text.isspace()
        if <int>state[GIVEN_OF] >= AS_HIDDEN:
            if self._aside or not is_blank:
                if self._aside and self._aside_state is not state:
                    self._aside.append(" ")
                elif not self._aside:
                    self._aside_state = state
                self._aside.append(text)
            return
        if not is_blank:
            if self._line_state is NOWHERE:
                self._line_state = state
            if state[FIELDS_OF] & IN_LINK:
                self._linked += len(text.strip())
            self._is_behind_link = False
        elif self._line_state is NOWHERE and not self._parts:
            return
        self._parts.append(text)
        if self.outline is not None:
            self.outline.add(text)

    cdef inline bint _is_space(self, int64_t start, int64_t stop) noexcept:
        cdef int64_t at
        for at in range(start, stop):
            if not (self._data[at] == c" " or 9 <= self._data[at] <= 13):
                return False
        return True

    # --- breaks ---------------------------------------------------------------------------------------------------

    cdef _break(self, int kind):
        if kind == CELLS_BREAK:
            self._parts.append(CELL)
            if self.outline is not None:
                self.outline.add_cell()
            return
        self._end_block()
        self._by_br = False
        if kind == PARAGRAPHS_BREAK:
            self._gap = True

    cdef _break_line(self):
        """Break a line within a paragraph; a second break begins another paragraph."""
        if self._line_state is NOWHERE:
            self._gap = True
        else:
            self._end_block()
            self._by_br = True

    cdef _end_block(self):
        """Note the block that was read, and behind it what nobody sees of it."""
        cdef str marked = ""
        if not self._parts and not self._aside:
            return
        if self.outline is not None:
            marked = self.outline.taken()
        if self._line_state is not NOWHERE:
            self._note_block(self._line_state, "".join(self._parts), marked)
        if self._aside:
            self._note_block(self._aside_state, "".join(self._aside), "")
        self._begin_line()

    cdef _note_block(self, tuple state, str joined, str marked):
        cdef bint is_code = (state[FIELDS_OF] & IN_PRE) != 0
        cdef int given = state[GIVEN_OF]
        lines, unseen = _seen(_lines_of_code(joined) if is_code else _lines_of(joined), "")
        if lines:
            if given == AS_OPEN and not is_code and lines[0][0] in "[{" and is_data(lines[0]):
                given = AS_HIDDEN
            self._add(state, given, lines, () if self.outline is None else self._marked_lines(marked, lines, is_code))
        if unseen:
            self._add(state, AS_HIDDEN, unseen, unseen)

    cdef _marked_lines(self, str marked, lines, bint is_code):
        """Return the lines that are not blank with their marks."""
        cdef list cells
        if not marked:
            return lines
        if is_code:
            return _with_blanks(_seen(_lines_of_code(marked), CELL + MARKS)[0], self.outline.language())
        cells = _cells_of(marked)
        return _seen([CELL.join(cells)] if len(lines) == 1 else _apart(cells), CELL + MARKS)[0]

    cdef _add(self, tuple state, int given, lines, marked):
        cdef int32_t[NOTED] row
        cdef int32_t* before = NULL
        cdef int32_t characters = 0
        cdef int32_t count = 0
        for line in lines:
            characters += len(<str>line)
            count += bool(line)
        row[:] = [count, characters, 0, 0, 0, state[UNIT_OF], state[3], state[4], state[5], state[8], given]
        if self.states:
            before = <int32_t*>(<char*>self.noted + len(self.noted)) - NOTED
            if self._gap:
                self.lines.append("")
            elif self._by_br and not row[UNIT_NOTED] and self.states[len(self.states) - 1] is state:
                if not before[UNIT_NOTED]:
                    self._units += 1
                    before[UNIT_NOTED] = self._units
                row[UNIT_NOTED] = before[UNIT_NOTED]
        self._gap = False
        if given == AS_OPEN or given == AS_KEPT:
            row[2], row[3], row[4] = self._linked, self._links, self._images
            self._links = self._images = self._linked = 0
            self.shown += characters
        elif given == AS_HIDDEN:
            self.hidden += characters
        self.states.append(state)
        self.lines += lines
        self.marked += marked
        self.counters += state[FIELDS_OF].to_bytes(WIDTH, "little")
        self.noted += (<char*>row)[:NOTED * sizeof(int32_t)]


cdef inline bint _is_telling(const char* name, int64_t size) noexcept:
    cdef int number
    for number in range(TELLING_COUNT):
        if TELLING_LETTERS[number].size == size and memcmp(TELLING_LETTERS[number].data, name, size) == 0:
            return True
    return False


cdef tuple _seen(lines, str marks):
    """Return lines without characters that nobody sees, but for marks of ours, and lines that say which these were."""
    cdef str line
    for line in lines:
        if not line.isprintable() or not (line.isascii() or is_seen(line)):
            break
    else:
        return lines, ()
    read = [without_unseen(line, marks) for line in lines]
    kept = [line for (line, _), before in zip(read, lines) if line.strip() or not before]
    return (kept if any(kept) else []), [unseen for _, unseen in read if unseen]


cdef list _with_blanks(lines, str beginning):
    """Return the lines of code that are not blank, each with the line breaks of blank ones before it."""
    cdef str before = beginning
    cdef list written = []
    for line in lines:
        if line:
            written.append(before + line)
            before = ""
        else:
            before += "\n"
    return written


cdef list _lines_of(str joined):
    """Return the lines of what stood between two breaks: mostly one; cells are one line, unless one of them is long."""
    cdef str line
    if CELL not in joined:
        line = " ".join(joined.split())
        return [line] if line else []
    cells = [cell for cell in _cells_of(joined) if cell]
    return [CELL_SEPARATOR.join(cells)] if all([len(cell) <= LONGEST_CELL for cell in cells]) else cells


cdef list _cells_of(str joined):
    return [" ".join(cell.split()) for cell in joined.split(CELL)]


cdef list _lines_of_code(str joined):
    cdef list lines = [line.rstrip() for line in joined.lstrip(CELL).replace(CELL, "\t").splitlines()]
    cdef list inked = [number for number, line in enumerate(lines) if line]
    return lines[inked[0] : inked[-1] + 1] if inked else []


cdef list _apart(cells):
    """Return the cells that are not empty, as lines, each behind a mark for itself and for each empty one before it."""
    cdef str before = ""
    cdef list lines = []
    for cell in cells:
        if cell:
            lines.append(before + cell)
            before = ""
        before += CELL
    return lines
