"""Blocks: rows that belong together, as text alone tells."""

from libc.stdint cimport int16_t

from cleaner.judge.context cimport Document


cdef enum Shape:  # of a row by itself, from what is most like a menu to what is most like text
    NAME  # a few words
    PHRASE  # more words, but no sentence: headlines, headings, teasers
    CELLS  # several things, with marks between them: of a table, or a trail
    LABEL  # ends with a colon
    QUESTION
    ENTRY  # has a bullet
    SENTENCE
    PARAGRAPH


cdef void find_blocks(Document* document) noexcept nogil
cdef void weigh_blocks(const Document* document, int16_t* points) noexcept nogil
