from cleaner.rules.tries import Trie

FIXED_SLOTS: tuple[str, ...]
NATIVE_SORTS: dict[str, tuple[int, ...]]
FLOATING_BIT: int

def edge_key(parent: int, need: int, word: int) -> int: ...

class Wordings:
    def __init__(self, compiled: Trie, rules: int, disabled: set[int] = ...) -> None: ...
    def spans(self, line: str) -> tuple[list[tuple[int, int, int]], int]: ...
