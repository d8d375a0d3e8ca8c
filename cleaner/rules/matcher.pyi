from collections.abc import Container

from cleaner.rules.pack import Pack

class Matcher:
    def __init__(self, pack: Pack, disabled: Container[str] = ()) -> None: ...
