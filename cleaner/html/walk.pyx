# cython: language_level=3
"""The walk over a page's tree, without recursion: elements open and close, lines begin and end."""

from cleaner.html.elements import CELLS_BREAK, FIELDS, LEFT_OUT, PARAGRAPHS_BREAK, element, packed
from cleaner.html.marked import CELL, MARKS, OF_OUTLINE
from cleaner.html.unseen import is_data, is_seen, without_unseen
from cleaner.judge.decide import DROPPED, HIDDEN, KEPT, OPEN

METADATA = frozenset({"meta", "link", "time", "html"})
"""Elements that hold metadata in their attributes."""

LONGEST_CELL = 120
"""Tables with a longer cell lay out the page: their cells are lines of their own."""

CELL_SEPARATOR = " | "

IN_LINK, IN_PRE = [0xFFFF * packed([field]) for field in ("in_link", "in_pre")]

ROOT = ((), "", 0, 0, 0, 0, 0, OPEN, 0)
"""What stands in nothing; see `page.Inside`."""

cdef int CELL_BREAK = CELLS_BREAK, PARAGRAPH_BREAK = PARAGRAPHS_BREAK
cdef int AS_OPEN = OPEN, AS_KEPT = KEPT, AS_HIDDEN = HIDDEN, AS_DROPPED = DROPPED
cdef object LEFT = LEFT_OUT, OF_METADATA = METADATA, NOTED = OF_OUTLINE, LINK = IN_LINK, PRE = IN_PRE
cdef tuple NOWHERE = ROOT

cdef enum:  # places in a state
    FIELDS_OF = 2
    UNIT_OF = 6
    GIVEN_OF = 7


cdef class Block:
    """What stood between two breaks: its text, its lines, and what was counted since the block before."""

    cdef readonly tuple state
    cdef readonly int given
    cdef readonly object lines
    cdef readonly object marked
    cdef readonly bint gap
    cdef readonly int linked
    cdef readonly int links
    cdef readonly int images
    cdef readonly int unit


