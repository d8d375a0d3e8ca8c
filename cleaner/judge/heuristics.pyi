REASONS: tuple[tuple[str, str], ...]
OPINIONS: tuple[int, int]
