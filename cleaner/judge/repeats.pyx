# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Repeats inside a document: lines that stand there already, and paragraphs whose beginning another one is."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from cleaner.lines.letters cimport END, Letters, letters_of, line_end, next_folded
from cleaner.judge.rounds cimport COPIES, COPIES_BEFORE, Look, Room, power_of_two, start_of, stop_of
from cleaner.lines.table cimport WORDS
from cleaner.lines.text cimport character_at

from cleaner.lines.characters import DECORATION

cdef enum:
    REPEAT = -800  # against a repeated paragraph
    LEAST_WORDS = 12  # shorter lines repeat in content too: refrains, table cells, labels in dialogue

cdef uint8_t[128] IS_DECORATION
for _code in range(128):
    IS_DECORATION[_code] = chr(_code) in DECORATION


# --- copies ---------------------------------------------------------------------------------------------------------


cdef void count_copies(Look* look) noexcept nogil:
    """Count how often each line stands in the document, and how often before; lines are compared in folded form.

    A slot of the table holds the first row with a key and a text, counted from 1.
    """
    cdef int32_t row, one, size = power_of_two(2 * <int64_t>look.rows)
    cdef int32_t* copies = look.value[<int>COPIES]
    cdef int32_t* before = look.value[<int>COPIES_BEFORE]
    cdef uint64_t slot
    memset(look.slots, 0, size * sizeof(int32_t))
    for row in range(look.rows):
        slot = (look.key[look.row[row]] ^ look.key[look.row[row]] >> 32) & <uint64_t>(size - 1)
        while look.slots[slot] and not _same(look, look.slots[slot] - 1, row):
            slot = (slot + 1) & <uint64_t>(size - 1)
        if not look.slots[slot]:
            look.slots[slot] = row + 1
            copies[row] = 0
        one = look.slots[slot] - 1
        before[row] = copies[one]
        copies[one] += 1
        if one != row:
            copies[row] = -1 - one  # until all are counted
    for row in range(look.rows):
        if copies[row] < 0:
            copies[row] = copies[-1 - copies[row]]


cdef inline bint _same(const Look* look, int32_t row, int32_t other) noexcept nogil:
    """Tell whether two lines are the same; most with the same key are so to the letter."""
    cdef int64_t length = stop_of(look, row) - start_of(look, row)
    cdef int width = look.text.kind if look.text.kind else 1
    cdef const char* data = <const char*>look.text.data
    if look.key[look.row[row]] != look.key[look.row[other]]:
        return False
    if stop_of(look, other) - start_of(look, other) == length:
        if not memcmp(data + start_of(look, row) * width, data + start_of(look, other) * width, length * width):
            return True
    return _folds_alike(look, row, other)


cdef bint _folds_alike(const Look* look, int32_t row, int32_t other) noexcept nogil:
    """Tell whether two lines have the same folded form."""
    cdef Letters ours = _line(look, row), theirs = _line(look, other)
    cdef uint32_t letter = next_folded(&ours)
    while letter == next_folded(&theirs):
        if letter == END:
            return True
        letter = next_folded(&ours)
    return False


cdef inline Letters _line(const Look* look, int32_t row) noexcept nogil:
    """Return the letters of a line, without its newline."""
    return letters_of(&look.text, start_of(look, row), line_end(&look.text, start_of(look, row), stop_of(look, row)))


# --- repeated paragraphs --------------------------------------------------------------------------------------------


cdef struct Member:  # of the paragraphs that open alike
    uint64_t opening
    int64_t start  # of its text, without the decoration around it
    int64_t stop
    int32_t row


cdef int weigh_repeats(Room room, int16_t* points) except -1 nogil:
    """Weigh against paragraphs that say again what an earlier one said, wholly or in its first sentences.

    In clean text, a paragraph that stands there twice is a quotation, a refrain or an entry of a catalogue.
    """
    cdef Look* look = &room.look
    cdef int32_t row, count = 0
    cdef Member* members
    if look.is_clean:
        return 0
    for row in range(look.rows):
        if look.value[<int>WORDS][row] >= LEAST_WORDS:
            count += 1
            if look.value[<int>COPIES_BEFORE][row] > 0:
                points[row] = REPEAT
    if count < 2:
        return 0
    members = <Member*>room.spare_room(2 * count * sizeof(Member))
    count = 0
    for row in range(look.rows):
        if look.value[<int>WORDS][row] >= LEAST_WORDS:
            members[count] = Member(look.opening[look.row[row]], 0, 0, row)
            count += 1
    _sort(look, members, members + count, count)
    count = _without_single_ones(members, count)
    _weigh_beginnings(look, members, count, points)
    return 0


