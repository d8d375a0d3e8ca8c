from collections.abc import Iterable

EVERY_LANGUAGE: int
EVERYWHERE: str
MARK: str
WORD_CHARACTERS: int
FUNCTION_WORDS: dict[str, list[str]]
BITS: dict[str, int]

def use_interface_words(text: str) -> None: ...
def language_bits(tags: Iterable[str]) -> int: ...
