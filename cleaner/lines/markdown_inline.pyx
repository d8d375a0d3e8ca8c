# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
r"""What a reader sees of a block of Markdown: links, pictures, code and emphasis without their marks.

Converters break addresses over lines and leave spaces in them; those are links here, which they are not in CommonMark.
Nothing is read again from an earlier place but up to the next bracket or quotation mark: linear time.

>>> seen("See [the\nmap](/m) of *it*.")
'See \x02the\x05map\x03 of \x07it\x07.'
"""

from html import unescape

from cpython cimport array
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport Py_UNICODE_ISALNUM, Py_UNICODE_ISSPACE, PyUnicode_4BYTE_KIND, PyUnicode_FromKindAndData
from libc.stdint cimport int64_t
from libc.string cimport memcpy, memset

cdef enum:
    MOST_TITLE = 300  # characters
    MOST_ENTITY = 33
    MOST_HEADING = 6
    BEYOND_ASCII = 128

cdef bint[BEYOND_ASCII] IS_SPECIAL
cdef Py_UCS4 _special
memset(IS_SPECIAL, 0, sizeof(IS_SPECIAL))
for _special in "\\`*_~[]!<&":
    IS_SPECIAL[<int>_special] = True

cdef dict _SEEN = {JOINED: " ", **dict.fromkeys((ANCHOR, LINK, LINK_END, IMAGE, SWALLOWED, NOTHING, PLACEHOLDER))}


def seen(str content not None, labels: frozenset[str] = frozenset()) -> str:
    """Return what a reader sees of a block's content, with marks; ``labels`` are those of references."""
    cdef Inline inline = Inline(len(content), labels)
    cdef Py_UCS4 character
    for character in content:
        inline.add_character(character)
    inline.read()
    return text_of(inline.seen, 0, inline.seen_size)


def seen_flat(str text not None) -> tuple[str, array.array[int]]:
    r"""Return what a reader sees of Markdown without lines, and where the source of each character begins.

    What is not seen belongs to the character before it, or to the one behind it if it stands behind white space. Marks of
    headings and items are white space; they belong to what follows. The last place is where the text ends.

    >>> seen, places = seen_flat("Home ## [Map](/m) *of*")
    >>> seen, list(places)
    ('Home    Map of', [0, 1, 2, 3, 4, 5, 5, 5, 5, 10, 11, 17, 18, 20, 22])
    """
    cdef int64_t size = len(text), number, mark = -1, behind = 0
    cdef Inline inline = Inline(size, frozenset())
    cdef Py_UCS4 character
    cdef bint was_white = True
    cdef list shown = []
    places = array.array("q")
    inline.ask_for_places(size)
    for character in text:
        inline.add_character(u" " if ANCHOR <= character <= PLACEHOLDER else character)
    inline.read()
    for number in range(inline.seen_size):
        character = inline.seen[number]
        if ANCHOR <= character <= PLACEHOLDER:
            continue
        if was_white and mark < 0 and begins_block(inline.seen, number, inline.seen_size):
            mark = behind
        if mark >= 0 and (character == u"#" or is_bullet(character)):
            character = u" "
        is_white = is_space(character)
        places.append(mark if mark >= 0 else behind if was_white else inline.places[number])
        shown.append(character)
        mark = mark if is_white else -1
        was_white = is_white
        behind = inline.places[number] + 1
    places.append(size)
    return "".join(shown), places


def label_of(str text not None) -> str:
    """Return a reference's label as labels are compared."""
    return " ".join(text.split()).lower()


