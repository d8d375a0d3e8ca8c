from collections.abc import Mapping
from typing import Any

from cleaner.html.marked import Marked

COLUMNS: tuple[str, ...]
METADATA: frozenset[str]
ROOT: tuple[Any, ...]

class Walk:
    lines: list[str]
    marked: list[str]
    states: list[tuple[Any, ...]]
    outers: list[int]
    elements: list[tuple[str, Mapping[str, str]]]
    parted: set[int]
    outline: Marked | None
    counters: bytearray
    noted: bytearray
    hidden: int
    shown: int
    def __init__(
        self, page: bytes, outline: Marked | None = None, mark: bytes = b"", all_shown: bool = False
    ) -> None: ...
