"""Bytes to text and back, without losing a byte.

A byte that fits no character becomes a lone surrogate (PEP 383), which is written as the same byte again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaner.cli.problems import WRONG_USAGE, CommandError, Log, display_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT_BYTE = re.compile("[\udc80-\udcff]")
_SLICE = 1 << 20  # characters encoded at a time, so that a long text is not held twice


class Reading(NamedTuple):
    """How to read inputs: the encoding ("" finds it), whether a misfit is an error, if they are HTML (None: look)."""

    encoding: str = ""
    strict: bool = False
    html: bool | None = None


AS_FOUND = Reading()
"""Text or HTML, in UTF-8 or in what is guessed."""


def decode(data: bytes, name: str, reading: Reading, log: Log) -> str:
    """Return the text of an input.

    Without a named encoding it is UTF-8, or else the encoding the bytes speak for, with a warning. Bytes that do not
    fit stay as they are, with a warning. Raises ``CommandError`` for them where the reading is strict.
    """
    encoding = reading.encoding or "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if reading.strict:
            raise _misfit(name, encoding, error) from None
    if not reading.encoding:
        encoding = _guess(data, name, log)
    return _decode_leniently(data, encoding, name, log)


def _guess(data: bytes, name: str, log: Log) -> str:
    """Return the encoding of bytes that are not UTF-8, or not wholly, and tell the user."""
    from cleaner.guessing import guess_encoding  # noqa: PLC0415 (rarely needed, slow to import)

    encoding = guess_encoding(data)
    if encoding != "utf-8":
        log.warn(name, f"not UTF-8, read as {encoding}; name its encoding (--encoding) if that is wrong")
    return encoding


def _decode_leniently(data: bytes, encoding: str, name: str, log: Log) -> str:
    """Decode, with bytes that do not fit as lone surrogates."""
    try:
        text = data.decode(encoding, "surrogateescape")
    except UnicodeDecodeError as error:  # UTF-16 and the like: half a character cannot stay as it is
        raise _misfit(name, encoding, error) from None
    if encoding == "utf-8" or _KEPT_BYTE.search(text):
        log.warn(name, f"holds bytes that are not {encoding}; they stay as they are")
    return text


def _misfit(name: str, encoding: str, error: UnicodeDecodeError) -> CommandError:
    """Return what to tell the user about bytes that are not in the encoding they should be in."""
    problem = f"byte {error.start + 1:,} is not {encoding}"
    return CommandError(f"{display_name(name)}: {problem}; name another encoding (--encoding)")


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
