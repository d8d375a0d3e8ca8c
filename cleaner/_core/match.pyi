from collections.abc import Container

from cleaner.packs import Pack

class Matcher:
    def __init__(self, pack: Pack, disabled: Container[str] = ()) -> None: ...
