# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Slots that are read by code: numbers, names, sites, addresses.

A set of ends is counted from where the slot begins: bit 2 is "two tokens".
"""

from libc.stdint cimport uint16_t, uint32_t, uint64_t

from cleaner.lines.characters cimport CLASSES, UPPER
from cleaner.rules.tokens cimport (
    CHARACTER, COLON, COMMA, CUT, DASH, FIGURE, LETTER, OTHER, QUOTE, SENTENCE, SLASH, SPACE, STOP, SYMBOL, Token,
    is_caseless,
)
from cleaner.rules.wordings cimport (
    ANY, DOMAIN, EMAIL, FULL_NAME, HANDLE, HONORIFIC, JOINER, N, NAME, NO_NAME, NUMBER_SUFFIX, PARTICLE, PLACES, SITE,
    TLD, URL, Walk, highest_bit, lowest_bit,
)

from cleaner.rules.tokens import token_key

cdef enum:  # limits
    MOST_ANY = 6
    MOST_NUMBER_TOKENS = 8
    MOST_NAME_WORDS = 5
    MOST_NAME_CHARACTERS = 6
    MOST_CASELESS_WORDS = 3
    MOST_PARTICLES = 3
    MOST_SITE_TOKENS = 12
    MOST_URL_TOKENS = 40
    MOST_TAG_TOKENS = 30


cdef uint64_t read_slot(Walk* walk, int slot, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """Return where a slot that begins at a token may end."""
    if slot == ANY:
        return _any_ends(walk, start)
    if slot == N:
        return _n_ends(walk, start) & _up_to(MOST_NUMBER_TOKENS)
    if slot == NAME or slot == FULL_NAME:
        return _name_ends(walk, start, 1 if slot == NAME else 2) & _up_to(MOST_SITE_TOKENS)
    if slot == SITE:
        return _site_ends(walk, start) & _up_to(MOST_SITE_TOKENS)
    if slot == URL:
        return _url_ends(walk, start)
    if slot == DOMAIN:
        return _domain_ends(walk, start) & _up_to(MOST_SITE_TOKENS)
    if slot == EMAIL:
        return _email_ends(walk, start)
    return _tag_ends(walk, start, c"@" if slot == HANDLE else c"#")


cdef inline uint64_t _up_to(int length) noexcept nogil:
    """Return all ends that are at most so far."""
    return (<uint64_t>2 << length) - 1


cdef inline bint _follows(const Walk* walk, Py_ssize_t place, uint32_t allowed) noexcept nogil:
    """Tell whether there is a token at a place, with nothing before it but some kinds of separators."""
    return place < walk.count and not walk.token[place].before & ~allowed


cdef inline uint64_t _bit(Py_ssize_t length) noexcept nogil:
    return <uint64_t>1 << length if length < PLACES else 0


cdef uint64_t _any_ends(const Walk* walk, Py_ssize_t start) noexcept nogil:
    """One to six words of a sentence; a character of a script without spaces is half a word."""
    cdef uint64_t ends = 2
    cdef Py_ssize_t place = start + 1
    cdef int weight = 1 + (walk.token[start].kind != CHARACTER)
    while place < walk.count and not walk.token[place].before & (SENTENCE | CUT):
        weight += 1 + (walk.token[place].kind != CHARACTER)
        if weight > 2 * MOST_ANY:
            break
        place += 1
        ends |= _bit(place - start)
    return ends


cdef uint64_t _n_ends(Walk* walk, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """A number: its groups of thousands, its decimals, what makes it larger, and a plus."""
    cdef uint64_t ends = 2, rest
    cdef Py_ssize_t place = start + 1
    if walk.token[start].kind != FIGURE:
        return 0
    while walk.token[start].size <= 3 and place < walk.count and _is_thousands(&walk.token[place]):
        place += 1
        ends |= _bit(place - start)
    if place < walk.count and walk.token[place].kind == FIGURE and walk.token[place].size <= 2:
        if walk.token[place].before == STOP or walk.token[place].before == COMMA:
            ends |= _bit(place + 1 - start)
    rest = ends
    while rest:
        place = start + lowest_bit(rest)
        if _follows(walk, place, SPACE):
            ends |= walk.ends(walk, NUMBER_SUFFIX, place) << (place - start)
        rest &= rest - 1
    rest = ends
    while rest:
        place = start + lowest_bit(rest)
        if _follows(walk, place, 0) and walk.token[place].first == c"+":
            ends |= _bit(place + 1 - start)
        rest &= rest - 1
    return ends


cdef inline bint _is_thousands(const Token* token) noexcept nogil:
    return token.kind == FIGURE and token.size == 3 and (
        token.before == COMMA or token.before == STOP or token.before == SPACE or token.before == QUOTE
    )


cdef uint64_t _name_ends(Walk* walk, Py_ssize_t start, int fewest) except? 0xFFFFFFFFFFFFFFFF nogil:
    """Capitalised words with particles between them; initials and titles may have a full stop."""
    cdef uint64_t ends = 0, titles
    cdef Py_ssize_t place = start, end
    cdef int words = 0
    if walk.token[start].kind == CHARACTER:
        return _character_name_ends(walk, start)
    if is_caseless(&walk.token[start]):
        return _caseless_name_ends(walk, start)
    while words < MOST_NAME_WORDS:
        if words:
            place = _behind_particles(walk, place)
        end = _behind_name_word(walk, place) if _joins(walk, place, start) else 0
        if not end:
            break
        titles = walk.ends(walk, HONORIFIC, place)
        if titles and place + highest_bit(titles) == end:
            place = end
            continue
        place = end
        words += 1
        if words >= fewest:
            ends |= _bit(place - start)
    return ends


cdef bint _joins(Walk* walk, Py_ssize_t place, Py_ssize_t start) except? True nogil:
    """Tell whether a word may go on a name: there is a space before it, or an abbreviation's full stop."""
    cdef uint32_t before
    if place == start:
        return True
    if place >= walk.count:
        return False
    before = walk.token[place].before
    if before == SPACE:
        return True
    if before & ~<uint32_t>(STOP | SPACE | SENTENCE):
        return False
    return walk.token[place - 1].size == 1 or walk.ends(walk, HONORIFIC, place - 1) != 0


