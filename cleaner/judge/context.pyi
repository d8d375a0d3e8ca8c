from array import array

from cleaner.lines.table import Table

NAMES: tuple[str, ...]
PROSE_LIMITS: tuple[int, int]

def prose_words(table: Table) -> array[int]: ...
