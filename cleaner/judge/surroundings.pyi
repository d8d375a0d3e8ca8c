import re

FARTHEST: int
NO_NEIGHBOUR: int
EXPRESSION: re.Pattern[str]
