"""Text to bytes, without losing one.

A byte that fits no character was read as a lone surrogate (PEP 383), which is written as the same byte again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaner.cli.problems import WRONG_USAGE, CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT_BYTE = re.compile("[\udc80-\udcff]")
_SLICE = 1 << 20  # characters encoded at a time, so that a long text is not held twice


def check_encoding(name: str) -> None:
    """Raise ``CommandError`` for an encoding Python does not know."""
    try:
        " ".encode(name)
    except (LookupError, ValueError):
        raise CommandError(f"--encoding: {name!r} is no encoding; try utf-8 or windows-1252", WRONG_USAGE) from None


def encode(text: str) -> bytes:
    r"""Return text as UTF-8; lone surrogates that stand for bytes become these bytes.

    >>> encode("a\udce9\n")
    b'a\xe9\n'
    """
    return b"".join(encode_slices(text))


def encode_slices(text: str) -> Iterator[bytes]:
    """Yield text as UTF-8, a slice at a time."""
    for start in range(0, len(text), _SLICE):
        part = text[start : start + _SLICE]
        try:
            yield part.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:  # surrogates that stand for no byte: from JSON, or from a text that had them
            yield b"".join(map(_encode_character, part))


def _encode_character(character: str) -> bytes:
    """Return one character as UTF-8; a surrogate that stands for no byte is written like any other character."""
    return character.encode("utf-8", "surrogateescape" if _KEPT_BYTE.match(character) else "surrogatepass")
