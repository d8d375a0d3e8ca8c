"""Wordings: words, `[what may be left out]`, `(either|or)`, and `{slots}` for what differs from line to line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from cleaner.rules.tokens import (
    ARROW,
    BULLET,
    CLOSE,
    COLON,
    COMMA,
    DASH,
    DOTS,
    LETTER,
    OPEN,
    PIPE,
    SEMICOLON,
    SLASH,
    STOP,
    tokenized,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ALL_LANGUAGES = "mul"
"""The language tag (ISO 639-2, "multiple languages") of wordings that hold in every language, such as names."""

ANY = "any"
"""The slot that stands for one to six words of a sentence."""

LONGEST_WORDING = 120
MOST_EXPANSIONS = 2_000
MOST_TOKENS = 60
"""Of one expansion: a walk through a line remembers where it is in the bits of a number."""

_REQUIRED = COMMA | COLON | SEMICOLON | DASH | PIPE | SLASH | STOP | DOTS | BULLET | ARROW | OPEN | CLOSE
_SYNTAX = "[](){}|\\"
_SLOT = re.compile(r"\{([a-z_]+)\}")
_PLAIN = re.compile(r"[^\s\[\](){}|\\]+")
_CLOSING = {"[": "]", "(": ")"}


class WordingError(ValueError):
    """A wording that cannot be used: ``problem`` with its remedy, and the column, counted from 1."""

    def __init__(self, wording: str, column: int, problem: str) -> None:
        super().__init__(wording, column, problem)
        self.wording, self.column, self.problem = wording, column, problem

    def __str__(self) -> str:
        """Return the message as one line."""
        return f'wording "{self.wording}", column {self.column}: {self.problem}'


@dataclass(frozen=True, slots=True)
class Symbol:
    """A word, folded, with digits as zeros; or a slot. ``after`` has the kinds of separators it needs before it."""

    word: str = ""
    slot: str = ""
    after: int = 0


Expansion = tuple[Symbol, ...]
"""Symbols; the last may be one with neither word nor slot: what has to stand behind the others."""


@dataclass(frozen=True)
class Wording:
    """A wording as written, and its chunks: each stands for one of several sequences of symbols."""

    text: str
    chunks: tuple[tuple[Expansion, ...], ...]

    @cached_property
    def slots(self) -> frozenset[str]:
        """Return the names of its slots."""
        return frozenset(symbol.slot for chunk in self.chunks for one in chunk for symbol in one if symbol.slot)

    def words(self) -> Iterator[Symbol]:
        """Yield its words."""
        for chunk in self.chunks:
            yield from (symbol for expansion in chunk for symbol in expansion if symbol.word)

    def expansions(self) -> Iterator[Expansion]:
        """Yield all sequences of symbols that the wording stands for."""
        for parts in product(*self.chunks):
            yield joined(part for part in parts)

    def check_slots(self, names: Collection[str]) -> None:
        """Raise `WordingError` for a slot that has none of these names."""
        for found in _SLOT.finditer(self.text):
            if found[1] not in names:
                from difflib import get_close_matches  # noqa: PLC0415 - only for what is not there

                near = get_close_matches(found[1], sorted(names), cutoff=0)
                problem = f"no slot is called {found[1]!r}; the nearest are {', '.join(near)}"
                raise WordingError(self.text, found.start() + 1, problem)

    def first_symbols(self) -> Iterator[Symbol]:
        """Yield the symbols that it may begin with."""
        for chunk in self.chunks:
            heads = [next((one for one in expansion if one.word or one.slot), None) for expansion in chunk]
            yield from filter(None, heads)
            if None not in heads:
                break


def joined(parts: Iterator[Expansion]) -> Expansion:
    """Join sequences of symbols: what has to stand behind one has to stand before the next."""
    symbols: list[Symbol] = []
    needed = 0
    for part in parts:
        for symbol in part:
            needed |= symbol.after
            if symbol.word or symbol.slot:
                symbols.append(Symbol(symbol.word, symbol.slot, needed))
                needed = 0
    if symbols and symbols[0].after & STOP:
        symbols[0] = Symbol(symbols[0].word, symbols[0].slot, symbols[0].after & ~STOP)
    return (*symbols, Symbol(after=needed & ~STOP)) if needed & ~STOP else tuple(symbols)


@cache
def wording(text: str) -> Wording:
    """Read a wording, whatever slots there are; raises `WordingError`."""
    if len(text) > LONGEST_WORDING:
        raise WordingError(text, LONGEST_WORDING + 1, f"longer than {LONGEST_WORDING} characters; write it as two")
    read = Wording(text, tuple(_symbols(chunk) for chunk in _chunks(text)))
    count = prod(map(len, read.chunks))
    if count > MOST_EXPANSIONS:
        raise WordingError(text, 1, f"stands for {count:,} texts, at most {MOST_EXPANSIONS:,} will do; write it as two")
    if all(() in chunk or any(not _says_something(one) for one in chunk) for chunk in read.chunks):
        raise WordingError(text, 1, "matches the empty line; leave a word outside of the brackets")
    if sum(max(map(len, chunk)) for chunk in read.chunks) > MOST_TOKENS:
        raise WordingError(text, 1, f'has more than {MOST_TOKENS} words; write the beginning, with match = "start"')
    return read


def _says_something(expansion: Expansion) -> bool:
    return any(symbol.word or symbol.slot for symbol in expansion)


def _symbols(chunk: tuple[str, ...]) -> tuple[Expansion, ...]:
    return tuple(dict.fromkeys(map(_symbols_of, chunk)))


@cache
def _symbols_of(text: str) -> Expansion:
    """Return the symbols of a text without options; slots stand in it as ``{name}``."""
    symbols: list[Symbol] = []
    needed = 0
    last = 0  # kind of the token before
    for number, part in enumerate(_SLOT.split(text)):
        if number % 2:
            symbols.append(Symbol(slot=part, after=needed))
            needed, last = 0, 0
            continue
        tokens, behind = tokenized(part.translate(_ESCAPED))
        for word, kind, before in tokens:
            between = before & _REQUIRED
            if last and LETTER in (last, kind) and not before & ~DASH:
                between = 0  # "e-mail", "covid-19"
            needed |= between
            symbols.append(Symbol(word=word, after=needed))
            needed, last = 0, kind
        needed |= behind & _REQUIRED
    return (*symbols, Symbol(after=needed)) if needed else tuple(symbols)


# Escaped marks of the language are plain text: letters of the private use area stand in for them meanwhile.
_STAND_INS = {mark: chr(0xE000 + number) for number, mark in enumerate(_SYNTAX)}
_ESCAPED = {ord(stand_in): mark for mark, stand_in in _STAND_INS.items()}


def _chunks(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the parts of a wording between its white space, each as the texts that it may be."""
    chunk: tuple[str, ...] = ("",)
    place = 0
    while place < len(text):
        if text[place].isspace():
            yield tuple(f"{one} " if one else one for one in chunk)
            chunk, place = ("",), place + 1
            continue
        options, place = _piece(text, place)
        chunk = _appended(text, chunk, options)
    yield chunk


