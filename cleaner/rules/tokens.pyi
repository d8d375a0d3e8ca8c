SPACE: int
COMMA: int
COLON: int
SEMICOLON: int
DASH: int
PIPE: int
SLASH: int
STOP: int
DOTS: int
BULLET: int
ARROW: int
OPEN: int
CLOSE: int
QUOTE: int
OTHER: int
SENTENCE: int
CUT: int
SKIPPED: int
SEPARATOR: int
LETTER: int
FIGURE: int
CHARACTER: int
SYMBOL: int
OF_ANYTHING: int
OF_FIGURES: int
OF_CAPITALS: int
OF_CASELESS: int
OF_CHARACTERS: int
OF_GLUED: int
SEPARATORS: dict[int, str]
SYMBOLS: str
FULL_STOPS: str
DECORATIONS: str

def tokenized(text: str) -> tuple[list[tuple[str, int, int]], int]: ...
def token_key(text: str) -> int: ...
