"""Tables of points looked up for many rows at a time: C, since compilers make vectors of this only where told how.

A table's questions whose answers differ by row are asked of all rows at once, and what they come to says which of its
points a row gets. With AVX2, 32 rows are looked up together: tables whose points fit a byte are taken apart into parts
of 16, which an instruction looks up for all rows, and the answers to further questions choose among the parts. (Of page
dumps this takes a third of the time that looking up row by row does.)
"""

from libc.stdint cimport int8_t, int16_t, int32_t

cdef extern from *:
    """
    enum { MOST_QUESTIONS = 8, ROWS_TOGETHER = 32 };

    typedef struct {
        int32_t asked;  /* questions whose answers differ by row; those that have one for all rows stand behind them */
        int32_t bits;   /* all questions */
        int32_t first;  /* of its points */
        int32_t columns[MOST_QUESTIONS];  /* places of what they are about */
        int16_t thresholds[MOST_QUESTIONS];
    } Tree;

    /* Whole numbers of rows: `ROWS_TOGETHER`, or a multiple. Columns have `stride` numbers each. */

    static inline void add_points(
        const Tree *tree, const int32_t *points, const int16_t *columns, int stride, int rows, int32_t *total) {
        unsigned char answer[256];  /* as many as rows at most */
        for (int row = 0; row < rows; row++)
            answer[row] = 0;
        for (int bit = 0; bit < tree->asked; bit++) {
            const int16_t *column = columns + tree->columns[bit] * stride, threshold = tree->thresholds[bit];
            for (int row = 0; row < rows; row++)
                answer[row] |= (column[row] > threshold) << bit;
        }
        for (int row = 0; row < rows; row++)
            total[row] += points[answer[row]];
    }

    #if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
    #include <immintrin.h>

    #define PART __attribute__((target("avx2"), always_inline)) static inline

    PART __m256i answers(const int16_t *column, int16_t threshold) {
        const __m256i *rows = (const __m256i *)column, limit = _mm256_set1_epi16(threshold);
        return _mm256_packs_epi16(_mm256_cmpgt_epi16(_mm256_loadu_si256(rows), limit),
                                  _mm256_cmpgt_epi16(_mm256_loadu_si256(rows + 1), limit));
    }

    PART __m256i look_up_4(const int8_t *points, __m256i low, const __m256i *is) {
        return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)points)), low);
    }

    #define LOOK_UP(bits, fewer)                                                                                       \
        PART __m256i look_up_##bits(const int8_t *points, __m256i low, const __m256i *is) {                            \
            return _mm256_blendv_epi8(                                                                                 \
                look_up_##fewer(points, low, is), look_up_##fewer(points + (1 << fewer), low, is), is[fewer]);         \
        }
    LOOK_UP(5, 4)
    LOOK_UP(6, 5)
    LOOK_UP(7, 6)
    LOOK_UP(8, 7)

    /* The points of 32 rows, a byte each, in the order in which two vectors of numbers are packed. */
    #define POINTS(bits, lookup)                                                                                       \
        PART __m256i points_##bits(const Tree *tree, const int8_t *points, const int16_t *columns, int stride) {       \
            __m256i is[bits], low = _mm256_setzero_si256();                                                            \
            for (int bit = 0; bit < bits; bit++) {                                                                     \
                is[bit] = answers(columns + tree->columns[bit] * stride, tree->thresholds[bit]);                       \
                if (bit < 4)                                                                                           \
                    low = _mm256_or_si256(low, _mm256_and_si256(is[bit], _mm256_set1_epi8(1 << bit)));                 \
            }                                                                                                          \
            return lookup(points, low, is);                                                                            \
        }
    POINTS(1, look_up_4)
    POINTS(2, look_up_4)
    POINTS(3, look_up_4)
    POINTS(4, look_up_4)
    POINTS(5, look_up_5)
    POINTS(6, look_up_6)
    POINTS(7, look_up_7)
    POINTS(8, look_up_8)

    PART __m256i points_of(const Tree *tree, const int8_t *points, const int16_t *columns, int stride) {
        switch (tree->asked) {
        case 1: return points_1(tree, points, columns, stride);
        case 2: return points_2(tree, points, columns, stride);
        case 3: return points_3(tree, points, columns, stride);
        case 4: return points_4(tree, points, columns, stride);
        case 5: return points_5(tree, points, columns, stride);
        case 6: return points_6(tree, points, columns, stride);
        case 7: return points_7(tree, points, columns, stride);
        default: return points_8(tree, points, columns, stride);
        }
    }

    PART void add_wide(int32_t *total, __m128i points) {
        __m256i *rows = (__m256i *)total;
        _mm256_storeu_si256(rows, _mm256_add_epi32(_mm256_loadu_si256(rows), _mm256_cvtepi16_epi32(points)));
    }

    /* Add the points of all trees for 32 rows; those of no row may come to more than 16 bits hold. */
    __attribute__((target("avx2"))) static inline void add_together(
        const Tree *trees, int count, const int32_t *known, const int8_t *points, const int16_t *columns, int stride,
        int32_t *total) {
        __m256i first = _mm256_setzero_si256(), second = first, found;
        for (int number = 0; number < count; number++) {
            found = points_of(&trees[number], points + known[number], columns, stride);
            first = _mm256_add_epi16(first, _mm256_srai_epi16(_mm256_unpacklo_epi8(found, found), 8));
            second = _mm256_add_epi16(second, _mm256_srai_epi16(_mm256_unpackhi_epi8(found, found), 8));
        }
        add_wide(total, _mm256_castsi256_si128(first));
        add_wide(total + 8, _mm256_extracti128_si256(first, 1));
        add_wide(total + 16, _mm256_castsi256_si128(second));
        add_wide(total + 24, _mm256_extracti128_si256(second, 1));
    }

    static inline int looks_up_together(void) { return __builtin_cpu_supports("avx2"); }
    #else
    static inline void add_together(
        const Tree *trees, int count, const int32_t *known, const int8_t *points, const int16_t *columns, int stride,
        int32_t *total) {}

    static inline int looks_up_together(void) { return 0; }
    #endif
    """
    enum:
        MOST_QUESTIONS
        ROWS_TOGETHER

    ctypedef struct Tree:
        int32_t asked
        int32_t bits
        int32_t first
        int32_t* columns
        int16_t* thresholds

    void add_points(
        const Tree* tree, const int32_t* points, const int16_t* columns, int stride, int rows, int32_t* total
    ) noexcept nogil
    void add_together(
        const Tree* trees, int count, const int32_t* known, const int8_t* points, const int16_t* columns, int stride,
        int32_t* total
    ) noexcept nogil
    bint looks_up_together() noexcept nogil
