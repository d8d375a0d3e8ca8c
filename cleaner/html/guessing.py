"""Guessing the encoding of bytes that are not UTF-8; imported only when some turn up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from charset_normalizer import from_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

# What pages are written in, by how often; the first wins where several explain the bytes equally well.
_WEB_ENCODINGS = [
    *("cp1252", "cp1251", "cp932", "euc_jp", "gb18030", "cp949", "big5hkscs", "cp1250", "cp1254", "cp1256", "cp1253"),
    *("cp1255", "iso8859_2", "koi8_r", "tis_620", "cp1257", "cp1258", "koi8_u", "cp866", "iso8859_9", "iso8859_7"),
    "iso8859_15",
]
# UTF-32 first: its mark begins with that of UTF-16. These codecs keep the mark, as that of UTF-8 is kept.
_MARKED = {
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 16  # bytes; more change no guess and cost time


def guess_encoding(data: bytes) -> str:
    """Return the encoding that bytes which are not UTF-8 are most likely in; ``"utf-8"`` if they are damaged UTF-8.

    >>> guess_encoding("Где мой дом? В Москве.".encode("koi8-r"))
    'koi8_r'
    >>> guess_encoding("naïve café".encode()[:-1])
    'utf-8'
    """
    for mark, encoding in _MARKED.items():
        if data.startswith(mark):
            return encoding
    sample = b"".join(_telling_lines(data))
    return "utf-8" if _is_damaged_utf8(sample) else _likeliest_encoding(sample)


def _telling_lines(data: bytes) -> Iterator[bytes]:
    """Yield lines with bytes beyond ASCII, the only ones that tell encodings apart, up to a sample's size."""
    end = size = 0
    while size < _SAMPLE and (found := _BEYOND_ASCII.search(data, end)):
        start = max(end, data.rfind(b"\n", end, found.start()) + 1)
        end = data.find(b"\n", found.start()) + 1 or len(data)
        yield data[start:end]
        size += end - start


def _is_damaged_utf8(sample: bytes) -> bool:
    """Say whether most of what is beyond ASCII is sound UTF-8: other encodings form its sequences by rare accident."""
    sound = sample.decode("utf-8", "ignore")
    misfits = len(sample) - len(sound.encode())
    return misfits <= sum(not character.isascii() for character in sound)


def _likeliest_encoding(sample: bytes) -> str:
    """Ask charset-normalizer; it puts equally good answers in the order of their names, we in the order of use."""
    matches = from_bytes(sample, cp_isolation=_WEB_ENCODINGS)
    best = matches.best()
    if best is None:
        return "utf-8"
    equals = (match for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence))
    names = {name for match in equals for name in match.could_be_from_charset}
    return next((name for name in _WEB_ENCODINGS if name in names), best.encoding)
