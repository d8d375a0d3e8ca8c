"""Bytes of a page to text: what the page says of its encoding is a claim, and claims are checked.

What is sound UTF-8 is UTF-8, whatever was declared: other encodings form its sequences by rare accident. Otherwise the
server's word counts before the page's own, unless the bytes do not fit; then the bytes themselves decide.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_META = re.compile(
    rb"""<meta\b[^>]{0,300}?charset\s*+=\s*+["']?+\s*+([\w:.-]+)|<\?xml\b[^>]{0,100}?encoding\s*+=\s*+["']([\w:.-]+)""",
    re.IGNORECASE,
)
_HALF = re.compile("[\ud800-\udfff]")
_HEAD = 1 << 16
"""Browsers read declarations in the first kilobyte; pages put them behind much longer scripts."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_UNMARKED_WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}

# What pages with these labels are written in, after the WHATWG Encoding Standard.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "johab": "cp949",
}
_SPELLINGS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
}
_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
"""Codecs that read text, but not what pages are written in."""

_SEVEN_BITS = ("iso2022", "hz")
"""Encodings whose pages are plain ASCII, byte for byte, and so sound UTF-8 as well."""

MISFITS_ALLOWED = 0.01
"""A declared encoding is given up when more of the characters beyond ASCII do not fit; damaged pages have fewer."""


def decode_page(data: bytes, charset: str = "") -> str:
    """Return the text of a page; ``charset`` is what the server declared, if anything.

    Bytes that fit no character become U+FFFD, so there always is a text.

    >>> decode_page('<meta charset="gb2312"><p>镕基'.encode("gb18030"))
    '<meta charset="gb2312"><p>镕基'
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if wide := _UNMARKED_WIDE.get(data[:2]):
        return data.decode(wide, "replace")
    declared = list(_declared(data, charset))
    if not (declared and declared[0].startswith(_SEVEN_BITS)):
        try:
            return data.decode()
        except UnicodeDecodeError:
            pass
    for encoding in declared:
        text = data.decode(encoding, "replace")
        if _fits(text):
            return text
    from cleaner.html.guessing import guess_encoding  # noqa: PLC0415 - rarely needed, slow to import

    return data.decode(guess_encoding(data), "replace")


def sound(text: str) -> str:
    r"""Return a text without halves of surrogate pairs, which no encoding can write: a whole pair is one character.

    >>> sound("rain \ud83d\ude00 and \ud83d wind") == "rain \U0001f600 and \ufffd wind"
    True
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _HALF.search(text) else text


def _declared(data: bytes, charset: str) -> Iterator[str]:
    """Yield the encodings that server and page declare, as Python names them; UTF-8 has been tried."""
    found = _META.search(data, 0, _HEAD)
    claims = [charset, (found[1] or found[2]).decode("ascii", "replace") if found else ""]
    for claim in claims:
        encoding = _python_name(claim.strip().lower())
        if encoding and not encoding.startswith("utf"):
            yield encoding


def _python_name(label: str) -> str:
    """Return the codec of a label, or "" for none that reads text."""
    try:
        codec = codecs.lookup(_SPELLINGS.get(label, label)) if label else None
    except (LookupError, ValueError):
        return ""
    if codec is None or codec.name in _NO_CHARSETS or not getattr(codec, "_is_text_encoding", True):
        return ""
    return _SUPERSETS.get(codec.name, codec.name)


def _fits(text: str) -> bool:
    """Tell whether nearly all characters of a decoded page fit its encoding."""
    misfits = text.count("\ufffd")
    return misfits == 0 or misfits <= MISFITS_ALLOWED * sum(not character.isascii() for character in text)
