"""What the bytes of a file are: a text, a page of HTML, or neither. Whoever reads files reads them by this."""

from __future__ import annotations

import re
from typing import NamedTuple

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

_PAGE_NAME = re.compile(r"\.x?html?(\.(gz|zst|bz2|xz))?$", re.IGNORECASE)
_KEPT_BYTE = re.compile("[\udc80-\udcff]")


class Reading(NamedTuple):
    """How to read files: the encoding ("" finds it), whether a misfit is an error, if they are HTML (None: look)."""

    encoding: str = ""
    strict: bool = False
    html: bool | None = None


AS_FOUND = Reading()
"""Text or HTML, in UTF-8 or in what is guessed."""


class NotTextError(ValueError):
    """Bytes that cannot be read as a document; the message says why, and what to do."""


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


def _is_page(data: bytes, name: str) -> bool:
    """Tell whether a file is HTML: it begins so, or is named so and holds a bracket at least."""
    from cleaner.html.sniff import HEAD, is_html  # noqa: PLC0415 - who says what it is does without

    return is_html(data) or (is_page_name(name) and b"<" in data[:HEAD])


def is_page_name(name: str) -> bool:
    """Tell whether a file is named as pages are, compressed or not."""
    return _PAGE_NAME.search(name) is not None


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
        from cleaner.html.guessing import guess_encoding  # noqa: PLC0415 - rarely needed, slow to import

        encoding = guess_encoding(data)
    return _decoded_leniently(data, encoding)


def _decoded_leniently(data: bytes, encoding: str) -> Content:
    """Return a text with bytes that do not fit as lone surrogates."""
    try:
        text = data.decode(encoding, "surrogateescape")
    except UnicodeError as error:  # UTF-16 and the like: half a character cannot stay as it is
        raise _misfit(encoding, error) from None
    return Content(text, False, encoding, fits=encoding != "utf-8" and not _KEPT_BYTE.search(text))


def _misfit(encoding: str, error: UnicodeError) -> NotTextError:
    """Return what to tell about bytes that are not in the encoding they should be in."""
    place = f"byte {error.start + 1:,}" if isinstance(error, UnicodeDecodeError) else "it"
    return NotTextError(f"{place} is not {encoding}; name another encoding (--encoding)")