cdef Py_ssize_t _behind_particles(Walk* walk, Py_ssize_t place) except -1 nogil:
    """Return the place behind particles such as "van der", if a capital follows them."""
    cdef Py_ssize_t end = place
    cdef uint64_t found
    cdef int number
    for number in range(MOST_PARTICLES):
        if not _follows(walk, end, SPACE):
            break
        found = walk.ends(walk, PARTICLE, end)
        if not found:
            break
        end += highest_bit(found)
    return end if end < walk.count and walk.token[end].capital else place


cdef Py_ssize_t _behind_name_word(Walk* walk, Py_ssize_t place) except -1 nogil:
    """Return the place behind a capitalised word and what hyphens and apostrophes join to it, 0 if it is none."""
    if place >= walk.count or walk.token[place].kind != LETTER or not walk.token[place].capital:
        return 0
    if walk.ends(walk, NO_NAME, place):
        return 0
    place += 1
    while _follows(walk, place, QUOTE | DASH) and walk.token[place].before and walk.token[place].kind == LETTER:
        place += 1
    return place


cdef uint64_t _character_name_ends(const Walk* walk, Py_ssize_t start) noexcept nogil:
    """Two to six characters of a script without spaces."""
    cdef uint64_t ends = 0
    cdef Py_ssize_t place = start + 1
    while _follows(walk, place, 0) and walk.token[place].kind == CHARACTER and place - start < MOST_NAME_CHARACTERS:
        place += 1
        ends |= _bit(place - start)
    return ends


cdef uint64_t _caseless_name_ends(const Walk* walk, Py_ssize_t start) noexcept nogil:
    """One to three words of a script without capitals."""
    cdef uint64_t ends = 2
    cdef Py_ssize_t place = start + 1
    while place - start < MOST_CASELESS_WORDS and _follows(walk, place, SPACE) and is_caseless(&walk.token[place]):
        place += 1
        ends |= _bit(place - start)
    return ends