cdef class Inline:
    """Reads blocks one after the other; no content is longer than some size."""

    def __cinit__(self, int64_t size, frozenset labels):
        """Make room."""
        self.content = <Py_UCS4*>PyMem_Malloc((size + 1) * sizeof(Py_UCS4))
        self.seen = <Py_UCS4*>PyMem_Malloc((size + 1) * sizeof(Py_UCS4))
        if self.content == NULL or self.seen == NULL:
            raise MemoryError
        self.labels, self.uses = labels, set()

    def __dealloc__(self):
        """Give back the memory."""
        PyMem_Free(self.content)
        PyMem_Free(self.seen)
        PyMem_Free(self.places)

    cdef int ask_for_places(self, int64_t size) except -1:
        self.places = <int64_t*>PyMem_Malloc((size + 1) * sizeof(int64_t))
        if self.places == NULL:
            raise MemoryError
        return 0

    cdef void add(self, const Py_UCS4* text, int64_t start, int64_t stop) noexcept:
        """Add characters to the content."""
        if start < stop:
            memcpy(self.content + self.size, text + start, (stop - start) * sizeof(Py_UCS4))
            self.size += stop - start

    cdef void add_character(self, Py_UCS4 character) noexcept:
        self.content[self.size] = character
        self.size += 1

    cdef int read(self) except -1:
        """Read the content, which is empty then: what is seen is never longer than what was read."""
        cdef int64_t at = 0, start
        self.seen_size = self._bracket_count = 0
        memset(self._opened, -1, sizeof(self._opened))
        memset(self._has_no_end, 0, sizeof(self._has_no_end))
        while at < self.size:
            start = at
            while at < self.size and not (self.content[at] < BEYOND_ASCII and IS_SPECIAL[<int>self.content[at]]):
                at += 1
            self._see(start, at)
            if at < self.size:
                at = self._read_special(at)
        self.size = 0
        return 0

    cdef void take_as_seen(self) noexcept:
        """Take the content, which is empty then, as it is."""
        self.seen_size = 0
        self._see(0, self.size)
        self.size = 0

    cdef int64_t _read_special(self, int64_t at) except -1:
        """Read what begins with a special character; return the place behind it."""
        cdef Py_UCS4 character = self.content[at]
        if character == u"[":
            return self._open_bracket(at)
        if character == u"]":
            return self._close_bracket(at)
        if character == u"!" and at + 1 < self.size and self.content[at + 1] == u"[":
            return self._open_bracket(at)
        if character == u"*" or character == u"_" or character == u"~":
            return self._read_emphasis(at)
        if character == u"\\":
            return self._read_escaped(at)
        if character == u"`":
            return self._read_code(at)
        if character == u"<":
            return self._read_angle(at)
        if character == u"&":
            return self._read_entity(at)
        self._see(at, at + 1)
        return at + 1

    cdef void _see(self, int64_t start, int64_t stop) noexcept:
        """Take characters of the content as they are."""
        cdef int64_t place
        memcpy(self.seen + self.seen_size, self.content + start, (stop - start) * sizeof(Py_UCS4))
        if self.places != NULL:
            for place in range(start, stop):
                self.places[self.seen_size + place - start] = place
        self.seen_size += stop - start

    cdef void _put(self, Py_UCS4 character, int64_t at) noexcept:
        """Take a character in place of what stands somewhere in the content."""
        self.seen[self.seen_size] = character
        if self.places != NULL:
            self.places[self.seen_size] = at
        self.seen_size += 1

    cdef void _see_breaks(self, int64_t count, int64_t at) noexcept:
        """Note newlines of what is not seen."""
        cdef int64_t place
        for place in range(count):
            self._put(SWALLOWED, at)

    # --- escapes, code, emphasis, what stands in angle brackets -------------------------------------------------------

    cdef int64_t _read_escaped(self, int64_t at) noexcept:
        """Read a backslash: before a mark and at the end of a line it is not seen."""
        if at + 1 < self.size and is_punctuation(self.content[at + 1]):
            self._see(at + 1, at + 2)
            return at + 2
        if not (at + 1 < self.size and is_break(self.content[at + 1])):
            self._see(at, at + 1)
        return at + 1

    cdef int64_t _read_code(self, int64_t at) noexcept:
        """Read backticks, and what they hold if others as many follow."""
        cdef int64_t start = run_end(self.content, at, self.size), place = start, stop, length = start - at
        while length < MOST_TICKS and not self._has_no_end[length]:
            while place < self.size and self.content[place] != u"`":
                place += 1
            stop = run_end(self.content, place, self.size) if place < self.size else place
            if place == self.size:
                self._has_no_end[length] = True
            elif stop - place == length:
                self._see(start, place)
                return stop
            place = stop
        self._see(at, start)
        return start

    cdef int64_t _read_emphasis(self, int64_t at) noexcept:
        """Take off a mark that closes, and the one that it closes; of others none knows what they mean."""
        cdef Py_UCS4 mark = self.content[at]
        cdef int64_t stop = run_end(self.content, at, self.size), length = stop - at, place
        cdef int64_t* opened
        cdef bint in_word
        if mark == u"~":
            length = 2 if length >= 2 else MOST_EMPHASIS
            stop = min(stop, at + 2)
        in_word = mark == u"_" and at > 0 and stop < self.size
        in_word = in_word and Py_UNICODE_ISALNUM(self.content[at - 1]) and Py_UNICODE_ISALNUM(self.content[stop])
        if length < MOST_EMPHASIS and not in_word:
            opened = &self._opened[0 if mark == u"*" else 1 if mark == u"_" else 2][length]
            if opened[0] >= 0 and not (at > 0 and is_space(self.content[at - 1])):
                for place in range(opened[0], opened[0] + length):
                    self.seen[place] = NOTHING
                for place in range(at, stop):
                    self._put(NOTHING, place)
                opened[0] = -1
                return stop
            if stop < self.size and not is_space(self.content[stop]):
                opened[0] = self.seen_size
        self._see(at, stop)
        return stop

    cdef int64_t _read_angle(self, int64_t at) noexcept:
        """Read an address, which is a link, or a tag, which is not seen."""
        cdef int64_t stop = angle_end(self.content, at, self.size)
        if stop < 0:
            self._see(at, at + 1)
            return at + 1
        if is_address(self.content, at + 1, stop - 1):
            self._see(at, stop)
            self.seen[self.seen_size - 1] = LINK_END
            self.seen[self.seen_size - stop + at] = LINK
        elif is_tag(self.content, at + 1, stop - 1):
            self._see_breaks(breaks_in(self.content, at, stop), at)
            if begins_with(self.content, at, stop, u"<br") or begins_with(self.content, at, stop, u"<BR"):
                self._put(u" ", at)
        else:
            stop = at + 1
            self._see(at, stop)
        return stop

    cdef int64_t _read_entity(self, int64_t at) except -1:
        cdef int64_t stop = at + 1
        cdef Py_UCS4 character
        while stop < min(self.size, at + MOST_ENTITY) and (
            self.content[stop] == u"#" or Py_UNICODE_ISALNUM(self.content[stop])
        ):
            stop += 1
        if stop < self.size and self.content[stop] == u";" and stop > at + 1:
            written = text_of(self.content, at, stop + 1)
            meant = unescape(written)
            if meant != written:
                for character in meant:
                    self._put(u" " if character < u" " else character, at)
                return stop + 1
        self._see(at, at + 1)
        return at + 1

    # --- links and pictures -------------------------------------------------------------------------------------------

    cdef int64_t _open_bracket(self, int64_t at) noexcept:
        cdef int64_t stop = at + (2 if self.content[at] == u"!" else 1)
        if self._bracket_count < MOST_BRACKETS:
            self._brackets[self._bracket_count] = self.seen_size
            self._bracket_count += 1
        self._see(at, stop)
        return stop

    cdef int64_t _close_bracket(self, int64_t at) except -1:
        """Close the innermost open bracket: what it holds is a link, a picture, or in brackets."""
        cdef int64_t stop = at + 1, start
        cdef bint is_link = False
        if stop < self.size and self.content[stop] == u"(":
            stop = target_end(self.content, stop, self.size)
            is_link = stop > at + 1
        elif stop < self.size and self.content[stop] == u"[":
            stop = reference_end(self.content, stop, self.size)
        if self._bracket_count == 0:
            self._see(at, stop)
            return stop
        self._bracket_count -= 1
        start = self._brackets[self._bracket_count]
        if is_link or (self.labels and self._is_defined(start, at, stop)):
            self._make_link(start, at, stop)
        else:
            self._see(at, stop)
        return stop

    cdef void _make_link(self, int64_t start, int64_t at, int64_t stop) noexcept:
        """Make what is seen from a bracket on a link or a picture, of which nothing is seen."""
        cdef int64_t breaks = breaks_in(self.content, at, stop), place, last, mark, length
        if self.seen[start] == u"!":
            breaks += breaks_in(self.seen, start, self.seen_size)
            self.seen[start] = PLACEHOLDER if is_placeholder(self.content, at + 2, stop) else IMAGE
            self.seen_size = start + 1
        else:
            self.seen[start], last = LINK, start + 1
            for place in range(start + 1, self.seen_size):
                if not ANCHOR <= self.seen[place] <= LINK_END:
                    self.seen[last] = JOINED if self.seen[place] == u"\n" else self.seen[place]
                    if self.places != NULL:
                        self.places[last] = self.places[place]
                    last += 1
            self.seen_size = last
            self._put(LINK_END, at)
            if begins_with(self.content, at, stop, u"](#"):
                self._put(ANCHOR, at)
        self._see_breaks(breaks, at)
        for mark in range(EMPHASES):
            for length in range(MOST_EMPHASIS):
                if self._opened[mark][length] >= start:
                    self._opened[mark][length] = -1

    cdef bint _is_defined(self, int64_t start, int64_t at, int64_t stop) except -1:
        """Tell whether a text in brackets, seen from a place on, has an address somewhere else."""
        cdef str label = ""
        if stop > at + 2:
            label = label_of(text_of(self.content, at + 2, stop - 1))
        if not label:
            start += 2 if self.seen[start] == u"!" else 1
            label = label_of(text_of(self.seen, start, self.seen_size).translate(_SEEN))
        if label in self.labels:
            self.uses.add(label)
            return True
        return False


