from array import array
from collections.abc import Sequence

PLACES: tuple[str, ...]
COLUMNS: tuple[str, ...]

class Line:
    text: str
    stop: int
    items: int
    quotes: int
    heading: int
    links: int
    linked: int
    anchors: int
    images: int
    in_table: bool
    in_pre: bool
    in_paragraph: bool
    whole: bool
    is_unseen: bool
    defines: str
    uses: frozenset[str]
    def __init__(self, text: str = "", stop: int = 0, *, whole: bool = False) -> None: ...

def read_lines(text: str) -> list[Line]: ...
def defined_labels(text: str) -> frozenset[str]: ...
def table_head(lines: Sequence[str]) -> int: ...
def columns_of(lines: list[Line]) -> dict[str, array[int]]: ...
