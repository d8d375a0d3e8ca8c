"""Bytes to text: what the bytes of a file are (a text, a page of HTML, or neither), and in which encoding.

Of a text, the encoding is the one that the user names, UTF-8, or a guess. What a page says of its encoding is a claim,
and claims are checked: what is sound UTF-8 is UTF-8, whatever was declared, since other encodings form its sequences by
rare accident. Otherwise the server's word counts before the page's own, unless the bytes do not fit; then the bytes
themselves decide.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from cleaner.errors import WRONG_USAGE, CommandError, NotTextError

if TYPE_CHECKING:
    from collections.abc import Iterator

# How files that hold no text begin, and what to do about them.
_CONVERT = "convert it to text first"
_UNPACK = "unpack it first"
_LEAVE_OUT = "leave it out"
_NOT_TEXT = {
    b"%PDF-": ("a PDF file", _CONVERT),
    b"PK\x03\x04": ("a ZIP archive or an office document", "unpack it or convert it to text first"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an office document", _CONVERT),
    b"{\\rtf1": ("an RTF document", _CONVERT),
    b"7z\xbc\xaf\x27\x1c": ("a 7-Zip archive", _UNPACK),
    b"Rar!\x1a\x07": ("a RAR archive", _UNPACK),
    b"\x89PNG\r\n\x1a\n": ("an image", _LEAVE_OUT),
    b"\xff\xd8\xff": ("an image", _LEAVE_OUT),
    b"GIF87a": ("an image", _LEAVE_OUT),
    b"GIF89a": ("an image", _LEAVE_OUT),
    b"\x7fELF": ("a program", _LEAVE_OUT),
    b"SQLite format 3\x00": ("a database", "export its texts first"),
}
_WIDE_BEGINNINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"<\0", b"\0<")  # marks, and markup without one
_HEAD = 1 << 16  # bytes looked at to tell text from the rest
_STRAY_NULS = 16  # so many may be damage from scraping, however short the text
_NUL_SHARE = 0.05  # text has none; programs and images have a tenth and more, UTF-16 about half

# Expressions are compiled when they are asked for: most texts need none.
_PAGE_NAME = r"(?i)\.x?html?(\.(gz|zst|bz2|xz))?$"
_KEPT_BYTE = "[\udc80-\udcff]"

_SNIFFED = 1 << 14  # bytes or characters looked at to tell HTML from text

# Nothing is tried twice (all quantifiers are possessive): a comment ends at its first "-->".
_BEGINNING = (
    r"(?i)[\s\ufeff]*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:[^-]++|-(?!->))*+-->\s*+)*+"
    r"<(?:!doctype\s++html|html|head|body)\b"
)
_TAG = (
    r"(?i)</?(?:p|div|span|a|br|ul|ol|li|h[1-6]|table|tr|td|article|section|main|img|strong|em|b|i|blockquote|figure)"
    r"\b[^<>]*>"
)
_LEAST_TAGS = 4
_TAGS_SHARE = 0.35
"""A fragment begins with a tag, or so much of its beginning are tags; texts about HTML have fewer."""

_META = (
    rb"""(?i)<meta\b[^>]{0,300}?charset\s*+=\s*+["']?+\s*+([\w:.-]+)"""
    rb"""|<\?xml\b[^>]{0,100}?encoding\s*+=\s*+["']([\w:.-]+)"""
)
_LANGUAGE = rb"""(?i)<html\b[^>]{0,300}?\blang\s*+=\s*+["']?+([a-z]{2,3})\b"""
_MOST_BEFORE_META = 1 << 16
"""Bytes: browsers read declarations in the first kilobyte; pages put them behind much longer scripts."""

# UTF-32 first: its mark begins with that of UTF-16.
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
"""Codecs that read text, but not what pages and texts are written in."""

_SEVEN_BITS = ("iso2022", "hz")
"""Encodings whose pages are plain ASCII, byte for byte, and so sound UTF-8 as well."""

