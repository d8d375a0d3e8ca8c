PROSE_LIMITS: tuple[int, int]
