"""Inputs by name: read as bytes, refused when they are no text, decoded."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from cleaner.cli.decoding import Reading, decode
from cleaner.cli.problems import CommandError, Log, display_name, report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# How files that hold no text begin, and what to do about them.
_CONVERT = "convert it to text first"
_UNPACK = "unpack it first"
_LEAVE_OUT = "leave it out"
_NOT_TEXT = {
    b"%PDF-": ("a PDF file", _CONVERT),
    b"PK\x03\x04": ("a ZIP archive or an office document", "unpack it or convert it to text first"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an office document", _CONVERT),
    b"{\\rtf1": ("an RTF document", _CONVERT),
    b"\x1f\x8b\x08": ("compressed with gzip", _UNPACK),
    b"BZh91AY&SY": ("compressed with bzip2", _UNPACK),
    b"\xfd7zXZ\x00": ("compressed with xz", _UNPACK),
    b"\x28\xb5\x2f\xfd": ("compressed with zstd", _UNPACK),
    b"7z\xbc\xaf\x27\x1c": ("a 7-Zip archive", _UNPACK),
    b"Rar!\x1a\x07": ("a RAR archive", _UNPACK),
    b"\x89PNG\r\n\x1a\n": ("an image", _LEAVE_OUT),
    b"\xff\xd8\xff": ("an image", _LEAVE_OUT),
    b"GIF87a": ("an image", _LEAVE_OUT),
    b"GIF89a": ("an image", _LEAVE_OUT),
    b"\x7fELF": ("a program", _LEAVE_OUT),
    b"SQLite format 3\x00": ("a database", "export its texts first"),
}
_HEAD = 1 << 16  # bytes looked at to tell text from the rest
_STRAY_NULS = 16  # so many may be damage from scraping, however short the text
_NUL_SHARE = 0.05  # text has none; programs and images have a tenth and more, UTF-16 about half

_READING_ERRORS: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("no such file", "check the name"),
    NotADirectoryError: ("no such file", "check the name"),
    IsADirectoryError: ("is a folder", "name the files in it"),
    PermissionError: ("permission denied", "check who may read it"),
}


class Document(NamedTuple):
    """An input: its name, and its text or, of a page, the bytes, which declare their encoding."""

    name: str
    content: str | bytes
    is_page: bool


def read_texts(names: Iterable[str], reading: Reading, log: Log) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each input that can be read; tell the log about the others."""
    for name in names:
        try:
            # The bytes have no name here, so that they are gone while the text is worked on.
            yield name, decode(_read(name, reading.encoding), name, reading, log)
        except CommandError as error:
            log.fail(error)


def read_documents(names: Iterable[str], reading: Reading, log: Log) -> Iterator[Document]:
    """Yield each input that can be read, as text or as a page; tell the log about the others."""
    for name in names:
        try:
            yield _document(name, _read(name, reading.encoding), reading, log)
        except CommandError as error:
            log.fail(error)


def _document(name: str, data: bytes, reading: Reading, log: Log) -> Document:
    """Tell a page from a text, and decode what does not declare its encoding."""
    from cleaner.html.sniff import is_html  # noqa: PLC0415 (who explains texts does not need it)

    is_page = is_html(data) if reading.html is None else reading.html
    if is_page and not reading.encoding:
        return Document(name, data, is_page)
    return Document(name, decode(data, name, reading, log), is_page)


@contextmanager
def open_input(name: str) -> Iterator[BinaryIO]:
    """Open a file, or standard input for ``-``; what goes wrong while it is read is a ``CommandError``."""
    try:
        if name == "-":
            yield _standard_input()
        else:
            with open(name, "rb") as stream:  # noqa: PTH123 (pathlib takes 8 ms to import)
                yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        problem, remedy = _READING_ERRORS.get(type(error), (error.strerror, "check the file"))
        raise CommandError(f"{display_name(name)}: {problem}; {remedy}") from None


def _standard_input() -> BinaryIO:
    """Return standard input, and tell who started the filter by hand what it waits for."""
    if sys.stdin is None:
        raise CommandError("standard input: is closed; give it a text or name a file")
    if sys.stdin.isatty():
        report("reading what you type; Ctrl-D ends it, `cleaner --help` tells more")
    return sys.stdin.buffer


def _read(name: str, encoding: str = "") -> bytes:
    """Return the bytes of an input, if they can be text."""
    with open_input(name) as stream:
        data = stream.read()
    _refuse_binary(name, data, encoding)
    return data


def _refuse_binary(name: str, data: bytes, encoding: str) -> None:
    """Raise ``CommandError`` for what is no text; a named encoding such as UTF-16 may have NUL bytes."""
    for beginning, (kind, remedy) in _NOT_TEXT.items():
        if data.startswith(beginning):
            raise CommandError(f"{display_name(name)}: is {kind}; {remedy}")
    head = data[:_HEAD]
    if not encoding and not _is_marked_wide(head) and head.count(0) > _STRAY_NULS + _NUL_SHARE * len(head):
        raise CommandError(f"{display_name(name)}: is not text; leave it out, or name its encoding (--encoding)")


def _is_marked_wide(head: bytes) -> bool:
    """Say whether a text declares itself as UTF-16 or UTF-32."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))
