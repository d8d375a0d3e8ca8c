"""What a reader sees of a block of Markdown: links, pictures, code and emphasis without their marks."""

from libc.stdint cimport int64_t

cdef enum:  # marks in what was read; nothing of the source has these characters any more
    ANCHOR = 1  # the link before it leads to a place of the same text
    LINK = 2
    LINK_END = 3
    IMAGE = 4
    JOINED = 5  # a newline that is seen as a space
    SWALLOWED = 6  # a newline that stood in an address or within a word
    NOTHING = 7  # a mark of emphasis stood here
    PLACEHOLDER = 8  # a picture that shows nothing

    MOST_BRACKETS = 32  # open at a time; what is nested deeper is text
    MOST_TICKS = 64  # and more of them are no code
    MOST_EMPHASIS = 8
    EMPHASES = 3


cdef class Inline:
    cdef Py_UCS4* content
    cdef Py_UCS4* seen
    cdef int64_t* places  # where in the content what is seen begins, if anyone asks
    cdef int64_t size, seen_size
    cdef frozenset labels
    cdef set uses
    cdef int64_t[MOST_BRACKETS] _brackets  # where open brackets are in what is seen
    cdef int _bracket_count
    cdef int64_t[EMPHASES][MOST_EMPHASIS] _opened  # where marks of emphasis are that may be closed, -1 for none
    cdef bint[MOST_TICKS] _has_no_end  # backticks of which no more come

    cdef int ask_for_places(self, int64_t size) except -1
    cdef void add(self, const Py_UCS4* text, int64_t start, int64_t stop) noexcept
    cdef void add_character(self, Py_UCS4 character) noexcept
    cdef int read(self) except -1
    cdef void take_as_seen(self) noexcept
    cdef int64_t _read_special(self, int64_t at) except -1
    cdef void _see(self, int64_t start, int64_t stop) noexcept
    cdef void _put(self, Py_UCS4 character, int64_t at) noexcept
    cdef void _see_breaks(self, int64_t count, int64_t at) noexcept
    cdef int64_t _read_escaped(self, int64_t at) noexcept
    cdef int64_t _read_code(self, int64_t at) noexcept
    cdef int64_t _read_emphasis(self, int64_t at) noexcept
    cdef int64_t _read_angle(self, int64_t at) noexcept
    cdef int64_t _read_entity(self, int64_t at) except -1
    cdef int64_t _open_bracket(self, int64_t at) noexcept
    cdef int64_t _close_bracket(self, int64_t at) except -1
    cdef void _make_link(self, int64_t start, int64_t at, int64_t stop) noexcept
    cdef bint _is_defined(self, int64_t start, int64_t at, int64_t stop) except -1


cdef str text_of(const Py_UCS4* text, int64_t start, int64_t stop)
