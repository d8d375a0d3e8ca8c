"""Memory that grows, for loops without Python's lock."""

from libc.stdlib cimport free, realloc


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
