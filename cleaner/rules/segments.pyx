# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Segments of a text without lines: where a reader would begin a new line.

That is behind sentences, at what separates for the eye, around wordings that sites print, and where words without a
sentence (a menu, a list of tags) change into one. No segment begins inside a word, and none inside a sentence but for a
wording that is debris wherever it stands.
"""

from array import array

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from cleaner.lines.characters cimport BEYOND, CLASSES, FOLDS, INK, UPPER, Text, unit_at
from cleaner.lines.memory cimport Buffer, release, reserve
from cleaner.lines.words cimport LONGEST, function_place, word_key
from cleaner.rules.matcher cimport Matcher
from cleaner.rules.wordings cimport Token, Walk, behind_wording, free_walk, is_small, line_place, may_begin, read_flow

from cleaner.lines.words import word_lists
from cleaner.result import Label
from cleaner.rules.folder import default_folder
from cleaner.rules.tokens import token_key

cdef enum:
    STRETCH = 1 << 12  # characters that are looked at together
    SPACE = 32
    NEWLINE = 10
    RETURN = 13
    TAB = 9
    FULL_STOP = 46
    OPENING_GUILLEMET = 0xAB
    CLOSING_GUILLEMET = 0xBB

cdef enum:  # kinds of tokens, and of separators, as `wordings.pyx` has them
    LETTER = 2
    FIGURE = 3
    CHARACTER = 4
    BEHIND_SPACE = 1
    AT_PIPE = 32
    BEHIND_BULLET = 512
    BEHIND_ARROW = 1024
    BEHIND_OPEN = 2048
    DOTS = 256
    STOPS = 128 | 256
    MARKS = 16 | 32 | 64 | 512 | 1024  # dashes, pipes, slashes, bullets, arrows
    BEHIND_CLOSE = 4096
    TRAIL_MARKS = 32 | 64 | 1024
    BEHIND_QUOTE = 8192
    BEHIND_SENTENCE = 32768

cdef enum:  # kinds of segments
    SENTENCES  # one sentence, or a part of one
    WORDING
    LABELS  # words without a sentence
    SEPARATOR

KINDS = ("sentence", "wording", "labels", "separator")

cdef enum:  # when a segment begins
    ALWAYS
    AMID_DEBRIS  # only in a text that has debris
    IN_MENUS  # only in a long row of words without a sentence, in such a text

cdef enum:  # strengths of rules, as `Matcher` counts them
    STRONG = 2
    SURE = 3

cdef enum:  # what words say of the sentence they are in, and how much: swept on flattened page dumps
    SMALL = 2
    SMALL_FUNCTION = 3
    CAPITAL = -2
    CAPITAL_FUNCTION = -1
    NO_WORD = -2

cdef enum:
    FEWEST_LABELS = 6  # so many words that come to no sentence are not its beginning ...
    LEAST_LABELS = -8  # ... nor are those that come to so much
    YEAR_DIGITS = 4
    FEWEST_OF_TITLE = 5  # words of a headline
    MOST_OF_TITLE = 25
    TITLE_PERCENT = 30  # of them are function words
    FEWEST_TOKENS = 2  # of a wording that is not sure to be debris
    MENU_WORDS = 15  # so many words without a sentence in a row are a menu, and each capital begins an entry
    # Kinds of wordings that are surely debris, in a text that has others as well. Of page dumps 91 % have so many, of
    # their main contents 2.4 %, mostly lists: there a row of capitals is a list, a table or a name. Two wordings of any
    # kind are in 4.3 % of them, and in 94 % of dumps.
    FEWEST_KINDS = 2
    SURE_EACH = 2000  # words, at most, to one such wording
    HEAD_PERCENT = 15
    TAIL_PERCENT = 30

cdef enum:  # what is before a token
    NO_BOUND
    BEHIND_SENTENCES
    BEHIND_LINE
    BEHIND_ARROWS
    SEPARATED  # for the eye, in a text that has debris

cdef struct Start:  # of a segment
    int64_t place
    int64_t words  # before it
    uint8_t kind
    uint8_t when

cdef struct Worth:  # of a token for the sentence it is in
    int32_t words  # before it in its stretch
    int8_t points
    uint8_t bound
    bint is_opener  # a capitalised function word

cdef enum:
    MOST_ABBREVIATIONS = 512

cdef uint64_t[MOST_ABBREVIATIONS] abbreviations  # keys in order
cdef Py_ssize_t abbreviation_count = 0


def _list_abbreviations():
    global abbreviation_count
    lists = word_lists((default_folder() / "abbreviations.txt").read_text("utf-8"))
    keys = sorted({token_key(word) for words in lists.values() for word in words.split()})
    assert len(keys) <= MOST_ABBREVIATIONS
    for abbreviation_count, key in enumerate(keys, 1):
        abbreviations[abbreviation_count - 1] = key


_list_abbreviations()


cdef bint _is_abbreviation(uint64_t key) noexcept nogil:
    """Tell whether a word is listed, by bisection."""
    cdef Py_ssize_t first = 0, last = abbreviation_count, middle
    while first < last:
        middle = (first + last) // 2
        if abbreviations[middle] < key:
            first = middle + 1
        else:
            last = middle
    return first < abbreviation_count and abbreviations[first] == key


def segment_lines(str text not None, const int64_t[::1] places, const uint8_t[::1] kinds):
    """Return the segments of a text as lines, without the white space around them; those that separate are blank."""
    cdef Py_ssize_t number, stop
    cdef list lines = []
    cdef str line
    for number in range(len(kinds)):
        stop = places[number + 1] if number + 1 < len(kinds) else len(text)
        line = text[places[number] : stop].strip() if kinds[number] != SEPARATOR else ""
        if "\n" in line or "\r" in line:
            line = line.replace("\r", " ").replace("\n", " ")
        lines.append(line + "\n" if _holds_ink(line) else "\n")
    return lines


cdef bint _holds_ink(str line) noexcept:
    """Tell whether there is something to see in a line; others are no rows of tables."""
    cdef Py_UCS4 character
    for character in line:
        if CLASSES[<uint16_t>min(<uint32_t>character, <uint32_t>BEYOND)] & INK:
            return True
    return False


cdef class Segmenter:
    """Finds where segments begin; it belongs to one thread."""

    cdef Matcher matcher
    cdef Walk walk
    cdef Buffer codes, folded, worths, starts
    cdef Py_ssize_t count  # segments so far
    cdef int64_t origin  # of the stretch in the text
    cdef int64_t words  # before it
    cdef int32_t rule  # of the wording that was found last
    cdef const uint8_t[::1] label  # of each rule, as a number
    cdef int trail  # the label of trails
    cdef Py_ssize_t sure  # wordings that are surely debris
    cdef uint64_t labels  # of these, a bit each
    cdef bint begins  # a segment begins where the stretch does

    def __cinit__(self, Matcher matcher not None):
        """Take what finds the wordings."""
        labels = sorted({rule.label for rule in matcher.rules})
        self.matcher = matcher
        self.trail = labels.index(Label.BREADCRUMB) if Label.BREADCRUMB in labels else -1
        self.label = bytes(labels.index(rule.label) for rule in matcher.rules) or b"\0"

    def __dealloc__(self):
        free_walk(&self.walk)
        release(&self.codes)
        release(&self.folded)
        release(&self.worths)
        release(&self.starts)

    def split(self, str text not None):
        """Return where the segments of a text start, of which kind each is, and whether there is debris among them.

        Kinds are places in `KINDS`. The first segment starts where the text does.
        """
        cdef Text read = Text(PyUnicode_DATA(text), PyUnicode_KIND(text), PyUnicode_GET_LENGTH(text))
        self.count = self.words = self.sure = self.labels = 0
        with nogil:
            self._read(&read)
            self._choose()
        return self._found()

    cdef int _read(self, const Text* text) except -1 nogil:
        """Find all segments, stretch by stretch: up to the last bound of each that is one whatever follows."""
        cdef int64_t place = 0, stop
        cdef Py_ssize_t last
        cdef bint begins = True
        while place < text.length:
            stop = self._take(text, place)
            read_flow(
                self.matcher.wordings, &self.walk, <uint16_t*>self.codes.memory, <uint16_t*>self.folded.memory, stop - place
            )
            self._weigh()
            last = self.walk.count
            if stop < text.length:
                while last > 0 and not self._worth()[last - 1].bound:
                    last -= 1
                last -= 1
            if last <= 0:
                last = self.walk.count
            self._read_stretch(place, last, begins)
            begins = last < self.walk.count
            place = place + line_place(&self.walk, last) if begins else stop
        return 0

    cdef inline Worth* _worth(self) noexcept nogil:
        return <Worth*>self.worths.memory

    cdef int64_t _take(self, const Text* text, int64_t start) except -1 nogil:
        """Take the characters of a stretch, up to white space if there is some; return where it stops."""
        cdef int64_t stop = min(start + STRETCH, text.length), place
        cdef uint16_t* codes
        cdef uint16_t* folded
        while stop < text.length and stop > start + STRETCH // 2 and unit_at(text, stop - 1) != SPACE:
            stop -= 1
        reserve(&self.codes, (stop - start + 1) * sizeof(uint16_t))
        reserve(&self.folded, (stop - start + LONGEST) * sizeof(uint16_t))
        codes, folded = <uint16_t*>self.codes.memory, <uint16_t*>self.folded.memory
        for place in range(stop - start):
            codes[place] = <uint16_t>min(unit_at(text, start + place), <uint32_t>BEYOND)
            folded[place] = FOLDS[codes[place]]
        codes[stop - start] = NEWLINE
        for place in range(LONGEST):
            folded[stop - start + place] = 0
        return stop

    # --- what each token is ---

    cdef int _weigh(self) except -1 nogil:
        """Tell what each token says of its sentence, and whether it begins one."""
        cdef Py_ssize_t number
        cdef Token* token
        cdef Worth* worth
        cdef bint is_function
        cdef int32_t words = 0, characters = 0  # two of a script without spaces are a word
        reserve(&self.worths, (self.walk.count + 1) * sizeof(Worth))
        for number in range(self.walk.count):
            token, worth = &self.walk.token[number], &self._worth()[number]
            is_function = token.kind == LETTER and self._is_function_word(token)
            worth.is_opener = is_function and token.capital and self._is_in_small_letters(token)
            if token.kind == CHARACTER:
                worth.points = SMALL // 2
            elif token.kind != LETTER:
                worth.points = NO_WORD
            elif token.capital:
                worth.points = CAPITAL_FUNCTION if worth.is_opener else CAPITAL
            else:
                worth.points = SMALL_FUNCTION if is_function else SMALL
            worth.bound = self._bound(number)
            worth.words = words
            characters += token.kind == CHARACTER
            words += token.kind != CHARACTER or characters % 2 == 0
        self._worth()[self.walk.count].words = words
        return 0

    cdef bint _is_function_word(self, const Token* token) noexcept nogil:
        cdef const uint16_t* folded = <const uint16_t*>self.folded.memory
        cdef Py_ssize_t size = token.stop - token.start
        return function_place(word_key(folded + token.start, size), size) != 0

    cdef bint _is_in_small_letters(self, const Token* token) noexcept nogil:
        """Tell whether a small letter follows the first: "The", but neither "A" nor "THE"."""
        return token.size > 1 and not CLASSES[self.walk.codes[token.start + 1]] & UPPER

    cdef uint8_t _bound(self, Py_ssize_t number) noexcept nogil:
        """Tell whether something ends before a token, whatever stands around."""
        cdef const Token* token = &self.walk.token[number]
        if not number:
            return NO_BOUND
        if token.before & BEHIND_SENTENCE and self._ends_sentence(number):
            return BEHIND_SENTENCES
        if token.before & STOPS and self._is_behind_year(number):
            return BEHIND_SENTENCES
        return self._separated(number) if token.before & BEHIND_SPACE else <uint8_t>NO_BOUND

    cdef bint _ends_sentence(self, Py_ssize_t number) noexcept nogil:
        """Tell whether the mark of a sentence before a token ends one."""
        cdef const Token* token = &self.walk.token[number]
        cdef const Token* before = token - 1
        cdef uint16_t mark = (<const uint16_t*>self.codes.memory)[before.stop]
        if is_small(token):
            return False
        if not token.before & BEHIND_SPACE:  # a mark that needs none; quotations end and the sentence goes on
            return not token.before & (BEHIND_CLOSE | BEHIND_QUOTE)
        return mark != FULL_STOP or not _is_abbreviation(before.key)

    cdef bint _is_behind_year(self, Py_ssize_t number) noexcept nogil:
        """Tell whether a full stop before a token stands behind a number that is no ordinal, such as a year."""
        cdef const Token* token = &self.walk.token[number]
        cdef const Token* before = token - 1
        return (
            before.kind == FIGURE
            and before.size >= YEAR_DIGITS
            and token.before & BEHIND_SPACE
            and not token.before & ~<uint32_t>(BEHIND_SPACE | STOPS | BEHIND_QUOTE)
            and not is_small(token)
            and (<const uint16_t*>self.codes.memory)[before.stop] == FULL_STOP
        )

    cdef uint8_t _separated(self, Py_ssize_t number) noexcept nogil:
        """Tell whether a token stands apart for the eye from what is before it."""
        cdef const Token* token = &self.walk.token[number]
        cdef const uint16_t* codes = <const uint16_t*>self.codes.memory
        cdef Py_ssize_t place, blanks = 0
        cdef uint16_t code
        cdef bint is_quoted = False, behind_guillemet = False
        for place in range((token - 1).stop, token.start):
            code = codes[place]
            if code == NEWLINE or code == RETURN or code == TAB:
                return BEHIND_LINE
            if code == CLOSING_GUILLEMET and blanks:
                is_quoted = self._is_quoted(place)
                behind_guillemet = not is_quoted
            blanks += not CLASSES[code] & INK
        if blanks > 1 and token.before & BEHIND_ARROW and not is_quoted:
            return BEHIND_ARROWS
        if behind_guillemet or (blanks > 1 and token.before & (AT_PIPE | BEHIND_BULLET)):
            return SEPARATED
        if token.kind == CHARACTER and (token - 1).kind == CHARACTER:
            return BEHIND_LINE
        if blanks > 1 and token.kind == LETTER and token.capital and not token.before & ~<uint32_t>BEHIND_SPACE:
            return SEPARATED
        return NO_BOUND

    cdef bint _is_quoted(self, Py_ssize_t place) noexcept nogil:
        """Tell whether a guillemet closes a quotation."""
        cdef const uint16_t* codes = <const uint16_t*>self.codes.memory
        while place:
            place -= 1
            if codes[place] == OPENING_GUILLEMET:
                return True
            if codes[place] == CLOSING_GUILLEMET:
                return False
        return False

    # --- stretches, chunks between bounds, and what is in these ---

    cdef int _read_stretch(self, int64_t origin, Py_ssize_t count, bint begins) except -1 nogil:
        """Find the segments among so many tokens; the first one begins a segment, or goes on one."""
        cdef Py_ssize_t first = 0, last
        self.origin, self.begins = origin, begins
        while first < count:
            last = first + 1
            while last < count and not self._worth()[last].bound:
                last += 1
            first = self._read_chunk(first, last, count)
        self.words += self._worth()[count].words
        return 0

    cdef Py_ssize_t _read_chunk(self, Py_ssize_t first, Py_ssize_t last, Py_ssize_t count) except -1 nogil:
        """Find the segments from a bound up to the next; return where the next chunk begins."""
        cdef Py_ssize_t start = first, behind, begin, place, closed = self._behind_brackets(first, last)
        cdef uint32_t after = self.walk.token[last].before if last < self.walk.count else self.walk.behind
        cdef bint is_sentence = (after & (BEHIND_SENTENCE | STOPS)) != 0, is_cut = (after & DOTS) != 0
        behind = self._wording(start, count, True)
        while behind:
            behind = self._without_last_item(start, behind)
            self._add_wording(start, behind)
            start = behind
            behind = self._wording(start, count, True) if start < last else 0
        if start >= last:
            return start
        begin = self._sentence_start(start, last)
        if not is_sentence and self._points(begin, last) <= 0:
            begin = last
        for place in range(start + 1, last):
            if place == begin or place == closed or not is_cut and (self._opens(place) or self._opens_quotation(place, last)):
                self._add_part(start, place, False)
                start = place
                if not is_sentence and self._is_title(start, last):
                    break
        self._add_part(start, last, is_sentence or start >= begin)
        return last

    cdef Py_ssize_t _without_last_item(self, Py_ssize_t first, Py_ssize_t behind) noexcept nogil:
        """Return where a trail's last item begins if it runs into what follows, so that nobody knows where it ends."""
        cdef Py_ssize_t place
        if self.label[self.rule] != self.trail or behind >= self.walk.count or self._worth()[behind].bound:
            return behind
        for place in range(behind - 1, first, -1):
            if self.walk.token[place].before & TRAIL_MARKS:
                return place
        return behind

    cdef Py_ssize_t _behind_brackets(self, Py_ssize_t first, Py_ssize_t last) noexcept nogil:
        """Return where a sentence begins behind what stands in brackets at the beginning of a chunk, 0 if none does."""
        cdef Py_ssize_t place
        cdef uint32_t before
        if not self.walk.token[first].before & BEHIND_OPEN:
            return 0
        for place in range(first + 1, last):
            before = self.walk.token[place].before
            if before & BEHIND_CLOSE:
                return place if before & BEHIND_SPACE and not is_small(&self.walk.token[place]) else 0
        return 0

    cdef int32_t _points(self, Py_ssize_t first, Py_ssize_t last) noexcept nogil:
        cdef int32_t points = 0
        cdef Py_ssize_t place
        for place in range(first, last):
            points += self._worth()[place].points
        return points

    cdef Py_ssize_t _sentence_start(self, Py_ssize_t first, Py_ssize_t last) noexcept nogil:
        """Return where a sentence begins behind words that are none, such as the entries of a menu.

        That is where the words before come to least; among the capitalised words there, one like "The", or the last
        but one: names are sentences' beginnings.
        """
        cdef Py_ssize_t place, best = first, start
        cdef int32_t points = 0, least = 0
        for place in range(first, last):
            if points < least and place > first and self._is_capital(place):
                best, least = place, points
            points += self._worth()[place].points
        if best == first or (best - first < FEWEST_LABELS and least > LEAST_LABELS):
            return first
        start = best
        while start - 1 > first and self._is_capital(start - 1):
            start -= 1
        for place in range(best, start - 1, -1):
            if self._worth()[place].is_opener:
                return place
        return max(start, best - 1)

    cdef inline bint _is_capital(self, Py_ssize_t place) noexcept nogil:
        """Tell whether a token is a capitalised word behind white space."""
        return self.walk.token[place].capital and self.walk.token[place].before & BEHIND_SPACE

    cdef bint _opens(self, Py_ssize_t place) noexcept nogil:
        """Tell whether a sentence begins at a word like "The" though no mark ends what is before it."""
        cdef const Token* token = &self.walk.token[place]
        return (
            self._worth()[place].is_opener
            and token.before == BEHIND_SPACE
            and self._worth()[place - 1].points != SMALL_FUNCTION
            and place + 1 < self.walk.count
            and token[1].kind == LETTER
            and not token[1].capital
            and token[1].before == BEHIND_SPACE
        )

    cdef bint _opens_quotation(self, Py_ssize_t place, Py_ssize_t last) noexcept nogil:
        """Tell whether a sentence begins as a quotation that does not end in it, though no mark ends what is before."""
        cdef Py_ssize_t number
        if self.walk.token[place].before != (BEHIND_SPACE | BEHIND_QUOTE) or not self.walk.token[place].capital:
            return False
        if self._worth()[place - 1].points != SMALL or not self._is_behind_mark(place):
            return False
        for number in range(place + 1, last):
            if self.walk.token[number].before & BEHIND_QUOTE and self.walk.token[number].before != BEHIND_QUOTE:
                return False
        return True

    cdef inline bint _is_behind_mark(self, Py_ssize_t place) noexcept nogil:
        """Tell whether a mark stands right before a token, which white space may not."""
        return CLASSES[(<const uint16_t*>self.codes.memory)[self.walk.token[place].start - 1]] & INK != 0

    cdef int _add_part(self, Py_ssize_t first, Py_ssize_t last, bint is_sentence) except -1 nogil:
        """Add what is a sentence, or words without one."""
        if self._points(first, last) < 0 and not (is_sentence and last - first < MENU_WORDS):
            return self._add_labels(first, last)
        return self._add_sentence(first, last)

    cdef int _add_labels(self, Py_ssize_t first, Py_ssize_t last) except -1 nogil:
        """Add words without a sentence: the wordings among them, and each capital between."""
        cdef Py_ssize_t place = first, behind
        cdef bint is_title = self._is_title(first, last)
        self._add(first, LABELS, ALWAYS)
        while place < last:
            if place == first or may_begin(&self.walk, place):
                behind = self._wording(place, last, place == first)
                if behind:
                    self._add_wording(place, behind)
                    place = behind
                    continue
                if not is_title:
                    self._add(place, LABELS, IN_MENUS)
            place += 1
        return 0

    cdef bint _is_title(self, Py_ssize_t first, Py_ssize_t last) noexcept nogil:
        """Tell whether words without a sentence are a headline in capitals: it has function words, as menus have not."""
        cdef Py_ssize_t place, functions = 0
        for place in range(first, last):
            functions += self._is_function(place)
        return FEWEST_OF_TITLE <= last - first <= MOST_OF_TITLE and 100 * functions >= TITLE_PERCENT * (last - first)

    cdef inline bint _is_function(self, Py_ssize_t place) noexcept nogil:
        cdef int8_t points = self._worth()[place].points
        return points == SMALL_FUNCTION or points == CAPITAL_FUNCTION

    cdef int _add_sentence(self, Py_ssize_t first, Py_ssize_t last) except -1 nogil:
        """Add a sentence, and wordings that stand in it as if somebody had forgotten the full stop."""
        cdef Py_ssize_t place, behind, skip = first
        self._add(first, SENTENCES, ALWAYS)
        for place in range(first + 1, last):
            if place < skip or not self.walk.token[place].capital:
                continue
            if self.walk.token[place].before & STOPS and not self.walk.token[place].before & BEHIND_SPACE:
                behind = self._wording(place, last, False)
                if behind > place + 1 and behind < self.walk.count:  # a credit belongs to what it is glued to
                    self._add(behind, SENTENCES, AMID_DEBRIS)
                    skip = behind
                continue
            if self._worth()[place - 1].points != SMALL or self.walk.token[place].before != BEHIND_SPACE:
                continue
            behind = self._wording(place, last, False)
            if behind > place + 1:
                self._add_wording(place, behind)
                skip = behind
        return 0

    cdef int _add_wording(self, Py_ssize_t first, Py_ssize_t behind) except -1 nogil:
        """Add a wording, and what stands behind it."""
        cdef bint is_sure = self.matcher.wordings.trie.strength[self.rule] == SURE
        cdef uint8_t when = ALWAYS if is_sure else AMID_DEBRIS
        if is_sure:
            self.sure += 1
            self.labels |= <uint64_t>1 << self.label[self.rule]
        self._add(first, WORDING, when)
        if behind < self.walk.count:
            self._add(behind, SENTENCES, when)
        return 0

    cdef Py_ssize_t _wording(self, Py_ssize_t place, Py_ssize_t last, bint at_bound) except -1 nogil:
        """Return the token behind the longest wording that begins at one, 0 if there is none; note its rule."""
        cdef Py_ssize_t behind = behind_wording(
            self.matcher.wordings, &self.walk, place, STRONG, FEWEST_TOKENS, at_bound, &self.rule
        )
        return behind if behind <= last else 0

    # --- segments ---

    cdef int _add(self, Py_ssize_t number, uint8_t kind, uint8_t when) except -1 nogil:
        """Add a segment that begins at a token, and what separates it from the one before.

        Of those that begin at the same token, the last says what it is, and the first when.
        """
        cdef int64_t words = self.words + self._worth()[number].words
        cdef Py_ssize_t place, behind
        cdef Start* last
        if not number:
            if self.begins or not self.count:
                self._begin(self.origin, words, kind, ALWAYS)
            return 0
        if self._worth()[number].bound:
            when = AMID_DEBRIS if self._worth()[number].bound == SEPARATED else ALWAYS
        place = line_place(&self.walk, number)
        behind = self._behind_marks(number, place)
        if self.count:
            last = <Start*>self.starts.memory + self.count - 1
            if last.place == self.origin + behind:
                last.kind, last.when = kind, min(last.when, when)
                return 0
        if behind > place:
            self._begin(self.origin + place, words, SEPARATOR, when)
        return self._begin(self.origin + behind, words, kind, when)

    cdef Py_ssize_t _behind_marks(self, Py_ssize_t number, Py_ssize_t place) noexcept nogil:
        """Return where a segment begins behind marks, such as a bullet, that stand between white space."""
        cdef const Token* token = &self.walk.token[number]
        cdef const uint16_t* codes = <const uint16_t*>self.codes.memory
        cdef Py_ssize_t behind = token.start
        if not token.before & MARKS or token.before & BEHIND_OPEN:
            return place
        while behind > place and CLASSES[codes[behind - 1]] & INK:
            behind -= 1
        return behind

    cdef int _begin(self, int64_t place, int64_t words, uint8_t kind, uint8_t when) except -1 nogil:
        reserve(&self.starts, (self.count + 2) * sizeof(Start))
        (<Start*>self.starts.memory)[self.count] = Start(place, words, kind, when)
        self.count += 1
        return 0

    cdef int _choose(self) except -1 nogil:
        """Keep the segments that begin in a text like this one."""
        cdef Start* start
        cdef Py_ssize_t number, behind = 0, kept = 0
        cdef bint in_menu = False, has_debris = self.has_debris()
        reserve(&self.starts, (self.count + 1) * sizeof(Start))
        start = <Start*>self.starts.memory
        start[self.count] = Start(0, self.words, SENTENCES, ALWAYS)
        for number in range(self.count):
            if number == behind:  # the next row of words without a sentence, as far as it goes
                while behind < self.count and start[behind].kind != SENTENCES:
                    behind += 1
                in_menu = self._is_menu(number, behind)
                behind = max(behind, number + 1)
            if start[number].when == ALWAYS or has_debris and (start[number].when == AMID_DEBRIS or in_menu):
                start[kept] = start[number]
                kept += 1
        self.count = kept
        return 0

    cdef bint has_debris(self) noexcept nogil:
        """Tell whether a text has debris that no rule knows, to judge by that which rules know."""
        return self._kinds_of_debris() >= FEWEST_KINDS and SURE_EACH * self.sure >= self.words

    cdef int _kinds_of_debris(self) noexcept nogil:
        cdef uint64_t left = self.labels
        cdef int count = 0
        while left:
            left &= left - 1
            count += 1
        return count

    cdef bint _is_menu(self, Py_ssize_t first, Py_ssize_t behind) noexcept nogil:
        """Tell whether segments without a sentence are a menu: there are many, at an end of the text."""
        cdef const Start* start = <const Start*>self.starts.memory
        cdef int64_t before = start[first].words, after = self.words - start[behind].words
        if start[behind].words - before < MENU_WORDS:
            return False
        return 100 * before <= HEAD_PERCENT * self.words or 100 * after <= TAIL_PERCENT * self.words

    cdef tuple _found(self):
        cdef const Start* start = <const Start*>self.starts.memory
        cdef Py_ssize_t number
        places, kinds = array("q", [0]), bytearray()
        for number in range(self.count):
            if number:
                places.append(start[number].place)
            kinds.append(start[number].kind)
        if not self.count:
            kinds.append(SENTENCES)
        return places, bytes(kinds), self.has_debris()
