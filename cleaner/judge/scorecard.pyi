import re
from collections.abc import Sequence
from pathlib import Path

Scorecard = Sequence[tuple[Sequence[str], Sequence[int]] | tuple[Sequence[str], Sequence[int], int]]

COMPILED: str
FARTHEST: int
NO_NEIGHBOUR: int
EXPRESSION: re.Pattern[str]

def load_scorecard(file: Path | None = None) -> Scorecard: ...
def shipped_form(folder: Path) -> bytes: ...