MISFITS_ALLOWED = 0.01
"""A declared encoding is given up when more of the characters beyond ASCII do not fit; damaged pages have fewer."""

# What languages in Latin letters are written in; the WHATWG's fallbacks leave all others of these to windows-1252.
_OF_LANGUAGES = {
    "cp1250": "bs cs hr hu pl ro sk sl sq",
    "iso8859_2": "hr hu pl sl",
    "cp1254": "az ku tr",
    "iso8859_9": "ku tr",
    "cp1257": "et lt lv",
    "cp1258": "vi",
}
_WESTERN = "cp1252"
_RARE_LETTERS = {"cp1257": b"\xf0\xfe", "cp1258": b"\xf0\xfd"}
"""Texts in these encodings hold such bytes, which are rare letters in windows-1252: without them, it is that."""

# What pages are written in, by how often; the first wins where several explain the bytes equally well.
_WEB_ENCODINGS = [
    *("cp1252", "cp1251", "cp932", "euc_jp", "gb18030", "cp949", "big5hkscs", "cp1250", "cp1254", "cp1256", "cp1253"),
    *("cp1255", "iso8859_2", "koi8_r", "tis_620", "cp1257", "cp1258", "koi8_u", "cp866", "iso8859_9", "iso8859_7"),
    "iso8859_15",
]
_BEYOND_ASCII = rb"[\x80-\xff]"
_SAMPLE = 1 << 16  # bytes; more change no guess and cost time


class Reading(NamedTuple):
    """How to read files: the encoding ("" finds it), whether a misfit is an error, if they are HTML (None: look)."""

    encoding: str = ""
    strict: bool = False
    html: bool | None = None


AS_FOUND = Reading()
"""Text or HTML, in UTF-8 or in what is guessed."""


class Content(NamedTuple):
    """A text, or a page: as bytes, which declare their encoding, unless the user named one.

    ``encoding`` is what a text was read as. Where it does not ``fit``, some bytes are no characters: they are lone
    surrogates (PEP 383).
    """

    document: str | bytes
    is_page: bool
    encoding: str = "utf-8"
    fits: bool = True


def read_content(data: bytes, name: str, reading: Reading = AS_FOUND) -> Content:
    r"""Return what the file of a name holds; raises `NotTextError` for what is no text, or not in its encoding.

    >>> read_content("Où est l’été\xa0?".encode("cp1252"), "question.txt").encoding
    'cp1252'
    >>> read_content(b"<!DOCTYPE html><p>Rain", "page.txt").is_page
    True
    """
    _refuse_binary(data, reading.encoding)
    is_page = _is_page(data, name) if reading.html is None else reading.html
    if is_page and not reading.encoding:
        return Content(data, is_page)
    return _decoded(data, reading)._replace(is_page=is_page)


def check_encoding(name: str) -> None:
    """Raise `CommandError` for what names no encoding of texts."""
    if not _codec(name):
        raise CommandError(f"--encoding: {name!r} is no encoding; try utf-8 or windows-1252", WRONG_USAGE)


def _is_page(data: bytes, name: str) -> bool:
    """Tell whether a file is HTML: it begins so, or is named so and holds a bracket at least."""
    return is_html(data) or (is_page_name(name) and b"<" in data[:_SNIFFED])


def is_page_name(name: str) -> bool:
    """Tell whether a file is named as pages are, compressed or not."""
    return re.search(_PAGE_NAME, name) is not None


def _refuse_binary(data: bytes, encoding: str) -> None:
    """Raise `NotTextError` for what is no text; a named encoding such as UTF-16 may have NUL bytes."""
    for beginning, (kind, remedy) in _NOT_TEXT.items():
        if data.startswith(beginning):
            raise NotTextError(f"is {kind}; {remedy}")
    head = data[:_HEAD]
    if encoding or head.startswith(_WIDE_BEGINNINGS):
        return
    if head.count(0) > _STRAY_NULS + _NUL_SHARE * len(head):
        raise NotTextError("is not text; leave it out, or name its encoding (--encoding)")


