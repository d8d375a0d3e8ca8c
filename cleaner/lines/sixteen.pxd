"""Sixteen characters at a time: C, since compilers make vectors of this only where told how.

Most characters of most texts are plain: printable ASCII, no space behind another. What folding and counting make of
those is written down here for a vector, and the tables of `characters` say the same of each. Where there are no such
vectors, no character is taken for plain. (Reading takes half of the time that it takes character by character.)
"""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint64_t

cdef enum:
    SIXTEEN = 16  # so many characters more can be read and written than there are

cdef extern from *:
    """
    enum { AT_ONCE = 16, MOST_PLAIN = 255 * AT_ONCE };  /* counters of a byte hold so many steps */

    #if defined(__GNUC__) && defined(__SSE2__)
    #include <emmintrin.h>

    #define IS(character) _mm_cmpeq_epi8(text, _mm_set1_epi8(character))
    #define OR(one, other) _mm_or_si128(one, other)

    static inline __m128i is_between(__m128i text, char first, char last) {
        return _mm_and_si128(_mm_cmpgt_epi8(text, _mm_set1_epi8(first - 1)), _mm_cmplt_epi8(text, _mm_set1_epi8(last + 1)));
    }

    static inline __m128i is_printable(__m128i codes) {
        return _mm_and_si128(_mm_cmpgt_epi16(codes, _mm_set1_epi16(31)), _mm_cmplt_epi16(codes, _mm_set1_epi16(127)));
    }

    static inline __m128i lower_case(__m128i text, __m128i is_capital) {
        return _mm_or_si128(text, _mm_and_si128(is_capital, _mm_set1_epi8(32)));
    }

    /* One more where something is so, and counts. */
    static inline void count(__m128i *counter, __m128i is, __m128i counts) {
        *counter = _mm_sub_epi8(*counter, _mm_and_si128(is, counts));
    }

    static inline int32_t sum(__m128i counter) {
        __m128i halves = _mm_sad_epu8(counter, _mm_setzero_si128());
        return _mm_cvtsi128_si32(halves) + _mm_extract_epi16(halves, 4);
    }

    static inline int32_t read_plain(
        const uint16_t *codes, int32_t most, int behind_space, uint8_t *folded, int32_t *counts) {
        static const uint8_t FIRST[2 * AT_ONCE] = {255, 255, 255, 255, 255, 255, 255, 255,
                                                   255, 255, 255, 255, 255, 255, 255, 255};
        __m128i counter[6] = {{0}};
        int32_t place = 0, size = AT_ONCE;
        most = most < MOST_PLAIN ? most : MOST_PLAIN;
        while (place < most && size == AT_ONCE) {
            __m128i first = _mm_loadu_si128((const __m128i *)(codes + place));
            __m128i second = _mm_loadu_si128((const __m128i *)(codes + place + 8));
            __m128i text = _mm_packus_epi16(first, second);
            __m128i is_space = IS(' '), is_capital = is_between(text, 'A', 'Z');
            uint32_t spaces = _mm_movemask_epi8(is_space);
            uint32_t plain = _mm_movemask_epi8(_mm_packs_epi16(is_printable(first), is_printable(second)));
            uint32_t others = (plain ^ 0xFFFF) | (spaces & (spaces << 1 | behind_space));
            size = __builtin_ctz(others | 1 << AT_ONCE);
            size = size < most - place ? size : most - place;
            __m128i is_read = _mm_loadu_si128((const __m128i *)(FIRST + AT_ONCE - size));
            _mm_storeu_si128((__m128i *)(folded + place), lower_case(text, is_capital));
            count(&counter[0], _mm_cmpgt_epi8(text, _mm_set1_epi8(' ')), is_read);
            count(&counter[1], is_capital, is_read);
            count(&counter[2], is_between(text, '0', '9'), is_read);
            count(&counter[3], OR(OR(IS('.'), IS('!')), IS('?')), is_read);
            count(&counter[4], OR(IS(','), IS(';')), is_read);
            count(&counter[5], OR(OR(OR(IS('|'), IS('/')), OR(IS('<'), IS('>'))), IS(92)), is_read);
            behind_space = spaces >> (AT_ONCE - 1);
            place += size;
        }
        for (int number = 0; number < 6 && place; number++)
            counts[number] += sum(counter[number]);
        return place;
    }

    static inline int32_t read_words(const uint16_t *codes, uint16_t *folded) {
        __m128i first = _mm_loadu_si128((const __m128i *)codes), second = _mm_loadu_si128((const __m128i *)(codes + 8));
        __m128i text = _mm_packus_epi16(first, second), low, zero = _mm_setzero_si128();
        __m128i plain = _mm_packs_epi16(is_printable(first), is_printable(second));
        __m128i newline = _mm_packs_epi16(_mm_cmpeq_epi16(first, _mm_set1_epi16(10)), _mm_cmpeq_epi16(second, _mm_set1_epi16(10)));
        if (_mm_movemask_epi8(_mm_or_si128(plain, newline)) != 0xFFFF)
            return -1;
        low = lower_case(text, is_between(text, 'A', 'Z'));
        _mm_storeu_si128((__m128i *)folded, _mm_unpacklo_epi8(low, zero));
        _mm_storeu_si128((__m128i *)(folded + 8), _mm_unpackhi_epi8(low, zero));
        return _mm_movemask_epi8(_mm_or_si128(is_between(low, 'a', 'z'), is_between(text, '0', '9')));
    }
    #else
    static inline int32_t read_plain(
        const uint16_t *codes, int32_t most, int behind_space, uint8_t *folded, int32_t *counts) { return 0; }

    static inline int32_t read_words(const uint16_t *codes, uint16_t *folded) { return -1; }
    #endif
    """
    # Fold plain characters, at most so many, up to the first that is none, and count their classes; return how many.
    int32_t read_plain(
        const uint16_t* codes, int32_t most, bint behind_space, uint8_t* folded, int32_t* counts
    ) noexcept nogil

    # Fold sixteen characters that are plain or newlines; return a bit for each that is of a word. -1 if there are others.
    int32_t read_words(const uint16_t* codes, uint16_t* folded) noexcept nogil
