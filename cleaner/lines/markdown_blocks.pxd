"""The blocks of Markdown: which lines make one, and what it stands in."""

from libc.stdint cimport int64_t

cdef enum Kind:
    PARAGRAPH
    HEADING
    TABLE
    FENCE
    HTML
    RULE

cdef struct SourceLine:  # places in the text
    int64_t start
    int64_t content  # behind the marks of quotes, lists and headings
    int64_t stop  # before white space at the end and the marks that close a heading
    int64_t end  # before the newline

cdef struct Block:
    Kind kind
    int level  # of a heading
    int items  # of lists in which it stands
    int quotes  # in which it stands
    int64_t start  # its lines
    int64_t stop
    int64_t first  # those that hold its content
    int64_t last

cdef enum:
    DEEPEST = 100  # quotes and items in one another; what is nested deeper is text as it stands

cdef struct Container:  # a quote, or an item of a list
    bint is_quote
    bint is_empty
    int64_t padding  # of an item: columns before what it holds

cdef struct Cursor:  # a place in a line
    int64_t at
    int64_t column
    int64_t spare  # columns that are left of a tab
    int64_t ink  # the first place that is not white
    int64_t indent  # columns before it
    int64_t stop


cdef class Blocks:
    cdef readonly str source
    cdef Py_UCS4* text  # the source, with spaces in place of what stands for marks
    cdef SourceLine* lines
    cdef Block* blocks
    cdef int64_t line_count, block_count
    # what is open while lines are read
    cdef Container[DEEPEST] _containers
    cdef int _depth
    cdef Block _leaf
    cdef bint _in_leaf
    cdef Py_UCS4 _fence
    cdef int64_t _fence_length
    cdef object _html_end

    cdef int64_t start_of(self, int64_t number) noexcept
    cdef int _find_lines(self) except -1
    cdef int _read_line(self, int64_t number) except -1
    cdef int _matched(self, Cursor* cursor) noexcept
    cdef bint _is_verbatim(self, int64_t number, Cursor* cursor) except -1
    cdef bint _closes_html(self, Cursor* cursor) except -1
    cdef bint _changes_paragraph(self, int64_t number, Cursor* cursor) noexcept
    cdef bint _is_underline(self, Cursor* cursor) noexcept
    cdef int _open_containers(self, int64_t number, Cursor* cursor, int parent, bint interrupts) except -2
    cdef int _push(self, int64_t number, Cursor* cursor, int parent, int64_t width) noexcept
    cdef bint _opens_leaf(self, int64_t number, Cursor* cursor, int parent, bint interrupts) except -1
    cdef bint _opens_fence(self, int64_t number, Cursor* cursor, int parent) noexcept
    cdef bint _opens_html(self, int64_t number, Cursor* cursor, int parent, bint interrupts) except -1
    cdef bint _heads_table(self, int64_t number, Cursor* cursor) noexcept
    cdef bint _is_heading(self, int64_t number, Cursor* cursor, int parent) noexcept
    cdef void _open_leaf(self, Kind kind, int64_t number, int parent) noexcept
    cdef void _close_leaf(self, int64_t stop, int64_t last) noexcept
    cdef void _leave(self, int64_t number, int parent) noexcept
    cdef void _see(self, Cursor* cursor) noexcept
    cdef void _pass_columns(self, Cursor* cursor, int64_t count) noexcept
    cdef void _pass_mark(self, Cursor* cursor, int64_t width) noexcept
