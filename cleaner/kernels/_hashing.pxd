"""Hashing bytes, for tables that live as long as a process."""

from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memcpy


cdef inline uint64_t hashed(const uint8_t* text, Py_ssize_t size) noexcept nogil:
    """Hash some bytes, eight at a time."""
    cdef uint64_t key = <uint64_t>size + <uint64_t>0xC2B2AE3D27D4EB4F, eight
    while size >= 8:
        memcpy(&eight, text, 8)
        key = mixed(key ^ eight)
        text += 8
        size -= 8
    eight = 0
    memcpy(&eight, text, size)
    return mixed(key ^ eight)


cdef inline uint64_t mixed(uint64_t key) noexcept nogil:
    """Multiply, by the factor of `cleaner.hashing`, and have the high bits work on the low ones."""
    key *= <uint64_t>0x9E3779B97F4A7C15
    return key ^ key >> 32