def _appended(text: str, chunk: tuple[str, ...], options: tuple[str, ...]) -> tuple[str, ...]:
    """Return each text followed by each option."""
    if len(options) == 1:
        return tuple(one + options[0] for one in chunk)
    if len(chunk) * len(options) > MOST_EXPANSIONS:
        raise WordingError(text, 1, f"stands for more than {MOST_EXPANSIONS:,} texts; write it as two")
    return tuple(dict.fromkeys(one + option for one in chunk for option in options))


def _piece(text: str, place: int) -> tuple[tuple[str, ...], int]:
    """Read one character, slot or group; return what it may be, and the place behind it."""
    if plain := _PLAIN.match(text, place):
        return (plain[0],), plain.end()
    mark = text[place]
    if mark == "\\":
        if text[place + 1 : place + 2] not in _STAND_INS:
            raise WordingError(text, place + 1, f"nothing to escape; a backslash stands before one of {_SYNTAX}")
        return (_STAND_INS[text[place + 1]],), place + 2
    if mark == "{":
        return _slot(text, place)
    if mark in _CLOSING:
        return _group(text, place)
    if mark == "|":
        raise WordingError(text, place + 1, "a bar outside of brackets; write (either|or), or \\| for the character")
    if mark in "])}":
        raise WordingError(text, place + 1, f"nothing is open here; remove it, or write \\{mark} for the character")
    return (" ",), place + 1


def _slot(text: str, place: int) -> tuple[tuple[str, ...], int]:
    found = _SLOT.match(text, place)
    if not found:
        raise WordingError(text, place + 1, "no slot; write a name such as {date}, or \\{ for the character")
    return (found[0],), found.end()


def _group(text: str, opening: int) -> tuple[tuple[str, ...], int]:
    """Read what stands in brackets; return what it may be, and the place behind them."""
    closing = _CLOSING[text[opening]]
    options: tuple[str, ...] = ("",) if closing == "]" else ()
    option: tuple[str, ...] = ("",)
    place = opening + 1
    while place < len(text):
        if text[place] in ("|", closing):
            options = tuple(dict.fromkeys((*options, *option)))
            option = ("",)
            if text[place] == closing:
                return options, place + 1
            place += 1
        else:
            more, place = _piece(text, place)
            option = _appended(text, option, more)
    raise WordingError(text, opening + 1, f"{text[opening]} is not closed; write {closing} behind its last word")
