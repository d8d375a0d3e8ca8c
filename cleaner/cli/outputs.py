"""Where results go: standard output or a folder, as text or JSON, and as bytes, of which none is lost.

Newlines are those of the input. A byte that fits no character was read as a lone surrogate (PEP 383), which is written
as the same byte again.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Protocol

from cleaner.errors import WRONG_USAGE, CommandError, display_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner import Result

_PACKED = r"(?i)(?<=.)\.(gz|zst|bz2|xz)$"
_TEXT_OR_PAGE = r"(?i)(?<=.)\.(x?html?|txt|text|md)$"
_SLICE = 1 << 20  # characters encoded at a time, so that a long text is not held twice


class Writing(NamedTuple):
    """Where to write and how: a folder ("" is standard output), what stands between documents, JSON or text."""

    folder: str = ""
    separator: str = "\n"
    as_json: bool = False


TO_STANDARD_OUTPUT = Writing()
"""Text, with an empty line's newline between documents."""


class Output(Protocol):
    """A place to write documents to."""

    def write(self, name: str, text: str | Iterable[str], kind: str = "") -> None:
        """Write one document that came from the input ``name``; raise ``CommandError`` when that fails.

        The ``text`` may come in parts. ``kind`` is the suffix of what is written ("txt", "md", "json") where it is
        another than that of the input.
        """


class StandardOutput:
    """Documents one after the other, with a separator between them."""

    def __init__(self, separator: str) -> None:
        self._stream = standard_output()
        self._separator = separator
        self._is_first = True

    def write(self, name: str, text: str | Iterable[str], kind: str = "") -> None:
        """Write one document."""
        if not self._is_first:
            write_text(self._stream, self._separator)
        self._is_first = False
        write_text(self._stream, text)


def open_output(writing: Writing, inputs: Iterable[str] = ()) -> Output:
    """Return the place to write to; files that are ``inputs`` are not written over."""
    if writing.folder:
        return Folder(writing.folder, inputs)
    return StandardOutput("" if writing.as_json else writing.separator)


# --- a folder: each document under its input's name, whole or not at all ----------------------------------------------


class Folder:
    """Writes ``some/where/a.txt`` to ``a.txt`` in the folder; standard input becomes ``stdin``."""

    def __init__(self, path: str, inputs: Iterable[str] = ()) -> None:
        """Make the folder if it is not there; none of the ``inputs`` is ever overwritten."""
        self._path = Path(path)
        self._inputs = {os.path.realpath(name) for name in inputs if name != "-"}
        self._sources: dict[str, str] = {}
        try:
            self._path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = "is a file" if isinstance(error, FileExistsError) else error.strerror
            problem = f"--output: {display_name(path)}: {reason}; name a folder"
            raise CommandError(problem, WRONG_USAGE) from None

    def write(self, name: str, text: str | Iterable[str], kind: str = "") -> None:
        """Write one document of a kind (see `file_name`); never over an input, nor over the document of another one."""
        target = self._path / self._claim(name, kind)
        try:
            self._refuse_loss(name, target)
            with replacing(target) as stream:
                write_text(stream, text)
        except OSError as error:
            raise CommandError(f"{display_name(str(target))}: {error.strerror}; check the folder") from None
        except ValueError:  # NUL, or half a character: names in records may hold anything
            raise CommandError(f"{display_name(name)}: is no name for a file; give it another one") from None

    def _claim(self, name: str, kind: str) -> str:
        """Return the file name for a document and remember who has it."""
        target = file_name(name, kind)
        if target in self._sources:
            other = display_name(self._sources[target])
            problem = f"{other} was written under the same name; write this one to another folder (--output)"
            raise CommandError(f"{display_name(name)}: {problem}")
        self._sources[target] = name
        return target

    def _refuse_loss(self, name: str, target: Path) -> None:
        """Raise ``CommandError`` where writing would cost an input, or a file that lies beside the document's own."""
        is_beside = name != "-" and os.path.realpath(self._path) == os.path.realpath(Path(name).parent)
        if target.exists() and (is_beside or os.path.realpath(target) in self._inputs):
            problem = f"{display_name(str(target))} would be overwritten; write to another folder (--output)"
            raise CommandError(f"{display_name(name)}: {problem}")


def file_name(name: str, kind: str) -> str:
    """Return the name for a document: the last part of its input's name, and its ``kind``, if another is written.

    Names in records are not to be trusted to lead where they should.

    >>> file_name("raw/page.html", "txt"), file_name("raw/page.txt.gz", ""), file_name("raw/page.txt", "json")
    ('page.txt', 'page.txt', 'page.txt.json')
    """
    last = re.sub(_PACKED, "", Path(name).name)
    last = "stdin" if name == "-" else last if last not in {"", ".."} else "unnamed"
    if kind in {"txt", "md"}:
        last = re.sub(_TEXT_OR_PAGE, "", last)
    return f"{last}.{kind}" if kind else last


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name when it is complete; when it is not completed, nothing has happened."""
    from cleaner.corpus.storage import create  # noqa: PLC0415 - not needed for standard output

    aside = target.with_name(f".cleaner-{os.getpid()}.part")
    stream = create(aside)
    try:
        with stream:
            yield stream
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


# --- bytes ------------------------------------------------------------------------------------------------------------


def standard_output() -> BinaryIO:
    """Return the binary standard output."""
    if sys.stdout is None:
        raise CommandError("standard output: is closed; give it somewhere to write to")
    return sys.stdout.buffer


def write_text(stream: BinaryIO, text: str | Iterable[str]) -> None:
    """Write text, whole or in parts, as UTF-8, and through to the reader, who may be waiting for it."""
    for part in (text,) if isinstance(text, str) else text:
        for piece in encode_slices(part):
            stream.write(piece)
    stream.flush()


def encode_slices(text: str) -> Iterator[bytes]:
    r"""Yield text as UTF-8, a slice at a time; lone surrogates that stand for bytes become these bytes.

    >>> list(encode_slices("a\udce9\n"))
    [b'a\xe9\n']
    """
    for start in range(0, len(text), _SLICE):
        part = text[start : start + _SLICE]
        try:
            yield part.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:  # surrogates that stand for no byte: from JSON, or from a text that had them
            yield b"".join(map(_encode_character, part))


def _encode_character(character: str) -> bytes:
    """Return one character as UTF-8; a surrogate that stands for no byte is written like any other character."""
    return character.encode("utf-8", "surrogateescape" if "\udc80" <= character <= "\udcff" else "surrogatepass")


# --- records: a result as one line of JSON ----------------------------------------------------------------------------


def to_record(source: str, result: Result) -> Iterator[str]:
    """Return a result as a line of JSON, in parts: of a large text, the whole line would take a gigabyte."""
    from cleaner.result import facts, removal_records  # noqa: PLC0415 - whoever has a result has loaded it

    removals = removal_records(result)  # found out now, so that what fails does so before anything is written
    return _line_in_parts({"source": source, **facts(result)}, "removals", removals)


def _line_in_parts(record: dict[str, Any], name: str, values: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a record as a line of JSON with one more field, a list."""
    yield f'{_json(record)[:-1]}, "{name}": ['
    for number, value in enumerate(values):
        yield ", " * bool(number) + _json(value)
    yield "]}\n"


def json_line(record: dict[str, Any]) -> str:
    """Return a record as a line of JSON."""
    return _json(record) + "\n"


def _json(value: dict[str, Any]) -> str:
    """Return a value as JSON; characters UTF-8 cannot write are escaped."""
    import json  # noqa: PLC0415 - not needed for text

    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return text