def _decoded(data: bytes, reading: Reading) -> Content:
    """Return a text in the named encoding, in UTF-8, or in the encoding that its bytes speak for."""
    encoding = reading.encoding or "utf-8"
    try:
        return Content(data.decode(encoding), False, encoding)
    except UnicodeError as error:
        if reading.strict:
            raise _misfit(encoding, error) from None
    if not reading.encoding:
        encoding = guess_encoding(data)
    return _decoded_leniently(data, encoding)


def _decoded_leniently(data: bytes, encoding: str) -> Content:
    """Return a text with bytes that do not fit as lone surrogates."""
    try:
        text = data.decode(encoding, "surrogateescape")
    except UnicodeError as error:  # UTF-16 and the like: half a character cannot stay as it is
        raise _misfit(encoding, error) from None
    return Content(text, False, encoding, fits=encoding != "utf-8" and not re.search(_KEPT_BYTE, text))


def _misfit(encoding: str, error: UnicodeError) -> NotTextError:
    """Return what to tell about bytes that are not in the encoding they should be in."""
    place = f"byte {error.start + 1:,}" if isinstance(error, UnicodeDecodeError) else "it"
    return NotTextError(f"{place} is not {encoding}; name another encoding (--encoding)")


# --- HTML or text, by the beginning alone -----------------------------------------------------------------------------


def is_html(document: str | bytes) -> bool:
    """Tell whether a document is HTML.

    >>> is_html("<!DOCTYPE html><title>x"), is_html("<p>One<p>Two<br>Three<br>"), is_html("a < b, and <p> is a tag")
    (True, True, False)
    >>> is_html("<p>Hello".encode("utf-16"))
    False
    """
    head = document[:_SNIFFED]
    if isinstance(head, bytes):
        head = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").decode("latin-1").removeprefix("\xff\xfe")
    if "<" not in head:
        return False
    if re.match(_BEGINNING, head):
        return True
    tags = [found.group() for found in re.finditer(_TAG, head)]
    begins = len(tags) > 0 and head.lstrip().startswith(tags[0])
    return len(tags) >= _LEAST_TAGS and (begins or sum(map(len, tags)) >= _TAGS_SHARE * len(head))


# --- pages: what server and page declare ------------------------------------------------------------------------------


class Decoded(NamedTuple):
    """The text of a page; ``guess`` is its encoding where nobody declared it, or what was declared does not fit."""

    text: str
    guess: str = ""


def decode_page(data: bytes, charset: str = "") -> Decoded:
    """Return the text of a page; ``charset`` is what the server declared, if anything.

    Bytes that fit no character become U+FFFD, so there always is a text.

    >>> decode_page('<meta charset="gb2312"><p>镕基'.encode("gb18030")).text
    '<meta charset="gb2312"><p>镕基'
    >>> decode_page('<html lang="fr"><p>Où est l’été ?'.encode("cp1252")).guess
    'cp1252'
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, "replace"))
    if wide := _UNMARKED_WIDE.get(data[:2]):
        return Decoded(data.decode(wide, "replace"))
    declared = list(_declared(data, charset))
    if not (declared and declared[0].startswith(_SEVEN_BITS)):
        try:
            return Decoded(data.decode())
        except UnicodeDecodeError:
            pass
    for encoding in declared:
        text = data.decode(encoding, "replace")
        if _fits(text):
            return Decoded(text)
    guess = _of_language(guess_encoding(data), data)
    return Decoded(data.decode(guess, "replace"), guess)


def _of_language(guess: str, data: bytes) -> str:
    """Return the encoding for the language that a page says it is in, where Latin letters leave that open.

    English is what templates say, whatever the language of the page is.
    """
    found = re.search(_LANGUAGE, data[:_MOST_BEFORE_META])
    language = found[1].decode().lower() if found else "en"
    if language == "en" or guess not in {_WESTERN, *_OF_LANGUAGES}:
        return guess
    written = [encoding for encoding, languages in _OF_LANGUAGES.items() if language in languages.split()] or [_WESTERN]
    return guess if guess in written else written[0]


def sound(text: str) -> str:
    r"""Return a text without halves of surrogate pairs, which no encoding can write: a whole pair is one character.

    >>> sound("rain \ud83d\ude00 and \ud83d wind") == "rain \U0001f600 and \ufffd wind"
    True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _declared(data: bytes, charset: str) -> Iterator[str]:
    """Yield the encodings that server and page declare, as Python names them; UTF-8 has been tried."""
    found = re.search(_META, data[:_MOST_BEFORE_META])
    claims = [charset, (found[1] or found[2]).decode("ascii", "replace") if found else ""]
    for claim in claims:
        encoding = _python_name(claim.strip().lower())
        if encoding and not encoding.startswith("utf"):
            yield encoding


