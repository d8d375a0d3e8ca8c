"""Which wordings match a line, worked out plainly: what the compiled matcher is tested against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from cleaner.lines.characters import character_tables
from cleaner.rules.slots import Slot
from cleaner.rules.tokens import (
    CHARACTER,
    CLOSE,
    COLON,
    COMMA,
    DASH,
    DECORATIONS,
    DOTS,
    FIGURE,
    FULL_STOPS,
    LETTER,
    OTHER,
    QUOTE,
    SENTENCE,
    SEPARATOR,
    SEPARATORS,
    SKIPPED,
    SLASH,
    SPACE,
    STOP,
    SYMBOL,
    SYMBOLS,
)
from cleaner.rules.wording import Expansion, Symbol, Wording

MOST_ANY = 6
MOST_NAME_WORDS = 5
MOST_SITE_WORDS = 6
MOST_CHARACTERS = 6  # of a name in Han or kana
MOST_URL_TOKENS = 40

State = tuple[int, int]
"""A place, and the kinds of separators that have to stand before what comes there."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a line: ``text`` is folded, ``before`` has the kinds of separators before it, as bits."""

    text: str
    kind: int
    start: int
    stop: int
    before: int = 0
    capital: bool = False
    all_capitals: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """The tokens of a line; ``behind`` has the kinds of separators behind the last."""

    tokens: tuple[Token, ...]
    behind: int

    def before(self, place: int) -> int:
        """Return the kinds of separators before a place, which may be behind the last token."""
        return self.tokens[place].before if place < len(self.tokens) else self.behind

    def starts(self) -> range:
        """Return where the line may start: decoration of symbols need not belong to it."""
        return range(self._decorations(range(len(self.tokens))) + 1)

    def first_end(self) -> int:
        """Return the first place behind which there is nothing but decoration."""
        return len(self.tokens) - self._decorations(range(len(self.tokens) - 1, -1, -1))

    def _decorations(self, places: range) -> int:
        for count, place in enumerate(places):
            if self.tokens[place].text not in DECORATIONS:
                return count
        return 0


_CLASSES, _FOLDS = (memoryview(character_tables()).cast("H")[start : start + 0x10000] for start in (0, 0x10000))
_BEYOND = 0xFFFF
_WORD, _UPPER, _DIGIT, _UNSPACED = 2, 4, 8, 128  # bits of classes


@cache
def kind_table() -> bytes:
    """Return what each character below U+10000 is: `SKIPPED` to `SYMBOL`."""
    kinds = bytearray(map(_kind, range(_BEYOND + 1), _FOLDS, (_CLASSES[code] for code in _FOLDS)))
    for symbol in SYMBOLS:
        kinds[ord(symbol)] = SYMBOL
    return bytes(kinds)


def _kind(code: int, folded: int, bits: int) -> int:
    if not folded and code:
        return SKIPPED
    if bits & _DIGIT:
        return FIGURE
    if bits & _UNSPACED:
        return CHARACTER
    return LETTER if bits & _WORD else SEPARATOR


@cache
def separator_table() -> dict[int, int]:
    """Return the kind of each separator but `OTHER`, by its code."""
    spaces = {code: SPACE for code, folded in enumerate(_FOLDS) if folded in {0x20, 0x0A, 0x0D}}
    return spaces | {ord(mark): kind for kind, marks in SEPARATORS.items() for mark in marks}


