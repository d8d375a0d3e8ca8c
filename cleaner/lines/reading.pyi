from mmap import mmap

from cleaner.lines.table import Table
from cleaner.rules.matcher import Matcher

LABEL_WORDS: tuple[int, int]
UNSPACED_LANGUAGES: tuple[str, ...]

class Reader:
    def __init__(self, matcher: Matcher) -> None: ...
    def read(self, text: str | bytes | memoryview | mmap, *, inside: bool = False) -> Table: ...
