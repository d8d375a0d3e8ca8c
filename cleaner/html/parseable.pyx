# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A page made parseable: what costs parsers of the standard's trees more than their size is taken out, in one pass.

Lexbor needs 12 s for 20,000 nested items and minutes for 100,000 attributes; formatting that nobody closes is opened
anew in each block. Browsers stop at 512 open elements. Most pages stay as they are. The scanner never goes back, so the
time is linear in the page, whatever stands in it.
"""

import re

from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libc.string cimport memchr, memcmp, memmove

cdef enum:
    MOST_OPEN = 512  # elements nested deeper are taken out, their text stays
    MOST_FORMATTING = 32  # open at once: what was left open is opened again in each block behind it
    MOST_ATTRIBUTES = 256
    LONGEST_NAME = 16  # bytes of a name that tell it from others
    MOST_NAMES = 128

DEEPEST = MOST_OPEN
"""Elements nested deeper are taken out, their text stays."""

cdef enum:  # what is known of elements, by name
    VOID = 1
    FORMATTING = 2
    PART_OF_TABLE = 4
    BOUND = 8  # an end tag closes nothing beyond it
    BOUND_OF_TABLE = 16  # nor one of a part of a table beyond this
    ONCE = 32
    RAW = 64  # holds no tags
    LEFT_OUT = 128  # holds no text of the page: where nobody closed it, it would take the rest of it
    LINK = 256

_LISTED = {
    VOID: "area base br col embed hr img input link meta param source track wbr frame keygen basefont bgsound",
    FORMATTING: "a b big code em font i nobr s small strike strong tt u",
    PART_OF_TABLE: "table caption tbody thead tfoot tr td th",
    BOUND: "table caption td th template object applet marquee svg math",
    BOUND_OF_TABLE: "table template",
    ONCE: "html body",
    RAW: "script style iframe noembed xmp textarea title plaintext",
    LEFT_OUT: "audio video canvas object applet datalist select svg",
    LINK: "a",
}
_CLOSED_BY = {
    "p": "p",
    "li": "li p",
    "dt": "dt dd p",
    "dd": "dt dd p",
    "option": "option",
    "td": "td th p",
    "th": "td th p",
    "tr": "tr td th p",
    "tbody": "tbody thead tr td th p",
}
_FRAMES = re.compile(rb"(?<=<)(/?)(?:frameset|frame|noframes)(?=[\s/>])", re.IGNORECASE)

cdef struct Name:
    char[LONGEST_NAME] letters
    int32_t kinds
    uint64_t closes  # which of the first names it closes where it starts, a bit each

cdef Name[MOST_NAMES] NAMES
cdef int32_t NAME_COUNT = 0
cdef int32_t[256] FIRST  # the first name that begins with a letter
cdef int32_t[MOST_NAMES] NEXT  # and the next one that does
for _number in range(256):
    FIRST[_number] = -1


def _number_of(name):
    """Return the number of a name that something is known of."""
    global NAME_COUNT
    cdef int32_t number
    padded = name.encode().ljust(LONGEST_NAME, b"\0")
    for number in range(NAME_COUNT):
        if bytes(NAMES[number].letters[:LONGEST_NAME]) == padded:
            return number
    for number in range(LONGEST_NAME):
        NAMES[NAME_COUNT].letters[number] = padded[number]
    NEXT[NAME_COUNT], FIRST[padded[0]] = FIRST[padded[0]], NAME_COUNT
    NAME_COUNT += 1
    return NAME_COUNT - 1


for _closing, _closed in _CLOSED_BY.items():  # first: their numbers are bits
    for _name in _closed.split():
        _number_of(_name)
for _closing, _closed in _CLOSED_BY.items():
    _bits = 0
    for _name in _closed.split():
        _bits |= 1 << _number_of(_name)
    NAMES[<int>_number_of(_closing)].closes = _bits
for _kind, _names in _LISTED.items():
    for _name in _names.split():
        NAMES[<int>_number_of(_name)].kinds |= _kind


def parseable(str html not None):
    """Return a page, as UTF-8, that parsers read in time linear in its size."""
    cdef bytes page = html.encode("utf-8", "replace").replace(b"\0", b"")
    if b"<frame" in page or b"<FRAME" in page:
        page = _FRAMES.sub(rb"\1div", page)
    cdef Scanner scanner = Scanner(page)
    scanner.scan()
    if scanner.open_ended:
        scanner = Scanner(page, scanner.open_ended)
        scanner.scan()
    if not scanner.edits:
        return page
    parts, end = [], 0
    for start, stop, instead in scanner.edits:
        parts += page[end:start], instead
        end = stop
    return b"".join([*parts, page[end:]])


cdef struct Open:  # an element
    char[LONGEST_NAME] letters
    int32_t number  # of its name, or -1
    int32_t kinds


cdef class Scanner:
    """Reads the tags of a page, and keeps track of which elements are open: never of fewer than a parser would."""

    cdef const char* data
    cdef int64_t size
    cdef list edits  # (start, end, what stands there instead)
    cdef dict missing  # end tags that are to be taken out with their start tags, by name
    cdef dict unclosed  # elements without text that are open, by name
    cdef set without  # names of elements whose tags are taken out
    cdef Open[MOST_OPEN] stack
    cdef int32_t depth
    cdef int32_t formatting
    cdef bint has_html, has_body

    def __cinit__(self, bytes page, without=()):
        self.data, self.size = page, len(page)
        self.edits, self.missing, self.unclosed, self.without = [], {}, {}, set(without)

    @property
    def open_ended(self):
        """The names of elements without text that nobody closed."""
        return {name for name, count in self.unclosed.items() if count > 0}

    cdef int scan(self) except -1:
        """Read all tags."""
        cdef int64_t at = 0
        cdef const char* found
        while at < self.size:
            found = <const char*>memchr(self.data + at, c"<", self.size - at)
            if found == NULL or found - self.data + 1 >= self.size:
                break
            at = found - self.data
            at = self.read_markup(at)
        return 0

    cdef int64_t read_markup(self, int64_t start) except -1:
        """Read what begins with an angle bracket; return where it ends."""
        cdef char mark = self.data[start + 1]
        cdef bint is_end = mark == c"/"
        cdef int64_t at = start + 1 + is_end
        if at < self.size and _is_letter(self.data[at]):
            return self.read_tag(start, at, is_end)
        if mark == c"!" and self.size - start >= 4 and memcmp(self.data + start, b"<!--", 4) == 0:
            return self.end_of_comment(start + 4)
        if mark == c"!" or mark == c"?" or is_end:
            return self.behind(c">", start + 1)
        return start + 1

    cdef int64_t behind(self, char mark, int64_t at) noexcept:
        """Return what lies behind the next such character; the page's end where there is none."""
        cdef const char* found = <const char*>memchr(self.data + at, mark, self.size - at) if at < self.size else NULL
        return self.size if found == NULL else found - self.data + 1

    cdef int64_t end_of_comment(self, int64_t at) noexcept:
        """Return what lies behind a comment that begins here."""
        cdef int64_t begin = at
        if at < self.size and self.data[at] == c">":
            return at + 1
        if at + 1 < self.size and self.data[at] == c"-" and self.data[at + 1] == c">":
            return at + 2
        while True:
            at = self.behind(c">", at)
            if at >= self.size:
                return self.size
            if at - begin >= 3 and self.data[at - 2] == c"-" and self.data[at - 3] == c"-":
                return at
            if at - begin >= 4 and self.data[at - 2] == c"!" and self.data[at - 3] == c"-" and self.data[at - 4] == c"-":
                return at

    cdef int64_t read_tag(self, int64_t start, int64_t at, bint is_end) except -1:
        """Read a tag, whose name begins at a place; return where it ends."""
        cdef Open tag
        cdef int64_t end, cut = 0
        _take_name(&tag, self.data, self.size, &at)
        end = self.end_of_tag(at, &cut)
        if is_end:
            self.close(&tag, start, end)
            return end
        if tag.kinds & LEFT_OUT and self.data[end - 2] == c"/":
            if tag.letters[0] != c"s" or tag.letters[1] != c"v":  # only pictures close so
                self.edits.append((start, end, b""))
            return end
        if self.is_dropped(&tag):
            self.edits.append((start, end, b"" if tag.kinds & FORMATTING else b"<br>"))
            return end
        if cut:
            self.edits.append((cut, end, b">"))
        if tag.kinds & RAW:
            return self.end_of_raw(&tag, end)
        return end

    cdef int64_t end_of_tag(self, int64_t at, int64_t* cut) noexcept:
        """Return what lies behind a tag, and where its attributes are too many; quotes mean something behind "="."""
        cdef int32_t attributes = 0
        cdef char letter
        cdef bint is_value = False, is_inside = False
        while at < self.size:
            letter = self.data[at]
            at += 1
            if letter == c">":
                return at
            if _is_space(letter) or letter == c"/":
                is_inside = False
            elif letter == c"=":
                is_value = True
                continue
            elif is_value and (letter == c'"' or letter == c"'"):
                at = self.behind(letter, at)
                is_inside = False
            elif not is_inside and not is_value:
                is_inside = True
                attributes += 1
                if attributes == MOST_ATTRIBUTES + 1:
                    cut[0] = at - 1
            else:
                is_inside = True
            if not _is_space(letter):
                is_value = False
        return self.size

    cdef int64_t end_of_raw(self, const Open* tag, int64_t at) noexcept:
        """Return what lies behind an element that holds no tags."""
        cdef Open other
        cdef int64_t place, cut = 0
        while at < self.size:
            at = self.behind(c"<", at)
            if at < self.size and self.data[at] == c"/":
                place = at + 1
                _take_name(&other, self.data, self.size, &place)
                if memcmp(other.letters, tag.letters, LONGEST_NAME) == 0:
                    return self.end_of_tag(place, &cut)
        return self.size

    # --- nesting ------------------------------------------------------------------------------------------------------

    cdef bint is_dropped(self, const Open* tag) except -1:
        """Tell whether a start tag is one too many; open its element if not."""
        cdef uint64_t closes
        cdef bint seen
        if tag.kinds & LEFT_OUT:
            self.unclosed[_name_of(tag)] = self.unclosed.get(_name_of(tag), 0) + 1
            if self.without and _name_of(tag) in self.without:
                return True
        if tag.kinds & (VOID | RAW):
            return False
        if tag.kinds & ONCE:
            seen = self.has_html if tag.letters[0] == c"h" else self.has_body
            self.has_html |= tag.letters[0] == c"h"
            self.has_body |= tag.letters[0] == c"b"
            if seen:
                return True
        closes = NAMES[tag.number].closes if tag.number >= 0 else 0
        while closes and self.depth and _is_among(self.stack[self.depth - 1].number, closes):
            self.depth -= 1
        if tag.kinds & LINK and self.formatting:
            self.remove(tag)
        if self.depth >= MOST_OPEN or (tag.kinds & FORMATTING and self.formatting >= MOST_FORMATTING):
            self.missing[_name_of(tag)] = self.missing.get(_name_of(tag), 0) + 1
            return True
        self.formatting += tag.kinds & FORMATTING != 0
        self.stack[self.depth] = tag[0]
        self.depth += 1
        return False

    cdef int close(self, const Open* tag, int64_t start, int64_t end) except -1:
        """Close the element that an end tag belongs to, and those left open in it."""
        if tag.kinds & LEFT_OUT:
            self.unclosed[_name_of(tag)] = self.unclosed.get(_name_of(tag), 0) - 1
            if self.without and _name_of(tag) in self.without:
                self.edits.append((start, end, b""))
                return 0
        if self.missing and self.missing.get(_name_of(tag), 0) > 0:
            self.missing[_name_of(tag)] -= 1
            self.edits.append((start, end, b""))
        elif tag.kinds & FORMATTING:
            self.remove(tag)
        else:
            self.close_block(tag)
        return 0

    cdef int remove(self, const Open* tag) noexcept:
        """Take out the innermost formatting of a name."""
        cdef int32_t place
        for place in range(self.depth - 1, -1, -1):
            if _are_alike(&self.stack[place], tag):
                memmove(&self.stack[place], &self.stack[place + 1], (self.depth - place - 1) * sizeof(Open))
                self.depth -= 1
                self.formatting -= 1
                break
        return 0

    cdef int close_block(self, const Open* tag) noexcept:
        """Close an element; formatting goes on behind it, but not behind a part of a table."""
        cdef int32_t place, inner, kept, bound = BOUND_OF_TABLE if tag.kinds & PART_OF_TABLE else BOUND
        for place in range(self.depth - 1, -1, -1):
            if _are_alike(&self.stack[place], tag):
                kept = place
                for inner in range(place + 1, self.depth):
                    if self.stack[inner].kinds & FORMATTING:
                        if tag.kinds & PART_OF_TABLE:
                            self.formatting -= 1
                        else:
                            self.stack[kept] = self.stack[inner]
                            kept += 1
                self.depth = kept
                break
            if self.stack[place].kinds & bound:
                break
        return 0


