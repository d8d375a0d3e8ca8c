from collections.abc import Iterable

EVERY_LANGUAGE: int
FUNCTION_WORDS: dict[str, list[str]]
BITS: dict[str, int]

def language_bits(tags: Iterable[str]) -> int: ...