def tokenized(line: str) -> Line:
    """Return the tokens of a line.

    >>> [token.text for token in tokenized("Updated: 16 May 2024, 3h ago – it’s FREE 東京").tokens]
    ['updated', '16', 'may', '2024', '3', 'h', 'ago', 'it', 's', 'free', '東', '京']
    """
    kinds, folds, classes, separators = kind_table(), _FOLDS, _CLASSES, separator_table()
    tokens: list[Token] = []
    before, weak, place = 0, True, 0
    last = ""
    while place < len(line):
        code = min(ord(line[place]), _BEYOND)
        kind = kinds[code]
        if kind == SKIPPED:
            place += 1
            continue
        if kind == SEPARATOR:
            bit = separators.get(code, OTHER)
            if bit == SPACE and last in {".", "!"}:
                before |= SENTENCE
                weak = weak and last == "."
            if line[place] in FULL_STOPS:
                before |= SENTENCE
                weak = False
            if bit == STOP and last and line[place] == ".":
                before |= DOTS
            before |= bit
            last = (
                ("." if line[place] == "." else "!") if bit in {STOP, DOTS} else last if bit in {CLOSE, QUOTE} else ""
            )
            place += 1
            continue
        start, stop = place, place + 1
        if kind in {LETTER, FIGURE}:
            while stop < len(line) and kinds[min(ord(line[stop]), _BEYOND)] in {kind, SKIPPED}:
                stop += 1
        part = [min(ord(character), _BEYOND) for character in line[start:stop]]
        text = "".join(chr(folds[code]) for code in part if folds[code]).replace("ß", "ss")
        upper = [classes[code] & _UPPER for code in part]
        token = Token(text, kind, start, stop, before, bool(upper[0]), all(upper))
        if before & SENTENCE and weak and tokens and (_abbreviates(tokens[-1]) or kind == FIGURE):
            token = Token(text, kind, start, stop, before & ~SENTENCE, bool(upper[0]), all(upper))
        tokens.append(token)
        before, weak, place, last = 0, True, stop, ""
    return Line(tuple(tokens), before)


def _abbreviates(token: Token) -> bool:
    """Tell whether a full stop behind a token need not end a sentence: "J. Smith", "12. Mai"."""
    return token.kind == FIGURE or len(token.text) == 1


def is_caseless(token: Token) -> bool:
    """Tell whether a word is of a script with spaces and without capitals."""
    code = ord(token.text[0])
    return token.kind == LETTER and (0x590 <= code < 0x1E00 or code >= 0x2E80) and not 0x10A0 <= code < 0x1100


