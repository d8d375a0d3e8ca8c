from cleaner._core.match import Matcher
from cleaner._core.table import Table

LABEL_WORDS: tuple[int, int]
UNSPACED_LANGUAGES: tuple[str, ...]

class Reader:
    def __init__(self, matcher: Matcher) -> None: ...
    def read(self, text: str) -> Table: ...