cdef class Walk:
    """One page: what is open, the line that is being read, and the blocks read so far."""

    cdef readonly list blocks
    cdef readonly list outers
    cdef readonly set parted
    cdef readonly str title
    cdef readonly list elements
    cdef readonly list data
    cdef readonly object outline
    cdef dict _given
    cdef dict _paths
    cdef tuple _state
    cdef int _units, _links, _images, _linked
    cdef bint _gap, _by_br, _is_behind_link
    cdef list _parts
    cdef list _aside
    cdef tuple _line_state
    cdef tuple _aside_state

    def __init__(self, dict given, outline):
        """Begin with nothing; ``given`` says what is known of some elements, by their addresses."""
        self._given, self.outline = given, outline
        self._state = NOWHERE
        self.blocks, self.outers, self.parted, self._paths = [], [0], set(), {}
        self.title, self.elements, self.data = "", [], []
        self._begin_line()

    cdef _begin_line(self):
        self._parts, self._aside = [], []
        self._line_state = self._aside_state = NOWHERE
        self._linked = 0
        self._is_behind_link = False

    def read(self, node):
        """Read a node and all in it, in the order of the page."""
        cdef list around = []
        cdef tuple outside
        while node is not None:
            name = node.tag
            if name == "-text":
                self._read_text(node.text_content or "")
            elif name in LEFT:
                self._note_left_out(name, node)
            else:
                outside = self._state
                opened = self._open(name, node)
                child = node.first_child
                if child is not None:
                    around.append((node, outside, opened))
                    node = child
                    continue
                self._close(opened, outside)
            following = node.next
            while following is None and around:
                node, outside, opened = around.pop()
                self._close(opened, outside)
                following = node.next
            node = following
        self._end_block()

    cdef _note_left_out(self, str name, node):
        """Note the title and data of elements whose content is no text of the page."""
        if name == "title" and not self.title:
            self.title = " ".join(node.text().split())
        elif name == "script":
            kind = (node.attributes.get("type") or "").lower()
            if "json" in kind:
                self.data.append((kind, node.text()))

    cdef _open(self, str name, node):
        cdef dict attributes = node.attributes
        opened = element(name, attributes)
        cdef int breaks = opened.breaks, given
        if breaks:
            self._break(breaks)
        cdef tuple outside = self._state
        _, _, fields, path, container, outer, unit, was_given, depth = outside
        given = was_given
        if opened.is_block:
            path = self._paths.setdefault((path, name, opened.names), len(self._paths) + 1)
            if opened.is_container:
                outer, container = container, len(self.outers)
                self.outers.append(outer)
            if opened.unit and not unit:
                self._units += 1
                unit = self._units
            elif opened.parts and unit:
                self.parted.add(unit)
                unit = 0
        elif name == "br":
            self._break_line()
        elif name == "img":
            self._images += 1
        elif name == "a":
            self._open_link(attributes.get("href") or "")
        if name in OF_METADATA:
            self.elements.append((name, attributes))
        if self.outline is not None and name in NOTED:
            self.outline.note(name, attributes)
        if opened.hidden and given != AS_KEPT:
            given = max(given, AS_HIDDEN)
        if self._given:
            given = self._given.get(node.mem_id, given)
        self._state = (outside, name, fields + opened.fields, path, container, outer, unit, given, depth + 1)
        return opened

    cdef _close(self, closed, tuple outside):
        cdef int breaks = closed.breaks
        self._state = outside
        if breaks > CELL_BREAK:
            self._break(breaks)
        elif closed.name == "a":
            self._is_behind_link = True
            if self.outline is not None:
                self.outline.end_link()

    cdef _open_link(self, str address):
        self._links += 1
        if self._is_behind_link:  # links side by side are two words, whatever separates them
            self._parts.append(" ")
        if self.outline is not None:
            self.outline.add(" " * self._is_behind_link)
            self.outline.begin_link(address)

    cdef _read_text(self, str text):
        cdef tuple state = self._state
        cdef bint is_blank = text.isspace()
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
            if state[FIELDS_OF] & LINK:
                self._linked += len(text.strip())
            self._is_behind_link = False
        elif self._line_state is NOWHERE and not self._parts:
            return
        self._parts.append(text)
        if self.outline is not None:
            self.outline.add(text)

    # --- breaks -------------------------------------------------------------------------------------------------------

    cdef _break(self, int kind):
        if kind == CELL_BREAK:
            self._parts.append(CELL)
            if self.outline is not None:
                self.outline.add_cell()
            return
        self._end_block()
        self._by_br = False
        if kind == PARAGRAPH_BREAK:
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
        cdef bint is_code = (state[FIELDS_OF] & PRE) != 0
        cdef int given = state[GIVEN_OF]
        lines, unseen = _seen(_lines_of(joined, is_code, None, CELL_SEPARATOR), "")
        if lines:
            if given == AS_OPEN and not is_code and is_data(lines[0]):
                given = AS_HIDDEN
            rows = ()
            if self.outline is not None:
                rows = _lines_of(marked, is_code, len(lines) == 1, CELL)
                rows = _seen(rows, CELL + MARKS)[0] if marked else lines
                if is_code:
                    rows = [self.outline.language() + rows[0], *rows[1:]]
            self._add(state, given, lines, rows)
        if unseen:
            self._add(state, AS_HIDDEN, unseen, unseen)

    cdef _add(self, tuple state, int given, lines, marked):
        cdef Block block = Block.__new__(Block), before = self.blocks[-1] if self.blocks else None
        block.state, block.given, block.lines, block.marked = state, given, lines, marked
        block.gap, block.unit = self._gap and before is not None, state[UNIT_OF]
        if not block.unit and self._by_br and not block.gap and before is not None and before.state is state:
            if not before.unit:
                self._units += 1
                before.unit = self._units
            block.unit = before.unit
        self.blocks.append(block)
        self._gap = False
        if given == AS_OPEN or given == AS_KEPT:
            block.linked, block.links, block.images = self._linked, self._links, self._images
            self._links = self._images = self._linked = 0


cdef tuple _seen(lines, str marks):
    """Return lines without characters that nobody sees, but for marks of ours, and lines that say which these were."""
    for line in lines:
        if not is_seen(line):
            break
    else:
        return lines, ()
    read = [without_unseen(line, marks) for line in lines]
    return [line for line, _ in read if line.strip()], [unseen for _, unseen in read if unseen]


cdef _lines_of(str joined, bint preformatted, as_row, str separator):
    """Return the lines of what stood between two breaks: mostly one.

    Cells are one line ``as_row``; where that is None, it depends on their length.
    """
    cdef str line
    if preformatted:
        lines = joined.lstrip(CELL).replace(CELL, "\t").splitlines()
        return [line.rstrip() for line in lines if not line.isspace() and line]
    if CELL not in joined:
        line = " ".join(joined.split())
        return [line] if line else []
    cells = [" ".join(cell.split()) for cell in joined.split(CELL)]
    cells = [cell for cell in cells if cell]
    if as_row is None:
        as_row = all([len(cell) <= LONGEST_CELL for cell in cells])
    return [separator.join(cells)] if as_row else cells
