"""The lowest and the highest bit of a number that is not 0."""

from libc.stdint cimport uint64_t

cdef extern from *:
    """
    #if defined(_MSC_VER)
    #include <intrin.h>
    static int lowest_bit(unsigned long long bits) { unsigned long place; _BitScanForward64(&place, bits); return place; }
    static int highest_bit(unsigned long long bits) { unsigned long place; _BitScanReverse64(&place, bits); return place; }
    #else
    static inline int lowest_bit(unsigned long long bits) { return __builtin_ctzll(bits); }
    static inline int highest_bit(unsigned long long bits) { return 63 - __builtin_clzll(bits); }
    #endif
    """
    int lowest_bit(uint64_t bits) noexcept nogil
    int highest_bit(uint64_t bits) noexcept nogil
