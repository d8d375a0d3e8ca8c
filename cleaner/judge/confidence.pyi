from collections.abc import Sequence

from cleaner.judge.scorecard import Scorecard

FACTS: tuple[str, ...]

class Confidence:
    def __init__(self, scorecard: Scorecard) -> None: ...
    def expect(self, facts: Sequence[int]) -> float: ...

def shipped() -> Confidence: ...