# --- characters, and what they make -----------------------------------------------------------------------------------

cdef str text_of(const Py_UCS4* text, int64_t start, int64_t stop):
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, <void*>(text + start), stop - start)


cdef inline bint is_space(Py_UCS4 character) noexcept:
    return Py_UNICODE_ISSPACE(character)


cdef inline bint is_break(Py_UCS4 character) noexcept:
    return character == u"\n" or character == JOINED or character == SWALLOWED


cdef inline bint is_gap(Py_UCS4 character) noexcept:
    return character == u" " or character == u"\t" or is_break(character)


cdef inline bint is_bullet(Py_UCS4 character) noexcept:
    return character == u"*" or character == u"+"


cdef bint begins_block(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    """Tell whether a place in a text without lines has the mark of a heading or an item, and white space behind it."""
    cdef int64_t end = run_end(text, at, stop)
    if end == stop or not is_space(text[end]):
        return False
    return (text[at] == u"#" and end - at <= MOST_HEADING) or (is_bullet(text[at]) and end - at == 1)


cdef inline bint is_letter(Py_UCS4 character) noexcept:
    return u"a" <= character <= u"z" or u"A" <= character <= u"Z"


cdef inline bint is_punctuation(Py_UCS4 character) noexcept:
    return u"!" <= character <= u"~" and not is_letter(character) and not u"0" <= character <= u"9"


cdef int64_t breaks_in(const Py_UCS4* text, int64_t start, int64_t stop) noexcept:
    cdef int64_t place, count = 0
    for place in range(start, stop):
        count += is_break(text[place])
    return count


cdef int64_t run_end(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    """Return where the same character does not follow any more."""
    cdef Py_UCS4 first = text[at]
    while at < stop and text[at] == first:
        at += 1
    return at


cdef int64_t gap_end(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    while at < stop and is_gap(text[at]):
        at += 1
    return at


cdef int64_t angle_end(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    """Return the place behind the bracket that closes one, -1 if another one opens first, or none comes."""
    at += 1
    while at < stop and text[at] != u"<" and text[at] != u">":
        at += 1
    return at + 1 if at < stop and text[at] == u">" else -1


cdef bint is_address(const Py_UCS4* text, int64_t start, int64_t stop) noexcept:
    """Tell whether what stands in angle brackets is an address of the web or of mail."""
    cdef int64_t place, colon = -1, at_sign = -1
    for place in range(start, stop):
        if is_space(text[place]):
            return False
        if text[place] == u":" and colon < 0:
            colon = place
        if text[place] == u"@":
            if at_sign >= 0 and colon < 0:
                return False
            at_sign = place
    if colon > start + 1 and is_letter(text[start]):
        for place in range(start + 1, colon):
            if not (is_letter(text[place]) or u"0" <= text[place] <= u"9" or u"+" == text[place] or u"-" <= text[place] <= u"."):
                colon = -1
                break
        if colon > 0:
            return True
    return start < at_sign < stop - 1


cdef bint is_tag(const Py_UCS4* text, int64_t start, int64_t stop) noexcept:
    """Tell whether what stands in angle brackets is a tag or a comment."""
    if stop - start >= 5 and text[start] == u"!" and text[start + 1] == u"-" and text[start + 2] == u"-":
        return text[stop - 1] == u"-" and text[stop - 2] == u"-"
    start += start < stop and text[start] == u"/"
    return start < stop and is_letter(text[start])


cdef int64_t reference_end(const Py_UCS4* text, int64_t start, int64_t stop) noexcept:
    """Return the place behind a label in brackets, or where it would begin."""
    cdef int64_t at = start + 1
    while at < stop and text[at] != u"[" and text[at] != u"]":
        at += 1
    return at + 1 if at < stop and text[at] == u"]" else start


# --- a link's target: (address "title") -------------------------------------------------------------------------------

cdef int64_t target_end(const Py_UCS4* text, int64_t start, int64_t stop) noexcept:
    """Return the place behind a link's target, or where it would begin."""
    cdef int64_t address = gap_end(text, start + 1, stop), end = -1
    if address < stop and text[address] == u"<":
        end = angled_end(text, address, stop)
        end = closed_end(text, end, stop) if end >= 0 else -1
    if end < 0 and address < stop and text[address] != u'"' and text[address] != u"'":
        end = closed_end(text, bare_end(text, address, stop), stop)
    if end < 0:
        end = spaced_end(text, start + 1, stop)
    return end if end >= 0 else start


cdef int64_t angled_end(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    at += 1
    while at < stop and text[at] != u"<" and text[at] != u">" and text[at] != u"\n":
        at += 1
    return at + 1 if at < stop and text[at] == u">" else -1


cdef int64_t closed_end(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    """Return the place behind the parenthesis that closes a target, with a title or not; -1 if none does."""
    cdef int64_t title = gap_end(text, at, stop)
    if title > at and title < stop and (text[title] == u'"' or text[title] == u"'"):
        at = title_end(text, title, stop)
        title = gap_end(text, at, stop) if at >= 0 else title
    return title + 1 if title < stop and text[title] == u")" else -1


cdef int64_t title_end(const Py_UCS4* text, int64_t start, int64_t stop) noexcept:
    """Return the place behind a title, which may hold its own quotation marks; -1 if it is none."""
    cdef int64_t at = start + 1, count, behind
    for count in range(MOST_TITLE + 1):
        if at >= stop:
            return -1
        if text[at] == text[start]:
            behind = at + 1
            while behind < stop and is_space(text[behind]):
                behind += 1
            if behind < stop and text[behind] == u")":
                return at + 1
        at += 2 if text[at] == u"\\" else 1
    return -1


cdef int64_t bare_end(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    """Return where an address ends that has no spaces, but may be broken over lines; it may hold parentheses once."""
    cdef int64_t inner
    while at < stop:
        inner = plain_end(text, at, stop)
        if inner > at:
            at = inner
        elif text[at] == u"(":
            inner = plain_end(text, at + 1, stop)
            if inner == stop or text[inner] != u")":
                break
            at = inner + 1
        else:
            break
    return at


cdef int64_t plain_end(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    """Return where characters of an address end that are no parentheses."""
    while at < stop and text[at] != u"(" and text[at] != u")":
        if text[at] == u"\\":
            if at + 1 == stop:
                break
            at += 2
        elif is_break(text[at]):
            if at + 1 == stop or is_space(text[at + 1]):
                break
            at += 1
        elif is_space(text[at]):
            break
        else:
            at += 1
    return at


cdef int64_t spaced_end(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    """Return the place behind a target whose address has spaces, -1 if there is none."""
    cdef int64_t inner
    if not begins_address(text, at, stop):
        return -1
    while at < stop and text[at] != u")" and text[at] != u"\n":
        if text[at] == u"\\":
            at += 2
        elif text[at] == u"(":
            inner = at + 1
            while inner < stop and text[inner] != u"(" and text[inner] != u")" and text[inner] != u"\n":
                inner += 1
            if inner == stop or text[inner] != u")":
                return -1
            at = inner + 1
        else:
            at += 1
    return at + 1 if at < stop and text[at] == u")" else -1


cdef bint begins_address(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    cdef str start
    if at >= stop:
        return False
    if text[at] == u"/" or text[at] == u"#" or text[at] == u".":
        return True
    if text[at] != u"h" and text[at] != u"m":
        return False
    return begins_with(text, at, stop, u"http:") or begins_with(text, at, stop, u"https:") or begins_with(
        text, at, stop, u"mailto:"
    )


cdef bint is_placeholder(const Py_UCS4* text, int64_t at, int64_t stop) noexcept:
    """Tell whether an address is what stands for a picture until its place is seen: a drawing or a dot."""
    at += at < stop and text[at] == u"<"
    return begins_with(text, at, stop, u"data:image/svg") or begins_with(text, at, stop, u"data:image/gif")


cdef bint begins_with(const Py_UCS4* text, int64_t at, int64_t stop, str start) noexcept:
    cdef Py_UCS4 character
    for character in start:
        if at >= stop or text[at] != character:
            return False
        at += 1
    return True