@dataclass
class Places:
    """A line, and where each slot that begins at a place ends; worked out once."""

    line: Line
    slots: Mapping[str, Slot]
    known: dict[tuple[str, int], frozenset[int]] = field(default_factory=dict)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the line."""
        return self.line.tokens

    def ends(self, slot: str, start: int) -> frozenset[int]:
        """Return the places behind all that the slot may be from a place on."""
        if start >= len(self.tokens):
            return frozenset()
        if (slot, start) not in self.known:
            self.known[slot, start] = frozenset(self._ends(slot, start))
        return self.known[slot, start]

    def _ends(self, slot: str, start: int) -> Iterable[int]:
        native = getattr(self, f"_native_{slot}", None)
        if native:
            return native(start)
        low, high = self.slots[slot].number
        if high >= low:
            return self._number(start, self.slots[slot])
        return (
            end for _, wording in self.slots[slot].wordings for end in self.wording_ends(wording, start, in_slot=True)
        )

    def wording_ends(self, wording: Wording, start: int, *, in_slot: bool = False) -> set[int]:
        """Return the places behind all that the wording may be from a place on."""
        states: set[State] = {(start, 0)}
        for chunk in wording.chunks:
            states = {
                state for one in states for expansion in chunk for state in self._after(one, expansion, start, in_slot)
            }
            if not states:
                break
        return {place for place, needed in states if place > start and self._stands(place, needed & ~STOP, True)}

    def _after(self, state: State, expansion: Expansion, start: int, in_slot: bool) -> set[State]:
        states = {state}
        for symbol in expansion:
            states = {after for one in states for after in self._step(one, symbol, start, in_slot)}
        return states

    def _step(self, state: State, symbol: Symbol, start: int, in_slot: bool) -> Iterable[State]:
        place, needed = state[0], state[1] | symbol.after
        if not (symbol.word or symbol.slot):
            return [(place, needed)]
        if place == start:
            needed &= ~STOP
        if not self._stands(place, needed, in_slot or place == start or bool(needed & (STOP | DOTS))):
            return []
        if symbol.slot:
            return [(end, 0) for end in self.ends(symbol.slot, place)]
        return [(place + 1, 0)] if place < len(self.tokens) and self._word(place) == symbol.word else []

    def _word(self, place: int) -> str:
        token = self.tokens[place]
        return "0" * len(token.text) if token.kind == FIGURE else token.text

    def _stands(self, place: int, needed: int, over_sentences: bool) -> bool:
        before = self.line.before(place)
        return before & needed == needed and (over_sentences or not before & SENTENCE)

    def _glued(self, place: int, allowed: int) -> bool:
        """Tell whether a token follows the one before it with nothing but these kinds in between."""
        return 0 < place < len(self.tokens) and not self.tokens[place].before & ~allowed

    def _number(self, start: int, slot: Slot) -> list[int]:
        token = self.tokens[start]
        fits = token.kind == FIGURE and slot.digits[0] <= len(token.text) <= slot.digits[1]
        return [start + 1] if fits and slot.number[0] <= int(token.text) <= slot.number[1] else []

    # --- slots that are read by code ----------------------------------------------------------------------------------

    def _native_any(self, start: int) -> list[int]:
        ends = [start + 1]
        weight = self._weight(start)
        while ends[-1] < len(self.tokens) and not self.tokens[ends[-1]].before & SENTENCE:
            weight += self._weight(ends[-1])
            if weight > 2 * MOST_ANY:
                break
            ends.append(ends[-1] + 1)
        return ends

    def _weight(self, place: int) -> int:
        return 1 if self.tokens[place].kind == CHARACTER else 2

    def _native_n(self, start: int) -> list[int]:
        if self.tokens[start].kind != FIGURE:
            return []
        ends = [start + 1]
        place = start + 1
        while len(self.tokens[start].text) <= 3 and self._is_thousands(place):
            place += 1
            ends.append(place)
        if self._glued(place, ~SPACE) and self._is_point(place) and len(self.tokens[place].text) <= 2:
            place += 1
            ends.append(place)
        for end in tuple(ends):
            ends += self.ends("number_suffix", end) if self._glued(end, SPACE) else ()
        for end in tuple(ends):
            ends += [end + 1] if self._glued(end, 0) and self.tokens[end].text == "+" else []
        return ends

    def _is_thousands(self, place: int) -> bool:
        if not 0 < place < len(self.tokens) or self.tokens[place].kind != FIGURE:
            return False
        return len(self.tokens[place].text) == 3 and self.tokens[place].before in {COMMA, STOP, SPACE, QUOTE}

    def _is_point(self, place: int) -> bool:
        return self.tokens[place].kind == FIGURE and self.tokens[place].before in {STOP, COMMA}

    def _native_name(self, start: int) -> list[int]:
        return self._names(start, 1)

    def _native_full_name(self, start: int) -> list[int]:
        return self._names(start, 2)

    def _names(self, start: int, fewest: int) -> list[int]:
        if self.tokens[start].kind == CHARACTER:
            return self._name_of_characters(start, fewest)
        if is_caseless(self.tokens[start]):
            return self._name_of_caseless_words(start)
        ends: list[int] = []
        place, words = start, 0
        while words < MOST_NAME_WORDS:
            if words and self.tokens[place - 1].kind == LETTER:
                place = self._behind_particles(place)
            end = self._behind_name_word(place) if self._joins(place, start) else 0
            if not end:
                break
            titles = max(self.ends("honorific", place), default=0)
            place = end
            if titles == end:
                continue
            words += 1
            if words >= fewest:
                ends.append(place)
        return ends

    def _joins(self, place: int, start: int) -> bool:
        """Tell whether a word may go on a name: there is a space before it, or an initial's full stop."""
        if place == start:
            return True
        if place >= len(self.tokens):
            return False
        before, last = self.tokens[place].before, self.tokens[place - 1]
        abbreviated = len(last.text) == 1 or bool(self.ends("honorific", place - 1))
        return before == SPACE or (abbreviated and not before & ~(STOP | SPACE | SENTENCE))

    def _behind_particles(self, place: int) -> int:
        """Return the place behind particles such as "van der", if a capital follows them."""
        end = place
        for _ in range(3):
            found = self.ends("particle", end) if end < len(self.tokens) else ()
            if not found or self.tokens[end].before & ~SPACE:
                break
            end = max(found)
        return end if end < len(self.tokens) and self.tokens[end].capital else place

    def _behind_name_word(self, place: int) -> int:
        """Return the place behind a capitalised word and what hyphens and apostrophes join to it, 0 if it is none."""
        if place >= len(self.tokens):
            return 0
        token = self.tokens[place]
        if token.kind != LETTER or not token.capital or self.ends("no_name", place):
            return 0
        place += 1
        while self._glued(place, QUOTE | DASH) and self.tokens[place].before and self.tokens[place].kind == LETTER:
            place += 1
        return place

    def _name_of_characters(self, start: int, fewest: int) -> list[int]:
        end = start + 1
        while self._glued(end, 0) and self.tokens[end].kind == CHARACTER and end - start < MOST_CHARACTERS:
            end += 1
        return list(range(start + 2, end + 1))

    def _name_of_caseless_words(self, start: int) -> list[int]:
        ends = [start + 1]
        while len(ends) < 3 and self._glued(ends[-1], SPACE) and is_caseless(self.tokens[ends[-1]]):
            ends.append(ends[-1] + 1)
        return ends

    def _native_site(self, start: int) -> list[int]:
        ends = list(self.ends("domain", start))
        place, end = start, 0
        while place < len(self.tokens) and place - start < 2 * MOST_SITE_WORDS:
            token = self.tokens[place]
            if place > start and token.before & ~(SPACE | QUOTE | DASH) and token.before != STOP:
                break
            if token.capital or token.kind in {FIGURE, CHARACTER} or is_caseless(token):
                end = place + 1
                ends.append(end)
            elif place == start or not (self.ends("joiner", place) or not token.before & SPACE):
                break
            place += 1
        return ends

    def _native_domain(self, start: int) -> list[int]:
        ends, place = [], self._behind_label(start)
        while place and self._glued(place, STOP) and self.tokens[place].before == STOP:
            place_of_label = place
            place = self._behind_label(place)
            token = self.tokens[place_of_label]
            is_domain = place == place_of_label + 1 and self.ends("tld", place_of_label)
            if is_domain and (not token.capital or token.all_capitals):
                ends.append(place)
        return ends

    def _behind_label(self, place: int) -> int:
        if self.tokens[place].kind not in {LETTER, FIGURE, CHARACTER}:
            return 0
        place += 1
        while self._glued(place, DASH) and self.tokens[place].kind in {LETTER, FIGURE, CHARACTER}:
            place += 1
        return place

    def _native_url(self, start: int) -> list[int]:
        token = self.tokens[start]
        place = start + 1
        if token.text in {"http", "https"}:
            if not (self._glued(place, COLON | SLASH) and self.tokens[place].before & COLON):
                return []
        elif token.text == "www":
            if not (self._glued(place, STOP) and self.tokens[place].before):
                return []
        else:
            domain = [end for end in self.ends("domain", start) if self._glued(end, SLASH)]
            if not domain:
                return list(self.ends("domain", start))
            place = max(domain)
        while self._glued(place, ~SPACE) and place - start < MOST_URL_TOKENS:
            place += 1
        return [place]

    def _native_email(self, start: int) -> list[int]:
        place = start
        while self.tokens[place].text != "@":
            if self.tokens[place].kind == SYMBOL and self.tokens[place].text not in "+&":
                return []
            place += 1
            if not self._glued(place, STOP | DASH | OTHER | QUOTE):
                return []
        if place == start or not self._glued(place + 1, 0):
            return []
        return list(self.ends("domain", place + 1))

    def _native_handle(self, start: int) -> list[int]:
        return self._tagged(start, "@")

    def _native_hashtag(self, start: int) -> list[int]:
        return self._tagged(start, "#")

    def _tagged(self, start: int, mark: str) -> list[int]:
        if self.tokens[start].text != mark or not self._glued(start + 1, OTHER):
            return []
        place = start + 2
        while self._glued(place, OTHER | STOP | DASH) and self.tokens[place].kind != SYMBOL and place - start < 30:
            place += 1
        return [place]


