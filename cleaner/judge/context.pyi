from array import array

NAMES: tuple[str, ...]
PROSE_LIMITS: tuple[int, int]

def prose_words(words: memoryview, functions: memoryview, ends: memoryview, capitalised: memoryview) -> array[int]: ...
