SHAPED_BY: tuple[int, ...]
