import re
from pathlib import Path

Scorecard = list[tuple[list[str], list[int]]]

COMPILED: str
FARTHEST: int
NO_NEIGHBOUR: int
EXPRESSION: re.Pattern[str]

def load_scorecard(file: Path | None = None) -> Scorecard: ...
def shipped_form(folder: Path) -> bytes: ...