def _python_name(label: str) -> str:
    """Return the codec of a label, or "" for none that reads text."""
    name = _codec(_SPELLINGS.get(label, label))
    return _SUPERSETS.get(name, name)


def _codec(name: str) -> str:
    """Return the name of a codec that reads texts, or ""."""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(codec, "_is_text_encoding", True) and codec.name not in _NO_CHARSETS
    return codec.name if is_text else ""


def _fits(text: str) -> bool:
    """Tell whether nearly all characters of a decoded page fit its encoding."""
    misfits = text.count("\ufffd")
    return misfits == 0 or misfits <= MISFITS_ALLOWED * sum(not character.isascii() for character in text)


# --- guesses, for bytes that are not UTF-8 ----------------------------------------------------------------------------


def guess_encoding(data: bytes) -> str:
    """Return the encoding that bytes which are not UTF-8 are most likely in; ``"utf-8"`` if they are damaged UTF-8.

    >>> guess_encoding("Где мой дом? В Москве.".encode("koi8-r"))
    'koi8_r'
    >>> guess_encoding("naïve café".encode()[:-1])
    'utf-8'
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark) and encoding != "utf-8":
            return encoding  # these codecs keep the mark, as that of UTF-8 is kept
    sample = b"".join(_telling_lines(data))
    return "utf-8" if _is_damaged_utf8(sample) else _likeliest_encoding(sample)


def _telling_lines(data: bytes) -> Iterator[bytes]:
    """Yield lines with bytes beyond ASCII, the only ones that tell encodings apart, up to a sample's size."""
    beyond_ascii = re.compile(_BEYOND_ASCII)
    end = size = 0
    while size < _SAMPLE and (found := beyond_ascii.search(data, end)):
        start = max(end, data.rfind(b"\n", end, found.start()) + 1)
        end = data.find(b"\n", found.start()) + 1 or len(data)
        yield data[start:end]
        size += end - start


def _is_damaged_utf8(sample: bytes) -> bool:
    """Say whether most of what is beyond ASCII is sound UTF-8: other encodings form its sequences by rare accident."""
    fitting = sample.decode("utf-8", "ignore")
    misfits = len(sample) - len(fitting.encode())
    return misfits <= sum(not character.isascii() for character in fitting)


def _likeliest_encoding(sample: bytes) -> str:
    """Ask charset-normalizer; it puts equally good answers in the order of their names, we in the order of use."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - rarely needed, slow to import

    matches = from_bytes(sample, cp_isolation=_WEB_ENCODINGS)
    best = matches.best()
    if best is None:
        return "utf-8"
    equals = (match for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence))
    names = {name for match in equals for name in match.could_be_from_charset}
    guess = next((name for name in _WEB_ENCODINGS if name in names), best.encoding)
    rare = _RARE_LETTERS.get(guess, sample)
    return guess if any(byte in sample for byte in rare) else _WESTERN