cdef uint64_t _site_ends(Walk* walk, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """Capitalised words and numbers, with small words between them, or a domain."""
    cdef uint64_t ends = walk.ends(walk, DOMAIN, start)
    cdef Py_ssize_t place = start
    cdef const Token* token
    while place < walk.count and place - start < MOST_SITE_TOKENS:
        token = &walk.token[place]
        if place > start and token.before & ~<uint32_t>(SPACE | QUOTE | DASH) and token.before != STOP:
            break
        if token.capital or token.kind == FIGURE or token.kind == CHARACTER or is_caseless(token):
            ends |= _bit(place + 1 - start)
        elif place == start or (token.before & SPACE and not walk.ends(walk, JOINER, place)):
            break
        place += 1
    return ends


cdef inline Py_ssize_t _behind_label(const Walk* walk, Py_ssize_t place) noexcept nogil:
    """Return the place behind a part of a domain, 0 if there is none."""
    if walk.token[place].kind == SYMBOL:
        return 0
    place += 1
    while _follows(walk, place, DASH) and walk.token[place].kind != SYMBOL:
        place += 1
    return place


cdef bint _is_in_capitals(const Walk* walk, const Token* token) noexcept nogil:
    cdef Py_ssize_t place
    for place in range(token.start, token.stop):
        if not CLASSES[walk.codes[place]] & UPPER:
            return False
    return True


cdef uint64_t _domain_ends(Walk* walk, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """Parts with points between them, the last of which is known."""
    cdef uint64_t ends = 0
    cdef Py_ssize_t place = _behind_label(walk, start), label
    while place and place < walk.count and walk.token[place].before == STOP:
        label = place
        place = _behind_label(walk, place)
        if place == label + 1 and (not walk.token[label].capital or _is_in_capitals(walk, &walk.token[label])):
            if walk.ends(walk, TLD, label):
                ends |= _bit(place - start)
    return ends


cdef uint64_t _url_ends(Walk* walk, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """An address up to the next space: with its scheme, www, or a domain."""
    cdef uint64_t domains, rest
    cdef Py_ssize_t place = start + 1
    if walk.token[start].key in (HTTP, HTTPS):
        if not (_follows(walk, place, COLON | SLASH) and walk.token[place].before & COLON):
            return 0
    elif walk.token[start].key == WWW:
        if not (_follows(walk, place, STOP) and walk.token[place].before):
            return 0
    else:
        domains = rest = walk.ends(walk, DOMAIN, start)
        place = 0
        while rest:
            if _follows(walk, start + lowest_bit(rest), SLASH):
                place = start + lowest_bit(rest)
            rest &= rest - 1
        if not place:
            return domains
    while _follows(walk, place, ~<uint32_t>SPACE) and place - start < MOST_URL_TOKENS:
        place += 1
    return _bit(place - start)


cdef uint64_t HTTP = token_key("http"), HTTPS = token_key("https"), WWW = token_key("www")


cdef uint64_t _email_ends(Walk* walk, Py_ssize_t start) except? 0xFFFFFFFFFFFFFFFF nogil:
    """What stands before an at sign without spaces, and a domain."""
    cdef Py_ssize_t place = start
    while walk.token[place].first != c"@":
        if walk.token[place].kind == SYMBOL and walk.token[place].first not in (c"+", c"&"):
            return 0
        place += 1
        if not _follows(walk, place, STOP | DASH | OTHER | QUOTE) or place - start > MOST_TAG_TOKENS:
            return 0
    if place == start or not _follows(walk, place + 1, 0):
        return 0
    return walk.ends(walk, DOMAIN, place + 1) << (place + 1 - start)


cdef uint64_t _tag_ends(const Walk* walk, Py_ssize_t start, uint16_t mark) noexcept nogil:
    """A sign and what is joined to it."""
    cdef Py_ssize_t place = start + 2
    if walk.token[start].first != mark or not _follows(walk, start + 1, OTHER):
        return 0
    while _follows(walk, place, OTHER | STOP | DASH) and walk.token[place].kind != SYMBOL:
        if place - start >= MOST_TAG_TOKENS:
            break
        place += 1
    return _bit(place - start)
