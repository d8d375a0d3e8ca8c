NAMES: tuple[str, ...]
PROSE_LIMITS: tuple[int, int]