@dataclass(frozen=True, order=True)
class Hit:
    """A rule, and the longest span of tokens that one of its wordings is."""

    rule: str
    start: int
    stop: int


class Wordings:
    """All wordings of some rules, ready to be looked for in single lines."""

    def __init__(self, rules: Iterable[object], slots: Mapping[str, Slot]) -> None:
        """Take `Rule`s, whose wordings are in `wordings()`."""
        self.slots = slots
        self.by_word: dict[str, list[tuple[object, Wording, bool]]] = defaultdict(list)
        self.by_slot: dict[str, list[tuple[object, Wording, bool]]] = defaultdict(list)
        for rule in rules:
            for wording, is_exception in rule.wordings():
                self._add(rule, wording, is_exception)

    def _add(self, rule: object, wording: Wording, is_exception: bool) -> None:
        words, slots = first_symbols(wording)
        for word in words:
            self.by_word[word].append((rule, wording, is_exception))
        for slot in slots:
            self.by_slot[slot].append((rule, wording, is_exception))

    def hits(self, text: str) -> list[Hit]:
        """Return what matches a line, sorted: for each rule and start the longest span."""
        places = Places(tokenized(text), self.slots)
        found: dict[tuple[str, int], int] = {}
        excepted: set[str] = set()
        for start in range(len(places.tokens)):
            for rule, wording, is_exception in self._candidates(places, start):
                if not may_start(places.line, start, rule.match):
                    continue
                ends = [end for end in places.wording_ends(wording, start) if may_end(places.line, end, rule.match)]
                if ends and is_exception:
                    excepted.add(rule.id)
                elif ends:
                    found[rule.id, start] = max(found.get((rule.id, start), 0), *ends)
        return sorted(Hit(rule, start, stop) for (rule, start), stop in found.items() if rule not in excepted)

    def nearly(self, text: str) -> bool:
        """Tell whether a line holds a word, or something a slot stands for, that a wording may begin with."""
        places = Places(tokenized(text), self.slots)
        return any(True for start in range(len(places.tokens)) for _ in self._candidates(places, start))

    def _candidates(self, places: Places, start: int) -> Iterable[tuple[object, Wording, bool]]:
        yield from self.by_word.get(places._word(start), ())
        for slot, entries in self.by_slot.items():
            if places.ends(slot, start):
                yield from entries


def first_symbols(wording: Wording) -> tuple[set[str], set[str]]:
    """Return the words and slots that a wording may begin with."""
    words: set[str] = set()
    slots: set[str] = set()
    for chunk in wording.chunks:
        heads = [next((one for one in expansion if one.word or one.slot), None) for expansion in chunk]
        words |= {head.word for head in heads if head and head.word}
        slots |= {head.slot for head in heads if head and head.slot}
        if None not in heads:
            break
    return words, slots


def may_start(line: Line, start: int, match: str) -> bool:
    """Tell whether a match may start at a place."""
    return match in {"end", "inside"} or start in line.starts()


def may_end(line: Line, end: int, match: str) -> bool:
    """Tell whether a match may end at a place."""
    return match in {"start", "inside"} or end >= line.first_end()
