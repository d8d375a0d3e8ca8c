"""Characters that nobody sees: taken out of a page's lines, but where the script needs them."""

from __future__ import annotations

import re
from collections import Counter
from unicodedata import name

_TAGS = range(0xE0020, 0xE007F)
_FLAG = "\U0001f3f4"
"""Tag characters behind a black flag make it that of a country."""

# Scripts whose letters joiners shape, or whose words zero-width spaces part: Arabic, Syriac and N'Ko, the scripts of
# India, Thai, Lao, Tibetan, Burmese, Khmer, Mongolian.
_SHAPED = "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PICTURES = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff"
_WANTED = (
    rf"(?<=[{_SHAPED}])[\u200b-\u200d]+(?=[{_SHAPED}\s]|\Z)"
    rf"|(?<=[{_PICTURES}])\u200d(?=[{_PICTURES}])"
    rf"|(?<={_FLAG})[\U000e0030-\U000e007a]{{1,6}}\U000e007f"
    r"|(?<=[\u3400-\u9fff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]"
)
_MARKS_OF_DIRECTION = frozenset("\u061c\u200e\u200f")
_SILENT = frozenset("\u00ad\ufeff\u200b\u2060")
"""Where words may be broken, or not; pages are full of them, and they say nothing."""
_SELECTORS = re.compile("[\U000e0100-\U000e01ef]")
_ANY = re.compile(
    rf"(?P<wanted>{_WANTED})|[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
"""Controls, and characters that format; Arabic signs that stand for numbers are among these and can be seen."""

_DATA = re.compile(r"""[\[{]\s*(?:[\[{]\s*)*["'][^"']{1,60}["']\s*:""")


def is_seen(line: str) -> bool:
    """Tell whether all characters of a line may be seen, as far as that is quickly told."""
    return line.isprintable() and (line.isascii() or _SELECTORS.search(line) is None)


def without_unseen(line: str, marks: str = "") -> tuple[str, str]:
    r"""Return a line without what nobody sees, but for some marks, and which characters these were.

    >>> without_unseen("Rain\u202e fell\u00ad.")
    ('Rain fell.', 'RIGHT-TO-LEFT OVERRIDE')
    >>> without_unseen("می\u200cخواهم")[0] == "می\u200cخواهم"
    True
    >>> without_unseen("Rain\U000e0068\U000e0069")
    ('Rain', 'hi')
    """
    gone: list[str] = []
    turns = _RIGHT_TO_LEFT.search(line) is not None

    def without(found: re.Match[str]) -> str:
        character = found[0]
        if found["wanted"] or character in marks or (turns and character in _MARKS_OF_DIRECTION):
            return character
        gone.append(character)
        return ""

    return _ANY.sub(without, line), _said(gone)


def _said(gone: list[str]) -> str:
    """Return what characters that nobody sees say or, where they say nothing, what they are called."""
    spelled = "".join([chr(ord(one) - _TAGS.start + 0x20) for one in gone if ord(one) in _TAGS]).strip()
    others = Counter(one for one in gone if ord(one) not in _TAGS and one not in _SILENT and one >= "\xad")
    called = [f"{name(one, f'U+{ord(one):04X}')}{f' ×{count}' if count > 1 else ''}" for one, count in others.items()]
    return "; ".join(filter(None, [spelled, *called]))


def is_data(line: str) -> bool:
    """Tell whether a line is data for scripts, in JSON.

    >>> is_data('{"@context": "https://schema.org", "name": "Rain"}'), is_data("{Rain}")
    (True, False)
    """
    return line[:1] in {"{", "["} and line[-1:] in {"}", "]", ";"} and _DATA.match(line) is not None