cdef inline bint _is_letter(char letter) noexcept nogil:
    return c"a" <= (letter | 0x20) <= c"z"


cdef inline bint _is_space(char letter) noexcept nogil:
    return letter == c" " or letter == c"\n" or letter == c"\t" or letter == c"\r" or letter == c"\f"


cdef inline bint _is_among(int32_t number, uint64_t bits) noexcept nogil:
    return 0 <= number < 64 and (bits >> number & 1)


cdef inline bint _are_alike(const Open* one, const Open* other) noexcept nogil:
    return memcmp(one.letters, other.letters, LONGEST_NAME) == 0


cdef str _name_of(const Open* tag):
    return bytes(tag.letters[:LONGEST_NAME]).rstrip(b"\0").decode("utf-8", "replace")


cdef void _take_name(Open* tag, const char* data, int64_t size, int64_t* at) noexcept nogil:
    """Read a name, in small letters, and what is known of it; of long ones, what goes beyond is passed over."""
    cdef int32_t length = 0, number
    cdef char letter
    for number in range(LONGEST_NAME):
        tag.letters[number] = 0
    while at[0] < size:
        letter = data[at[0]]
        if _is_space(letter) or letter == c"/" or letter == c">":
            break
        if length < LONGEST_NAME:
            tag.letters[length] = letter + 32 if c"A" <= letter <= c"Z" else letter
            length += 1
        at[0] += 1
    tag.number, tag.kinds = -1, 0
    number = FIRST[<uint8_t>tag.letters[0]]
    while number >= 0:
        if memcmp(NAMES[number].letters, tag.letters, LONGEST_NAME) == 0:
            tag.number, tag.kinds = number, NAMES[number].kinds
            break
        number = NEXT[number]
