REASONS: tuple[tuple[str, str], ...]
OPINIONS: tuple[int, int]
TITLE_POINTS: int
