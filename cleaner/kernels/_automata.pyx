# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Automata at work, compiled: see `cleaner.kernels.automata`."""

from libc.stdint cimport int64_t, uint8_t, uint32_t

import numpy as np

from cleaner import automata as _automata

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character) nogil

cdef uint8_t END = _automata.END, START = _automata.START, ACCEPTED = _automata.ACCEPTED
cdef uint8_t BEYOND_ASCII = _automata.BEYOND_ASCII

cdef enum:
    ASCII = 128

ctypedef fused Character:
    uint8_t
    uint32_t


cdef struct Automaton:
    const uint8_t* classes
    const uint8_t* states
    int64_t width


def may_match(const int64_t[::1] rules, const int64_t[::1] rows, text, tuple bounds, automata):
    """See `cleaner.kernels.automata.may_match`: here only those may that automata accept."""
    flags = np.zeros(rules.shape[0], np.bool_)
    if text.dtype == np.uint8:
        _ask[uint8_t](rules, rows, text, bounds[0], bounds[1], automata, flags.view(np.uint8))
    else:
        _ask[uint32_t](rules, rows, text, bounds[0], bounds[1], automata, flags.view(np.uint8))
    return flags


cdef _ask(
    const int64_t[::1] rules,
    const int64_t[::1] rows,
    const Character[::1] text,
    const int64_t[::1] starts,
    const int64_t[::1] stops,
    automata,
    uint8_t[::1] flags,
):
    """Ask the automata of some rules about some rows."""
    cdef const uint8_t[:, ::1] classes = automata.classes
    cdef const uint8_t[::1] states = automata.states
    cdef const int64_t[::1] first = automata.first, width = automata.width
    cdef Py_ssize_t number
    cdef Automaton automaton
    with nogil:
        for number in range(rules.shape[0]):
            automaton = Automaton(&classes[rules[number], 0], &states[first[rules[number]]], width[rules[number]])
            flags[number] = _accepts(automaton, &text[0], starts[rows[number]], stops[rows[number]])


cdef inline bint _accepts(Automaton automaton, const Character* text, int64_t start, int64_t stop) noexcept nogil:
    """Tell whether an automaton accepts a row, without the white space around it."""
    cdef int64_t state = START
    while start < stop and _is_space(text[start]):
        start += 1
    while start < stop and _is_space(text[stop - 1]):
        stop -= 1
    while start < stop and state >= START:
        state = automaton.states[state * automaton.width + automaton.classes[_symbol(text[start])]]
        start += 1
    return automaton.states[state * automaton.width + END] == ACCEPTED


cdef inline bint _is_space(Character character) noexcept nogil:
    """Tell whether a character is white space; in UTF-8 here, there is none beyond ASCII."""
    if Character is uint8_t:
        return character < ASCII and Py_UNICODE_ISSPACE(character)
    else:
        return Py_UNICODE_ISSPACE(character)


cdef inline uint8_t _symbol(Character character) noexcept nogil:
    """Return the byte that stands for a character."""
    if Character is uint8_t:
        return character
    else:
        return <uint8_t>character if character < ASCII else BEYOND_ASCII
