# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Repeats inside a document: lines that stand there already, and paragraphs whose beginning another one is."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from cleaner._core.letters cimport END, Letters, letters_of, line_end, next_folded
from cleaner._core.look cimport COPIES, COPIES_BEFORE, Look, Room, power_of_two
from cleaner._core.table cimport WORDS

from cleaner.folding import DECORATION

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
        slot = (look.key[row] ^ look.key[row] >> 32) & <uint64_t>(size - 1)
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
    cdef int64_t length = look.stop[row] - look.start[row]
    cdef int width = look.text.kind if look.text.kind else 1
    cdef const char* data = <const char*>look.text.data
    if look.key[row] != look.key[other]:
        return False
    if look.stop[other] - look.start[other] == length:
        if not memcmp(data + look.start[row] * width, data + look.start[other] * width, length * width):
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
    return letters_of(&look.text, look.start[row], line_end(&look.text, look.start[row], look.stop[row]))


# --- repeated paragraphs --------------------------------------------------------------------------------------------


cdef struct Member:  # of the paragraphs that open alike
    uint64_t opening
    int32_t row
    int32_t size
    int64_t begin  # of its folded form


cdef int weigh_repeats(Room room, int16_t* points) except -1 nogil:
    """Weigh against paragraphs that say again what an earlier one said, wholly or in its first sentences.

    In clean text, a paragraph that stands there twice is a quotation, a refrain or an entry of a catalogue.
    """
    cdef Look* look = &room.look
    cdef int32_t row, count = 0
    cdef int64_t size
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
            members[count] = Member(look.opening[row], row, 0, 0)
            count += 1
    _sort(members, members + count, count, NULL)
    count = _without_single_ones(members, count, look, &size)
    return _weigh_beginnings(room, count, size, points) if count else 0


cdef int32_t _without_single_ones(Member* members, int32_t count, const Look* look, int64_t* size) noexcept nogil:
    """Keep those that another one opens like; return how many, and in ``size`` the units of their text."""
    cdef int32_t number, kept = 0
    cdef uint64_t opening, before = 0
    size[0] = 0
    for number in range(count):
        opening = members[number].opening
        if (number > 0 and opening == before) or (number + 1 < count and opening == members[number + 1].opening):
            size[0] += look.stop[members[number].row] - look.start[members[number].row]
            members[kept] = members[number]
            kept += 1
        before = opening
    return kept


cdef int _weigh_beginnings(Room room, int32_t count, int64_t size, int16_t* points) except -1 nogil:
    """Weigh against rows that are the true beginning of another one that opens alike.

    Rows are compared only with those, so this stays linear. Sorted, a beginning stands right before something that it
    begins.
    """
    cdef Look* look = &room.look
    cdef Member* members = <Member*>room.spare_room(2 * count * sizeof(Member) + 2 * size * sizeof(uint16_t))
    cdef uint16_t* letters = <uint16_t*>(members + 2 * count)
    cdef int32_t number
    cdef int64_t begin = 0
    for number in range(count):
        _fold(look, &members[number], letters, begin)
        begin += members[number].size
    _sort(members, members + count, count, letters)
    for number in range(count - 1):
        if members[number].opening == members[number + 1].opening and members[number].size < members[number + 1].size:
            if _compared(&members[number], &members[number + 1], letters) == -2:
                points[members[number].row] = REPEAT
    return 0


cdef void _fold(const Look* look, Member* member, uint16_t* letters, int64_t begin) noexcept nogil:
    """Write a row's folded form, without the decoration around it; a letter is written as two at most."""
    cdef Letters read = _line(look, member.row)
    cdef uint32_t letter = next_folded(&read)
    cdef int64_t end = begin, last = begin
    while letter != END:
        if end > begin or letter >= 128 or not IS_DECORATION[letter]:
            letters[end] = <uint16_t>letter
            end += 1
            if letter >= 128 or not IS_DECORATION[letter]:
                last = end
        letter = next_folded(&read)
    member.begin, member.size = begin, <int32_t>(last - begin)


cdef int _compared(const Member* one, const Member* other, const uint16_t* letters) noexcept nogil:
    """Compare folded forms: 0 for equal ones, -2 where one begins the other, 2 the other way round, else -1 or 1."""
    cdef int32_t number
    cdef uint16_t ours, theirs
    for number in range(min(one.size, other.size)):
        ours, theirs = letters[one.begin + number], letters[other.begin + number]
        if ours != theirs:
            return -1 if ours < theirs else 1
    return 0 if one.size == other.size else -2 if one.size < other.size else 2


cdef bint _in_order(const Member* one, const Member* other, const uint16_t* letters) noexcept nogil:
    """Tell whether one need not stand behind another: by opening, folded form (where there are letters) and row."""
    cdef int order = 0
    if one.opening != other.opening:
        return one.opening < other.opening
    if letters != NULL:
        order = _compared(one, other, letters)
    return order < 0 or (order == 0 and one.row <= other.row)


cdef void _sort(Member* members, Member* spare, int32_t count, const uint16_t* letters) noexcept nogil:
    """Sort by merging; ``spare`` has room for as many."""
    cdef int32_t half = count // 2, left = 0, right = half, number
    if count < 2:
        return
    _sort(members, spare, half, letters)
    _sort(members + half, spare, count - half, letters)
    memcpy(spare, members, count * sizeof(Member))
    for number in range(count):
        if left < half and (right == count or _in_order(&spare[left], &spare[right], letters)):
            members[number] = spare[left]
            left += 1
        else:
            members[number] = spare[right]
            right += 1
