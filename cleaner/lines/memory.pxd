"""Memory that grows, for loops without Python's lock, and hashes of what is in it."""

from cpython.mem cimport PyMem_RawRealloc
from libc.stdint cimport uint8_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy


cdef struct Buffer:
    void* memory
    size_t room  # bytes


cdef inline int reserve(Buffer* buffer, size_t bytes_wanted) except -1 nogil:
    """Make room for so many bytes; what is there stays. Raises `MemoryError`."""
    cdef void* memory
    if bytes_wanted > buffer.room:
        bytes_wanted += bytes_wanted // 2
        memory = realloc(buffer.memory, bytes_wanted)
        if memory == NULL:
            raise MemoryError
        buffer.memory, buffer.room = memory, bytes_wanted
    return 0


cdef inline void release(Buffer* buffer) noexcept nogil:
    """Give the memory back."""
    free(buffer.memory)
    buffer.memory, buffer.room = NULL, 0


cdef inline void* resized(void* array, size_t size) except NULL nogil:
    """Return an array with room for so many bytes, and what was in it."""
    cdef void* larger = PyMem_RawRealloc(array, max(size, <size_t>1))
    if larger == NULL:
        with gil:
            raise MemoryError
    return larger


# --- hashing: quickly, for tables of what is known before, and with a secret, for what strangers write ----------------


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
    """Multiply, and have the high bits work on the low ones."""
    key *= <uint64_t>0x9E3779B97F4A7C15
    return key ^ key >> 32


cdef struct Secret:
    uint64_t first
    uint64_t second


cdef struct State:
    uint64_t a, b, c, d


cdef inline uint64_t hashed_with(Secret secret, const uint8_t* text, Py_ssize_t size) noexcept nogil:
    """Hash some bytes so that who does not know the secret cannot tell what has the same hash: SipHash-1-3.

    See Aumasson and Bernstein 2012, "SipHash: a fast short-input PRF".
    """
    cdef State state = State(
        secret.first ^ <uint64_t>0x736F6D6570736575,
        secret.second ^ <uint64_t>0x646F72616E646F6D,
        secret.first ^ <uint64_t>0x6C7967656E657261,
        secret.second ^ <uint64_t>0x7465646279746573,
    )
    cdef uint64_t eight, last = <uint64_t>size << 56
    while size >= 8:
        memcpy(&eight, text, 8)
        absorb(&state, eight)
        text += 8
        size -= 8
    eight = 0
    memcpy(&eight, text, size)
    absorb(&state, last | eight)
    state.c ^= 0xFF
    stir(&state)
    stir(&state)
    stir(&state)
    return state.a ^ state.b ^ state.c ^ state.d


cdef inline void absorb(State* state, uint64_t eight) noexcept nogil:
    """Mix eight bytes in."""
    state.d ^= eight
    stir(state)
    state.a ^= eight


cdef inline void stir(State* state) noexcept nogil:
    """Mix all of a state: a round of SipHash."""
    state.a += state.b
    state.c += state.d
    state.b = rotated(state.b, 13) ^ state.a
    state.d = rotated(state.d, 16) ^ state.c
    state.a = rotated(state.a, 32)
    state.c += state.b
    state.a += state.d
    state.b = rotated(state.b, 17) ^ state.c
    state.d = rotated(state.d, 21) ^ state.a
    state.c = rotated(state.c, 32)


cdef inline uint64_t rotated(uint64_t number, int bits) noexcept nogil:
    """Rotate a number to the left."""
    return number << bits | number >> (64 - bits)
