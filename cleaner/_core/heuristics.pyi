REASONS: tuple[tuple[str, str], ...]
