from collections.abc import Mapping, Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from cleaner.html.marked import Marked

METADATA: frozenset[str]
ROOT: tuple[Any, ...]

class Block:
    state: tuple[Any, ...]
    given: int
    lines: Sequence[str]
    marked: Sequence[str]
    gap: bool
    linked: int
    links: int
    images: int
    unit: int

class Walk:
    blocks: list[Block]
    outers: list[int]
    parted: set[int]
    title: str
    elements: list[tuple[str, Mapping[str, str | None]]]
    data: list[tuple[str, str]]
    outline: Marked | None
    def __init__(self, given: dict[int, int], outline: Marked | None) -> None: ...
    def read(self, node: LexborNode) -> None: ...