cdef int32_t _without_single_ones(Member* members, int32_t count) noexcept nogil:
    """Keep those that another one opens like; return how many."""
    cdef int32_t number, kept = 0
    cdef uint64_t opening, before = 0
    for number in range(count):
        opening = members[number].opening
        if (number > 0 and opening == before) or (number + 1 < count and opening == members[number + 1].opening):
            members[kept] = members[number]
            kept += 1
        before = opening
    return kept


cdef void _weigh_beginnings(const Look* look, Member* members, int32_t count, int16_t* points) noexcept nogil:
    """Weigh against rows that are the true beginning of another one that opens alike.

    Rows are compared only with those, so this stays linear. Sorted, a beginning stands right before something that it
    begins.
    """
    cdef int32_t number
    for number in range(count):
        _find_text(look, &members[number])
    _sort(look, members, members + count, count)
    for number in range(count - 1):
        if members[number].opening == members[number + 1].opening:
            if _compared(look, &members[number], &members[number + 1]) == BEGINS:
                points[members[number].row] = REPEAT


cdef void _find_text(const Look* look, Member* member) noexcept nogil:
    """Find where a row's text begins and ends within the decoration around it."""
    cdef Letters read = _line(look, member.row)
    cdef int64_t before = read.place
    cdef uint32_t letter = next_folded(&read)
    member.start = member.stop = -1
    while letter != END:
        if letter >= 128 or not IS_DECORATION[letter]:
            if member.start < 0:  # the last of the characters read: those before it were skipped
                while before < read.place:
                    member.start = before
                    character_at(&look.text, &before)
            member.stop = read.place
        before = read.place
        letter = next_folded(&read)
    if member.start < 0:
        member.start = member.stop = read.place


cdef enum:  # how two texts compare
    BEGUN = 2  # the first is begun by the second
    BEHIND = 1
    EQUAL = 0
    BEFORE = -1
    BEGINS = -2


cdef int _compared(const Look* look, const Member* one, const Member* other) noexcept nogil:
    """Compare two texts in folded form."""
    cdef Letters ours = letters_of(&look.text, one.start, one.stop)
    cdef Letters theirs = letters_of(&look.text, other.start, other.stop)
    cdef int width = look.text.kind if look.text.kind else 1
    cdef const char* data = <const char*>look.text.data
    cdef uint32_t letter, another
    if one.stop - one.start == other.stop - other.start:
        if not memcmp(data + one.start * width, data + other.start * width, (one.stop - one.start) * width):
            return EQUAL
    while True:
        letter, another = next_folded(&ours), next_folded(&theirs)
        if letter != another:
            break
        if letter == END:
            return EQUAL
    if letter == END:
        return BEGINS
    if another == END:
        return BEGUN
    return BEFORE if letter < another else BEHIND


cdef bint _in_order(const Look* look, const Member* one, const Member* other) noexcept nogil:
    """Tell whether one need not stand behind another: by opening, text (empty, as long as it is not known) and row."""
    cdef int order
    if one.opening != other.opening:
        return one.opening < other.opening
    order = _compared(look, one, other)
    return order < 0 or (order == EQUAL and one.row <= other.row)


cdef void _sort(const Look* look, Member* members, Member* spare, int32_t count) noexcept nogil:
    """Sort by merging; ``spare`` has room for as many."""
    cdef int32_t half = count // 2, left = 0, right = half, number
    if count < 2:
        return
    _sort(look, members, spare, half)
    _sort(look, members + half, spare, count - half)
    memcpy(spare, members, count * sizeof(Member))
    for number in range(count):
        if left < half and (right == count or _in_order(look, &spare[left], &spare[right])):
            members[number] = spare[left]
            left += 1
        else:
            members[number] = spare[right]
            right += 1
