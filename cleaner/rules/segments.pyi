from array import array

from cleaner.rules.matcher import Matcher

KINDS: tuple[str, ...]

def segment_lines(text: str, places: array[int], kinds: bytes) -> list[str]: ...

class Segmenter:
    def __init__(self, matcher: Matcher) -> None: ...
    def split(self, text: str) -> tuple[array[int], bytes, bool]: ...
