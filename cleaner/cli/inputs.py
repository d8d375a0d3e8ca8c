"""Inputs by name: read as bytes, unpacked, refused when they are no document, decoded."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from cleaner.errors import CommandError, Log, NotTextError, display_name, report
from cleaner.html.encoding import Content, Reading, read_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_READING_ERRORS: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("no such file", "check the name"),
    NotADirectoryError: ("no such file", "check the name"),
    PermissionError: ("permission denied", "check who may read it"),
}
_COMPRESSED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")  # gz, bz2, xz, zst
MOST_UNPACKED = 1 << 28
"""Bytes: what unpacks to more is no document, but made to fill the memory."""

_BEGINNINGS = {b"PAR1": "parquet", b"ARROW1": "arrow", b"WARC/1.": "warc"}
_NAMES = {"jsonl": "JSON Lines", "parquet": "Parquet", "arrow": "Arrow", "csv": "CSV", "tsv": "TSV"}
_HEAD = 1 << 20  # bytes looked at for lines of JSON
_LINES = 3  # a text may begin with one line of JSON, but not with three


class Document(NamedTuple):
    """An input: its name, and its text or, of a page, the bytes, which declare their encoding."""

    name: str
    content: str | bytes
    is_page: bool


def read_documents(names: Iterable[str], reading: Reading, log: Log) -> Iterator[Document]:
    """Yield each input that can be read, as text or as a page; tell the log about the others."""
    for name in names:
        try:
            # The bytes have no name here, so that they are gone while the text is worked on.
            content = _content(name, _read(name), reading)
        except CommandError as error:
            log.fail(error)
        except Exception as error:
            log.fail_on(name, error)
        else:
            _warn(name, content, reading, log)
            yield Document(name, content.document, content.is_page)


def _content(name: str, data: bytes, reading: Reading) -> Content:
    _refuse_records(name, data, reading)
    try:
        return read_content(data, name, reading)
    except NotTextError as error:
        raise CommandError(f"{display_name(name)}: {error}") from None


def _warn(name: str, content: Content, reading: Reading, log: Log) -> None:
    if not reading.encoding and content.encoding != "utf-8":
        log.warn(name, f"not UTF-8, read as {content.encoding}; name its encoding (--encoding) if that is wrong")
    if not content.fits:
        log.warn(name, f"holds bytes that are not {content.encoding}; they stay as they are")


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
    except IsADirectoryError:
        from shlex import quote  # noqa: PLC0415 - for what goes wrong

        command = f"cleaner corpus {quote(name)} --output clean/"
        remedy = f"name the files in it, or clean them all: {command}"
        raise CommandError(f"{display_name(name)}: is a folder; {remedy}") from None
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


def _read(name: str) -> bytes:
    """Return the bytes of an input, unpacked if its first bytes tell a compression."""
    with open_input(name) as stream:
        data = stream.read()
    return _unpacked(name, data) if data.startswith(_COMPRESSED) else data


def _unpacked(name: str, data: bytes) -> bytes:
    """Return what compressed bytes hold; raises ``CommandError`` for damage, and for more than is sound."""
    from io import BytesIO  # noqa: PLC0415 - rarely needed

    from cleaner.corpus.storage import Damage, chunks  # noqa: PLC0415 - the same

    content = bytearray()
    try:
        for chunk in chunks(BytesIO(data), ""):
            if isinstance(chunk, Damage):
                raise CommandError(f"{display_name(name)}: {chunk.reason}; get it again, or unpack what is left of it")
            content += chunk
            if len(content) > MOST_UNPACKED:
                problem = f"unpacks to more than {MOST_UNPACKED:,} bytes; unpack it first, and split it"
                raise CommandError(f"{display_name(name)}: {problem}")
    except ImportError:
        raise CommandError(f"{display_name(name)}: is compressed with zstd; install zstandard, or unpack it") from None
    return bytes(content)


# --- files of records: the filter would take them for prose, so it names the command for them -------------------------


def _refuse_records(name: str, data: bytes, reading: Reading) -> None:
    """Raise ``CommandError`` for a file of records, with what cleans it; who says what the input is, is believed."""
    if reading.html is not None:
        return
    named = _named_format(name) if name != "-" else ""
    if kind := named or _told_format(data):
        from shlex import quote  # noqa: PLC0415 - for what goes wrong

        from cleaner.corpus.formats import SUFFIXES  # noqa: PLC0415 - the same

        suffix = SUFFIXES[kind][0]
        output = "jsonl" if kind in {"wet", "warc"} else suffix
        source = f"cleaner corpus {quote(name)}" + ("" if named else f" --from {suffix}")
        command = f"{source} --output {'-' if name == '-' else f'clean.{output}'}"
        problem = f"is {_NAMES.get(kind, kind.upper())}, a file of records; clean it with: {command}"
        raise CommandError(f"{display_name(name)}: {problem} (or --text, to read it as one text)")


def _named_format(name: str) -> str:
    """Return the format of records that a name tells, "" for none."""
    from cleaner.corpus.formats import SINGLE_DOCUMENTS, split_suffixes  # noqa: PLC0415 - not for standard input

    _, known = split_suffixes(name)
    return known.name if known and known.name not in SINGLE_DOCUMENTS else ""


def _told_format(data: bytes) -> str:
    """Return the format of records that the first bytes tell for sure, "" for none."""
    for beginning, kind in _BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    return "jsonl" if data.startswith(b"{") and _is_json_lines(data[:_HEAD]) else ""


def _is_json_lines(head: bytes) -> bool:
    import json  # noqa: PLC0415 - few texts begin like one

    lines = [line for line in map(bytes.strip, head.split(b"\n")) if line][:_LINES]
    try:
        return all(isinstance(json.loads(line), dict) for line in lines)
    except (ValueError, RecursionError):
        return False
